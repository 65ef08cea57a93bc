//! What counts as typical of a group, and as common to all: the proportions and tests of the Polis server.
//!
//! Every share is taken with one agreement and one disagreement added, so that a few answers do not look like
//! certainty; every test is one-sided at 90 %.

use crate::votes::{Standing, Tally, Votes};
use serde::Serialize;

/// A test beyond this is significant: 90 %, one-sided.
pub const SIGNIFICANT: f64 = 1.2816;
/// Statements named for a group, and for each side of common ground, at most.
pub const NAMED: usize = 5;

/// The answer a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Agreement.
    Agree,
    /// Disagreement.
    Disagree,
}

/// How many of those who answered took a side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Proportion {
    /// The statement.
    pub statement: u64,
    /// The side.
    pub side: Side,
    /// Who took it.
    pub count: u32,
    /// Who answered, passes included.
    pub of: u32,
    /// (count + 1) / (of + 2).
    pub share: f64,
    /// Test that it is more than half: 2·√(of + 1)·((count + 1)/(of + 1) − ½).
    pub z: f64,
}

impl Proportion {
    fn new(statement: u64, side: Side, tally: Tally) -> Proportion {
        let (count, of) = (side.of(tally), tally.seen());
        let (plus, all) = (f64::from(count) + 1.0, f64::from(of));
        let z = 2.0 * (all + 1.0).sqrt() * (plus / (all + 1.0) - 0.5);
        Proportion { statement, side, count, of, share: plus / (all + 2.0), z }
    }

    /// Whether it is clearly most people's answer.
    fn majority(&self) -> bool {
        self.share > 0.5 && self.z > SIGNIFICANT
    }

    fn weight(&self) -> f64 {
        self.share * self.z
    }
}

impl Side {
    fn of(self, tally: Tally) -> u32 {
        match self {
            Side::Agree => tally.agree,
            Side::Disagree => tally.disagree,
        }
    }
}

/// A statement by which a group differs from everyone else.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Representative {
    /// The group's own answers.
    #[serde(flatten)]
    pub own: Proportion,
    /// Its share divided by that of the other groups together.
    pub ratio: f64,
    /// Test that its share is the larger one.
    pub ratio_z: f64,
    /// Put first, as the agreement that says most about the group.
    pub best_agree: bool,
}

impl Representative {
    fn new(statement: u64, side: Side, inside: Tally, outside: Tally) -> Representative {
        let own = Proportion::new(statement, side, inside);
        let others = Proportion::new(statement, side, outside);
        let ratio_z = two_proportions(
            (f64::from(own.count), f64::from(own.of)),
            (f64::from(others.count), f64::from(others.of)),
        );
        Representative { own, ratio: own.share / others.share, ratio_z, best_agree: false }
    }

    fn significant(&self) -> bool {
        self.ratio_z > SIGNIFICANT && self.own.z > SIGNIFICANT
    }

    fn weight(&self) -> f64 {
        self.ratio * self.ratio_z * self.own.weight()
    }

    /// Whether this agreement says more about the group than the best one so far.
    fn better_agree(&self, best: Option<&Representative>, inside: Tally) -> bool {
        if inside.agree == 0 && inside.disagree == 0 {
            return false;
        }
        match best {
            Some(best) if best.ratio > 1.0 => self.weight() > best.weight(),
            Some(best) => self.own.weight() > best.own.weight(),
            None => self.own.z > SIGNIFICANT || (self.ratio > 1.0 && self.own.share > 0.5),
        }
    }
}

/// Test that the first share is larger, each count with one added; 0 where everyone took the side.
fn two_proportions((count, of): (f64, f64), (other, others): (f64, f64)) -> f64 {
    let (count, of, other, others) = (count + 1.0, of + 1.0, other + 1.0, others + 1.0);
    let pooled = (count + other) / (of + others);
    if pooled == 1.0 {
        return 0.0;
    }
    (count / of - other / others) / (pooled * (1.0 - pooled) * (1.0 / of + 1.0 / others)).sqrt()
}

