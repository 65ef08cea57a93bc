//! Who visits whom: fair loads, familiar faces.

use crate::chance::{Chance, WARMTH};

/// Someone to be visited.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Minutes all their visits of the month take.
    pub minutes: i64,
    /// How many visits that is.
    pub visits: i64,
    /// Whose grid they live in.
    pub home: Option<usize>,
    /// Who came last.
    pub last: Option<usize>,
    /// Who may visit them; empty: anyone.
    pub may: Vec<usize>,
}

/// Someone who visits.
#[derive(Debug, Clone, Copy)]
pub struct Visitor {
    /// Their fair part of the work, compared with the others': a steward's may be a quarter of a worker's.
    pub share: i64,
    /// Most minutes of visits in the month; never exceeded.
    pub most: i64,
}

/// What may be given up for what.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Loads may differ by this part of the mean, in thousandths, before a familiar face is given up for fairness.
    pub tolerance: i64,
    /// What a visit outside the visitor's grid costs.
    pub away: i64,
    /// What a visit by another than last time costs.
    pub new_face: i64,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for Terms {
    fn default() -> Self {
        Terms { tolerance: 50, away: 3, new_face: 2, seed: 1 }
    }
}

/// Everyone with a visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Visitor of each person.
    pub visitor: Vec<usize>,
    /// Minutes of each visitor.
    pub loads: Vec<i64>,
    /// The highest load less the lowest, each measured by its share, in thousandths of the mean; rounded up.
    pub spread: i64,
    /// Visits by another than last time, where someone came last.
    pub new_faces: i64,
}

/// Why there is no assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unable {
    /// Nobody there to visit this person.
    #[error("nobody may visit person {0}")]
    Nobody(usize),
    /// A number that no visitor has.
    #[error("person {0} names a visitor that is not there")]
    Unknown(usize),
    /// A share that is not above 0.
    #[error("visitor {0} has no share")]
    Share(usize),
    /// No assignment was found in which nobody carries more than they can.
    #[error("visitor {visitor} would have {over} minutes more than they can carry")]
    TooMuch {
        /// Who.
        visitor: usize,
        /// By how much.
        over: i64,
    },
}

/// What a minute beyond what is fair costs, and a minute beyond what can be carried.
const UNFAIR: i64 = 16;
const BEYOND: i64 = 4_000;
/// Steps of the search for each person, and at most.
const STEPS: usize = 1_500;
const MOST_STEPS: usize = 4_000_000;

/// Gives everyone a visitor.
pub fn assign(people: &[Person], visitors: &[Visitor], terms: &Terms) -> Result<Assignment, Unable> {
    if let Some(n) = visitors.iter().position(|v| v.share <= 0) {
        return Err(Unable::Share(n));
    }
    let known = |v: &usize| *v < visitors.len();
    for (n, one) in people.iter().enumerate() {
        if !one.may.iter().chain(&one.home).chain(&one.last).all(known) {
            return Err(Unable::Unknown(n));
        }
        if one.may.is_empty() && visitors.is_empty() {
            return Err(Unable::Nobody(n));
        }
    }
    let mut search = Search::begin(people, visitors, terms);
    search.anneal(&mut Chance::new(terms.seed));
    search.done()
}

/// An assignment on its way.
struct Search<'a> {
    people: &'a [Person],
    visitors: &'a [Visitor],
    terms: &'a Terms,
    /// Between which loads each visitor has a fair part.
    fair: Vec<(i64, i64)>,
    visitor: Vec<usize>,
    loads: Vec<i64>,
}

impl<'a> Search<'a> {
    /// Everyone begins with the cheapest of those who may come.
    fn begin(people: &'a [Person], visitors: &'a [Visitor], terms: &'a Terms) -> Self {
        let total: i64 = people.iter().map(|p| p.minutes).sum();
        let shares: i64 = visitors.iter().map(|v| v.share).sum::<i64>().max(1);
        let part = |v: &Visitor| {
            let fair = total * v.share / shares;
            let slack = fair * terms.tolerance / 2_000;
            (fair - slack, fair + slack)
        };
        let mut search = Search {
            people,
            visitors,
            terms,
            fair: visitors.iter().map(part).collect(),
            visitor: Vec::with_capacity(people.len()),
            loads: vec![0; visitors.len()],
        };
        for (n, one) in people.iter().enumerate() {
            let options = 0..search.options(n);
            let cost = |option: &usize| {
                let v = search.option(n, *option);
                (search.strange(n, v), search.loads[v] * shares / visitors[v].share)
            };
            let best = options.min_by_key(cost).map_or(0, |option| search.option(n, option));
            search.visitor.push(best);
            search.loads[best] += one.minutes;
        }
        search
    }

