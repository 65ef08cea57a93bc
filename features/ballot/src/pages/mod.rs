//! What workers and residents see of ballots. Handlers translate: parse, decide, commit, render.

pub mod act;
pub mod desk;
pub mod list;
pub mod one;
pub mod papers;
pub mod parts;
pub mod plan;
pub mod printed;
pub mod resident;
pub mod result;
pub mod slips;
pub mod vote;
pub mod voters;

use crate::rules::choice::{ABSTAIN, ANSWERS, numbers};
use crate::rules::{Asks, Convener, Part, State};
use crate::store::{self, BallotRow};
use crate::work::Doer;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
pub use linju_web::form::Choice;
use linju_web::{App, Page, Result, Staff};

/// An address among the ballots of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/ballots{rest}", area.code)
}

/// The address of a ballot for residents.
pub fn open_link(area: &Area, id: &Id, rest: &str) -> String {
    format!("/a/{}/ballots/{id}{rest}", area.code)
}

/// The parts whoever is signed in has in ballots here.
pub fn parts_of(p: &Page) -> Vec<Part> {
    let mut parts = Vec::new();
    if p.may(Right::WorkCases) {
        parts.push(Part::Desk);
    }
    if p.may(Right::Coordinate) {
        parts.push(Part::Lead);
    }
    parts
}

/// Whoever is signed in, as one who does something with ballots here.
pub fn doer(staff: &Staff) -> Doer {
    Doer { actor: staff.actor(), parts: parts_of(&staff.page), at: staff.now() }
}

/// The ballot `id` of the page's area, for workers.
pub async fn load(app: &App, staff: &Staff, id: Id) -> Result<BallotRow> {
    staff.require(Right::WorkCases)?;
    Ok(store::load(&app.house, staff.area_id(), id).await?)
}

/// Who calls it, by its full name.
pub fn convener(p: &Page, row: &BallotRow) -> String {
    match row.form().terms().convener {
        Convener::OwnersCommittee => p.a("ballot-owners-committee-of", "area", p.area().name.as_str()),
        Convener::Committee => p.area().committee.clone(),
    }
}

/// What can be pressed, each with its words: the options, and to abstain.
pub fn options(p: &Page, row: &BallotRow) -> Vec<Choice> {
    if row.asks() == Asks::Whether {
        let answer =
            |code: &&str| Choice { value: (*code).into(), label: p.code("ballot-say", code).into_owned() };
        return ANSWERS.iter().map(answer).collect();
    }
    let item = |(n, item): (usize, crate::rules::Item)| Choice {
        value: (n + 1).to_string(),
        label: match item.cost {
            0 => format!("{} {}", n + 1, item.title),
            cost => format!("{} {} · {}", n + 1, item.title, yuan(p, &cost)),
        },
    };
    let abstain = Choice { value: ABSTAIN.into(), label: p.code("ballot-say", ABSTAIN).into_owned() };
    row.items().into_iter().enumerate().map(item).chain([abstain]).collect()
}

/// What a vote says, in words.
pub fn said(p: &Page, row: &BallotRow, vote: &str) -> String {
    let items = row.items();
    let chosen: Vec<String> = numbers(vote)
        .into_iter()
        .filter_map(|n| Some(format!("{} {}", n + 1, items.get(n)?.title)))
        .collect();
    if chosen.is_empty() { p.code("ballot-say", vote).into_owned() } else { chosen.join(" > ") }
}

/// Money in yuan.
pub fn yuan(p: &Page, fen: &i64) -> String {
    p.a("ballot-yuan", "n", format!("{}.{:02}", fen / 100, fen % 100).replace(".00", ""))
}

/// An area in square metres, from 0.01 m².
pub fn metres(area: &i64) -> String {
    format!("{}.{:02} ㎡", area / 100, area % 100)
}

/// The chip of a state.
pub fn state_chip(row: &BallotRow) -> &'static str {
    match row.state() {
        State::Drafted => "",
        State::Frozen | State::Announced | State::Published => "chip--river",
        State::Open | State::Closed | State::Counted => "chip--gold",
        State::Lapsed | State::Cancelled => "chip--danger",
    }
}

/// The icon of its state: no state is told by colour alone.
pub fn state_icon(row: &BallotRow) -> &'static str {
    match row.state() {
        State::Drafted => "pencil",
        State::Frozen => "clock",
        State::Announced => "megaphone",
        State::Open => "vote",
        State::Closed => "hourglass",
        State::Counted => "clipboard-check",
        State::Published => "circle-check",
        State::Lapsed | State::Cancelled => "circle-x",
    }
}
