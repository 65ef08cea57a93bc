//! SQLite: one writer thread that commits everything queued in one sync, and a few reader threads.

use crate::batch::Step;
use crate::error::written_table;
use crate::{Error, Result, Row, Value, search};
use linju_kernel::Id;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ffi, params_from_iter};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// How many batches share one sync at most, so that the first of them does not wait too long.
const GROUP: usize = 256;
/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
const STATEMENTS: usize = 256;
/// Page caches in KiB. Together they stay below 48 MiB, so an idle program stays small; a memory map
/// would count once per connection and is left to the operating system's own cache.
const WRITER_CACHE: u32 = 16 << 10;
const READER_CACHE: u32 = 8 << 10;

type Reply<T> = oneshot::Sender<Result<T>>;

enum Write {
    Batch(Vec<Step>, Reply<Vec<u64>>),
    Script(String, Reply<()>),
    Stop,
}

enum Read {
    Query(String, Vec<Value>, Reply<Vec<Row>>),
    Stop,
}

#[derive(Debug)]
pub(crate) struct Lite {
    path: PathBuf,
    writes: mpsc::Sender<Write>,
    reads: mpsc::Sender<Read>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Holds a temporary database until the threads have let go of it.
    _folder: Option<TempDir>,
}

impl Lite {
    pub fn open(path: &Path) -> Result<Self> {
        Self::start(path.to_owned(), None)
    }

    pub fn temporary() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(|error| Error::Other(error.to_string()))?;
        Self::start(folder.path().join("temporary.db"), Some(folder))
    }

    fn start(path: PathBuf, folder: Option<TempDir>) -> Result<Self> {
        let (writes, write_queue) = mpsc::channel();
        let (reads, read_queue) = mpsc::channel();
        let writer = connect(&path, WRITER_CACHE, folder.is_none())?;
        let mut threads = vec![spawn("db-writer", move || write_all(writer, &write_queue))?];
        let read_queue = Arc::new(Mutex::new(read_queue));
        for _ in 0..readers() {
            let (reader, queue) = (connect(&path, READER_CACHE, true)?, read_queue.clone());
            reader.pragma_update(None, "query_only", true).map_err(|e| failure(e, ""))?;
            threads.push(spawn("db-reader", move || read_all(&reader, &queue))?);
        }
        Ok(Self { path, writes, reads, threads: Mutex::new(threads), _folder: folder })
    }

    pub async fn read(&self, sql: String, args: Vec<Value>) -> Result<Vec<Row>> {
        ask(&self.reads, |reply| Read::Query(sql, args, reply)).await
    }

    pub async fn write(&self, steps: Vec<Step>) -> Result<Vec<u64>> {
        ask(&self.writes, |reply| Write::Batch(steps, reply)).await
    }

    pub async fn script(&self, script: String) -> Result<()> {
        ask(&self.writes, |reply| Write::Script(script, reply)).await
    }

    pub async fn backup_to(&self, target: PathBuf) -> Result<()> {
        let source = self.path.clone();
        on_a_thread(move || copy(&source, &target)).await?
    }

    pub async fn texts(&self, slice: usize, slices: usize) -> Result<Vec<(Id, Id, String)>> {
        let path = self.path.clone();
        on_a_thread(move || texts(&path, slice, slices).map_err(|error| failure(error, "text_index"))).await?
    }

    pub async fn close(&self) {
        let threads = self.stop();
        // A thread that is gone already is what was asked for.
        let _ = on_a_thread(move || join(threads)).await;
    }

    fn stop(&self) -> Vec<JoinHandle<()>> {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &threads {
            let _ = self.reads.send(Read::Stop);
        }
        let _ = self.writes.send(Write::Stop);
        threads
    }
}

impl Drop for Lite {
    fn drop(&mut self) {
        join(self.stop());
    }
}

fn join(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        if thread.join().is_err() {
            tracing::error!("a database thread had panicked");
        }
    }
}

