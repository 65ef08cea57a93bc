//! What residents see: what is decided now, what was decided, and the check of the count.

use super::printed::rules;
use super::result::Shown;
use super::{Choice, options};
use crate::envelope::{in_fours, plain};
use crate::rules::State;
use crate::store::{self, BallotRow, Turnout, counted};
use crate::work::count;
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use linju_kernel::Id;
use linju_web::{App, Error, Page, Result, html};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "resident_ballots.html")]
struct ListPage {
    p: Page,
    now: Vec<BallotRow>,
    past: Vec<BallotRow>,
}

#[derive(Template)]
#[template(path = "resident_ballot.html")]
struct OnePage {
    p: Page,
    row: BallotRow,
    turnout: Turnout,
    rules: Vec<String>,
    options: Vec<Choice>,
    shown: Option<Shown>,
}

impl OnePage {
    fn open(&self) -> bool {
        self.row.rules().may_vote(self.p.now).is_ok()
    }
}

#[derive(Template)]
#[template(path = "resident_ballot_check.html")]
struct CheckPage {
    p: Page,
    row: BallotRow,
    code: String,
    /// Did a sealed vote of that name lie in the box? None while nobody has asked.
    found: Option<bool>,
}

/// The ballot `id`, as far as residents may know of it.
pub async fn known(app: &App, p: &Page, id: Id) -> Result<BallotRow> {
    let row = store::load(&app.house, p.area().id, id).await?;
    if row.public() { Ok(row) } else { Err(Error::NotFound) }
}

/// The list.
pub async fn list(Shared(app): Shared<App>, p: Page, Path(area): Path<String>) -> Result<Response> {
    let p = p.at(&area)?;
    let rows = store::all(&app.house, p.area().id).await?.into_iter().filter(BallotRow::public);
    let over = |row: &BallotRow| row.told() || row.state() == State::Cancelled;
    let (past, now) = rows.partition(over);
    html(&ListPage { p, now, past })
}

/// One of them: what is asked, by which rules, and the result once it is published.
pub async fn one(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = known(&app, &p, id).await?;
    let turnout = store::turnout(&app.house, row.area_id, id).await?;
    let shown = Shown::of(&p, &row).filter(|_| row.told());
    let (rules, options) = (rules(&p, &row, &turnout), options(&p, &row));
    html(&OnePage { p, row, turnout, rules, options, shown })
}

/// Whether a receipt's sealed vote lay in the box when it was closed.
pub async fn check(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = known(&app, &p, id).await?;
    let code = in_fours(&plain(asked.get("receipt").map_or("", String::as_str)));
    let found = match row.closed_at.is_some() && !code.is_empty() {
        true => Some(counted::lay_in_box(&app.house, row.area_id, id, &code).await?),
        false => None,
    };
    html(&CheckPage { p, row, code, found })
}

/// The published file, for `linju recount`.
pub async fn file(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = known(&app, &p, id).await?;
    let file = count::file(&app.house, &row).await?;
    let text = serde_json::to_string_pretty(&file).map_err(|e| linju_core::Error::Fault(e.to_string()))?;
    let name = format!("attachment; filename=\"ballot-{id}.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], text)
        .into_response())
}