/// Answers of each group to every statement: by group, then by column.
pub fn group_tallies(votes: &Votes, rows: &[usize], labels: &[usize], groups: usize) -> Vec<Vec<Tally>> {
    (0..groups)
        .map(|group| {
            let members = rows.iter().zip(labels).filter(|(_, label)| **label == group).map(|(row, _)| *row);
            let members = votes.set_of(members);
            (0..votes.statements().len()).map(|column| votes.tally_of(column, &members)).collect()
        })
        .collect()
}

/// The statements that tell each group from the others, at most [`NAMED`], agreements first. Only statements open
/// to the map count. `groups` is as [`group_tallies`] gives it.
pub fn representative(votes: &Votes, groups: &[Vec<Tally>]) -> Vec<Vec<Representative>> {
    let none = Tally::default();
    (0..groups.len())
        .map(|group| {
            let outside = |column: usize| {
                let others = groups.iter().enumerate().filter(|(other, _)| *other != group);
                others.fold(none, |sum, (_, tallies)| sum + tallies[column])
            };
            let open = votes.statements().iter().enumerate().filter(|(_, s)| s.standing == Standing::Open);
            select(open.map(|(column, s)| (s.id, groups[group][column], outside(column))))
        })
        .collect()
}

/// The statements of one group, from their numbers with the answers inside and outside.
fn select(statements: impl Iterator<Item = (u64, Tally, Tally)>) -> Vec<Representative> {
    let mut significant: Vec<Representative> = Vec::new();
    let (mut best, mut best_agree): (Option<Representative>, Option<(Representative, Representative)>) =
        (None, None);
    for (statement, inside, outside) in statements {
        let agree = Representative::new(statement, Side::Agree, inside, outside);
        let disagree = Representative::new(statement, Side::Disagree, inside, outside);
        let stronger = if agree.ratio_z > disagree.ratio_z { agree } else { disagree };
        if agree.significant() || disagree.significant() {
            significant.push(stronger);
        }
        if best.is_none_or(|best| stronger.ratio_z > best.ratio_z) {
            best = Some(stronger);
        }
        if agree.better_agree(best_agree.as_ref().map(|(agree, _)| agree), inside) {
            best_agree = Some((agree, stronger));
        }
    }
    // The agreement leads, though the group may differ from others by its disagreement even more.
    let head = best_agree.map(|(_, stronger)| Representative { best_agree: true, ..stronger });
    if significant.is_empty() {
        return head.or(best).into_iter().collect();
    }
    significant.retain(|one| head.is_none_or(|head| head.own.statement != one.own.statement));
    significant.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    let mut named: Vec<Representative> = head.into_iter().chain(significant).take(NAMED).collect();
    named.sort_by_key(|one| one.own.side);
    named
}

/// What most people agree and disagree on, whatever group they are in.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Consensus {
    /// Agreed on, the clearest first, at most [`NAMED`].
    pub agree: Vec<Proportion>,
    /// Disagreed on, likewise.
    pub disagree: Vec<Proportion>,
}

/// Common ground, from the numbers of the statements open to the map and everyone's answers. Statements with
/// fewer than `fewest` answers are not named.
pub fn consensus(statements: &[(u64, Tally)], fewest: u32) -> Consensus {
    let named = |side: Side| {
        let known = statements.iter().filter(|(_, tally)| tally.seen() >= fewest);
        let all = known.map(|(statement, tally)| Proportion::new(*statement, side, *tally));
        let mut named: Vec<Proportion> = all.filter(Proportion::majority).collect();
        named.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
        named.truncate(NAMED);
        named
    };
    Consensus { agree: named(Side::Agree), disagree: named(Side::Disagree) }
}

/// How likely one person of every group is to agree: the product over groups of (agree + 1) / (answers + 2), by
/// column. It falls with the number of groups, so it compares statements of one map only.
pub fn across_groups(groups: &[Vec<Tally>], column: usize) -> f64 {
    groups
        .iter()
        .map(|tallies| (f64::from(tallies[column].agree) + 1.0) / (f64::from(tallies[column].seen()) + 2.0))
        .product()
}
