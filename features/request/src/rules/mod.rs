//! What a case may do and become: types, the table of transitions, decisions, clocks, rates. Pure.

pub mod behalf;
pub mod case;
pub mod command;
pub mod decide;
pub mod gazetteer;
pub mod guess;
pub mod hotline;
pub mod ladder;
pub mod lifecycle;
pub mod raised;
pub mod rates;
pub mod terms;

#[cfg(test)]
mod tests;

pub use case::{Case, Level, Outcome, Party, Solved, State};
pub use command::{Command, Verb, Who};
pub use decide::{Actor, Decision, Facts, Happening, decide};
