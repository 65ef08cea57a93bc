//! Texts as vectors: TF-IDF of runs of one to three characters, of length one, and a constant.

use crate::address::hidden;
use crate::grams::{Gram, GramMap, counted, frequency, rarity};

/// A text by feature, each with its weight; the constant first.
pub(super) type Vector = Vec<(u32, f32)>;

/// The feature that every text has: what a category starts from.
pub(super) const CONSTANT: u32 = 0;

/// Which gram is which feature, and how rare each is.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) features: GramMap<u32>,
    /// By feature; that of the constant is not used.
    pub(super) rarity: Vec<f32>,
    pub(super) unseen: f32,
}

/// The grams of a text, places hidden: where it is says nothing about what it is.
pub(super) fn grams(text: &str) -> Vec<(Gram, u32)> {
    counted(&hidden(text), 1..=3)
}

impl Vocabulary {
    /// Of no texts: every gram is new, and all weigh alike.
    pub(super) fn empty() -> Self {
        Self { features: GramMap::default(), rarity: vec![0.0], unseen: 1.0 }
    }

    /// The grams that at least `least` of the texts hold.
    pub(super) fn learn(texts: &[Vec<(Gram, u32)>], least: usize) -> Self {
        let mut all: Vec<Gram> = texts.iter().flatten().map(|(gram, _)| *gram).collect();
        all.sort_unstable();
        let mut vocabulary = Self { unseen: rarity(texts.len(), 0), ..Self::empty() };
        for same in all.chunk_by(|a, b| a == b).filter(|same| same.len() >= least) {
            vocabulary.push(same[0], rarity(texts.len(), same.len()));
        }
        vocabulary
    }

    pub(super) fn len(&self) -> usize {
        self.rarity.len()
    }

    pub(super) fn push(&mut self, gram: Gram, rarity: f32) -> u32 {
        let feature = self.rarity.len() as u32;
        self.features.insert(gram, feature);
        self.rarity.push(rarity);
        feature
    }

    /// The vector of a text by the grams that are known.
    pub(super) fn vector(&self, grams: &[(Gram, u32)]) -> Vector {
        self.scaled(grams.iter().filter_map(|(gram, count)| Some((*self.features.get(gram)?, *count))))
    }

    /// The vector of a text; grams that are new become features.
    pub(super) fn grown(&mut self, grams: &[(Gram, u32)]) -> Vector {
        for (gram, _) in grams {
            if !self.features.contains_key(gram) {
                self.push(*gram, self.unseen);
            }
        }
        self.vector(grams)
    }

    fn scaled(&self, counts: impl Iterator<Item = (u32, u32)>) -> Vector {
        let mut vector = vec![(CONSTANT, 1.0)];
        vector.extend(
            counts.map(|(feature, count)| (feature, frequency(count) * self.rarity[feature as usize])),
        );
        let length = vector[1..].iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        vector[1..].iter_mut().for_each(|(_, weight)| *weight /= length);
        vector
    }
}
