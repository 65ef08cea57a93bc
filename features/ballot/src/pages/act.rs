//! A step of a ballot's life: its own small page that says what it means, and carrying it out.

use super::{doer, link, load, parts_of};
use crate::rules::{LIFE, Verb};
use crate::store::{self, BallotRow, Turnout};
use crate::work::{self, count};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html};

/// The steps with a page of their own, in the order of a ballot's life.
pub const STEPS: [Verb; 8] = [
    Verb::Freeze,
    Verb::Announce,
    Verb::Open,
    Verb::Close,
    Verb::Count,
    Verb::Publish,
    Verb::Thaw,
    Verb::Cancel,
];

/// The steps whoever looks may try now.
pub fn offered(p: &Page, row: &BallotRow) -> Vec<Verb> {
    let open = LIFE.verbs(row.state(), &parts_of(p));
    STEPS.into_iter().filter(|verb| open.contains(verb)).collect()
}

#[derive(Template)]
#[template(path = "ballot_act.html")]
struct ActPage {
    p: Page,
    row: BallotRow,
    verb: Verb,
    turnout: Turnout,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn heading(&self) -> String {
        self.p.code("ballot-do", self.verb.code()).into_owned()
    }

    fn means(&self) -> String {
        self.p.code("ballot-means", self.verb.code()).into_owned()
    }
}

#[derive(Template)]
#[template(path = "ballot_shares.html")]
struct SharesPage {
    p: Page,
    row: BallotRow,
    /// Holder's word key and share.
    shares: Vec<(&'static str, String)>,
}

fn verb_of(code: &str) -> Result<Verb> {
    Verb::of(code).filter(|verb| STEPS.contains(verb)).ok_or(Error::NotFound)
}

/// Asks for what the step needs.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    let (row, verb) = (load(&app, &staff, id).await?, verb_of(&verb)?);
    LIFE.step(row.state(), verb, &parts_of(&staff.page))?;
    page(&app, staff, row, verb, Posted::default(), FieldErrors::new()).await
}

/// Takes the step. Opening the box answers with the three shares at once: they are kept nowhere, and shown only here.
pub async fn act(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let (row, verb) = (load(&app, &staff, id).await?, verb_of(&verb)?);
    let done = match verb {
        Verb::Count => {
            let shares = [form.get("share_a"), form.get("share_b")];
            count::count(&app.house, &doer(&staff), &row, shares).await.map(|()| None)
        }
        _ => work::step(&app.house, &doer(&staff), &row, verb, form.get("reason")).await,
    };
    match done.map_err(Error::from) {
        Ok(Some(shares)) => {
            let holders = ["ballot-share-secretary", "ballot-share-supervision", "ballot-share-street"];
            let shares = holders.into_iter().zip(shares).collect();
            html(&SharesPage { p: staff.page, row, shares })
        }
        Ok(None) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, row, verb, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

async fn page(
    app: &App,
    staff: Staff,
    row: BallotRow,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let turnout = store::turnout(&app.house, row.area_id, row.id).await?;
    html_with(status, &ActPage { p: staff.page, row, verb, turnout, form, errs })
}
