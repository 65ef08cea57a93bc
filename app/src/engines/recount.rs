//! `linju recount`: anybody counts a published ballot again.

use crate::engines::read;
use anyhow::{Context, bail};
use clap::Args;
use linju_ballot::published::{Published, recount};
use linju_ballot::rules::Outcome;
use std::path::PathBuf;

/// What to count again.
#[derive(Debug, Args)]
pub struct Options {
    /// The file that the page of a published ballot hands out.
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// Receipts to look for in the list of the box, as they were shown after voting.
    #[arg(long, value_name = "RECEIPT")]
    receipt: Vec<String>,
}

/// Counts and compares; fails where anything does not agree.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let text = read(&options.file)?;
    let file: Published = serde_json::from_str(&text).context("this is no published ballot")?;
    let checked = recount(&file);
    println!("{}", file.title);
    println!("  sealed votes {}, papers {}, counted {}", file.sealed.len(), file.papers, file.votes.len());
    if let Some(outcome) = &checked.outcome {
        tell(outcome);
    }
    let mut faults = checked.faults;
    for receipt in &options.receipt {
        let found = file.sealed.iter().any(|name| name.eq_ignore_ascii_case(receipt.trim()));
        println!("  receipt {receipt}: {}", if found { "in the box" } else { "NOT in the box" });
        faults.extend((!found).then(|| format!("receipt {receipt} is not in the list of the box")));
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("; "));
    }
    println!("  the votes give the published result; mark {}", file.mark);
    Ok(())
}

fn tell(outcome: &Outcome) {
    for line in &outcome.lines {
        let reached = if line.reached { "reached" } else { "missed" };
        println!("  {:<24} {} of {}, least {}: {reached}", line.asked, line.have, line.whole, line.least);
    }
    for option in &outcome.options {
        println!(
            "  option {:<17} {}{}",
            option.number,
            option.votes,
            if option.chosen { ", chosen" } else { "" }
        );
    }
    let Outcome { yes, no, abstain, .. } = outcome;
    if outcome.options.is_empty() {
        println!("  yes {}, no {}, abstain {}", yes.heads, no.heads, abstain.heads);
        println!("  {}", if outcome.adopted { "adopted" } else { "not adopted" });
    }
}
