//! A surge: a family of kinds that the whole area asks for today, more than in the days before (EARS C2).

use super::finding::{Fact, Finding, Rule, days_between, homes};
use super::scan::family;
use linju_kernel::Day;
use linju_scan::surge::ears::{Method, judge};
use std::collections::BTreeMap;

/// Homes that must have asked today, whatever the days before were like.
pub const HOMES: i64 = 5;
/// Days of the baseline and its gap, and today.
const DAYS: i64 = 10;
/// How often an ordinary count would alarm if it were normal; no promise for counts as small as these.
const ALPHA: f64 = 0.001;
/// A quiet week still spreads by one request a day.
const LEAST_SPREAD: f64 = 1.0;

/// What surges in the area whose root is `root`, as of `today`.
pub fn look(facts: &[Fact], root: &str, today: Day) -> Vec<Finding> {
    let mut by: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| (0..DAYS).contains(&days_between(fact.day, today))) {
        by.entry(family(&fact.category)).or_default().push(fact);
    }
    by.into_iter().filter_map(|(family, facts)| one(family, &facts, root, today)).collect()
}

fn one(family: &str, facts: &[&Fact], root: &str, today: Day) -> Option<Finding> {
    let mut counts = [0u32; DAYS as usize];
    for fact in facts {
        counts[(DAYS - 1 - days_between(fact.day, today)) as usize] += 1;
    }
    let last = counts.len() - 1;
    let judged = *judge(&counts, last, Method::C2, ALPHA, LEAST_SPREAD).ok()?.first()?;
    let now: Vec<&Fact> = facts.iter().copied().filter(|fact| fact.day == today).collect();
    let households = homes(now.iter().copied());
    if !judged.alarm || households < HOMES {
        return None;
    }
    let baseline = &counts[..last - 2];
    Some(Finding {
        rule: Rule::Surge,
        category: family.to_owned(),
        path: root.to_owned(),
        places: 1,
        from: today,
        to: today,
        cases: now.iter().map(|fact| (fact.case, fact.household)).collect(),
        households,
        expected: f64::from(baseline.iter().sum::<u32>()) / baseline.len() as f64,
        recurrence: None,
        approximate: false,
        bound: Some(judged.bound),
    })
}
