//! The method on a file: residents and patterns as JSON, the plan as plain data.

use crate::assign::{self, Person, Terms, Visitor, spread};
use crate::days::{self, BUILDING_DAY, Days, EFFORT, Month, Stop};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a file says.
#[derive(Debug, Clone, Deserialize)]
pub struct Task {
    /// Everyone to be visited.
    pub residents: Vec<Resident>,
    /// For each number of visits a month the sets of days there are, the first day being 0.
    pub patterns: BTreeMap<u32, Vec<Vec<usize>>>,
    /// Who visits; where nothing is said, as many as residents name, alike.
    #[serde(default)]
    pub visitors: Vec<Goer>,
}

/// A resident of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Resident {
    /// Building.
    pub b: usize,
    /// Visits a month: which patterns hold.
    pub tier: u32,
    /// Minutes of a visit.
    pub svc: i64,
    /// Visitor of the grid.
    pub grid: Option<usize>,
    /// Who came last.
    pub last: Option<usize>,
    /// Who visits, where that is settled.
    pub worker: Option<usize>,
    /// The last day for the first visit, where someone is late.
    pub by: Option<usize>,
}

/// A visitor of a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Goer {
    /// Fair part of the work, compared with the others'; 100 where nothing is said.
    pub share: Option<i64>,
    /// Most minutes of a day.
    pub day_minutes: Option<i64>,
    /// Buildings visited; empty: all.
    pub buildings: Vec<usize>,
    /// Tiers visited; empty: all.
    pub tiers: Vec<u32>,
}

/// What was made of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Building-days + 0.05 × the busiest day's minutes, summed over visitors.
    pub objective: f64,
    /// Days on which a visitor enters a building, summed.
    pub building_days: i64,
    /// The busiest day's minutes, summed over visitors.
    pub busiest_minutes: i64,
    /// Visits planned.
    pub visits: usize,
    /// Highest load less lowest, by shares, in thousandths of the mean.
    pub spread: i64,
    /// Visits by another than last time.
    pub new_faces: i64,
    /// Each resident's visitor and days, in the order of the file.
    pub residents: Vec<Planned>,
    /// Each visitor's month.
    pub visitors: Vec<Monthly>,
}

/// When and by whom a resident is visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// Who comes.
    pub worker: usize,
    /// On which days.
    pub days: Vec<usize>,
}

/// A visitor's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Monthly {
    /// Who.
    pub worker: usize,
    /// Minutes of all visits.
    pub minutes: i64,
    /// Days on which a building is entered, summed over buildings.
    pub building_days: i64,
    /// Minutes of the fullest day.
    pub busiest_minutes: i64,
    /// Minutes of each day.
    pub days: Vec<i64>,
}

/// Why a file has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unable {
    /// Not the JSON that is expected.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A tier without patterns, or a pattern with a day beyond the 64th.
    #[error("tier {0} has no patterns of at most 64 days")]
    Patterns(u32),
    /// Nobody to visit someone.
    #[error(transparent)]
    Assign(#[from] assign::Unable),
    /// A month that does not work out.
    #[error("visitor {visitor}: {why}")]
    Days {
        /// Whose.
        visitor: usize,
        /// Why.
        why: days::Unable,
    },
}

/// Most steps of the search for days, over all visitors: about half a second.
const MOST_STEPS: usize = 12_000_000;

impl Task {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Task, Unable> {
        Ok(serde_json::from_str(text)?)
    }

