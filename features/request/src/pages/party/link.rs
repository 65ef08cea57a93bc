//! The one-time link of an organisation without accounts: one case or one part of it, for a while, and nothing else. It may be
//! passed on, so it never shows a number in clear.

use super::task::{self, Part};
use super::{Door, act, case};
use crate::rules::{Party, Who};
use crate::store::{devices, tasks};
use crate::work::Doer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use linju_kernel::Id;
use linju_web::limit::Purpose;
use linju_web::peer::Peer;
use linju_web::{App, Error, Page, Posted, Result};
use std::collections::HashMap;

/// What a link opens.
enum Opened {
    /// The case their organisation is responsible for.
    Case(Box<Door>),
    /// One part of a case.
    Part(Box<Part>),
    /// What is no longer theirs.
    Gone,
}

/// The case or the part, or that it is no longer theirs.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Peer(peer): Peer,
    Path((area, token)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let (p, done) = (page.at(&area)?, query.contains_key("done"));
    match open(&app, &p, &token).await? {
        Opened::Case(door) => case::render(p, *door, done).await,
        Opened::Part(part) => task::begin(p, *part, done),
        Opened::Gone => case::gone(p),
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
        Opened::Case(door) => act::form(p, *door, &verb),
        Opened::Part(_) => Err(Error::NotFound),
        Opened::Gone => case::gone(p),
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
        Opened::Case(door) => act::carry_out(p, *door, &verb, posted).await,
        Opened::Part(_) => Err(Error::NotFound),
        Opened::Gone => case::gone(p),
    }
}

/// The part is done.
pub async fn finish(
    State(app): State<App>,
    page: Page,
    Peer(peer): Peer,
    Path((area, token)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let p = page.at(&area)?;
    match open(&app, &p, &token).await? {
        Opened::Part(part) => task::finish(p, *part, posted).await,
        Opened::Case(_) => Err(Error::NotFound),
        Opened::Gone => case::gone(p),
    }
}

/// A photo of the case.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((area, token, id)): Path<(String, String, Id)>,
) -> Result<Response> {
    let p = page.at(&area)?;
    match open(&app, &p, &token).await? {
        Opened::Case(door) => case::serve(&app, &door, id).await,
        Opened::Part(_) | Opened::Gone => Err(Error::NotFound),
    }
}

/// What the link opens while it lasts.
async fn open(app: &App, p: &Page, token: &str) -> Result<Opened> {
    let area = p.area();
    let link = devices::open_link(&app.house, area.id, token, p.now).await?;
    let base = format!("/link/{}/{token}", area.code);
    if let Some(task) = link.task {
        let doer = Doer::link(link.organisation, Who::CoHandler);
        return match Part::asked(app, area.id, task, link.organisation).await {
            Ok(asked) => {
                let part = Part { action: format!("{base}/part"), base, doer, asked, home: false };
                Ok(Opened::Part(Box::new(part)))
            }
            Err(Error::NotFound) => Ok(Opened::Gone),
            Err(error) => Err(error),
        };
    }
    let (stored, tasks) = tasks::with_case(&app.house, area.id, link.case).await?;
    if stored.case.party != Party::Organisation(link.organisation) {
        return Ok(Opened::Gone);
    }
    let doer = Doer::link(link.organisation, Who::Handler);
    Ok(Opened::Case(Box::new(Door { base, doer, stored, tasks, account: None })))
}
