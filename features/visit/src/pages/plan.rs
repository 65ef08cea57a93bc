//! The plan of four weeks: whose, which day, building by building; changed by hand; on paper.

use super::{Asked, Choice, desk, doer, link};
use crate::rules::Goer;
use crate::rules::month::AHEAD;
use crate::store::plan::{self as store, PlanRow, Planned};
use crate::work::plan as work;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::access::Right;
use linju_core::party::Plain;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal, path};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html};
use std::collections::{BTreeMap, HashMap};

use crate::rules::Outcome;

/// Days on paper.
const ON_PAPER: i64 = 7;

/// A visit of the plan under a mask.
pub(super) struct Visit {
    pub planned: Planned,
    pub name: String,
}

impl Visit {
    fn done(&self) -> bool {
        self.planned.row.done_day.is_some()
    }
}

/// What is planned in one building.
struct Stop {
    building: String,
    visits: Vec<Visit>,
}

impl Stop {
    /// Where a visit is, within the building.
    fn place<'v>(&self, visit: &'v Visit) -> &'v str {
        let full = visit.planned.full_name.as_str();
        full.strip_prefix(&self.building).unwrap_or(full).trim_start()
    }
}

/// A day with what is planned on it.
struct PlanDay {
    day: Day,
    stops: Vec<Stop>,
}

impl PlanDay {
    fn visits(&self) -> i64 {
        self.stops.iter().map(|stop| stop.visits.len() as i64).sum()
    }

    fn minutes(&self) -> i64 {
        self.stops.iter().flat_map(|stop| &stop.visits).map(|visit| visit.planned.row.minutes).sum()
    }
}

#[derive(Template)]
#[template(path = "visit_plan.html")]
struct PlanPage {
    p: Page,
    plan: Option<PlanRow>,
    goers: Vec<(Goer, String, i64)>,
    who: Option<Goer>,
    days: Vec<PlanDay>,
    colleagues: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl PlanPage {
    fn may_make(&self) -> bool {
        self.p.may(Right::EditArea)
    }

    fn here(&self, rest: &str) -> String {
        link(self.p.area(), &format!("/plan{rest}"))
    }

    fn of(&self, goer: &Goer, rest: &str) -> String {
        self.here(&format!("{rest}?who={}", code_of(goer)))
    }

    /// Whose visits can be handed over here: an account's, by themselves or whoever leads.
    fn from(&self) -> Option<Id> {
        let me = self.p.session.as_ref().map(|session| session.account);
        match self.who {
            Some(Goer::Account(id)) if self.may_make() || me == Some(id) => Some(id),
            _ => None,
        }
    }

    /// How many stewards have a part.
    fn stewards(&self) -> i64 {
        self.goers.iter().filter(|(goer, ..)| goer.is_steward()).count() as i64
    }

    fn of_steward(&self) -> bool {
        self.who.is_some_and(Goer::is_steward)
    }

    fn who_from(&self) -> String {
        self.p.name_of(&self.from())
    }

    fn buildings(&self) -> i64 {
        self.days.iter().map(|day| day.stops.len() as i64).sum()
    }

    fn visits(&self) -> i64 {
        self.days.iter().map(PlanDay::visits).sum()
    }

    fn busiest(&self) -> i64 {
        self.days.iter().map(PlanDay::minutes).max().unwrap_or(0)
    }
}

/// A visitor in an address or a form.
fn code_of(goer: &Goer) -> String {
    match goer {
        Goer::Account(id) => id.to_string(),
        Goer::Steward(id) => format!("s-{id}"),
    }
}

fn goer_of(code: &str) -> Option<Goer> {
    match code.strip_prefix("s-") {
        Some(id) => id.parse().ok().map(Goer::Steward),
        None => code.parse().ok().map(Goer::Account),
    }
}

/// Everyone of a plan by name, and how many visits they have; those who work here first.
async fn goers(house: &House, p: &Page, planned: &[Planned]) -> Result<Vec<(Goer, String, i64)>> {
    let mut counts: BTreeMap<Goer, i64> = BTreeMap::new();
    for goer in planned.iter().filter_map(|one| one.row.goer()) {
        *counts.entry(goer).or_default() += 1;
    }
    let stewards: Vec<Id> = counts
        .keys()
        .filter_map(|goer| if let Goer::Steward(id) = goer { Some(*id) } else { None })
        .collect();
    let people = house.people(p.area().id, &stewards).await?;
    let names: HashMap<Id, String> = people.iter().map(|one| (one.id, Plain::masked_name(one))).collect();
    let named = |(goer, n): (Goer, i64)| {
        let name = match goer {
            Goer::Account(id) => p.name_of(&Some(id)),
            Goer::Steward(id) => {
                let name = names.get(&id).map_or("", String::as_str);
                p.a("visit-plan-steward", "name", name)
            }
        };
        (goer, name, n)
    };
    Ok(counts.into_iter().map(named).collect())
}

/// These under a mask, day by day and building by building in walking order.
async fn days(house: &House, area: Id, planned: Vec<Planned>) -> Result<Vec<PlanDay>> {
    let buildings = house.places_of(area, &[PlaceKind::Building]).await?;
    let mut days: Vec<PlanDay> = Vec::new();
    for visit in masked(house, area, planned).await? {
        let day = visit.planned.row.day;
        if days.last().is_none_or(|last| last.day != day) {
            days.push(PlanDay { day, stops: Vec::new() });
        }
        let building = building_of(&buildings, &visit);
        if let Some(last) = days.last_mut() {
            match last.stops.last_mut() {
                Some(stop) if stop.building == building => stop.visits.push(visit),
                _ => last.stops.push(Stop { building: building.to_owned(), visits: vec![visit] }),
            }
        }
    }
    Ok(days)
}

/// These with their family names.
pub(super) async fn masked(house: &House, area: Id, planned: Vec<Planned>) -> Result<Vec<Visit>> {
    let mut ids: Vec<Id> = planned.iter().map(|one| one.row.person_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = house.people(area, &ids).await?;
    let names: HashMap<Id, String> = people.iter().map(|one| (one.id, Plain::masked_name(one))).collect();
    let name = |one: &Planned| names.get(&one.row.person_id).cloned().unwrap_or_default();
    Ok(planned.into_iter().map(|planned| Visit { name: name(&planned), planned }).collect())
}

fn building_of<'b>(buildings: &'b [Place], visit: &Visit) -> &'b str {
    let within = |b: &&Place| path::within(&visit.planned.path, &b.path);
    buildings.iter().find(within).map_or("", |b| b.full_name.as_str())
}

