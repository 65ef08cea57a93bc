//! What a scan is told: cases, and what would be ordinary.

use super::place::Places;
use super::span::Time;
use crate::Error;

/// Where and when, and in which windows to look.
#[derive(Debug, Clone)]
pub struct Study {
    /// The places.
    pub places: Places,
    /// How many intervals (days, months, years) the study lasts; the last one is now.
    pub intervals: usize,
    /// Which spans of time are looked at.
    pub time: Time,
    /// No circle reaches further than this, in the unit of the places' metric.
    pub max_radius: f64,
    /// No circle holds more than this share of all cases (permutation) or of all people (the others).
    pub max_share: f64,
    /// A window has at least this many cases.
    pub min_cases: u32,
    /// A window has cases of at least this many households. A case without a household counts as one of its own.
    pub min_households: u32,
}

/// What would be ordinary.
#[derive(Debug, Clone)]
pub enum Model {
    /// Needs only cases: any case of a stratum could as well have come on the day of another (Kulldorff et al.,
    /// PLoS Medicine 2005). A house that always complains and a day on which everyone does are ordinary.
    Permutation(Permutation),
    /// Cases fall in proportion to what is expected of each place and interval (Kulldorff 1997).
    Poisson(Poisson),
    /// Each person is a case or not, all with the same chance (Kulldorff 1997).
    Bernoulli(Bernoulli),
}

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// Index of the place.
    pub place: usize,
    /// Index of the interval.
    pub interval: usize,
    /// Index of the category in the tree.
    pub category: usize,
    /// Who asked, by a number that is unique within the place.
    pub household: Option<usize>,
}

/// Cases alone, within strata.
#[derive(Debug, Clone)]
pub struct Permutation {
    /// The cases, in any order.
    pub cases: Vec<Case>,
    /// How categories belong together. Every category of the tree is looked at, with all below it.
    pub tree: Tree,
    /// The class of each interval, such as working day or holiday; empty if all are alike. A stratum is a kind of
    /// category on one class of days.
    pub classes: Vec<u8>,
    /// The kind of each category, by any number; empty if each is a kind of its own. Within a kind days are
    /// exchanged freely, so that its season is ordinary. Too small a kind hides a cluster: where a dozen of a
    /// year's twenty requests come in one week, that week is taken for the kind's season.
    pub kinds: Vec<usize>,
    /// Count each household once in a window, instead of each request: one angry caller is not a hot spot.
    pub by_household: bool,
}

/// Cases and expectations, as tables of places × intervals, place by place.
#[derive(Debug, Clone)]
pub struct Poisson {
    /// Cases.
    pub cases: Vec<u32>,
    /// What is expected, in any unit; it is scaled to the number of cases.
    pub expected: Vec<f64>,
    /// How many people live at each place, of whom a circle holds a share; by what is expected if not given.
    pub people: Option<Vec<f64>>,
}

/// Cases among people, as tables of places × intervals, place by place.
#[derive(Debug, Clone)]
pub struct Bernoulli {
    /// Cases.
    pub cases: Vec<u32>,
    /// People: cases and controls together.
    pub people: Vec<u32>,
}

/// Categories: each belongs to at most one other, which stands before it.
#[derive(Debug, Clone)]
pub struct Tree {
    parents: Vec<Option<usize>>,
    /// Categories that are looked at only within the one they belong to.
    hidden: bool,
}

impl Tree {
    /// The tree in which category `i` belongs to `parents[i]`.
    pub fn new(parents: Vec<Option<usize>>) -> Result<Self, Error> {
        let wrong = |(category, parent): (usize, &Option<usize>)| match parent {
            Some(parent) if *parent >= category => Some(category),
            _ => None,
        };
        match parents.iter().enumerate().find_map(wrong) {
            Some(category) => Err(Error::Tree { category }),
            None => Ok(Self { parents, hidden: false }),
        }
    }

    /// One category only, number 0.
    pub fn single() -> Self {
        Self { parents: vec![None], hidden: false }
    }

    /// Category 0 over `count` others, which serve as strata: days are exchanged within each, and windows are
    /// looked for only among all of them together.
    pub fn strata(count: usize) -> Self {
        Self { parents: std::iter::once(None).chain(vec![Some(0); count]).collect(), hidden: true }
    }

    /// Whether windows of this category are looked for.
    pub(crate) fn searched(&self, category: usize) -> bool {
        !self.hidden || self.parents[category].is_none()
    }

    /// How many categories there are.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The category and all it belongs to, upwards.
    pub fn path(&self, category: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(category), |&node| self.parents[node])
    }

    /// Whether one of the two belongs to the other, or both are the same.
    pub fn related(&self, a: usize, b: usize) -> bool {
        self.path(a).any(|node| node == b) || self.path(b).any(|node| node == a)
    }
}

impl Study {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.max_share > 0.0 && self.max_share <= 1.0 {
            true => Ok(()),
            false => Err(Error::Share),
        }
    }
}

impl Permutation {
    pub(crate) fn check(&self, study: &Study) -> Result<(), Error> {
        if self.cases.is_empty() {
            return Err(Error::NoCases);
        }
        if self.by_household && matches!(study.time, Time::Ever { .. }) {
            return Err(Error::HouseholdsEver);
        }
        if !self.classes.is_empty() {
            length("the list of day classes", self.classes.len(), study.intervals)?;
        }
        if !self.kinds.is_empty() {
            length("the list of kinds", self.kinds.len(), self.tree.len())?;
        }
        for (case, said) in self.cases.iter().enumerate() {
            let what = match said {
                said if said.place >= study.places.len() => "place",
                said if said.interval >= study.intervals => "interval",
                said if said.category >= self.tree.len() => "category",
                _ => continue,
            };
            return Err(Error::Outside { case, what });
        }
        Ok(())
    }
}

impl Poisson {
    pub(crate) fn check(&self, study: &Study) -> Result<(), Error> {
        let cells = study.places.len() * study.intervals;
        length("the table of cases", self.cases.len(), cells)?;
        length("the table of expectations", self.expected.len(), cells)?;
        if let Some(people) = &self.people {
            length("the list of people", people.len(), study.places.len())?;
        }
        let sound = |cell: usize| {
            let expected = self.expected[cell];
            expected.is_finite() && (expected > 0.0 || expected == 0.0 && self.cases[cell] == 0)
        };
        possible(study, &self.cases, sound)
    }
}

impl Bernoulli {
    pub(crate) fn check(&self, study: &Study) -> Result<(), Error> {
        let cells = study.places.len() * study.intervals;
        length("the table of cases", self.cases.len(), cells)?;
        length("the table of people", self.people.len(), cells)?;
        possible(study, &self.cases, |cell| self.cases[cell] <= self.people[cell])
    }
}

fn length(what: &'static str, found: usize, wanted: usize) -> Result<(), Error> {
    if found == wanted { Ok(()) } else { Err(Error::Length { what, found, wanted }) }
}

fn possible(study: &Study, cases: &[u32], sound: impl Fn(usize) -> bool) -> Result<(), Error> {
    if cases.iter().all(|&count| count == 0) {
        return Err(Error::NoCases);
    }
    match (0..cases.len()).find(|&cell| !sound(cell)) {
        Some(cell) => {
            Err(Error::Impossible { place: cell / study.intervals, interval: cell % study.intervals })
        }
        None => Ok(()),
    }
}
