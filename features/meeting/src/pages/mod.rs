//! What workers and residents see of meetings. Handlers translate: parse, decide, commit, render.

pub mod act;
pub mod list;
pub mod minutes;
pub mod one;
pub mod paper;
pub mod plan;
pub mod resident;
pub mod sign_in;

use crate::rules::{Convener, Group, Kind, Part, State};
use crate::store::{self, MeetingRow, PointRow, Whole};
use crate::work::Doer;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
pub use linju_web::form::Choice;
use linju_web::{App, Page, Result, Staff};

/// An address among the meetings of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/meetings{rest}", area.code)
}

/// The door to every page of workers.
pub fn desk(staff: &Staff) -> Result<()> {
    staff.require(Right::WorkCases)
}

/// The parts whoever is signed in has in meetings here.
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

/// Whoever is signed in, as one who does something with meetings here.
pub fn doer(staff: &Staff) -> Doer {
    Doer { actor: staff.actor(), parts: parts(&staff.page), at: staff.now() }
}

/// The meeting `id` of the page's area, whole.
pub async fn whole(app: &App, staff: &Staff, id: Id) -> Result<Whole> {
    desk(staff)?;
    Ok(store::whole(&app.house, staff.area_id(), id).await?)
}

/// What kind of meeting it is, in words.
pub fn kind_word(p: &Page, row: &MeetingRow) -> String {
    p.code("meeting-kind", &row.kind).into_owned()
}

/// Who calls it, by its full name: 久耕居民区党总支, 久耕居委会.
pub fn convener(p: &Page, row: &MeetingRow) -> String {
    match row.kind().terms().convener {
        Convener::PartyBranch => p.a("meeting-branch-of", "area", p.area().name.as_str()),
        Convener::Committee => p.area().committee.clone(),
    }
}

/// For whom somebody is there, in words.
pub fn group_word(p: &Page, group: Group) -> String {
    p.code("meeting-group", group.code()).into_owned()
}

/// Who does what a decision says, and until when.
pub fn charge(p: &Page, point: &PointRow) -> String {
    let day = point.due_day.map(|day| p.day(&day)).unwrap_or_default();
    p.a2("meeting-who-when", "who", point.responsible.as_str(), "day", day)
}

/// The chip of a state.
pub fn state_chip(row: &MeetingRow) -> &'static str {
    match row.state() {
        State::Planned => "",
        State::Announced | State::Published | State::Settled => "chip--river",
        State::Held | State::Minuted => "chip--gold",
        State::Lapsed | State::Cancelled => "chip--danger",
    }
}

/// The icon of a kind.
pub fn icon(row: &MeetingRow) -> &'static str {
    match row.kind() {
        Kind::Hearing | Kind::Residents | Kind::Delegates => "gavel",
        Kind::Review => "star",
        Kind::Coordination | Kind::Joint => "handshake",
        _ => "message-circle",
    }
}
