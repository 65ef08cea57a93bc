//! A batch is all or nothing, whoever else writes.

use crate::{area, item, prepare};
use futures_util::future::join_all;
use linju_db::testing::{each_engine, fresh};
use linju_db::{Batch, Db, Engine, Error, args};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;

#[tokio::test]
async fn a_failing_batch_takes_none_of_its_neighbours_along() {
    each_engine(|db| async move {
        prepare(&db).await;
        let write = async |n: i64| {
            let amount = if n % 10 == 3 { -1 } else { n };
            db.write(Batch::new().push(item(1, n, 0)).push(item(1, 1000 + n, amount))).await
        };
        let outcomes = join_all((0..300).map(write)).await;
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), n % 10 != 3, "{n}: {outcome:?}");
        }
        let (items, odd): (i64, i64) =
            db.one("select count(*), count(*) filter (where id % 10 = 3) from item").await.unwrap();
        assert_eq!((items, odd), (540, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_wrote_reads_what_was_written() {
    each_engine(|db| async move {
        prepare(&db).await;
        let writer = |lane: i64| {
            let db = db.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    let id = lane * 1000 + n;
                    db.write(Batch::new().push(item(1, id, id))).await.unwrap();
                    let sql =
                        linju_db::Sql::new("select amount from item where area_id = 1 and id = ?", args![id]);
                    assert_eq!(db.one::<(i64,)>(sql).await, Ok((id,)));
                }
            })
        };
        for done in join_all((0..4).map(writer)).await {
            done.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn statements_run_in_their_order_however_many_there_are() {
    each_engine(|db| async move {
        prepare(&db).await;
        for expecting in [false, true] {
            let double = "update item set amount = (amount * 2 + ?) % 1000003 where area_id = 1 and id = 1";
            let (mut batch, mut expected) =
                (Batch::new().exec("delete from item", args![]).push(item(1, 1, 1)), 1);
            for n in 0..200 {
                batch = batch.exec(double, args![n]);
                expected = (expected * 2 + n) % 1_000_003;
            }
            let batch = if expecting { batch.expect(1) } else { batch };
            db.write(batch).await.unwrap();
            assert_eq!(db.one::<(i64,)>("select amount from item").await, Ok((expected,)));
        }
    })
    .await;
}

/// Two batches that take the same two rows in opposite order stop each other; the engine ends one of them, and the
/// seam tries that one again as a whole: both are written, whatever the engine thought of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_in_each_others_way_are_tried_again_as_a_whole() {
    each_engine(|db| async move {
        prepare(&db).await;
        db.write(Batch::new().push(item(1, 1, 0)).push(item(1, 2, 0))).await.unwrap();
        const ROUNDS: i64 = 100;
        let crossing = |first: i64, second: i64| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..ROUNDS {
                    let add = "update item set amount = amount + 1 where area_id = 1 and id = ?";
                    let batch =
                        Batch::new().exec(add, args![first]).expect(1).exec(add, args![second]).expect(1);
                    assert_eq!(db.write(batch).await, Ok(vec![1, 1]));
                }
            })
        };
        for done in join_all([crossing(1, 2), crossing(2, 1), crossing(1, 2), crossing(2, 1)]).await {
            done.unwrap();
        }
        let amounts: Vec<(i64,)> = db.all("select amount from item order by id").await.unwrap();
        assert_eq!(amounts, [(4 * ROUNDS,), (4 * ROUNDS,)]);
    })
    .await;
}

/// As [`batches_in_each_others_way_are_tried_again_as_a_whole`], where the server lets nothing pass that could not
/// have happened one after the other, as distributed ones do.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_serialization_failure_is_tried_again_as_a_whole() {
    let Some(db) = fresh(Engine::Postgres).await else { return };
    prepare(&db).await;
    db.write(Batch::new().push(item(1, 1, 0))).await.unwrap();
    let adding = |_| {
        let db = db.clone();
        tokio::spawn(async move {
            let (mut done, mut busy) = (0, 0);
            for _ in 0..20 {
                let strict = Batch::new().exec("set transaction isolation level serializable", args![]).exec(
                    "update item set amount = (select sum(amount) from item) + 1 where id = 1",
                    args![],
                );
                match db.write(strict).await {
                    Ok(_) => done += 1,
                    Err(Error::Busy) => busy += 1,
                    Err(other) => panic!("{other}"),
                }
            }
            (done, busy)
        })
    };
    let (mut done, mut busy) = (0, 0);
    for outcome in join_all((0..4).map(adding)).await {
        let outcome: (i64, i64) = outcome.unwrap();
        done += outcome.0;
        busy += outcome.1;
    }
    assert_eq!(db.one::<(i64,)>("select amount from item").await, Ok((done,)));
    assert!(done > busy, "hardly any came through: {done}");
}

