//! A step of a meeting's life: its own small page that says what it means, and carrying it out.

use super::{desk, doer, link, parts, whole};
use crate::rules::{Group, LIFE, Verb};
use crate::store::{MeetingRow, Whole};
use crate::work::{self, Given};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// The steps with a page of their own, in the order of a meeting's life.
pub const STEPS: [Verb; 9] = [
    Verb::Announce,
    Verb::Hold,
    Verb::Lapse,
    Verb::Minute,
    Verb::Publish,
    Verb::Settle,
    Verb::Amend,
    Verb::Postpone,
    Verb::Cancel,
];

/// The steps whoever looks may try now.
pub fn offered(p: &Page, row: &MeetingRow) -> Vec<Verb> {
    let open = LIFE.verbs(row.state(), &parts(p));
    STEPS.into_iter().filter(|verb| open.contains(verb)).collect()
}

#[derive(Template)]
#[template(path = "meeting_act.html")]
struct ActPage {
    p: Page,
    row: MeetingRow,
    verb: Verb,
    /// Required groups of which nobody signed in.
    unheard: Vec<Group>,
    present: i64,
    lacking: i64,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn heading(&self) -> String {
        self.p.code("meeting-do", self.verb.code()).into_owned()
    }

    fn means(&self) -> String {
        self.p.code("meeting-means", self.verb.code()).into_owned()
    }

    fn wants_reason(&self) -> bool {
        matches!(self.verb, Verb::Postpone | Verb::Cancel | Verb::Lapse)
    }

    fn wants_short_notice(&self) -> bool {
        self.errs.at("short_notice").is_some() || self.form.ticked("short_notice")
    }
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
    let (whole, verb) = (whole(&app, &staff, id).await?, verb_of(&verb)?);
    LIFE.step(whole.row.state(), verb, &parts(&staff.page))?;
    page(&app.house, staff, whole, verb, Posted::default(), FieldErrors::new())
}

/// Takes the step.
pub async fn act(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let (whole, verb) = (whole(&app, &staff, id).await?, verb_of(&verb)?);
    match work::step(&app.house, &doer(&staff), &whole, verb, given(&form)).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app.house, staff, whole, verb, form, refusal.into()),
        Err(error) => Err(error),
    }
}

/// What the form gives to the step.
fn given(form: &Posted) -> Given {
    Given {
        reason: form.get("reason").to_owned(),
        short_notice: form.get("short_notice").to_owned(),
        absent: form.all("absent").filter_map(Group::of).collect(),
        names_removed: form.ticked("names_removed"),
    }
}

fn page(
    house: &House,
    staff: Staff,
    whole: Whole,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let facts = whole.facts(house, staff.now(), false)?;
    let rules = whole.row.rules();
    let (unheard, lacking) = (rules.unheard(&facts), rules.lacking(&facts));
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let present = facts.came();
    html_with(status, &ActPage { p: staff.page, row: whole.row, verb, unheard, present, lacking, form, errs })
}
