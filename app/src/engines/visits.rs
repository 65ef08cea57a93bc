//! `linju visits`: who visits whom, and on which days of a month, from a file.

use super::read;
use anyhow::Context;
use clap::Args;
use linju_roster::file::{Answer, Task};
use std::path::PathBuf;

/// Residents to be visited, and how to plan.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Options {
    /// Residents, patterns and, if not all alike, visitors, as JSON
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// Give everyone a visitor anew, whoever is named in the file
    #[arg(long)]
    assign: bool,
    /// Where chance begins; the same seed gives the same plan
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLE: &str = "Example:
  linju visits month.json --json

FILE.json holds residents: [{b: building, tier: visits a month, svc: minutes of one, grid, last, worker: visitors,
by: last day of the first visit}], patterns: {visits: [[days]]}, the first day being 0, and if they differ
visitors: [{share, day_minutes, buildings, tiers}]. Whoever has no worker is given one: loads are fair within a
tolerance, and within it people keep whom they know. As small as possible is building-days + 0.05 x the busiest day's
minutes, summed over visitors.";

/// Prints the plan.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let of_file = || options.file.display().to_string();
    let task = Task::read(&read(&options.file)?).with_context(of_file)?;
    let answer = task.solve(options.assign, options.seed).with_context(of_file)?;
    match options.json {
        true => println!("{}", serde_json::to_string(&answer)?),
        false => print!("{}", said(&answer)),
    }
    Ok(())
}

fn said(answer: &Answer) -> String {
    let mut lines = vec![format!(
        "{} visits, {} building-days, objective {:.2}; loads differ by {:.1} % of the mean, {} visits by a new face.",
        answer.visits,
        answer.building_days,
        answer.objective,
        answer.spread as f64 / 10.0,
        answer.new_faces
    )];
    lines.extend(answer.visitors.iter().map(|month| {
        format!(
            "  visitor {}: {} minutes, {} building-days, at most {} minutes a day",
            month.worker, month.minutes, month.building_days, month.busiest_minutes
        )
    }));
    lines.join("\n") + "\n"
}
