//! One person: masked, revealed with a reason, changed, moved; their roles and whom to call for them.

use super::people::{day_of, details_of};
use super::{Choice, choices, editor, link, reader};
use crate::import::places::PlaceBook;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::ledger::{Entry, NewEvent};
use linju_core::party::{
    Details, Gender, Held, NewRole, Person, PersonRole, Plain, ResidenceState, RoleKind, end_role as end,
};
use linju_core::place::Place;
use linju_core::{Change, House};
use linju_db::Statement;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Id, Refusal, coded};
use linju_web::{App, Error, Page, Posted, Result, Staff, html};

coded! {
    /// What can be uncovered.
    pub enum Field {
        /// The whole name.
        Name = "name",
        /// Both numbers.
        Phone = "phone",
        /// The birthday and the note.
        Rest = "rest",
    }
}

/// Someone who stands in for this person, or for whom this person stands in.
struct Near {
    role: PersonRole,
    other: Plain,
}

#[derive(Template)]
#[template(path = "registry_person.html")]
struct PersonPage {
    p: Page,
    person: Plain,
    shown: Option<Field>,
    held: Vec<Held>,
    near: Vec<Near>,
    history: Vec<Entry>,
    genders: Vec<Choice>,
    states: Vec<Choice>,
    roles: Vec<Choice>,
    reason_needed: bool,
    editor: bool,
    revealer: bool,
}

impl PersonPage {
    fn shows(&self, field: Field) -> bool {
        self.shown == Some(field)
    }
}

/// The person, masked.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    reader(&staff)?;
    page(&app, staff, id, None).await
}

async fn page(app: &App, staff: Staff, id: Id, shown: Option<Field>) -> Result<Response> {
    let (house, area) = (&app.house, staff.area_id());
    let person = house.person(area, id).await?;
    let around = house.roles_around(area, id).await?;
    let reason_needed = !trusted(house, &staff, &around).await?;
    let (near, held): (Vec<Held>, Vec<Held>) =
        around.into_iter().partition(|h| h.role.for_person_id.is_some());
    let others: Vec<Id> = near.iter().map(|h| other_of(&h.role, id)).collect();
    let others = house.people(area, &others).await?;
    let find = |role: &PersonRole| others.iter().find(|o| o.id == other_of(role, id)).cloned();
    let near =
        near.into_iter().filter_map(|h| find(&h.role).map(|other| Near { other, role: h.role })).collect();
    let p = staff.page;
    let page = PersonPage {
        person,
        shown,
        held,
        near,
        history: house.timeline(area, id, false).await?,
        genders: choices::<Gender>(&p, "gender", |_| true),
        states: choices::<ResidenceState>(&p, "residence", |_| true),
        roles: choices::<RoleKind>(&p, "role", |k| k != RoleKind::Resident && !k.for_someone()),
        reason_needed,
        editor: p.may(Right::EditRegistry),
        revealer: p.may(Right::Reveal),
        p,
    };
    html(&page)
}

fn other_of(role: &PersonRole, me: Id) -> Id {
    if role.person_id == me { role.for_person_id.unwrap_or(me) } else { role.person_id }
}

/// Does whoever is signed in look after the stairwell this person belongs to?
async fn trusted(house: &House, staff: &Staff, around: &[Held]) -> Result<bool> {
    let today = staff.page.today();
    let paths: Vec<&str> =
        around.iter().filter(|h| h.role.holds(today)).map(|h| h.role.path.as_str()).collect();
    Ok(house.looks_after(staff.area_id(), staff.session.account, &paths, today).await?)
}

/// Uncovers a field once, on this page only; who, whose, why and when are recorded. Whoever looks after the
/// stairwell need not say why.
pub async fn reveal(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    staff.require(Right::Reveal)?;
    let (house, area) = (&app.house, staff.area_id());
    let field: Field = form.coded("field").ok_or(Error::BadRequest)?;
    house.person(area, id).await?;
    let around = house.roles_around(area, id).await?;
    let reason = match form.get("reason") {
        "" if trusted(house, &staff, &around).await? => "contact_assignment",
        "" => return Err(Refusal::new("look-reason-missing").at("reason").into()),
        reason => reason,
    };
    house.record_look(area, staff.session.account, id, field.code(), reason).await?;
    page(&app, staff, id, Some(field)).await
}

