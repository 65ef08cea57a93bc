//! Choosing projects under a budget: what an election is, which rules count it, and what an outcome says.

mod compare;
mod greedy;
mod phragmen;
mod profile;
mod shares;

pub use compare::{Preference, Standing, prefer, standing};
pub use shares::{Account, Purchase, account};

use crate::fraction::Fraction;
use crate::tie::TieOrder;
use profile::Profile;
use serde::Serialize;
use thiserror::Error;

/// Something that may be built or bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its name on the ballot; compared as a string.
    pub id: String,
    /// What it costs, in the smallest unit of money (fen).
    pub cost: u64,
}

/// One project on one ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Position in [`Election::projects`].
    pub project: usize,
    /// Points given, where the ballot gives points; 1 otherwise.
    pub points: u32,
}

/// What one voter chose, in the order written: for a ranking, the best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ballot {
    /// The choices; a project stands at most once.
    pub choices: Vec<Choice>,
}

/// Projects, money and ballots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Election {
    /// What is on the ballot.
    pub projects: Vec<Project>,
    /// The money there is, in the smallest unit.
    pub budget: u64,
    /// How many smallest units make one of the currency: 100 fen make a yuan. Add1 adds one of the currency.
    pub unit: u64,
    /// Every ballot handed in, blank ones too: each holds the same share of the budget.
    pub ballots: Vec<Ballot>,
}

/// What a selected project is worth to somebody who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utility {
    /// Its cost.
    Cost,
    /// One.
    Cardinality,
    /// The points given to it.
    Points,
    /// The number of projects listed below it: the last one listed is worth nothing.
    Borda,
}

/// How Equal Shares spends what its first count leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// Not at all.
    None,
    /// Everyone's share grows by one of the currency and all is counted anew, until no supported project fits any
    /// more, or the money would not do: then the count before stands.
    Add1,
    /// As [`Completion::Add1`], but only the money not doing ends it.
    Add1Overshoot,
    /// As [`Completion::Add1`], in steps of one per cent of the share.
    Percent,
}

/// What the greedy rule puts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merit {
    /// Utility per money. Where utility is cost, that is the number of votes.
    PerMoney,
    /// Utility before it is multiplied by cost: votes, points or ranks added up.
    Score,
}

/// How projects are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The highest first, whatever still fits.
    Greedy {
        /// What is highest.
        by: Merit,
        /// End at the first that does not fit, rather than pass over it.
        stop: bool,
        /// Least sum of points (of votes, where there are none) a project must have.
        threshold: u64,
    },
    /// Method of Equal Shares (Peters, Pierczyński, Skowron 2021): everyone holds the same share, and a project is
    /// bought by its supporters in equal parts, the one that costs them least per utility first.
    EqualShares(Completion),
    /// Sequential Phragmén: money comes to everyone at one pace, and whatever its supporters can pay first is
    /// bought. Ends when that would exceed the budget. Points and ranks are not looked at.
    Phragmen,
}

/// An election checked and ready to be counted by any rule: equal ballots joined, projects with their supporters.
#[derive(Debug)]
pub struct Ready {
    profile: Profile,
    /// Supporters without what the project is worth to them, where that differs.
    support: Option<Profile>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Selected projects, in the order of selection.
    pub selected: Vec<usize>,
    /// How many of them the rule itself selected; the others came by the greedy completion.
    pub by_rule: usize,
    /// What they cost together, in the smallest unit.
    pub cost: u64,
    /// No project left out would still fit.
    pub exhaustive: bool,
    /// How often the order among equals decided. Of a method that counts again, over all its counts: each of them
    /// could have ended it.
    pub ties: u64,
    /// Of a method that counts again: how many steps were added to everyone's share.
    pub steps: u64,
    /// One per project: why, or why not.
    pub verdicts: Vec<Verdict>,
}

/// Why a project was selected, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Verdict {
    /// Selected.
    Selected {
        /// Its turn, from 1.
        place: usize,
        /// Equals that the order among equals put behind it.
        before: Vec<usize>,
    },
    /// Nobody chose it, or it is worth nothing to those who did.
    NoSupport,
    /// It costs more than the whole budget.
    OverBudget,
    /// It did not reach the least score.
    BelowThreshold {
        /// Points or votes it had.
        score: u64,
        /// What it needed.
        threshold: u64,
    },
    /// When its turn came, this much was left, and it costs more.
    NoRoom {
        /// Money left, in the smallest unit.
        left: u64,
    },
    /// Counting had ended before its turn, at a project that did not fit.
    AfterEnd {
        /// The project that ended it.
        by: usize,
    },
    /// Its supporters had spent their shares on other projects.
    SupportersSpent {
        /// How many chose it.
        supporters: u64,
        /// What they had left together, to the nearest smallest unit.
        left: u64,
    },
}

