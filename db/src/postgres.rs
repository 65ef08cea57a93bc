//! PostgreSQL: a small pool of connections that remember their statements, a batch's statements sent in one go.

use crate::address::Address;
use crate::batch::Step;
use crate::error::written_table;
use crate::sql::numbered;
use crate::{Error, Result, Row, Value};
use futures_util::TryStreamExt;
use futures_util::future::{join, join_all};
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Config, NoTls, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How many statements a connection remembers before it begins anew.
const STATEMENTS: usize = 512;
/// How often a batch is tried when others change the same rows at the same moment.
const ATTEMPTS: u32 = 8;
/// The longest first pause between two attempts; it doubles with each.
const PAUSE: Duration = Duration::from_millis(4);

pub(crate) struct Pool {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pool")
    }
}

struct Shared {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

#[derive(Debug)]
struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
    broken: bool,
}

/// A connection in use; it goes back to the pool when dropped, unless it is broken.
struct Lease {
    shared: Arc<Shared>,
    connection: Option<Connection>,
    _place: OwnedSemaphorePermit,
}

/// Why an attempt failed.
enum Trouble {
    /// Others were in the way; the same again may succeed.
    Passing,
    Lasting(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Trouble::Lasting(error)
    }
}

impl Pool {
    pub fn new(url: &str) -> Result<Self> {
        let Address { config, connections, tls } = Address::read(url)?;
        let places = Arc::new(Semaphore::new(connections));
        Ok(Self { shared: Arc::new(Shared { config, tls, places, idle: Mutex::default() }) })
    }

    pub async fn read(&self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let shared = &self.shared;
        persist(move || async move { shared.lease().await?.read(sql, args).await }).await
    }

    pub async fn write(&self, steps: Vec<Step>) -> Result<Vec<u64>> {
        let shared = self.shared.clone();
        // A task of its own: a caller who leaves must not leave a transaction half way.
        let work = tokio::spawn(async move {
            let (shared, steps) = (&shared, &steps);
            persist(move || async move { shared.lease().await?.write(steps).await }).await
        });
        work.await.map_err(|error| Error::Other(error.to_string()))?
    }

    pub async fn script(&self, script: &str) -> Result<()> {
        let shared = &self.shared;
        // Several statements in one message are one transaction.
        persist(move || async move {
            let run = shared.lease().await?.client.batch_execute(script).await;
            run.map_err(|error| failure(&error, script))
        })
        .await
    }

    pub fn close(&self) {
        self.shared.places.close();
        self.shared.idle().clear();
    }
}

/// Makes `attempt` again, after growing random pauses, as long as its trouble is passing.
async fn persist<T, F: Future<Output = Result<T, Trouble>>>(attempt: impl Fn() -> F) -> Result<T> {
    for round in 0..ATTEMPTS {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(Trouble::Lasting(error)) => return Err(error),
            Err(Trouble::Passing) => {
                let longest = PAUSE * 2u32.pow(round);
                tokio::time::sleep(longest.mul_f64(rand::random())).await;
            }
        }
    }
    Err(Error::Busy)
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn lease(self: &Arc<Self>) -> Result<Lease> {
        let place = self.places.clone().acquire_owned().await;
        let _place = place.map_err(|_| Error::Closed)?;
        let known = {
            let mut idle = self.idle();
            idle.retain(|connection| !connection.client.is_closed());
            idle.pop()
        };
        let connection = match known {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        Ok(Lease { shared: self.clone(), connection: Some(connection), _place })
    }

    async fn connect(&self) -> Result<Connection> {
        let client = match &self.tls {
            Some(tls) => attended(self.config.connect(tls.clone()).await),
            None => attended(self.config.connect(NoTls).await),
        };
        let client = client.map_err(|error| {
            tracing::warn!(%error, "no connection to PostgreSQL");
            match failure(&error, "connect") {
                Trouble::Lasting(error) => error,
                Trouble::Passing => Error::Busy,
            }
        })?;
        Ok(Connection { client, statements: HashMap::new(), broken: false })
    }
}

type Opened<S> = Result<(Client, tokio_postgres::Connection<Socket, S>), tokio_postgres::Error>;

/// The client of a connection that a task of its own keeps going.
fn attended<S>(opened: Opened<S>) -> Result<Client, tokio_postgres::Error>
where
    S: TlsStream + Unpin + Send + 'static,
{
    let (client, connection) = opened?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a connection to PostgreSQL ended");
        }
    });
    Ok(client)
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a lease holds its connection until dropped")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a lease holds its connection until dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let sound = self.connection.take().filter(|known| !known.broken && !known.client.is_closed());
        if !self.shared.places.is_closed() {
            self.shared.idle().extend(sound);
        }
    }
}

