//! The map of a conversation: everything the engine has to say about one set of votes.

use crate::figures::{self, Consensus, Representative, Side};
use crate::grouping::{Candidate, Grouping, Start};
use crate::routing::{next, priority};
use crate::stability::{Resampling, Stability, measure};
use crate::votes::{Standing, Tally, Votes};
use serde::Serialize;
use std::collections::BTreeMap;

/// From when on groups are shown. Published with every map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gate {
    /// People placed at least.
    pub people: usize,
    /// People in the smallest group at least.
    pub group: usize,
    /// Mean agreement of the samples' groups with these at least.
    pub agreement: f64,
    /// Share of the samples in which this number of groups fitted best, at least.
    pub won: f64,
    /// Answers below which no figure about a statement is named.
    pub answers: u32,
}

impl Gate {
    /// What the house publishes.
    pub const PUBLISHED: Gate = Gate { people: 30, group: 5, agreement: 0.8, won: 0.8, answers: 5 };
    /// Shows everything, for research on votes that are public anyway.
    pub const OPEN: Gate = Gate { people: 0, group: 0, agreement: -1.0, won: 0.0, answers: 0 };
}

/// How a map is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How groups are begun.
    pub start: Start,
    /// How stability is measured.
    pub resampling: Resampling,
    /// When groups are shown.
    pub gate: Gate,
    /// Threads to use. The result is the same with any number.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            start: Start::Content { seed: 1 },
            resampling: Resampling { samples: 25, share: 0.8, most_people: 1000, seed: 1 },
            gate: Gate::PUBLISHED,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Cards raised at a meeting for one statement, counted by a worker: a sum, without persons.
///
/// It counts for common ground, where a sum is all that is asked. It cannot count for groups, which need to know
/// that the same person said this and that. Whoever raises a card may have answered on the phone before, and
/// nobody can tell: so every statement keeps both sums apart, and common ground that would not stand on the
/// votes of known people alone is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hands {
    /// The statement.
    pub statement: u64,
    /// The cards.
    pub cards: Tally,
}

/// Everything the engine has to say about one set of votes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Map {
    /// People who voted.
    pub participants: usize,
    /// Those of them who answered enough to be placed.
    pub placed: usize,
    /// Answers that count: the latest of each person to each statement.
    pub votes: u64,
    /// Share of the variance along the two axes.
    pub explained_variance: [f64; 2],
    /// The number of groups that fits best, if there are people for groups at all.
    pub k: Option<usize>,
    /// Every number of groups that was tried.
    pub candidates: Vec<Fit>,
    /// How groups were begun.
    pub start: Start,
    /// How stability was measured.
    pub resampling: Resampling,
    /// When groups are shown.
    pub gate: Gate,
    /// Why groups are not shown; nothing, when they are.
    pub withheld: Vec<Withheld>,
    /// The groups, the largest first; nothing, when they are withheld.
    pub groups: Vec<Group>,
    /// What most people agree and disagree on. Needs no groups and is always shown.
    pub consensus: Consensus,
    /// Statements of the consensus that are there only by the cards of a meeting.
    pub resting_on_hands: Vec<Resting>,
    /// Every statement, by number.
    pub statements: Vec<Figures>,
}

/// Common ground that known people's votes alone would not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resting {
    /// The statement.
    pub statement: u64,
    /// The side most take.
    pub side: Side,
}

/// How well a number of groups fits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The number of groups.
    pub k: usize,
    /// Mean silhouette, −1 to 1.
    pub silhouette: f64,
    /// What the samples said.
    #[serde(flatten)]
    pub stability: Stability,
}

/// Why groups are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// Too few people answered enough.
    FewPeople,
    /// A group is so small that its members could be guessed.
    SmallGroup,
    /// Other people staying away would have given other groups.
    Unstable,
}

/// A group of people who answer alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Number, the largest group is 0.
    pub id: usize,
    /// People.
    pub size: usize,
    /// Who, ascending.
    pub members: Vec<u64>,
    /// The middle of the group on the map.
    pub centre: [f64; 2],
    /// The statements that tell it from the others.
    pub representative: Vec<Representative>,
}

/// What is known of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Its number.
    pub statement: u64,
    /// Its part in the map.
    pub standing: Standing,
    /// Votes of known people.
    pub votes: Tally,
    /// Cards raised at meetings.
    pub hands: Tally,
    /// How much it tells people apart.
    pub extremity: f64,
    /// How likely one person of every group is to agree; none, when groups are withheld.
    pub across_groups: Option<f64>,
    /// Weight for being asked next.
    pub priority: f64,
}

impl Map {
    /// The statement to show next to someone who has answered these: drawn by priority among the others, with a
    /// number from 0 up to 1 drawn evenly by the caller. None when nothing is left to ask.
    pub fn next_for(&self, answered: &[u64], lot: f64) -> Option<u64> {
        let others = self.statements.iter().filter(|one| !answered.contains(&one.statement));
        next(&others.map(|one| (one.statement, one.priority)).collect::<Vec<_>>(), lot)
    }
}

