//! 值班与交接: who answers now, the roster, and one page for the next shift.

use crate::rules;
use crate::store::{self, Note};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::{Right, Role};
use linju_core::duty::{Duty, Shift};
use linju_core::ledger::NewEvent;
use linju_core::{Change, Error as CoreError};
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Refusal, Ts};
use linju_web::page::{MenuEntry, html, html_with};
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

const DAY_MS: i64 = 86_400_000;
const ROSTER_MS: i64 = 30 * DAY_MS;
const NOTES_MS: i64 = 3 * DAY_MS;
const LONGEST_SHIFT_MS: i64 = 15 * DAY_MS;
const LONGEST_NOTE: usize = 2_000;

#[derive(Template)]
#[template(path = "duty.html")]
struct DutyPage {
    p: Page,
    duty: Duty,
    shifts: Vec<Shift>,
    notes: Vec<Note>,
    open: Vec<MenuEntry>,
    names: Vec<String>,
    may_edit: bool,
    saved: bool,
    key: String,
    form: Posted,
    errs: FieldErrors,
}

#[derive(Template)]
#[template(path = "duty_sheet.html")]
struct Sheet {
    p: Page,
    duty: Duty,
    shifts: Vec<Shift>,
    notes: Vec<Note>,
    open: Vec<MenuEntry>,
}

impl DutyPage {
    fn author(&self, note: &Note) -> String {
        self.p.name_of(&Some(note.account_id))
    }
}

impl Sheet {
    fn author(&self, note: &Note) -> String {
        self.p.name_of(&Some(note.account_id))
    }
}

/// The page.
pub async fn show(State(app): State<App>, staff: Staff, uri: Uri) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    page(&app, staff, Posted::default(), FieldErrors::new(), uri.query() == Some("saved")).await
}

/// The same on one sheet of paper, with the shifts of the next two days.
pub async fn sheet(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let (area, now) = (staff.area(), staff.now());
    let duty = app.house.on_duty(area.id, now).await?;
    let shifts = app.house.shifts(area.id, now, now.plus_ms(2 * DAY_MS)).await?;
    let notes = store::notes(&app.house, area, now.plus_ms(-NOTES_MS)).await?;
    html(&Sheet { duty, shifts, notes, open: counted(&staff.page), p: staff.page })
}

/// Puts someone on the roster. A colleague's own work phone is taken where none is given.
pub async fn add_shift(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    match shift(&app, &staff, &form) {
        Ok(shift) => {
            let event = NewEvent::new("area", shift.area_id, "shift_added")
                .with("shift", shift.id.to_string())
                .with("from", shift.from_at.0)
                .with("to", shift.to_at.0);
            write_once(&app, &staff, &form, store::add_shift(&shift), event).await
        }
        Err(errs) => page(&app, staff, form, errs, false).await,
    }
}

fn shift(app: &App, staff: &Staff, form: &Posted) -> std::result::Result<Shift, FieldErrors> {
    let mut errs = FieldErrors::new();
    let (area_id, name, zone) = (staff.area_id(), form.get("name"), staff.page.zone());
    errs.check(!name.is_empty(), "name", "duty-name-missing");
    let reference = app.house.reference();
    let staff_here = reference.staff(area_id, ANSWERING, staff.now());
    let own = staff_here.iter().find(|c| c.name == name).map_or("", |c| &c.phone);
    let typed = Some(form.get("phone")).filter(|phone| !phone.is_empty()).unwrap_or(own);
    let phone =
        rules::desk_phone(typed).map_err(|refusal| errs.push(refusal.at("phone"))).unwrap_or_default();
    let mut at = |field: &'static str| {
        let found = form.moment(field, &zone);
        errs.check(found.is_some(), field, "duty-moment-missing");
        found.unwrap_or_default()
    };
    let (from_at, to_at) = (at("from"), at("to"));
    if errs.is_empty() {
        errs.check(from_at < to_at, "to", "duty-ends-before");
        errs.check(to_at.0 - from_at.0 <= LONGEST_SHIFT_MS, "to", "duty-too-long");
    }
    let shift = Shift { area_id, id: app.house.id(), name: name.to_owned(), phone, from_at, to_at };
    if errs.is_empty() { Ok(shift) } else { Err(errs) }
}

