//! Search finds exactly the texts that hold every word, and never another area's.

use linju_db::testing::{each_engine, fresh};
use linju_db::{Batch, Db, Engine, Migration, Sql, args};
use linju_kernel::Id;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;

const NOTES: Migration = Migration {
    id: "20261123_1_note",
    sql: "create table note (area_id bigint not null, id bigint not null, primary key (area_id, id))",
};

async fn notes(db: &Db, area: Id, texts: &[&str], first: i64) {
    let add = |batch: Batch, (id, text): (i64, &&str)| {
        let insert = "insert into note (area_id, id) values (?, ?)";
        batch.exec(insert, args![area, id]).index_text(area, Id(id), text)
    };
    db.write((first..).zip(texts).fold(Batch::new(), add)).await.unwrap();
}

async fn find(db: &Db, area: Id, words: &str) -> Vec<i64> {
    let sql = Sql::new("select n.id from note n where n.area_id = ?", args![area])
        .matching("n.id", area, words)
        .and(" order by n.id desc limit ?", args![1000]);
    db.all::<(i64,)>(sql).await.unwrap().into_iter().map(|row| row.0).collect()
}

#[tokio::test]
async fn words_are_found_as_they_are_written() {
    each_engine(|db| async move {
        db.migrate(&[NOTES]).await.unwrap();
        let (here, there) = (Id(1), Id(2));
        let texts =
            ["3号楼,B座楼道灯不亮", "漏水,水管老旧", "厨房漏水 管道堵", "100%_电梯A-1坏了", "𠮷宅路灯"];
        notes(&db, here, &texts, 1).await;
        notes(&db, there, &["3号楼漏水"], 100).await;
        for (words, found) in [
            ("漏水", vec![3, 2]),
            ("漏水管", vec![]),
            ("漏水 管道", vec![3]),
            ("堵 漏水", vec![3]),
            ("灯", vec![5, 1]),
            ("水", vec![3, 2]),
            ("旧", vec![2]),
            ("3号楼，b座", vec![1]),
            ("楼B", vec![]),
            ("b", vec![1]),
            ("a-1", vec![4]),
            ("100%_", vec![4]),
            ("00", vec![4]),
            ("𠮷", vec![5]),
            ("𠮷宅", vec![5]),
            ("_0000000000001", vec![]),
            ("\" OR \"", vec![]),
            ("漏水\" AND NOT *", vec![]),
            ("'); drop table note", vec![]),
            ("  ", vec![5, 4, 3, 2, 1]),
        ] {
            assert_eq!(find(&db, here, words).await, found, "{words}");
        }
        assert_eq!(find(&db, there, "漏水").await, [100]);
    })
    .await;
}

#[tokio::test]
async fn an_index_asked_for_another_area_stays_silent() {
    each_engine(|db| async move {
        db.migrate(&[NOTES]).await.unwrap();
        notes(&db, Id(1), &["漏水"], 1).await;
        let every = Sql::new("select id from note where true", args![]).matching("id", Id(2), "漏水");
        assert_eq!(db.all::<(i64,)>(every).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn indexing_again_replaces_and_unindexing_forgets() {
    each_engine(|db| async move {
        db.migrate(&[NOTES]).await.unwrap();
        let area = Id(1);
        notes(&db, area, &["漏水", "路灯"], 1).await;
        db.write(Batch::new().index_text(area, Id(1), "电梯")).await.unwrap();
        assert_eq!(find(&db, area, "漏水").await, Vec::<i64>::new());
        assert_eq!(find(&db, area, "电梯").await, [1]);
        db.write(Batch::new().unindex_text(area, Id(1)).unindex_text(area, Id(9))).await.unwrap();
        assert_eq!(find(&db, area, "电梯").await, Vec::<i64>::new());
        assert_eq!(find(&db, area, "路灯").await, [2]);
        let refused =
            Batch::new().index_text(area, Id(2), "电梯").exec("delete from note where id = 404", args![]);
        db.write(refused.expect(1)).await.unwrap_err();
        assert_eq!(find(&db, area, "路灯").await, [2], "an index goes back with its batch");
    })
    .await;
}

/// The letters and digits of `text`, everything else between them as one space.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn search_agrees_with_reading_every_text() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(db) = runtime.block_on(fresh(engine)) else { continue };
        runtime.block_on(db.migrate(&[NOTES])).unwrap();
        let first = std::cell::Cell::new(1);
        let texts = prop::collection::vec("[漏水管aB3 ,%_é]{0,9}", 1..12);
        let words = prop::collection::vec("[漏水管aB3 ,%_é]{1,4}", 1..12);
        let cases = Config { cases: 60, failure_persistence: None, ..Config::default() };
        let agree = |(texts, words): (Vec<String>, Vec<String>)| {
            let start = first.replace(first.get() + 100);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            runtime.block_on(async {
                notes(&db, Id(start), &texts, start).await;
                for asked in &words {
                    let holds =
                        |text: &str| asked.split_whitespace().all(|word| plain(text).contains(&plain(word)));
                    let expected: BTreeSet<i64> =
                        (start..).zip(&texts).filter(|(_, text)| holds(text)).map(|(id, _)| id).collect();
                    let found: BTreeSet<i64> = find(&db, Id(start), asked).await.into_iter().collect();
                    prop_assert_eq!(found, expected, "{:?} on {:?}", asked, engine);
                }
                Ok(())
            })
        };
        TestRunner::new(cases).run(&(texts, words), agree).unwrap();
    }
}
