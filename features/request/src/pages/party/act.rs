//! A button of an organisation: its small form, and carrying it out with the steps people expect in one press.

use super::Door;
use super::case::{lead_in, offered};
use crate::pages::joint;
use crate::pages::kept::{self, FileField, Kept};
use crate::rules::{Command, Outcome, Verb};
use crate::store::CaseRow;
use crate::work::{self, Press};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::file::Stored as StoredFile;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// What an organisation may say came of it; moving to a list is the committee's.
const OUTCOMES: [Outcome; 3] = [Outcome::Solved, Outcome::Partly, Outcome::CannotBeSolved];

/// Photos from before and after.
pub const PHOTOS: [FileField; 2] = [
    FileField { name: "before", purpose: "before", takes: &["image/"] },
    FileField { name: "after", purpose: "after", takes: &["image/"] },
];

#[derive(Template)]
#[template(path = "party/act.html")]
struct ActPage {
    p: Page,
    base: String,
    row: CaseRow,
    verb: Verb,
    outcomes: [Outcome; 3],
    needs_photo: bool,
    kept: Vec<Kept>,
    form: Posted,
    errs: FieldErrors,
}

/// The form for someone signed in.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case, verb)): Path<(String, Id, String)>,
) -> Result<Response> {
    let door = Door::by_account(&app, &staff, case).await?;
    form(staff.page, door, &verb)
}

/// The press of someone signed in.
pub async fn press(
    State(app): State<App>,
    staff: Staff,
    Path((_, case, verb)): Path<(String, Id, String)>,
    posted: Posted,
) -> Result<Response> {
    let door = Door::by_account(&app, &staff, case).await?;
    carry_out(staff.page, door, &verb, posted).await
}

/// The form of `verb` at `door`; not found where the lifecycle has no such button now.
pub fn form(p: Page, door: Door, verb: &str) -> Result<Response> {
    let verb = possible(&door, verb)?;
    let mut form = Posted::default();
    if verb == Verb::Handle {
        form = form.with("note", joint::merged(&p, &joint::parts(&p, door.tasks.clone())));
    }
    render(p, door, verb, form, Vec::new(), FieldErrors::new(), StatusCode::OK)
}

fn possible(door: &Door, verb: &str) -> Result<Verb> {
    let verb = Verb::of(verb).ok_or(Error::NotFound)?;
    let offered = offered(&door.stored.row, &door.doer.part.parts);
    offered.contains(&verb).then_some(verb).ok_or(Refusal::new("not-now").into())
}

/// Carries `verb` out at `door`; a refusal brings the form back with everything typed.
pub async fn carry_out(p: Page, door: Door, verb: &str, posted: Posted) -> Result<Response> {
    let verb = possible(&door, verb)?;
    let (kept, errs) = Kept::all(&p.app.house, door.stored.row.area_id, &posted, &PHOTOS).await?;
    if !errs.is_empty() {
        return render(p, door, verb, posted, kept, errs, StatusCode::UNPROCESSABLE_ENTITY);
    }
    match attempt(&p, &door, verb, &posted, kept::stored(&kept)).await {
        Ok(()) if verb == Verb::Return && door.account.is_some() => {
            Ok(Redirect::to("/work?returned").into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("{}?done", door.base)).into_response()),
        Err(linju_core::Error::Refused(refusal)) => {
            render(p, door, verb, posted, kept, refusal.into(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(other) => Err(other.into()),
    }
}

async fn attempt(
    p: &Page,
    door: &Door,
    verb: Verb,
    posted: &Posted,
    files: Vec<(&'static str, StoredFile)>,
) -> linju_core::Result<()> {
    let house = &p.app.house;
    let command = command(p, verb, posted, files.len())?;
    let note = posted.get("note");
    let press = match lead_in(door.stored.case.state, verb, &door.doer.part.parts) {
        Some(Verb::Acknowledge) if verb == Verb::Start => {
            Press::one(Command::Acknowledge, note).then(command, "")
        }
        Some(Verb::Acknowledge) => Press::one(Command::Acknowledge, "").then(command, note),
        Some(_) => Press::one(Command::Resume, "").then(command, note),
        None => Press::one(command, note),
    };
    work::carry_out_on(house, &door.doer, door.stored.clone(), Press { files, ..press }, p.now).await?;
    Ok(())
}

fn command(p: &Page, verb: Verb, posted: &Posted, photos: usize) -> Result<Command, Refusal> {
    let text = |name: &str| posted.get(name).to_owned();
    Ok(match verb {
        Verb::Acknowledge => Command::Acknowledge,
        Verb::Start => Command::Start,
        Verb::Resume => Command::Resume,
        Verb::Contact => Command::Contact,
        Verb::Return => Command::Return,
        Verb::Wait => {
            let until = posted.day("until").ok_or(Refusal::new("waiting-until-past").at("until"))?;
            Command::Wait { on: text("on"), until, today: p.today() }
        }
        Verb::Handle => {
            let outcome = posted.coded::<Outcome>("outcome").filter(|o| OUTCOMES.contains(o));
            Command::Handle {
                outcome: outcome.ok_or(Refusal::new("party-outcome-missing").at("outcome"))?,
                photos,
                constraint: text("constraint"),
                alternative: text("alternative"),
                item: String::new(),
            }
        }
        _ => return Err(Refusal::new("not-yours")),
    })
}

fn render(
    p: Page,
    door: Door,
    verb: Verb,
    form: Posted,
    kept: Vec<Kept>,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let row = door.stored.row;
    let needs_photo = p.app.house.reference().category(&row.category_code).is_some_and(|c| c.needs_photo);
    let base = door.base;
    html_with(status, &ActPage { p, base, row, verb, outcomes: OUTCOMES, needs_photo, kept, form, errs })
}