fn readers() -> usize {
    std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 4))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let builder = std::thread::Builder::new().name(name.to_owned());
    builder.spawn(work).map_err(|error| Error::Other(error.to_string()))
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Other(error.to_string()))
}

async fn ask<J, T>(queue: &mpsc::Sender<J>, job: impl FnOnce(Reply<T>) -> J) -> Result<T> {
    let (reply, answer) = oneshot::channel();
    queue.send(job(reply)).map_err(|_| Error::Closed)?;
    answer.await.map_err(|_| Error::Closed)?
}

fn connect(path: &Path, cache_kib: u32, durable: bool) -> Result<Connection> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", if durable { "full" } else { "off" })?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(connection)
    };
    open().map_err(|error: rusqlite::Error| match failure(error, "") {
        Error::Busy => Error::Busy,
        other => Error::Other(format!("{}: {other}", path.display())),
    })
}

fn copy(source: &Path, target: &Path) -> Result<()> {
    // Under its own name only once it is whole: half a backup must not look like one.
    let mut partial = target.as_os_str().to_owned();
    partial.push(".partial");
    let copied = || -> rusqlite::Result<()> {
        let source = Connection::open_with_flags(source, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        source.busy_timeout(BUSY)?;
        let mut target = Connection::open(&partial)?;
        // All pages in one step: a copy in pieces begins anew with each commit in between.
        rusqlite::backup::Backup::new(&source, &mut target)?.step(-1)?;
        target.close().map_err(|(_, error)| error)
    };
    copied().map_err(|error| failure(error, ""))?;
    std::fs::rename(&partial, target).map_err(|error| Error::Other(error.to_string()))
}

/// What the index holds, put together from where each token stands. The index lists them token by token: a slice
/// of the subjects at a time is gathered in memory, every token kept once.
fn texts(path: &Path, slice: usize, slices: usize) -> rusqlite::Result<Vec<(Id, Id, String)>> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(BUSY)?;
    connection
        .execute_batch("create virtual table temp.standing using fts5vocab(main, text_index, instance)")?;
    let mut statement =
        connection.prepare("select term, doc, offset from temp.standing where doc % ?1 = ?2")?;
    let mut cursor = statement.query([slices as i64, slice as i64])?;
    let mut tokens: Vec<String> = Vec::new();
    let mut standing: BTreeMap<i64, Vec<(u32, usize)>> = BTreeMap::new();
    while let Some(row) = cursor.next()? {
        let token = row.get_ref(0)?.as_str()?;
        if tokens.last().is_none_or(|last| last != token) {
            tokens.push(token.to_owned());
        }
        standing.entry(row.get(1)?).or_default().push((row.get(2)?, tokens.len() - 1));
    }
    let text = |(subject, mut standing): (i64, Vec<(u32, usize)>)| {
        standing.sort_unstable();
        let (area, text) = search::text_of(standing.iter().map(|(_, token)| tokens[*token].as_str()))?;
        Some((area, Id(subject), text))
    };
    Ok(standing.into_iter().filter_map(text).collect())
}

fn read_all(connection: &Connection, queue: &Mutex<mpsc::Receiver<Read>>) {
    loop {
        // Taken in a statement of its own, so that the lock is free while the query runs.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Read::Query(sql, args, reply)) = job else { return };
        // Whoever asked may have left; then nobody is told.
        let _ = reply.send(rows(connection, &sql, &args).map_err(|error| failure(error, &sql)));
    }
}

fn rows(connection: &Connection, sql: &str, args: &[Value]) -> rusqlite::Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut cursor = statement.query(params_from_iter(args))?;
    let mut rows = Vec::new();
    while let Some(row) = cursor.next()? {
        let values = (0..columns).map(|index| row.get_ref(index)?.try_into().map_err(rusqlite::Error::from));
        rows.push(Row(values.collect::<rusqlite::Result<_>>()?));
    }
    Ok(rows)
}

