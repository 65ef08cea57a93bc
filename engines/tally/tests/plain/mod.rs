//! The rules as their papers define them, voter by voter, in plain rationals: slow, short, and written apart from
//! the engine.

use linju_tally::budget::{Completion, Election, Utility};
use num_rational::BigRational;

/// An election by what each project is worth to each voter.
pub struct Plain<'a> {
    election: &'a Election,
    /// `worth[voter][project]`
    worth: Vec<Vec<BigRational>>,
}

fn whole(number: u64) -> BigRational {
    BigRational::from_integer(number.into())
}

impl<'a> Plain<'a> {
    pub fn new(election: &'a Election, utility: Utility) -> Self {
        let worth = election.ballots.iter().map(|ballot| {
            let mut worth = vec![whole(0); election.projects.len()];
            for (at, choice) in ballot.choices.iter().enumerate() {
                worth[choice.project] = whole(match utility {
                    Utility::Cost => election.projects[choice.project].cost,
                    Utility::Cardinality => 1,
                    Utility::Points => choice.points.into(),
                    Utility::Borda => (ballot.choices.len() - 1 - at) as u64,
                });
            }
            worth
        });
        Self { election, worth: worth.collect() }
    }

    fn cost(&self, project: usize) -> BigRational {
        whole(self.election.projects[project].cost)
    }

    fn supporters(&self, project: usize) -> Vec<usize> {
        (0..self.worth.len()).filter(|&voter| self.worth[voter][project] > whole(0)).collect()
    }

    /// The lowest of all prices, and among equals the first name.
    fn first(&self, prices: &[(usize, BigRational)]) -> Option<(usize, BigRational)> {
        let name = |p: usize| &self.election.projects[p].id;
        prices.iter().min_by(|(p, a), (q, b)| a.cmp(b).then_with(|| name(*p).cmp(name(*q)))).cloned()
    }

    /// The price per worth at which the supporters pay the cost, if they can.
    fn price(&self, project: usize, purse: &[BigRational]) -> Option<BigRational> {
        let mut supporters = self.supporters(project);
        supporters.sort_by_key(|&voter| &purse[voter] / &self.worth[voter][project]);
        let mut cost = self.cost(project);
        for at in 0..supporters.len() {
            let worth: BigRational =
                supporters[at..].iter().map(|&voter| self.worth[voter][project].clone()).sum();
            let price = &cost / worth;
            let poorest = supporters[at];
            if &price * &self.worth[poorest][project] <= purse[poorest] {
                return Some(price);
            }
            cost -= &purse[poorest];
        }
        None
    }

    fn with_share(&self, share: &BigRational) -> Vec<usize> {
        let mut purse = vec![share.clone(); self.worth.len()];
        let mut selected = Vec::new();
        loop {
            let open = (0..self.election.projects.len()).filter(|p| !selected.contains(p));
            let prices: Vec<_> = open.filter_map(|p| Some((p, self.price(p, &purse)?))).collect();
            let Some((project, price)) = self.first(&prices) else { return selected };
            for (purse, worth) in purse.iter_mut().zip(&self.worth) {
                let due = &price * &worth[project];
                *purse = if due < *purse { &*purse - due } else { whole(0) };
            }
            selected.push(project);
        }
    }

    pub fn equal_shares(&self, completion: Completion) -> (Vec<usize>, u64) {
        let budget = whole(self.election.budget);
        let voters = whole(self.worth.len() as u64);
        let step = match completion {
            Completion::Percent => &budget / (whole(100) * &voters),
            _ => whole(self.election.unit),
        };
        let mut last = Vec::new();
        for steps in 0.. {
            let selected = self.with_share(&(&budget / &voters + whole(steps) * &step));
            let cost: BigRational = selected.iter().map(|&p| self.cost(p)).sum();
            if cost > budget {
                return (last, steps - 1);
            }
            let wanted = (0..self.election.projects.len()).filter(|&p| !self.supporters(p).is_empty());
            let mut waiting = wanted.filter(|p| !selected.contains(p));
            let ended = match completion {
                Completion::None => true,
                Completion::Add1Overshoot => waiting.next().is_none(),
                _ => waiting.all(|p| &cost + self.cost(p) > budget),
            };
            if ended {
                return (selected, steps);
            }
            last = selected;
        }
        unreachable!("shares grow until everything is bought")
    }

    pub fn phragmen(&self) -> Vec<usize> {
        let mut load = vec![whole(0); self.worth.len()];
        let mut selected: Vec<usize> = Vec::new();
        loop {
            let open = (0..self.election.projects.len()).filter(|p| !selected.contains(p));
            let moments: Vec<_> = open
                .filter(|&p| !self.supporters(p).is_empty())
                .map(|p| {
                    let supporters = self.supporters(p);
                    let loads: BigRational = supporters.iter().map(|&voter| load[voter].clone()).sum();
                    (p, (loads + self.cost(p)) / whole(supporters.len() as u64))
                })
                .collect();
            let Some((project, moment)) = self.first(&moments) else { return selected };
            let cost: BigRational = selected.iter().map(|&p| self.cost(p)).sum();
            let too_dear = |p: usize| &cost + self.cost(p) > whole(self.election.budget);
            if moments.iter().any(|(p, due)| *due == moment && too_dear(*p)) {
                return selected;
            }
            self.supporters(project).into_iter().for_each(|voter| load[voter] = moment.clone());
            selected.push(project);
        }
    }
}
