//! The tables of this feature and every query on them. Nothing else touches them.

pub mod cases;
pub mod desk;
pub mod devices;
pub mod hotline;
pub mod hotline_imports;
pub mod ledger;
pub mod lists;
pub mod open311;
pub mod party;
pub mod raised;
pub mod records;
pub mod requests;
pub mod street;
pub mod suggestions;
pub mod sweep;
pub mod tasks;
pub mod trial;
pub mod window;

pub use cases::{CaseRow, Stored};
pub use requests::{RequestRow, Words};
