//! The learnt model: a line per category over the runs of characters.

use super::confidence::{Confidence, HeldOut, shares};
use super::features::{CONSTANT, Vector, Vocabulary, grams};
use super::fit::{Options, Problem, fit};
use super::{Example, SHOWN, Suggestion};
use std::collections::BTreeSet;

/// How large the step of one correction may be, and how much a fitted weight resists the first ones.
const PACE: f32 = 0.5;
const RESISTANCE: f32 = 1.0;
/// The score of a new category before anything speaks for it.
const UNLIKELY: f32 = -1.0;
/// One text in so many, the latest, is held out to measure confidence.
const HELD_OUT: usize = 5;

/// A line per category over runs of one to three characters.
#[derive(Clone, PartialEq, Debug)]
pub struct Model {
    pub(super) categories: Vec<String>,
    pub(super) vocabulary: Vocabulary,
    /// A row per feature, in it one weight per category.
    pub(super) weights: Vec<f32>,
    /// Likewise: how far corrections have moved each weight, squared and summed.
    pub(super) moved: Vec<f32>,
    pub(super) confidence: Option<Confidence>,
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

impl Model {
    /// A model that has learnt nothing yet.
    pub fn new() -> Self {
        Self {
            categories: Vec::new(),
            vocabulary: Vocabulary::empty(),
            weights: Vec::new(),
            moved: Vec::new(),
            confidence: None,
        }
    }

    /// Fits a model to confirmed categories. It claims no confidence: see [`Model::measure`].
    pub fn fit(examples: &[Example], options: &Options) -> Self {
        let categories: BTreeSet<&str> = examples.iter().map(|example| example.category).collect();
        let categories: Vec<String> = categories.into_iter().map(str::to_owned).collect();
        let texts: Vec<_> = examples.iter().map(|example| grams(example.text)).collect();
        let vocabulary = Vocabulary::learn(&texts, options.least_holding);
        let vectors: Vec<Vector> = texts.iter().map(|grams| vocabulary.vector(grams)).collect();
        let answer = |e: &Example| categories.binary_search_by(|c| c.as_str().cmp(e.category));
        let answers: Vec<u32> = examples.iter().filter_map(|e| answer(e).ok()).map(|n| n as u32).collect();
        let problem = Problem {
            vectors: &vectors,
            answers: &answers,
            features: vocabulary.len(),
            categories: categories.len(),
        };
        let weights = fit(&problem, options);
        let moved = vec![0.0; weights.len()];
        Self { categories, vocabulary, weights, moved, confidence: None }
    }

    /// The nightly refit: `examples` in order of time. Confidence is measured on the latest fifth by a model of
    /// what came before; then all of them are learnt.
    pub fn refit(examples: &[Example], options: &Options) -> Self {
        let (before, latest) = examples.split_at(examples.len() - examples.len() / HELD_OUT);
        let mut earlier = Self::fit(before, options);
        earlier.measure(latest);
        Self { confidence: earlier.confidence, ..Self::fit(examples, options) }
    }

    /// Measures how sure suggestions are, on texts the model has not learnt from. Fewer than fifty are too few:
    /// then none is claimed.
    pub fn measure(&mut self, held_out: &[Example]) {
        let text = |example: &Example| HeldOut {
            scores: self.scores(example.text),
            right: self.categories.iter().position(|category| category == example.category),
        };
        let held_out: Vec<HeldOut> = held_out.iter().map(text).collect();
        self.confidence = Confidence::measure(&held_out).filter(|_| !self.categories.is_empty());
    }

    /// The categories it knows.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// What its confidence was measured on; none where it claims none.
    pub fn confidence(&self) -> Option<&Confidence> {
        self.confidence.as_ref()
    }

    /// How many features it weighs.
    pub fn features(&self) -> usize {
        self.vocabulary.len()
    }

    /// The likeliest category; none if it knows none.
    pub fn predict(&self, text: &str) -> Option<&str> {
        let scores = self.scores(text);
        let best = (0..scores.len()).min_by(|a, b| scores[*b].total_cmp(&scores[*a]))?;
        Some(&self.categories[best])
    }

    /// The categories that fit best, best first, at most three.
    pub fn suggest(&self, text: &str) -> Vec<Suggestion> {
        let scores = self.scores(text);
        let claims = self.confidence.as_ref().map(|confidence| confidence.of(&scores));
        let mut ranked: Vec<usize> = (0..scores.len()).collect();
        ranked.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let suggestion = |k: usize| Suggestion {
            category: self.categories[k].clone(),
            confidence: claims.as_ref().map(|claims| claims[k]),
        };
        ranked.into_iter().take(SHOWN).map(suggestion).collect()
    }

    /// Every category with its share of one.
    pub(super) fn shares(&self, text: &str) -> Vec<(&str, f64)> {
        let temperature = self.confidence.as_ref().map_or(1.0, |confidence| confidence.temperature);
        let shares = shares(&self.scores(text), temperature);
        self.categories.iter().map(String::as_str).zip(shares).collect()
    }

    /// Learns from one confirmed category at once, by one step.
    pub fn correct(&mut self, text: &str, category: &str) {
        let answer = self.categories.iter().position(|known| known == category);
        let answer = answer.unwrap_or_else(|| self.widen(category));
        let vector = self.vocabulary.grown(&grams(text));
        let width = self.categories.len();
        self.weights.resize(self.vocabulary.len() * width, 0.0);
        self.moved.resize(self.weights.len(), 0.0);
        let mut slopes = self.scores_of(&vector);
        for (k, slope) in slopes.iter_mut().enumerate() {
            let sign = if k == answer { 1.0 } else { -1.0 };
            *slope = -2.0 * sign * (1.0 - sign * *slope).max(0.0);
        }
        for (feature, x) in vector.into_iter().filter(|(feature, _)| *feature != CONSTANT) {
            let row = feature as usize * width..(feature as usize + 1) * width;
            let moved = &mut self.moved[row.clone()];
            for ((weight, moved), slope) in self.weights[row].iter_mut().zip(moved).zip(&slopes) {
                let slope = slope * x;
                *moved += slope * slope;
                *weight -= PACE * slope / (RESISTANCE + *moved).sqrt();
            }
        }
    }

    fn scores(&self, text: &str) -> Vec<f32> {
        self.scores_of(&self.vocabulary.vector(&grams(text)))
    }

    fn scores_of(&self, vector: &Vector) -> Vec<f32> {
        let width = self.categories.len();
        let mut scores = vec![0.0; width];
        for (feature, x) in vector {
            let row = &self.weights[*feature as usize * width..][..width];
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += x * weight;
            }
        }
        scores
    }

    /// A new category: a column of nothing in every row, and by itself unlikely. Corrections teach what speaks for
    /// it; how common it is, the nightly fit finds.
    fn widen(&mut self, category: &str) -> usize {
        let width = self.categories.len();
        self.categories.push(category.to_owned());
        for rows in [&mut self.weights, &mut self.moved] {
            let wider = |feature| rows[feature * width..][..width].iter().copied().chain([0.0]);
            *rows = (0..rows.len().checked_div(width).unwrap_or(1)).flat_map(wider).collect();
        }
        self.weights[width] = UNLIKELY;
        width
    }
}
