//! Exact fractions of any size, for prices and shares that no machine number holds.

use num_bigint::BigUint;
use std::cmp::Ordering;
use std::fmt;

/// A number from zero up, exactly. Compares by value.
#[derive(Debug, Clone)]
pub struct Fraction {
    /// Numerator.
    pub numerator: BigUint,
    /// Denominator, never zero.
    pub denominator: BigUint,
}

impl Fraction {
    /// `numerator / denominator`; a denominator of zero is taken as one.
    pub fn new(numerator: BigUint, denominator: BigUint) -> Self {
        let zero = BigUint::ZERO;
        let denominator = if denominator == zero { BigUint::from(1u8) } else { denominator };
        Self { numerator, denominator }
    }

    /// The same value in lowest terms.
    pub fn reduced(&self) -> Self {
        let (mut divisor, mut rest) = (self.numerator.clone(), self.denominator.clone());
        while rest != BigUint::ZERO {
            (divisor, rest) = (rest.clone(), divisor % rest);
        }
        Self { numerator: &self.numerator / &divisor, denominator: &self.denominator / &divisor }
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fraction {}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { numerator, denominator } = self.reduced();
        if denominator == BigUint::from(1u8) {
            write!(f, "{numerator}")
        } else {
            write!(f, "{numerator}/{denominator}")
        }
    }
}