/// Slow calls are counted, and logged without what was asked with.
#[tokio::test]
async fn what_takes_long_is_counted() {
    each_engine(|db| async move {
        prepare(&db).await;
        let before = db.usage();
        assert_eq!((before.reads.slow, before.writes.slow), (0, 0));
        db.log_slower_than(std::time::Duration::from_micros(1));
        db.all::<(i64,)>("select id from item").await.unwrap();
        db.write(Batch::new().push(item(1, 1, 1))).await.unwrap();
        db.write(Batch::new().push(item(1, 1, 1))).await.unwrap_err();
        let after = db.usage();
        assert_eq!((after.reads.slow, after.writes.slow), (1, 2));
        assert_eq!(after.reads.calls, before.reads.calls + 1);
        assert_eq!(
            (after.writes.calls, after.writes.failed),
            (before.writes.calls + 2, before.writes.failed + 1)
        );
        assert!(after.reads.micros > before.reads.micros);
    })
    .await;
}

/// One statement of a random batch.
#[derive(Debug, Clone)]
enum Act {
    Insert { id: i64, amount: i64 },
    Bump { id: i64, version: i64, by: i64, expect: bool },
    Delete { id: i64, expect: Option<u64> },
}

fn act() -> impl Strategy<Value = Act> {
    let id = || 0..5i64;
    prop_oneof![
        3 => (id(), -1..20i64).prop_map(|(id, amount)| Act::Insert { id, amount }),
        5 => (id(), 1..4i64, -9..9i64, any::<bool>())
            .prop_map(|(id, version, by, expect)| Act::Bump { id, version, by, expect }),
        1 => (id(), prop::option::of(0..2u64)).prop_map(|(id, expect)| Act::Delete { id, expect }),
    ]
}

fn batch(area: i64, acts: &[Act]) -> Batch {
    let add = |batch: Batch, act: &Act| match *act {
        Act::Insert { id, amount } => batch.push(item(area, id, amount)),
        Act::Bump { id, version, by, expect } => {
            let sql = "update item set version = version + 1, amount = amount + ?
                where area_id = ? and id = ? and version = ?";
            let batch = batch.exec(sql, args![by, area, id, version]);
            if expect { batch.expect(1).refuse("bump") } else { batch }
        }
        Act::Delete { id, expect } => {
            let batch = batch.exec("delete from item where area_id = ? and id = ?", args![area, id]);
            expect.into_iter().fold(batch, Batch::expect)
        }
    };
    acts.iter().fold(Batch::new(), add)
}

type Items = BTreeMap<i64, (i64, i64)>;

/// What `acts` do to `items`: rows changed, or the word for the first refusal.
fn model(items: &Items, acts: &[Act]) -> Result<(Items, Vec<u64>), &'static str> {
    let (mut items, mut rows) = (items.clone(), Vec::new());
    for act in acts {
        let changed = match *act {
            Act::Insert { amount: ..0, .. } => return Err("check"),
            Act::Insert { id, .. } if items.contains_key(&id) => return Err("unique"),
            Act::Insert { id, amount } => {
                items.insert(id, (1, amount));
                1
            }
            Act::Bump { id, version, by, expect } => {
                let found = items.get_mut(&id).filter(|item| item.0 == version);
                let changed = u64::from(found.is_some());
                if let Some(item) = found {
                    *item = (item.0 + 1, item.1 + by);
                    if item.1 < 0 {
                        return Err("check");
                    }
                }
                if expect && changed != 1 {
                    return Err("bump");
                }
                changed
            }
            Act::Delete { id, expect } => {
                let changed = u64::from(items.remove(&id).is_some());
                if expect.is_some_and(|expected| expected != changed) {
                    return Err("conflict");
                }
                changed
            }
        };
        rows.push(changed);
    }
    Ok((items, rows))
}

