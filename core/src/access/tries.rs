//! Tries, counted so that guessing stops paying.
//!
//! A try is taken before the secret is looked at and given back when it was right, so a hundred guesses at the
//! same moment count as a hundred. Keys are hashes: no login and no address stands in the table.

use super::token;
use crate::{Error, House, Result};
use linju_db::{Batch, Statement, args};

/// How long a wrong try counts, in ms: 15 minutes.
pub const WINDOW_MS: i64 = 15 * 60_000;
/// Wrong tries at one account within the window.
pub const PER_ACCOUNT: i64 = 10;
/// Wrong tries from one address within the window; a whole office may stand behind it.
pub const PER_ADDRESS: i64 = 30;

/// The longest time any wrong try counts, in ms: a day.
pub const LONGEST_WINDOW_MS: i64 = 86_400_000;

/// What is tried, how often it may be, and within what time.
#[derive(Debug, Clone)]
pub struct Try {
    key: String,
    most: i64,
    window_ms: i64,
}

impl Try {
    /// A try of this kind at `what`, `most` of which may be wrong within [`WINDOW_MS`].
    pub fn at(kind: &str, what: impl std::fmt::Display, most: i64) -> Self {
        let hash = token::hash(&format!("{kind}:{what}"));
        Self { key: format!("{kind}:{}", token::hex(&hash[..16])), most, window_ms: WINDOW_MS }
    }

    /// The same within a day, where the secret is short and nobody is in a hurry.
    pub fn a_day(self) -> Self {
        Self { window_ms: LONGEST_WINDOW_MS, ..self }
    }
}

impl House {
    /// Counts a try at each of `tries`; [`Error::TooMany`] where one has had its fill.
    pub async fn take(&self, tries: &[Try]) -> Result<()> {
        let now = self.now();
        let sql = "insert into attempt (key, n, first_at) values (?, 1, ?) on conflict (key) do update set \
                   n = case when attempt.first_at <= ? then 1 else attempt.n + 1 end, \
                   first_at = case when attempt.first_at <= ? then excluded.first_at else attempt.first_at end \
                   where attempt.n < ? or attempt.first_at <= ?";
        let statement = |t: &Try| {
            let old = now.plus_ms(-t.window_ms);
            Statement::new(sql, args![&t.key, now, old, old, t.most, old]).expect(1)
        };
        let batch = tries.iter().map(statement);
        match self.db.write(batch.collect()).await {
            Err(linju_db::Error::Conflict { .. }) => Err(Error::TooMany),
            other => Ok(other.map(drop)?),
        }
    }

    /// Gives the tries back after the right answer: the first starts afresh, the others lose this one.
    pub async fn give_back(&self, tries: &[Try]) -> Result<()> {
        let mut batch = Batch::new();
        for (i, t) in tries.iter().enumerate() {
            batch = match i {
                0 => batch.exec("delete from attempt where key = ?", args![&t.key]),
                _ => batch.exec("update attempt set n = n - 1 where key = ? and n > 0", args![&t.key]),
            };
        }
        self.db.write(batch).await?;
        Ok(())
    }
}
