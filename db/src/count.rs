//! Counting what a piece of work asks of the database, so that tests can hold a page to two queries.

use std::cell::Cell;

/// How often the database was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reads: each `all`, `first` or `one`.
    pub queries: usize,
    /// Batches written.
    pub writes: usize,
}

tokio::task_local! {
    static COUNTS: Cell<Counts>;
}

/// Runs `work` and counts the calls it makes itself; what it spawns as other tasks is not counted.
pub async fn counted<F: Future>(work: F) -> (F::Output, Counts) {
    COUNTS
        .scope(Cell::default(), async {
            let output = work.await;
            (output, COUNTS.with(Cell::get))
        })
        .await
}

fn note(change: impl Fn(&mut Counts)) {
    // Outside `counted` nobody asks, and that is no error.
    let _ = COUNTS.try_with(|cell| {
        let mut counts = cell.get();
        change(&mut counts);
        cell.set(counts);
    });
}

pub(crate) fn query() {
    note(|counts| counts.queries += 1);
}

pub(crate) fn write() {
    note(|counts| counts.writes += 1);
}
