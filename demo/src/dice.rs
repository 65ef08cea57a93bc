//! Chance from a seed: the same seed throws the same dice.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use std::ops::RangeInclusive;

/// A seeded source of chance; percentages and ranges are integers throughout.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Dice for one part of the world, so that a change in one part leaves the others as they were.
    pub(crate) fn new(seed: u64, part: u64) -> Self {
        Self(StdRng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(part)))
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// A number within `range`.
    pub(crate) fn within(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// An index below `len`, which is not zero.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        self.0.random_range(0..len)
    }

    /// One of `items`, which are not empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        items.choose(&mut self.0).expect("something to pick from")
    }

    /// One of `items`, each as likely as its weight; some weight is above zero.
    pub(crate) fn weighted<'a, T>(&mut self, items: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        items.choose_weighted(&mut self.0, weight).expect("some weight is above zero")
    }

    /// Puts `items` into chance order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }
}
