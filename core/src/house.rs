//! Everything a handler or a job needs, in one hand.

use crate::area::{Area, Reference};
use crate::commit::{Actor, Change};
use crate::file::FileStore;
use crate::ledger::NewEvent;
use crate::receipt;
use crate::words::Words;
use crate::{Error, Result};
use linju_db::{Batch, Db, Sql, Statement, args};
use linju_kernel::seal::{AreaKey, MasterKey};
use linju_kernel::{Clock, Id, IdSource, Ts};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

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
    ids: IdSource,
    keys: RwLock<HashMap<Id, AreaKey>>,
    reference: RwLock<Arc<Reference>>,
    pub(crate) receipts: tokio::sync::Mutex<HashMap<Id, receipt::Block>>,
}

impl House {
    /// Opens the house on a migrated database.
    pub async fn open(
        db: Db,
        clock: Arc<dyn Clock>,
        words: Words,
        files: FileStore,
        master: MasterKey,
        node: u16,
    ) -> Result<Self> {
        let house = Self {
            db,
            clock,
            words,
            files,
            master,
            ids: IdSource::new(node),
            keys: RwLock::default(),
            reference: RwLock::default(),
            receipts: tokio::sync::Mutex::default(),
        };
        house.refresh().await?;
        Ok(house)
    }

    /// The present moment.
    pub fn now(&self) -> Ts {
        self.clock.now()
    }

    /// A fresh id. It says when it was made and not when what it names happened: ids never go back, so that a
    /// restarted node repeats none it gave before.
    pub fn id(&self) -> Id {
        self.ids.next(self.clock.now())
    }

    /// What changes rarely, as of the last [`House::refresh`].
    pub fn reference(&self) -> Arc<Reference> {
        self.reference.read().expect("no holder panics").clone()
    }

    /// Reads what changes rarely again. Called after each change of it, and every minute for other nodes' sake.
    pub async fn refresh(&self) -> Result<()> {
        let fresh = Arc::new(Reference::load(&self.db).await?);
        *self.reference.write().expect("no holder panics") = fresh;
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
    pub async fn commit_everywhere(&self, actor: Actor, statement: Statement, event: NewEvent) -> Result<()> {
        let told = |area: &Area| {
            let mut change = Change::new(area.id, self.now(), actor);
            change.event(event.clone());
            change
        };
        let mut changes: Vec<Change> = self.reference().areas.iter().map(told).collect();
        match changes.first_mut() {
            Some(first) => {
                first.push(statement);
                self.commit_all(changes).await?;
            }
            None => _ = self.db.write(Batch::new().push(statement)).await?,
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
