//! One person: what there was, a form for the next visit, and whom to call when nobody answers.

use super::{Choice, Line, desk, doer, lines, link};
use crate::rules::{Outcome, Tier, Way};
use crate::store::contact::{self, ContactRow};
use crate::store::{self, StandingRow, VisitRow};
use crate::work::{self, Finding, Told};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::access::Right;
use linju_core::access::look::OWN_STAIRWELL;
use linju_core::party::{Held, PersonRole, Plain, RoleKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal, coded};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

coded! {
    /// What can be uncovered here.
    pub enum Field {
        /// The whole name.
        Name = "name",
        /// The number to call.
        Phone = "phone",
    }
}

/// Someone to call for this person: an emergency contact, or who keeps a key.
struct Near {
    role: PersonRole,
    other: Plain,
}

#[derive(Template)]
#[template(path = "visit_person.html")]
struct PersonPage {
    p: Page,
    person: Plain,
    /// By when, where; none for someone who lives here no longer.
    line: Option<Line>,
    standing: StandingRow,
    /// Why the tier was set by hand.
    reason: Option<String>,
    history: Vec<(VisitRow, Option<String>)>,
    contacts: Vec<ContactRow>,
    near: Vec<Near>,
    /// What was just uncovered, of whom.
    shown: Option<(Id, Field)>,
    reason_needed: bool,
    categories: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl PersonPage {
    fn here(&self, rest: &str) -> String {
        link(self.p.area(), &format!("/{}{rest}", self.person.id))
    }

    fn name(&self) -> String {
        match self.shows(&self.person, Field::Name) {
            true => self.person.details.name.clone(),
            false => self.person.masked_name(),
        }
    }

    fn shows(&self, whom: &Plain, field: Field) -> bool {
        self.shown == Some((whom.id, field))
    }

    /// A number that was uncovered.
    fn number(&self, whom: &Plain) -> Option<String> {
        let details = &whom.details;
        let number = details.phone.as_ref().or(details.landline.as_ref()).cloned();
        number.filter(|_| self.shows(whom, Field::Phone))
    }

    fn by_hand(&self, tier: &Tier) -> bool {
        self.standing.tier == Some(*tier)
    }

    fn may_reveal(&self) -> bool {
        self.p.may(Right::Reveal)
    }

    fn out_of_reach(&self) -> bool {
        self.standing.rules().out_of_reach()
    }

    fn unanswered(&self) -> String {
        self.p.n("visit-unanswered", &self.standing.unanswered)
    }

    /// The chip of how a visit ended.
    fn chip(&self, visit: &VisitRow) -> &'static str {
        match visit.outcome {
            Outcome::Met => "chip--river",
            Outcome::NoAnswer => "chip--danger",
            Outcome::Refused => "chip--gold",
        }
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, id, None, Posted::default(), FieldErrors::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    id: Id,
    shown: Option<(Id, Field)>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let person = house.person(area, id).await?;
    let around = house.roles_around(area, id).await?;
    let reason_needed = !trusted(house, &staff, &around).await?;
    let calls: Vec<_> = work::call(house, area, id, staff.page.today()).await?.into_iter().collect();
    let standing = standing(house, area, id).await?;
    let mut history = Vec::new();
    for visit in store::visits(house, area, id).await? {
        let note = visit.note(house)?;
        history.push((visit, note));
    }
    let reference = house.reference();
    let active = reference.categories.iter().filter(|category| category.active);
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = PersonPage {
        line: lines(house, area, calls).await?.pop(),
        reason: standing.reason(house)?,
        near: near(house, &staff, id, around).await?,
        categories: active.map(|c| Choice { value: c.code.clone(), label: c.name.clone() }).collect(),
        form: begun(house, &staff, form),
        p: staff.page,
        person,
        standing,
        history,
        contacts: contact::contacts(house, area, id).await?,
        shown,
        reason_needed,
        errs,
    };
    html_with(status, &page)
}

/// The form as it was typed, or as it begins: at the door, today.
fn begun(house: &House, staff: &Staff, form: Posted) -> Posted {
    if form.ticked("once") {
        return form;
    }
    let today = staff.page.today().to_string();
    form.with("once", house.id().to_string()).with("way", Way::Door.code()).with("day", today)
}

async fn standing(house: &House, area: Id, person: Id) -> Result<StandingRow> {
    store::standings(house, area, &[person]).await?.pop().ok_or(Error::NotFound)
}

/// Whom to call for this person: contacts before keepers of a key.
async fn near(house: &House, staff: &Staff, person: Id, around: Vec<Held>) -> Result<Vec<Near>> {
    let today = staff.page.today();
    let mut roles: Vec<PersonRole> = around
        .into_iter()
        .map(|held| held.role)
        .filter(|role| role.for_person_id == Some(person) && role.holds(today))
        .collect();
    roles.sort_by_key(|role| (role.kind != RoleKind::EmergencyContact, role.id));
    let ids: Vec<Id> = roles.iter().map(|role| role.person_id).collect();
    let others = house.people(staff.area_id(), &ids).await?;
    let of = |role: PersonRole| {
        let other = others.iter().find(|other| other.id == role.person_id)?.clone();
        Some(Near { role, other })
    };
    Ok(roles.into_iter().filter_map(of).collect())
}

/// Does whoever is signed in look after the stairwell this person belongs to?
async fn trusted(house: &House, staff: &Staff, around: &[Held]) -> Result<bool> {
    let today = staff.page.today();
    let paths: Vec<&str> =
        around.iter().filter(|h| h.role.holds(today)).map(|h| h.role.path.as_str()).collect();
    Ok(house.looks_after(staff.area_id(), staff.session.account, &paths, today).await?)
}

/// Writes a visit down, and goes on to the next door.
pub async fn record(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let call = work::call(house, area, id, staff.page.today()).await?;
    let room = call.ok_or(Error::NotFound)?.lodger.room_id;
    let done = match told(&form, id, room) {
        Ok(told) => work::enter(house, &doer(&staff), area, &[told], &once).await.map_err(Error::from),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        // A phone that kept it without a signal asks for no page.
        Ok(()) if form.ticked("quiet") => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(()) => {
            let next = if form.get("back") == "today" { "/today" } else { "" };
            Ok(Redirect::to(&link(staff.area(), next)).into_response())
        }
        Err(Error::Refused(refusal)) => page(&app, staff, id, None, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// The visit a form tells. Refuses `visit-outcome`, `visit-way` and `visit-day`.
fn told(form: &Posted, person: Id, room: Id) -> std::result::Result<Told, Refusal> {
    let finding = form.ticked("finding").then(|| Finding {
        category: form.get("category").to_owned(),
        words: form.get("finding").to_owned(),
    });
    Ok(Told {
        person,
        room,
        outcome: form.coded("outcome").ok_or(Refusal::new("visit-outcome").at("outcome"))?,
        way: form.coded("way").ok_or(Refusal::new("visit-way").at("way"))?,
        day: form.day("day").ok_or(Refusal::new("visit-day").at("day"))?,
        note: form.get("note").to_owned(),
        finding,
    })
}

/// Sets the tier by hand, or lets it be derived again.
pub async fn set_tier(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    house.person(area, id).await?;
    let row = standing(house, area, id).await?;
    let done =
        work::set_tier(house, &doer(&staff), row, form.coded::<Tier>("tier"), form.get("reason")).await;
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, id, None, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Uncovers a name or a number once, on this page only; who, whose, why and when are recorded. Whoever looks after
/// the stairwell need not say why.
pub async fn reveal(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    staff.require(Right::Reveal)?;
    let (house, area) = (&app.house, staff.area_id());
    let field: Field = form.coded("field").ok_or(Error::BadRequest)?;
    let whom = form.id("whom").ok_or(Error::BadRequest)?;
    let around = house.roles_around(area, id).await?;
    let contact = |held: &Held| held.role.person_id == whom && held.role.for_person_id == Some(id);
    if whom != id && !around.iter().any(contact) {
        return Err(Error::NotFound);
    }
    let reason = match form.get("why") {
        "" if trusted(house, &staff, &around).await? => OWN_STAIRWELL,
        "" => return Err(Refusal::new("visit-why").at("why").into()),
        reason => reason,
    };
    house.record_look(area, staff.session.account, whom, field.code(), reason).await?;
    page(&app, staff, id, Some((whom, field)), Posted::default(), FieldErrors::new()).await
}
