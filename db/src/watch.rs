//! What the database is asked, and how long it takes: for whoever runs it.

use crate::Result;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Calls of one kind since the database was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// How many.
    pub calls: u64,
    /// How many of them failed; a refusal by expectation counts.
    pub failed: u64,
    /// How many took longer than the threshold.
    pub slow: u64,
    /// How long they took in all, in microseconds.
    pub micros: u64,
}

/// What was asked since the database was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Queries.
    pub reads: Calls,
    /// Batches.
    pub writes: Calls,
}

#[derive(Debug, Default)]
pub(crate) struct Watch {
    pub reads: Tally,
    pub writes: Tally,
    /// Microseconds; zero while nothing is to be logged.
    threshold: AtomicU64,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    calls: AtomicU64,
    failed: AtomicU64,
    slow: AtomicU64,
    micros: AtomicU64,
}

impl Tally {
    fn read(&self) -> Calls {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Calls {
            calls: of(&self.calls),
            failed: of(&self.failed),
            slow: of(&self.slow),
            micros: of(&self.micros),
        }
    }
}

impl Watch {
    pub fn set_threshold(&self, threshold: Duration) {
        self.threshold.store(threshold.as_micros() as u64, Ordering::Relaxed);
    }

    pub fn usage(&self) -> Usage {
        Usage { reads: self.reads.read(), writes: self.writes.read() }
    }

    /// Counts a call begun at `begun`. A slow one is logged with its SQL, never with its arguments.
    pub fn note<T>(&self, tally: &Tally, begun: Instant, sql: &str, outcome: &Result<T>) {
        let micros = begun.elapsed().as_micros() as u64;
        tally.calls.fetch_add(1, Ordering::Relaxed);
        tally.failed.fetch_add(u64::from(outcome.is_err()), Ordering::Relaxed);
        tally.micros.fetch_add(micros, Ordering::Relaxed);
        let threshold = self.threshold.load(Ordering::Relaxed);
        if threshold > 0 && micros >= threshold {
            tally.slow.fetch_add(1, Ordering::Relaxed);
            let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            tracing::warn!(ms = micros / 1_000, sql, "slow");
        }
    }
}
