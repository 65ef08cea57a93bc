//! `cargo xtask test`: the gate every change passes.

use std::process::Command;

use anyhow::Result;

use crate::postgres::Cluster;
use crate::process::{browser_binary, cargo, root, run};
use crate::steps::Steps;
use crate::tools;

/// Features of the program that only its browser tests need; a released binary has none of them.
pub const BROWSER_TEST_FEATURES: &[&str] = &["test-clock"];

/// How much of the gate to run.
pub enum Extent {
    /// Everything.
    Full,
    /// Formatting, clippy and the Rust tests on SQLite: needs nothing but cargo.
    Quick,
}

/// Runs the gate and prints every step with its duration; stops at the first failure.
pub fn gate(extent: Extent) -> Result<()> {
    let mut steps = Steps::default();
    let outcome = match extent {
        Extent::Full => full(&mut steps),
        Extent::Quick => sources(&mut steps)
            .and_then(|()| steps.take("tests", || run(&mut cargo(&["test", "--workspace"])))),
    };
    steps.summary();
    outcome
}

fn full(steps: &mut Steps) -> Result<()> {
    let tools = steps.take("tools", tools::find_or_install)?;
    sources(steps)?;
    let cluster = steps.take("private PostgreSQL", || Cluster::start(&tools.postgres_bin))?;
    steps.take("tests on SQLite and PostgreSQL", || {
        run(cargo(&["test", "--workspace"])
            .env("LINJU_TEST_POSTGRES", cluster.url())
            .env("LINJU_POSTGRES_BIN", &tools.postgres_bin))
    })?;
    steps.take("build for the browser", || {
        run(cargo(&["build", "--profile", "browser", "--package", "linju", "--features"])
            .arg(BROWSER_TEST_FEATURES.join(",")))
    })?;
    let npm = |args: &[&str]| {
        let mut command = Command::new(&tools.npm);
        command.args(args).current_dir(root().join("e2e"));
        command
    };
    steps.take("browser test bench", || {
        run(&mut npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    })?;
    steps.take("browser tests", || {
        run(npm(&["test"]).env("LINJU_BIN", browser_binary()?).env("CHROMIUM", &tools.chromium))
    })
}

fn sources(steps: &mut Steps) -> Result<()> {
    steps.take("formatting", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    steps.take("clippy", || {
        run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })
}
