//! What the floors above rely on, on both engines.

mod concurrency;
mod plan;
mod schema;
mod search;
mod transfer;

use linju_db::testing::{each_engine, fresh};
use linju_db::{Batch, Db, Engine, Error, Migration, Sql, Statement, args, counted, record};
use linju_kernel::{Day, Id, Ts};

/// Two tables as features write them.
pub const SCHEMA: &[Migration] = &[
    Migration {
        id: "20261123_1_area",
        sql: "create table area (id bigint primary key, name text not null, unique (name));",
    },
    Migration {
        id: "20261123_2_item",
        sql: "create table item (
            area_id bigint not null references area (id),
            id bigint not null,
            version bigint not null,
            amount bigint not null check (amount >= 0),
            primary key (area_id, id)
        );",
    },
];

/// A database with the schema and area 1.
pub async fn prepare(db: &Db) {
    db.migrate(SCHEMA).await.unwrap();
    db.write(area(1)).await.unwrap();
}

/// A batch that makes an area.
pub fn area(id: i64) -> Batch {
    Batch::new().exec("insert into area (id, name) values (?, ?)", args![id, format!("居民区{id}")])
}

/// A statement that makes an item of version 1.
pub fn item(area: i64, id: i64, amount: i64) -> Statement {
    let sql = "insert into item (area_id, id, version, amount) values (?, ?, 1, ?)";
    Statement::new(sql, args![area, id, amount])
}

record! {
    /// One of everything a column can hold.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Sample {
        /// Key.
        pub id: Id,
        /// Moment.
        pub at: Ts,
        /// Day.
        pub day: Day,
        /// Words.
        pub words: String,
        /// Bytes.
        pub sealed: Vec<u8>,
        /// Yes or no.
        pub open: bool,
        /// A fraction.
        pub share: f64,
        /// Perhaps a number.
        pub perhaps: Option<i64>,
    }
}

const SAMPLE: Migration = Migration {
    id: "20261124_1_sample",
    sql: "create table sample (id bigint primary key, at bigint not null, day text not null,
        words text not null, sealed bytea not null, open bigint not null check (open in (0, 1)),
        share double precision not null, perhaps bigint)",
};

#[tokio::test]
async fn a_record_comes_back_as_it_went_in() {
    each_engine(|db| async move {
        db.migrate(&[SAMPLE]).await.unwrap();
        let sample = |id, perhaps| Sample {
            id: Id(id),
            at: Ts(-5),
            day: "2026-11-23".parse().unwrap(),
            words: "楼道灯不亮 '?' \"%\" \\ 𠮷".to_owned(),
            sealed: vec![0, 255, 7],
            open: true,
            share: 0.25,
            perhaps,
        };
        let both = [sample(i64::MAX, None), sample(1, Some(i64::MIN))];
        let batch = both.iter().fold(Batch::new(), |batch, one| batch.insert("sample", one).expect(1));
        assert_eq!(db.write(batch).await, Ok(vec![1, 1]));
        let sql = format!("select {} from sample s order by s.id desc", Sample::select("s"));
        assert_eq!(db.all::<Sample>(Sql::new(sql, args![])).await.unwrap(), both);
        assert_eq!(Sample::COLUMNS.len(), 8);
    })
    .await;
}

#[tokio::test]
async fn sums_averages_and_booleans_read_alike() {
    each_engine(|db| async move {
        prepare(&db).await;
        let batch = [30_000, 40_007, 1_000_000_000_000].into_iter().enumerate().fold(Batch::new(), |b, (n, a)| {
            b.push(item(1, n as i64, a))
        });
        db.write(batch).await.unwrap();
        let sql = "select sum(amount), sum(-amount), count(*), avg(id), max(amount) > 5, sum(amount) filter (where id > 9)
            from item";
        type Answer = (i64, i64, usize, f64, bool, Option<i64>);
        let answer: Answer = db.one(sql).await.unwrap();
        assert_eq!(answer, (1_000_000_070_007, -1_000_000_070_007, 3, 1.0, true, None));
        let (half,): (f64,) = db.one("select avg(id) from item where id < 2").await.unwrap();
        assert_eq!(half, 0.5);
    })
    .await;
}

#[tokio::test]
async fn text_sorts_by_its_bytes() {
    each_engine(|db| async move {
        db.migrate(SCHEMA).await.unwrap();
        let names = [".01", ".01.02", ".01/", ".010", "B", "a", "路"];
        let insert = |batch: Batch, (id, name): (usize, &&str)| {
            batch.exec("insert into area (id, name) values (?, ?)", args![id, *name])
        };
        db.write(names.iter().enumerate().fold(Batch::new(), insert)).await.unwrap();
        let found: Vec<(String,)> = db.all("select name from area order by name").await.unwrap();
        assert_eq!(found.into_iter().map(|row| row.0).collect::<Vec<_>>(), names);
    })
    .await;
}

