//! Four weeks of visits: who goes to whom, on which day.

use super::tier::Tier;
use linju_kernel::{Day, Id, Refusal};
use linju_roster::Person;
use linju_roster::assign::{Terms, Visitor, assign};
use linju_roster::days::{Days, EFFORT, Month, Stop, plan};

/// Days ahead that are planned.
pub const AHEAD: i64 = 28;
/// Minutes of visits a day, on average, for someone who does other work as well.
pub const WORKER_MINUTES: i64 = 150;
/// The same of a steward, who does it in their free time.
pub const STEWARD_MINUTES: i64 = 40;
/// Steps of the search over everyone.
const MOST_STEPS: usize = 8_000_000;
/// Whoever is seen at least this often is overdue in earnest, and comes in the first days.
const SOON: i64 = 45;
/// The first days, for whoever is overdue.
const FIRST: usize = 5;

/// Who visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Goer {
    /// Someone who works here.
    Account(Id),
    /// A volunteer of a stairwell.
    Steward(Id),
}

impl Goer {
    /// A volunteer of a stairwell?
    pub fn is_steward(self) -> bool {
        matches!(self, Goer::Steward(_))
    }

    fn minutes(self) -> i64 {
        match self {
            Goer::Account(_) => WORKER_MINUTES,
            Goer::Steward(_) => STEWARD_MINUTES,
        }
    }
}

/// Someone to be planned.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Who.
    pub person: Id,
    /// Their room.
    pub room: Id,
    /// Their building, by any number.
    pub building: usize,
    /// How closely they are looked after.
    pub tier: Tier,
    /// The most days between two visits.
    pub interval: i64,
    /// By when they are due.
    pub due: Day,
    /// Who may go, by number; empty: anyone who works here.
    pub may: Vec<usize>,
    /// Who works their grid.
    pub home: Option<usize>,
    /// Who came last.
    pub last: Option<usize>,
}

/// A visit with its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Who, by their number among those wanted.
    pub wanted: usize,
    /// Who goes.
    pub goer: Goer,
    /// When.
    pub day: Day,
}

/// What was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Every visit.
    pub slots: Vec<Slot>,
    /// How many of those due found no room: more than those who go can do.
    pub left_out: usize,
}

/// Minutes of one visit.
pub fn minutes(tier: Tier) -> i64 {
    match tier {
        Tier::Key | Tier::Care => 20,
        Tier::General => 15,
        Tier::Other => 10,
    }
}

/// From which day on any contact settles a visit planned for `day`: half an interval before it.
pub fn counts_from(day: Day, interval: i64) -> Day {
    day.plus_days(-interval / 2)
}

/// The sets of days (by their number among the days worked) on which someone due on `due` and then every `interval`
/// days may be seen; none where they are not due within them. Nobody is seen sooner than half an interval before the
/// day, and whoever is overdue comes within the first days, if they are seen often.
pub fn rhythms(due: Day, interval: i64, days: &[Day]) -> Vec<Vec<usize>> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    if due > *last {
        return Vec::new();
    }
    let in_first = days[days.len().min(FIRST) - 1];
    let latest = if due >= *first {
        due.max(days[0])
    } else if interval <= SOON {
        in_first
    } else {
        *last
    };
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for start in 0..days.len() {
        let early = days[start] < counts_from(due, interval);
        if early || (days[start] > latest && !sets.is_empty()) {
            continue;
        }
        let mut set = vec![start];
        let mut at = start;
        loop {
            let next = days[at].plus_days(interval);
            if next > *last {
                break;
            }
            // The last day worked that keeps the interval; a day later where every day between is off.
            let kept = days.partition_point(|day| *day <= next) - 1;
            at = kept.max(at + 1);
            if at >= days.len() {
                break;
            }
            set.push(at);
        }
        if !sets.contains(&set) {
            sets.push(set);
        }
        if days[start] > latest {
            break;
        }
    }
    sets
}

/// Plans the visits of everyone wanted, most urgent first, on the days worked. Whoever's contact is settled keeps it;
/// a visitor gets no more than fits into the days. Refuses `visit-plan-nobody` and `visit-plan-no-days`.
pub fn month(wanted: &[Wanted], goers: &[Goer], days: &[Day]) -> Result<Roster, Refusal> {
    if !goers.iter().any(|goer| matches!(goer, Goer::Account(_))) {
        return Err(Refusal::new("visit-plan-nobody"));
    }
    if days.is_empty() {
        return Err(Refusal::new("visit-plan-no-days"));
    }
    let staff: Vec<usize> = (0..goers.len()).filter(|n| matches!(goers[*n], Goer::Account(_))).collect();
    let sets: Vec<Vec<Vec<usize>>> = wanted.iter().map(|w| rhythms(w.due, w.interval, days)).collect();
    let due: Vec<usize> = (0..wanted.len()).filter(|n| !sets[*n].is_empty()).collect();
    let person = |n: &usize| {
        let one = &wanted[*n];
        let visits = sets[*n].iter().map(Vec::len).max().unwrap_or(1) as i64;
        let may = if one.may.is_empty() { staff.clone() } else { one.may.clone() };
        let may_last = one.last.filter(|last| may.contains(last));
        Person { minutes: visits * minutes(one.tier), visits, home: one.home, last: may_last, may }
    };
    let people: Vec<Person> = due.iter().map(person).collect();
    let visitors: Vec<Visitor> =
        goers.iter().map(|goer| Visitor { share: goer.minutes(), most: i64::MAX / 1_000_000 }).collect();
    let given =
        assign(&people, &visitors, &Terms::default()).map_err(|_| Refusal::new("visit-plan-nobody"))?;
    let effort = EFFORT.min(MOST_STEPS / people.len().max(1));
    let mut roster = Roster { slots: Vec::new(), left_out: 0 };
    for (n, goer) in goers.iter().enumerate() {
        let mut room = goer.minutes() * days.len() as i64;
        let mut taken = Vec::new();
        for at in (0..people.len()).filter(|at| given.visitor[*at] == n) {
            if people[at].minutes > room {
                roster.left_out += 1;
            } else {
                room -= people[at].minutes;
                taken.push(at);
            }
        }
        roster.slots.extend(laid_out(&taken, &due, wanted, &sets, *goer, days, effort)?);
    }
    Ok(roster)
}

/// The days of one visitor.
fn laid_out(
    taken: &[usize],
    due: &[usize],
    wanted: &[Wanted],
    sets: &[Vec<Vec<usize>>],
    goer: Goer,
    days: &[Day],
    effort: usize,
) -> Result<Vec<Slot>, Refusal> {
    let no_days = |_| Refusal::new("visit-plan-no-days");
    let stop = |at: &usize| {
        let (one, sets) = (&wanted[due[*at]], &sets[due[*at]]);
        let choices = sets.iter().filter_map(|set| Days::of(set)).collect();
        Stop { building: one.building, minutes: minutes(one.tier), choices, now: None }
    };
    let stops: Vec<Stop> = taken.iter().map(stop).collect();
    let open = Month { effort, ..Month::of(days.len()) };
    // No day much above the average; where what is overdue does not fit so, the first days are fuller.
    let even = Month { most: goer.minutes() * 3 / 2, ..open };
    let found = plan(&stops, &even).or_else(|_| plan(&stops, &open)).map_err(no_days)?;
    let visits = taken.iter().zip(&stops).zip(&found.choice).flat_map(|((at, stop), choice)| {
        let on = stop.choices[*choice];
        on.each().map(move |day| Slot { wanted: due[*at], goer, day: days[day] })
    });
    Ok(visits.collect())
}
