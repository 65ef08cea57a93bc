//! Opinion groups: who stands near whom, and how many groups there are.

use crate::axes::{Axes, Point};
use crate::chance::scramble;
use crate::kmeans::{Division, Patience, Places, silhouettes};
use crate::votes::Votes;
use serde::Serialize;

/// A person with this many answers is placed in a group, or with all of them where there are fewer statements.
pub const ENOUGH_ANSWERS: u32 = 7;
/// Where fewer people than this have answered enough, the most active are taken until there are so many.
pub const ENOUGH_PEOPLE: usize = 15;
/// Groups at most.
pub const MOST_GROUPS: usize = 5;
/// People per group below which another group is not even tried.
const PEOPLE_PER_GROUP: usize = 12;
/// The silhouette is taken over this many people, in the order of content, where there are more.
const SAMPLE: usize = 2000;
/// The server's cells: so many small clusters, which are then grouped.
const CELLS: usize = 100;

/// How groups are begun and measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Ours. People are divided directly, from ten starts drawn with a published seed in an order that depends on
    /// the answers alone: who came first, or what number a person has, changes nothing.
    Content {
        /// The seed.
        seed: u64,
    },
    /// The Polis server's, from cold: a hundred cells begun at the first hundred people who differ, groups begun at
    /// the first cells, the silhouette over cells. For comparison; it gives those who came first a say in the
    /// result.
    FirstVoters,
}

/// One number of groups that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Number of groups.
    pub k: usize,
    /// Mean silhouette, −1 to 1.
    pub silhouette: f64,
    /// The group of each placed person, in the order of [`Grouping::rows`]. Groups are numbered by size, largest
    /// first.
    pub labels: Vec<usize>,
    /// Middle of each group.
    pub centres: Vec<Point>,
}

/// All that was tried on one set of votes.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// The axes.
    pub axes: Axes,
    /// The people who were placed: rows of the votes.
    pub rows: Vec<usize>,
    /// Where each of them stands.
    pub places: Vec<Point>,
    /// Every number of groups that was tried, ascending. None where there are too few people for two groups.
    pub candidates: Vec<Candidate>,
}

impl Grouping {
    /// Places the people and divides them into 2, 3, … groups.
    pub fn of(votes: &Votes, start: Start, threads: usize) -> Grouping {
        let order: Vec<usize> = match start {
            Start::Content { .. } => votes.by_content(),
            Start::FirstVoters => (0..votes.people().len()).collect(),
        };
        Grouping::in_order(votes, &order, start, threads)
    }

    /// The same, with the order in which people stand already known.
    pub(crate) fn in_order(votes: &Votes, order: &[usize], start: Start, threads: usize) -> Grouping {
        let axes = Axes::of(votes, threads);
        let everywhere = axes.place(votes);
        let rows = active(votes, order);
        let places: Vec<Point> = rows.iter().map(|&row| everywhere[row]).collect();
        let candidates = match start {
            Start::Content { seed } => from_content(&places, seed, threads),
            Start::FirstVoters => from_first_voters(&places),
        };
        Grouping { axes, rows, places, candidates }
    }

    /// The number of groups that fits best: the highest silhouette, the fewer of two that fit alike.
    pub fn best(&self) -> Option<&Candidate> {
        let better =
            |best: &&Candidate, other: &&Candidate| match best.silhouette.total_cmp(&other.silhouette) {
                std::cmp::Ordering::Equal => other.k.cmp(&best.k),
                order => order,
            };
        self.candidates.iter().max_by(|a, b| better(a, b))
    }
}

/// Who has answered enough to be placed, in the order given.
fn active(votes: &Votes, order: &[usize]) -> Vec<usize> {
    let statements = (0..votes.statements().len()).filter(|&column| votes.tally(column).seen() > 0).count();
    let enough = ENOUGH_ANSWERS.min(statements as u32);
    let answered = votes.answered();
    let qualify = order.iter().filter(|&&row| answered[row] >= enough).count();
    let mut rows = order.to_vec();
    if qualify < ENOUGH_PEOPLE.min(order.len()) {
        let mut by_activity: Vec<usize> = (0..order.len()).collect();
        by_activity.sort_by_key(|&position| std::cmp::Reverse(answered[order[position]]));
        by_activity.truncate(ENOUGH_PEOPLE);
        by_activity.sort_unstable();
        rows = by_activity.into_iter().map(|position| order[position]).collect();
    } else {
        rows.retain(|&row| answered[row] >= enough);
    }
    rows
}