impl Connection {
    async fn prepare(&mut self, sql: &str, args: &[Value]) -> Result<Statement, Trouble> {
        let statement = match self.statements.get(sql) {
            Some(known) => known.clone(),
            None => {
                let prepared = self.client.prepare(&numbered(sql)).await;
                let prepared = prepared.map_err(|error| failure(&error, sql))?;
                if self.statements.len() == STATEMENTS {
                    self.statements.clear();
                }
                self.statements.insert(sql.to_owned(), prepared.clone());
                prepared
            }
        };
        if statement.params().len() != args.len() {
            return Err(Error::Other(format!("{} arguments for {sql}", args.len())).into());
        }
        Ok(statement)
    }

    async fn read(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, Trouble> {
        let statement = self.prepare(sql, args).await?;
        let answer = async {
            let stream = self.client.query_raw(&statement, args).await?;
            stream.and_then(async |row| decode(&row)).try_collect().await
        };
        let answer = answer.await.map_err(|error| failure(&error, sql));
        self.learn(answer)
    }

    async fn write(&mut self, steps: &[Step]) -> Result<Vec<u64>, Trouble> {
        let mut prepared = Vec::with_capacity(steps.len());
        for step in steps {
            prepared.push(self.prepare(&step.sql, &step.args).await?);
        }
        let rows = self.transact(steps, &prepared).await;
        self.learn(rows)
    }

    /// Sends the statements before waiting for any: each future here sends when it is first polled, and both
    /// joins poll in order. The commit waits until every outcome has been looked at.
    async fn transact(&self, steps: &[Step], prepared: &[Statement]) -> Result<Vec<u64>, Trouble> {
        let run = steps.iter().zip(prepared).map(|(step, known)| self.client.execute_raw(known, &step.args));
        let (begun, counts) = join(self.client.batch_execute("begin"), join_all(run)).await;
        begun.map_err(|error| failure(&error, "begin"))?;
        let check = |(index, (step, count)): (usize, (&Step, Result<u64, tokio_postgres::Error>))| {
            let count = count.map_err(|error| failure(&error, &step.sql))?;
            step.check(index, count).map_err(Trouble::from)
        };
        let rows: Result<Vec<u64>, Trouble> = steps.iter().zip(counts).enumerate().map(check).collect();
        if rows.is_err() {
            self.rollback().await;
        } else {
            self.client.batch_execute("commit").await.map_err(|error| failure(&error, "commit"))?;
        }
        rows
    }

    async fn rollback(&self) {
        // It fails only with the connection, and then the server rolls back by itself.
        if let Err(error) = self.client.batch_execute("rollback").await {
            tracing::debug!(%error, "a rollback found its connection gone");
        }
    }

    /// Passing trouble may come from a statement prepared for an older schema; a server that is going away
    /// ends the connection a moment after it says so.
    fn learn<T>(&mut self, outcome: Result<T, Trouble>) -> Result<T, Trouble> {
        match &outcome {
            Err(Trouble::Passing) => self.statements.clear(),
            Err(Trouble::Lasting(Error::Busy)) => self.broken = true,
            _ => {}
        }
        outcome
    }
}

fn decode(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    (0..row.len()).map(|index| row.try_get(index)).collect::<Result<_, _>>().map(Row)
}

/// The error of the statement `sql` in the seam's words.
fn failure(error: &tokio_postgres::Error, sql: &str) -> Trouble {
    let Some(found) = error.as_db_error() else {
        let away =
            error.is_closed() || std::error::Error::source(error).is_some_and(|e| e.is::<std::io::Error>());
        return Trouble::Lasting(if away {
            Error::Busy
        } else {
            Error::Other(format!("{} in {sql}", causes(error)))
        });
    };
    let detail = || found.constraint().or(found.column()).unwrap_or(found.message()).to_owned();
    let code = found.code();
    Trouble::Lasting(match code {
        _ if [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::INVALID_SQL_STATEMENT_NAME,
        ]
        .contains(code)
            || (*code == SqlState::FEATURE_NOT_SUPPORTED && found.message().contains("cached plan")) =>
        {
            return Trouble::Passing;
        }
        _ if *code == SqlState::UNIQUE_VIOLATION => Error::Unique {
            table: found.table().map_or_else(|| written_table(sql), str::to_owned),
            detail: detail(),
        },
        _ if *code == SqlState::FOREIGN_KEY_VIOLATION => {
            Error::ForeignKey { table: written_table(sql), detail: detail() }
        }
        _ if *code == SqlState::CHECK_VIOLATION || *code == SqlState::NOT_NULL_VIOLATION => {
            Error::Check { table: written_table(sql), detail: detail() }
        }
        _ if [SqlState::DISK_FULL, SqlState::READ_ONLY_SQL_TRANSACTION].contains(code) => Error::Full,
        // Shutting down, starting up, or out of places.
        _ if code.code().starts_with("57P") || *code == SqlState::TOO_MANY_CONNECTIONS => Error::Busy,
        _ => Error::Other(format!("{} ({}) in {sql}", found.message(), code.code())),
    })
}

/// An error with all that caused it; the driver's own sentence stops at the first.
fn causes(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