/// Makes the map. Cards for statements that are not among the votes' are left out.
pub fn map(votes: &Votes, hands: &[Hands], settings: &Settings) -> Map {
    let grouping = Grouping::of(votes, settings.start, settings.threads);
    let stability = measure(votes, &grouping, settings.start, settings.resampling, settings.threads);
    let fits: Vec<Fit> = grouping
        .candidates
        .iter()
        .zip(stability)
        .map(|(candidate, stability)| Fit { k: candidate.k, silhouette: candidate.silhouette, stability })
        .collect();
    let best = grouping.best();
    let withheld = withheld(&grouping, best, &fits, settings.gate);
    let shown = best.filter(|_| withheld.is_empty());
    let labels = shown.map_or(vec![0; grouping.rows.len()], |best| best.labels.clone());
    let tallies = figures::group_tallies(votes, &grouping.rows, &labels, shown.map_or(1, |best| best.k));
    let statements = statements(votes, hands, &grouping, &tallies, shown.is_some());
    let (consensus, resting_on_hands) = common_ground(&statements, settings.gate.answers);
    Map {
        participants: votes.people().len(),
        placed: grouping.rows.len(),
        votes: statements.iter().map(|one| u64::from(one.votes.seen())).sum(),
        explained_variance: grouping.axes.explained,
        k: best.map(|best| best.k),
        candidates: fits,
        start: settings.start,
        resampling: settings.resampling,
        gate: settings.gate,
        withheld,
        groups: shown.map_or(Vec::new(), |best| groups(votes, &grouping, best, &tallies, settings.gate)),
        consensus,
        resting_on_hands,
        statements,
    }
}

fn withheld(grouping: &Grouping, best: Option<&Candidate>, fits: &[Fit], gate: Gate) -> Vec<Withheld> {
    let Some(best) = best else { return vec![Withheld::FewPeople] };
    let smallest = (0..best.k).map(|group| best.labels.iter().filter(|label| **label == group).count()).min();
    let fit = fits.iter().find(|fit| fit.k == best.k);
    let unstable =
        fit.is_none_or(|fit| fit.stability.agreement < gate.agreement || fit.stability.won < gate.won);
    let reasons = [
        (grouping.rows.len() < gate.people, Withheld::FewPeople),
        (smallest.unwrap_or(0) < gate.group, Withheld::SmallGroup),
        (unstable, Withheld::Unstable),
    ];
    reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect()
}

fn statements(
    votes: &Votes,
    hands: &[Hands],
    grouping: &Grouping,
    groups: &[Vec<Tally>],
    grouped: bool,
) -> Vec<Figures> {
    let mut raised: BTreeMap<u64, Tally> = BTreeMap::new();
    for one in hands {
        let sum = raised.entry(one.statement).or_default();
        *sum = *sum + one.cards;
    }
    let figures = |(column, statement): (usize, &crate::votes::Statement)| {
        let placed = groups.iter().fold(Tally::default(), |sum, tallies| sum + tallies[column]);
        let extremity = grouping.axes.extremity(column);
        Figures {
            statement: statement.id,
            standing: statement.standing,
            votes: votes.tally(column),
            hands: raised.get(&statement.id).copied().unwrap_or_default(),
            extremity,
            across_groups: grouped.then(|| figures::across_groups(groups, column)),
            priority: priority(statement.standing, placed, extremity),
        }
    };
    votes.statements().iter().enumerate().map(figures).collect()
}

/// Common ground of votes and cards together, and which of it the votes alone would not give.
fn common_ground(statements: &[Figures], fewest: u32) -> (Consensus, Vec<Resting>) {
    let open = || statements.iter().filter(|one| one.standing == Standing::Open);
    let together: Vec<(u64, Tally)> = open().map(|one| (one.statement, one.votes + one.hands)).collect();
    let consensus = figures::consensus(&together, fewest);
    let votes_of: BTreeMap<u64, Tally> = open().map(|one| (one.statement, one.votes)).collect();
    let named = consensus.agree.iter().chain(&consensus.disagree);
    let resting = named.filter(|one| {
        let votes = votes_of.get(&one.statement).copied().unwrap_or_default();
        let alone = figures::consensus(&[(one.statement, votes)], fewest);
        !alone.agree.iter().chain(&alone.disagree).any(|alone| alone.side == one.side)
    });
    let resting = resting.map(|one| Resting { statement: one.statement, side: one.side }).collect();
    (consensus, resting)
}

fn groups(
    votes: &Votes,
    grouping: &Grouping,
    best: &Candidate,
    tallies: &[Vec<Tally>],
    gate: Gate,
) -> Vec<Group> {
    let representative = figures::representative(votes, tallies);
    representative
        .into_iter()
        .enumerate()
        .map(|(id, mut representative)| {
            representative.retain(|one| one.own.of >= gate.answers);
            let rows = grouping.rows.iter().zip(&best.labels).filter(|(_, label)| **label == id);
            let mut members: Vec<u64> = rows.map(|(row, _)| votes.people()[*row]).collect();
            members.sort_unstable();
            Group { id, size: members.len(), members, centre: best.centres[id], representative }
        })
        .collect()
}
