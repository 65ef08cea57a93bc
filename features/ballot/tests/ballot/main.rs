//! Ballots from their first draft to the count anybody can repeat.

mod pages;
mod stage;
mod votes;
