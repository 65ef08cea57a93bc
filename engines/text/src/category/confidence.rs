//! From scores to how sure a suggestion is, measured on texts the model had not seen.
//!
//! A temperature turns scores into shares that sum to one (Guo, Pleiss, Sun, Weinberger: ICML 2017); a rising
//! curve then says, for each share, how often suggestions with it were right (isotonic regression by pooling
//! adjacent violators).

use serde::Serialize;

/// How shares become confidence.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Confidence {
    /// What scores are divided by.
    pub temperature: f64,
    /// How many texts it was measured on.
    pub texts: usize,
    /// Points of the curve: share, and how often right. Rising in both.
    pub curve: Vec<(f64, f64)>,
}

/// One text that was held out: its scores by category, and which is right; none where the model lacks it.
pub(super) struct HeldOut {
    pub(super) scores: Vec<f32>,
    pub(super) right: Option<usize>,
}

/// With fewer texts held out nothing is claimed.
const FEWEST: usize = 50;
/// A point of the curve stands for at least so many suggestions.
const POINT: usize = 25;

impl Confidence {
    /// Measures on the texts held out; none where there are too few of them.
    pub(super) fn measure(held_out: &[HeldOut]) -> Option<Self> {
        if held_out.len() < FEWEST {
            return None;
        }
        let temperature = temperature(held_out);
        let mut shown: Vec<(f64, f64)> = Vec::new();
        for text in held_out {
            let shares = shares(&text.scores, temperature);
            let mut ranked: Vec<usize> = (0..shares.len()).collect();
            ranked.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
            let first = ranked.into_iter().take(super::SHOWN);
            shown.extend(first.map(|k| (shares[k], f64::from(u8::from(text.right == Some(k))))));
        }
        Some(Self { temperature, texts: held_out.len(), curve: rising(shown) })
    }

    /// By category, how sure it is.
    pub(super) fn of(&self, scores: &[f32]) -> Vec<f64> {
        shares(scores, self.temperature).into_iter().map(|share| self.claim(share)).collect()
    }

    /// The curve at `share`, straight between its points.
    fn claim(&self, share: f64) -> f64 {
        let after = self.curve.partition_point(|(at, _)| *at <= share);
        match (after.checked_sub(1).map(|at| self.curve[at]), self.curve.get(after)) {
            (Some((from, low)), Some((to, high))) => low + (high - low) * (share - from) / (to - from),
            (Some((_, last)), None) => last,
            (None, Some((to, first))) => first * share / to.max(f64::MIN_POSITIVE),
            (None, None) => share,
        }
    }
}

/// The scores as shares of one.
pub(super) fn shares(scores: &[f32], temperature: f64) -> Vec<f64> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Vec<f64> =
        scores.iter().map(|score| (f64::from(score - top) / temperature).exp()).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

/// The temperature under which what was right is likeliest, by golden section over its logarithm.
fn temperature(held_out: &[HeldOut]) -> f64 {
    let surprise = |log: f64| -> f64 {
        let told = |text: &HeldOut| Some(shares(&text.scores, log.exp())[text.right?].max(1e-12).ln());
        -held_out.iter().filter_map(told).sum::<f64>()
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.01_f64.ln(), 10.0_f64.ln());
    for _ in 0..40 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if surprise(a) <= surprise(b) { high = b } else { low = a }
    }
    f64::midpoint(low, high).exp()
}

/// Points of the rising curve through suggestions of (share, right or not).
fn rising(mut shown: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    shown.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pools: Vec<(f64, f64, f64)> = Vec::new();
    let mut rest = &shown[..];
    while !rest.is_empty() {
        let mut end = POINT.min(rest.len());
        end += rest[end..].iter().take_while(|same| same.0 == rest[end - 1].0).count();
        let (few, after) = rest.split_at(end);
        rest = after;
        let sum = |of: fn(&(f64, f64)) -> f64| few.iter().map(of).sum::<f64>();
        let mut pool = (sum(|s| s.0), sum(|s| s.1), few.len() as f64);
        while let Some(last) = pools.pop_if(|last| last.1 / last.2 >= pool.1 / pool.2) {
            pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
        }
        pools.push(pool);
    }
    pools.iter().map(|(share, right, n)| (share / n, right / n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_and_a_colder_model_is_surer() {
        let (warm, cold) = (shares(&[1.0, 0.0, -1.0], 1.0), shares(&[1.0, 0.0, -1.0], 0.1));
        assert!((warm.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(cold[0] > warm[0]);
    }

    #[test]
    fn what_is_right_seven_times_in_ten_is_claimed_so() {
        let text = |n: usize| HeldOut { scores: vec![1.0, 0.0], right: Some(usize::from(n % 10 >= 7)) };
        let held_out: Vec<HeldOut> = (0..500).map(text).collect();
        let confidence = Confidence::measure(&held_out).expect("enough");
        assert!((confidence.of(&[1.0, 0.0])[0] - 0.7).abs() < 0.02);
        assert!(Confidence::measure(&held_out[..FEWEST - 1]).is_none());
    }

    #[test]
    fn the_curve_rises() {
        let noise = |n: usize| ((n * 7919 % 1000) as f64 / 1000.0, f64::from(u8::from(n.is_multiple_of(3))));
        let curve = rising((0..1000).map(noise).collect());
        assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1));
    }
}
