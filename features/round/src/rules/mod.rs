//! What may happen in a round, decided without a database.

pub mod filter;
pub mod kind;
pub mod lifecycle;
pub mod question;
pub mod share;
#[cfg(test)]
mod tests;

pub use filter::{Filter, Home, Soul, Test, Together};
pub use kind::{Kind, Unit};
pub use lifecycle::{CALLS, DOORS, LIFE, Mark, Part, State, Tally, Verb};
pub use question::{Answers, Ask, Question};
pub use share::{Bundle, Charge, even_out, nearest, share};
