//! The project's own commands: `cargo xtask <command>`.
//!
//! `test` is the whole gate, from formatting to the browser; `demo-check` tries the first thing a
//! stranger tries; `bench` measures. What they need beyond cargo is found, or installed, by [`tools`].

mod bench;
mod demo_check;
mod faults;
mod postgres;
mod process;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  test [--quick]   formatting, clippy, all Rust tests on SQLite and a private PostgreSQL,
                   a release build and the browser tests;
                   --quick stops after the Rust tests and leaves PostgreSQL out
  demo-check       builds the program and tries `linju demo` as a newcomer would
  faults [N]       kills nodes and PostgreSQL under load, fills disks, moves clocks: N rounds,
                   200 if not said; ten are part of `test`
  bench [--quick]  builds the release and measures it on this machine, into docs/benchmarks.md;
                   --quick takes small numbers and leaves that page alone
  help             this text";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[&str]) -> Result<()> {
    match args {
        ["test"] => test::gate(test::Extent::Full),
        ["test", "--quick"] => test::gate(test::Extent::Quick),
        ["demo-check"] => demo_check::run(),
        ["faults"] => faults::rounds(None),
        ["faults", rounds] => faults::rounds(Some(rounds)),
        ["bench"] => bench::run(bench::Extent::Full),
        ["bench", "--quick"] => bench::run(bench::Extent::Quick),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        [] => bail!("which command?\n\n{HELP}"),
        _ => bail!("unknown command `{}`\n\n{HELP}", args.join(" ")),
    }
}
