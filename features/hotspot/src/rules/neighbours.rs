//! The plain rule: several homes of one stairwell or building say the same within a week.
//!
//! For rare kinds, of which the scan cannot see anything (their few days *are* the surge). It claims no probability,
//! only counts; what the place usually has is told beside it.

use super::finding::{Fact, Finding, Rule, homes};
use super::ground::above;
use linju_kernel::Day;
use std::collections::BTreeMap;

/// Different homes.
pub const HOMES: i64 = 3;
/// Within so many days, today included.
pub const DAYS: i64 = 7;
/// It must be as many times what the place usually has in such a time.
const TIMES: f64 = 3.0;
/// How far what is usual is looked for.
const PAST: i64 = 364;

/// What the rule finds as of `today`: for each kind the smallest places that have enough homes. `narrow` says
/// whether a place is a stairwell or a building.
pub fn look(facts: &[Fact], today: Day, narrow: impl Fn(&str) -> bool) -> Vec<Finding> {
    let from = today.plus_days(1 - DAYS);
    let mut by: BTreeMap<(&str, &str), Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| (from..=today).contains(&fact.day)) {
        let places = std::iter::successors(Some(fact.path.as_str()), |path| above(path));
        for place in places.filter(|place| narrow(place)) {
            by.entry((&fact.category, place)).or_default().push(fact);
        }
    }
    let enough: Vec<_> = by.iter().filter(|(_, facts)| homes(facts.iter().copied()) >= HOMES).collect();
    // The smallest place that holds all of them: a building only where it has more homes than any stairwell of it.
    let smallest = |((kind, place), here): &&(&(&str, &str), &Vec<&Fact>)| {
        let all = homes(here.iter().copied());
        let related = enough.iter().filter(|((other, _), _)| other == kind);
        !related.map(|((_, other), facts)| (*other, homes(facts.iter().copied()))).any(|(other, homes)| {
            above(other) == Some(*place) && homes == all || above(place) == Some(other) && homes > all
        })
    };
    let finding = |((kind, place), here): &(&(&str, &str), &Vec<&Fact>)| Finding {
        rule: Rule::Neighbours,
        category: (*kind).to_owned(),
        path: (*place).to_owned(),
        places: 1,
        from,
        to: today,
        cases: here.iter().map(|fact| (fact.case, fact.household)).collect(),
        households: homes(here.iter().copied()),
        expected: usual(facts, kind, place, from),
        recurrence: None,
        approximate: false,
        bound: None,
    };
    let unusual = |finding: &Finding| finding.households as f64 >= TIMES * finding.expected;
    enough.iter().filter(smallest).map(finding).filter(unusual).collect()
}

/// How many requests of a kind the place had in such a time, over the year before `from`.
fn usual(facts: &[Fact], kind: &str, place: &str, from: Day) -> f64 {
    let past = from.plus_days(-PAST)..from;
    let here = |fact: &&Fact| {
        fact.category == kind && past.contains(&fact.day) && linju_kernel::path::within(&fact.path, place)
    };
    facts.iter().filter(here).count() as f64 * DAYS as f64 / PAST as f64
}
