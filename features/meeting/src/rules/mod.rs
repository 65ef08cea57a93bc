//! What may happen to a meeting, decided without a database.

pub mod decide;
pub mod kind;
pub mod lifecycle;
pub mod plain;
#[cfg(test)]
mod tests;

pub use decide::{Facts, Meeting};
pub use kind::{Convener, Group, Kind, Notice, Quorum, Terms};
pub use lifecycle::{LIFE, Part, State, Verb};

use linju_kernel::coded;

coded! {
    /// What a line of the minutes is.
    pub enum PointKind {
        /// What somebody said.
        Opinion = "opinion",
        /// Where a side stands.
        Position = "position",
        /// What was agreed.
        Agreement = "agreement",
        /// What stays open.
        Open = "open_point",
        /// What is to be done, by whom, until when.
        Decision = "decision",
    }
}
