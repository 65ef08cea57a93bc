//! Choosing without money: whether at all, and which of several, by marks or by rankings.

use crate::majority::Threshold;
use crate::tie::{Contestant, TieOrder};
use serde::Serialize;
use std::cmp::Reverse;
use thiserror::Error;

/// Ballots that cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// A mark outside the list.
    #[error("ballot {ballot} names option number {option}, which is not on the list")]
    NoSuchOption {
        /// Position of the ballot.
        ballot: usize,
        /// The position it names.
        option: usize,
    },
    /// One ballot, one option, twice.
    #[error("ballot {ballot} names option number {option} twice")]
    Twice {
        /// Position of the ballot.
        ballot: usize,
        /// The option.
        option: usize,
    },
}

/// Of what a share of yes is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// Of all ballots: abstaining weighs against.
    Ballots,
    /// Of yes and no: abstaining weighs nothing.
    Opinions,
}

/// Go or no go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Whether {
    /// For it.
    pub yes: u64,
    /// Against it.
    pub no: u64,
    /// Neither.
    pub abstain: u64,
    /// What was asked.
    pub threshold: Threshold,
    /// Of what.
    pub of: Of,
    /// The least number of yes that would have been enough.
    pub least: u64,
    /// It is enough.
    pub go: bool,
}

/// Whether a thing is to be done, where no law but a published rule says how many must want it.
pub fn whether(yes: u64, no: u64, abstain: u64, threshold: Threshold, of: Of) -> Whether {
    let opinions = yes.saturating_add(no);
    let whole = match of {
        Of::Ballots => opinions.saturating_add(abstain),
        Of::Opinions => opinions,
    };
    Whether {
        yes,
        no,
        abstain,
        threshold,
        of,
        least: threshold.least(whole),
        go: threshold.reached(yes, whole),
    }
}

/// One option of an approval vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approved {
    /// Position on the list.
    pub option: usize,
    /// Ballots that mark it.
    pub votes: u64,
    /// It has as many votes as the one before it in the result; the order among equals put it behind.
    pub tied: bool,
}

/// Options by number of marks, most first. A ballot marks any number of them.
pub fn approval(options: &[String], ballots: &[Vec<usize>], ties: &TieOrder) -> Result<Vec<Approved>, Error> {
    check(options.len(), ballots)?;
    let mut votes = vec![0; options.len()];
    ballots.iter().flatten().for_each(|&option| votes[option] += 1);
    let ranks = ranks(options, &votes, ties);
    let mut order: Vec<usize> = (0..options.len()).collect();
    order.sort_by_key(|&option| (Reverse(votes[option]), ranks[option]));
    let tied = |at: usize| at > 0 && votes[order[at]] == votes[order[at - 1]];
    Ok((0..order.len())
        .map(|at| Approved { option: order[at], votes: votes[order[at]], tied: tied(at) })
        .collect())
}

/// A count of rankings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ranked {
    /// `pairs[a][b]`: ballots that put `a` before `b`. Published, it lets anyone check every duel.
    pub pairs: Vec<Vec<u64>>,
    /// `paths[a][b]`: strength of the strongest chain of duels from `a` to `b`.
    pub paths: Vec<Vec<u64>>,
    /// All options, the winner first.
    pub order: Vec<usize>,
    /// `tied[i]`: neither of `order[i]` and `order[i - 1]` is ahead of the other; the order among equals decided.
    pub tied: Vec<bool>,
    /// The option that wins every duel, if there is one; it is then first.
    pub beats_all: Option<usize>,
}

/// Options by the method of Schulze (*A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
/// single-winner election method*, Social Choice and Welfare 36, 2011), with winning votes.
///
/// A ballot lists options, the best first; those it leaves out stand behind all it lists, equal among themselves.
pub fn ranking(options: &[String], ballots: &[Vec<usize>], ties: &TieOrder) -> Result<Ranked, Error> {
    check(options.len(), ballots)?;
    let pairs = duels(options.len(), ballots);
    let paths = strongest_paths(&pairs);
    let mut first = vec![0; options.len()];
    ballots.iter().filter_map(|ballot| ballot.first()).for_each(|&option| first[option] += 1);
    let ranks = ranks(options, &first, ties);
    let behind = |a: usize| (0..options.len()).filter(|&b| paths[b][a] > paths[a][b]).count();
    let behind: Vec<usize> = (0..options.len()).map(behind).collect();
    let mut order: Vec<usize> = (0..options.len()).collect();
    order.sort_by_key(|&option| (behind[option], ranks[option]));
    let tied = |at: usize| at > 0 && behind[order[at]] == behind[order[at - 1]];
    let wins = |a: usize| (0..options.len()).all(|b| a == b || pairs[a][b] > pairs[b][a]);
    Ok(Ranked {
        tied: (0..order.len()).map(tied).collect(),
        beats_all: (0..options.len()).find(|&a| wins(a)),
        pairs,
        paths,
        order,
    })
}

fn duels(options: usize, ballots: &[Vec<usize>]) -> Vec<Vec<u64>> {
    let mut pairs = vec![vec![0; options]; options];
    for ballot in ballots {
        let mut behind = vec![true; options];
        for &option in ballot {
            behind[option] = false;
            (0..options).filter(|&other| behind[other]).for_each(|other| pairs[option][other] += 1);
        }
    }
    pairs
}

fn strongest_paths(pairs: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let options = pairs.len();
    let won = |a: usize, b: usize| if pairs[a][b] > pairs[b][a] { pairs[a][b] } else { 0 };
    let mut paths: Vec<Vec<u64>> = (0..options).map(|a| (0..options).map(|b| won(a, b)).collect()).collect();
    for through in 0..options {
        for from in (0..options).filter(|&from| from != through) {
            for to in (0..options).filter(|&to| to != from && to != through) {
                let chain = paths[from][through].min(paths[through][to]);
                paths[from][to] = paths[from][to].max(chain);
            }
        }
    }
    paths
}

fn ranks(options: &[String], votes: &[u64], ties: &TieOrder) -> Vec<usize> {
    let contestants = options.iter().zip(votes).map(|(id, &votes)| Contestant { id, cost: 0, votes });
    ties.ranks(&contestants.collect::<Vec<_>>())
}

fn check(options: usize, ballots: &[Vec<usize>]) -> Result<(), Error> {
    let mut last_seen = vec![usize::MAX; options];
    for (ballot, marked) in ballots.iter().enumerate() {
        for &option in marked {
            let seen = last_seen.get_mut(option).ok_or(Error::NoSuchOption { ballot, option })?;
            if *seen == ballot {
                return Err(Error::Twice { ballot, option });
            }
            *seen = ballot;
        }
    }
    Ok(())
}
