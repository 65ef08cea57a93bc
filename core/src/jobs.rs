//! Recurring work, once among all nodes.
//!
//! A job is a row: when its next turn is, and which node is at it until when. Every node reads the rows; whoever
//! changes one from what it read has the turn, and renews it while it works. A node that dies in the middle is
//! taken over when its time is up. A run that fails, or panics, is kept in a list and tried again after a growing
//! pause; the others go on.

use crate::{House, Result};
use linju_db::{Batch, Sql, args, record};
use linju_kernel::{Id, Ts};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};

/// What a job does when its turn comes. It must be safe to run twice.
pub type Run = fn(Arc<House>) -> Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Recurring work of a feature.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Name, as in its row and the log.
    pub name: &'static str,
    /// Seconds between the end of one run and the next.
    pub every_seconds: u64,
    /// The work.
    pub run: Run,
}

/// How long a turn is a node's without being renewed, in milliseconds.
pub const TURN: i64 = 30_000;
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(10);
/// How often a node looks whose turn it is.
const LOOK: Duration = Duration::from_secs(1);
/// The first pause after a failure, in milliseconds; it doubles with each further one up to the longest.
const PAUSE: i64 = 5_000;
const LONGEST_PAUSE: i64 = 600_000;
/// How long a failure is kept in the list, in milliseconds.
const KEPT: i64 = 30 * 86_400_000;

record! {
    /// How a job stands.
    #[derive(Debug, Clone)]
    pub struct Standing {
        /// Its name.
        pub name: String,
        /// When its next turn is.
        pub due: Ts,
        /// Whose turn it is; empty if nobody's.
        pub holder: String,
        /// Until when.
        pub until: Ts,
        /// Runs that failed since the last that went well.
        pub failures: i64,
        /// When a run last went well.
        pub done_at: Option<Ts>,
    }
}

record! {
    /// A run that failed.
    #[derive(Debug, Clone)]
    pub struct Failure {
        /// Id.
        pub id: Id,
        /// The job.
        pub job: String,
        /// When it failed.
        pub at: Ts,
        /// The how manieth failure in a row.
        pub attempt: i64,
        /// The node it failed on.
        pub node: String,
        /// Why.
        pub error: String,
    }
}

/// A turn this node has.
#[derive(Debug)]
struct Turn {
    job: Job,
    holder: String,
    failures: i64,
}

impl Job {
    /// Whether someone may take the turn now. A turn or a due moment farther ahead than any can be set was set by
    /// a clock that ran ahead, and does not count.
    fn is_free(&self, standing: &Standing, now: Ts) -> bool {
        let longest = self.pause().max(LONGEST_PAUSE);
        let due = standing.due <= now || standing.due > now.plus_ms(longest);
        let idle = standing.until <= now || standing.until > now.plus_ms(TURN);
        due && idle
    }

    fn pause(&self) -> i64 {
        self.every_seconds as i64 * 1_000
    }
}

/// The pause before the next try after so many failures in a row, in milliseconds.
fn pause_after(failures: i64) -> i64 {
    PAUSE.saturating_mul(1 << (failures - 1).clamp(0, 20)).min(LONGEST_PAUSE)
}