/// What makes an election uncountable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// A count needs voters.
    #[error("there are no ballots")]
    NoBallots,
    /// Two projects with one name.
    #[error("project {0} stands twice on the list")]
    ProjectTwice(String),
    /// A choice points outside the list.
    #[error("ballot {ballot} chooses project number {project}, which is not on the list")]
    NoSuchProject {
        /// Position of the ballot.
        ballot: usize,
        /// The position it names.
        project: usize,
    },
    /// One ballot, one project, twice.
    #[error("ballot {ballot} chooses project {project} twice")]
    ChosenTwice {
        /// Position of the ballot.
        ballot: usize,
        /// The project's name.
        project: String,
    },
    /// Sums that would not be exact any more.
    #[error("budget, costs and points are too large to be counted exactly")]
    TooLarge,
}

impl Election {
    /// What every voter's share is before anything is added: budget by ballots.
    pub fn share(&self) -> Fraction {
        Fraction::new(self.budget.into(), (self.ballots.len() as u64).into())
    }

    /// Checks the ballots and joins equal ones: a project is worth `utility` to those who chose it, and `ties` says
    /// who comes first among equals.
    pub fn ready(&self, utility: Utility, ties: &TieOrder) -> Result<Ready, Error> {
        let alike = matches!(utility, Utility::Cost | Utility::Cardinality);
        let support = (!alike).then(|| Profile::new(self, Utility::Cardinality, ties)).transpose()?;
        Ok(Ready { profile: Profile::new(self, utility, ties)?, support })
    }
}

impl Ready {
    /// Counts by one rule, and then spends what is left by the greedy rule, passing over what does not fit, if
    /// `then_greedy`. The same ballots in any order give the same outcome.
    pub fn count(&self, rule: Rule, then_greedy: bool) -> Outcome {
        let profile = &self.profile;
        let mut tally = match rule {
            Rule::Greedy { by, stop, threshold } => greedy::count(profile, by, stop, threshold),
            Rule::EqualShares(completion) => shares::count(profile, completion),
            Rule::Phragmen => phragmen::count(self.support.as_ref().unwrap_or(profile)),
        };
        let by_rule = tally.selected.len();
        if then_greedy {
            greedy::complete(profile, &mut tally);
        }
        tally.outcome(profile, by_rule)
    }
}

/// A count in the making: verdicts of what has been looked at.
#[derive(Debug, Default)]
struct Tally {
    selected: Vec<usize>,
    cost: u64,
    ties: u64,
    steps: u64,
    verdicts: Vec<Option<Verdict>>,
}

impl Tally {
    fn new(profile: &Profile) -> Self {
        Self { verdicts: vec![None; profile.projects.len()], ..Self::default() }
    }

    fn select(&mut self, profile: &Profile, project: usize, before: Vec<usize>) {
        self.selected.push(project);
        self.cost += profile.projects[project].cost;
        self.verdicts[project] = Some(Verdict::Selected { place: self.selected.len(), before });
    }

    fn reject(&mut self, project: usize, why: Verdict) {
        self.verdicts[project] = Some(why);
    }

    fn is_selected(&self, project: usize) -> bool {
        matches!(self.verdicts[project], Some(Verdict::Selected { .. }))
    }

    fn outcome(self, profile: &Profile, by_rule: usize) -> Outcome {
        let left = profile.budget - self.cost;
        let exhaustive =
            (0..profile.projects.len()).all(|p| self.is_selected(p) || profile.projects[p].cost > left);
        let verdicts = self.verdicts.into_iter().enumerate().map(|(p, said)| {
            let project = &profile.projects[p];
            match said {
                Some(Verdict::Selected { place, before }) => Verdict::Selected { place, before },
                _ if project.cost > profile.budget => Verdict::OverBudget,
                Some(said) => said,
                None if project.worth == 0 => Verdict::NoSupport,
                None => Verdict::NoRoom { left },
            }
        });
        Outcome {
            verdicts: verdicts.collect(),
            selected: self.selected,
            by_rule,
            cost: self.cost,
            exhaustive,
            ties: self.ties,
            steps: self.steps,
        }
    }
}
