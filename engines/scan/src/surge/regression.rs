//! Poisson regression with a logarithmic link, weights and overdispersion, by iteratively reweighted least squares.

/// A fitted regression.
pub(super) struct Fit {
    pub coefficients: Vec<f64>,
    /// Inverse of the weighted information, row by row; times the dispersion it is the covariance.
    inverse: Vec<f64>,
    pub fitted: Vec<f64>,
    /// Pearson's estimate of how much more than Poisson the counts vary; at least 1.
    pub dispersion: f64,
    /// How much each count pulls its own fitted value.
    pub leverage: Vec<f64>,
}

const ROUNDS: usize = 50;
/// Fitted logarithms stay above this: a season without a single count has no finite one.
const LOWEST: f64 = -20.0;

impl Fit {
    /// Fits `counts` to `rows` of `width` columns.
    pub fn new(rows: &[f64], width: usize, counts: &[f64], weights: &[f64]) -> Self {
        let mut logs: Vec<f64> = counts.iter().map(|count| (count + 0.1).ln()).collect();
        let mut coefficients = vec![0.0; width];
        let mut inverse = Vec::new();
        for _ in 0..ROUNDS {
            let mut information = vec![0.0; width * width];
            let mut score = vec![0.0; width];
            for (((row, &log), &count), &weight) in rows.chunks(width).zip(&logs).zip(counts).zip(weights) {
                let mean = log.exp();
                let working = log + (count - mean) / mean;
                for (i, &left) in row.iter().enumerate().filter(|(_, left)| **left != 0.0) {
                    score[i] += weight * mean * left * working;
                    row.iter()
                        .enumerate()
                        .for_each(|(j, right)| information[i * width + j] += weight * mean * left * right);
                }
            }
            inverse = invert(&information, width);
            coefficients = inverse.chunks(width).map(|row| dot(row, &score)).collect();
            let next: Vec<f64> = rows.chunks(width).map(|row| dot(row, &coefficients).max(LOWEST)).collect();
            let moved = next.iter().zip(&logs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            logs = next;
            if moved < 1e-10 {
                break;
            }
        }
        let fitted: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
        let pearson: f64 = fitted
            .iter()
            .zip(counts)
            .zip(weights)
            .map(|((mean, count), weight)| weight * (count - mean).powi(2) / mean)
            .sum();
        let mut fit = Self { coefficients, inverse, fitted, dispersion: 1.0, leverage: Vec::new() };
        fit.dispersion = (pearson / (counts.len() - width).max(1) as f64).max(1.0);
        let pull = |((row, mean), weight): ((&[f64], &f64), &f64)| weight * mean * fit.spread(row);
        fit.leverage = rows.chunks(width).zip(&fit.fitted).zip(weights).map(pull).collect();
        fit
    }

    /// What is expected where the columns are `row`, and the standard error of that.
    pub fn at(&self, row: &[f64]) -> (f64, f64) {
        let mean = dot(row, &self.coefficients).max(LOWEST).exp();
        (mean, mean * (self.dispersion * self.spread(row)).sqrt())
    }

    fn spread(&self, row: &[f64]) -> f64 {
        self.inverse.chunks(row.len()).zip(row).map(|(line, left)| left * dot(line, row)).sum()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The inverse of a symmetric positive matrix by Gauss and Jordan; a direction that nothing informs about gets 0.
fn invert(matrix: &[f64], width: usize) -> Vec<f64> {
    let mut left = matrix.to_vec();
    let mut right = vec![0.0; width * width];
    (0..width).for_each(|i| right[i * width + i] = 1.0);
    for pivot in 0..width {
        let value = left[pivot * width + pivot];
        let known = value > 1e-10 * matrix[pivot * width + pivot].max(1e-10);
        for side in [&mut left, &mut right] {
            let row: Vec<f64> =
                side[pivot * width..][..width].iter().map(|x| if known { x / value } else { 0.0 }).collect();
            side[pivot * width..][..width].copy_from_slice(&row);
        }
        for other in (0..width).filter(|&other| other != pivot && known) {
            let factor = left[other * width + pivot];
            for side in [&mut left, &mut right] {
                for column in 0..width {
                    side[other * width + column] -= factor * side[pivot * width + column];
                }
            }
        }
    }
    right
}
