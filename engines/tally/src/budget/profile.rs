//! The ballots as a rule reads them: equal ballots joined into blocs, and each project with its supporters.

use super::{Ballot, Election, Error, Project, Utility};
use crate::tie::{Contestant, TieOrder};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// Largest cost or budget, points and number of ballots with which no sum or product below overflows.
const MOST_MONEY: u64 = 1 << 44;
const MOST_POINTS: u32 = 1 << 16;
const MOST_BALLOTS: usize = 1 << 31;

/// Voters whose ballots say the same, as far as one project goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Supporters {
    /// Position in [`Profile::blocs`].
    pub bloc: u32,
    /// How many voters.
    pub voters: u32,
    /// What the project is worth to each, before [`Candidate::factor`].
    pub worth: u32,
}

/// A project with those who want it.
#[derive(Debug)]
pub(super) struct Candidate {
    pub cost: u64,
    /// Ballots that name it.
    pub votes: u64,
    /// Points on them.
    pub points: u64,
    /// What a supporter's worth is multiplied by: the cost where utility is cost, otherwise one.
    pub factor: u64,
    /// Sum of worth over all voters.
    pub worth: u64,
    /// Cost by factor, so that `worth / per` is utility per money.
    pub per: u64,
    /// Blocs to which it is worth something.
    pub supporters: Vec<Supporters>,
    /// Place in the order among equals.
    pub rank: usize,
}

impl Candidate {
    /// The one with more utility per money first, then by the order among equals.
    pub fn by_density(&self, other: &Self) -> Ordering {
        self.density(other).reverse().then(self.rank.cmp(&other.rank))
    }

    /// Compares utility per money.
    pub fn density(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (u128::from(self.worth), u128::from(other.worth));
        (mine * u128::from(other.per)).cmp(&(theirs * u128::from(self.per)))
    }

    /// Voters to whom it is worth something.
    pub fn supporting(&self) -> u64 {
        self.supporters.iter().map(|supporters| u64::from(supporters.voters)).sum()
    }
}

/// An election, ready to be counted under one utility.
#[derive(Debug)]
pub(super) struct Profile {
    pub budget: u64,
    pub unit: u64,
    /// Ballots, blank ones too.
    pub voters: u64,
    /// Number of blocs.
    pub blocs: usize,
    /// Bloc of each ballot.
    pub bloc_of: Vec<u32>,
    pub projects: Vec<Candidate>,
    /// The largest worth on any ballot, at least one.
    pub most_worth: u32,
}

impl Profile {
    pub fn new(election: &Election, utility: Utility, ties: &TieOrder) -> Result<Self, Error> {
        check(election)?;
        let Blocs { bloc_of, said, voters } = join(&election.ballots, utility);
        let mut projects: Vec<Candidate> = election.projects.iter().map(|p| candidate(p, utility)).collect();
        for choice in election.ballots.iter().flat_map(|ballot| &ballot.choices) {
            projects[choice.project].votes += 1;
            projects[choice.project].points += u64::from(choice.points);
        }
        for (bloc, choices) in said.iter().enumerate() {
            for &(project, worth) in choices {
                let supporters = Supporters { bloc: bloc as u32, voters: voters[bloc], worth };
                projects[project as usize].supporters.push(supporters);
            }
        }
        for project in &mut projects {
            let worth = |s: &Supporters| u64::from(s.voters) * u64::from(s.worth);
            project.worth = project.supporters.iter().map(worth).sum();
            project.per = if project.worth == 0 { 1 } else { project.per };
        }
        rank(&mut projects, election, ties);
        Ok(Self {
            budget: election.budget,
            unit: election.unit,
            voters: election.ballots.len() as u64,
            blocs: said.len(),
            bloc_of,
            most_worth: said.iter().flatten().map(|&(_, worth)| worth).max().unwrap_or(1).max(1),
            projects,
        })
    }

    /// Projects that can be bought: supported, and not free of charge.
    pub fn priced(&self) -> impl Iterator<Item = usize> {
        (0..self.projects.len()).filter(|&p| self.projects[p].worth > 0 && self.projects[p].cost > 0)
    }
}

