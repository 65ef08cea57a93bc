//! What is changed of a person: identity and contact, how they stand, their roles, and whom to call for them.

use super::super::people::{day_of, details_of};
use super::super::{editor, link};
use crate::import::places::PlaceBook;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::ledger::NewEvent;
use linju_core::party::{Details, Held, NewRole, Person, PersonRole, Plain, RoleKind, end_role as end};
use linju_core::place::Place;
use linju_core::{Change, House};
use linju_db::Statement;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Id, Refusal};
use linju_web::{App, Error, Posted, Result, Staff};

/// One change of one person, read with the version its reader saw.
struct Edit {
    app: App,
    staff: Staff,
    form: Posted,
    person: Plain,
    statements: Vec<Statement>,
}

impl Edit {
    async fn begin(app: App, staff: Staff, id: Id, form: Posted) -> Result<Self> {
        editor(&staff)?;
        let person = app.house.person(staff.area_id(), id).await?;
        if form.number("version").is_some_and(|v| v != person.version) {
            return Err(Error::Changed);
        }
        Ok(Self { app, staff, form, person, statements: Vec::new() })
    }

    fn house(&self) -> &House {
        &self.app.house
    }

    fn area(&self) -> Id {
        self.staff.area_id()
    }

    async fn around(&self) -> Result<Vec<Held>> {
        Ok(self.house().roles_around(self.area(), self.person.id).await?)
    }

