//! Chance that can be repeated, in whole numbers: the same seed draws the same lots on every machine.

/// A generator of lots (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Lots of this seed.
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// 32 even bits.
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 32) as u32
    }

    /// One of the numbers below `bound`, which is above 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u64::from(self.next()) * bound as u64) >> 32) as usize
    }

    /// Is something worse by `loss` taken nevertheless, while it is this warm? Metropolis' rule, its logarithm to
    /// base two laid out in straight pieces, so that no machine's floats decide.
    pub(crate) fn bears(&mut self, loss: i64, warmth: i64) -> bool {
        if loss <= 0 {
            return true;
        }
        let lot = self.next() | 1;
        let zeros = lot.leading_zeros();
        let rest = i64::from((lot << zeros) >> 23) - 256;
        let bits = (i64::from(zeros) + 1) * 256 - rest;
        loss * 256 <= warmth * bits / WARMTH
    }
}

/// Warmth is counted in this part of what a loss is counted in.
pub(crate) const WARMTH: i64 = 16;