    fn options(&self, person: usize) -> usize {
        let may = &self.people[person].may;
        if may.is_empty() { self.visitors.len() } else { may.len() }
    }

    fn option(&self, person: usize, n: usize) -> usize {
        self.people[person].may.get(n).copied().unwrap_or(n)
    }

    /// What it costs that someone is visited by one they do not know, or who has to come from elsewhere.
    fn strange(&self, person: usize, visitor: usize) -> i64 {
        let one = &self.people[person];
        let other = |known: Option<usize>| i64::from(known.is_some_and(|k| k != visitor));
        one.visits * (self.terms.away * other(one.home) + self.terms.new_face * other(one.last)) * 10
    }

    /// What a load costs.
    fn burden(&self, visitor: usize, load: i64) -> i64 {
        let (low, high) = self.fair[visitor];
        let unfair = (low - load).max(load - high).max(0);
        UNFAIR * unfair + BEYOND * (load - self.visitors[visitor].most).max(0)
    }

    /// What it would add if `person` went to `to`.
    fn change(&self, person: usize, to: usize) -> i64 {
        let (from, minutes) = (self.visitor[person], self.people[person].minutes);
        let of = |v: usize, by: i64| self.burden(v, self.loads[v] + by) - self.burden(v, self.loads[v]);
        of(from, -minutes) + of(to, minutes) + self.strange(person, to) - self.strange(person, from)
    }

    fn give(&mut self, person: usize, to: usize) {
        let minutes = self.people[person].minutes;
        self.loads[self.visitor[person]] -= minutes;
        self.loads[to] += minutes;
        self.visitor[person] = to;
    }

    fn anneal(&mut self, chance: &mut Chance) {
        let n = self.people.len();
        if n == 0 || self.visitors.len() < 2 {
            return;
        }
        let steps = (n * STEPS).min(MOST_STEPS);
        for step in 0..steps {
            let left = (steps - step) as i64;
            let warmth = 60 * WARMTH * left / steps as i64 * left / steps as i64;
            let person = chance.below(n);
            let to = self.option(person, chance.below(self.options(person)));
            let from = self.visitor[person];
            if to == from {
                continue;
            }
            let alone = self.change(person, to);
            if chance.bears(alone, warmth) {
                self.give(person, to);
                continue;
            }
            let other = chance.below(n);
            let may = &self.people[other].may;
            if self.visitor[other] == to && (may.is_empty() || may.contains(&from)) {
                self.give(person, to);
                let both = alone + self.change(other, from);
                match chance.bears(both, warmth) {
                    true => self.give(other, from),
                    false => self.give(person, from),
                }
            }
        }
    }

    fn done(self) -> Result<Assignment, Unable> {
        let over = |v: usize| self.loads[v] - self.visitors[v].most;
        if let Some(visitor) = (0..self.visitors.len()).find(|v| over(*v) > 0) {
            return Err(Unable::TooMuch { visitor, over: over(visitor) });
        }
        let came = self.people.iter().zip(&self.visitor);
        let new_faces = came.filter(|(p, v)| p.last.is_some_and(|l| l != **v)).map(|(p, _)| p.visits).sum();
        let spread = spread(&self.loads, self.visitors);
        Ok(Assignment { visitor: self.visitor, loads: self.loads, spread, new_faces })
    }
}

/// The highest load less the lowest, each measured by its share, in thousandths of the mean; rounded up.
pub fn spread(loads: &[i64], visitors: &[Visitor]) -> i64 {
    let shares: i64 = visitors.iter().map(|v| v.share).sum();
    let total: i64 = loads.iter().sum();
    let part =
        |(load, v): (&i64, &Visitor)| i128::from(*load) * i128::from(shares) * 1_000 / i128::from(v.share);
    let parts: Vec<i128> = loads.iter().zip(visitors).map(part).collect();
    match (parts.iter().max(), parts.iter().min()) {
        (Some(most), Some(least)) if total > 0 => {
            i64::try_from((most - least + i128::from(total) - 1) / i128::from(total)).unwrap_or(i64::MAX)
        }
        _ => 0,
    }
}
