//! The handle everyone holds.

use crate::postgres::Pool;
use crate::sqlite::Lite;
use crate::watch::{Usage, Watch};
use crate::{Batch, Error, FromRow, Migration, Result, Row, Sql, args, count, migrate};
use linju_kernel::Id;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Which database stands behind a [`Db`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one: a file beside the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database. Clones share it; the last one to go finishes what is queued.
#[derive(Debug, Clone)]
pub struct Db {
    store: Arc<Store>,
    watch: Arc<Watch>,
}

#[derive(Debug)]
enum Store {
    Lite(Lite),
    Postgres(Pool),
}

impl Db {
    /// Opens the database at `url`.
    ///
    /// - `sqlite:/path/file.db` (made if missing), `sqlite::memory:` for one that is gone with its `Db`;
    /// - `postgres://user@host/name`, with `connections=8` among the parameters for the size of the pool.
    ///   The server is first spoken to by the first call.
    pub fn open(url: &str) -> Result<Db> {
        let store = match url.split_once(':') {
            Some(("sqlite", ":memory:")) => Store::Lite(Lite::temporary()?),
            Some(("sqlite", path)) => Store::Lite(Lite::open(Path::new(path))?),
            Some(("postgres" | "postgresql", _)) => Store::Postgres(Pool::new(url)?),
            _ => return Err(Error::Other("a database is sqlite:PATH or postgres://…".to_owned())),
        };
        Ok(Db { store: Arc::new(store), watch: Arc::default() })
    }

    /// Which engine this is. For messages and tools; no feature decides by it.
    pub fn engine(&self) -> Engine {
        match &*self.store {
            Store::Lite(_) => Engine::Sqlite,
            Store::Postgres(_) => Engine::Postgres,
        }
    }

    /// Every row of `sql`.
    pub async fn all<T: FromRow>(&self, sql: impl Into<Sql>) -> Result<Vec<T>> {
        self.rows(sql.into()).await?.iter().map(T::from_row).collect()
    }

    /// The first row of `sql`, if there is one. Write `limit 1` where there may be more.
    pub async fn first<T: FromRow>(&self, sql: impl Into<Sql>) -> Result<Option<T>> {
        self.rows(sql.into()).await?.first().map(T::from_row).transpose()
    }

    /// The first row of `sql`; [`Error::NotFound`] if there is none.
    pub async fn one<T: FromRow>(&self, sql: impl Into<Sql>) -> Result<T> {
        self.first(sql).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn rows(&self, sql: Sql) -> Result<Vec<Row>> {
        count::query();
        let (text, args) = sql.render(self.engine());
        let begun = Instant::now();
        let outcome = match &*self.store {
            Store::Lite(lite) => lite.read(text.clone(), args).await,
            Store::Postgres(pool) => pool.read(&text, &args).await,
        };
        self.watch.note(&self.watch.reads, begun, &text, &outcome);
        outcome
    }

    /// Has every call that takes at least `threshold` logged, with its SQL and without its arguments.
    pub fn log_slower_than(&self, threshold: Duration) {
        self.watch.set_threshold(threshold);
    }

    /// What was asked of it since it was opened.
    pub fn usage(&self) -> Usage {
        self.watch.usage()
    }

    /// Writes `batch` whole or not at all, and says how many rows each of its statements changed.
    ///
    /// When this returns, the batch is on disk and every later read sees it. A batch once begun goes on
    /// even if the caller leaves.
    pub async fn write(&self, batch: Batch) -> Result<Vec<u64>> {
        count::write();
        let steps = batch.render(self.engine());
        let (begun, first) = (Instant::now(), steps.first().map(|step| step.sql.clone()).unwrap_or_default());
        let outcome = match &*self.store {
            Store::Lite(lite) => lite.write(steps).await,
            Store::Postgres(pool) => pool.write(steps).await,
        };
        self.watch.note(&self.watch.writes, begun, &first, &outcome);
        outcome
    }

    /// Brings the schema up to `migrations`, in the order of their ids, each in its own transaction, and
    /// says how many were new. [`Error::Schema`] if one was changed after it had run, or if the database
    /// has been brought further by a newer release.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        migrate::run(self, migrations).await
    }

    /// Runs several statements in the engine's own words as one transaction.
    pub(crate) async fn script(&self, script: String) -> Result<()> {
        match &*self.store {
            Store::Lite(lite) => lite.script(script).await,
            Store::Postgres(pool) => pool.script(&script).await,
        }
    }

    /// The texts of the index in one slice of so many, as their runs of letters and digits: area, subject, text,
    /// in the order of area and subject.
    pub(crate) async fn texts(&self, slice: usize, slices: usize) -> Result<Vec<(Id, Id, String)>> {
        let mut texts = match &*self.store {
            Store::Lite(lite) => lite.texts(slice, slices).await?,
            Store::Postgres(_) => {
                let sql = "select area_id, subject_id, body from text_index where subject_id % ? = ?";
                self.all(Sql::new(sql, args![slices, slice])).await?
            }
        };
        texts.sort_unstable();
        Ok(texts)
    }

    /// Copies the database as it is now into the file `path`, while work goes on. SQLite only.
    pub async fn backup_to(&self, path: impl AsRef<Path>) -> Result<()> {
        match &*self.store {
            Store::Lite(lite) => lite.backup_to(path.as_ref().to_owned()).await,
            Store::Postgres(_) => Err(Error::Other("back up PostgreSQL with pg_dump".to_owned())),
        }
    }

    /// Finishes what is queued and lets go of the database, for all clones. Later calls fail.
    pub async fn close(&self) {
        match &*self.store {
            Store::Lite(lite) => lite.close().await,
            Store::Postgres(pool) => pool.close(),
        }
    }
}