fn back(staff: &Staff, id: Id) -> Response {
    Redirect::to(&link(staff.area(), &format!("/people/{id}"))).into_response()
}

/// One change of one person, read with the version its reader saw.
struct Edit {
    change: Change,
    person: Plain,
}

impl Edit {
    async fn begin(app: &App, staff: &Staff, id: Id, form: &Posted) -> Result<Self> {
        editor(staff)?;
        let person = app.house.person(staff.area_id(), id).await?;
        if form.number("version").is_some_and(|v| v != person.version) {
            return Err(Error::Changed);
        }
        Ok(Self { change: Change::new(staff.area_id(), staff.now(), staff.actor()), person })
    }

    fn touch(&mut self) {
        let (area, at) = (self.change.area, self.change.at);
        self.change.push(Person::touch(area, self.person.id, self.person.version, at));
    }
}

/// Changes identity and contact. What is left empty stays as it is, so that nobody need uncover it to keep it;
/// `remove` takes a phone away.
pub async fn change(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(&app, &staff, id, &form).await?;
    let now = &edit.person.details;
    let named =
        if form.ticked("name") { form.clone() } else { Posted::default().with("name", now.name.clone()) };
    let typed =
        form.fields().iter().filter(|(n, _)| n != "name").fold(named, |f, (n, v)| f.with(n, v.clone()));
    let typed = details_of(&typed, staff.page.today())?;
    let keep = |new: Option<String>, old: &Option<String>, name| {
        if form.has("remove", name) { None } else { new.or_else(|| old.clone()) }
    };
    let details = Details {
        name: typed.name,
        phone: keep(typed.phone, &now.phone, "phone"),
        landline: keep(typed.landline, &now.landline, "landline"),
        born: typed.born.or(now.born),
        gender: form.coded("gender").unwrap_or(now.gender),
        note: if form.ticked("note") { typed.note } else { now.note.clone() },
    };
    let row = details.seal(&app.house.key(staff.area_id())?, staff.area_id(), id, staff.now());
    edit.change.push(row.replace(edit.person.version));
    edit.change.event(NewEvent::new("person", id, "changed"));
    app.house.commit(edit.change).await?;
    Ok(back(&staff, id))
}

/// Says from which day someone stands otherwise in the register: another state, another room, or moved out.
pub async fn change_state(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(&app, &staff, id, &form).await?;
    let (house, area) = (&app.house, staff.area_id());
    let from = day_of(&form, "from", staff.page.today())?;
    let around = house.roles_around(area, id).await?;
    let open =
        |h: &&Held| h.role.kind == RoleKind::Resident && h.role.person_id == id && h.role.to_day.is_none();
    let present = around.iter().find(open).map(|h| &h.role);
    let moved_out = form.get("state") == "moved_out";
    let event = NewEvent::new("person", id, "state_changed")
        .with("state", form.get("state"))
        .with("from", from.to_string());
    if let Some(present) = present {
        edit.change.push(end(present, from.plus_days(-1)));
    }
    if !moved_out {
        let state = form.coded("state").ok_or(Refusal::new("role-state").at("state"))?;
        let place = new_room(house, area, &form, present).await?;
        edit.change.push(NewRole::resident(id, state, from).at(&place, house.id())?.insert());
    }
    edit.touch();
    edit.change.event(event);
    house.commit(edit.change).await?;
    Ok(back(&staff, id))
}

/// The room typed, or the present one.
async fn new_room(house: &House, area: Id, form: &Posted, present: Option<&PersonRole>) -> Result<Place> {
    match (form.get("address"), present) {
        ("", Some(role)) => Ok(house.place(area, role.place_id).await?),
        (address, _) => Ok(PlaceBook::load(house, area).await?.room_at(address)?.clone()),
    }
}

