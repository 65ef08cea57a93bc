//! Chance that can be repeated: the same seed draws the same lots on every machine.

/// A generator of lots (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Lots of this seed.
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// 64 even bits.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// `size` of the numbers below `of`, each set as likely as any other, ascending.
    pub(crate) fn pick(&mut self, size: usize, of: usize) -> Vec<usize> {
        let mut needed = size.min(of);
        let mut picked = Vec::with_capacity(needed);
        for number in 0..of {
            // Knuth's algorithm S: of the numbers left, take this one with the chance needed/left.
            if self.unit() * ((of - number) as f64) < needed as f64 {
                picked.push(number);
                needed -= 1;
            }
        }
        picked
    }

    /// Any order as likely as any other.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = (self.unit() * (last + 1) as f64) as usize;
            items.swap(last, other);
        }
    }
}

/// A number that looks like chance and is always the same for the same input.
pub(crate) fn scramble(number: u64) -> u64 {
    mix(number.wrapping_add(0x9e37_79b9_7f4a_7c15))
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
