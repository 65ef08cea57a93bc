//! Several houses on one database: ids, turns, and what all hold in memory.

mod ids;
mod turns;

use linju_core::file::FileStore;
use linju_core::words::Words;
use linju_core::{House, MIGRATIONS, WORDS};
use linju_db::{Batch, Db, Migration, Sql, args};
use linju_kernel::seal::MasterKey;
use linju_kernel::time::HeldClock;
use linju_kernel::{Id, Ts};
use std::sync::Arc;

/// 2026-11-23 10:00 in Shanghai.
const MORNING: Ts = Ts(1_795_399_200_000);
const MINUTE: i64 = 60_000;

/// What the jobs of these tests leave behind.
const TRACE: Migration = Migration {
    id: "20261130_1_trace",
    sql: "create table trace (id bigint primary key, word text not null);",
};

/// One of the nodes on `db`, with a clock of its own.
async fn node(db: &Db, now: Ts) -> (Arc<House>, Arc<HeldClock>) {
    let clock = Arc::new(HeldClock::at(now));
    let files = FileStore::new(std::env::temp_dir()).unwrap();
    let words = Words::new(&[WORDS]).unwrap();
    let house = House::open(db.clone(), clock.clone(), words, files, MasterKey::new([7; 32])).await.unwrap();
    (Arc::new(house), clock)
}

/// Two nodes on a database of their own.
async fn two(db: &Db) -> [(Arc<House>, Arc<HeldClock>); 2] {
    let migrations: Vec<Migration> = MIGRATIONS.iter().copied().chain([TRACE]).collect();
    db.migrate(&migrations).await.unwrap();
    [node(db, MORNING).await, node(db, MORNING).await]
}

async fn leave(house: &House, word: &str) -> linju_core::Result<()> {
    let sql = "insert into trace (id, word) values (?, ?)";
    house.db.write(Batch::new().exec(sql, args![house.id(), word])).await?;
    Ok(())
}

async fn traces(db: &Db, word: &str) -> usize {
    db.one::<(usize,)>(Sql::new("select count(*) from trace where word = ?", args![word])).await.unwrap().0
}

#[tokio::test]
async fn what_one_node_changes_the_other_follows() {
    linju_db::testing::each_engine(|db| async move {
        let [(a, _), (b, _)] = two(&db).await;
        let street =
            Batch::new().exec("insert into street (id, name) values (?, ?)", args![Id(1), "北外滩街道"]);
        db.write(street).await.unwrap();
        b.follow_nodes().await.unwrap();
        assert!(b.reference().streets.is_empty(), "nobody has said that anything changed");
        a.refresh().await.unwrap();
        assert_eq!(a.reference().streets.len(), 1);
        b.follow_nodes().await.unwrap();
        assert_eq!(b.reference().streets.len(), 1);
        let before = b.reference();
        b.follow_nodes().await.unwrap();
        assert!(Arc::ptr_eq(&before, &b.reference()), "nothing changed, nothing is read");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_kept_among_the_nodes_follows_by_itself() {
    linju_db::testing::each_engine(|db| async move {
        let [(a, _), (b, _)] = two(&db).await;
        linju_core::node::keep_in_background(&b);
        a.seed_catalogue().await.unwrap();
        while b.reference().categories.len() != 81 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
