//! Calling someone: name, number and words in clear, after the look was recorded. On one's own case, or in the
//! stairwells one looks after, the press itself is the record; elsewhere it needs a reason.

use super::{case_href, desk, require, see};
use crate::store::{CaseRow, RequestRow, cases, requests};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::Right;
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff, html};

/// How long what was recorded may be looked at again.
const OPEN_MS: i64 = 10 * 60_000;
/// What the look records where no reason is asked.
const OWN: &str = "own";

#[derive(Template)]
#[template(path = "staff/phone.html")]
struct PhonePage {
    p: Page,
    case_href: String,
    row: CaseRow,
    name: String,
    phone: String,
    words: String,
}

#[derive(Template)]
#[template(path = "staff/reveal.html")]
struct RevealPage {
    p: Page,
    case_href: String,
    action: String,
    row: CaseRow,
    own: bool,
    form: Posted,
    errs: FieldErrors,
}

/// In clear for a while after the look was recorded; before that, the question why.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    let (request, row) = load(&app, &staff, id).await?;
    let since = staff.now().plus_ms(-OPEN_MS);
    if !app.house.has_looked(row.area_id, staff.session.account, id, since).await? {
        return question(&app, staff, request, row, Posted::default(), FieldErrors::new(), StatusCode::OK)
            .await;
    }
    let p = staff.page;
    html(&PhonePage {
        case_href: case_href(&p, row.id),
        name: request.name(&app.house)?.unwrap_or_default(),
        phone: request.phone(&app.house)?.unwrap_or_default(),
        words: request.words(&app.house)?,
        row,
        p,
    })
}

/// Records the look.
pub async fn reveal(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    let (request, row) = load(&app, &staff, id).await?;
    let own = is_own(&app, &staff, &row).await?;
    let reason = if own { OWN } else { form.get("reason") };
    if reason.is_empty() {
        let mut errs = FieldErrors::new();
        errs.add("reason", "reason-missing");
        return question(&app, staff, request, row, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    app.house.record_look(row.area_id, staff.session.account, id, "phone", reason).await?;
    see(&href(&staff.page, id))
}

fn href(p: &Page, request: Id) -> String {
    format!("{}/requests/{request}/phone", desk(p))
}

async fn load(app: &App, staff: &Staff, id: Id) -> Result<(RequestRow, CaseRow)> {
    require(staff)?;
    staff.require(Right::Reveal)?;
    let request = requests::load(&app.house, staff.area_id(), id).await?;
    let row = cases::load(&app.house, staff.area_id(), request.case_id).await?.row;
    Ok((request, row))
}

async fn is_own(app: &App, staff: &Staff, row: &CaseRow) -> Result<bool> {
    let account = staff.session.account;
    if row.worker_id == Some(account) {
        return Ok(true);
    }
    Ok(app.house.looks_after(row.area_id, account, &[&row.place_path], staff.page.today()).await?)
}

async fn question(
    app: &App,
    staff: Staff,
    request: RequestRow,
    row: CaseRow,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let own = is_own(app, &staff, &row).await?;
    let p = staff.page;
    let action = href(&p, request.id);
    html_with(status, &RevealPage { case_href: case_href(&p, row.id), action, row, own, form, errs, p })
}
