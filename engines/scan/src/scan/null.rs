//! Chance at work: what the cases would look like if nothing were going on.

use super::chance::Chance;

/// A case in a window's reach: where, when, what, who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub place: u32,
    pub interval: u32,
    pub category: u32,
    /// Number of the household among those of all places.
    pub household: u32,
}

/// How a replicate is drawn. Only cases in some window's reach are made.
#[derive(Debug)]
pub(crate) enum Null {
    /// Cases keep place, category and household, and exchange their days within a stratum.
    Exchange(Exchange),
    /// Each of `cases` falls into a cell, independently, by its weight.
    Fall { cases: usize, cells: Alias, intervals: usize, first: usize },
    /// `cases` different people are chosen.
    Choose { cases: usize, cumulative: Vec<u64>, intervals: usize, first: usize },
}

/// The cases by stratum, and the days in reach that they are dealt to.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// All cases, stratum by stratum; their own intervals do not matter.
    pub cases: Vec<Hit>,
    /// Where each stratum begins and ends among the cases.
    pub strata: Vec<(usize, usize)>,
    /// Each day in reach as often as the stratum has a case on it: latest first, as (interval, stratum).
    pub slots: Vec<(u32, u32)>,
}

/// What a thread keeps between replicates; each draw leaves it as it was.
#[derive(Debug)]
pub(crate) struct Scratch {
    order: Vec<u32>,
    next: Vec<usize>,
    swaps: Vec<(usize, usize)>,
    taken: Vec<u64>,
}

impl Null {
    pub fn scratch(&self) -> Scratch {
        let (order, strata, people) = match self {
            Null::Exchange(deal) => (deal.cases.len(), deal.strata.len(), 0),
            Null::Fall { .. } => (0, 0, 0),
            Null::Choose { cumulative, .. } => (0, 0, cumulative.last().map_or(0, |&all| all as usize)),
        };
        Scratch {
            order: (0..order as u32).collect(),
            next: Vec::with_capacity(strata),
            swaps: Vec::new(),
            taken: vec![0; people.div_ceil(64)],
        }
    }

    /// Fills `hits` with one replicate, latest first where order matters.
    pub fn draw(&self, scratch: &mut Scratch, chance: &mut Chance, hits: &mut Vec<Hit>) {
        hits.clear();
        match self {
            Null::Exchange(deal) => deal.draw(scratch, chance, hits),
            Null::Fall { cases, cells, intervals, first } => {
                let fallen = (0..*cases).map(|_| cells.draw(chance));
                hits.extend(
                    fallen.map(|cell| at(cell, *intervals)).filter(|hit| hit.interval as usize >= *first),
                );
            }
            Null::Choose { cases, cumulative, intervals, first } => {
                let chosen = choose(*cases, cumulative, &mut scratch.taken, chance);
                hits.extend(
                    chosen.map(|cell| at(cell, *intervals)).filter(|hit| hit.interval as usize >= *first),
                );
            }
        }
        if let Null::Choose { .. } = self {
            scratch.taken.fill(0);
        }
    }
}

impl Exchange {
    /// Deals each day in reach a case of its stratum that has none yet: the beginning of a Fisher–Yates shuffle,
    /// taken back afterwards so that a replicate depends on its own chance alone.
    fn draw(&self, scratch: &mut Scratch, chance: &mut Chance, hits: &mut Vec<Hit>) {
        let Scratch { order, next, swaps, .. } = scratch;
        next.clear();
        next.extend(self.strata.iter().map(|stratum| stratum.0));
        swaps.clear();
        for &(interval, stratum) in &self.slots {
            let (here, end) = (next[stratum as usize], self.strata[stratum as usize].1);
            let there = here + chance.below(end - here);
            order.swap(here, there);
            swaps.push((here, there));
            hits.push(Hit { interval, ..self.cases[order[here] as usize] });
            next[stratum as usize] += 1;
        }
        for &(here, there) in swaps.iter().rev() {
            order.swap(here, there);
        }
    }
}

