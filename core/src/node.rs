//! Several nodes on one database.
//!
//! Each leases a number, and with it a span of time to make ids for: a row of `lease` says who holds a number and
//! until which moment ids of it may have been made. Whoever takes a number over begins at that moment, so no id is
//! made twice, however the nodes' clocks differ. What all nodes hold in memory has a version; each looks every
//! second whether it moved.

use crate::{Error, House, Result};
use linju_db::{Batch, Db, Sql, args};
use linju_kernel::id::NODES;
use linju_kernel::{Allotment, Ts};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How far ahead a node's ids are allotted, in milliseconds.
const AHEAD: i64 = 60_000;
/// How often that is extended.
const EXTEND: Duration = Duration::from_secs(20);
/// How often a node looks whether what it holds in memory has changed.
const LOOK: Duration = Duration::from_secs(1);
/// How often it reads that again in any case.
const ANYWAY: Duration = Duration::from_secs(60);
/// How often to try for a number while other nodes start at the same moment.
const TRIES: usize = 64;

/// What this process is to the others.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its own name, for this run.
    pub holder: String,
    allotment: Mutex<Allotment>,
    /// Version of the reference held in memory.
    pub reference: AtomicI64,
}

impl Node {
    /// Enters among the nodes of `db`.
    pub async fn enter(db: &Db, now: Ts) -> Result<Self> {
        let holder = format!("{}-{:016x}", std::process::id(), rand::random::<u64>());
        let allotment = allot(db, &holder, now).await?;
        Ok(Self { holder, allotment: Mutex::new(allotment), reference: AtomicI64::new(-1) })
    }

    /// What its ids are made from.
    pub fn allotment(&self) -> Allotment {
        *self.allotment.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(node: u16) -> String {
    format!("node/{node:03}")
}

/// Leases the lowest number that is free: never used, or used up by `now`.
async fn allot(db: &Db, holder: &str, now: Ts) -> Result<Allotment> {
    for _ in 0..TRIES {
        let sql = "select name, until from lease where name >= 'node/' and name < 'node0' order by name";
        let leased: Vec<(String, Ts)> = db.all(sql).await?;
        let spent = |node: u16| leased.iter().find(|(n, _)| *n == name(node)).map(|(_, until)| *until);
        let free =
            (0..NODES).map(|node| (node, spent(node))).find(|(_, spent)| spent.is_none_or(|t| t < now));
        let Some((node, spent)) = free else {
            return Err(Error::Fault("every node number is in use".to_owned()));
        };
        let until = now.plus_ms(AHEAD);
        let sql = "insert into lease (name, holder, until) values (?, ?, ?) on conflict (name) do update set \
                   holder = excluded.holder, until = excluded.until where lease.until = ?";
        let taking = Batch::new().exec(sql, args![name(node), holder, until, spent]);
        if db.write(taking).await? == [1] {
            return Ok(Allotment { node, from: now, until });
        }
    }
    Err(Error::Db(linju_db::Error::Busy))
}

impl House {
    /// This node's number; it may change when the node was cut off from the database for long.
    pub fn node_number(&self) -> u16 {
        self.node.allotment().node
    }

    /// Whether this node's ids are still allotted to it: false once it could not reach the database for long.
    pub fn is_current(&self) -> bool {
        self.node.allotment().until > self.now()
    }

    /// Extends what this node's ids are made from. If another has taken its number over meanwhile, it leases
    /// another number.
    pub async fn extend_node(&self) -> Result<()> {
        let held = self.node.allotment();
        let until = self.now().max(self.ids.last()).plus_ms(AHEAD).max(held.until);
        let sql = "update lease set until = ? where name = ? and holder = ? and until = ?";
        let batch = Batch::new().exec(sql, args![until, name(held.node), &self.node.holder, held.until]);
        let next = match self.db.write(batch).await?.as_slice() {
            [1] => Allotment { until, ..held },
            _ => allot(&self.db, &self.node.holder, self.now()).await?,
        };
        *self.node.allotment.lock().unwrap_or_else(PoisonError::into_inner) = next;
        self.ids.adopt(next);
        Ok(())
    }

    /// Says to all nodes that what they hold in memory has changed.
    pub(crate) async fn tell_nodes(&self) -> Result<()> {
        let moved = Batch::new().exec("update reference_version set n = n + 1", args![]).expect(1);
        self.db.write(moved).await?;
        Ok(())
    }

    /// Reads what changes rarely again, if any node has changed it since.
    pub async fn follow_nodes(&self) -> Result<()> {
        if self.reference_version().await? != self.node.reference.load(Ordering::Relaxed) {
            self.reload().await?;
        }
        Ok(())
    }

    pub(crate) async fn reference_version(&self) -> Result<i64> {
        Ok(self.db.one::<(i64,)>(Sql::new("select n from reference_version", args![])).await?.0)
    }
}

/// Keeps `house` among its nodes for as long as anyone holds it. A database that is away for a moment is tried
/// again.
pub async fn keep(house: Weak<House>) {
    let mut tick = tokio::time::interval(LOOK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut extended, mut read) = (tokio::time::Instant::now(), tokio::time::Instant::now());
    loop {
        tick.tick().await;
        let Some(house) = house.upgrade() else { return };
        let due = extended.elapsed() >= EXTEND || !house.is_current();
        if due && said(house.extend_node().await) {
            extended = tokio::time::Instant::now();
        }
        if read.elapsed() < ANYWAY {
            said(house.follow_nodes().await);
        } else if said(house.reload().await) {
            read = tokio::time::Instant::now();
        }
    }
}

fn said(outcome: Result<()>) -> bool {
    match outcome {
        Ok(()) => true,
        Err(Error::Db(linju_db::Error::Closed)) => false,
        Err(error) => {
            tracing::warn!(%error, "this node is out of touch with the others; it tries again");
            false
        }
    }
}

/// [`keep`] as a task of its own.
pub fn keep_in_background(house: &Arc<House>) {
    tokio::spawn(keep(Arc::downgrade(house)));
}
