//! Recurring work. Each job is a row with a lease: any node may take it, one at a time, by compare-and-set.

use crate::{House, Result};
use linju_db::{Batch, Statement, args};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// What a job does when its turn comes. It must be safe to run twice.
pub type Run = fn(Arc<House>) -> Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Recurring work of a feature.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Name, as in the lease and the log.
    pub name: &'static str,
    /// Seconds between two runs.
    pub every_seconds: u64,
    /// The work.
    pub run: Run,
}

impl House {
    /// Takes the lease `name` for `holder` until `ttl_ms` from now, if it is free, expired or already theirs.
    pub async fn lease(&self, name: &str, holder: &str, ttl_ms: i64) -> Result<bool> {
        let now = self.now();
        let sql = "insert into lease (name, holder, until) values (?, ?, ?) on conflict (name) do update set \
                   holder = excluded.holder, until = excluded.until where lease.until < ? or lease.holder = ?";
        let batch =
            Batch::new().push(Statement::new(sql, args![name, holder, now.plus_ms(ttl_ms), now, holder]));
        let changed = self.db.write(batch).await?;
        Ok(changed.first() == Some(&1))
    }

    /// Runs `jobs` for ever, each when its turn comes and its lease can be had. A failing run is logged and
    /// tried again at its next turn.
    pub async fn run_jobs(self: Arc<Self>, jobs: Vec<Job>, holder: String) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        let mut turn = vec![0u64; jobs.len()];
        let mut second = 0u64;
        loop {
            tick.tick().await;
            second += 1;
            for (job, turn) in jobs.iter().zip(turn.iter_mut()) {
                if second < *turn {
                    continue;
                }
                *turn = second + job.every_seconds;
                let ttl = (job.every_seconds as i64 * 1_000).max(30_000);
                match self.lease(job.name, &holder, ttl).await {
                    Ok(true) => {
                        if let Err(error) = (job.run)(self.clone()).await {
                            tracing::error!(job = job.name, %error, "job failed");
                        }
                    }
                    Ok(false) => {}
                    Err(error) => tracing::error!(job = job.name, %error, "lease failed"),
                }
            }
        }
    }
}
