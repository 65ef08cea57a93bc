//! Equal Shares between bounds.
//!
//! Everyone's money is known to lie between two whole numbers (money in units of `2^-shift`), at every share of a
//! range of steps. Prices are rounded down against the most money people can have, and up against the least, so
//! that the true price lies between. A purchase is certain when its highest price is below every other's lowest,
//! or when nobody's money runs out: then prices are plain quotients, and equals are truly equal.

use super::super::profile::{Candidate, Profile};
use super::{Bought, Shares};

/// How far above the lower bound the upper one is looked for first: rounding alone stays within.
const ROUNDING: u64 = 64;

/// What bounds could tell.
#[derive(Debug)]
pub(super) enum Course {
    /// The same purchases, in the same order, at every step of the range.
    Certain(Bought),
    /// Bounds overlap somewhere.
    Uncertain,
}

/// A project that may be the cheapest of its round.
#[derive(Debug, Clone, Copy)]
struct Offer {
    project: usize,
    least: u64,
    most: Option<Most>,
}

/// Upper bound of a price per worth.
#[derive(Debug, Clone, Copy)]
struct Most {
    price: u64,
    /// Everyone can pay it in full, so that the price is exactly cost by worth.
    plain: bool,
}

/// Room for counts, used again from one to the next.
#[derive(Debug)]
pub(super) struct Market<'a> {
    profile: &'a Profile,
    purses: Purses,
    /// Lower bound of each project's price per worth; prices only rise while money is spent.
    floor: Vec<u64>,
    open: Vec<usize>,
    /// Round in which a project was last looked at.
    seen: Vec<u32>,
    offers: Vec<Offer>,
}

impl<'a> Market<'a> {
    pub fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            purses: Purses::default(),
            floor: vec![0; profile.projects.len()],
            open: Vec::new(),
            seen: vec![0; profile.projects.len()],
            offers: Vec::new(),
        }
    }

    /// Counts all steps from `at`, `length` of them, at once.
    pub fn count(&mut self, shares: &Shares, at: u64, length: u64) -> Course {
        self.open_with(shares, at, length);
        let mut bought = Bought::free(self.profile);
        for round in 1.. {
            self.gather_offers(round);
            if self.offers.is_empty() {
                break;
            }
            let Some((best, before)) = self.first_offer() else { return Course::Uncertain };
            self.buy(best.project, best.least, best.most.map(|most| most.price));
            bought.0.push((best.project, before));
        }
        Course::Certain(bought)
    }

    /// What the supporters of each project have left when `selected` was bought in this order, to the nearest unit.
    pub fn left(&mut self, shares: &Shares, at: u64, selected: &[usize]) -> Vec<u64> {
        self.open_with(shares, at, 1);
        for &p in selected.iter().filter(|&&p| self.profile.projects[p].cost > 0) {
            let (project, floor) = (&self.profile.projects[p], self.floor[p]);
            let least = self.purses.least_price(project, floor, |_| false).unwrap_or(floor);
            let most = self.purses.most_price(project, least);
            self.buy(p, least, most.map(|most| most.price));
        }
        self.profile.projects.iter().map(|project| self.purses.left(project)).collect()
    }

    fn open_with(&mut self, shares: &Shares, at: u64, length: u64) {
        self.purses.fill(self.profile, shares, at, length);
        self.open.clear();
        self.seen.fill(0);
        for p in self.profile.priced() {
            let project = &self.profile.projects[p];
            let price = self.purses.scaled(project.cost) / u128::from(project.worth);
            if let Some(price) = self.purses.payable(price) {
                self.floor[p] = price;
                self.open.push(p);
            }
        }
    }

    /// Every project that may be the cheapest per utility, and closes those nobody can pay for any more.
    fn gather_offers(&mut self, round: u32) {
        self.offers.clear();
        let mut best: Option<(u64, usize)> = None;
        while let Some((at, p)) = self.next_to_see(round) {
            if best.is_some_and(|best| self.dearer(p, self.floor[p], best)) {
                break;
            }
            self.seen[p] = round;
            let enough = |price| best.is_some_and(|best| self.dearer(p, price, best));
            let project = &self.profile.projects[p];
            let Some(least) = self.purses.least_price(project, self.floor[p], enough) else {
                self.open.swap_remove(at);
                continue;
            };
            let dear = enough(least);
            self.floor[p] = least;
            if dear {
                continue;
            }
            let most = self.purses.most_price(project, least);
            self.offers.push(Offer { project: p, least, most });
            if let Some(most) = most
                && best.is_none_or(|best| !self.dearer(p, most.price, best))
            {
                best = Some((most.price, p));
            }
        }
        if let Some(best) = best {
            let mut offers = std::mem::take(&mut self.offers);
            offers.retain(|offer| !self.dearer(offer.project, offer.least, best));
            self.offers = offers;
        }
    }

    /// The open project not yet seen in this round whose lower bound is lowest, with its place among the open.
    fn next_to_see(&self, round: u32) -> Option<(usize, usize)> {
        let unseen = self.open.iter().copied().enumerate().filter(|(_, p)| self.seen[*p] != round);
        unseen.reduce(|best, next| {
            if self.dearer(best.1, self.floor[best.1], (self.floor[next.1], next.1)) { next } else { best }
        })
    }

    /// Whether `price` per worth of `p` is more per utility than another's.
    fn dearer(&self, p: usize, price: u64, (other, q): (u64, usize)) -> bool {
        let factor = |p: usize| u128::from(self.profile.projects[p].factor);
        u128::from(price) * factor(q) > u128::from(other) * factor(p)
    }

    /// The offer that is certainly the first, and the equals behind it.
    fn first_offer(&self) -> Option<(Offer, Vec<usize>)> {
        let candidate = |offer: &Offer| &self.profile.projects[offer.project];
        if let [only] = self.offers[..] {
            return only.most.map(|_| (only, Vec::new()));
        }
        let all_plain = self.offers.iter().all(|offer| offer.most.is_some_and(|most| most.plain));
        let best = *self.offers.iter().min_by(|a, b| candidate(a).by_density(candidate(b)))?;
        let behind = self.offers.iter().filter(|offer| offer.project != best.project);
        let mut before: Vec<usize> = behind
            .filter(|offer| candidate(offer).density(candidate(&best)).is_eq())
            .map(|offer| offer.project)
            .collect();
        before.sort_by_key(|&p| self.profile.projects[p].rank);
        all_plain.then_some((best, before))
    }

    fn buy(&mut self, p: usize, least: u64, most: Option<u64>) {
        self.purses.pay(&self.profile.projects[p], least, most.unwrap_or(self.purses.cap));
        self.open.retain(|&open| open != p);
    }
}