fn word(error: &Error) -> &'static str {
    match error {
        Error::Check { .. } => "check",
        Error::Unique { .. } => "unique",
        Error::Conflict { name, .. } => name.unwrap_or("conflict"),
        _ => "another",
    }
}

async fn items(db: &Db, area: i64) -> Items {
    let sql = linju_db::Sql::new("select id, version, amount from item where area_id = ?", args![area]);
    let rows: Vec<(i64, i64, i64)> = db.all(sql).await.unwrap();
    rows.into_iter().map(|(id, version, amount)| (id, (version, amount))).collect()
}

/// Runs `check` on both engines with random lists of batches, each time in a new area.
fn for_random_batches<F>(cases: u32, check: impl Fn(Db, i64, Vec<Vec<Act>>) -> F)
where
    F: Future<Output = Result<(), TestCaseError>>,
{
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(db) = runtime.block_on(fresh(engine)) else { continue };
        runtime.block_on(prepare(&db));
        let next = Cell::new(2);
        let batches = prop::collection::vec(prop::collection::vec(act(), 1..5), 1..32);
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let run = |batches| {
            let place = next.replace(next.get() + 1);
            runtime.block_on(async {
                db.write(area(place)).await.unwrap();
                check(db.clone(), place, batches).await
            })
        };
        TestRunner::new(config).run(&batches, run).unwrap();
    }
}

#[test]
fn batches_one_by_one_do_what_the_model_says() {
    for_random_batches(60, async |db, place, batches| {
        let mut known = Items::new();
        for acts in &batches {
            let written = db.write(batch(place, acts)).await;
            match model(&known, acts) {
                Ok((after, rows)) => {
                    prop_assert_eq!(written, Ok(rows));
                    known = after;
                }
                Err(expected) => prop_assert_eq!(written.map_err(|error| word(&error)), Err(expected)),
            }
            prop_assert_eq!(&items(&db, place).await, &known);
        }
        Ok(())
    });
}

/// Moves between five purses, some refused, sixteen at a time: what the successes say is what is there.
#[test]
fn batches_at_the_same_time_add_up_to_their_successes() {
    for_random_batches(20, async |db, place, batches| {
        const START: i64 = 40;
        let purses = (0..5).fold(Batch::new(), |batch, id| batch.push(item(place, id, START)));
        db.write(purses).await.unwrap();
        let moves: Vec<Vec<(i64, i64, bool)>> =
            batches.iter().map(|acts| acts.iter().map(transfer).collect()).collect();
        let mut known: BTreeMap<i64, i64> = (0..5).map(|id| (id, START)).collect();
        for group in moves.chunks(16) {
            let write = async |moves: &Vec<(i64, i64, bool)>| {
                let add = |batch: Batch, (id, by, expect): &(i64, i64, bool)| {
                    let sql = "update item set amount = amount + ? where area_id = ? and id = ?";
                    let batch = batch.exec(sql, args![by, place, id]);
                    if *expect { batch.expect(1) } else { batch }
                };
                db.write(moves.iter().fold(Batch::new(), add)).await
            };
            for (moves, outcome) in group.iter().zip(join_all(group.iter().map(write)).await) {
                match outcome {
                    Ok(_) => moves.iter().for_each(|(id, by, _)| *known.entry(*id).or_default() += by),
                    Err(error) => prop_assert_eq!(word(&error), "check"),
                }
            }
        }
        let found: BTreeMap<i64, i64> =
            items(&db, place).await.into_iter().map(|(id, (_, amount))| (id, amount)).collect();
        prop_assert_eq!(found, known);
        Ok(())
    });
}

fn transfer(act: &Act) -> (i64, i64, bool) {
    match *act {
        Act::Insert { id, amount } => (id, amount, false),
        Act::Bump { id, by, expect, .. } => (id, by, expect),
        Act::Delete { id, .. } => (id, -11, true),
    }
}
