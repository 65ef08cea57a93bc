//! `cargo xtask bench`: what the whole program does on this machine, in one run, and whether that is enough.
//!
//! The server is the released binary in a process of its own; the load comes from this one. Both share the
//! machine, so every rate is one the program reaches beside its own users.

mod http;
mod load;
mod measure;
mod report;
mod server;
mod weight;
mod world;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::routing::get;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// How much to measure.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Cases in the three data folders; the middle one is what the largest is compared with.
    pub sizes: [usize; 3],
    /// Length of each load.
    pub length: Duration,
    /// Starts of the demo.
    pub starts: usize,
}

const FULL: Extent = Extent { sizes: [100, 1_000, 100_000], length: Duration::from_secs(5), starts: 10 };
const QUICK: Extent = Extent { sizes: [100, 1_000, 5_000], length: Duration::from_millis(500), starts: 3 };

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args.iter().map(String::as_str).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("linju-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &[&str]) -> Result<()> {
    match args {
        ["hello", "--listen", address] => hello(address).await,
        ["--linju", linju, "--to", report] => bench(linju, report, FULL).await,
        ["--linju", linju, "--to", report, "--quick"] => bench(linju, report, QUICK).await,
        _ => bail!("run me as `cargo xtask bench`"),
    }
}

/// The least a server can do: the line every other figure is held against.
async fn hello(address: &str) -> Result<()> {
    let router = Router::new().route("/", get(async || "hello"));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("hello at {address}");
    Ok(axum::serve(listener, router).await?)
}

async fn bench(linju: &str, to: &str, extent: Extent) -> Result<()> {
    let (linju, to) = (PathBuf::from(linju), PathBuf::from(to));
    let figures = measure::all(&linju, extent).await?;
    let text = report::text(&figures, extent);
    print!("{text}");
    std::fs::write(&to, text).with_context(|| format!("cannot write {}", to.display()))
}
