//! The seam over SQLite and PostgreSQL: one SQL text for both, a write as a batch of data.
//!
//! - [`Sql`] is a query put together with `?` placeholders; [`Db::all`], [`Db::first`], [`Db::one`] run it.
//! - [`Batch`] is a write: statements with expectations that succeed or fail as one. [`Db::write`] may
//!   try it again as a whole, for it is data. To read, decide and write safely, expect one changed row
//!   where the version is the one that was read; no lock is ever held across an await.
//! - [`Migration`]s are written once, with `bigint, double precision, text, bytea` only.
//! - The text index is part of the seam: [`Batch::index_text`] and [`Sql::matching`].
//!
//! SQLite runs on a writer thread that commits everything queued in one sync, and a few reader threads.
//! PostgreSQL runs on a small pool of connections with prepared statements, a batch's statements
//! sent in one go.
//! What SQL both understand: upserts with `excluded`, row values, recursive and window queries,
//! `filter (where …)`, `update … from`, partial indexes, `is not distinct from`. What not: `::` casts,
//! `greatest`, `ilike`, arrays, `now()`, a bare `?` whose type nothing tells (`? is null`: use
//! [`Sql::when`]). Prefixes are ranges (`path >= ? and path < ?`), never `like`.

mod address;
mod batch;
mod count;
mod db;
mod error;
mod migrate;
mod plan;
mod postgres;
mod postgres_value;
mod row;
pub mod schema;
mod search;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;
mod value;
mod watch;

pub use batch::{Batch, Statement};
pub use count::{Counts, counted};
pub use db::{Db, Engine};
pub use error::Error;
#[doc(hidden)]
pub use linju_kernel as kernel;
pub use migrate::Migration;
pub use row::{FromRow, Record, Row, select_list};
pub use sql::Sql;
pub use value::{FromValue, Value};
pub use watch::{Calls, Usage};

/// What a call to the database gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
