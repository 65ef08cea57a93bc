//! Space-time scan statistics and surge alarms: where requests cluster.
//!
//! A neighbourhood's desk hears a few thousand requests a year. Three leaks in one stairwell in a week may be the
//! beginning of something, or nothing. This crate answers how often chance alone would bring something as unusual
//! anywhere, in any window and category, so that a person is called for the one and not for the other:
//!
//! | question | module | what it needs | source |
//! |---|---|---|---|
//! | Does one place ask more than the others, lately? | [`scan`], permutation | places, days, categories | Kulldorff et al., PLoS Medicine 2005 |
//! | Does a place ask more than its people explain? | [`scan`], Poisson, Bernoulli | population, or controls | Kulldorff 1997 |
//! | Does the whole area ask more than in its own past? | [`surge`] | one count a day or a week | Hutwagner 2003; Noufaily 2013; Rossi 1999 |
//! | Does a matter come back after it was closed? | [`hard_point`] | linked requests | rules of Chinese hotlines |
//!
//! The scan looks at every circle around every place, every span of time and every category of a tree, takes the
//! most unusual window by its likelihood ratio, and compares it with the most unusual windows of replicates in which
//! the days are exchanged: one probability for place, time and category together, honest about how much was looked
//! at. Households can be counted once, with the exact expectation of distinct households. Replicates may stop early
//! (Besag and Clifford 1991); beyond their number a Gumbel tail is read (Abrams, Kleinman, Kulldorff 2010) and
//! marked as approximate. Results give SaTScan's published ones again; see `tests/published.rs`.
//!
//! Numbers in, numbers out: places and categories are indices, time is numbered intervals, chance comes from a seed.
//! The same input and seed give the same answer on any number of cores. [`files`] reads the line formats of SaTScan
//! and plain tables into these numbers.

mod error;
pub mod files;
pub mod hard_point;
pub mod scan;
pub mod surge;

pub use error::Error;