const ANSWERING: &[Role] = &[Role::Secretary, Role::Director, Role::CommunityWorker, Role::CommitteeMember];

/// Takes a shift off the roster.
pub async fn remove_shift(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let (area, id) = (staff.area_id(), form.id("shift").ok_or(Error::BadRequest)?);
    let event = NewEvent::new("area", area, "shift_removed").with("shift", id.to_string());
    super::commit(&app.house, &staff, vec![store::drop_shift(area, id)], event).await?;
    Ok(saved(&staff))
}

/// Writes down what the next shift must know.
pub async fn note(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let text = form.get("text");
    let refusal = match text.chars().count() {
        0 => Some(Refusal::new("duty-note-missing")),
        n if n > LONGEST_NOTE => Some(Refusal::new("duty-note-long")),
        _ => None,
    };
    if let Some(refusal) = refusal {
        return page(&app, staff, form, refusal.at("text").into(), false).await;
    }
    let (area_id, account_id, at) = (staff.area_id(), staff.session.account, staff.now());
    let note = Note { area_id, id: app.house.id(), account_id, at, text: mask_phones_in(text) };
    let event = NewEvent::new("area", area_id, "handover_noted").with("note", note.id.to_string());
    write_once(&app, &staff, &form, store::add_note(&note), event).await
}

/// Writes what a form was sent for; the same form sent again changes nothing and is answered alike.
async fn write_once(
    app: &App,
    staff: &Staff,
    form: &Posted,
    statement: linju_db::Statement,
    event: NewEvent,
) -> Result<Response> {
    if !form.ticked("key") {
        return Err(Error::BadRequest);
    }
    let key = format!("{} {}", event.verb(), form.get("key"));
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    change.push(statement).event(event).once(key, "saved");
    match app.house.commit(change).await {
        Err(CoreError::Db(error)) if error.is_unique("idem") => Ok(saved(staff)),
        other => other.map(|()| saved(staff)).map_err(Error::from),
    }
}

fn saved(staff: &Staff) -> Response {
    Redirect::to(&format!("/staff/{}/duty?saved", staff.area().code)).into_response()
}

/// The entries of the menu that count something: what is open now.
fn counted(p: &Page) -> Vec<MenuEntry> {
    p.menu().into_iter().filter(|entry| entry.count.is_some()).collect()
}

async fn page(app: &App, staff: Staff, form: Posted, errs: FieldErrors, saved: bool) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (area, now) = (staff.area(), staff.now());
    let duty = app.house.on_duty(area.id, now).await?;
    let shifts = app.house.shifts(area.id, now, now.plus_ms(ROSTER_MS)).await?;
    let notes = store::notes(&app.house, area, now.plus_ms(-NOTES_MS)).await?;
    let names = app.house.reference().staff(area.id, ANSWERING, now).iter().map(|c| c.name.clone()).collect();
    let form = if form.get("from").is_empty() { evening(&staff.page, form, &duty) } else { form };
    let (open, may_edit) = (counted(&staff.page), staff.page.may(Right::EditArea));
    let key = app.house.id().to_string();
    html_with(
        status,
        &DutyPage { duty, shifts, notes, open, names, may_edit, saved, key, form, errs, p: staff.page },
    )
}

/// `form` with the shift people most often enter: from the end of the desk's day to its next morning.
fn evening(p: &Page, form: Posted, duty: &Duty) -> Posted {
    let (reference, zone) = (p.app.house.reference(), p.zone());
    let calendar = reference.calendar(p.area().id);
    let from: Ts = calendar.close_of(duty.next_opening.day(&zone));
    form.with_moment("from", from, &zone).with_moment("to", calendar.next_opening(from), &zone)
}