impl House {
    /// Runs `jobs` for ever, each when its turn comes and can be had.
    pub async fn run_jobs(self: Arc<Self>, jobs: Vec<Job>) {
        let mut tick = tokio::time::interval(LOOK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut running = JoinSet::new();
        loop {
            tick.tick().await;
            while running.try_join_next().is_some() {}
            match self.take_turns(&jobs).await {
                Ok(turns) => turns.into_iter().for_each(|turn| _ = running.spawn(self.clone().work(turn))),
                Err(error) => tracing::warn!(%error, "whose turn it is cannot be read"),
            }
        }
    }

    /// Runs those of `jobs` whose turn this node can have at this moment, to their end. Gives how many that were.
    pub async fn run_due(self: &Arc<Self>, jobs: &[Job]) -> Result<usize> {
        let turns = self.take_turns(jobs).await?;
        let mut running: JoinSet<()> = turns.into_iter().map(|turn| self.clone().work(turn)).collect();
        let mut ran = 0;
        while running.join_next().await.is_some() {
            ran += 1;
        }
        Ok(ran)
    }

    /// How every job stands, by name.
    pub async fn standings(&self) -> Result<Vec<Standing>> {
        let sql = format!("select {} from job j order by j.name", Standing::select("j"));
        Ok(self.db.all(Sql::new(sql, args![])).await?)
    }

    /// The latest runs that failed, newest first.
    pub async fn failures(&self, limit: usize) -> Result<Vec<Failure>> {
        let sql = format!(
            "select {} from job_failure f order by f.at desc, f.id desc limit ?",
            Failure::select("f")
        );
        Ok(self.db.all(Sql::new(sql, args![limit])).await?)
    }

    async fn take_turns(&self, jobs: &[Job]) -> Result<Vec<Turn>> {
        let known = self.standings().await?;
        let mut turns = Vec::new();
        for job in jobs {
            let standing = match known.iter().find(|s| s.name == job.name) {
                Some(standing) => standing.clone(),
                None => self.enlist(job).await?,
            };
            if job.is_free(&standing, self.now()) {
                turns.extend(self.take_turn(job, &standing).await?);
            }
        }
        Ok(turns)
    }

    /// Makes the row of a job that no node has run yet.
    async fn enlist(&self, job: &Job) -> Result<Standing> {
        let sql = "insert into job (name, due, holder, until, failures) values (?, ?, '', 0, 0) on conflict do nothing";
        self.db.write(Batch::new().exec(sql, args![job.name, self.now()])).await?;
        let sql = format!("select {} from job j where j.name = ?", Standing::select("j"));
        Ok(self.db.one(Sql::new(sql, args![job.name])).await?)
    }

    /// Takes a turn by changing its row from what was read; none if another node was faster.
    async fn take_turn(&self, job: &Job, read: &Standing) -> Result<Option<Turn>> {
        let holder = format!("{} {:016x}", self.node.holder, rand::random::<u64>());
        let sql =
            "update job set holder = ?, until = ? where name = ? and due = ? and holder = ? and until = ?";
        let until = self.now().plus_ms(TURN);
        let taking = args![&holder, until, job.name, read.due, &read.holder, read.until];
        let taken = self.db.write(Batch::new().exec(sql, taking)).await?;
        Ok((taken == [1]).then_some(Turn { job: *job, holder, failures: read.failures }))
    }

    async fn work(self: Arc<Self>, turn: Turn) {
        // In a set of its own: it catches a panic, and ends the work with whoever waits for it.
        let mut work = JoinSet::new();
        let (run, house) = (turn.job.run, self.clone());
        work.spawn(async move { run(house).await });
        let mut renewal = tokio::time::interval_at(tokio::time::Instant::now() + RENEW, RENEW);
        let outcome = loop {
            tokio::select! {
                done = work.join_next() => break done,
                _ = renewal.tick() => {
                    if let Err(error) = self.renew(&turn).await {
                        tracing::warn!(job = turn.job.name, %error, "a turn could not be renewed");
                    }
                }
            }
        };
        let failure = outcome.and_then(why_it_failed);
        if let Err(error) = self.end_turn(&turn, failure).await {
            tracing::warn!(job = turn.job.name, %error, "the end of a run could not be kept");
        }
    }

    async fn renew(&self, turn: &Turn) -> Result<()> {
        let sql = "update job set until = ? where name = ? and holder = ?";
        let until = self.now().plus_ms(TURN);
        self.db.write(Batch::new().exec(sql, args![until, turn.job.name, &turn.holder])).await?;
        Ok(())
    }

    /// Gives a turn back, with when the next is. A turn that another node has taken over meanwhile stays theirs.
    async fn end_turn(&self, turn: &Turn, failure: Option<String>) -> Result<()> {
        let now = self.now();
        let name = turn.job.name;
        let Some(error) = failure else {
            let sql = "update job set due = ?, holder = '', until = 0, failures = 0, done_at = ? \
                       where name = ? and holder = ?";
            let ended = args![now.plus_ms(turn.job.pause()), now, name, &turn.holder];
            self.db.write(Batch::new().exec(sql, ended)).await?;
            return Ok(());
        };
        let attempt = turn.failures + 1;
        tracing::error!(job = name, attempt, error, "a job failed and will be tried again");
        let failed = Failure {
            id: self.id(),
            job: name.into(),
            at: now,
            attempt,
            node: self.node.holder.clone(),
            error,
        };
        let next =
            "update job set due = ?, holder = '', until = 0, failures = ? where name = ? and holder = ?";
        let batch = Batch::new()
            .exec(next, args![now.plus_ms(pause_after(attempt)), attempt, name, &turn.holder])
            .insert("job_failure", &failed)
            .exec("delete from job_failure where at < ?", args![now.plus_ms(-KEPT)]);
        self.db.write(batch).await?;
        Ok(())
    }
}

/// The sentence for the list; none if the run went well. What a panic says may hold anything and is left out.
fn why_it_failed(run: Result<Result<()>, JoinError>) -> Option<String> {
    match run {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some("panicked".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURLY: Job = Job { name: "hourly", every_seconds: 3_600, run: |_| Box::pin(async { Ok(()) }) };

    fn standing(due: i64, until: i64) -> Standing {
        Standing {
            name: "hourly".into(),
            due: Ts(due),
            holder: String::new(),
            until: Ts(until),
            failures: 0,
            done_at: None,
        }
    }

    #[test]
    fn a_turn_is_free_when_due_and_nobody_is_at_it() {
        let now = Ts(10_000_000);
        assert!(HOURLY.is_free(&standing(now.0, 0), now));
        assert!(!HOURLY.is_free(&standing(now.0 + 1, 0), now));
        assert!(!HOURLY.is_free(&standing(now.0, now.0 + 1), now));
        assert!(!HOURLY.is_free(&standing(now.0, now.0 + TURN), now));
        assert!(!HOURLY.is_free(&standing(now.0 + 3_600_000, 0), now));
    }

    #[test]
    fn what_a_clock_that_ran_ahead_left_behind_does_not_count() {
        let now = Ts(10_000_000);
        assert!(HOURLY.is_free(&standing(now.0 + 3_600_001, 0), now));
        assert!(HOURLY.is_free(&standing(now.0, now.0 + TURN + 1), now));
    }

    #[test]
    fn the_pause_after_failures_doubles_up_to_the_longest() {
        let pauses: Vec<i64> = (1..=9).map(pause_after).collect();
        let expected = [5, 10, 20, 40, 80, 160, 320, 600, 600];
        assert_eq!(pauses, expected.map(|seconds| seconds * 1_000));
        assert_eq!(pause_after(i64::MAX), 600_000);
    }
}
