//! Who got something: outcomes of several rules side by side.

use super::profile::worths;
use super::{Election, Outcome, Utility};
use serde::Serialize;

/// What an outcome gives the voters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Ballots, blank ones too.
    pub voters: u64,
    /// Voters with at least one selected project that is worth something to them.
    pub with_something: u64,
    /// Utility of all voters together; divided by `voters`, the average.
    pub utility: u128,
}

/// How many voters have more utility from one outcome than from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Preference {
    /// More from the first.
    pub first: u64,
    /// More from the second.
    pub second: u64,
    /// The same from both, nothing from either included.
    pub equal: u64,
}

/// Counts who got something from an outcome.
pub fn standing(election: &Election, utility: Utility, outcome: &Outcome) -> Standing {
    let mut standing = Standing { voters: 0, with_something: 0, utility: 0 };
    for gained in gains(election, utility, outcome) {
        standing.voters += 1;
        standing.with_something += u64::from(gained > 0);
        standing.utility += gained;
    }
    standing
}

/// Counts who is better off with which of two outcomes.
pub fn prefer(election: &Election, utility: Utility, first: &Outcome, second: &Outcome) -> Preference {
    let mut preference = Preference { first: 0, second: 0, equal: 0 };
    for (a, b) in gains(election, utility, first).zip(gains(election, utility, second)) {
        match a.cmp(&b) {
            std::cmp::Ordering::Greater => preference.first += 1,
            std::cmp::Ordering::Less => preference.second += 1,
            std::cmp::Ordering::Equal => preference.equal += 1,
        }
    }
    preference
}

/// Each voter's utility, in the order of the ballots.
fn gains(election: &Election, utility: Utility, outcome: &Outcome) -> impl Iterator<Item = u128> {
    let mut factor = vec![0u128; election.projects.len()];
    for &p in &outcome.selected {
        factor[p] = if utility == Utility::Cost { election.projects[p].cost.into() } else { 1 };
    }
    election.ballots.iter().map(move |ballot| {
        worths(ballot, utility).map(|(p, worth)| u128::from(worth) * factor[p as usize]).sum()
    })
}
