//! Calling whoever asked: the press itself is the record, and the number is shown for a while after it.

use super::Door;
use crate::store::{RequestRow, requests};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_web::{App, Error, Page, Result, Staff, html};

/// How long a number may be looked at again.
const OPEN_MS: i64 = 10 * 60_000;
/// What the look records.
const REASON: &str = "handler-calls";

#[derive(Template)]
#[template(path = "party/call.html")]
struct CallPage {
    p: Page,
    base: String,
    title: String,
    name: String,
    phone: String,
}

/// Records the look.
pub async fn reveal(
    State(app): State<App>,
    staff: Staff,
    Path((_, case, request)): Path<(String, Id, Id)>,
) -> Result<Response> {
    let (door, row) = load(&app, &staff, case, request).await?;
    app.house.record_look(row.area_id, staff.session.account, row.id, "phone", REASON).await?;
    Ok(Redirect::to(&format!("{}/call/{request}", door.base)).into_response())
}

/// The number in clear, for a while after the look was recorded.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case, request)): Path<(String, Id, Id)>,
) -> Result<Response> {
    let (door, row) = load(&app, &staff, case, request).await?;
    let since = staff.now().plus_ms(-OPEN_MS);
    if !app.house.has_looked(row.area_id, staff.session.account, row.id, since).await? {
        return Ok(Redirect::to(&door.base).into_response());
    }
    let name = row.name(&app.house)?.unwrap_or_default();
    let phone = row.phone(&app.house)?.ok_or(Error::NotFound)?;
    html(&CallPage { p: staff.page, title: door.stored.row.title, base: door.base, name, phone })
}

/// A request that goes on in their case; not found where the complainant is hidden.
async fn load(app: &App, staff: &Staff, case: Id, request: Id) -> Result<(Door, RequestRow)> {
    let door = Door::by_account(app, staff, case).await?;
    let row = requests::load(&app.house, staff.area_id(), request).await?;
    let theirs = row.case_id == case && !door.stored.row.confidential && door.stored.row.open;
    if theirs { Ok((door, row)) } else { Err(Error::NotFound) }
}