fn from_content(places: &[Point], seed: u64, threads: usize) -> Vec<Candidate> {
    const PATIENCE: Patience = Patience { rounds: 100, still: 1e-9 };
    let weights = vec![1.0; places.len()];
    let sample = &places[..places.len().min(SAMPLE)];
    let divide = |k: usize| {
        // The starts are tried on the sample; the best is then carried to everyone.
        let tried = Places { points: sample, weights: &weights[..sample.len()] };
        let best = tried.best_of(10, k, scramble(seed ^ k as u64), PATIENCE);
        match sample.len() == places.len() {
            true => best,
            false => Places { points: places, weights: &weights }.divide(best.centres, PATIENCE),
        }
    };
    let ks: Vec<usize> = (2..=most_groups(places.len())).collect();
    let divisions: Vec<Division> = match threads > 1 && places.len() > SAMPLE {
        false => ks.iter().map(|&k| divide(k)).collect(),
        true => std::thread::scope(|scope| {
            let work: Vec<_> = ks.iter().map(|&k| scope.spawn(move || divide(k))).collect();
            work.into_iter()
                .map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        }),
    };
    measured(sample, divisions, |division| division)
}

fn from_first_voters(places: &[Point]) -> Vec<Candidate> {
    let weights = vec![1.0; places.len()];
    let people = Places { points: places, weights: &weights };
    let cells = people.divide(people.first_distinct(CELLS), Patience { rounds: 100, still: 0.01 });
    let mut sizes = vec![0.0; cells.centres.len()];
    cells.labels.iter().for_each(|&cell| sizes[cell] += 1.0);
    let grid = Places { points: &cells.centres, weights: &sizes };
    let divisions = (2..=most_groups(cells.centres.len()))
        .map(|k| grid.divide(grid.first_distinct(k), Patience { rounds: 20, still: 0.01 }))
        .collect();
    measured(&cells.centres, divisions, |mut division| {
        division.labels = cells.labels.iter().map(|&cell| division.labels[cell]).collect();
        division
    })
}

/// How many groups are tried at most among so many people or cells.
fn most_groups(number: usize) -> usize {
    match number {
        0 | 1 => 0,
        _ => MOST_GROUPS.min(2 + number / PEOPLE_PER_GROUP),
    }
}

/// Candidates with their silhouettes over `points`, unfolded to people and numbered by size. Divisions that came
/// to fewer groups than were asked for are left out.
fn measured(
    points: &[Point],
    divisions: Vec<Division>,
    unfold: impl Fn(Division) -> Division,
) -> Vec<Candidate> {
    let kept: Vec<(usize, Division)> =
        (2..).zip(divisions).filter(|(k, division)| division.centres.len() == *k).collect();
    let labels: Vec<&[usize]> = kept.iter().map(|(_, division)| &division.labels[..points.len()]).collect();
    let fits = silhouettes(points, &labels);
    kept.into_iter().zip(fits).map(|((k, division), fit)| numbered(k, fit, unfold(division))).collect()
}

/// Numbers groups by size, equal ones by how far from the middle they are.
fn numbered(k: usize, silhouette: f64, division: Division) -> Candidate {
    let mut sizes = vec![0_usize; k];
    division.labels.iter().for_each(|&label| sizes[label] += 1);
    let far = |group: usize| division.centres[group][0].hypot(division.centres[group][1]);
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| sizes[b].cmp(&sizes[a]).then(far(b).total_cmp(&far(a))));
    let mut number = vec![0; k];
    order.iter().zip(0..).for_each(|(&group, new)| number[group] = new);
    Candidate {
        k,
        silhouette,
        labels: division.labels.iter().map(|&label| number[label]).collect(),
        centres: order.iter().map(|&group| division.centres[group]).collect(),
    }
}
