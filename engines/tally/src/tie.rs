//! Who comes first among equals: an order published before anything is counted.

use sha2::{Digest, Sha256};
use std::cmp::Reverse;

/// One thing to look at; the next is asked only where this one leaves two equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TieKey {
    /// The cheaper first.
    Cheaper,
    /// The one more people chose first.
    MoreVotes,
    /// By name as a string, character by character: "10" before "2".
    Id,
    /// A lot drawn beforehand: by SHA-256 of the published seed, a line feed and the name, smallest first. Anyone
    /// can draw it again.
    Lot(String),
}

/// Keys in the order they are asked; the name, last and unasked, always decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TieOrder(pub Vec<TieKey>);

/// What an order may look at.
#[derive(Debug, Clone, Copy)]
pub struct Contestant<'a> {
    /// Its name.
    pub id: &'a str,
    /// What it costs; 0 where nothing costs anything.
    pub cost: u64,
    /// How many chose it.
    pub votes: u64,
}

impl TieOrder {
    /// The place of each contestant among all, from 0: the smaller wins a tie.
    pub fn ranks(&self, contestants: &[Contestant<'_>]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..contestants.len()).collect();
        order.sort_by_key(|&at| contestants[at].id);
        for key in self.0.iter().rev() {
            match key {
                TieKey::Cheaper => order.sort_by_key(|&at| contestants[at].cost),
                TieKey::MoreVotes => order.sort_by_key(|&at| Reverse(contestants[at].votes)),
                TieKey::Id => order.sort_by_key(|&at| contestants[at].id),
                TieKey::Lot(seed) => order.sort_by_cached_key(|&at| lot(seed, contestants[at].id)),
            }
        }
        let mut ranks = vec![0; contestants.len()];
        for (rank, &at) in order.iter().enumerate() {
            ranks[at] = rank;
        }
        ranks
    }
}

/// The lot of one name under a published seed.
pub fn lot(seed: &str, id: &str) -> [u8; 32] {
    Sha256::digest(format!("{seed}\n{id}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: [Contestant<'static>; 3] = [
        Contestant { id: "2", cost: 5, votes: 9 },
        Contestant { id: "10", cost: 5, votes: 9 },
        Contestant { id: "7", cost: 4, votes: 1 },
    ];

    #[test]
    fn names_are_strings() {
        assert_eq!(TieOrder::default().ranks(&THREE), [1, 0, 2]);
    }

    #[test]
    fn the_next_key_decides_only_among_equals() {
        let order = TieOrder(vec![TieKey::Cheaper, TieKey::MoreVotes]);
        assert_eq!(order.ranks(&THREE), [2, 1, 0]);
    }

    /// As `printf 'SEED\nNAME' | sha256sum` prints them: 2 is 0a20…, 7 is 1326…, 10 is 373f….
    #[test]
    fn a_lot_is_the_hash_of_seed_and_name() {
        assert_eq!(TieOrder(vec![TieKey::Lot("2026-11-23".into())]).ranks(&THREE), [0, 2, 1]);
        assert_eq!(lot("2026-11-23", "7")[..2], [0x13, 0x26]);
    }
}
