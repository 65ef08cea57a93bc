//! Both methods on files: requests as rows of a CSV, answers as plain data.

mod classify;
mod rows;
mod similar;

pub use classify::{Band, Classified, Report, classify};
pub use rows::{Row, RowsError, rows};
pub use similar::{Found, Looked, similar};
