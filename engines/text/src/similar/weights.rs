//! How much a gram says: rare ones much, common ones little.

use super::Entry;
use crate::address::one_way;
use crate::grams::{Gram, GramMap, counted, frequency, rarity};

/// What is compared of a text.
const LONGEST: usize = 500;

/// How rare each run of two or three characters is, learnt from many texts.
///
/// An index holds its weights fixed, so that what was added in the morning and in the evening is weighed alike
/// and taking a request out leaves everything as it was. They are learnt anew each night.
#[derive(Clone, Debug)]
pub struct Weights {
    rarity: GramMap<f32>,
    unseen: f32,
}

impl Weights {
    /// Every gram alike: for the first day.
    pub fn even() -> Self {
        Self::learn([])
    }

    /// From the texts of a year, say.
    pub fn learn<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut holding, mut count): (GramMap<usize>, usize) = (GramMap::default(), 0);
        for text in texts {
            count += 1;
            for (gram, _) in grams(text) {
                *holding.entry(gram).or_default() += 1;
            }
        }
        let rarities = holding.into_iter().map(|(gram, n)| (gram, rarity(count, n))).collect();
        Self { rarity: rarities, unseen: rarity(count, 0) }
    }

    pub(super) fn of(&self, gram: Gram) -> f64 {
        f64::from(self.rarity.get(&gram).copied().unwrap_or(self.unseen))
    }

    pub(super) fn read(&self, entry: &Entry) -> Reading {
        let grams: Vec<(Gram, f32)> =
            grams(entry.text).into_iter().map(|(gram, count)| (gram, frequency(count))).collect();
        let norm = self.norm(&grams);
        Reading { grams, norm }
    }

    pub(super) fn norm(&self, grams: &[(Gram, f32)]) -> f64 {
        grams.iter().map(|(gram, times)| (f64::from(*times) * self.of(*gram)).powi(2)).sum::<f64>().sqrt()
    }
}

fn grams(text: &str) -> Vec<(Gram, u32)> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    counted(&one_way(&text[..end]), 2..=3)
}

/// A text as its grams, ascending, and its length.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) grams: Vec<(Gram, f32)>,
    pub(super) norm: f64,
}

impl Reading {
    pub(super) fn cosine(&self, other: &Reading, dot: f64) -> f64 {
        if dot == 0.0 { 0.0 } else { dot / (self.norm * other.norm) }
    }

    /// The grams of `self`, each with what one occurrence of it in another text adds to the product.
    pub(super) fn weighed(&self, weights: &Weights) -> impl Iterator<Item = (Gram, f64)> {
        self.grams.iter().map(|(gram, times)| (*gram, f64::from(*times) * weights.of(*gram).powi(2)))
    }

    /// The share of runs of three characters that both have; of shorter ones where there are none.
    pub(super) fn overlap(&self, other: &Reading) -> f64 {
        let long = |reading: &Reading| reading.grams.last().is_some_and(|(g, _)| crate::grams::is_triple(*g));
        let triples = long(self) || long(other);
        let set = |reading: &Reading| -> Vec<Gram> {
            let kept = |gram: &Gram| !triples || crate::grams::is_triple(*gram);
            reading.grams.iter().map(|(gram, _)| *gram).filter(kept).collect()
        };
        let (a, b) = (set(self), set(other));
        let both = a.iter().filter(|gram| b.binary_search(gram).is_ok()).count();
        let either = a.len() + b.len() - both;
        if either == 0 { 0.0 } else { both as f64 / either as f64 }
    }
}
