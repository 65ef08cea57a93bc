//! What may happen to a ballot, decided without a database.

pub mod choice;
pub mod count;
pub mod decide;
pub mod electorate;
pub mod form;
pub mod lifecycle;
#[cfg(test)]
mod tests;

pub use choice::{Asks, Item};
pub use count::{Outcome, Rules, Slip};
pub use decide::{Ballot, Facts};
pub use electorate::{Entry, Reason, Room};
pub use form::{Convener, Form, Notice, Terms};
pub use lifecycle::{LIFE, Part, State, Verb};
