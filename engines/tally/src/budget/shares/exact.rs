//! Equal Shares in exact fractions: everyone's money over one common denominator of any length.

use super::super::profile::Profile;
use super::{Bought, Shares};
use crate::fraction::Fraction;
use num_bigint::BigUint;

/// Counts with the share after `at` steps.
pub(super) fn count(profile: &Profile, shares: &Shares, at: u64) -> Bought {
    let mut till = Till::new(profile, shares, at);
    let mut bought = Bought::free(profile);
    while let Some((price, equals)) = till.cheapest() {
        bought.0.push((equals[0], equals[1..].to_vec()));
        till.sell(equals[0], &price);
    }
    bought
}

/// A price per worth: `parts` of the till's denominator, by `rest`.
#[derive(Debug, Clone)]
pub(super) struct Price {
    parts: BigUint,
    rest: u64,
}

/// Everyone's money, and what is still for sale.
#[derive(Debug)]
pub(super) struct Till<'a> {
    profile: &'a Profile,
    /// Per bloc, each voter's money in parts of `denominator`.
    money: Vec<BigUint>,
    denominator: BigUint,
    open: Vec<usize>,
    /// Per project, a price per utility below which it cannot be: prices only rise.
    floor: Vec<Fraction>,
}

impl<'a> Till<'a> {
    pub fn new(profile: &'a Profile, shares: &Shares, at: u64) -> Self {
        Self {
            profile,
            money: vec![shares.after(at).into(); profile.blocs],
            denominator: shares.parts.into(),
            open: profile.priced().collect(),
            floor: vec![Fraction::new(BigUint::ZERO, 1u8.into()); profile.projects.len()],
        }
    }

    /// The lowest price per utility, and the projects that have it in the order among equals. Closes what nobody
    /// can pay for.
    pub fn cheapest(&mut self) -> Option<(Price, Vec<usize>)> {
        self.open.sort_by(|&a, &b| self.floor[a].cmp(&self.floor[b]));
        let mut best: Option<(Fraction, Vec<(Price, usize)>)> = None;
        let mut closed = Vec::new();
        for &p in &self.open {
            if best.as_ref().is_some_and(|(best, _)| self.floor[p] > *best) {
                break;
            }
            let Some(price) = self.price(p) else {
                closed.push(p);
                continue;
            };
            let each = self.per_utility(&price, p);
            match &mut best {
                Some((best, equals)) if each == *best => equals.push((price, p)),
                Some((best, _)) if each > *best => {}
                _ => best = Some((each.clone(), vec![(price, p)])),
            }
            self.floor[p] = each;
        }
        self.open.retain(|p| !closed.contains(p));
        let (_, mut equals) = best?;
        equals.sort_by_key(|(_, p)| self.profile.projects[*p].rank);
        let price = equals[0].0.clone();
        Some((price, equals.into_iter().map(|(_, p)| p).collect()))
    }

    /// The price at which the supporters together pay the cost; none, if they cannot.
    fn price(&self, p: usize) -> Option<Price> {
        let project = &self.profile.projects[p];
        let cost = &self.denominator * project.cost;
        let mut price = Price { parts: cost.clone(), rest: project.worth };
        loop {
            let (mut paid, mut rest) = (BigUint::ZERO, 0);
            for supporters in &project.supporters {
                let money = &self.money[supporters.bloc as usize];
                if money * price.rest < &price.parts * supporters.worth {
                    paid += money * supporters.voters;
                } else {
                    rest += u64::from(supporters.voters) * u64::from(supporters.worth);
                }
            }
            if rest == 0 {
                return None;
            }
            if rest == price.rest {
                return Some(price);
            }
            price = Price { parts: &cost - paid, rest };
        }
    }

    fn per_utility(&self, price: &Price, p: usize) -> Fraction {
        let per = u128::from(price.rest) * u128::from(self.profile.projects[p].factor);
        Fraction::new(price.parts.clone(), &self.denominator * per)
    }

    /// What one voter of a bloc pays for a project worth this much to them.
    pub fn payment(&self, bloc: u32, worth: u32, price: &Price) -> Fraction {
        let whole = &price.parts * worth;
        let all = &self.money[bloc as usize] * price.rest;
        Fraction::new(whole.min(all), &self.denominator * price.rest)
    }

    pub fn sell(&mut self, p: usize, price: &Price) {
        self.money.iter_mut().for_each(|money| *money *= price.rest);
        self.denominator *= price.rest;
        for supporters in &self.profile.projects[p].supporters {
            let money = &mut self.money[supporters.bloc as usize];
            let whole = &price.parts * supporters.worth;
            *money = if whole < *money { &*money - whole } else { BigUint::ZERO };
        }
        self.open.retain(|&open| open != p);
    }
}
