//! Would the groups be the same had some people not come? Measured by leaving people out and doing it all again.

use crate::chance::{Chance, scramble};
use crate::grouping::{Grouping, Start};
use crate::votes::Votes;
use serde::Serialize;

/// How stability is measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Resampling {
    /// Samples drawn.
    pub samples: usize,
    /// Share of the people in each.
    pub share: f64,
    /// People in a sample at most; of more people a smaller share is drawn, which can only look less stable.
    pub most_people: usize,
    /// The seed of the lots.
    pub seed: u64,
}

/// What the samples said about one number of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Stability {
    /// Mean agreement (adjusted Rand index) between the groups of the sample and those of everyone, over the people
    /// in both: 1 is the same groups, 0 no more alike than by lot. A sample too small for so many groups counts 0.
    pub agreement: f64,
    /// Share of the samples in which this number of groups fitted best.
    pub won: f64,
}

/// Stability of each candidate of `whole`, in its order. Samples are drawn from people in the order of their
/// answers, so that neither numbers nor the order of coming change what is drawn.
pub(crate) fn measure(
    votes: &Votes,
    whole: &Grouping,
    start: Start,
    how: Resampling,
    threads: usize,
) -> Vec<Stability> {
    let order = votes.by_content();
    let mut label_of = vec![usize::MAX; order.len()];
    whole.rows.iter().enumerate().for_each(|(index, &row)| label_of[row] = index);
    let size = ((order.len() as f64 * how.share).round() as usize).clamp(1, how.most_people.max(1));
    let one = |number: usize| {
        let mut chance = Chance::new(scramble(how.seed ^ number as u64));
        let mut rows: Vec<usize> =
            chance.pick(size, order.len()).into_iter().map(|place| order[place]).collect();
        if start == Start::FirstVoters {
            // What comes first is a matter of chance there, so it is drawn as well.
            chance.shuffle(&mut rows);
        }
        let part = votes.only(&rows);
        let standing: Vec<usize> = (0..rows.len()).collect();
        let again = Grouping::in_order(&part, &standing, start, 1);
        let won = again.best().map(|best| best.k);
        let agreements = whole.candidates.iter().map(|candidate| {
            let other = again.candidates.iter().find(|other| other.k == candidate.k)?;
            let both = again.rows.iter().zip(&other.labels);
            let both =
                both.filter_map(|(&row, &label)| Some((*candidate.labels.get(label_of[rows[row]])?, label)));
            Some(rand_index(both))
        });
        (won, agreements.collect::<Vec<_>>())
    };
    let answers = spread(how.samples, threads, &one);
    (0..whole.candidates.len())
        .map(|index| {
            let agreement = answers.iter().fold(0.0, |sum, (_, of)| sum + of[index].unwrap_or(0.0));
            let won = answers.iter().filter(|(won, _)| *won == Some(whole.candidates[index].k)).count();
            let samples = answers.len().max(1) as f64;
            Stability { agreement: agreement / samples, won: won as f64 / samples }
        })
        .collect()
}

/// The answers for 0, 1, … in their order, whichever thread gave them.
fn spread<T: Send>(number: usize, threads: usize, one: &(impl Fn(usize) -> T + Sync)) -> Vec<T> {
    let threads = threads.clamp(1, number.max(1));
    let work =
        |first: usize| move || (first..number).step_by(threads).map(|i| (i, one(i))).collect::<Vec<_>>();
    let mut answers: Vec<(usize, T)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|first| scope.spawn(work(first))).collect();
        let mut answers = work(0)();
        for other in others {
            answers.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        answers
    });
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Adjusted Rand index of two divisions (Hubert, Arabie 1985), from each person's label in both.
pub fn rand_index(labels: impl IntoIterator<Item = (usize, usize)>) -> f64 {
    let mut cells: std::collections::BTreeMap<(usize, usize), f64> = Default::default();
    labels.into_iter().for_each(|pair| *cells.entry(pair).or_default() += 1.0);
    let pairs = |number: f64| number * (number - 1.0) / 2.0;
    let side = |label: fn(&(usize, usize)) -> usize| {
        let mut sums: std::collections::BTreeMap<usize, f64> = Default::default();
        cells.iter().for_each(|(pair, number)| *sums.entry(label(pair)).or_default() += number);
        sums.into_values().map(pairs).sum::<f64>()
    };
    let together: f64 = cells.values().copied().map(pairs).sum();
    let (one, other) = (side(|pair| pair.0), side(|pair| pair.1));
    let all = pairs(cells.values().sum());
    let expected = if all > 0.0 { one * other / all } else { 0.0 };
    let most = (one + other) / 2.0;
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

#[cfg(test)]
mod tests {
    use super::rand_index;

    #[test]
    fn same_groups_under_other_names_agree_fully_and_crossed_ones_do_not() {
        assert_eq!(rand_index([(0, 1), (0, 1), (1, 0), (1, 0)]), 1.0);
        // Hubert and Arabie's formula by hand: pairs together 0, expected 2·2/6, most 2.
        let crossed = rand_index([(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert!((crossed - (0.0 - 2.0 / 3.0) / (2.0 - 2.0 / 3.0)).abs() < 1e-12);
    }
}
