//! The list of those entitled, objections to it, and what became of them.

use super::{doer, link, load, parts_of};
use crate::rules::{LIFE, Reason, Verb};
use crate::store::voter::{self, ObjectionRow, VoterRow};
use crate::store::{BallotRow, votes};
use crate::work;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "ballot_voters.html")]
struct VotersPage {
    p: Page,
    row: BallotRow,
    voters: Vec<VoterRow>,
    /// How each has voted, by entry.
    ways: HashMap<Id, String>,
    objections: Vec<ObjectionRow>,
    form: Posted,
    errs: FieldErrors,
}

impl VotersPage {
    fn may_object(&self) -> bool {
        LIFE.verbs(self.row.state(), &parts_of(&self.p)).contains(&Verb::Object)
    }

    fn weighed(&self) -> bool {
        self.voters.iter().any(|voter| voter.weight > 0)
    }

    fn reasons(&self) -> Vec<(Reason, i64)> {
        let count = |reason: &Reason| {
            self.voters.iter().filter(|v| v.reason == reason.code() && v.struck.is_empty()).count() as i64
        };
        Reason::ALL.iter().map(|r| (*r, count(r))).filter(|(_, n)| *n > 0).collect()
    }

    fn way(&self, voter: &VoterRow) -> Option<&str> {
        self.ways.get(&voter.id).map(String::as_str)
    }
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    page(&app, staff, row, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, row: BallotRow, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (house, area) = (&app.house, row.area_id);
    let voters = voter::list(house, area, row.id).await?;
    let ways = votes::all(house, area, row.id).await?.into_iter().map(|v| (v.voter_id, v.way)).collect();
    let objections = voter::objections(house, area, row.id).await?;
    html_with(status, &VotersPage { p: staff.page, row, voters, ways, objections, form, errs })
}

async fn answered(
    app: &App,
    staff: Staff,
    row: BallotRow,
    form: Posted,
    done: linju_core::Result<()>,
) -> Result<Response> {
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{}/voters", row.id))).into_response()),
        Err(Error::Refused(refusal)) => page(app, staff, row, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Writes an objection down.
pub async fn object(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let done = work::object(&app.house, &doer(&staff), &row, form.get("words")).await;
    answered(&app, staff, row, form, done).await
}

/// Answers one.
pub async fn answer(
    Shared(app): Shared<App>,
    Path((_, id, objection)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let done = work::answer(&app.house, &doer(&staff), &row, objection, form.get("answer")).await;
    answered(&app, staff, row, form, done).await
}

/// Strikes an entry off.
pub async fn strike(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let done = match work::cast::numbered(&app.house, &row, form.number("number").unwrap_or_default()).await {
        Ok(voter) => work::strike(&app.house, &doer(&staff), &row, &voter, form.get("why")).await,
        Err(error) => Err(error),
    };
    answered(&app, staff, row, form, done).await
}
