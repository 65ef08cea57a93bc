//! One person: masked, and uncovered field by field with a reason. What is changed of them is in `change`.

pub mod change;

use super::{Choice, choices, reader};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use linju_core::House;
use linju_core::access::Right;
use linju_core::access::look::{Looked, OWN_STAIRWELL};
use linju_core::ledger::Entry;
use linju_core::party::{Gender, Held, PersonRole, Plain, ResidenceState, RoleKind};
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
    /// Who looked; none where whoever is signed in does not answer for it.
    looks: Option<Vec<Looked>>,
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

    fn why(&self, looked: &Looked) -> String {
        super::looks::why(&self.p, &looked.look)
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
    let looks = if p.may(Right::SeeLooks) { Some(house.looks_at(area, id).await?) } else { None };
    let page = PersonPage {
        person,
        shown,
        held,
        near,
        looks,
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
        "" if trusted(house, &staff, &around).await? => OWN_STAIRWELL,
        "" => return Err(Refusal::new("look-reason-missing").at("reason").into()),
        reason => reason,
    };
    house.record_look(area, staff.session.account, id, field.code(), reason).await?;
    page(&app, staff, id, Some(field)).await
}
