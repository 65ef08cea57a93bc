//! `linju similar`: which requests of a file look like earlier ones.

use super::read;
use anyhow::Context;
use clap::Args;
use linju_text::file;
use std::path::PathBuf;

/// A file of requests.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Options {
    /// The requests, a CSV in UTF-8 with a head: text, and if known id, place, category, time, resident
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// At most so many matches for each request
    #[arg(long, value_name = "N", default_value_t = 5)]
    top: usize,
    /// Only this request
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

const EXAMPLE: &str = "Example:
  requests.csv
    id,text,place,category,time
    2041,三号楼二单元楼道灯不亮,久耕小区3号楼2单元,0105,2026-11-17 19:20
    2052,3幢2单元的灯坏了好几天,久耕小区3号楼,,2026-11-19

  linju similar requests.csv --id 2052

A match has a score of at most 1 and its parts: what words, place and category gave, and what time took away.";

/// Prints, as JSON, what each request looks like.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let rows = file::rows(&read(&options.file)?).with_context(|| options.file.display().to_string())?;
    let mut looked = file::similar(&rows, options.top);
    if let Some(id) = &options.id {
        looked.retain(|row| row.id == *id);
        anyhow::ensure!(!looked.is_empty(), "{} has no request {id}", options.file.display());
    }
    println!("{}", serde_json::to_string_pretty(&looked)?);
    Ok(())
}
