//! Which open requests a new one looks like, and why.
//!
//! ```text
//! score = (w_text · cosine + w_place · nearness + w_category · kinship) · (0.8 + 0.2 · e^(−days / 30))
//! ```
//!
//! The cosine is of TF-IDF over runs of two and three characters, with places written one way. Nearness is at
//! most 1, and below 0 for two different buildings; kinship is 1 for the same category, a half within its family
//! and −1 across. What nobody knows counts 0. Every match says what each part gave, so that a page can say it in
//! a sentence.

mod index;
mod place;
mod weights;

pub use index::Index;
pub use place::{Nearness, Place};
pub use weights::Weights;

use place::Where;
use serde::Serialize;

/// A request as it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its number, given by whoever asks; one index holds a number once.
    pub id: u64,
    /// What was said. What stands behind the first five hundred characters is not compared.
    pub text: &'a str,
    /// Where it is, as far as known.
    pub place: Place,
    /// What it is about, if somebody has said so.
    pub category: Option<Category>,
    /// When it was said, in milliseconds.
    pub at: i64,
    /// Who said it.
    pub by: Option<u64>,
}

/// A category by number, with the family it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Category {
    /// The family's number.
    pub family: u32,
    /// The category's own number.
    pub code: u32,
}

/// What two categories of different families count.
const UNRELATED: f64 = -1.0;

impl Category {
    fn kinship(self, other: Category) -> f64 {
        match (self.code == other.code, self.family == other.family) {
            (true, _) => 1.0,
            (false, true) => 0.5,
            (false, false) => UNRELATED,
        }
    }
}

/// How much each part counts. The defaults were chosen on the development half of the paraphrases.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tuning {
    /// The words.
    pub text: f64,
    /// The place.
    pub place: f64,
    /// The category.
    pub category: f64,
    /// A match below this score is not worth a look.
    pub least: f64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { text: 0.3, place: 0.4, category: 0.3, least: 0.2 }
    }
}

impl Tuning {
    /// The words alone, whatever the place, the category and the time: plain TF-IDF.
    pub const WORDS_ONLY: Tuning = Tuning { text: 1.0, place: 0.0, category: 0.0, least: 0.0 };
}

/// What each part gave; together they are the score.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Parts {
    /// From the words, 0 to [`Tuning::text`].
    pub text: f64,
    /// From the place, up to [`Tuning::place`]; below zero where it is known to be another.
    pub place: f64,
    /// From the category, up to [`Tuning::category`]; below zero where it is of another family.
    pub category: f64,
    /// What the time between the two took away.
    pub time: f64,
}

impl Parts {
    /// The score.
    pub fn score(&self) -> f64 {
        self.text + self.place + self.category + self.time
    }
}

/// A request that looks like the one asked about.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Match {
    /// Its number.
    pub id: u64,
    /// How alike the two are, at most the sum of the tuning.
    pub score: f64,
    /// Why.
    pub parts: Parts,
    /// The smallest place both are known to be in.
    pub nearness: Nearness,
    /// How far apart, where both positions are known.
    pub metres: Option<f64>,
    /// How long before (or after) the one asked about.
    pub days: f64,
}

const DAY_MS: f64 = 86_400_000.0;
/// What never fades, and how fast the rest does.
const LASTS: f64 = 0.8;
const FADES_DAYS: f64 = 30.0;

/// What is compared beside the words.
#[derive(Clone, Copy, Debug)]
struct Facts {
    place: Where,
    category: Option<Category>,
    at: i64,
}

impl Facts {
    fn of(entry: &Entry) -> Self {
        Self { place: Where::of(entry.place, entry.text), category: entry.category, at: entry.at }
    }

    fn days(&self, other: &Facts) -> f64 {
        self.at.abs_diff(other.at) as f64 / DAY_MS
    }

    /// The parts for a cosine of the words, still without what time takes away.
    fn fresh(&self, other: &Facts, cosine: f64, tuning: &Tuning) -> Parts {
        let kinship = self.category.zip(other.category).map_or(0.0, |(a, b)| a.kinship(b));
        Parts {
            text: tuning.text * cosine,
            place: tuning.place * self.place.near(&other.place),
            category: tuning.category * kinship,
            time: 0.0,
        }
    }

    /// `parts` with what time takes away; nothing where only the words count.
    fn faded(&self, other: &Facts, parts: Parts, tuning: &Tuning) -> Parts {
        if *tuning == Tuning::WORDS_ONLY {
            return parts;
        }
        let taken = (1.0 - LASTS) * (1.0 - (-self.days(other) / FADES_DAYS).exp());
        Parts { time: -parts.score().max(0.0) * taken, ..parts }
    }
}
