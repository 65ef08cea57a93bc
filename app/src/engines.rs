//! The engines on the command line: each method usable on files, without the platform.

pub mod classify;
pub mod hotspots;
pub mod opinions;
pub mod recount;
pub mod similar;
pub mod tally;
pub mod visits;

use anyhow::Context;
use std::path::Path;

/// The text of a file.
fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
