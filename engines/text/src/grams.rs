//! Texts as what they are made of: runs of one to three characters, each with how often it stands there.
//!
//! Punctuation and spaces end a run, so that no gram reaches across a comma. Full-width forms and capital
//! letters are written one way.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::RangeInclusive;

/// One to three characters, packed without loss: 21 bits each, the last lowest.
pub(crate) type Gram = u64;

const BITS: u32 = 21;

/// Does the gram have three characters?
pub(crate) fn is_triple(gram: Gram) -> bool {
    gram >> (2 * BITS) != 0
}

/// A character as it is compared: narrow, small; none where a run ends.
pub(crate) fn plain(c: char) -> Option<char> {
    let c = narrow(c);
    (c.is_alphanumeric() || c == HIDDEN).then(|| c.to_ascii_lowercase())
}

/// What stands in a text where a place was hidden.
pub(crate) const HIDDEN: char = '#';

/// Full-width digits, letters and signs as the narrow ones.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// The grams of `text` with `sizes` characters, in ascending order, each with its count.
pub(crate) fn counted(text: &str, sizes: RangeInclusive<usize>) -> Vec<(Gram, u32)> {
    let (least, most) = (*sizes.start(), *sizes.end());
    let mut grams: Vec<Gram> = Vec::with_capacity(text.len());
    let (mut before, mut last) = (0, 0);
    for c in text.chars() {
        let Some(c) = plain(c).map(|c| c as Gram) else {
            (before, last) = (0, 0);
            continue;
        };
        if least <= 1 {
            grams.push(c);
        }
        if last != 0 && least <= 2 && most >= 2 {
            grams.push(last << BITS | c);
        }
        if before != 0 && most >= 3 {
            grams.push(before << (2 * BITS) | last << BITS | c);
        }
        (before, last) = (last, c);
    }
    grams.sort_unstable();
    let mut counts: Vec<(Gram, u32)> = Vec::with_capacity(grams.len());
    for gram in grams {
        match counts.last_mut() {
            Some((same, count)) if *same == gram => *count += 1,
            _ => counts.push((gram, 1)),
        }
    }
    counts
}

/// How much a gram that stands `count` times in a text weighs there: 1 + ln(count).
pub(crate) fn frequency(count: u32) -> f32 {
    if count == 1 { 1.0 } else { 1.0 + (count as f32).ln() }
}

/// How rare a gram is among `texts` of which `holding` hold it: ln((1 + texts) / (1 + holding)) + 1.
pub(crate) fn rarity(texts: usize, holding: usize) -> f32 {
    (((1 + texts) as f64 / (1 + holding) as f64).ln() + 1.0) as f32
}

/// A map by gram, hashed by one multiplication.
pub(crate) type GramMap<T> = HashMap<Gram, T, BuildHasherDefault<GramHasher>>;

/// Spreads the bits of a gram; its input is never chosen to collide, for a text adds at most its own length.
#[derive(Default)]
pub(crate) struct GramHasher(u64);

impl Hasher for GramHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let mixed = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 29;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_gram_reaches_across_a_comma_and_wide_forms_are_one() {
        let grams = |text: &str| counted(text, 2..=3);
        assert_eq!(grams("灯坏"), grams("灯坏。"));
        assert_eq!(grams("３Ｂ楼"), grams("3b楼"));
        assert_eq!(grams("灯，坏"), []);
        assert_eq!(grams("灯灯灯").iter().map(|(_, n)| *n).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(counted("灯坏了", 1..=3).len(), 6);
        assert_eq!(grams("灯坏了").iter().filter(|(gram, _)| is_triple(*gram)).count(), 1);
    }
}
