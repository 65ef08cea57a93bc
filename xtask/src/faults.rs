//! `cargo xtask faults`: the program killed, cut off, filled up and moved about, as often as asked.

use anyhow::{Context, Result};

use crate::process::{cargo, run};
use crate::tools;

/// Rounds by hand; the gate makes do with ten.
const ROUNDS: u32 = 200;

/// Runs `rounds` of faults (200 if not said) and as many kills; the seed each prints repeats it.
pub fn rounds(rounds: Option<&str>) -> Result<()> {
    let rounds = match rounds {
        Some(rounds) => rounds.parse().context("how many rounds?")?,
        None => ROUNDS,
    };
    let postgres = tools::find_postgres()?;
    let tests = ["test", "--package", "linju", "--test", "live", "--", "--nocapture", "--test-threads=1"];
    run(cargo(&tests)
        .args(["faults::", "kill::", "time::", "history::"])
        .env("LINJU_POSTGRES_BIN", postgres)
        .env("LINJU_FAULT_ROUNDS", rounds.to_string())
        .env("LINJU_KILLS", rounds.to_string()))
}