fn write_all(mut connection: Connection, queue: &mpsc::Receiver<Write>) {
    let mut next = queue.recv().ok();
    while let Some(job) = next {
        next = match job {
            Write::Batch(steps, reply) => {
                write_group(&connection, steps, reply, queue).or_else(|| queue.recv().ok())
            }
            Write::Script(script, reply) => {
                let _ = reply.send(run_script(&mut connection, &script).map_err(|e| failure(e, &script)));
                queue.recv().ok()
            }
            Write::Stop => None,
        };
    }
}

fn run_script(connection: &mut Connection, script: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute_batch(script)?;
    transaction.commit()
}

/// Runs the batch of `steps` and those queued behind it, commits them with one sync, and only then
/// replies. Gives back the job that cannot join, if one came.
fn write_group(
    connection: &Connection,
    mut steps: Vec<Step>,
    mut reply: Reply<Vec<u64>>,
    queue: &mpsc::Receiver<Write>,
) -> Option<Write> {
    let mut outcomes = Vec::new();
    let mut behind = None;
    let begun = simple(connection, "begin immediate");
    loop {
        let outcome = begun.clone().and_then(|()| run_batch(connection, &steps));
        outcomes.push((reply, outcome));
        // SQLite itself ends the transaction when, say, the disk is full.
        if connection.is_autocommit() || outcomes.len() == GROUP {
            break;
        }
        match queue.try_recv() {
            Ok(Write::Batch(more, to)) => (steps, reply) = (more, to),
            other => {
                behind = other.ok();
                break;
            }
        }
    }
    let committed = if connection.is_autocommit() {
        Err(Error::Other("the transaction was lost".to_owned()))
    } else {
        simple(connection, "commit").inspect_err(|_| {
            if let Err(error) = simple(connection, "rollback") {
                tracing::error!(%error, "a failed commit could not be rolled back");
            }
        })
    };
    for (reply, outcome) in outcomes {
        let _ = reply.send(outcome.and_then(|rows| committed.clone().map(|()| rows)));
    }
    behind
}

fn run_batch(connection: &Connection, steps: &[Step]) -> Result<Vec<u64>> {
    simple(connection, "savepoint batch")?;
    let run = |(index, step): (usize, &Step)| {
        let changed = connection
            .prepare_cached(&step.sql)
            .and_then(|mut statement| statement.execute(params_from_iter(&step.args)))
            .map_err(|error| failure(error, &step.sql))?;
        step.check(index, changed as u64)
    };
    let outcome: Result<Vec<u64>> = steps.iter().enumerate().map(run).collect();
    if !connection.is_autocommit() {
        if outcome.is_err() {
            simple(connection, "rollback to batch")?;
        }
        simple(connection, "release batch")?;
    }
    outcome
}

fn simple(connection: &Connection, sql: &str) -> Result<()> {
    let run = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    run.map(drop).map_err(|error| failure(error, sql))
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(int) => ValueRef::Integer(*int),
            Value::Real(real) => ValueRef::Real(*real),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl TryFrom<ValueRef<'_>> for Value {
    type Error = rusqlite::types::FromSqlError;

    fn try_from(value: ValueRef<'_>) -> Result<Self, Self::Error> {
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(int) => Value::Int(int),
            ValueRef::Real(real) => Value::Real(real),
            ValueRef::Text(_) => Value::Text(value.as_str()?.to_owned()),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        })
    }
}

/// The error of the statement `sql` in the seam's words.
fn failure(error: rusqlite::Error, sql: &str) -> Error {
    let rusqlite::Error::SqliteFailure(code, detail) = &error else {
        return Error::Other(error.to_string());
    };
    let detail = detail.clone().unwrap_or_default();
    let table = || written_table(sql);
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Error::Unique { table: table(), detail }
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::ForeignKey { table: table(), detail },
        ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_NOTNULL | ffi::SQLITE_CONSTRAINT_DATATYPE => {
            Error::Check { table: table(), detail }
        }
        _ if matches!(code.code, ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked) => {
            Error::Busy
        }
        _ if matches!(code.code, ffi::ErrorCode::DiskFull | ffi::ErrorCode::ReadOnly) => Error::Full,
        _ => Error::Other(format!("{error} in {sql}")),
    }
}
