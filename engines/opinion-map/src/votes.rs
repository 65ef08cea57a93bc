//! Who said what to which statement: the matrix everything else is counted from.
//!
//! Statements are columns, people rows. A column is three sets of people (agree, disagree, pass) kept as bits, so
//! that counting within a group is an intersection, and a person who has not answered is in none of the three.

use crate::chance::scramble;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What a person answers to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Vote {
    /// “I agree”: +1.
    Agree,
    /// “Neither, or I cannot say”: 0. An answer, unlike silence.
    Pass,
    /// “I disagree”: −1.
    Disagree,
}

/// What part a statement has in the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Shapes the map and may be found representative or common ground.
    Open,
    /// About the person, not the matter (“I rent here”): asked first, never part of the map.
    Meta,
    /// Taken out by moderation: neither asked nor part of the map.
    Rejected,
}

/// A statement people vote on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Statement {
    /// Its number.
    pub id: u64,
    /// Its part in the map.
    pub standing: Standing,
}

/// One press of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// When, on any clock that runs forward; only the order counts.
    pub at: i64,
    /// Who.
    pub person: u64,
    /// Number of the statement.
    pub statement: u64,
    /// The answer.
    pub vote: Vote,
}

/// How many gave each answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Agreed.
    pub agree: u32,
    /// Disagreed.
    pub disagree: u32,
    /// Passed.
    pub pass: u32,
}

impl Tally {
    /// Everyone who answered, passes included.
    pub fn seen(self) -> u32 {
        self.agree.saturating_add(self.disagree).saturating_add(self.pass)
    }
}

impl std::ops::Add for Tally {
    type Output = Tally;
    fn add(self, other: Tally) -> Tally {
        Tally {
            agree: self.agree.saturating_add(other.agree),
            disagree: self.disagree.saturating_add(other.disagree),
            pass: self.pass.saturating_add(other.pass),
        }
    }
}

/// A set of people, one bit each.
pub(crate) type Bits = [u64];

/// Statements × people. Statements stand by their numbers, people in the order of their first votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    statements: Vec<Statement>,
    people: Vec<u64>,
    words: usize,
    agree: Vec<u64>,
    disagree: Vec<u64>,
    pass: Vec<u64>,
}

impl Votes {
    /// A matrix in which nobody has answered yet. `people` are the rows in the order given.
    pub fn new(mut statements: Vec<Statement>, people: Vec<u64>) -> Votes {
        statements.sort_by_key(|s| s.id);
        statements.dedup_by_key(|s| s.id);
        let words = people.len().div_ceil(64);
        let plane = vec![0; words * statements.len()];
        Votes { agree: plane.clone(), disagree: plane.clone(), pass: plane, statements, people, words }
    }

    /// The matrix after all these votes: of several votes of one person on one statement the latest counts, and
    /// of several at the same moment the one listed last. Votes on statements that are not listed are left out.
    pub fn from_casts(statements: Vec<Statement>, mut casts: Vec<Cast>) -> Votes {
        casts.sort_by_key(|c| c.at);
        let mut met = HashSet::new();
        let mut people: Vec<(i64, u64)> =
            casts.iter().filter(|c| met.insert(c.person)).map(|c| (c.at, c.person)).collect();
        people.sort_unstable();
        let people: Vec<u64> = people.into_iter().map(|(_, person)| person).collect();
        let rows: HashMap<u64, usize> = people.iter().copied().zip(0..).collect();
        let mut votes = Votes::new(statements, people);
        let columns: HashMap<u64, usize> = votes.statements.iter().map(|s| s.id).zip(0..).collect();
        for cast in casts {
            if let Some(&column) = columns.get(&cast.statement) {
                votes.set(column, rows[&cast.person], cast.vote);
            }
        }
        votes
    }

    /// Writes the answer of the person in `row` to the statement in `column`, over any former one.
    ///
    /// # Panics
    /// When there is no such row or column.
    pub fn set(&mut self, column: usize, row: usize, vote: Vote) {
        assert!(column < self.statements.len() && row < self.people.len(), "no such cell");
        let (word, bit) = (column * self.words + row / 64, 1 << (row % 64));
        for plane in [&mut self.agree, &mut self.disagree, &mut self.pass] {
            plane[word] &= !bit;
        }
        match vote {
            Vote::Agree => self.agree[word] |= bit,
            Vote::Disagree => self.disagree[word] |= bit,
            Vote::Pass => self.pass[word] |= bit,
        }
    }

    /// The answer in a cell, if there is one.
    ///
    /// # Panics
    /// When there is no such row or column.
    pub fn get(&self, column: usize, row: usize) -> Option<Vote> {
        let (word, bit) = (column * self.words + row / 64, 1 << (row % 64));
        match () {
            () if self.agree[word] & bit != 0 => Some(Vote::Agree),
            () if self.disagree[word] & bit != 0 => Some(Vote::Disagree),
            () if self.pass[word] & bit != 0 => Some(Vote::Pass),
            () => None,
        }
    }

