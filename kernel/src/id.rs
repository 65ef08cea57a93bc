//! Identifiers: 63 bits, sorted by time of birth, unique across nodes.
//!
//! Layout, high to low: 41 bits milliseconds since 2024-01-01 UTC, 9 bits node, 13 bits sequence.
//! In a URL an id is thirteen characters of Crockford's base32; in JSON it is that same string, because
//! JavaScript loses integers beyond 2^53.

use crate::time::Ts;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// Node numbers there are: 0 to 511.
pub const NODES: u16 = 1 << NODE_BITS;

/// How much of an allotment's end the clock does not use up: a node that cannot extend it in time still has a
/// second's ids, eight million of them.
const RESERVE: i64 = 1_000 << SEQUENCE_BITS;

/// A node number and the span of time it may make ids for. Spans of one number never overlap, whoever holds
/// them: ids are then unique without any two nodes comparing clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allotment {
    /// The number, below [`NODES`].
    pub node: u16,
    /// First moment.
    pub from: Ts,
    /// First moment no longer included.
    pub until: Ts,
}

/// Makes ids for one node, within what it was allotted.
#[derive(Debug)]
pub struct IdSource(Mutex<Span>);

/// Ticks are milliseconds and sequence as one number.
#[derive(Debug)]
struct Span {
    node: i64,
    last: i64,
    end: i64,
}

fn tick(at: Ts) -> i64 {
    (at.0 - EPOCH_MS).max(0) << SEQUENCE_BITS
}

impl IdSource {
    /// A source for `allotment`.
    pub fn new(allotment: Allotment) -> Self {
        let Allotment { node, from, until } = allotment;
        let span = Span { node: i64::from(node % NODES), last: tick(from) - 1, end: tick(until) };
        Self(Mutex::new(span))
    }

    /// Goes on under `allotment`: a later end for the same number, or another number. Ids still never run
    /// backwards.
    pub fn adopt(&self, allotment: Allotment) {
        let mut span = self.span();
        let Span { node, last, end } =
            Self::new(allotment).0.into_inner().unwrap_or_else(PoisonError::into_inner);
        *span = Span { node, last: span.last.max(last), end };
    }

    /// The next id at `now`; none once the allotment is used up. Never repeats or runs backwards, even if the
    /// clock does. A clock that has passed the allotment's end no longer tells when an id was born.
    pub fn next(&self, now: Ts) -> Option<Id> {
        let mut span = self.span();
        let next = tick(now).min(span.end - RESERVE).max(span.last + 1);
        if next >= span.end {
            return None;
        }
        span.last = next;
        let (ms, sequence) = (next >> SEQUENCE_BITS, next & ((1 << SEQUENCE_BITS) - 1));
        Some(Id((ms << (NODE_BITS + SEQUENCE_BITS)) | (span.node << SEQUENCE_BITS) | sequence))
    }

    /// The moment the last id says it was born at.
    pub fn last(&self) -> Ts {
        Ts((self.span().last >> SEQUENCE_BITS) + EPOCH_MS)
    }

    fn span(&self) -> MutexGuard<'_, Span> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

    fn allotment(node: u16, from: i64, until: i64) -> Allotment {
        Allotment { node, from: Ts(EPOCH_MS + from), until: Ts(EPOCH_MS + until) }
    }

    #[test]
    fn ids_rise_even_when_the_clock_falls() {
        let source = IdSource::new(allotment(3, 0, 60_000));
        let mut last = Id(0);
        for ms in [5_000, 5_000, 4_000, 5_001, 1] {
            let id = source.next(Ts(EPOCH_MS + ms)).unwrap();
            assert!(id > last);
            last = id;
        }
        assert_eq!(source.next(Ts(EPOCH_MS + 9_000)).unwrap().born(), Ts(EPOCH_MS + 9_000));
        assert_eq!(source.last(), Ts(EPOCH_MS + 9_000));
    }

    #[test]
    fn two_nodes_never_make_the_same_id() {
        let (a, b) = (IdSource::new(allotment(1, 0, 9_000)), IdSource::new(allotment(2, 0, 9_000)));
        assert_ne!(a.next(Ts(EPOCH_MS)), b.next(Ts(EPOCH_MS)));
    }

    #[test]
    fn what_is_used_up_gives_nothing_until_it_is_extended() {
        let source = IdSource::new(allotment(1, 0, 1));
        let made: Vec<Id> = std::iter::from_fn(|| source.next(Ts(EPOCH_MS))).collect();
        assert_eq!(made.len(), 1 << SEQUENCE_BITS);
        assert!(made.is_sorted() && made.last().is_some_and(|id| id.born() == Ts(EPOCH_MS)));
        source.adopt(allotment(1, 0, 2));
        assert!(source.next(Ts(EPOCH_MS)) > made.last().copied());
    }

    /// What a node does: it makes an id at some moment, or is allotted another span of its number.
    fn steps() -> impl Strategy<Value = Vec<(bool, i64)>> {
        prop::collection::vec((prop::bool::weighted(0.9), 0..20_000i64), 1..200)
    }

    proptest! {
        #[test]
        fn spans_that_do_not_overlap_never_make_the_same_id(steps in steps()) {
            // Two holders of one number whose clocks have nothing to do with each other.
            let sources = [IdSource::new(allotment(7, 0, 4_000)), IdSource::new(allotment(7, 4_000, 8_000))];
            let (mut until, mut seen) = (8_000, std::collections::HashSet::new());
            for (turn, (make, ms)) in steps.into_iter().enumerate() {
                let source = &sources[turn % 2];
                if make {
                    let id = source.next(Ts(EPOCH_MS + ms));
                    prop_assert!(id.is_none_or(|id| seen.insert(id)));
                } else {
                    source.adopt(allotment(7, until, until + 4_000));
                    until += 4_000;
                }
            }
        }
    }

    #[test]
    fn a_letter_read_wrong_still_finds_the_id() {
        let text = Id(33).to_string();
        assert_eq!(text.replace('1', "l").parse(), Ok(Id(33)));
        assert_eq!("nothing".parse::<Id>(), Err(NotAnId));
        assert_eq!("zzzzzzzzzzzzz".parse::<Id>(), Err(NotAnId));
    }
}
