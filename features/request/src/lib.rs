//! Requests and cases: what a person said, and our work on it, from the first word to the account.
//!
//! `rules` decides, `store` keeps, `intake` takes words in, `work` carries a step out, `pages` show.

pub mod intake;
pub mod rules;
pub mod store;
pub mod work;
