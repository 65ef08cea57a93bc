//! On which days: few buildings a day, no day much fuller than another.

use crate::chance::{Chance, WARMTH};

/// A set of days of the month, the first being 0; at most 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Days(pub u64);

impl Days {
    /// These days. None for a day beyond the 64th.
    pub fn of(days: &[usize]) -> Option<Days> {
        days.iter().try_fold(Days(0), |set, day| (*day < 64).then(|| Days(set.0 | 1 << day)))
    }

    /// One after the other.
    pub fn each(self) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.0), |rest| Some(rest & (rest - 1)).filter(|rest| *rest != 0))
            .take(self.len())
            .map(|rest| rest.trailing_zeros() as usize)
    }

    /// How many.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// None at all?
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Is `day` one of them?
    pub fn has(self, day: usize) -> bool {
        day < 64 && self.0 >> day & 1 == 1
    }
}

/// Someone to be visited by this visitor.
#[derive(Debug, Clone)]
pub struct Stop {
    /// In which building.
    pub building: usize,
    /// Minutes of one visit.
    pub minutes: i64,
    /// The sets of days there are to choose from: what their rhythm, and how late they are, allow.
    pub choices: Vec<Days>,
    /// The choice that stands now, by its number: another costs [`Month::moved`].
    pub now: Option<usize>,
}

/// How the month is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Month {
    /// Days in it.
    pub days: usize,
    /// Most minutes of visits on one day; never exceeded.
    pub most: i64,
    /// What it costs, in twentieths of a building-day, to move someone from the days that stand.
    pub moved: i64,
    /// Steps of the search for each person.
    pub effort: usize,
    /// Where chance begins.
    pub seed: u64,
}

impl Month {
    /// A month of `days`, without a plan that stands and without a limit of a day.
    pub fn of(days: usize) -> Month {
        Month { days, most: i64::MAX / BEYOND / 4, moved: 0, effort: EFFORT, seed: 1 }
    }
}

/// A visitor's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The choice of each stop, by its number.
    pub choice: Vec<usize>,
    /// Days on which a building is entered, summed over buildings.
    pub building_days: i64,
    /// Minutes of each day.
    pub minutes: Vec<i64>,
}

impl Plan {
    /// Minutes of the fullest day.
    pub fn busiest(&self) -> i64 {
        self.minutes.iter().copied().max().unwrap_or(0)
    }

    /// Building-days + 1/20 of the busiest day's minutes, in twentieths.
    pub fn objective(&self) -> i64 {
        BUILDING_DAY * self.building_days + self.busiest()
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unable {
    /// More days than a set can hold.
    #[error("a month has at most 64 days")]
    Days,
    /// Nothing to choose from, a choice of no day or of a day the month does not have, or a plan that is none of them.
    #[error("the days of person {0} do not fit the month")]
    Choice(usize),
    /// No plan was found in which no day is too full.
    #[error("day {day} would have {over} minutes too many")]
    TooMuch {
        /// Which, the first being 0.
        day: usize,
        /// By how much.
        over: i64,
    },
}

/// A building-day in twentieths.
pub const BUILDING_DAY: i64 = 20;
/// What a minute beyond a day's limit costs.
const BEYOND: i64 = 400;
/// Steps for each person.
pub const EFFORT: usize = 18_000;

/// Gives every visit its day.
pub fn plan(stops: &[Stop], month: &Month) -> Result<Plan, Unable> {
    if month.days > 64 {
        return Err(Unable::Days);
    }
    let fits = |days: &Days| !days.is_empty() && (month.days == 64 || days.0 >> month.days == 0);
    for (n, stop) in stops.iter().enumerate() {
        let stands = stop.now.is_none_or(|now| now < stop.choices.len());
        if stop.choices.is_empty() || !stop.choices.iter().all(fits) || !stands {
            return Err(Unable::Choice(n));
        }
    }
    let mut search = Search::begin(stops, month);
    search.anneal(&mut Chance::new(month.seed));
    search.done()
}

/// A plan on its way.
struct Search<'a> {
    stops: &'a [Stop],
    month: &'a Month,
    /// Buildings by a number of their own, and who is in each.
    building: Vec<usize>,
    within: Vec<Vec<usize>>,
    choice: Vec<usize>,
    /// How many are seen in a building on a day.
    seen: Vec<u16>,
    building_days: i64,
    minutes: Vec<i64>,
    moved: i64,
}

impl<'a> Search<'a> {
    fn begin(stops: &'a [Stop], month: &'a Month) -> Self {
        let mut known: Vec<usize> = stops.iter().map(|stop| stop.building).collect();
        known.sort_unstable();
        known.dedup();
        let number = |stop: &Stop| known.partition_point(|b| *b < stop.building);
        let building: Vec<usize> = stops.iter().map(number).collect();
        let mut within = vec![Vec::new(); known.len()];
        for (n, b) in building.iter().enumerate() {
            within[*b].push(n);
        }
        let mut search = Search {
            stops,
            month,
            building,
            seen: vec![0; known.len() * month.days],
            within,
            choice: stops.iter().map(|stop| stop.now.unwrap_or(0)).collect(),
            building_days: 0,
            minutes: vec![0; month.days],
            moved: 0,
        };
        for n in 0..stops.len() {
            search.enter(n, search.stops[n].choices[search.choice[n]]);
        }
        search
    }