fn candidate(project: &Project, utility: Utility) -> Candidate {
    let factor = if utility == Utility::Cost { project.cost } else { 1 };
    Candidate {
        cost: project.cost,
        votes: 0,
        points: 0,
        factor,
        worth: 0,
        per: project.cost / factor.max(1),
        supporters: Vec::new(),
        rank: 0,
    }
}

fn rank(projects: &mut [Candidate], election: &Election, ties: &TieOrder) {
    let contestants = projects.iter().zip(&election.projects);
    let contestants: Vec<Contestant<'_>> = contestants
        .map(|(candidate, project)| Contestant {
            id: &project.id,
            cost: project.cost,
            votes: candidate.votes,
        })
        .collect();
    let ranks = ties.ranks(&contestants);
    for (project, rank) in projects.iter_mut().zip(ranks) {
        project.rank = rank;
    }
}

struct Blocs {
    bloc_of: Vec<u32>,
    /// Per bloc, the projects it wants with what each is worth.
    said: Vec<Vec<(u32, u32)>>,
    voters: Vec<u32>,
}

fn join(ballots: &[Ballot], utility: Utility) -> Blocs {
    let mut all = Vec::new();
    let ends: Vec<usize> = ballots
        .iter()
        .map(|ballot| {
            let begin = all.len();
            all.extend(worths(ballot, utility));
            all[begin..].sort_unstable();
            all.len()
        })
        .collect();
    let mut known: HashMap<&[(u32, u32)], u32> = HashMap::new();
    let mut blocs =
        Blocs { bloc_of: Vec::with_capacity(ballots.len()), said: Vec::new(), voters: Vec::new() };
    let mut begin = 0;
    for end in ends {
        let said = &all[begin..end];
        let bloc = *known.entry(said).or_insert_with(|| {
            blocs.said.push(said.to_vec());
            blocs.voters.push(0);
            (blocs.said.len() - 1) as u32
        });
        blocs.voters[bloc as usize] += 1;
        blocs.bloc_of.push(bloc);
        begin = end;
    }
    blocs
}

/// What each project of a ballot is worth to its voter; what is worth nothing is left out.
pub(super) fn worths(ballot: &Ballot, utility: Utility) -> impl Iterator<Item = (u32, u32)> {
    let last = ballot.choices.len().saturating_sub(1);
    ballot.choices.iter().enumerate().filter_map(move |(at, choice)| {
        let worth = match utility {
            Utility::Cost | Utility::Cardinality => 1,
            Utility::Points => choice.points,
            Utility::Borda => (last - at) as u32,
        };
        (worth > 0).then_some((choice.project as u32, worth))
    })
}

fn check(election: &Election) -> Result<(), Error> {
    if election.ballots.is_empty() {
        return Err(Error::NoBallots);
    }
    let mut names = HashSet::new();
    if let Some(twice) = election.projects.iter().find(|project| !names.insert(&project.id)) {
        return Err(Error::ProjectTwice(twice.id.clone()));
    }
    let mut money =
        election.projects.iter().map(|project| project.cost).chain([election.budget, election.unit]);
    let mut points = election.ballots.iter().flat_map(|ballot| &ballot.choices).map(|choice| choice.points);
    if money.any(|money| money > MOST_MONEY)
        || points.any(|points| points > MOST_POINTS)
        || election.ballots.len() > MOST_BALLOTS
        || election.projects.len() > MOST_POINTS as usize
    {
        return Err(Error::TooLarge);
    }
    let mut last_seen = vec![usize::MAX; election.projects.len()];
    for (at, ballot) in election.ballots.iter().enumerate() {
        for choice in &ballot.choices {
            let seen = last_seen
                .get_mut(choice.project)
                .ok_or(Error::NoSuchProject { ballot: at, project: choice.project })?;
            if *seen == at {
                let project = election.projects[choice.project].id.clone();
                return Err(Error::ChosenTwice { ballot: at, project });
            }
            *seen = at;
        }
    }
    Ok(())
}
