//! 外部接入: the keys with which other platforms may report. A key is shown once, when it is made.

use crate::store::open311::{self as store, KeyRow};
use crate::store::{devices, requests};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::{Change, House};
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

const LONGEST_NAME: usize = 40;

#[derive(Template)]
#[template(path = "staff/keys.html")]
struct KeysPage {
    p: Page,
    keys: Vec<KeyRow>,
    /// The key just made.
    fresh: Option<String>,
    form: Posted,
    errs: FieldErrors,
}

/// The client a key belongs to; none if it is nobody's.
pub async fn client(house: &House, area: Id, key: &str) -> linju_core::Result<Option<Id>> {
    if key.is_empty() {
        return Ok(None);
    }
    store::client(house, area, requests::hash(key)).await
}

/// The keys of the area.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require(Right::EditArea)?;
    page(&app, staff, None, Posted::default(), FieldErrors::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    fresh: Option<String>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let keys = store::keys(&app.house, staff.area_id()).await?;
    html_with(status, &KeysPage { p: staff.page, keys, fresh, form, errs })
}

/// Makes one.
pub async fn make(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let mut errs = FieldErrors::new();
    let name = form.get("name");
    errs.check((1..=LONGEST_NAME).contains(&name.chars().count()), "name", "api-key-name");
    if !errs.is_empty() {
        return page(&app, staff, None, form, errs).await;
    }
    let house = &app.house;
    let key = devices::token();
    let row = KeyRow {
        area_id: staff.area_id(),
        id: house.id(),
        name: name.to_owned(),
        key_hash: requests::hash(&key),
        made_by: staff.session.account,
        made_at: house.now(),
        ended_at: None,
    };
    let mut change = Change::new(row.area_id, house.now(), staff.actor());
    change.push(row.insert());
    change.event(NewEvent::new("api_key", row.id, "made"));
    house.commit(change).await?;
    page(&app, staff, Some(key), Posted::default(), FieldErrors::new()).await
}

/// Ends one.
pub async fn end(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let house = &app.house;
    let mut change = Change::new(staff.area_id(), house.now(), staff.actor());
    change.push(store::end(staff.area_id(), id, house.now()));
    change.event(NewEvent::new("api_key", id, "ended"));
    house.commit(change).await?;
    Ok(Redirect::to(&format!("/staff/{}/keys", staff.area().code)).into_response())
}
