//! The open window: what can be added and taken out at any moment, and asked for what looks alike.

use super::place::Where;
use super::weights::Reading;
use super::{Entry, Facts, Match, Parts, Tuning, Weights};
use crate::grams::{Gram, GramMap};
use std::cmp::Ordering;
use std::collections::HashMap;

/// From this share of equal runs of three characters on, two texts of one resident are one sent twice.
const REPOST: f64 = 0.95;

/// The open requests, found by their words.
///
/// Asking goes through the requests that share a gram with the question for the words, and through all of them
/// for place, category and time; the answer is that of comparing with every one.
#[derive(Clone, Debug)]
pub struct Index {
    weights: Weights,
    tuning: Tuning,
    /// By slot; a slot that was taken out is used again.
    kept: Vec<Option<Kept>>,
    free: Vec<u32>,
    slots: HashMap<u64, u32>,
    /// By gram, the slots of the texts that hold it and how much it weighs there.
    holding: GramMap<Vec<(u32, f32)>>,
    residents: HashMap<u64, Vec<u32>>,
}

#[derive(Clone, Debug)]
struct Kept {
    id: u64,
    by: Option<u64>,
    facts: Facts,
    reading: Reading,
}

impl Index {
    /// An empty window.
    pub fn new(weights: Weights, tuning: Tuning) -> Self {
        Self {
            weights,
            tuning,
            kept: Vec::new(),
            free: Vec::new(),
            slots: HashMap::new(),
            holding: GramMap::default(),
            residents: HashMap::new(),
        }
    }

    /// How many requests it holds.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Holds it none?
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// How many different grams its texts have.
    pub fn grams(&self) -> usize {
        self.holding.len()
    }

    /// Adds a request; one with the same number is replaced.
    pub fn add(&mut self, entry: &Entry) {
        self.remove(entry.id);
        let reading = self.weights.read(entry);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.kept.push(None);
            (self.kept.len() - 1) as u32
        });
        for (gram, times) in &reading.grams {
            self.holding.entry(*gram).or_default().push((slot, *times));
        }
        if let Some(by) = entry.by {
            self.residents.entry(by).or_default().push(slot);
        }
        self.slots.insert(entry.id, slot);
        self.kept[slot as usize] =
            Some(Kept { id: entry.id, by: entry.by, facts: Facts::of(entry), reading });
    }

    /// Takes a request out; whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(slot) = self.slots.remove(&id) else { return false };
        let Some(kept) = self.kept[slot as usize].take() else { return false };
        for (gram, _) in &kept.reading.grams {
            forget(&mut self.holding, *gram, |(held, _)| *held == slot);
        }
        if let Some(by) = kept.by {
            forget(&mut self.residents, by, |held| *held == slot);
        }
        self.free.push(slot);
        true
    }

    /// Weighs every text anew: each night, with what was learnt that day.
    pub fn reweigh(&mut self, weights: Weights) {
        self.weights = weights;
        for kept in self.kept.iter_mut().flatten() {
            kept.reading.norm = self.weights.norm(&kept.reading.grams);
        }
    }

    /// The `most` requests that look most like `entry`, best first, without itself; of equals the one with
    /// the smaller number first.
    pub fn nearest(&self, entry: &Entry, most: usize) -> Vec<Match> {
        let (asked, facts) = (self.weights.read(entry), Facts::of(entry));
        let mut best: Vec<Match> = Vec::new();
        for (kept, dot) in self.kept.iter().zip(self.products(&asked)) {
            let Some(kept) = kept.as_ref().filter(|kept| kept.id != entry.id) else { continue };
            let cosine = asked.cosine(&kept.reading, dot);
            let fresh = facts.fresh(&kept.facts, cosine, &self.tuning);
            let least =
                best.last().filter(|_| best.len() == most).map_or(self.tuning.least, |last| last.score);
            if fresh.score() < least {
                continue;
            }
            let parts = facts.faded(&kept.facts, fresh, &self.tuning);
            if parts.score() >= self.tuning.least {
                let found = described(kept.id, &facts, &kept.facts, parts);
                let place = best.partition_point(|other| before(other, &found));
                best.insert(place, found);
                best.truncate(most);
            }
        }
        best
    }

    /// How alike two requests are, whether or not the window holds them.
    pub fn compare(&self, one: &Entry, other: &Entry) -> Match {
        let (a, b) = (self.weights.read(one), self.weights.read(other));
        let product = |(gram, weight): (Gram, f64)| {
            let held = b.grams.binary_search_by_key(&gram, |(gram, _)| *gram);
            held.map_or(0.0, |at| weight * f64::from(b.grams[at].1))
        };
        let dot = a.weighed(&self.weights).map(product).sum();
        let (facts, others) = (Facts::of(one), Facts::of(other));
        let fresh = facts.fresh(&others, a.cosine(&b, dot), &self.tuning);
        described(other.id, &facts, &others, facts.faded(&others, fresh, &self.tuning))
    }

    /// The request that `entry` repeats: by the same resident, nearly the same text, not about another building.
    pub fn repost(&self, entry: &Entry) -> Option<u64> {
        let (asked, place) = (self.weights.read(entry), Where::of(entry.place, entry.text));
        let own =
            self.residents.get(&entry.by?)?.iter().filter_map(|slot| self.kept[*slot as usize].as_ref());
        own.filter(|kept| kept.id != entry.id && !kept.facts.place.apart(&place))
            .map(|kept| (asked.overlap(&kept.reading), kept.id))
            .filter(|(overlap, _)| *overlap >= REPOST)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, id)| id)
    }

    /// By slot, the product of the asked text with the one held there.
    fn products(&self, asked: &Reading) -> Vec<f64> {
        let mut products = vec![0.0; self.kept.len()];
        for (gram, weight) in asked.weighed(&self.weights) {
            for (slot, times) in self.holding.get(&gram).into_iter().flatten() {
                products[*slot as usize] += weight * f64::from(*times);
            }
        }
        products
    }
}

fn before(a: &Match, b: &Match) -> bool {
    b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)) == Ordering::Less
}

fn described(id: u64, asked: &Facts, found: &Facts, parts: Parts) -> Match {
    Match {
        id,
        score: parts.score(),
        parts,
        nearness: asked.place.nearness(&found.place),
        metres: asked.place.given.metres(&found.place.given),
        days: asked.days(found),
    }
}

/// Takes one out of the list at `key`, and the list itself when it was the last.
fn forget<K: Eq + std::hash::Hash, T, S: std::hash::BuildHasher>(
    lists: &mut HashMap<K, Vec<T>, S>,
    key: K,
    is_it: impl Fn(&T) -> bool,
) {
    let Some(list) = lists.get_mut(&key) else { return };
    if let Some(at) = list.iter().position(is_it) {
        list.swap_remove(at);
    }
    if list.is_empty() {
        lists.remove(&key);
    }
}
