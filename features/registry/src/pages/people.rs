//! Searching people, and taking a new one into the register.

use super::{Asked, Choice, choices, editor, link, reader};
use crate::import::places::PlaceBook;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::Change;
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::party::{Details, Found, Gender, MOST_FOUND, NewRole, ResidenceState, RoleKind};
use linju_core::place::Place;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Day, Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::{App, Error, Page, Posted, Result, Staff, html};

#[derive(Template)]
#[template(path = "registry_people.html")]
struct SearchPage {
    p: Page,
    words: String,
    found: Vec<Found>,
    places: Vec<Place>,
    editor: bool,
}

impl SearchPage {
    /// Were there more than are shown?
    fn cut(&self) -> bool {
        self.found.len() == MOST_FOUND
    }
}

/// By name, whole phone, last four digits, or the name of a place.
pub async fn search(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    reader(&staff)?;
    let words = asked.get("q").map(|q| q.trim().to_owned()).unwrap_or_default();
    let found = app.house.find_people(staff.area_id(), &words, staff.page.today()).await?;
    let places = if words.is_empty() {
        Vec::new()
    } else {
        PlaceBook::load(&app.house, staff.area_id()).await?.named(&words)
    };
    html(&SearchPage { editor: staff.page.may(Right::EditRegistry), p: staff.page, words, found, places })
}

#[derive(Template)]
#[template(path = "registry_person_new.html")]
struct NewPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    genders: Vec<Choice>,
    states: Vec<Choice>,
    roles: Vec<Choice>,
}

impl NewPage {
    fn of(p: Page, form: Posted, errs: FieldErrors) -> Self {
        let genders = choices::<Gender>(&p, "gender", |_| true);
        let states = choices::<ResidenceState>(&p, "residence", |s| s != ResidenceState::Died);
        let roles =
            choices::<RoleKind>(&p, "role", |k| k.of_room() && !k.for_someone() && k != RoleKind::Resident);
        Self { p, form, errs, genders, states, roles }
    }
}

/// The empty form, with the room in it where one came along.
pub async fn blank(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    editor(&staff)?;
    let mut form = Posted::default().with("from", staff.page.today().to_string());
    if let Some(room) = asked.get("room").and_then(|id| id.parse().ok()) {
        form = form.with("address", app.house.place(staff.area_id(), room).await?.full_name);
    }
    html(&NewPage::of(staff.page, form, FieldErrors::new()))
}

/// Takes a person in, with the role in the room.
pub async fn create(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    match take_in(&app, &staff, &form).await {
        Ok(id) => Ok(Redirect::to(&link(staff.area(), &format!("/people/{id}"))).into_response()),
        Err(Error::Refused(refusal)) => {
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::of(staff.page, form, refusal.into()))
        }
        Err(other) => Err(other),
    }
}

async fn take_in(app: &App, staff: &Staff, form: &Posted) -> Result<Id> {
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let details = details_of(form, today)?;
    let book = PlaceBook::load(house, area).await?;
    let room = book.room_at(form.get("address"))?;
    let from = day_of(form, "from", today)?;
    let (id, at) = (house.id(), staff.now());
    let mut change = Change::new(area, at, staff.actor());
    change.push(details.seal(&house.key(area)?, area, id, at).insert());
    let state = form.coded::<ResidenceState>("state");
    let role = form.coded::<RoleKind>("role");
    if state.is_none() && role.is_none() {
        return Err(Refusal::new("person-role-missing").at("state").into());
    }
    if let Some(state) = state {
        change.push(NewRole::resident(id, state, from).at(room, house.id())?.insert());
    }
    if let Some(kind) = role {
        change.push(NewRole::plain(id, kind, from).at(room, house.id())?.insert());
    }
    change.event(NewEvent::new("person", id, "registered").with("room", room.id.to_string()));
    house.commit(change).await?;
    Ok(id)
}

/// What a form says of a person. Refuses what [`Details::fit`] refuses, `person-phone-unreadable`, `person-landline-unreadable`
/// and `person-born-unreadable`.
pub fn details_of(form: &Posted, today: Day) -> Result<Details, Refusal> {
    let phone_in = |name: &'static str, refusal| match form.get(name) {
        "" => Ok(None),
        text => normalise_phone(text).map(Some).ok_or(Refusal::new(refusal).at(name)),
    };
    let born = match form.get("born") {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::new("person-born-unreadable").at("born"))?),
    };
    let details = Details {
        name: form.get("name").to_owned(),
        phone: phone_in("phone", "person-phone-unreadable")?,
        landline: phone_in("landline", "person-landline-unreadable")?,
        born,
        gender: form.coded("gender").unwrap_or(Gender::Unknown),
        note: form.get("note").to_owned(),
    };
    details.fit(today)?;
    Ok(details)
}

/// The day in field `name`, today where it is empty. Refuses `person-day-unreadable` and `person-day-future`.
pub fn day_of(form: &Posted, name: &'static str, today: Day) -> Result<Day, Refusal> {
    match form.get(name) {
        "" => Ok(today),
        _ => match form.day(name) {
            None => Err(Refusal::new("person-day-unreadable").at(name)),
            Some(day) if day > today => Err(Refusal::new("person-day-future").at(name)),
            Some(day) => Ok(day),
        },
    }
}
