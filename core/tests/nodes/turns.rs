//! Recurring work among several nodes.

use crate::{MINUTE, MORNING, leave, node, traces, two};
use linju_core::jobs::{Job, TURN};
use linju_core::{Error, House, Result};
use linju_db::testing::each_engine;
use linju_db::{Batch, args};
use linju_kernel::Clock;
use std::sync::Arc;

const MINUTELY: Job = Job {
    name: "minutely",
    every_seconds: 60,
    run: |house| Box::pin(async move { leave(&house, "minutely").await }),
};
const PANICS: Job =
    Job { name: "panics", every_seconds: 60, run: |_| Box::pin(async { panic!("a defect of 王秀英") }) };
/// Fails as long as a row says so.
const MENDED: Job = Job { name: "mended", every_seconds: 60, run: |house| Box::pin(fail_if_told(house)) };
/// Never ends while a row says so.
const HANGS: Job = Job { name: "hangs", every_seconds: 60, run: |house| Box::pin(hang_if_told(house)) };

async fn told(house: &House, word: &str) -> bool {
    traces(&house.db, word).await > 0
}

async fn fail_if_told(house: Arc<House>) -> Result<()> {
    if told(&house, "fail").await {
        Err(Error::Fault("the disk is gone".into()))
    } else {
        leave(&house, "mended").await
    }
}

async fn hang_if_told(house: Arc<House>) -> Result<()> {
    leave(&house, "begun").await?;
    if told(&house, "hang").await {
        std::future::pending::<()>().await;
    }
    leave(&house, "ended").await
}

async fn forget(house: &House) {
    house.db.write(Batch::new().exec("delete from trace", args![])).await.unwrap();
}

#[tokio::test]
async fn a_turn_is_one_nodes() {
    each_engine(|db| async move {
        let [(a, _), (b, _)] = two(&db).await;
        for minute in 0..5 {
            let now = MORNING.plus_ms(minute * MINUTE);
            let nodes = [node(&db, now).await.0, node(&db, now).await.0, a.clone(), b.clone()];
            let running =
                nodes.map(|house| tokio::spawn(async move { house.run_due(&[MINUTELY]).await.unwrap() }));
            let mut ran = 0;
            for run in running {
                ran += run.await.unwrap();
            }
            assert_eq!(ran, 1);
        }
        assert_eq!(traces(&db, "minutely").await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_turn_comes_when_it_is_due_and_not_before() {
    each_engine(|db| async move {
        let [(a, clock), (b, late)] = two(&db).await;
        assert_eq!(a.run_due(&[MINUTELY]).await.unwrap(), 1);
        assert_eq!(b.run_due(&[MINUTELY]).await.unwrap(), 0);
        late.set(MORNING.plus_ms(MINUTE - 1));
        assert_eq!(b.run_due(&[MINUTELY]).await.unwrap(), 0);
        clock.set(MORNING.plus_ms(MINUTE));
        assert_eq!(a.run_due(&[MINUTELY]).await.unwrap(), 1);
        let standing = a.standings().await.unwrap().remove(0);
        assert_eq!((standing.done_at, standing.due), (Some(clock.now()), clock.now().plus_ms(MINUTE)));
    })
    .await;
}

/// The node dies in the middle: nobody takes the turn before its time is up, somebody does after.
#[tokio::test]
async fn a_dead_nodes_turn_is_taken_over_when_its_time_is_up() {
    each_engine(|db| async move {
        let [(a, _), (b, clock)] = two(&db).await;
        leave(&a, "hang").await.unwrap();
        let dying = a.clone();
        let death = tokio::spawn(async move { dying.run_due(&[HANGS]).await });
        while traces(&db, "begun").await == 0 {
            tokio::task::yield_now().await;
        }
        death.abort();
        assert!(death.await.unwrap_err().is_cancelled());
        forget(&a).await;
        clock.set(MORNING.plus_ms(TURN - 1));
        assert_eq!(b.run_due(&[HANGS]).await.unwrap(), 0);
        clock.set(MORNING.plus_ms(TURN));
        assert_eq!(b.run_due(&[HANGS]).await.unwrap(), 1);
        assert_eq!((traces(&db, "begun").await, traces(&db, "ended").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_job_that_panics_is_listed_and_tried_again_and_harms_no_other() {
    each_engine(|db| async move {
        let [(a, clock), (b, late)] = two(&db).await;
        assert_eq!(a.run_due(&[PANICS, MINUTELY]).await.unwrap(), 2);
        assert_eq!(traces(&db, "minutely").await, 1);
        late.set(MORNING.plus_ms(4_999));
        assert_eq!(b.run_due(&[PANICS]).await.unwrap(), 0);
        late.set(MORNING.plus_ms(5_000));
        assert_eq!(b.run_due(&[PANICS]).await.unwrap(), 1);
        clock.set(MORNING.plus_ms(14_999));
        assert_eq!(a.run_due(&[PANICS]).await.unwrap(), 0);
        clock.set(MORNING.plus_ms(15_000));
        assert_eq!(a.run_due(&[PANICS]).await.unwrap(), 1);
        let listed = a.failures(10).await.unwrap();
        let said: Vec<(i64, &str, &str)> =
            listed.iter().map(|f| (f.attempt, f.job.as_str(), f.error.as_str())).collect();
        assert_eq!(said, [(3, "panics", "panicked"), (2, "panics", "panicked"), (1, "panics", "panicked")]);
        assert_ne!(listed[0].node, listed[1].node);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_fails_goes_on_once_it_can() {
    each_engine(|db| async move {
        let [(a, clock), _] = two(&db).await;
        leave(&a, "fail").await.unwrap();
        assert_eq!(a.run_due(&[MENDED]).await.unwrap(), 1);
        let standing = a.standings().await.unwrap().remove(0);
        assert_eq!((standing.failures, standing.done_at), (1, None));
        assert_eq!(a.failures(1).await.unwrap()[0].error, "the disk is gone");
        forget(&a).await;
        clock.set(MORNING.plus_ms(5_000));
        assert_eq!(a.run_due(&[MENDED]).await.unwrap(), 1);
        assert_eq!(traces(&db, "mended").await, 1);
        let standing = a.standings().await.unwrap().remove(0);
        assert_eq!((standing.failures, standing.done_at), (0, Some(clock.now())));
    })
    .await;
}

/// What a node whose clock was a year ahead has left behind does not hold a job up.
#[tokio::test]
async fn a_clock_that_ran_ahead_holds_nothing_up() {
    each_engine(|db| async move {
        let [(a, clock), (b, _)] = two(&db).await;
        clock.set(MORNING.plus_ms(365 * 24 * 60 * MINUTE));
        assert_eq!(a.run_due(&[MINUTELY]).await.unwrap(), 1);
        assert_eq!(b.run_due(&[MINUTELY]).await.unwrap(), 1);
        assert_eq!(traces(&db, "minutely").await, 2);
    })
    .await;
}

#[tokio::test]
async fn every_job_has_its_turn_while_they_run_for_ever() {
    each_engine(|db| async move {
        let [(a, _), (b, _)] = two(&db).await;
        let workers = [a, b].map(|house| tokio::spawn(house.run_jobs(vec![PANICS, MENDED, MINUTELY])));
        while traces(&db, "mended").await + traces(&db, "minutely").await < 2 {
            tokio::task::yield_now().await;
        }
        workers.iter().for_each(|worker| assert!(!worker.is_finished()));
        workers.iter().for_each(tokio::task::JoinHandle::abort);
        assert_eq!((traces(&db, "mended").await, traces(&db, "minutely").await), (1, 1));
    })
    .await;
}
