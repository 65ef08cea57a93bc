//! `linju classify`: a category model learnt from one file and tried on another.

use super::read;
use anyhow::Context;
use clap::Args;
use linju_text::category;
use linju_text::file::{self, Row};
use std::path::{Path, PathBuf};

/// A file to learn from and one to try on.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Options {
    /// Requests with their categories, a CSV in UTF-8 with a head: text, category, and time if known
    #[arg(long, value_name = "FILE")]
    train: PathBuf,
    /// Requests to suggest categories for; where it has categories too, they are compared
    #[arg(long, value_name = "FILE")]
    test: PathBuf,
    /// What an error costs against a simpler model
    #[arg(long, value_name = "C", default_value_t = 1.0)]
    cost: f32,
    /// Keep the model in this file
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
}

const EXAMPLE: &str = "Example:
  linju classify --train last-year.csv --test this-week.csv

Confidence is measured on the latest fifth of the training file. Nothing is filled in below 0.9.";

/// Prints, as JSON, how well the model did and what it suggests for each request.
pub fn run(options: &Options) -> anyhow::Result<()> {
    anyhow::ensure!(options.cost > 0.0 && options.cost.is_finite(), "the cost must be above 0");
    let (train, test) = (rows(&options.train)?, rows(&options.test)?);
    let settings = category::Options { cost: options.cost, ..category::Options::default() };
    let done = file::classify(&train, &test, &settings);
    let (model, report) = done.with_context(|| options.train.display().to_string())?;
    if let Some(keep) = &options.keep {
        std::fs::write(keep, model.to_bytes()).with_context(|| format!("cannot write {}", keep.display()))?;
    }
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn rows(path: &Path) -> anyhow::Result<Vec<Row>> {
    file::rows(&read(path)?).with_context(|| path.display().to_string())
}
