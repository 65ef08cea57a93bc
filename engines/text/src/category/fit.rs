//! Fits one line per category against all others: the support vector machine with squared hinge loss, by dual
//! coordinate descent (Hsieh, Chang, Lin, Keerthi, Sundararajan: ICML 2008).
//!
//! Categories are fitted in blocks of fixed width, so that one pass over a text serves a whole block and the
//! processor adds several at once. A block is the same whichever thread computes it, and on any number of them.

use super::features::Vector;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How a model is fitted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Options {
    /// What an error costs against a simpler line: C of the machine.
    pub cost: f32,
    /// Grams that fewer texts hold are left out.
    pub least_holding: usize,
    /// At most so many passes over the texts.
    pub passes: usize,
    /// Stop when no step would change a margin by more than this.
    pub tolerance: f32,
    /// Of the order in which texts are visited.
    pub seed: u64,
    /// How many threads fit; 0 for as many as the machine has. The model is the same with any number.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { cost: 1.0, least_holding: 2, passes: 40, tolerance: 0.1, seed: 1, threads: 0 }
    }
}

/// What is to be fitted: texts as vectors, each with the number of its category.
pub(super) struct Problem<'a> {
    pub(super) vectors: &'a [Vector],
    pub(super) answers: &'a [u32],
    pub(super) features: usize,
    pub(super) categories: usize,
}

/// The weights: a row per feature, in it one for each category.
pub(super) fn fit(problem: &Problem, options: &Options) -> Vec<f32> {
    match problem.categories {
        0..=4 => in_blocks::<4>(problem, options),
        5..=8 => in_blocks::<8>(problem, options),
        _ => in_blocks::<16>(problem, options),
    }
}

fn in_blocks<const WIDTH: usize>(problem: &Problem, options: &Options) -> Vec<f32> {
    let (width, blocks) = (problem.categories, problem.categories.div_ceil(WIDTH));
    let next = AtomicUsize::new(0);
    let weights = Mutex::new(vec![0.0; problem.features * width]);
    let work = || {
        loop {
            let first = next.fetch_add(1, Ordering::Relaxed) * WIDTH;
            if first >= width {
                return;
            }
            let rows = block::<WIDTH>(problem, first, options);
            let used = WIDTH.min(width - first);
            let mut weights = weights.lock().unwrap_or_else(PoisonError::into_inner);
            for (row, all) in rows.iter().zip(weights.chunks_exact_mut(width)) {
                all[first..first + used].copy_from_slice(&row[..used]);
            }
        }
    };
    let threads = match options.threads {
        0 => thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(blocks) {
            scope.spawn(work);
        }
        work();
    });
    weights.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The weights of `WIDTH` categories from `first` on, by feature.
fn block<const WIDTH: usize>(problem: &Problem, first: usize, options: &Options) -> Vec<[f32; WIDTH]> {
    let slack = 0.5 / options.cost;
    let mut weights = vec![[0.0_f32; WIDTH]; problem.features];
    let mut duals = vec![[0.0_f32; WIDTH]; problem.vectors.len()];
    let squares: Vec<f32> =
        problem.vectors.iter().map(|v| v.iter().map(|(_, x)| x * x).sum::<f32>() + slack).collect();
    let mut order: Vec<usize> = (0..problem.vectors.len()).collect();
    let mut chance = Chance(options.seed);
    for _ in 0..options.passes {
        chance.shuffle(&mut order);
        let mut worst = [0.0_f32; WIDTH];
        for &text in &order {
            let vector = &problem.vectors[text];
            let mut signs = [-1.0_f32; WIDTH];
            if let Some(sign) =
                (problem.answers[text] as usize).checked_sub(first).and_then(|k| signs.get_mut(k))
            {
                *sign = 1.0;
            }
            let scores = scores(&weights, vector);
            let (duals, inverse) = (&mut duals[text], 1.0 / squares[text]);
            let mut steps = [0.0_f32; WIDTH];
            for k in 0..WIDTH {
                let slope = signs[k] * scores[k] - 1.0 + slack * duals[k];
                let next = (duals[k] - slope * inverse).max(0.0);
                let change = next - duals[k];
                worst[k] = worst[k].max(change.abs());
                steps[k] = change * signs[k];
                duals[k] = next;
            }
            if steps.iter().any(|step| *step != 0.0) {
                for (feature, x) in vector {
                    let row = &mut weights[*feature as usize];
                    for k in 0..WIDTH {
                        row[k] += x * steps[k];
                    }
                }
            }
        }
        if worst.iter().all(|worst| *worst < options.tolerance) {
            break;
        }
    }
    weights
}

fn scores<const WIDTH: usize>(weights: &[[f32; WIDTH]], vector: &Vector) -> [f32; WIDTH] {
    let mut scores = [0.0; WIDTH];
    for (feature, x) in vector {
        let row = &weights[*feature as usize];
        for k in 0..WIDTH {
            scores[k] += x * row[k];
        }
    }
    scores
}

/// Chance from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for end in (1..items.len()).rev() {
            items.swap(end, (self.next() % (end as u64 + 1)) as usize);
        }
    }
}
