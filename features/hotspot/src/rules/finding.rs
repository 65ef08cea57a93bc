//! What is looked at, and what a rule says when it finds something.

use linju_kernel::path::within;
use linju_kernel::{Day, Id, coded};

/// A request as the rules see it: no words and no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its case.
    pub case: Id,
    /// The day it came in.
    pub day: Day,
    /// Where, as a path.
    pub path: String,
    /// Category: four digits, the first two its family.
    pub category: String,
    /// Who asked, as an id that is the same for the same home: the room where it is known, else the first request
    /// with that phone number, else the request itself.
    pub household: Id,
}

coded! {
    /// A rule that finds. The code is the actor of its firings.
    pub enum Rule {
        /// More at one place, lately, than chance explains: the space-time permutation scan.
        Scan = "hotspot-scan",
        /// Several homes of one stairwell or building within a week: a plain count, for rare kinds.
        Neighbours = "hotspot-neighbours",
        /// More in the whole area today than in the days before: EARS C2.
        Surge = "hotspot-surge",
    }
}

coded! {
    /// How far a finding reaches.
    pub enum Scope {
        /// A place.
        Place = "place",
        /// The whole area.
        Area = "area",
    }
}

impl Rule {
    /// How far its findings reach.
    pub fn scope(self) -> Scope {
        match self {
            Rule::Scan | Rule::Neighbours => Scope::Place,
            Rule::Surge => Scope::Area,
        }
    }
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// Category, or the two digits of a family.
    pub category: String,
    /// The place in the middle.
    pub path: String,
    /// How many places it reaches over: buildings, of the scan.
    pub places: i64,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Its cases and the homes they are of.
    pub cases: Vec<(Id, Id)>,
    /// How many different homes asked.
    pub households: i64,
    /// How many homes (of a surge: requests a day) would be usual.
    pub expected: f64,
    /// In how many days chance brings something as unusual once; of the scan only.
    pub recurrence: Option<f64>,
    /// Is that number read off a fitted curve, since no replicate was as unusual?
    pub approximate: bool,
    /// Up to how many requests a day would have been ordinary; of a surge only.
    pub bound: Option<f64>,
}

/// Does one of these categories hold the other? A family (`01`) holds its kinds (`0104`).
pub fn related(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// Does one of these places hold the other?
pub fn overlap(a: &str, b: &str) -> bool {
    within(a, b) || within(b, a)
}

/// How many different homes these are.
pub fn homes<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> i64 {
    let mut homes: Vec<Id> = facts.into_iter().map(|fact| fact.household).collect();
    homes.sort_unstable();
    homes.dedup();
    homes.len() as i64
}

/// Days from `a` to `b`.
pub fn days_between(a: Day, b: Day) -> i64 {
    a.0.until(b.0).map_or(0, |span| i64::from(span.get_days()))
}
