//! The program: command line, wiring, the demo world. It knows everyone and decides nothing.

pub mod admin;
pub mod archive;
pub mod cli;
pub mod demo;
pub mod engines;
pub mod exchange;
pub mod moving;
pub mod open;
pub mod serve;
pub mod wiring;
