//! What may happen to a project, decided without a database.

pub mod asks;
pub mod course;
pub mod decide;
pub mod need;
pub mod piece;
#[cfg(test)]
mod tests;

pub use asks::{Asks, Listed, Want};
pub use course::{Course, Gate, Kind, Part, State};
pub use decide::Project;
pub use need::{Facts, Need};
pub use piece::{Check, Forum, Group, Piece, Proof, Squad, Verdict};
