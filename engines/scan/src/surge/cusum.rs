//! Cumulative sum of a Poisson count made nearly normal (Rossi, Lampugnani, Marchi 1999).

use super::Judged;
use crate::Error;

/// How a sum runs and when it alarms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What an ordinary count may be too high without adding to the sum, in standard deviations.
    pub reference: f64,
    /// The sum that alarms.
    pub decision: f64,
}

impl Default for Settings {
    /// A false alarm once in about 500 counts.
    fn default() -> Self {
        Self { reference: 1.04, decision: 2.26 }
    }
}

/// Judges the counts from `from` on, against the mean of those before. An alarm does not reset the sum: what goes
/// on stays alarmed.
pub fn judge(counts: &[u32], from: usize, settings: Settings) -> Result<Vec<Judged>, Error> {
    if from == 0 || from >= counts.len() {
        return Err(Error::TooShort { found: from.min(counts.len()), wanted: 1 });
    }
    let mean = counts[..from].iter().map(|&n| f64::from(n)).sum::<f64>() / from as f64;
    if mean <= 0.0 {
        return Err(Error::Setting("a cumulative sum needs a past in which something was counted"));
    }
    let mut sum = 0.0_f64;
    let judge = |index: usize| {
        let observed = counts[index];
        let bound = count_at(settings.decision + settings.reference - sum, mean);
        sum = (sum + normal(f64::from(observed), mean) - settings.reference).max(0.0);
        Judged { index, observed, bound, alarm: sum >= settings.decision }
    };
    Ok((from..counts.len()).map(judge).collect())
}

/// The count as a nearly standard normal number.
fn normal(count: f64, mean: f64) -> f64 {
    (count - 3.0 * mean + 2.0 * (mean * count).sqrt()) / (2.0 * mean.sqrt())
}

/// The count that is `normal` at `value`.
fn count_at(value: f64, mean: f64) -> f64 {
    let square = 4.0 * mean + 2.0 * mean.sqrt() * value;
    (square.max(0.0).sqrt() - mean.sqrt()).max(0.0).powi(2)
}
