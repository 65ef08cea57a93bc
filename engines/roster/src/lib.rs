//! Who visits whom, and on which days of a month.
//!
//! Two questions, one after the other:
//!
//! - [`assign`]: everyone gets a visitor. Loads are fair within a tolerance; within it, people keep the face they
//!   know and visitors stay in their own grid. Who may not go where, and how much anyone can carry, is never broken.
//! - [`days`]: every visit gets a day, so that a visitor enters few buildings a day and no day is much fuller than
//!   another: building-days + 1/20 of the busiest day's minutes is as small as the search finds. A rhythm (weekly on the
//!   same day of the week, fortnightly, once) is a choice among sets of days and is never bent.
//!
//! Both search by simulated annealing in whole numbers with lots of a seed: the same input and seed give the same plan
//! on every machine. Numbers in, numbers out: buildings, people and visitors are indices. [`file`] reads and answers
//! JSON.

pub mod assign;
mod chance;
pub mod days;
pub mod file;

pub use assign::{Assignment, Person, Visitor, assign};
pub use days::{Days, Month, Plan, Stop, plan};
