//! The leading eigenvector of a symmetric matrix, by Lanczos' method with full reorthogonalisation and restarts
//! (Golub, Van Loan, Matrix Computations, ch. 10).
//!
//! Plain power iteration, a hundred steps of it, leaves the second axis of a noisy matrix where the steps ended;
//! this goes on until the vector is right to about ten digits, in fewer products.

use crate::chance::Chance;

/// Products before a restart.
const STEPS: usize = 128;
/// After every so many it is looked whether the vector is found.
const LOOK: usize = 8;
/// Restarts at most: what has no gap to the next eigenvalue by then has no direction of its own.
const RESTARTS: usize = 4;
/// When a vector counts as found: the residual, relative to the eigenvalue.
const PRECISION: f64 = 1e-10;

/// A symmetric matrix, both halves written, row after row.
#[derive(Clone, Debug)]
pub(crate) struct Symmetric {
    pub(crate) size: usize,
    pub(crate) cells: Vec<f64>,
}

impl Symmetric {
    /// Sum of the diagonal.
    pub(crate) fn trace(&self) -> f64 {
        (0..self.size).map(|i| self.cells[i * self.size + i]).sum()
    }

    /// Takes the part along `vector`, of length one, out of the matrix.
    pub(crate) fn deflate(&mut self, value: f64, vector: &[f64]) {
        for (row, along) in self.cells.chunks_exact_mut(self.size).zip(vector) {
            add(row, -value * along, vector);
        }
    }

    fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.cells.chunks_exact(self.size).map(|row| dot(row, vector)).collect()
    }

    /// The largest eigenvalue and its vector, of length one. The matrix must not have negative eigenvalues of
    /// larger size, which a covariance never has. What was found from one seed is found again from the same: after
    /// a deflation another one is needed, or a second vector to the same eigenvalue stays hidden.
    pub(crate) fn leading(&self, seed: u64) -> (f64, Vec<f64>) {
        let mut chance = Chance::new(seed);
        let mut vector: Vec<f64> = (0..self.size).map(|_| 0.5 + chance.unit()).collect();
        scale_to_one(&mut vector);
        let mut value = 0.0;
        for _ in 0..RESTARTS {
            let residual;
            (value, vector, residual) = self.improve(vector);
            if residual <= PRECISION * value {
                break;
            }
        }
        (value, vector)
    }

    /// The best eigenvector in the space spanned by `start` and its images, and its residual.
    fn improve(&self, start: Vec<f64>) -> (f64, Vec<f64>, f64) {
        let (mut basis, mut diagonal, mut beside) = (vec![start], Vec::new(), Vec::new());
        let (value, weights, residual) = loop {
            let mut next = self.times(&basis[basis.len() - 1]);
            diagonal.push(dot(&next, &basis[basis.len() - 1]));
            for _ in 0..2 {
                for known in &basis {
                    let along = dot(&next, known);
                    add(&mut next, -along, known);
                }
            }
            let length = dot(&next, &next).sqrt();
            let spent = length <= 1e-14 * diagonal.iter().fold(f64::MIN_POSITIVE, |max, d: &f64| max.max(*d));
            let full = spent || basis.len() == STEPS.min(self.size);
            if full || basis.len() % LOOK == 0 {
                let (value, weights) = leading_of_tridiagonal(&diagonal, &beside);
                let beyond = if spent { 0.0 } else { length };
                let residual = beyond * weights.last().map_or(0.0, |weight| weight.abs());
                if full || residual <= PRECISION * value {
                    break (value, weights, residual);
                }
            }
            scale_to_one(&mut next);
            beside.push(length);
            basis.push(next);
        };
        let mut vector = vec![0.0; self.size];
        for (weight, known) in weights.iter().zip(&basis) {
            add(&mut vector, *weight, known);
        }
        scale_to_one(&mut vector);
        (value, vector, residual)
    }
}

