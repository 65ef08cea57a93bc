//! What workers, partners, the street and residents see of the lists. Handlers translate: parse, decide, commit,
//! render.

pub mod act;
pub mod assets;
pub mod board;
pub mod menu;
pub mod one;
pub mod partner;
pub mod partners;
pub mod plan;
pub mod resident;
pub mod statement;
pub mod street;
pub mod struck;
pub mod unit;
pub mod weights;

use crate::rules::{List, Owner, Part, State, Theme};
use crate::store::ItemRow;
use crate::store::partner::ContributionRow;
use crate::work::Doer;
use linju_core::access::{Right, Role, Session};
use linju_core::area::Area;
use linju_core::place::PlaceKind;
use linju_kernel::Id;
pub use linju_web::form::Choice;
use linju_web::{App, Error, Page, Result, Staff};

/// An address among the lists of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/lists{rest}", area.code)
}

/// The door to every page of workers.
pub fn desk(staff: &Staff) -> Result<()> {
    staff.require(Right::WorkCases)
}

/// The parts a session has in the lists of `area`.
pub fn parts(session: &Session, area: Id) -> Vec<Part> {
    let mut parts = Vec::new();
    if session.may(Right::WorkCases, area) {
        parts.push(Part::Desk);
    }
    if session.may(Right::Coordinate, area) {
        parts.push(Part::Lead);
    }
    if session.organisation.is_some() && session.may(Right::HandleCases, area) {
        parts.push(Part::Partner);
    }
    parts
}

/// Whoever is signed in, as one who does something with the lists here.
pub fn doer(staff: &Staff) -> Doer {
    Doer {
        actor: staff.actor(),
        parts: parts(&staff.session, staff.area_id()),
        organisation: staff.session.organisation,
        at: staff.now(),
    }
}

/// Does whoever looks lead the area?
pub fn leads(p: &Page) -> bool {
    p.may(Right::Coordinate)
}

/// Who does an item, by name; empty while nobody does.
pub fn owner_name(p: &Page, owner: Owner) -> String {
    let reference = p.app.house.reference();
    match owner {
        Owner::Nobody => String::new(),
        Owner::Worker(id) => reference.name_of(Some(id)).to_owned(),
        Owner::Organisation(id) => reference.organisation_name(Some(id)).to_owned(),
    }
}

/// The same for residents: a worker is the committee.
pub fn public_owner(p: &Page, row: &ItemRow) -> String {
    match row.owner() {
        Owner::Worker(_) => p.area().committee.clone(),
        owner => owner_name(p, owner),
    }
}

/// Name of an organisation, where there is one.
pub fn organisation(p: &Page, id: &Option<Id>) -> String {
    id.map(|id| p.app.house.reference().organisation_name(Some(id)).to_owned()).unwrap_or_default()
}

/// Who gave what a line of the account says.
pub fn giver(p: &Page, row: &ContributionRow) -> String {
    organisation(p, &Some(row.organisation_id))
}

/// The chip of a state.
pub fn state_chip(row: &ItemRow) -> &'static str {
    match row.state() {
        State::Open | State::Reopened => "chip--gold",
        State::Claimed | State::Doing => "chip--river",
        State::Done | State::Verified => "chip--dai",
        State::StruckOff | State::Kept => "chip--plane",
        State::Returned => "",
    }
}

/// The icon of a state, of those that both sprites have.
pub fn state_icon(row: &ItemRow) -> &'static str {
    match row.state() {
        State::Open => "hand",
        State::Reopened => "rotate-ccw",
        State::Claimed => "handshake",
        State::Doing => "wrench",
        State::Done => "check",
        State::Verified => "badge-check",
        State::StruckOff | State::Kept => "circle-check",
        State::Returned => "undo-2",
    }
}

/// The word of a state: an offer that is open is offered, not waited for.
pub fn state_word(p: &Page, row: &ItemRow) -> String {
    if row.list() == List::Resource && row.open {
        return p.t("list-offered").into_owned();
    }
    p.code("list-state", &row.state).into_owned()
}

