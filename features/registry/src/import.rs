//! Excel in: read a sheet, guess its columns, check every cell, compare with the register, import as one batch
//! that can be undone.
//!
//! Everything here is pure but [`places::PlaceBook::load`]; what is written is built in `store::imports`.

pub mod cells;
pub mod check;
pub mod columns;
pub mod compare;
pub mod places;
pub mod sheet;

pub use sheet::MAX_BYTES;
