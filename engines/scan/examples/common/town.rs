//! A neighbourhood's year of requests in which, by itself, nothing goes on: buildings that always ask more, kinds
//! that come with the season, quiet weekends, and households that call again.

use linju_scan::scan::{Case, Metric, Model, Permutation, Places, Study, Time, Tree};

/// Kinds of requests, in families of seven.
const KINDS: usize = 84;
const FAMILY: usize = 7;
/// Length of the study in days; the last one is now, a Tuesday.
pub const DAYS: usize = 365;

/// How large the neighbourhood is.
#[derive(Clone, Copy)]
pub struct Area {
    pub buildings: usize,
    pub requests: usize,
    pub by_household: bool,
    /// Whether days are exchanged within a family of kinds, or within each kind alone.
    pub by_family: bool,
}

/// Requests put on top: of one kind, around one building, in the last days.
#[derive(Clone, Copy)]
pub struct Injected {
    pub requests: usize,
    pub days: usize,
    /// How many buildings they come from, one and its nearest.
    pub buildings: usize,
    /// Index of the kind by how common it is; 0 is the most common.
    pub kind: usize,
}

/// What a study is about, beside the model.
pub const BUILDING: usize = 41;

impl Area {
    /// One area of a residents' committee.
    pub fn usual() -> Self {
        Self { buildings: 90, requests: 4_000, by_household: true, by_family: false }
    }

    /// The year of this number.
    pub fn year(&self, seed: u64, injected: Option<Injected>) -> (Study, Model) {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x51ed_270b);
        let places = self.places();
        let troubled: Vec<f64> =
            (0..self.buildings).map(|_| 0.4 + 1.2 * chance.unit().powi(2) * 2.0).collect();
        let common: Vec<f64> = (0..KINDS).map(|kind| 1.0 / (kind as f64 + 4.0)).collect();
        let mut cases = Vec::new();
        while cases.len() < self.requests {
            let kind = chance.by(&common);
            let interval = chance.below(DAYS);
            if chance.unit() > weekday(interval) * season(kind, interval) {
                continue;
            }
            let place = chance.by(&troubled);
            let household = Some(chance.below(60));
            let case = Case { place, interval, category: category(kind), household };
            cases.push(case);
            let again = interval + 1 + chance.below(10);
            if chance.unit() < 0.1 && again < DAYS {
                cases.push(Case { interval: again, ..case });
            }
        }
        cases.truncate(self.requests);
        if let Some(injected) = injected {
            cases.extend((0..injected.requests).map(|n| inject(&places, injected, n, &mut chance)));
        }
        let study = Study {
            places,
            intervals: DAYS,
            time: Time::Now { longest: 28 },
            max_radius: 200.0,
            max_share: 0.5,
            min_cases: 3,
            min_households: 2,
        };
        let classes = (0..DAYS).map(|day| u8::from(weekday(day) < 1.0)).collect();
        let families = 1 + KINDS / FAMILY;
        let family =
            |category: usize| category.checked_sub(families).map_or(category, |kind| 1 + kind / FAMILY);
        let kinds = if self.by_family { (0..tree().len()).map(family).collect() } else { Vec::new() };
        (
            study,
            Model::Permutation(Permutation {
                cases,
                tree: tree(),
                classes,
                kinds,
                by_household: self.by_household,
            }),
        )
    }

    /// Rows of buildings, eight in a row.
    fn places(&self) -> Places {
        let point =
            |n: usize| [(n % 8) as f64 * 42.0 + (n % 3) as f64 * 2.0, (n / 8) as f64 * 55.0 + (n % 5) as f64];
        Places::new((0..self.buildings).map(point).collect(), Metric::Plane).expect("buildings")
    }
}

fn inject(places: &Places, injected: Injected, number: usize, chance: &mut Chance) -> Case {
    let mut near: Vec<usize> = (0..places.len()).collect();
    near.sort_by(|&a, &b| places.distance(BUILDING, a).total_cmp(&places.distance(BUILDING, b)));
    Case {
        place: near[number % injected.buildings],
        interval: DAYS - 1 - chance.below(injected.days),
        category: category(injected.kind),
        household: Some(100 + number),
    }
}

/// All, families, kinds.
pub fn tree() -> Tree {
    let families = KINDS / FAMILY;
    let parents = std::iter::once(None)
        .chain((0..families).map(|_| Some(0)))
        .chain((0..KINDS).map(|kind| Some(1 + kind / FAMILY)));
    Tree::new(parents.collect()).expect("parents first")
}

/// The category of a kind; common and rare kinds are mixed in every family.
pub fn category(kind: usize) -> usize {
    1 + KINDS / FAMILY + (kind * 31) % KINDS
}

/// How much of a working day's requests a day has; the last day is a Tuesday.
fn weekday(day: usize) -> f64 {
    if matches!((day + 7 * 60 - (DAYS - 1) + 1) % 7, 5 | 6) { 0.5 } else { 1.0 }
}

/// How much of its busiest day's requests a kind has; each kind has its own month.
fn season(kind: usize, day: usize) -> f64 {
    0.6 + 0.4 * (std::f64::consts::TAU * (day as f64 / DAYS as f64 + kind as f64 / 12.0)).cos()
}

/// Numbers enough for a simulation.
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }

    fn by(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        let reached = |weight: &f64| {
            left -= weight;
            left < 0.0
        };
        weights.iter().position(reached).unwrap_or(weights.len() - 1)
    }
}
