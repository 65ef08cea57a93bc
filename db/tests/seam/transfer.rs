//! A database moved as a whole is the same on the other side, and a move cut short goes on where it was.

use linju_db::testing::fresh;
use linju_db::transfer::{Progress, Stuck, TEXT_INDEX, transfer};
use linju_db::{Batch, Db, Engine, Error, Migration, Sql, Statement, args};
use linju_kernel::Id;

const SCHEMA: &[Migration] = &[Migration {
    id: "20261123_1_moved",
    sql: "create table zone (id bigint primary key, name text not null);
        create table seed (one bigint primary key, n bigint not null);
        insert into seed (one, n) values (1, 0);
        create table place (zone_id bigint not null references zone (id), id bigint not null, parent_id bigint,
            words text, sealed bytea, share double precision, primary key (zone_id, id),
            foreign key (zone_id, parent_id) references place (zone_id, id));
        create table door (code text not null primary key, zone_id bigint not null, place_id bigint not null,
            foreign key (zone_id, place_id) references place (zone_id, id));",
}];
const PLACES: i64 = 5_000;

/// Places that refer to ones before and after them, doors by text, and an index of words.
async fn fill(db: &Db) {
    db.migrate(SCHEMA).await.unwrap();
    let mut batch = Batch::new().exec("update seed set n = 7", args![]);
    for zone in 1..=2 {
        batch = batch.exec("insert into zone (id, name) values (?, ?)", args![zone, format!("居民区{zone}")]);
    }
    for n in 0..PLACES {
        let sql =
            "insert into place (zone_id, id, parent_id, words, sealed, share) values (?, ?, null, ?, ?, ?)";
        let words = (n % 3 != 0).then(|| format!("楼道灯{n} '\"\\ 𠮷"));
        let sealed = (n % 2 == 0).then(|| n.to_le_bytes());
        let share = (n % 5 == 0).then_some(n as f64 / 7.0);
        batch = batch.exec(sql, args![1 + n % 2, n, words, sealed, share]);
        batch = batch.exec(
            "insert into door (code, zone_id, place_id) values (?, ?, ?)",
            args![format!("门{n:x}"), 1 + n % 2, n],
        );
        if n % 4 == 0 {
            batch = batch.index_text(Id(1 + n % 2), Id(n), &format!("楼道灯不亮,{n}号 灯 a"));
        }
    }
    batch = batch.exec("update place set parent_id = (id * 7 + 2) % 5000 where id % 3 = 1", args![]);
    db.write(batch).await.unwrap();
}

/// Every pair of engines at hand, with the first filled.
async fn each_way(test: impl AsyncFn(Db, Db)) {
    for way in [
        [Engine::Sqlite, Engine::Postgres],
        [Engine::Postgres, Engine::Sqlite],
        [Engine::Sqlite, Engine::Sqlite],
    ] {
        let [Some(from), Some(to)] = [fresh(way[0]).await, fresh(way[1]).await] else { continue };
        println!("{way:?}");
        fill(&from).await;
        test(from, to).await;
    }
}

fn go_on(_: Progress<'_>) -> bool {
    true
}

#[tokio::test]
async fn every_row_and_every_text_is_on_the_other_side() {
    each_way(async |from, to| {
        let mut seen = Vec::new();
        let contents = transfer(&from, &to, SCHEMA, |progress| {
            assert!(progress.done <= progress.of);
            seen.push((progress.table.to_owned(), progress.done));
            true
        })
        .await
        .unwrap();
        let rows: Vec<(&str, usize)> = contents.iter().map(|c| (c.table.as_str(), c.rows)).collect();
        let expected = [("seed", 1), ("zone", 2), ("place", 5_000), ("door", 5_000), (TEXT_INDEX, 1_250)];
        assert_eq!(rows, expected);
        assert!(seen.contains(&("place".to_owned(), 2_000)) && seen.contains(&("door".to_owned(), 5_000)));
        let sum = "select count(parent_id), sum(coalesce(parent_id, 0) * id % 1009) from place";
        assert_eq!(to.one::<(i64, i64)>(sum).await, from.one::<(i64, i64)>(sum).await);
        for words in ["道灯", "1248号", "a", "灯不亮 96号"] {
            let found = async |db: &Db| {
                let sql = Sql::new("select zone_id, id from place where zone_id = 1", args![]);
                let sql = sql.matching("id", Id(1), words).and(" order by id", args![]);
                db.all::<(i64, i64)>(sql).await.unwrap()
            };
            let there = found(&to).await;
            assert!(!there.is_empty() && there == found(&from).await, "{words}");
        }
        assert_eq!(to.migrate(SCHEMA).await, Ok(0), "the target is open to everyone again");
    })
    .await;
}

#[tokio::test]
async fn a_move_cut_short_goes_on_and_nobody_opens_it_before() {
    each_way(async |from, to| {
        let mut stops = 0;
        loop {
            let mut pages = 0;
            let outcome = transfer(&from, &to, SCHEMA, |_| {
                pages += 1;
                pages < 3
            })
            .await;
            match outcome {
                Err(Stuck::Stopped) => stops += 1,
                other => break assert_eq!(other.unwrap().len(), 5),
            }
            let early = to.migrate(SCHEMA).await;
            assert!(matches!(&early, Err(Error::Schema(why)) if why.contains("not finished")), "{early:?}");
        }
        assert!(stops >= 2, "it was never cut short");
    })
    .await;
}

#[tokio::test]
async fn a_target_that_holds_something_is_refused() {
    each_way(async |from, to| {
        to.migrate(SCHEMA).await.unwrap();
        assert!(matches!(transfer(&from, &to, SCHEMA, go_on).await, Err(Stuck::NotEmpty)));
        assert_eq!(to.one::<(i64,)>("select n from seed").await, Ok((0,)), "it is left as it was");
    })
    .await;
}

/// The pages of [`fill`] end with those of the index: stopped at the last, all is over but not yet compared.
#[tokio::test]
async fn whatever_differs_at_the_end_is_found() {
    let changes = [
        ("place", Statement::new("update place set sealed = ? where id = 4", args![vec![1u8]])),
        ("place", Statement::new("update place set words = null where id = 1", args![])),
        ("door", Statement::new("delete from door where code = '门7'", args![])),
        (TEXT_INDEX, Statement::unindex_text(Id(1), Id(4))),
    ];
    for (table, change) in changes {
        each_way(async |from, to| {
            let until_the_last = |progress: Progress<'_>| progress.table != TEXT_INDEX;
            let stopped = transfer(&from, &to, SCHEMA, until_the_last).await;
            assert!(matches!(stopped, Err(Stuck::Stopped)));
            from.write(Batch::new().push(change.clone())).await.unwrap();
            let outcome = transfer(&from, &to, SCHEMA, go_on).await;
            assert!(matches!(&outcome, Err(Stuck::Differs(found)) if found == table), "{outcome:?}");
        })
        .await;
    }
}
