//! Early Aberration Reporting System (Hutwagner et al. 2003): a count against the seven before it, or nearly.

use super::{Judged, level, normal_above};
use crate::Error;
use serde::Serialize;

/// Which past a count is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Method {
    /// The seven counts before it.
    C1,
    /// The seven before the last two, so that a surge that has begun does not hide itself.
    C2,
    /// As C2, and alarmed while the last two days' own excesses over C2 are too high together. This is the form of
    /// the widely used programs, in which today's count raises no alarm by itself; C2 beside it does.
    C3,
}

/// Counts that make a baseline.
const BASELINE: usize = 7;

/// Judges the counts from `from` on. `alpha` is how often an ordinary normal count would alarm; usual are 0.001 for
/// C1 and C2, 0.025 for C3. `least_spread` is the standard deviation a baseline has at least: with 0, one request
/// after a quiet week is a surge.
pub fn judge(
    counts: &[u32],
    from: usize,
    method: Method,
    alpha: f64,
    least_spread: f64,
) -> Result<Vec<Judged>, Error> {
    let wanted = match method {
        Method::C1 => BASELINE,
        Method::C2 => BASELINE + 2,
        Method::C3 => BASELINE + 4,
    };
    if from < wanted || from >= counts.len() {
        return Err(Error::TooShort { found: from.min(counts.len()), wanted });
    }
    let z = normal_above(level(alpha)?);
    Ok((from..counts.len()).map(|index| one(counts, index, method, z, least_spread)).collect())
}

fn one(counts: &[u32], index: usize, method: Method, z: f64, least: f64) -> Judged {
    let observed = counts[index];
    let lag = if method == Method::C1 { 1 } else { 3 };
    let (mean, spread) = baseline(counts, index, lag, least);
    let (bound, alarm) = match method {
        Method::C1 | Method::C2 => {
            let bound = mean + z * spread;
            (bound, f64::from(observed) > bound)
        }
        Method::C3 => {
            let before = excess(counts, index - 1, least) + excess(counts, index - 2, least);
            let bound = match before > z {
                true => (f64::from(observed) - spread * (before - z)).max(0.0),
                false => f64::from(observed) + spread * (z - before),
            };
            (bound, f64::from(observed) > bound)
        }
    };
    Judged { index, observed, bound, alarm }
}

/// By how much the count stood above its C2 baseline, in standard deviations beyond the first.
fn excess(counts: &[u32], index: usize, least: f64) -> f64 {
    let (mean, spread) = baseline(counts, index, 3, least);
    let above = f64::from(counts[index]) - mean;
    if above <= 0.0 { 0.0 } else { (above / spread - 1.0).max(0.0) }
}

/// Mean and standard deviation of the seven counts that end `lag` before `index`.
fn baseline(counts: &[u32], index: usize, lag: usize, least: f64) -> (f64, f64) {
    let past = &counts[index + 1 - lag - BASELINE..=index - lag];
    let mean = past.iter().map(|&n| f64::from(n)).sum::<f64>() / BASELINE as f64;
    let squares: f64 = past.iter().map(|&n| (f64::from(n) - mean).powi(2)).sum();
    (mean, (squares / (BASELINE - 1) as f64).sqrt().max(least))
}