    /// Assigns whoever has no visitor yet (with `anew`, everyone), and finds the days.
    pub fn solve(&self, anew: bool, seed: u64) -> Result<Answer, Unable> {
        let patterns = self.sets()?;
        let goers = self.goers();
        let days =
            patterns.values().flatten().map(|set| 64 - set.0.leading_zeros() as usize).max().unwrap_or(0);
        let visitors: Vec<Visitor> = goers.iter().map(|goer| visitor(goer, days as i64)).collect();
        let people: Vec<Person> = self.residents.iter().map(|r| person(r, &goers, anew)).collect();
        if let Some(n) =
            people.iter().zip(&self.residents).position(|(p, r)| p.may.is_empty() && !open(r, &goers, anew))
        {
            return Err(assign::Unable::Nobody(n).into());
        }
        let given = assign::assign(&people, &visitors, &Terms { seed, ..Terms::default() })?;
        let effort = EFFORT.min(MOST_STEPS / self.residents.len().max(1));
        let mut planned: Vec<Option<Planned>> = vec![None; self.residents.len()];
        let mut months = Vec::new();
        for (n, goer) in goers.iter().enumerate() {
            let theirs: Vec<usize> = (0..people.len()).filter(|p| given.visitor[*p] == n).collect();
            let stops: Vec<Stop> = theirs.iter().map(|p| stop(&self.residents[*p], &patterns)).collect();
            let usual = Month::of(days);
            let month = Month { most: goer.day_minutes.unwrap_or(usual.most), effort, seed, ..usual };
            let plan = days::plan(&stops, &month).map_err(|why| Unable::Days { visitor: n, why })?;
            for ((p, stop), choice) in theirs.iter().zip(&stops).zip(&plan.choice) {
                planned[*p] = Some(Planned { worker: n, days: stop.choices[*choice].each().collect() });
            }
            months.push(Monthly {
                worker: n,
                minutes: given.loads[n],
                building_days: plan.building_days,
                busiest_minutes: plan.busiest(),
                days: plan.minutes,
            });
        }
        let residents: Vec<Planned> = planned.into_iter().flatten().collect();
        let building_days = months.iter().map(|m| m.building_days).sum();
        let busiest_minutes = months.iter().map(|m| m.busiest_minutes).sum();
        Ok(Answer {
            objective: (BUILDING_DAY * building_days + busiest_minutes) as f64 / BUILDING_DAY as f64,
            building_days,
            busiest_minutes,
            visits: residents.iter().map(|r| r.days.len()).sum(),
            spread: spread(&given.loads, &visitors),
            new_faces: given.new_faces,
            residents,
            visitors: months,
        })
    }

    fn sets(&self) -> Result<BTreeMap<u32, Vec<Days>>, Unable> {
        let tier = |(tier, sets): (&u32, &Vec<Vec<usize>>)| {
            let sets: Option<Vec<Days>> = sets.iter().map(|days| Days::of(days)).collect();
            Ok((*tier, sets.filter(|sets| !sets.is_empty()).ok_or(Unable::Patterns(*tier))?))
        };
        let sets: BTreeMap<u32, Vec<Days>> = self.patterns.iter().map(tier).collect::<Result<_, Unable>>()?;
        match self.residents.iter().find(|r| !sets.contains_key(&r.tier)) {
            Some(resident) => Err(Unable::Patterns(resident.tier)),
            None => Ok(sets),
        }
    }

    fn goers(&self) -> Vec<Goer> {
        if !self.visitors.is_empty() {
            return self.visitors.clone();
        }
        let named = self.residents.iter().flat_map(|r| [r.grid, r.last, r.worker]).flatten().max();
        vec![Goer::default(); named.map_or(1, |most| most + 1)]
    }
}

fn visitor(goer: &Goer, days: i64) -> Visitor {
    let most = goer.day_minutes.map_or(i64::MAX / 1_000_000, |minutes| minutes * days);
    Visitor { share: goer.share.unwrap_or(100), most }
}

/// May this visitor see this resident?
fn goes(goer: &Goer, resident: &Resident) -> bool {
    let or_all = |listed: bool, none: bool| listed || none;
    or_all(goer.buildings.contains(&resident.b), goer.buildings.is_empty())
        && or_all(goer.tiers.contains(&resident.tier), goer.tiers.is_empty())
}

fn settled(resident: &Resident, anew: bool) -> Option<usize> {
    resident.worker.filter(|_| !anew)
}

/// Is it open to everyone to visit them?
fn open(resident: &Resident, goers: &[Goer], anew: bool) -> bool {
    settled(resident, anew).is_none() && goers.iter().all(|goer| goes(goer, resident))
}

fn person(resident: &Resident, goers: &[Goer], anew: bool) -> Person {
    let visits = i64::from(resident.tier);
    let may = match settled(resident, anew) {
        Some(worker) => vec![worker],
        None if open(resident, goers, anew) => Vec::new(),
        None => (0..goers.len()).filter(|n| goes(&goers[*n], resident)).collect(),
    };
    Person { minutes: visits * resident.svc, visits, home: resident.grid, last: resident.last, may }
}

/// The resident's choices: those that come in time, or the earliest where none does.
fn stop(resident: &Resident, patterns: &BTreeMap<u32, Vec<Days>>) -> Stop {
    let all = patterns.get(&resident.tier).cloned().unwrap_or_default();
    let first = |days: &Days| days.0.trailing_zeros() as usize;
    let earliest = all.iter().map(first).min().unwrap_or(0);
    let by = resident.by.map_or(64, |by| by.max(earliest));
    let choices = all.into_iter().filter(|days| first(days) <= by).collect();
    Stop { building: resident.b, minutes: resident.svc, choices, now: None }
}