/// A case of the table's cell; each is a household of its own.
pub(crate) fn at(cell: usize, intervals: usize) -> Hit {
    Hit { place: (cell / intervals) as u32, interval: (cell % intervals) as u32, category: 0, household: 0 }
}

/// The cells of `cases` different people, who stand in a row cell after cell.
fn choose<'a>(
    cases: usize,
    cumulative: &'a [u64],
    taken: &'a mut [u64],
    chance: &'a mut Chance,
) -> impl Iterator<Item = usize> + use<'a> {
    let people = cumulative.last().map_or(0, |&all| all as usize);
    (0..cases).map(move |_| {
        loop {
            let person = chance.below(people);
            let (word, bit) = (person / 64, 1 << (person % 64));
            if taken[word] & bit == 0 {
                taken[word] |= bit;
                return cumulative.partition_point(|&upto| upto <= person as u64);
            }
        }
    })
}

/// Draws by weight in constant time (Walker 1977, built as by Vose 1991).
#[derive(Debug)]
pub(crate) struct Alias {
    /// For each cell the chance of itself, and who has the rest.
    cells: Vec<(f64, u32)>,
}

impl Alias {
    /// Weights are not negative and not all zero.
    pub fn new(weights: &[f64]) -> Self {
        let scale = weights.len() as f64 / weights.iter().sum::<f64>();
        let mut cells: Vec<(f64, u32)> =
            weights.iter().enumerate().map(|(cell, weight)| (weight * scale, cell as u32)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..cells.len()).partition(|&cell| cells[cell].0 < 1.0);
        while let (Some(&poor), Some(&rich)) = (small.last(), large.last()) {
            small.pop();
            cells[poor].1 = rich as u32;
            cells[rich].0 -= 1.0 - cells[poor].0;
            if cells[rich].0 < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        // What rounding left over keeps its whole cell, or has none of it.
        let heaviest = (0..weights.len()).max_by(|&a, &b| weights[a].total_cmp(&weights[b])).unwrap_or(0);
        for cell in small.into_iter().chain(large) {
            cells[cell] = if weights[cell] > 0.0 { (1.0, cell as u32) } else { (0.0, heaviest as u32) };
        }
        Self { cells }
    }

    fn draw(&self, chance: &mut Chance) -> usize {
        let cell = chance.below(self.cells.len());
        let (own, other) = self.cells[cell];
        if chance.unit() < own { cell } else { other as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_drawn_by_their_weight() {
        let weights = [1.0, 0.0, 2.0, 5.0, 0.5, 1.5];
        let alias = Alias::new(&weights);
        let mut chance = Chance::of(7, 0);
        let mut drawn = [0.0; 6];
        (0..100_000).for_each(|_| drawn[alias.draw(&mut chance)] += 1.0);
        assert_eq!(drawn[1], 0.0);
        let chi_square: f64 = weights
            .iter()
            .zip(drawn)
            .filter(|(weight, _)| **weight > 0.0)
            .map(|(weight, drawn)| (drawn - weight * 10_000.0).powi(2) / (weight * 10_000.0))
            .sum();
        assert!(chi_square < 18.5, "beyond the 0.999 quantile of chi-square with 4 degrees: {chi_square}");
    }

    #[test]
    fn each_way_of_choosing_people_is_as_likely() {
        let null = Null::Choose { cases: 2, cumulative: vec![1, 2, 4], intervals: 1, first: 0 };
        let mut scratch = null.scratch();
        let mut hits = Vec::new();
        let mut both_of_the_last = 0;
        for replicate in 0..60_000 {
            null.draw(&mut scratch, &mut Chance::of(3, replicate), &mut hits);
            both_of_the_last += i32::from(hits.iter().all(|hit| hit.place == 2));
        }
        // One of six pairs; four standard errors of 60,000 draws are 365.
        assert!((both_of_the_last - 10_000).abs() < 365, "{both_of_the_last}");
    }
}