#[tokio::test]
async fn a_conflict_carries_its_name_and_leaves_nothing() {
    each_engine(|db| async move {
        prepare(&db).await;
        let bump = |version: i64| {
            let sql = "update item set version = version + 1 where area_id = 1 and id = 7 and version = ?";
            Statement::new(sql, args![version]).expect(1).refuse("item.changed")
        };
        db.write(Batch::new().push(item(1, 7, 5))).await.unwrap();
        assert_eq!(db.write(Batch::new().push(bump(1))).await, Ok(vec![1]));
        let stale = Batch::new().push(item(1, 8, 5)).push(bump(1)).push(item(1, 9, 5));
        let conflict = Error::Conflict { statement: 1, name: Some("item.changed") };
        assert_eq!(db.write(stale).await, Err(conflict));
        let rows: Vec<(i64, i64)> = db.all("select id, version from item").await.unwrap();
        assert_eq!(rows, [(7, 2)]);
    })
    .await;
}

#[tokio::test]
async fn each_refusal_of_the_database_has_its_kind() {
    each_engine(|db| async move {
        prepare(&db).await;
        db.write(Batch::new().push(item(1, 7, 5))).await.unwrap();
        let fails = async |statement| db.write(Batch::new().push(statement)).await.unwrap_err();
        assert!(fails(item(1, 7, 5)).await.is_unique("item"));
        let rename = Statement::new("insert into area (id, name) values (2, ?)", args!["居民区1"]);
        assert!(fails(rename).await.is_unique("area"));
        let orphan = fails(item(404, 7, 5)).await;
        assert!(matches!(&orphan, Error::ForeignKey { table, .. } if table == "item"), "{orphan:?}");
        let parent = fails(Statement::new("delete from area where id = 1", args![])).await;
        assert!(matches!(&parent, Error::ForeignKey { table, .. } if table == "area"), "{parent:?}");
        let negative = fails(item(1, 8, -1)).await;
        assert!(matches!(&negative, Error::Check { table, .. } if table == "item"), "{negative:?}");
        let sql = "update item set amount = ? where id = 7";
        let missing = fails(Statement::new(sql, args![None::<i64>])).await;
        assert!(matches!(&missing, Error::Check { table, .. } if table == "item"), "{missing:?}");
        assert!(matches!(
            fails(Statement::new("insert into nowhere values (1)", args![])).await,
            Error::Other(_)
        ));
        assert!(matches!(
            fails(Statement::new("delete from item where id = ?", args![])).await,
            Error::Other(_)
        ));
        assert_eq!(db.one::<(i64,)>("select id from item where id = 404").await, Err(Error::NotFound));
        assert_eq!(db.one::<(i64,)>("select amount from item").await, Ok((5,)), "nothing of it was written");
        let wrong = db.one::<(i64, Id)>("select 1, name from area").await;
        assert!(matches!(&wrong, Err(Error::Decode(why)) if why.contains("column 1")), "{wrong:?}");
    })
    .await;
}

#[tokio::test]
async fn an_argument_of_another_kind_takes_the_whole_batch_along() {
    each_engine(|db| async move {
        prepare(&db).await;
        let wrong = "update item set amount = ? where id = 7";
        for argument in [linju_db::Value::from("many"), vec![1u8].into()] {
            let batch = Batch::new().push(item(1, 7, 5)).exec(wrong, vec![argument]).push(item(1, 8, 5));
            db.write(batch).await.unwrap_err();
            assert_eq!(db.one::<(i64,)>("select count(*) from item").await, Ok((0,)));
        }
    })
    .await;
}

