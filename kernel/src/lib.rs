//! The ground everyone stands on: ids, time, working calendars, lifecycles, sealing of personal data.
//!
//! Nothing here does I/O, waits, or knows a table. What needs the hour or chance takes a [`Clock`] or
//! random bytes as a parameter, so every rule above can be tested at any moment of any year.

pub mod calendar;
pub mod deadline;
pub mod id;
pub mod lifecycle;
pub mod path;
pub mod personal;
pub mod refusal;
pub mod seal;
pub mod text;
pub mod time;

pub use id::{Allotment, Id, IdSource};
pub use refusal::Refusal;
pub use time::{Clock, Day, Ts};
