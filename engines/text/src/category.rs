//! Which category a request is of: suggested, with how sure that is; a person decides.
//!
//! From the first day keyword rules answer. Every category a worker confirms teaches a linear model over runs of
//! one to three characters: at once by a small step (AdaGrad), each night by fitting it anew (dual coordinate
//! descent). Whichever of the two has lately been right more often answers. How sure a suggestion is, is said
//! only as measured on texts the model had not seen; nothing is filled in below [`FILL_IN`].

mod advisor;
mod bytes;
mod confidence;
mod features;
mod fit;
mod model;
mod rules;

pub use advisor::{Advice, Advisor, Source};
pub use bytes::BytesError;
pub use confidence::Confidence;
pub use fit::Options;
pub use model::Model;
pub use rules::{Rule, Rules, RulesError};

use serde::Serialize;

/// From this measured confidence on, the first suggestion may be filled in.
pub const FILL_IN: f64 = 0.9;
/// How many suggestions are shown.
pub const SHOWN: usize = 3;

/// A text with the category a person gave it.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    /// What was said.
    pub text: &'a str,
    /// Its category.
    pub category: &'a str,
}

/// A category, or a family of them, that fits.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Suggestion {
    /// Which.
    pub category: String,
    /// Of those suggested with this confidence, so many were right, between 0 and 1. None where it was not
    /// measured yet.
    pub confidence: Option<f64>,
}