/// The largest eigenvalue of a tridiagonal matrix by bisection, and its vector by inverse iteration from above,
/// where the shifted matrix is definite and needs no pivots.
fn leading_of_tridiagonal(diagonal: &[f64], beside: &[f64]) -> (f64, Vec<f64>) {
    let size = diagonal.len();
    let reach = |i: usize| {
        let left = if i > 0 { beside[i - 1].abs() } else { 0.0 };
        left + beside.get(i).map_or(0.0, |b| b.abs())
    };
    let mut above = (0..size).map(|i| diagonal[i] + reach(i)).fold(f64::MIN, f64::max);
    let mut below = diagonal.iter().copied().fold(f64::MIN, f64::max);
    above += above.abs() * 1e-12 + f64::MIN_POSITIVE;
    while above - below > above.abs() * 1e-14 + f64::MIN_POSITIVE {
        let middle = below + (above - below) / 2.0;
        match pivots(diagonal, beside, middle) {
            Some(_) if middle < above => above = middle,
            None if middle > below => below = middle,
            _ => break,
        }
    }
    let mut weights = vec![1.0; size];
    if let Some(pivots) = pivots(diagonal, beside, above) {
        for _ in 0..4 {
            for i in 1..size {
                weights[i] += beside[i - 1] / pivots[i - 1] * weights[i - 1];
            }
            for i in (0..size).rev() {
                let right = if i + 1 < size { beside[i] * weights[i + 1] } else { 0.0 };
                weights[i] = (weights[i] + right) / pivots[i];
            }
            scale_to_one(&mut weights);
        }
    }
    (below.max(0.0), weights)
}

/// The pivots of shift − T, where all are positive: where the shift lies above every eigenvalue.
fn pivots(diagonal: &[f64], beside: &[f64], shift: f64) -> Option<Vec<f64>> {
    let mut pivots: Vec<f64> = Vec::with_capacity(diagonal.len());
    for (i, value) in diagonal.iter().enumerate() {
        let taken = pivots.last().map_or(0.0, |pivot| beside[i - 1] * beside[i - 1] / pivot);
        let pivot = shift - value - taken;
        if pivot <= 0.0 {
            return None;
        }
        pivots.push(pivot);
    }
    Some(pivots)
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    // Four sums at once: the order is fixed, and the processor need not wait for each addition.
    let (ones, others) = (one.chunks_exact(4), other.chunks_exact(4));
    let tail: f64 = ones.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 4];
    for (a, b) in ones.zip(others) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + tail
}

fn add(to: &mut [f64], factor: f64, vector: &[f64]) {
    for (to, value) in to.iter_mut().zip(vector) {
        *to += factor * value;
    }
}

fn scale_to_one(vector: &mut [f64]) {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Symmetric {
        Symmetric { size: rows.len(), cells: rows.concat() }
    }

    #[test]
    fn a_known_matrix_has_its_known_axes() {
        // Eigenvalues 2 + √2, 2, 2 − √2.
        let mut m = matrix(&[&[2.0, 1.0, 0.0], &[1.0, 2.0, 1.0], &[0.0, 1.0, 2.0]]);
        let (value, vector) = m.leading(1);
        assert!((value - (2.0 + 2.0_f64.sqrt())).abs() < 1e-12);
        assert!((vector[1] / vector[0] - 2.0_f64.sqrt()).abs() < 1e-9);
        m.deflate(value, &vector);
        let (value, vector) = m.leading(1);
        assert!((value - 2.0).abs() < 1e-12 && vector[1].abs() < 1e-9);
    }

    #[test]
    fn an_axis_at_right_angles_to_all_ones_is_found() {
        let (value, vector) = matrix(&[&[1.0, -1.0], &[-1.0, 1.0]]).leading(1);
        assert!((value - 2.0).abs() < 1e-12 && (vector[0] + vector[1]).abs() < 1e-9);
    }

    #[test]
    fn equal_eigenvalues_and_nothing_at_all() {
        let mut m = matrix(&[&[3.0, 0.0], &[0.0, 3.0]]);
        let (value, first) = m.leading(1);
        m.deflate(value, &first);
        let (again, second) = m.leading(2);
        assert!(
            (value - 3.0).abs() < 1e-12 && (again - 3.0).abs() < 1e-12 && dot(&first, &second).abs() < 1e-9
        );
        assert_eq!(matrix(&[&[0.0, 0.0], &[0.0, 0.0]]).leading(1).0, 0.0);
    }
}
