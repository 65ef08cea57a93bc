//! A step of an item's life: its own small page that says what it means, and carrying it out.

use super::{Choice, desk, doer, link, owner_in};
use crate::rules::{LIFE, Owner, Verb};
use crate::store::ItemRow;
use crate::store::item;
use crate::work::{self, Doer, Given};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::file::Stored;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// The steps with a page of their own, in the order of an item's life.
pub const STEPS: [Verb; 14] = [
    Verb::Claim,
    Verb::Assign,
    Verb::Start,
    Verb::Finish,
    Verb::Verify,
    Verb::StrikeOff,
    Verb::Keep,
    Verb::Reopen,
    Verb::ToNeed,
    Verb::Propose,
    Verb::Reject,
    Verb::Release,
    Verb::Escalate,
    Verb::Return,
];

/// The steps `doer` may try with `row` now, in the order of an item's life. What belongs to another list, and what
/// was done once and for all, is not among them.
pub fn offered(row: &ItemRow, doer: &Doer) -> Vec<Verb> {
    let (open, rules) = (LIFE.verbs(row.state(), &doer.parts_at(row)), row.rules());
    let known = STEPS.into_iter().chain([Verb::Relist]);
    known.filter(|verb| open.contains(verb) && rules.fits(*verb).is_ok()).collect()
}

/// Does a step ask for words, and need they be written?
pub fn wants_note(verb: Verb) -> bool {
    !matches!(verb, Verb::Claim | Verb::Assign | Verb::Start | Verb::ToNeed | Verb::Propose | Verb::Relist)
}

#[derive(Template)]
#[template(path = "list_act.html")]
struct ActPage {
    p: Page,
    row: ItemRow,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn heading(&self) -> String {
        self.p.code("list-do", self.verb.code()).into_owned()
    }

    fn means(&self) -> String {
        self.p.code("list-means", self.verb.code()).into_owned()
    }

    fn note_label(&self) -> String {
        self.p.code("list-note", self.verb.code()).into_owned()
    }

    fn wants_note(&self) -> bool {
        wants_note(self.verb)
    }

    fn wants_files(&self) -> bool {
        matches!(self.verb, Verb::Finish | Verb::Verify | Verb::StrikeOff | Verb::Keep)
    }

    fn wants_owner(&self) -> bool {
        self.verb == Verb::Assign
    }

    fn owners(&self) -> Vec<Choice> {
        super::owners(&self.p)
    }
}

fn verb_of(code: &str) -> Result<Verb> {
    Verb::of(code).filter(|verb| STEPS.contains(verb) || *verb == Verb::Relist).ok_or(Error::NotFound)
}

/// Asks for what the step needs.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let (row, verb) = (item::load(&app.house, staff.area_id(), id).await?, verb_of(&verb)?);
    LIFE.step(row.state(), verb, &doer(&staff).parts_at(&row))?;
    let form = Posted::default().with("due", row.due_day.max(staff.page.today()).to_string());
    page(staff, row, verb, form, FieldErrors::new())
}

/// Takes the step.
pub async fn act(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (row, verb) = (item::load(&app.house, staff.area_id(), id).await?, verb_of(&verb)?);
    let to = (verb == Verb::Assign).then(|| owner_in(&staff.page, form.get("owner"))).flatten();
    let done = match given(&app.house, &form, to).await {
        Ok(given) => work::step(&app.house, &doer(&staff), &row, verb, given).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response()),
        Err(Error::Refused(refusal)) => page(staff, row, verb, form, refusal.into()),
        Err(error) => Err(error),
    }
}

/// What a form gives to a step: photos and papers are taken in before any row mentions them.
pub async fn given(house: &House, form: &Posted, to: Option<Owner>) -> Result<Given> {
    let mut files: Vec<Stored> = Vec::new();
    for upload in form.uploads("photos") {
        let stored = house.files.take(upload.bytes.clone()).await.map_err(Error::from);
        files.push(stored.map_err(|error| match error {
            Error::Refused(refusal) => Error::Refused(Refusal { field: Some("photos"), ..refusal }),
            other => other,
        })?);
    }
    Ok(Given { note: form.get("note").to_owned(), to, due: form.day("due"), files, offer: None })
}

fn page(staff: Staff, row: ItemRow, verb: Verb, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &ActPage { p: staff.page, row, verb, form, errs })
}
