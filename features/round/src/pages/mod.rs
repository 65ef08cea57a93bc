//! What workers and the street see of rounds. Handlers translate: parse, decide, commit, render.

pub mod facts;
pub mod grid;
pub mod line;
pub mod list;
pub mod one;
pub mod paper;
pub mod plan;
pub mod results;
pub mod sheet;
pub mod street;
pub mod waiting;

use crate::rules::{Mark, Part, State, Tally};
use crate::store::RoundRow;
use crate::work::Doer;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
pub use linju_web::form::Choice;
use linju_web::{Page, Result, Staff};
use std::borrow::Borrow;

/// An address among the rounds of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/rounds{rest}", area.code)
}

/// The address of a round, and of what is behind it.
pub fn at(p: &Page, round: &Id, rest: &str) -> String {
    link(p.area(), &format!("/{round}{rest}"))
}

/// The door to every page of workers: only who may read the registry of the area sees who is on a list.
pub fn desk(staff: &Staff) -> Result<()> {
    staff.require(Right::ReadRegistry)
}

/// The parts whoever is signed in has in rounds here.
pub fn parts(p: &Page) -> Vec<Part> {
    let mut parts = Vec::new();
    if p.may(Right::ReadRegistry) {
        parts.push(Part::Desk);
    }
    if p.may(Right::Coordinate) {
        parts.push(Part::Lead);
    }
    parts
}

/// Whoever is signed in, as one who does something in rounds here.
pub fn doer(staff: &Staff) -> Doer {
    Doer { actor: staff.actor(), parts: parts(&staff.page), at: staff.now() }
}

/// The chip of a mark.
pub fn mark_chip(mark: &Mark) -> &'static str {
    match mark {
        Mark::ToDo => "",
        Mark::NoAnswer | Mark::MustMove => "chip--danger",
        Mark::Absent | Mark::Refused | Mark::Police => "chip--gold",
        Mark::Done | Mark::Reached | Mark::Moved | Mark::Vouched | Mark::NotNeeded => "chip--river",
    }
}

/// The icon of a mark, so that it is not told by colour alone.
pub fn mark_icon(mark: &Mark) -> &'static str {
    match mark {
        Mark::ToDo => "clock",
        Mark::NoAnswer => "bell-ring",
        Mark::MustMove => "triangle-alert",
        Mark::Absent => "door-open",
        Mark::Refused => "hand",
        Mark::Police => "siren",
        Mark::Moved => "bed",
        Mark::Done | Mark::Reached | Mark::Vouched | Mark::NotNeeded => "check",
    }
}

/// The chip of a round's state.
pub fn state_chip(row: &RoundRow) -> &'static str {
    match row.state {
        State::Running => "chip--gold",
        State::Closed => "chip--river",
        State::Cancelled => "",
    }
}

/// The icon of a kind.
pub fn icon(row: &RoundRow) -> &'static str {
    use crate::rules::Kind;
    match row.kind {
        Kind::Survey => "clipboard-list",
        Kind::Patrol => "footprints",
        Kind::Storm => "droplets",
        Kind::Heat => "sun",
        Kind::Cold => "house",
        Kind::CutOff => "plug-zap",
    }
}

/// The text of `key` with the number `n`.
pub fn counted(p: &Page, key: &str, n: impl Borrow<i64>) -> String {
    p.n(key, n.borrow())
}

/// How far a round has come, in words.
pub fn progress(p: &Page, tally: &Tally) -> String {
    p.a2("round-progress", "seen", tally.all() - tally.waiting(), "all", tally.all())
}