    fn enter(&mut self, n: usize, days: Days) {
        let (row, minutes) = (self.building[n] * self.month.days, self.stops[n].minutes);
        for day in days.each() {
            let seen = &mut self.seen[row + day];
            self.building_days += i64::from(*seen == 0);
            *seen += 1;
            self.minutes[day] += minutes;
        }
    }

    fn leave(&mut self, n: usize, days: Days) {
        let (row, minutes) = (self.building[n] * self.month.days, self.stops[n].minutes);
        for day in days.each() {
            let seen = &mut self.seen[row + day];
            *seen -= 1;
            self.building_days -= i64::from(*seen == 0);
            self.minutes[day] -= minutes;
        }
    }

    /// Lets `n` be visited by another choice; gives the one before.
    fn choose(&mut self, n: usize, choice: usize) -> usize {
        let stop = &self.stops[n];
        let before = self.choice[n];
        self.leave(n, stop.choices[before]);
        self.enter(n, stop.choices[choice]);
        if let Some(now) = stop.now {
            self.moved += i64::from(choice != now) - i64::from(before != now);
        }
        self.choice[n] = choice;
        before
    }

    /// What the plan costs as it stands, in twentieths of a building-day.
    fn cost(&self) -> i64 {
        let busiest = self.minutes.iter().copied().max().unwrap_or(0);
        let beyond = match busiest > self.month.most {
            true => self.minutes.iter().map(|m| (m - self.month.most).max(0)).sum(),
            false => 0,
        };
        BUILDING_DAY * self.building_days + busiest + BEYOND * beyond + self.month.moved * self.moved
    }

    fn anneal(&mut self, chance: &mut Chance) {
        let free: Vec<usize> = (0..self.stops.len()).filter(|n| self.stops[*n].choices.len() > 1).collect();
        if free.is_empty() {
            return;
        }
        let steps = free.len() * self.month.effort;
        let mut cost = self.cost();
        let mut best = (cost, self.choice.clone());
        let mut undo = Vec::new();
        for step in 0..steps {
            let left = (steps - step) as i64;
            let warmth = 1 + HOT * WARMTH * left / steps as i64;
            self.step(&free, chance, &mut undo);
            let next = self.cost();
            if chance.bears(next - cost, warmth) {
                undo.clear();
                cost = next;
                if cost < best.0 {
                    best.0 = cost;
                    best.1.clone_from(&self.choice);
                }
            } else {
                while let Some((n, choice)) = undo.pop() {
                    self.choose(n, choice);
                }
            }
        }
        for n in free {
            self.choose(n, best.1[n]);
        }
    }

    /// Tries something: one person, or all of a building who come on the same days, on other days; or two people who
    /// exchange theirs. What has to be put back stands in `undo`.
    fn step(&mut self, free: &[usize], chance: &mut Chance, undo: &mut Vec<(usize, usize)>) {
        let n = free[chance.below(free.len())];
        let kind = chance.below(8);
        let choice = if kind < 4 { self.near(n, chance) } else { chance.below(self.stops[n].choices.len()) };
        let (from, to) = (self.stops[n].choices[self.choice[n]], self.stops[n].choices[choice]);
        if from == to {
            return;
        }
        undo.push((n, self.choose(n, choice)));
        if kind == 7 {
            for at in 0..self.within[self.building[n]].len() {
                self.follow(self.within[self.building[n]][at], from, to, undo);
            }
        } else if kind >= 5 {
            self.follow(free[chance.below(free.len())], to, from, undo);
        }
    }

    /// Moves `n` too, if they come on the days `from` and may come on the days `to`.
    fn follow(&mut self, n: usize, from: Days, to: Days, undo: &mut Vec<(usize, usize)>) {
        let stop = &self.stops[n];
        if stop.choices[self.choice[n]] != from || undo.iter().any(|(moved, _)| *moved == n) {
            return;
        }
        if let Some(choice) = stop.choices.iter().position(|days| *days == to) {
            undo.push((n, self.choose(n, choice)));
        }
    }

    /// A choice that has a day on which someone else of the building is seen.
    fn near(&self, n: usize, chance: &mut Chance) -> usize {
        let within = &self.within[self.building[n]];
        let other = within[chance.below(within.len())];
        let days = self.stops[other].choices[self.choice[other]];
        let day = days.each().nth(chance.below(days.len())).unwrap_or(0);
        let choices = &self.stops[n].choices;
        let start = chance.below(choices.len());
        let turned = (start..choices.len()).chain(0..start);
        turned.clone().find(|c| choices[*c].has(day)).unwrap_or(start)
    }

    fn done(self) -> Result<Plan, Unable> {
        let over = |day: usize| self.minutes[day] - self.month.most;
        if let Some(day) = (0..self.month.days).find(|day| over(*day) > 0) {
            return Err(Unable::TooMuch { day, over: over(day) });
        }
        Ok(Plan { choice: self.choice, building_days: self.building_days, minutes: self.minutes })
    }
}

/// How warm the search begins, in twentieths of a building-day.
const HOT: i64 = 12;
