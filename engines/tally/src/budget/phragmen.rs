//! Sequential Phragmén in whole numbers.
//!
//! Everybody's load is a moment: the moment at which they last paid. All moments so far share one denominator, and
//! everyone who paid together has the same one, so a voter's load is the number of a purchase.

use super::profile::Profile;
use super::{Tally, Verdict};
use crate::fraction::Fraction;
use num_bigint::BigUint;

pub(super) fn count(profile: &Profile) -> Tally {
    let mut tally = Tally::new(profile);
    let mut clock = Clock::new(profile);
    let mut open: Vec<usize> =
        (0..profile.projects.len()).filter(|&p| profile.projects[p].worth > 0).collect();
    open.sort_by_key(|&p| profile.projects[p].rank);
    while !open.is_empty() {
        let due = clock.first_due(profile, &open);
        let left = profile.budget - tally.cost;
        if let Some(&by) = due.iter().find(|&&p| profile.projects[p].cost > left) {
            tally.reject(by, Verdict::NoRoom { left });
            open.iter().filter(|&&p| p != by).for_each(|&p| tally.reject(p, Verdict::AfterEnd { by }));
            break;
        }
        let chosen = due[0];
        tally.ties += u64::from(due.len() > 1);
        tally.select(profile, chosen, due[1..].to_vec());
        clock.pay(profile, chosen);
        open.retain(|&p| p != chosen);
    }
    tally
}

struct Clock {
    /// Moments of purchases, over one denominator; the first is the beginning, zero.
    moments: Vec<BigUint>,
    denominator: BigUint,
    /// Per bloc, the moment at which it last paid.
    paid_at: Vec<u32>,
    /// Per project, a moment before which it cannot be due: loads only grow.
    not_before: Vec<Fraction>,
}

impl Clock {
    fn new(profile: &Profile) -> Self {
        let beginning = Fraction::new(BigUint::ZERO, 1u8.into());
        Self {
            moments: vec![BigUint::ZERO],
            denominator: 1u8.into(),
            paid_at: vec![0; profile.blocs],
            not_before: vec![beginning; profile.projects.len()],
        }
    }

    /// The open projects whose supporters can pay first, in the order among equals.
    fn first_due(&mut self, profile: &Profile, open: &[usize]) -> Vec<usize> {
        let mut order = open.to_vec();
        order.sort_by(|&a, &b| self.not_before[a].cmp(&self.not_before[b]));
        let mut first: Option<Fraction> = None;
        let mut due = Vec::new();
        for p in order {
            if first.as_ref().is_some_and(|first| self.not_before[p] > *first) {
                break;
            }
            let moment = self.due(profile, p);
            if first.as_ref().is_none_or(|first| moment < *first) {
                first = Some(moment.clone());
                due.clear();
            }
            if first.as_ref() == Some(&moment) {
                due.push(p);
            }
            self.not_before[p] = moment;
        }
        due.sort_by_key(|&p| profile.projects[p].rank);
        due
    }

    /// When the supporters can pay: their loads and the cost, by their number.
    fn due(&self, profile: &Profile, p: usize) -> Fraction {
        let project = &profile.projects[p];
        let mut at = vec![0u64; self.moments.len()];
        for supporters in &project.supporters {
            at[self.paid_at[supporters.bloc as usize] as usize] += u64::from(supporters.voters);
        }
        let mut load = &self.denominator * project.cost;
        for (moment, voters) in self.moments.iter().zip(at).filter(|(_, voters)| *voters > 0) {
            load += moment * voters;
        }
        Fraction::new(load, &self.denominator * project.worth)
    }

    fn pay(&mut self, profile: &Profile, p: usize) {
        let voters = profile.projects[p].worth;
        let Fraction { numerator, denominator } = self.due(profile, p);
        self.moments.iter_mut().for_each(|moment| *moment *= voters);
        self.moments.push(numerator);
        self.denominator = denominator;
        let now = (self.moments.len() - 1) as u32;
        for supporters in &profile.projects[p].supporters {
            self.paid_at[supporters.bloc as usize] = now;
        }
    }
}
