//! Two nodes whose clocks jump about: every clock of a case rings once, whoever looks first.

use crate::moved::take_in;
use crate::rig::street;
use linju_app::wiring;
use linju_core::House;
use linju_core::file::FileStore;
use linju_core::jobs::Job;
use linju_db::testing::each_engine;
use linju_db::{Db, Sql, args};
use linju_kernel::seal::MasterKey;
use linju_kernel::time::HeldClock;
use linju_kernel::{Id, Ts};
use linju_request::jobs::SWEEP;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;

/// 2026-11-23 10:00 in Shanghai.
const MORNING: Ts = Ts(1_795_399_200_000);
const HOUR: i64 = 3_600_000;
const CASES: usize = 12;
const PANICS: Job =
    Job { name: "panics", every_seconds: 60, run: |_| Box::pin(async { panic!("a defect") }) };

async fn node(db: &Db, files: &std::path::Path) -> (Arc<House>, Arc<HeldClock>) {
    let clock = Arc::new(HeldClock::at(MORNING));
    let (files, words) = (FileStore::new(files).expect("files"), wiring::words().expect("words"));
    let house = House::open(db.clone(), clock.clone(), words, files, MasterKey::new([7; 32])).await;
    (Arc::new(house.expect("a node")), clock)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_clock_rings_once_however_the_nodes_clocks_jump() {
    each_engine(|db| async move {
        db.migrate(&wiring::migrations()).await.expect("the schema");
        let folder = tempfile::tempdir().expect("a folder");
        let nodes = [node(&db, folder.path()).await, node(&db, folder.path()).await];
        let house = &nodes[0].0;
        let category = street(house).await;
        nodes[1].0.follow_nodes().await.expect("the other's street");
        let area = house.reference().areas[0].id;
        let mut open = Vec::new();
        for n in 0..CASES {
            open.push(take_in(house, area, &category, format!("灯{n}")).await);
        }
        let mut rng = StdRng::seed_from_u64(23);
        for round in 0..40 {
            // Forward on the whole, each with a clock of its own, and sometimes far off and back.
            for (house, clock) in &nodes {
                let off = if rng.random_ratio(1, 5) {
                    rng.random_range(-300..300)
                } else {
                    rng.random_range(-1..2)
                };
                clock.set(MORNING.plus_ms((round * 12 + off) * HOUR));
                house.extend_node().await.expect("in touch");
            }
            let sweeps = nodes.clone().map(|(house, _)| {
                tokio::spawn(async move { house.run_due(&[SWEEP, PANICS]).await.expect("in touch") })
            });
            for sweep in sweeps {
                sweep.await.expect("a worker lives on");
            }
        }
        for (_, clock) in &nodes {
            clock.set(MORNING.plus_ms(60 * 24 * HOUR));
        }
        nodes[0].0.run_due(&[SWEEP]).await.expect("in touch");
        for case in open {
            assert_eq!(rung(&db, area, case, "late").await, 1, "late is said once");
            assert_eq!(rung(&db, area, case, "escalate").await, 2, "to the secretary, then to the street");
        }
        assert_eq!(linju_request::figures::recount(house, area, false).await.expect("counted"), []);
        let failures = house.failures(100).await.expect("a list");
        assert!(!failures.is_empty() && failures.iter().all(|failure| failure.job == "panics"));
    })
    .await;
}

/// How often the platform did that to a case.
async fn rung(db: &Db, area: Id, case: Id, verb: &str) -> i64 {
    let sql = "select count(*) from event where area_id = ? and subject_id = ? and verb = ?";
    db.one::<(i64,)>(Sql::new(sql, args![area, case, verb])).await.expect("events").0
}
