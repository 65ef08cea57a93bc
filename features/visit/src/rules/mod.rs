//! Who is due for a visit, who goes, and how far the area has come, decided without a database.

pub mod contact;
pub mod coverage;
pub mod due;
pub mod month;
pub mod pair;
pub mod tier;
pub mod visitor;

#[cfg(test)]
mod tests;

pub use contact::Contact;
pub use coverage::{Coverage, coverage};
pub use due::{Due, Living, Outcome, Standing, Way, plan};
pub use month::Goer;
pub use tier::{Intervals, Tier};
pub use visitor::{Charge, visitor};
