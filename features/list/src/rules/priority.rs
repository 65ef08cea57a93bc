//! 排序: what comes first, by a formula that everyone can work out by hand. Whole numbers only.

use linju_kernel::calendar::WorkCalendar;
use linju_kernel::{Day, coded};

coded! {
    /// A part of the formula.
    pub enum Measure {
        /// 紧急: how urgent, 0 to 4 as whoever lists it says.
        Urgency = "urgency",
        /// 老人: how many elders it touches.
        Elders = "elders",
        /// 惠及: how many households it serves.
        Reach = "reach",
        /// 花费: how little it costs.
        Cost = "cost",
    }
}

/// Households from which reach is 1, 2, 3, 4, 5.
const REACH: [i64; 5] = [1, 10, 30, 100, 300];
/// Elders from whom the part is 1, 2, 3, 4, 5.
const ELDERS: [i64; 5] = [1, 3, 10, 30, 100];
/// Fen up to which the part is 5, 4, 3, 2, 1: 1,000, 5,000, 20,000, 100,000 and 500,000 yuan.
const COST: [i64; 5] = [100_000, 500_000, 2_000_000, 10_000_000, 50_000_000];
/// The most one part counts before its weight.
pub const MOST: i64 = 5;
/// The heaviest weight.
pub const HEAVIEST: i64 = 9;

/// What an area counts how much: 0 to 9 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights([i64; 4]);

impl Default for Weights {
    fn default() -> Self {
        Weights([4, 3, 2, 1])
    }
}

/// What is known of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// 0 to 4.
    pub urgency: i64,
    /// Elders touched.
    pub elders: i64,
    /// Households served.
    pub households: i64,
    /// What it costs, in fen; none where nobody knows, which counts as dear.
    pub fen: Option<i64>,
}

/// One line of the sum: what is measured, its points, its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What is measured.
    pub measure: Measure,
    /// 0 to 5.
    pub points: i64,
    /// 0 to 9.
    pub weight: i64,
}

impl Weights {
    /// What `find` has for each measure, else the usual; what is no weight counts as the usual.
    pub fn of<'a>(find: impl Fn(Measure) -> Option<&'a str>) -> Self {
        let usual = Weights::default();
        let weight = |measure: Measure| {
            let own = find(measure).and_then(|text| text.parse().ok());
            own.filter(|n| (0..=HEAVIEST).contains(n)).unwrap_or(usual.get(measure))
        };
        Weights([Measure::Urgency, Measure::Elders, Measure::Reach, Measure::Cost].map(weight))
    }

    /// The weight of a measure.
    pub fn get(&self, measure: Measure) -> i64 {
        self.0[measure as usize]
    }
}

fn steps(n: i64, from: &[i64; 5]) -> i64 {
    from.iter().filter(|least| n >= **least).count() as i64
}

impl Known {
    /// The points of one part, 0 to 5.
    pub fn points(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Urgency => self.urgency.clamp(0, MOST),
            Measure::Elders => steps(self.elders, &ELDERS),
            Measure::Reach => steps(self.households, &REACH),
            Measure::Cost => {
                self.fen.map_or(0, |fen| COST.iter().filter(|most| fen <= **most).count() as i64)
            }
        }
    }

    /// The sum, line by line.
    pub fn lines(&self, weights: &Weights) -> [Line; 4] {
        [Measure::Urgency, Measure::Elders, Measure::Reach, Measure::Cost].map(|measure| Line {
            measure,
            points: self.points(measure),
            weight: weights.get(measure),
        })
    }

    /// The score: points times weight, summed.
    pub fn score(&self, weights: &Weights) -> i64 {
        self.lines(weights).iter().map(|line| line.points * line.weight).sum()
    }
}

/// Where an item stands in the order: more points first, then what is due sooner. Two with the same rank stand
/// in the order in which they came.
pub fn rank(score: i64, due: Day) -> i64 {
    let epoch = Day::new(2000, 1, 1).expect("a day").0;
    let days = epoch.until(due.0).map_or(0, |span| i64::from(span.get_days()));
    (MOST * HEAVIEST * 4 - score) * 100_000 + days.clamp(0, 99_999)
}

/// Days within which an item of that urgency is to be done.
pub fn days_for(urgency: i64) -> i64 {
    match urgency {
        4.. => 7,
        3 => 15,
        2 => 30,
        1 => 60,
        _ => 90,
    }
}

/// The day an item listed on `from` is due: the days its urgency gives, and on to the next working day.
pub fn due_day(from: Day, urgency: i64, calendar: &WorkCalendar) -> Day {
    let mut due = from.plus_days(days_for(urgency));
    for _ in 0..30 {
        if calendar.works(due) {
            break;
        }
        due = due.plus_days(1);
    }
    due
}

/// Days after striking off when the effect is looked at: sooner for what was urgent.
pub fn check_after(urgency: i64) -> i64 {
    if urgency >= 2 { 30 } else { 90 }
}