/// Bounds of what each voter of each bloc has.
#[derive(Debug, Default)]
struct Purses {
    shift: u32,
    /// No price per worth can be higher and still be paid.
    cap: u64,
    least: Vec<u64>,
    most: Vec<u64>,
}

impl Purses {
    fn fill(&mut self, profile: &Profile, shares: &Shares, at: u64, length: u64) {
        let (from, to) = (shares.after(at), shares.after(at + length - 1));
        let largest = to.div_ceil(shares.parts) * u128::from(profile.most_worth);
        self.shift = largest.leading_zeros().saturating_sub(128 - 62);
        self.cap = (to << self.shift).div_ceil(shares.parts) as u64;
        self.least.clear();
        self.least.resize(profile.blocs, ((from << self.shift) / shares.parts) as u64);
        self.most.clear();
        self.most.resize(profile.blocs, self.cap);
    }

    fn scaled(&self, cost: u64) -> u128 {
        u128::from(cost) << self.shift
    }

    fn payable(&self, price: u128) -> Option<u64> {
        u64::try_from(price).ok().filter(|price| *price <= self.cap)
    }

    /// Lower bound of the price at which supporters together pay the cost, risen from `price`, itself one. None:
    /// they certainly cannot. Rises no further where it is already `enough`.
    ///
    /// Paying is concave in the price, so that each step, taken as if nobody more ran out, stays below.
    fn least_price(&self, project: &Candidate, mut price: u64, enough: impl Fn(u64) -> bool) -> Option<u64> {
        let cost = self.scaled(project.cost);
        loop {
            let (paid, rest) = Self::pay_at(project, &self.most, price);
            if rest == 0 {
                return (paid >= cost).then_some(price);
            }
            let next = self.payable(cost.saturating_sub(paid) / u128::from(rest))?;
            if next <= price || enough(next) {
                return Some(next.max(price));
            }
            price = next;
        }
    }

    /// Upper bound of that price. None: perhaps they cannot.
    fn most_price(&self, project: &Candidate, least: u64) -> Option<Most> {
        let cost = self.scaled(project.cost);
        let mut price = least.saturating_add(ROUNDING);
        loop {
            let (paid, rest) = Self::pay_at(project, &self.least, price);
            if paid + u128::from(price) * u128::from(rest) >= cost {
                return Some(Most { price, plain: rest == project.worth });
            }
            if rest == 0 {
                return None;
            }
            price = self.payable((cost - paid).div_ceil(u128::from(rest)))?;
        }
    }

    fn pay(&mut self, project: &Candidate, least: u64, most: u64) {
        for supporters in &project.supporters {
            let (bloc, worth) = (supporters.bloc as usize, u64::from(supporters.worth));
            self.least[bloc] = self.least[bloc].saturating_sub(most.saturating_mul(worth));
            self.most[bloc] = self.most[bloc].saturating_sub(least * worth);
        }
    }

    fn left(&self, project: &Candidate) -> u64 {
        let twice = project.supporters.iter().map(|supporters| {
            let bloc = supporters.bloc as usize;
            u128::from(supporters.voters) * (u128::from(self.least[bloc]) + u128::from(self.most[bloc]))
        });
        ((twice.sum::<u128>() + (1 << self.shift)) >> (self.shift + 1)) as u64
    }

    /// What those who run out at this price pay together, and the worth of it to all others.
    #[inline]
    fn pay_at(project: &Candidate, purses: &[u64], price: u64) -> (u128, u64) {
        let (mut paid, mut rest) = (0u128, 0u64);
        for supporters in &project.supporters {
            let purse = purses[supporters.bloc as usize];
            let (voters, worth) = (u64::from(supporters.voters), u64::from(supporters.worth));
            let out = u64::from(purse < price * worth).wrapping_neg();
            paid += u128::from(voters & out) * u128::from(purse);
            rest += (voters * worth) & !out;
        }
        (paid, rest)
    }
}
