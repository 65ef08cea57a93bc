//! What workers, the street and residents see of hot spots. Handlers translate: parse, decide, commit, render.

pub mod act;
pub mod list;
pub mod map;
pub mod one;
pub mod resident;
pub mod season;
pub mod street;
pub mod topic;

use crate::look::category_name;
use crate::rules::finding::days_between;
use crate::rules::{Part, Rule, State};
use crate::store::spots::{Sign, SpotRow};
use crate::work::Doer;
use linju_core::access::{Right, Role};
use linju_core::area::Area;
use linju_kernel::Id;
pub use linju_web::form::Choice;
use linju_web::{Page, Result, Staff};

/// From fewer homes than this nothing is shown of a place: three calls are nobody's shame.
pub const FEWEST_HOMES: i64 = 3;

/// An address among the hot spots of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/hotspots{rest}", area.code)
}

/// An address among the monthly themes of `area`.
pub fn topic_link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/topics{rest}", area.code)
}

/// The door to every page of workers.
pub fn desk(staff: &Staff) -> Result<()> {
    staff.require(Right::WorkCases)
}

/// The parts whoever is signed in has here.
pub fn parts(p: &Page) -> Vec<Part> {
    let mut parts = Vec::new();
    if p.may(Right::WorkCases) {
        parts.push(Part::Desk);
    }
    if p.may(Right::Coordinate) {
        parts.push(Part::Lead);
    }
    parts
}

/// Whoever is signed in, as one who does something here.
pub fn doer(staff: &Staff) -> Doer {
    Doer { actor: staff.actor(), parts: parts(&staff.page), at: staff.now() }
}

/// Those who may lead: whoever works for the committee here.
pub fn colleagues(p: &Page) -> Vec<Choice> {
    let reference = p.app.house.reference();
    let roles = [Role::Secretary, Role::Director, Role::CommunityWorker, Role::CommitteeMember];
    let staff = reference.staff(p.area().id, &roles, p.now);
    staff.iter().map(|c| Choice { value: c.id.to_string(), label: c.name.clone() }).collect()
}

/// Is `account` among those who may lead?
pub fn may_lead(p: &Page, account: Option<Id>) -> Option<Id> {
    account.filter(|id| colleagues(p).iter().any(|choice| choice.value == id.to_string()))
}

/// What a hot spot is called: where and what.
pub fn title(p: &Page, row: &SpotRow) -> String {
    let category = category_name(&p.app.house, &row.category);
    p.a2("hotspot-title", "place", row.place_name.as_str(), "category", category)
}

/// Who leads, in words.
pub fn led_by(p: &Page, account: &Id) -> String {
    p.a("hotspot-led-by", "who", p.name_of(&Some(*account)))
}

/// The chip of a state.
pub fn state_chip(row: &SpotRow) -> &'static str {
    match row.state() {
        State::Alert => "chip--danger",
        State::Acknowledged => "chip--gold",
        State::Planned => "chip--river",
        State::StruckOff => "chip--plane",
    }
}

/// The icon of its state: no state is told by colour alone.
pub fn state_icon(row: &SpotRow) -> &'static str {
    match row.state() {
        State::Alert => "bell-ring",
        State::Acknowledged => "user-check",
        State::Planned => "calendar-check",
        State::StruckOff => "circle-check",
    }
}

/// A usual number with one decimal, where there is anything.
fn usual(n: f64) -> String {
    if n < 0.05 { "0".into() } else { format!("{n:.1}") }
}

/// How often chance brings as much, in words.
fn often(p: &Page, days: f64, approximate: bool) -> String {
    const MONTH: f64 = 30.4;
    if approximate {
        return p.t("hotspot-often-never").into_owned();
    }
    match days / 365.0 {
        years if years >= 1.0 => p.n("hotspot-often-years", &(years.round() as i64)),
        _ => p.n("hotspot-often-months", &((days / MONTH).round() as i64).max(1)),
    }
}

/// What a rule says, in one sentence with its own figures.
pub fn sentence(p: &Page, sign: &Sign) -> String {
    let days = days_between(sign.from_day, sign.to_day) + 1;
    let around = match sign.places - 1 {
        n if n > 0 => p.n("hotspot-around", &n),
        _ => String::new(),
    };
    let often = sign.recurrence.map(|days| often(p, days, sign.approximate)).unwrap_or_default();
    let values = [
        ("days", days.into()),
        ("place", sign.place_name.as_str().into()),
        ("around", around.into()),
        ("category", category_name(&p.app.house, &sign.category).into()),
        ("homes", sign.households.into()),
        ("cases", sign.cases.into()),
        ("usual", usual(sign.expected).into()),
        ("often", often.into()),
        ("bound", sign.bound.map(usual).unwrap_or_default().into()),
        ("day", p.day(&sign.to_day).into()),
    ];
    let key = match sign.rule() {
        Rule::Scan => "hotspot-says-scan",
        Rule::Neighbours => "hotspot-says-neighbours",
        Rule::Surge => "hotspot-says-surge",
    };
    p.app.house.words.with(p.locale, key, &values)
}
