//! How the votes on every two statements vary together, counted in whole numbers.
//!
//! With c the mean of a statement, the covariance of j and l over the people who answered both is
//! Σxy − c_l·Σx − c_j·Σy + c_j·c_l·n. The four sums are whole numbers, so neither the order of people nor the way of
//! counting changes the result in the last digit. There are two ways: person by person, over the pairs of statements
//! each has answered, or column by column on bits, 64 people at once. Few answers each make the first the faster one,
//! many the second.

use crate::eigen::Symmetric;
use crate::votes::{Bits, Vote, Votes, each};

/// Words of people that are counted at once: a block of all columns then stays in the cache.
const BLOCK: usize = 64;
/// Rows that are counted at once, for the same reason.
const ROWS: usize = 64;
/// People counted into fields of 16 bits at once: each adds at most 2.
const FIELD: usize = (u16::MAX / 2) as usize;
/// Counting a word of two columns costs as much as so many pairs of answers.
const WORD_IN_PAIRS: usize = 6;

/// What two statements have in common, over the people who answered both: how many they are, the sum of the
/// products of their votes, of their votes on the former, and on the latter.
type Shared = [i32; 4];
/// A statement's number in the list, and what it shares with itself and each one after it.
type Row = (usize, Vec<Shared>);

/// The covariance of the statements in `columns`, whose means are `centre`, times the number of people. What
/// someone has not answered counts as the mean.
pub(crate) fn covariance(votes: &Votes, columns: &[usize], centre: &[f64], threads: usize) -> Symmetric {
    let size = columns.len();
    let mut cells = vec![0.0; size * size];
    for (j, row) in shared(votes, columns, threads) {
        for (l, [both, product, former, latter]) in (j..).zip(row) {
            let (cj, cl) = (centre[columns[j]], centre[columns[l]]);
            let value = f64::from(product) - cl * f64::from(former) - cj * f64::from(latter)
                + cj * cl * f64::from(both);
            cells[j * size + l] = value;
            cells[l * size + j] = value;
        }
    }
    Symmetric { size, cells }
}

/// Every row of the upper half.
fn shared(votes: &Votes, columns: &[usize], threads: usize) -> Vec<Row> {
    let pairs: usize = votes.answered().iter().map(|&answers| (answers as usize).pow(2) / 2).sum();
    let words = votes.people().len().div_ceil(64) * columns.len().pow(2) / 2;
    match pairs < words * WORD_IN_PAIRS {
        true => {
            let answers = Answers::of(votes, columns);
            in_parts(columns.len(), threads, |rows| answers.count(rows))
        }
        false => {
            let planes: Vec<Planes> = columns.iter().map(|&column| Planes::of(votes, column)).collect();
            in_parts(columns.len(), threads, |rows| count_on_bits(&planes, rows))
        }
    }
}

/// Lets each thread count every so-manieth row.
fn in_parts(size: usize, threads: usize, count: impl Fn(&mut [Row]) + Sync) -> Vec<Row> {
    let threads = threads.clamp(1, size.max(1));
    let empty = |first: usize| (first..size).step_by(threads).map(|j| (j, vec![Shared::default(); size - j]));
    let mut parts: Vec<Vec<Row>> = (0..threads).map(|first| empty(first).collect()).collect();
    std::thread::scope(|scope| {
        let (own, others) = parts.split_at_mut(1);
        for part in others {
            scope.spawn(|| count(part));
        }
        own.iter_mut().for_each(|part| count(part));
    });
    parts.into_iter().flatten().collect()
}

/// What each person answered: places in the list of columns with +1, 0 or −1, ascending.
struct Answers {
    ends: Vec<usize>,
    given: Vec<(u32, i32)>,
}

impl Answers {
    fn of(votes: &Votes, columns: &[usize]) -> Answers {
        let mut ends = vec![0; votes.people().len() + 1];
        let sets = |column: usize| {
            [(Vote::Agree, 1), (Vote::Disagree, -1), (Vote::Pass, 0)]
                .map(|(vote, x)| (votes.who(column, vote), x))
        };
        for &column in columns {
            sets(column).into_iter().for_each(|(set, _)| each(set, |row| ends[row + 1] += 1));
        }
        for row in 1..ends.len() {
            ends[row] += ends[row - 1];
        }
        let mut given = vec![(0, 0); ends[ends.len() - 1]];
        let mut next = ends.clone();
        for (place, &column) in (0..).zip(columns) {
            for (set, x) in sets(column) {
                each(set, |row| {
                    given[next[row]] = (place, x);
                    next[row] += 1;
                });
            }
        }
        Answers { ends, given }
    }

    fn count(&self, rows: &mut [Row]) {
        let people = self.ends.len() - 1;
        for block in rows.chunks_mut(ROWS) {
            for from in (0..people).step_by(FIELD) {
                self.count_people(from..(from + FIELD).min(people), block);
            }
        }
    }

