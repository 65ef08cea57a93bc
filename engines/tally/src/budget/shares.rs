//! Method of Equal Shares.
//!
//! The decisions are exact. Most of them are certain from whole-number bounds on everyone's money ([`bounds`]),
//! which hold for a whole range of shares at once, so that counting again after every step rarely means counting
//! again. Where bounds overlap, [`exact`] counts that one share in exact fractions.

mod account;
mod bounds;
mod exact;

pub use account::{Account, Purchase, account};

use super::profile::Profile;
use super::{Completion, Tally, Verdict};
use bounds::{Course, Market};

/// Everyone's share after `k` steps is `(start + k · step) / parts`, in the smallest unit of money.
#[derive(Debug, Clone, Copy)]
struct Shares {
    start: u128,
    step: u128,
    parts: u128,
}

impl Shares {
    fn new(profile: &Profile, completion: Completion) -> Self {
        let (budget, voters) = (u128::from(profile.budget), u128::from(profile.voters));
        match completion {
            Completion::Percent => Self { start: 100 * budget, step: budget, parts: 100 * voters },
            _ => Self { start: budget, step: u128::from(profile.unit.max(1)) * voters, parts: voters },
        }
    }

    /// Numerator of the share after `k` steps.
    fn after(&self, k: u64) -> u128 {
        self.start + u128::from(k) * self.step
    }
}

/// One count: what was bought in order, each with the equals it was put before.
#[derive(Debug, Clone, Default)]
struct Bought(Vec<(usize, Vec<usize>)>);

impl Bought {
    /// What costs nothing and somebody wants.
    fn free(profile: &Profile) -> Self {
        let free = |p: &usize| profile.projects[*p].worth > 0 && profile.projects[*p].cost == 0;
        let mut free: Vec<usize> = (0..profile.projects.len()).filter(free).collect();
        free.sort_by_key(|&p| profile.projects[p].rank);
        Self(free.into_iter().map(|p| (p, Vec::new())).collect())
    }

    fn ties(&self) -> u64 {
        self.0.iter().filter(|(_, before)| !before.is_empty()).count() as u64
    }

    fn cost(&self, profile: &Profile) -> u64 {
        self.0.iter().map(|(p, _)| profile.projects[*p].cost).sum()
    }

    fn has(&self, project: usize) -> bool {
        self.0.iter().any(|(p, _)| *p == project)
    }
}

pub(super) fn count(profile: &Profile, completion: Completion) -> Tally {
    let shares = Shares::new(profile, completion);
    let mut market = Market::new(profile);
    let (bought, steps, ties) = complete(profile, completion, &shares, &mut market);
    let mut tally = Tally::new(profile);
    for (p, before) in &bought.0 {
        tally.select(profile, *p, before.clone());
    }
    (tally.steps, tally.ties) = (steps, ties);
    let left = market.left(&shares, steps, &tally.selected);
    for p in profile.priced().filter(|p| !bought.has(*p)) {
        let supporters = profile.projects[p].supporting();
        tally.reject(p, Verdict::SupportersSpent { supporters, left: left[p] });
    }
    tally
}

/// Counts, and counts again with larger shares, until the completion's end.
fn complete(
    profile: &Profile,
    completion: Completion,
    shares: &Shares,
    market: &mut Market<'_>,
) -> (Bought, u64, u64) {
    let mut stride = Stride::default();
    let (mut kept, mut at, mut ties) = (Bought::default(), 0, 0);
    loop {
        let length = if completion == Completion::None { 1 } else { stride.length };
        let bought = match market.count(shares, at, length) {
            Course::Certain(bought) => bought,
            Course::Uncertain if length > 1 => {
                stride.shorten();
                continue;
            }
            Course::Uncertain => exact::count(profile, shares, at),
        };
        if bought.cost(profile) > profile.budget {
            return (kept, at.saturating_sub(1), ties + bought.ties());
        }
        if ends(profile, completion, &bought) {
            let ties = ties + bought.ties();
            return (bought, at, ties);
        }
        ties += length * bought.ties();
        at += length;
        kept = bought;
        stride.lengthen();
    }
}

/// A count that need not be done again with a larger share.
fn ends(profile: &Profile, completion: Completion, bought: &Bought) -> bool {
    let left = profile.budget.saturating_sub(bought.cost(profile));
    let mut waiting = profile.priced().filter(|&p| !bought.has(p));
    match completion {
        Completion::None => true,
        Completion::Add1Overshoot => waiting.next().is_none(),
        Completion::Add1 | Completion::Percent => waiting.all(|p| profile.projects[p].cost > left),
    }
}

/// How many steps are counted at once: longer while that goes well, and after a failure not so soon again.
#[derive(Debug)]
struct Stride {
    length: u64,
    successes: u32,
    patience: u32,
}

impl Default for Stride {
    fn default() -> Self {
        Self { length: 1, successes: 0, patience: 1 }
    }
}

impl Stride {
    const LONGEST: u64 = 1 << 16;

    fn lengthen(&mut self) {
        self.successes += 1;
        if self.successes >= self.patience {
            (self.successes, self.patience) = (0, self.patience.div_ceil(2));
            self.length = (2 * self.length).min(Self::LONGEST);
        }
    }

    fn shorten(&mut self) {
        self.length /= 2;
        (self.successes, self.patience) = (0, (2 * self.patience).min(64));
    }
}
