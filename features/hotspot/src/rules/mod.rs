//! What is unusual, what it is the same as, and what may be done with it; all decided without a database.

pub mod decide;
pub mod finding;
pub mod ground;
pub mod lifecycle;
pub mod neighbours;
pub mod same;
pub mod scan;
pub mod season;
pub mod surge;
pub mod term;
#[cfg(test)]
mod tests;

pub use decide::{Facts, Spot};
pub use finding::{Fact, Finding, Rule, Scope};
pub use lifecycle::{Evidence, LIFE, Part, PlanKind, State, Verb};