    fn push(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    fn give(&mut self, role: NewRole, place: &Place) -> Result<()> {
        let role = role.at(place, self.house().id())?;
        self.push(role.insert());
        Ok(())
    }

    /// Counts a change that leaves the person's own row as it is.
    fn touch(&mut self) {
        let person = &self.person;
        self.push(Person::touch(self.area(), person.id, person.version, self.staff.now()));
    }

    /// Writes all of it with `event`, and goes back to the person.
    async fn write(self, event: NewEvent) -> Result<Response> {
        let mut change = Change::new(self.area(), self.staff.now(), self.staff.actor());
        self.statements.into_iter().for_each(|s| _ = change.push(s));
        change.event(event);
        self.app.house.commit(change).await?;
        let person = link(self.staff.area(), &format!("/people/{}", self.person.id));
        Ok(Redirect::to(&person).into_response())
    }
}

/// Changes identity and contact. What is left empty stays as it is, so that nobody need uncover it to keep it;
/// `remove` takes a phone away.
pub async fn details(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(app, staff, id, form).await?;
    let (form, now) = (&edit.form, &edit.person.details);
    let named =
        if form.ticked("name") { form.clone() } else { Posted::default().with("name", now.name.clone()) };
    let typed =
        form.fields().iter().filter(|(n, _)| n != "name").fold(named, |f, (n, v)| f.with(n, v.clone()));
    let typed = details_of(&typed, edit.staff.page.today())?;
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
    let row = details.seal(&edit.house().key(edit.area())?, edit.area(), id, edit.staff.now());
    edit.push(row.replace(edit.person.version));
    edit.write(NewEvent::new("person", id, "changed")).await
}

/// Says from which day someone stands otherwise in the register: another state, another room, or moved out.
pub async fn state(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(app, staff, id, form).await?;
    let from = day_of(&edit.form, "from", edit.staff.page.today())?;
    let around = edit.around().await?;
    let open =
        |h: &&Held| h.role.kind == RoleKind::Resident && h.role.person_id == id && h.role.to_day.is_none();
    let present = around.iter().find(open).map(|h| &h.role);
    let event = NewEvent::new("person", id, "state_changed")
        .with("state", edit.form.get("state"))
        .with("from", from.to_string());
    if let Some(present) = present {
        edit.push(end(present, from.plus_days(-1)));
    }
    if edit.form.get("state") != "moved_out" {
        let state = edit.form.coded("state").ok_or(Refusal::new("role-state").at("state"))?;
        let place = new_room(&edit, present).await?;
        edit.give(NewRole::resident(id, state, from), &place)?;
    }
    edit.touch();
    edit.write(event).await
}

/// The room typed, or the present one.
async fn new_room(edit: &Edit, present: Option<&PersonRole>) -> Result<Place> {
    match (edit.form.get("address"), present) {
        ("", Some(role)) => Ok(edit.house().place(edit.area(), role.place_id).await?),
        (address, _) => Ok(PlaceBook::load(edit.house(), edit.area()).await?.room_at(address)?.clone()),
    }
}

/// Gives a role at a place.
pub async fn give_role(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(app, staff, id, form).await?;
    let kind: RoleKind = edit.form.coded("role").ok_or(Refusal::new("person-role-missing").at("role"))?;
    let from = day_of(&edit.form, "from", edit.staff.page.today())?;
    let book = PlaceBook::load(edit.house(), edit.area()).await?;
    let place = book.place_at(edit.form.get("address"))?;
    let share = match edit.form.get("share") {
        "" => None,
        text => {
            Some(text.parse::<i64>().map_err(|_| Refusal::new("role-share").at("share"))?.saturating_mul(100))
        }
    };
    edit.give(NewRole { share, ..NewRole::plain(id, kind, from) }, place)?;
    edit.touch();
    let event = NewEvent::new("person", id, "role_given").with("role", kind.code());
    edit.write(event.with("place", place.id.to_string())).await
}

/// Ends a role after today: one the person holds, or one somebody holds for them.
pub async fn end_role(
    State(app): State<App>,
    Path((_, id, role)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(app, staff, id, form).await?;
    let around = edit.around().await?;
    let held = around.iter().find(|h| h.role.id == role).ok_or(Error::NotFound)?;
    edit.push(end(&held.role, edit.staff.page.today()));
    edit.touch();
    edit.write(NewEvent::new("person", id, "role_ended").with("role", held.role.kind.code())).await
}

/// Notes whom to call for this person, and who holds a key: someone of the register found by phone, or a new row.
pub async fn add_contact(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let mut edit = Edit::begin(app, staff, id, form).await?;
    let around = edit.around().await?;
    let home = around.iter().find(|h| h.role.kind == RoleKind::Resident && h.role.person_id == id);
    let home = home.ok_or(Refusal::new("contact-without-room").at("name"))?;
    let room = edit.house().place(edit.area(), home.role.place_id).await?;
    let (other, made) = contact(&edit).await?;
    edit.push(made);
    let kinds = [("emergency", RoleKind::EmergencyContact), ("key", RoleKind::KeyHolder)];
    let chosen: Vec<RoleKind> =
        kinds.iter().filter(|(box_, _)| edit.form.ticked(box_)).map(|k| k.1).collect();
    if chosen.is_empty() {
        return Err(Refusal::new("person-role-missing").at("emergency").into());
    }
    for kind in chosen {
        let role = NewRole {
            for_person: Some(id),
            relation: edit.form.get("relation").to_owned(),
            ..NewRole::plain(other, kind, edit.staff.page.today())
        };
        edit.give(role, &room)?;
    }
    edit.touch();
    edit.write(NewEvent::new("person", id, "contact_added").with("contact", other.to_string())).await
}

/// The contact's id, with the statement that counts the change of them, or makes them where the register has nobody
/// of that name and number.
async fn contact(edit: &Edit) -> Result<(Id, Statement)> {
    let (house, area, now) = (edit.house(), edit.area(), edit.staff.now());
    let details = details_of(&edit.form, edit.staff.page.today())?;
    let phone =
        normalise_phone(edit.form.get("phone")).ok_or(Refusal::new("person-phone-unreadable").at("phone"))?;
    let known = house.people_by_phone(area, &phone).await?;
    if let Some(known) = known.iter().find(|k| k.details.name == details.name) {
        return Ok((known.id, Person::touch(area, known.id, known.version, now)));
    }
    let id = house.id();
    Ok((id, details.seal(&house.key(area)?, area, id, now).insert()))
}
