//! The tables of this feature and every query on them. Nothing else touches them.

pub mod cases;
pub mod devices;
pub mod lists;
pub mod requests;

pub use cases::{CaseRow, Stored};
pub use requests::{RequestRow, Words};
