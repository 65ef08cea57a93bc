//! Ids of several nodes.

use crate::{MINUTE, MORNING, node, two};
use linju_db::testing::each_engine;
use linju_kernel::{Clock, Id};
use std::collections::HashSet;

#[tokio::test]
async fn each_node_has_a_number_of_its_own() {
    each_engine(|db| async move {
        let [(a, _), (b, _)] = two(&db).await;
        assert_ne!(a.node_number(), b.node_number());
        let ids: HashSet<Id> = (0..1_000).flat_map(|_| [a.id(), b.id()]).collect();
        assert_eq!(ids.len(), 2_000);
    })
    .await;
}

#[tokio::test]
async fn nodes_that_start_together_have_different_numbers() {
    each_engine(|db| async move {
        two(&db).await;
        let starting: Vec<_> = (0..12)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { node(&db, MORNING).await.0.node_number() })
            })
            .collect();
        let mut numbers = HashSet::new();
        for start in starting {
            numbers.insert(start.await.unwrap());
        }
        assert_eq!(numbers.len(), 12);
    })
    .await;
}

/// A node that hung for ten minutes wakes while another has its number: neither makes an id of the other's, and
/// the one that lost the number has another from then on.
#[tokio::test]
async fn a_number_taken_over_never_makes_an_id_twice() {
    each_engine(|db| async move {
        let [(hung, clock), _] = two(&db).await;
        let number = hung.node_number();
        let mut seen: HashSet<Id> = (0..1_000).map(|_| hung.id()).collect();
        let later = MORNING.plus_ms(10 * MINUTE);
        let (heir, _) = node(&db, later).await;
        assert_eq!(heir.node_number(), number, "a number long unused is given again");
        clock.set(later);
        assert!(!hung.is_current());
        for _ in 0..1_000 {
            assert!(seen.insert(hung.id()) && seen.insert(heir.id()));
        }
        hung.extend_node().await.unwrap();
        assert_ne!(hung.node_number(), heir.node_number());
        assert!(hung.is_current());
        for _ in 0..1_000 {
            assert!(seen.insert(hung.id()) && seen.insert(heir.id()));
        }
    })
    .await;
}

#[tokio::test]
async fn a_node_in_touch_keeps_its_number_and_tells_the_time() {
    each_engine(|db| async move {
        let [(house, clock), (other, _)] = two(&db).await;
        let (number, mut last) = (house.node_number(), house.id());
        for minute in 1..60 {
            clock.set(MORNING.plus_ms(minute * MINUTE));
            house.extend_node().await.unwrap();
            let id = house.id();
            assert!(id > last && id.born() == clock.now());
            last = id;
        }
        assert_eq!(house.node_number(), number);
        assert_ne!(other.node_number(), number);
    })
    .await;
}

/// A clock set to next year and back: ids go on without a repeat, on this node and on one that starts after.
#[tokio::test]
async fn a_clock_that_jumps_makes_no_id_twice() {
    each_engine(|db| async move {
        let [(house, clock), _] = two(&db).await;
        let mut last = house.id();
        let moments = [365 * 24 * 60 * MINUTE, 0, -MINUTE, 5 * MINUTE].map(|ms| MORNING.plus_ms(ms));
        for moment in moments {
            clock.set(moment);
            for extend in [false, true] {
                if extend {
                    house.extend_node().await.unwrap();
                }
                let id = house.id();
                assert!(id > last);
                last = id;
            }
        }
        let (started, _) = node(&db, MORNING).await;
        assert_ne!(started.node_number(), house.node_number());
    })
    .await;
}
