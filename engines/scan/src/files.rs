//! Files: SaTScan's published line formats, and plain tables with a head.
//!
//! Everything here reads a text and answers plain values; who opens the file is not asked. What is wrong is told
//! with its line and column.

pub mod calendar;
pub mod plain;
pub mod satscan;
mod text;

pub use calendar::{Calendar, Unit};
