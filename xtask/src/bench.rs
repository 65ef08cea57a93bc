//! `cargo xtask bench`: builds the released program and its measure, and runs one on the other.

use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, release_binary, root, run as run_command};
use crate::steps::Steps;

/// How much to measure.
pub enum Extent {
    /// What `docs/benchmarks.md` holds.
    Full,
    /// Small folders and short loads, into the cargo target folder: shows that everything can be measured.
    Quick,
}

/// Measures, and writes the figures down.
pub fn run(extent: Extent) -> Result<()> {
    let mut steps = Steps::default();
    let outcome = measure(&extent, &mut steps);
    steps.summary();
    outcome
}

fn measure(extent: &Extent, steps: &mut Steps) -> Result<()> {
    steps.take("release build", || {
        run_command(&mut cargo(&["build", "--release", "--package", "linju", "--package", "linju-bench"]))
    })?;
    let linju = release_binary()?;
    let mut bench = Command::new(linju.with_file_name("linju-bench"));
    bench.arg("--linju").arg(&linju).arg("--to");
    match extent {
        Extent::Full => bench.arg(root().join("docs").join("benchmarks.md")),
        Extent::Quick => bench.arg(linju.with_file_name("benchmarks-quick.md")).arg("--quick"),
    };
    steps.take("measure", || run_command(&mut bench))
}