/// The page: one's own part of the plan, or another's.
pub async fn show(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    page(&app, staff, &asked, Posted::default(), FieldErrors::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    asked: &HashMap<String, String>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let plan = store::standing(house, area).await?;
    let mut planned = store::planned(house, area, today, today.plus_days(2 * AHEAD)).await?;
    let goers = goers(house, &staff.page, &planned).await?;
    let known = |goer: &Goer| goers.iter().any(|(one, ..)| one == goer);
    let mine = Goer::Account(staff.session.account);
    let who = asked.get("who").and_then(|code| goer_of(code));
    let who = who.or(Some(mine).filter(known)).or(goers.first().map(|(goer, ..)| *goer));
    planned.retain(|one| who.is_some() && one.row.goer() == who);
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let colleagues = colleagues(house, &staff);
    let days = days(house, area, planned).await?;
    html_with(status, &PlanPage { plan, goers, who, days, colleagues, p: staff.page, form, errs })
}

/// Who works in the area, to give visits to.
fn colleagues(house: &House, staff: &Staff) -> Vec<Choice> {
    use linju_core::access::Role;
    let roles = [Role::Secretary, Role::Director, Role::CommunityWorker, Role::CommitteeMember];
    let reference = house.reference();
    let choice =
        |one: &&linju_core::area::Colleague| Choice { value: one.id.to_string(), label: one.name.clone() };
    reference.staff(staff.area_id(), &roles, staff.now()).iter().map(choice).collect()
}

/// Plans four weeks anew.
pub async fn make(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    staff.require(Right::EditArea)?;
    match work::make(&app.house, &doer(&staff), staff.area_id()).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "/plan")).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, &asked, Posted::default(), refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Hands over every open visit of one to another.
pub async fn hand_over(State(app): State<App>, staff: Staff, asked: Asked, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let from = form.id("from").ok_or(Error::BadRequest)?;
    let to = form.id("to").filter(|id| is_colleague(&app.house, &staff, *id));
    let done = match to {
        Some(to) => {
            work::hand_over(&app.house, &doer(&staff), staff.area_id(), from, to).await.map_err(Error::from)
        }
        None => Err(Refusal::new("visit-plan-to").at("to").into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "/plan")).into_response()),
        Err(Error::Refused(refusal)) => {
            let mut asked = asked.0;
            asked.insert("who".into(), from.to_string());
            page(&app, staff, &asked, form, refusal.into()).await
        }
        Err(error) => Err(error),
    }
}

