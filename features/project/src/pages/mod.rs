//! What workers, the street and residents see of projects. Handlers translate: parse, decide, commit, render.

pub mod act;
pub mod copy;
pub mod file;
pub mod funds;
pub mod list;
pub mod one;
pub mod plan;
pub mod resident;

use crate::fund::yuan;
use crate::rules::{Listed, Part, Piece, State};
use crate::store::{Line, ProjectRow, ProofRow};
use crate::work::Doer;
use linju_core::Actor;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Ts;
use linju_kernel::lifecycle::Coded;
pub use linju_web::form::Choice;
use linju_web::{App, Page, Result, Staff};
use std::borrow::Borrow;

/// Whoever works on projects of one area: its committee, or the street.
pub struct Desk {
    /// The page.
    pub p: Page,
    /// The area the projects are of.
    pub area: Area,
    /// Where its projects are: `/staff/sanlian/projects`, `/street/projects/sanlian`.
    pub base: String,
    /// As what they work.
    pub parts: Vec<Part>,
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Ts,
}

impl Desk {
    /// The committee's desk.
    pub fn of(staff: Staff) -> Result<Self> {
        staff.require(Right::WorkCases)?;
        let mut parts = vec![Part::Desk];
        if staff.page.may(Right::Coordinate) {
            parts.push(Part::Lead);
        }
        let (actor, at, area) = (staff.actor(), staff.now(), staff.area().clone());
        let base = format!("/staff/{}/projects", area.code);
        Ok(Self { p: staff.page, area, base, parts, actor, at })
    }

    /// The street's desk for the area with that code. Whoever only watches there decides nothing.
    pub fn of_street(app: &App, staff: Staff, code: &str) -> Result<Self> {
        staff.require_street(Right::StreetView)?;
        let area = app.house.reference().area_by_code(code)?.clone();
        if area.street_id != staff.session.street {
            return Err(linju_web::Error::NotFound);
        }
        let decides = staff.session.may_on_street(Right::EditStreet);
        let parts = if decides { vec![Part::Street] } else { Vec::new() };
        let base = format!("/street/projects/{}", area.code);
        Ok(Self { actor: staff.actor(), at: staff.now(), p: staff.page, area, base, parts })
    }

    /// Them, as one who does something.
    pub fn doer(&self) -> Doer {
        Doer { actor: self.actor, parts: self.parts.clone(), at: self.at }
    }

    /// Are they the street?
    pub fn street(&self) -> bool {
        self.base.starts_with("/street")
    }

    /// Do they lead the area?
    pub fn leads(&self) -> bool {
        self.parts.contains(&Part::Lead)
    }
}

/// An amount in words: ¥1,234.50.
pub fn money(fen: impl Borrow<i64>) -> String {
    format!("¥{}", yuan(fen))
}

/// The chip of a state.
pub fn chip(state: &str) -> &'static str {
    match State::of(state) {
        Some(State::Refused | State::Dropped) => "chip--danger",
        Some(State::InWorks | State::Done) => "chip--gold",
        Some(State::Draft) | None => "",
        _ => "chip--river",
    }
}

/// The icon of a kind.
pub fn icon(kind: &str) -> &'static str {
    match kind {
        "bike_shed" => "bike",
        "entrance" => "door-open",
        "idle_space" => "house",
        "lamp" => "lightbulb",
        "charging" => "truck",
        "retrofit_programme" => "hand-heart",
        "safety_equipment" => "shield-check",
        _ => "wrench",
    }
}

/// For how many whole days it has stood there: 12 天.
pub fn since(p: &Page, at: &Ts) -> String {
    p.n("project-days", &((p.now.0 - at.0).max(0) / 86_400_000))
}

/// How far it is: 7/12 gates.
pub fn far(p: &Page, row: &ProjectRow) -> String {
    let (passed, all) = row.passed();
    p.a2("project-far", "n", passed as i64, "of", all as i64)
}

/// What is said of its money: kept and paid, or what it may cost.
pub fn sums(p: &Page, line: &Line) -> String {
    match line.facts.committed {
        0 if line.row.estimate == 0 => p.t("project-no-money").into_owned(),
        0 => p.a("project-may-cost", "sum", money(line.row.estimate)),
        kept => p.a2("project-kept-paid", "kept", money(kept), "paid", money(line.facts.paid)),
    }
}

/// A piece of evidence in one line of plain words, without anybody's name.
pub fn said(p: &Page, proof: &ProofRow) -> String {
    let piece = proof.piece();
    let mut words: Vec<String> = Vec::new();
    let asks = piece.asks();
    match asks.group {
        Some(Listed::Seat) => words.push(proof.for_group.clone()),
        Some(listed) => words.push(p.code(family(listed), &proof.for_group).into_owned()),
        None => {}
    }
    if !proof.verdict.is_empty() && !asks.verdicts.is_empty() {
        words.push(p.code(verdicts(piece), &proof.verdict).into_owned());
    }
    if asks.n && !(piece == Piece::Opinion && proof.n == 0) {
        words.push(format!("{} {}", p.code("project-n", piece.code()), proof.n));
    }
    if asks.m {
        words.push(format!("{} {}", p.code("project-m", piece.code()), proof.m));
    }
    if asks.fen {
        words.push(money(proof.fen));
    }
    if !proof.text.is_empty() {
        words.push(proof.text.clone());
    }
    words.join(" · ")
}

/// The family of words of a listed group.
pub fn family(listed: Listed) -> &'static str {
    match listed {
        Listed::Check => "project-check",
        Listed::Group => "project-group",
        Listed::Squad => "project-squad",
        Listed::Forum => "project-forum",
        Listed::Seat => "project-seat",
    }
}

/// The family of words of a kind's verdicts.
pub fn verdicts(piece: Piece) -> &'static str {
    match piece {
        Piece::Check => "project-clear",
        Piece::Opinion | Piece::CameraOpinion => "project-opinion",
        Piece::Signature => "project-sign",
        _ => "project-decision",
    }
}

/// The first twelve characters of a hash, as people compare them.
pub fn short_hash(bytes: &Option<Vec<u8>>) -> String {
    bytes.iter().flatten().take(6).map(|b| format!("{b:02x}")).collect()
}
