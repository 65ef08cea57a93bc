//! The two directions in which people differ most: principal components of the votes.
//!
//! A vote counts +1, 0 or −1; what someone did not answer is taken to be the mean of those who did, so after
//! centring it is 0. The covariance is then a formula of whole numbers (how many answered both statements, and
//! how), counted on bits. It therefore comes out the same to the last digit in whatever order people stand.

use crate::covariance::covariance;
use crate::votes::{Standing, Vote, Votes, each};

/// A place on the map.
pub type Point = [f64; 2];

/// The map's two axes over the statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// Mean vote of those who answered, by column; 0 for what has no part in the map.
    pub centre: Vec<f64>,
    /// The axes: how far an agreement moves a person along each, by column. Length one, or all 0 where people do
    /// not differ in a further direction. The largest entry is positive, which settles the sign.
    pub components: [Vec<f64>; 2],
    /// Share of the whole variance along each axis.
    pub explained: [f64; 2],
    /// Statements somebody answered, whatever their standing.
    answered: usize,
}

impl Axes {
    /// Axes of everyone's votes, on as many threads as given.
    pub fn of(votes: &Votes, threads: usize) -> Axes {
        let all = votes.statements();
        let answered: Vec<usize> = (0..all.len()).filter(|&column| votes.tally(column).seen() > 0).collect();
        let open: Vec<usize> =
            answered.iter().copied().filter(|&column| all[column].standing == Standing::Open).collect();
        let mut centre = vec![0.0; all.len()];
        for &column in &open {
            let tally = votes.tally(column);
            centre[column] = (f64::from(tally.agree) - f64::from(tally.disagree)) / f64::from(tally.seen());
        }
        let mut covariance = covariance(votes, &open, &centre, threads);
        let whole = covariance.trace();
        let mut axes = Axes {
            centre,
            components: [vec![0.0; all.len()], vec![0.0; all.len()]],
            explained: [0.0; 2],
            answered: answered.len(),
        };
        let differ = if whole > 0.0 { 2 } else { 0 };
        for axis in 0..differ {
            let (value, mut vector) = covariance.leading(axis as u64 + 1);
            if value <= 1e-12 * whole {
                break;
            }
            covariance.deflate(value, &vector);
            axes.explained[axis] = value / whole;
            settle_sign(&mut vector);
            for (&column, entry) in open.iter().zip(vector) {
                axes.components[axis][column] = entry;
            }
        }
        axes
    }

    /// Where each person stands. Someone who answered little is moved outwards by √(statements / answers), so that
    /// silence does not count as moderation; like the server this follows, statements without a part in the map
    /// count as answered by everyone.
    pub fn place(&self, votes: &Votes) -> Vec<Point> {
        let mut places = vec![[0.0; 2]; votes.people().len()];
        let mut given = vec![0_u32; places.len()];
        let mut aside = 0;
        for (column, statement) in votes.statements().iter().enumerate() {
            if statement.standing != Standing::Open {
                aside += u32::from(votes.tally(column).seen() > 0);
                continue;
            }
            let [x, y] = [self.components[0][column], self.components[1][column]];
            for (set, vote) in [
                (votes.who(column, Vote::Agree), 1.0),
                (votes.who(column, Vote::Disagree), -1.0),
                (votes.who(column, Vote::Pass), 0.0),
            ] {
                let moved = vote - self.centre[column];
                each(set, |row| {
                    places[row][0] += moved * x;
                    places[row][1] += moved * y;
                    given[row] += 1;
                });
            }
        }
        for (place, given) in places.iter_mut().zip(given) {
            let outwards = (self.answered as f64 / f64::from((given + aside).max(1))).sqrt();
            place[0] *= outwards;
            place[1] *= outwards;
        }
        places
    }

    /// How far from the middle someone would stand who agreed with this statement and answered nothing else: how
    /// much the statement tells people apart.
    pub fn extremity(&self, column: usize) -> f64 {
        let outwards = (self.answered as f64).sqrt() * (1.0 - self.centre[column]);
        (outwards * self.components[0][column]).hypot(outwards * self.components[1][column])
    }
}

/// Turns the vector so that its largest entry is positive.
fn settle_sign(vector: &mut [f64]) {
    let largest =
        vector.iter().fold(0.0, |most: f64, entry| if entry.abs() > most.abs() { *entry } else { most });
    if largest < 0.0 {
        vector.iter_mut().for_each(|entry| *entry = -*entry);
    }
}