/// Place, day and whoever does it, in one line.
pub fn facts(p: &Page, row: &ItemRow) -> String {
    let mut parts = vec![row.place_name.clone()];
    if row.list() == List::Resource {
        parts.push(organisation(p, &row.offered_by));
        parts.push(p.a2("list-left", "left", row.left(), "amount", row.amount));
    } else {
        let owner = owner_name(p, row.owner());
        parts.push(if owner.is_empty() { p.t("list-nobody").into_owned() } else { owner });
        if row.open {
            parts.push(p.a("list-until", "day", p.day(&row.due_day)));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// Fen as yuan: 1,250.00 as `1250.00`.
pub fn yuan(fen: &i64) -> String {
    let sign = if *fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}

/// The fen of a text in yuan with at most two places; none where it is none.
pub fn fen(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 2 || whole.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// A share in per mille as per cent with one place: 62.5%.
pub fn percent(permille: &Option<i64>) -> String {
    permille.map_or_else(|| "—".into(), |n| format!("{}.{}%", n / 10, n % 10))
}

/// `part` of `whole` in per mille, rounded half up.
pub fn share(part: i64, whole: i64) -> Option<i64> {
    crate::rules::partner::use_rate(part, whole)
}

const KINDS: [PlaceKind; 8] = [
    PlaceKind::Area,
    PlaceKind::Compound,
    PlaceKind::Venue,
    PlaceKind::Courtyard,
    PlaceKind::Road,
    PlaceKind::Plot,
    PlaceKind::BikeGarage,
    PlaceKind::Building,
];

/// Where something may stand, in the order of paths.
pub async fn places(app: &App, area: Id) -> Result<Vec<Choice>> {
    let places = app.house.places_of(area, &KINDS).await?;
    Ok(places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect())
}

/// Workers of the committee and organisations here, who may do something: values `worker.id`, `organisation.id`.
pub fn owners(p: &Page) -> Vec<Choice> {
    let reference = p.app.house.reference();
    let area = p.area().id;
    let roles = [Role::Secretary, Role::Director, Role::CommunityWorker, Role::CommitteeMember];
    let workers = reference.staff(area, &roles, p.now).into_iter();
    let worker =
        |c: &linju_core::area::Colleague| Choice { value: format!("worker.{}", c.id), label: c.name.clone() };
    let mut all: Vec<Choice> = workers.map(worker).collect();
    let mut seen: Vec<Id> = Vec::new();
    for (organisation, _) in reference.organisations_in(area, p.today()) {
        if !seen.contains(&organisation.id) {
            seen.push(organisation.id);
            let value = format!("organisation.{}", organisation.id);
            all.push(Choice { value, label: organisation.name.clone() });
        }
    }
    all
}

/// The owner a form names; none where it names nobody of this area.
pub fn owner_in(p: &Page, text: &str) -> Option<Owner> {
    let known = owners(p).into_iter().any(|choice| choice.value == text);
    let (kind, id) = text.split_once('.').filter(|_| known)?;
    Some(Owner::of(kind, id.parse().ok()))
}

/// The partners of the page's area, in the order of their names.
pub fn partners_here(p: &Page) -> Vec<(Id, String)> {
    let reference = p.app.house.reference();
    let here = reference.organisations_in(p.area().id, p.today()).filter(|(_, kind)| *kind == "partner");
    let mut all: Vec<(Id, String)> = here.map(|(o, _)| (o.id, o.name.clone())).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all.dedup();
    all
}

/// The organisation with that id, if it is something in the page's area today; else not found.
pub fn organisation_here(p: &Page, id: Id) -> Result<String> {
    let reference = p.app.house.reference();
    let mut here = reference.organisations_in(p.area().id, p.today());
    here.find(|(o, _)| o.id == id).map(|(o, _)| o.name.clone()).ok_or(Error::NotFound)
}

/// The icon of a theme.
pub fn theme_icon(theme: Theme) -> &'static str {
    match theme {
        Theme::Lighting => "lightbulb",
        Theme::Charging => "bike",
        Theme::Space => "trees",
        Theme::Repair => "wrench",
        Theme::Care => "hand-heart",
        Theme::Activity => "users",
        Theme::Safety => "shield-check",
        Theme::Goods => "heart-handshake",
        Theme::Other => "list-checks",
    }
}
