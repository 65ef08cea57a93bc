//! Surges: one series of counts, and whether the newest is more than its own past makes ordinary.
//!
//! The scan compares places with each other and cannot see what comes everywhere at once, such as a water cut.
//! These methods compare a count with its own past: [`ears`] needs a week or so of days, [`farrington`] years of
//! weeks, [`cusum`] sees what stays a little too high for long.

pub mod cusum;
pub mod ears;
pub mod farrington;
mod regression;

use serde::Serialize;

/// A count beside its bound.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Judged {
    /// Position in the series, from 0.
    pub index: usize,
    /// What was counted.
    pub observed: u32,
    /// Up to this a count would have been ordinary.
    pub bound: f64,
    /// Whether it was not.
    pub alarm: bool,
}

/// The quantile of the standard normal distribution that is exceeded with probability `alpha`.
fn normal_above(alpha: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    Normal::standard().inverse_cdf(1.0 - alpha)
}

/// Refuses a level of alarm that is no probability.
fn level(alpha: f64) -> Result<f64, crate::Error> {
    match alpha > 0.0 && alpha < 1.0 {
        true => Ok(alpha),
        false => Err(crate::Error::Setting("the level of an alarm must lie between 0 and 1")),
    }
}
