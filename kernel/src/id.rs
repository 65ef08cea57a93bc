//! Identifiers: 63 bits, sorted by time of birth, unique across nodes.
//!
//! Layout, high to low: 41 bits milliseconds since 2024-01-01 UTC, 9 bits node, 13 bits sequence.
//! In a URL an id is thirteen characters of Crockford's base32; in JSON it is that same string, because
//! JavaScript loses integers beyond 2^53.

use crate::time::Ts;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

const EPOCH_MS: i64 = 1_704_067_200_000;
const NODE_BITS: u32 = 9;
const SEQUENCE_BITS: u32 = 13;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Names one thing for ever. Ids sort by birth, but not by commit: cursors over events use their `seq`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub i64);

impl Id {
    /// The moment this id was made (milliseconds are exact, the clock is its node's).
    pub fn born(self) -> Ts {
        Ts((self.0 >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = [0u8; 13];
        let mut rest = self.0 as u64;
        for slot in out.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        f.write_str(std::str::from_utf8(&out).expect("base32 is ASCII"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

/// A text that is no id: wrong length or a character outside Crockford's alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 13 {
            return Err(NotAnId);
        }
        let mut value: u64 = 0;
        for byte in text.bytes() {
            let digit = match byte.to_ascii_lowercase() {
                b'o' => b'0',
                b'i' | b'l' => b'1',
                other => other,
            };
            let digit = ALPHABET.iter().position(|c| *c == digit).ok_or(NotAnId)? as u64;
            value = value.checked_mul(32).and_then(|v| v.checked_add(digit)).ok_or(NotAnId)?;
        }
        i64::try_from(value).map(Id).map_err(|_| NotAnId)
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Makes ids for one node. The node number is leased from the database, so two nodes never share one.
#[derive(Debug)]
pub struct IdSource {
    node: i64,
    last: AtomicI64,
}

impl IdSource {
    /// A source for node `node`; only its low nine bits are used.
    pub fn new(node: u16) -> Self {
        Self { node: i64::from(node) & ((1 << NODE_BITS) - 1), last: AtomicI64::new(0) }
    }

    /// The next id at `now`. Never repeats or runs backwards, even if the clock does.
    pub fn next(&self, now: Ts) -> Id {
        let floor = (now.0 - EPOCH_MS).max(0) << SEQUENCE_BITS;
        let step = |last: i64| Some(floor.max(last + 1));
        let last =
            self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).expect("step never declines");
        let tick = floor.max(last + 1);
        let (ms, sequence) = (tick >> SEQUENCE_BITS, tick & ((1 << SEQUENCE_BITS) - 1));
        Id((ms << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_its_text(value in 0i64..) {
            prop_assert_eq!(Id(value).to_string().parse(), Ok(Id(value)));
        }
    }

    #[test]
    fn ids_rise_even_when_the_clock_falls() {
        let source = IdSource::new(3);
        let mut last = Id(0);
        for ms in [5_000, 5_000, 4_000, 5_001, 1] {
            let id = source.next(Ts(EPOCH_MS + ms));
            assert!(id > last);
            last = id;
        }
        assert_eq!(source.next(Ts(EPOCH_MS + 9_000)).born(), Ts(EPOCH_MS + 9_000));
    }

    #[test]
    fn two_nodes_never_make_the_same_id() {
        let (a, b) = (IdSource::new(1), IdSource::new(2));
        assert_ne!(a.next(Ts(EPOCH_MS)), b.next(Ts(EPOCH_MS)));
    }

    #[test]
    fn a_letter_read_wrong_still_finds_the_id() {
        let text = Id(33).to_string();
        assert_eq!(text.replace('1', "l").parse(), Ok(Id(33)));
        assert_eq!("nothing".parse::<Id>(), Err(NotAnId));
        assert_eq!("zzzzzzzzzzzzz".parse::<Id>(), Err(NotAnId));
    }
}
