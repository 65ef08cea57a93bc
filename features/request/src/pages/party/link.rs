//! The one-time link of an organisation without accounts: one case, for a while, and nothing else. It may be
//! passed on, so it never shows a number in clear.

use super::{Door, act, case};
use crate::rules::Party;
use crate::store::{cases, devices};
use crate::work::Doer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use linju_kernel::Id;
use linju_web::limit::Purpose;
use linju_web::peer::Peer;
use linju_web::{App, Error, Page, Posted, Result};
use std::collections::HashMap;

/// The case, or that it is no longer theirs.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Peer(peer): Peer,
    Path((area, token)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let p = page.at(&area)?;
    match open(&app, &p, &token).await? {
        Some(door) => case::render(p, door, query.contains_key("done")).await,
        None => case::gone(p),
    }
}

/// A button's form.
pub async fn form(
    State(app): State<App>,
    page: Page,
    Peer(peer): Peer,
    Path((area, token, verb)): Path<(String, String, String)>,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let p = page.at(&area)?;
    match open(&app, &p, &token).await? {
        Some(door) => act::form(p, door, &verb),
        None => case::gone(p),
    }
}

/// A press.
pub async fn press(
    State(app): State<App>,
    page: Page,
    Peer(peer): Peer,
    Path((area, token, verb)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let p = page.at(&area)?;
    match open(&app, &p, &token).await? {
        Some(door) => act::carry_out(p, door, &verb, posted).await,
        None => case::gone(p),
    }
}

/// A photo of the case.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((area, token, id)): Path<(String, String, Id)>,
) -> Result<Response> {
    let p = page.at(&area)?;
    let door = open(&app, &p, &token).await?.ok_or(Error::NotFound)?;
    case::serve(&app, &door, id).await
}

/// What the link opens while it lasts; none where the case went to someone else.
async fn open(app: &App, p: &Page, token: &str) -> Result<Option<Door>> {
    let area = p.area();
    let (case, organisation) = devices::open_link(&app.house, area.id, token, p.now).await?;
    let stored = cases::load(&app.house, area.id, case).await?;
    let theirs = stored.case.party == Party::Organisation(organisation);
    let base = format!("/link/{}/{token}", area.code);
    Ok(theirs.then(|| Door { base, doer: Doer::link(organisation), stored, account: None }))
}
