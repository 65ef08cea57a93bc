//! Everything a handler or a job needs, in one hand.

use crate::area::{Area, Reference};
use crate::commit::{Actor, Change};
use crate::file::FileStore;
use crate::ledger::NewEvent;
use crate::node::Node;
use crate::receipt;
use crate::words::Words;
use crate::{Error, Result};
use linju_db::{Batch, Db, Sql, Statement, args};
use linju_kernel::seal::{AreaKey, MasterKey};
use linju_kernel::{Clock, Id, IdSource, Ts};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, RwLock};

/// The house: database, clock, ids, keys, words, files, and what changes rarely held in memory.
pub struct House {
    /// The database.
    pub db: Db,
    /// The clock; tests hold it.
    pub clock: Arc<dyn Clock>,
    /// Words on screen.
    pub words: Words,
    /// Uploaded files.
    pub files: FileStore,
    /// Wraps the areas' keys.
    pub master: MasterKey,
    pub(crate) ids: IdSource,
    pub(crate) node: Node,
    keys: RwLock<HashMap<Id, AreaKey>>,
    reference: RwLock<Arc<Reference>>,
    pub(crate) receipts: tokio::sync::Mutex<HashMap<Id, receipt::Block>>,
    memory: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl House {
    /// Opens the house on a migrated database, as one more of its nodes. One that stays open for long needs
    /// [`crate::node::keep`] beside it.
    pub async fn open(
        db: Db,
        clock: Arc<dyn Clock>,
        words: Words,
        files: FileStore,
        master: MasterKey,
    ) -> Result<Self> {
        let node = Node::enter(&db, clock.now()).await?;
        let house = Self {
            db,
            clock,
            words,
            files,
            master,
            ids: IdSource::new(node.allotment()),
            node,
            keys: RwLock::default(),
            reference: RwLock::default(),
            receipts: tokio::sync::Mutex::default(),
            memory: Mutex::default(),
        };
        house.reload().await?;
        Ok(house)
    }

    /// The present moment.
    pub fn now(&self) -> Ts {
        self.clock.now()
    }

    /// A fresh id. It says when it was made and not when what it names happened.
    pub fn id(&self) -> Id {
        let id = self.ids.next(self.clock.now());
        id.expect("a node is allotted millions of ids more than it needs until it is allotted the next")
    }

    /// What changes rarely, as this node last read it: at once after its own changes, a second later after those
    /// of other nodes.
    pub fn reference(&self) -> Arc<Reference> {
        self.reference.read().expect("no holder panics").clone()
    }

    /// Reads what changes rarely again and has the other nodes do so. Called after each change of it.
    pub async fn refresh(&self) -> Result<()> {
        self.tell_nodes().await?;
        self.reload().await
    }

    /// Reads what changes rarely again.
    pub async fn reload(&self) -> Result<()> {
        // The version comes first: what changes while the rest is read is then read again.
        let version = self.reference_version().await?;
        let fresh = Arc::new(Reference::load(&self.db).await?);
        *self.reference.write().expect("no holder panics") = fresh;
        self.node.reference.store(version, Ordering::Relaxed);
        Ok(())
    }

    /// The key of an area's personal data.
    pub fn key(&self, area: Id) -> Result<AreaKey> {
        if let Some(key) = self.keys.read().expect("no holder panics").get(&area) {
            return Ok(key.clone());
        }
        let reference = self.reference();
        let wrapped = &reference.area(area).ok_or(Error::NotFound)?.key_wrapped;
        let key = self.master.unwrap(area, wrapped)?;
        self.keys.write().expect("no holder panics").insert(area, key.clone());
        Ok(key)
    }

    /// What a feature keeps in memory on this node, one of each type: made when first asked for, gone with the node,
    /// and never the only copy of anything.
    pub fn memory<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut kept = self.memory.lock().expect("no holder panics");
        let one = kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        one.downcast().expect("kept under its own type")
    }

    /// Writes a change: all of it or nothing.
    pub async fn commit(&self, change: Change) -> Result<()> {
        self.db.write(change.into_batch(|| self.id())).await?;
        Ok(())
    }

    /// Writes several changes as one unit, in order.
    pub async fn commit_all(&self, changes: Vec<Change>) -> Result<()> {
        let mut all = Batch::new();
        for change in changes {
            all = all.append(change.into_batch(|| self.id()));
        }
        self.db.write(all).await?;
        Ok(())
    }

    /// Writes a change of what all areas share; each area's ledger has its event.
    pub async fn commit_everywhere(
        &self,
        actor: Actor,
        statements: impl IntoIterator<Item = Statement>,
        event: NewEvent,
    ) -> Result<()> {
        let told = |area: &Area| {
            let mut change = Change::new(area.id, self.now(), actor);
            change.event(event.clone());
            change
        };
        let mut changes: Vec<Change> = self.reference().areas.iter().map(told).collect();
        match changes.first_mut() {
            Some(first) => {
                statements.into_iter().for_each(|s| _ = first.push(s));
                self.commit_all(changes).await?;
            }
            None => _ = self.db.write(statements.into_iter().collect()).await?,
        }
        self.refresh().await
    }

    /// The first answer given to idempotency key `key`, if there was one.
    pub async fn answered(&self, area: Id, key: &str) -> Result<Option<String>> {
        let sql = Sql::new("select answer from idem where area_id = ? and key = ?", args![area, key]);
        Ok(self.db.first::<(String,)>(sql).await?.map(|row| row.0))
    }
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("House")
    }
}