/// Gives a role at a place.
pub async fn give_role(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(&app, &staff, id, &form).await?;
    let (house, area) = (&app.house, staff.area_id());
    let kind: RoleKind = form.coded("role").ok_or(Refusal::new("person-role-missing").at("role"))?;
    let from = day_of(&form, "from", staff.page.today())?;
    let book = PlaceBook::load(house, area).await?;
    let place = book.place_at(form.get("address"))?;
    let share = match form.get("share") {
        "" => None,
        text => {
            Some(text.parse::<i64>().map_err(|_| Refusal::new("role-share").at("share"))?.saturating_mul(100))
        }
    };
    let role = NewRole { share, ..NewRole::plain(id, kind, from) }.at(place, house.id())?;
    edit.change.push(role.insert());
    edit.touch();
    edit.change.event(
        NewEvent::new("person", id, "role_given")
            .with("role", kind.code())
            .with("place", place.id.to_string()),
    );
    house.commit(edit.change).await?;
    Ok(back(&staff, id))
}

/// Ends a role after today.
pub async fn end_role(
    State(app): State<App>,
    Path((_, id, role)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(&app, &staff, id, &form).await?;
    let around = app.house.roles_around(staff.area_id(), id).await?;
    let held = around.iter().find(|h| h.role.id == role).ok_or(Error::NotFound)?;
    edit.change.push(end(&held.role, staff.page.today()));
    edit.touch();
    edit.change.event(NewEvent::new("person", id, "role_ended").with("role", held.role.kind.code()));
    app.house.commit(edit.change).await?;
    Ok(back(&staff, id))
}

/// Notes whom to call for this person, and who holds a key: someone of the register found by phone, or a new row.
pub async fn add_contact(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(&app, &staff, id, &form).await?;
    let (house, area) = (&app.house, staff.area_id());
    let around = house.roles_around(area, id).await?;
    let home = around.iter().find(|h| h.role.kind == RoleKind::Resident && h.role.person_id == id);
    let home = home.ok_or(Refusal::new("contact-without-room").at("name"))?;
    let room = house.place(area, home.role.place_id).await?;
    let (other, made) = contact(house, &staff, &form).await?;
    made.into_iter().for_each(|s| _ = edit.change.push(s));
    let kinds = [("emergency", RoleKind::EmergencyContact), ("key", RoleKind::KeyHolder)];
    let chosen: Vec<RoleKind> = kinds.iter().filter(|(box_, _)| form.ticked(box_)).map(|k| k.1).collect();
    if chosen.is_empty() {
        return Err(Refusal::new("person-role-missing").at("emergency").into());
    }
    for kind in chosen {
        let role = NewRole {
            for_person: Some(id),
            relation: form.get("relation").to_owned(),
            ..NewRole::plain(other, kind, staff.page.today())
        };
        edit.change.push(role.at(&room, house.id())?.insert());
    }
    edit.touch();
    edit.change.event(NewEvent::new("person", id, "contact_added").with("contact", other.to_string()));
    house.commit(edit.change).await?;
    Ok(back(&staff, id))
}

/// The contact's id, with the statement that makes them where the register has nobody of that name and number.
async fn contact(house: &House, staff: &Staff, form: &Posted) -> Result<(Id, Option<Statement>)> {
    let area = staff.area_id();
    let details = details_of(form, staff.page.today())?;
    let phone =
        normalise_phone(form.get("phone")).ok_or(Refusal::new("person-phone-unreadable").at("phone"))?;
    let known = house.people_by_phone(area, &phone).await?;
    if let Some(known) = known.iter().find(|k| k.details.name == details.name) {
        let touch = Person::touch(area, known.id, known.version, staff.now());
        return Ok((known.id, Some(touch)));
    }
    let id = house.id();
    Ok((id, Some(details.seal(&house.key(area)?, area, id, staff.now()).insert())))
}
