//! Voting by one's code: scan or type it, press once, and see at once what counts. Nothing is chosen beforehand, and it
//! can be changed until the last moment.

use super::resident::known;
use super::{Choice, options, said};
use crate::store::BallotRow;
use crate::store::voter::VoterRow;
use crate::work::Doer;
use crate::work::cast::{self, Cast};
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::tries::Try;
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::peer::Peer;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result};
use std::collections::HashMap;
use std::net::IpAddr;

/// Wrong codes from one address within a quarter of an hour; a whole stairwell may share one.
const PER_ADDRESS: i64 = 30;

#[derive(Template)]
#[template(path = "resident_vote.html")]
struct VotePage {
    p: Page,
    row: BallotRow,
    /// Whose code it is; none while none was given.
    voter: Option<VoterRow>,
    options: Vec<Choice>,
    /// Has this voter voted already?
    before: bool,
    /// What was just chosen, in words, and its receipt.
    done: Option<(String, String)>,
    form: Posted,
    errs: FieldErrors,
}

/// The page behind the slip's code, or the one that asks for it.
pub async fn ask(
    Shared(app): Shared<App>,
    p: Page,
    Peer(peer): Peer,
    Path((area, id)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = known(&app, &p, id).await?;
    let form = Posted::default().with("code", asked.get("code").cloned().unwrap_or_default());
    answer(&app, p, peer, row, form).await
}

/// Takes the code, or the code and a vote.
pub async fn take(
    Shared(app): Shared<App>,
    p: Page,
    Peer(peer): Peer,
    Path((area, id)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = known(&app, &p, id).await?;
    answer(&app, p, peer, row, form).await
}

async fn answer(app: &App, p: Page, peer: IpAddr, row: BallotRow, form: Posted) -> Result<Response> {
    if !form.ticked("code") {
        return page(p, row, None, false, None, form.with("code", ""), FieldErrors::new());
    }
    let voter = match holder(app, peer, &row, form.get("code")).await {
        Ok(voter) => voter,
        Err(Error::Refused(refusal)) => return page(p, row, None, false, None, form, refusal.into()),
        Err(error) => return Err(error),
    };
    match carried_out(app, &p, &row, &voter, &form).await {
        Ok((before, cast)) => {
            let done = cast.map(|cast| (said(&p, &row, &cast.choice), cast.receipt));
            page(p, row, Some(voter), before, done, form, FieldErrors::new())
        }
        Err(Error::Refused(refusal)) => page(p, row, Some(voter), false, None, form, refusal.into()),
        Err(error) => Err(error),
    }
}

/// Whoever holds the code; wrong ones are counted where every node sees them.
async fn holder(app: &App, peer: IpAddr, row: &BallotRow, code: &str) -> Result<VoterRow> {
    let tries = [Try::at("ballot-code", format!("{} {peer}", row.id), PER_ADDRESS)];
    match cast::holder(&app.house, row, code).await {
        Ok(voter) => Ok(voter),
        Err(error) => {
            app.house.take(&tries).await?;
            Err(error.into())
        }
    }
}

async fn carried_out(
    app: &App,
    p: &Page,
    row: &BallotRow,
    voter: &VoterRow,
    form: &Posted,
) -> Result<(bool, Option<Cast>)> {
    let before = cast::may(&app.house, row, voter, p.now).await?;
    let chosen: Vec<&str> = ranked(form).unwrap_or_else(|| form.all("choice").collect());
    if chosen.is_empty() && !form.ticked("send") {
        return Ok((before.is_some(), None));
    }
    let cast = cast::vote(&app.house, &Doer::voter(p.now), row, voter, chosen, None).await?;
    Ok((cast.changed, Some(cast)))
}

/// Of a ranking: the options in the order of the places given to them. None where no places were given.
fn ranked(form: &Posted) -> Option<Vec<&str>> {
    let mut places: Vec<(i64, &str)> = form
        .fields()
        .iter()
        .filter_map(|(name, place)| Some((place.trim().parse().ok()?, name.strip_prefix("place-")?)))
        .collect();
    places.sort_unstable();
    (!places.is_empty()).then(|| places.into_iter().map(|(_, option)| option).collect())
}

fn page(
    p: Page,
    row: BallotRow,
    voter: Option<VoterRow>,
    before: bool,
    done: Option<(String, String)>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let options = options(&p, &row);
    html_with(status, &VotePage { p, row, voter, options, before, done, form, errs })
}