    /// The statements, by their numbers.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The people, in the order of their rows.
    pub fn people(&self) -> &[u64] {
        &self.people
    }

    /// Where a statement stands.
    pub fn column(&self, statement: u64) -> Option<usize> {
        self.statements.binary_search_by_key(&statement, |s| s.id).ok()
    }

    /// Answers of everyone to the statement in `column`.
    pub fn tally(&self, column: usize) -> Tally {
        Tally {
            agree: count(self.who(column, Vote::Agree)),
            disagree: count(self.who(column, Vote::Disagree)),
            pass: count(self.who(column, Vote::Pass)),
        }
    }

    /// Answers of the people in `rows` to the statement in `column`.
    pub(crate) fn tally_of(&self, column: usize, rows: &Bits) -> Tally {
        Tally {
            agree: count_both(self.who(column, Vote::Agree), rows),
            disagree: count_both(self.who(column, Vote::Disagree), rows),
            pass: count_both(self.who(column, Vote::Pass), rows),
        }
    }

    /// How many statements each person has answered, by row.
    pub fn answered(&self) -> Vec<u32> {
        let mut answered = vec![0; self.people.len()];
        for column in 0..self.statements.len() {
            for plane in [
                self.who(column, Vote::Agree),
                self.who(column, Vote::Disagree),
                self.who(column, Vote::Pass),
            ] {
                each(plane, |row| answered[row] += 1);
            }
        }
        answered
    }

    /// The same votes with only the people in `rows`, in that order.
    pub fn only(&self, rows: &[usize]) -> Votes {
        let mut part =
            Votes::new(self.statements.clone(), rows.iter().map(|&row| self.people[row]).collect());
        let planes = [(&self.agree, &mut part.agree), (&self.disagree, &mut part.disagree)];
        for (from, to) in planes.into_iter().chain([(&self.pass, &mut part.pass)]) {
            for column in 0..self.statements.len() {
                let from = &from[column * self.words..][..self.words];
                for (word, chunk) in rows.chunks(64).enumerate() {
                    let bits =
                        chunk.iter().rev().fold(0, |bits, row| bits << 1 | from[row / 64] >> (row % 64) & 1);
                    to[column * part.words + word] = bits;
                }
            }
        }
        part
    }

    /// The rows in an order that depends on what people answered and on nothing else: not on their numbers, not on
    /// who came first, and not on which answer is called agreement. People who answered alike everywhere stand
    /// together; otherwise the order is as good as drawn by lot.
    pub fn by_content(&self) -> Vec<usize> {
        let mut keys = vec![[0_u64; 3]; self.people.len()];
        for column in 0..self.statements.len() {
            let mark = scramble(column as u64);
            each(self.who(column, Vote::Agree), |row| keys[row][0] = keys[row][0].wrapping_add(mark));
            each(self.who(column, Vote::Disagree), |row| keys[row][1] = keys[row][1].wrapping_add(mark));
            each(self.who(column, Vote::Pass), |row| keys[row][2] = keys[row][2].wrapping_add(mark));
        }
        let key = |row: &usize| {
            let [agree, disagree, pass] = keys[*row];
            let both = scramble(agree).wrapping_add(scramble(disagree)).wrapping_add(scramble(!pass));
            (scramble(both), agree, disagree)
        };
        let mut rows: Vec<usize> = (0..self.people.len()).collect();
        rows.sort_by_cached_key(key);
        rows
    }

    /// A set of people from their rows.
    pub(crate) fn set_of(&self, rows: impl IntoIterator<Item = usize>) -> Vec<u64> {
        let mut bits = vec![0; self.words];
        for row in rows {
            bits[row / 64] |= 1 << (row % 64);
        }
        bits
    }

    /// Who gave this answer to the statement in `column`.
    pub(crate) fn who(&self, column: usize, vote: Vote) -> &Bits {
        let plane = match vote {
            Vote::Agree => &self.agree,
            Vote::Disagree => &self.disagree,
            Vote::Pass => &self.pass,
        };
        &plane[column * self.words..][..self.words]
    }
}

/// Size of a set.
fn count(set: &Bits) -> u32 {
    set.iter().map(|word| word.count_ones()).sum()
}

/// Size of what two sets share.
fn count_both(one: &Bits, other: &Bits) -> u32 {
    one.iter().zip(other).map(|(one, other)| (one & other).count_ones()).sum()
}

/// Each member of a set, ascending.
pub(crate) fn each(set: &Bits, mut act: impl FnMut(usize)) {
    for (index, &word) in set.iter().enumerate() {
        let mut left = word;
        while left != 0 {
            act(index * 64 + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
}