    /// The four sums of a pair stand side by side in one word while they are counted, each vote raised by one so
    /// that none goes below zero.
    fn count_people(&self, people: std::ops::Range<usize>, block: &mut [Row]) {
        let (Some((first, _)), Some((last, _))) = (block.first(), block.last()) else { return };
        let (first, last) = (*first, *last);
        let mut row_of = vec![None; last - first + 1];
        block.iter().enumerate().for_each(|(index, (j, _))| row_of[j - first] = Some(index));
        let mut packed: Vec<Vec<u64>> = block.iter().map(|(_, row)| vec![0; row.len()]).collect();
        for person in people {
            let given = &self.given[self.ends[person]..self.ends[person + 1]];
            let begin = given.partition_point(|(j, _)| (*j as usize) < first);
            for (nth, (j, x)) in given.iter().enumerate().skip(begin) {
                let Some(of) = row_of.get(*j as usize - first) else { break };
                let Some(index) = *of else { continue };
                let more = [-1, 0, 1].map(|y| pack([1, x * y + 1, x + 1, y + 1]));
                let row = &mut packed[index];
                for (l, y) in &given[nth..] {
                    row[(l - j) as usize] += more[(y + 1) as usize];
                }
            }
        }
        for ((_, row), packed) in block.iter_mut().zip(packed) {
            for (shared, packed) in row.iter_mut().zip(packed) {
                let [both, product, former, latter] = unpack(packed);
                let more = [both, product - both, former - both, latter - both];
                shared.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        }
    }
}

fn pack([a, b, c, d]: Shared) -> u64 {
    [a, b, c, d].iter().rev().fold(0, |word, field| word << 16 | *field as u64)
}

fn unpack(word: u64) -> Shared {
    [0, 16, 32, 48].map(|shift| i32::from((word >> shift) as u16))
}

/// A column as sets of people: who agreed, who took a side, who answered.
struct Planes<'a> {
    agree: &'a Bits,
    firm: Vec<u64>,
    seen: Vec<u64>,
}

impl Planes<'_> {
    fn of(votes: &Votes, column: usize) -> Planes<'_> {
        let [agree, disagree, pass] =
            [Vote::Agree, Vote::Disagree, Vote::Pass].map(|vote| votes.who(column, vote));
        let union =
            |one: &Bits, other: &Bits| one.iter().zip(other).map(|(one, other)| one | other).collect();
        let firm: Vec<u64> = union(agree, disagree);
        Planes { agree, seen: union(&firm, pass), firm }
    }

    fn block(&self, from: usize) -> [&Bits; 3] {
        let block = from..(from + BLOCK).min(self.firm.len());
        [&self.agree[block.clone()], &self.firm[block.clone()], &self.seen[block]]
    }
}

fn count_on_bits(planes: &[Planes], rows: &mut [Row]) {
    let words = planes.first().map_or(0, |planes| planes.firm.len());
    for from in (0..words).step_by(BLOCK) {
        for (j, row) in &mut *rows {
            let former = planes[*j].block(from);
            for (shared, latter) in row.iter_mut().zip(&planes[*j..]) {
                count_block(shared, former, latter.block(from));
            }
        }
    }
}

fn count_block(shared: &mut Shared, [agree, firm, seen]: [&Bits; 3], [agree_l, firm_l, seen_l]: [&Bits; 3]) {
    // Votes of +1 and −1 multiply to −1 where one agrees and the other does not; they add up to twice the
    // agreements less all that are firm.
    let (mut both, mut same, mut apart) = (0, 0, 0);
    let (mut former, mut former_firm, mut latter, mut latter_firm) = (0, 0, 0, 0);
    for (((aj, fj), sj), ((al, fl), sl)) in
        agree.iter().zip(firm).zip(seen).zip(agree_l.iter().zip(firm_l).zip(seen_l))
    {
        both += u64::from((sj & sl).count_ones());
        same += u64::from((fj & fl).count_ones());
        apart += u64::from((fj & fl & (aj ^ al)).count_ones());
        former += u64::from((aj & sl).count_ones());
        former_firm += u64::from((fj & sl).count_ones());
        latter += u64::from((al & sj).count_ones());
        latter_firm += u64::from((fl & sj).count_ones());
    }
    shared[0] += both as i32;
    shared[1] += same as i32 - 2 * apart as i32;
    shared[2] += 2 * former as i32 - former_firm as i32;
    shared[3] += 2 * latter as i32 - latter_firm as i32;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::votes::{Standing, Statement};

    #[test]
    fn both_ways_of_counting_and_any_number_of_threads_give_the_definition() {
        let statements = (0..9).map(|id| Statement { id, standing: Standing::Open }).collect();
        let mut votes = Votes::new(statements, (0..150).collect());
        let mut chance = Chance::new(5);
        for (column, row) in (0..9).flat_map(|column| (0..150).map(move |row| (column, row))) {
            match (chance.unit() * 4.0) as u32 {
                0 => votes.set(column, row, Vote::Agree),
                1 => votes.set(column, row, Vote::Disagree),
                2 => votes.set(column, row, Vote::Pass),
                _ => {}
            }
        }
        let columns = [0, 2, 3, 7, 8];
        let x = |column, row| votes.get(column, row).map(|vote| [1, 0, -1][vote as usize]);
        let defined = |j: usize, l: usize| {
            let pairs = (0..150).filter_map(|row| x(columns[j], row).zip(x(columns[l], row)));
            pairs.fold([0; 4], |[n, xy, xs, ys], (x, y)| [n + 1, xy + x * y, xs + x, ys + y])
        };
        let expected: Vec<Row> = (0..5).map(|j| (j, (j..5).map(|l| defined(j, l)).collect())).collect();
        let planes: Vec<Planes> = columns.iter().map(|&column| Planes::of(&votes, column)).collect();
        let answers = Answers::of(&votes, &columns);
        for threads in [1, 2, 7] {
            let mut by_person = in_parts(5, threads, |rows| answers.count(rows));
            let mut on_bits = in_parts(5, threads, |rows| count_on_bits(&planes, rows));
            by_person.sort();
            on_bits.sort();
            assert_eq!(by_person, expected);
            assert_eq!(on_bits, expected);
        }
    }
}