#[tokio::test]
async fn upserts_and_conditions_work_as_documented() {
    each_engine(|db| async move {
        prepare(&db).await;
        let upsert = "insert into item (area_id, id, version, amount) values (1, 7, 1, ?)
            on conflict (area_id, id) do update set amount = excluded.amount";
        let batch = Batch::new().exec(upsert, args![3]).expect(1).exec(upsert, args![4]).expect(1);
        assert_eq!(db.write(batch).await, Ok(vec![1, 1]));
        let nothing =
            "insert into item (area_id, id, version, amount) values (1, 7, 1, 9) on conflict do nothing";
        assert_eq!(db.write(Batch::new().exec(nothing, args![])).await, Ok(vec![0]));
        let list = |least: Option<i64>| {
            Sql::new("select id, amount from item where area_id = ?", args![Id(1)])
                .when(least, " and amount >= ?")
                .and(" and (area_id, id) < (?, ?) order by id desc limit ?", args![1, 100, 50])
        };
        assert_eq!(db.all::<(i64, i64)>(list(None)).await, Ok(vec![(7, 4)]));
        assert_eq!(db.all::<(i64, i64)>(list(Some(4))).await, Ok(vec![(7, 4)]));
        assert_eq!(db.all::<(i64, i64)>(list(Some(5))).await, Ok(vec![]));
        assert!(Batch::new().is_empty());
        assert_eq!(db.write(Batch::new()).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn migrations_run_once_and_are_never_changed() {
    each_engine(|db| async move {
        assert_eq!(db.migrate(&SCHEMA[..1]).await, Ok(1));
        assert_eq!(db.migrate(&[SCHEMA[1], SCHEMA[0]]).await, Ok(1));
        assert_eq!(db.migrate(SCHEMA).await, Ok(0));
        let changed = Migration { sql: "create table area (id bigint primary key)", ..SCHEMA[0] };
        let refused = db.migrate(&[changed, SCHEMA[1]]).await;
        assert!(matches!(&refused, Err(Error::Schema(why)) if why.contains("20261123_1_area was changed")));
        let older = db.migrate(&SCHEMA[..1]).await;
        assert!(matches!(&older, Err(Error::Schema(why)) if why.contains("20261123_2_item")), "{older:?}");
    })
    .await;
}

#[tokio::test]
async fn a_broken_migration_leaves_nothing_and_can_be_mended() {
    each_engine(|db| async move {
        let id = "20261125_1_lamp";
        let broken = Migration { id, sql: "create table lamp (id bigint primary key); create tabel x;" };
        let refused = db.migrate(&[broken]).await;
        assert!(matches!(&refused, Err(Error::Schema(why)) if why.starts_with(id)), "{refused:?}");
        let mended = Migration { id, sql: "create table lamp (id bigint primary key)" };
        assert_eq!(db.migrate(&[mended]).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn a_piece_of_work_knows_what_it_asked() {
    each_engine(|db| async move {
        prepare(&db).await;
        let work = async {
            db.all::<(i64,)>("select id from item").await.unwrap();
            db.first::<(i64,)>("select id from item").await.unwrap();
            db.write(Batch::new().push(item(1, 1, 1))).await.unwrap();
        };
        let ((), counts) = counted(work).await;
        assert_eq!((counts.queries, counts.writes), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_closed_database_has_finished_and_refuses() {
    each_engine(|db| async move {
        prepare(&db).await;
        db.close().await;
        let after = db.write(Batch::new().push(item(1, 1, 1))).await;
        assert_eq!(after, Err(Error::Closed));
    })
    .await;
}

#[tokio::test]
async fn a_file_keeps_what_was_written_and_a_backup_is_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    {
        let db = Db::open(&url("house.db")).unwrap();
        prepare(&db).await;
        db.write(Batch::new().push(item(1, 7, 5)).index_text(Id(1), Id(7), "楼道灯不亮")).await.unwrap();
        db.backup_to(folder.path().join("copy.db")).await.unwrap();
        db.write(Batch::new().push(item(1, 8, 5))).await.unwrap();
    }
    for (name, items) in [("house.db", 2), ("copy.db", 1)] {
        let db = Db::open(&url(name)).unwrap();
        assert_eq!(db.migrate(SCHEMA).await, Ok(0));
        assert_eq!(db.one::<(usize,)>("select count(*) from item").await, Ok((items,)));
        let found = Sql::new("select id from item where area_id = 1", args![]).matching("id", Id(1), "道灯");
        assert_eq!(db.all::<(i64,)>(found).await, Ok(vec![(7,)]));
    }
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("partial")));
}

#[tokio::test]
async fn postgresql_is_backed_up_by_its_own_tool() {
    let Some(db) = fresh(Engine::Postgres).await else { return };
    let refused = db.backup_to("nowhere.db").await;
    assert!(matches!(refused, Err(Error::Other(why)) if why.contains("pg_dump")));
}

#[tokio::test]
async fn a_lost_connection_is_busy_once_and_then_replaced() {
    let Some(db) = fresh(Engine::Postgres).await else { return };
    prepare(&db).await;
    let end = "select pg_terminate_backend(pg_backend_pid())";
    assert_eq!(db.all::<(bool,)>(end).await, Err(Error::Busy));
    assert_eq!(db.write(Batch::new().push(item(1, 7, 5))).await, Ok(vec![1]));
    let ending = "update item set amount = 6 where pg_terminate_backend(pg_backend_pid())";
    assert_eq!(db.write(Batch::new().exec(ending, args![]).expect(1)).await, Err(Error::Busy));
    assert_eq!(db.one::<(i64,)>("select amount from item").await, Ok((5,)));
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_refused_in_words() {
    for address in
        ["house.db", "mysql://x", "postgres://h/d?connections=0", "sqlite:/nowhere/at/all/house.db"]
    {
        let error = Db::open(address).map(|_| ()).unwrap_err();
        assert!(!error.to_string().is_empty() && error != Error::Busy, "{address}: {error}");
    }
    // A server that is away is no refusal of the address: the call that needs it says so.
    let away = Db::open("postgres://nobody@127.0.0.1:1/none").unwrap();
    assert_eq!(away.all::<(i64,)>("select 1").await, Err(Error::Busy));
}