fn is_colleague(house: &House, staff: &Staff, id: Id) -> bool {
    colleagues(house, staff).iter().any(|one| one.value == id.to_string())
}

#[derive(Template)]
#[template(path = "visit_move.html")]
struct MovePage {
    p: Page,
    visit: Visit,
    who: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl MovePage {
    fn here(&self) -> String {
        link(self.p.area(), &format!("/plan/{}", self.visit.planned.row.id))
    }
}

/// The form that moves one visit.
pub async fn one(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let planned = store::one(&app.house, staff.area_id(), id).await?;
    let who = planned.row.goer().map(|goer| code_of(&goer)).unwrap_or_default();
    let form = Posted::default().with("day", planned.row.day.to_string()).with("who", who);
    move_page(&app, staff, planned, form, FieldErrors::new()).await
}

async fn move_page(
    app: &App,
    staff: Staff,
    planned: Planned,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let (house, area) = (&app.house, staff.area_id());
    let mut who = colleagues(house, &staff);
    if let Some(goer @ Goer::Steward(_)) = planned.row.goer() {
        let own = goers(house, &staff.page, std::slice::from_ref(&planned)).await?;
        let label = own.into_iter().next().map(|(_, name, _)| name).unwrap_or_default();
        who.push(Choice { value: code_of(&goer), label });
    }
    let visit = masked(house, area, vec![planned]).await?.pop().ok_or(Error::NotFound)?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &MovePage { p: staff.page, visit, who, form, errs })
}

/// Moves it.
pub async fn shift(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let house = &app.house;
    let planned = store::one(house, staff.area_id(), id).await?;
    let own = planned.row.goer();
    let to = goer_of(form.get("who")).filter(|goer| match goer {
        Goer::Account(id) => is_colleague(house, &staff, *id) || own == Some(*goer),
        Goer::Steward(_) => own == Some(*goer),
    });
    let done = match (form.day("day"), to) {
        (None, _) => Err(Refusal::new("visit-plan-day").at("day").into()),
        (_, None) => Err(Refusal::new("visit-plan-to").at("who").into()),
        (Some(day), Some(to)) => {
            work::shift(house, &doer(&staff), &planned, day, to).await.map_err(Error::from)
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "/plan")).into_response()),
        Err(Error::Refused(refusal)) => move_page(&app, staff, planned, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "visit_plan_print.html")]
struct PaperPage {
    p: Page,
    who: String,
    stops: Vec<(Stop, Vec<Day>)>,
    from: Day,
    until: Day,
    back: String,
}

/// The list of a week on paper: building by building, as one walks from stairwell to stairwell, with the day.
pub async fn print(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    desk(&staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let until = today.plus_days(ON_PAPER - 1);
    let mine = Goer::Account(staff.session.account);
    let who = asked.get("who").and_then(|code| goer_of(code)).unwrap_or(mine);
    let mut planned = store::planned(house, area, today, until).await?;
    planned.retain(|one| one.row.goer() == Some(who) && one.row.done_day.is_none());
    let name = goers(house, &staff.page, &planned).await?.into_iter().next().map(|(_, name, _)| name);
    planned.sort_by(|a, b| (&a.path, a.row.day).cmp(&(&b.path, b.row.day)));
    let buildings = house.places_of(area, &[PlaceKind::Building]).await?;
    let mut stops: Vec<(Stop, Vec<Day>)> = Vec::new();
    for visit in masked(house, area, planned).await? {
        let (building, day) = (building_of(&buildings, &visit), visit.planned.row.day);
        if stops.last().is_none_or(|(stop, _)| stop.building != building) {
            stops.push((Stop { building: building.to_owned(), visits: Vec::new() }, Vec::new()));
        }
        if let Some((stop, days)) = stops.last_mut() {
            stop.visits.push(visit);
            days.push(day);
        }
    }
    let back = link(staff.area(), &format!("/plan?who={}", code_of(&who)));
    let who = name.unwrap_or_default();
    html(&PaperPage { p: staff.page, who, stops, from: today, until, back })
}
