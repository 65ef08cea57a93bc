//! Every statement about hot spots.

pub mod facts;
pub mod spots;
pub mod topics;

use linju_db::{Record, Statement};

/// The statement that inserts `record` into `table`, and what it does where the key is there: `on_conflict`.
fn insert_or<R: Record>(table: &str, record: &R, on_conflict: &str) -> Statement {
    let marks = vec!["?"; R::COLUMNS.len()].join(", ");
    let sql =
        format!("insert into {table} ({}) values ({marks}) on conflict {on_conflict}", R::COLUMNS.join(", "));
    Statement::new(sql, record.values())
}
