//! An owners' joint decision from a sheet.

use crate::engines::read;
use anyhow::Context;
use clap::{Args, ValueEnum};
use linju_tally::majority::{Asked, Condition};
use linju_tally::owners::{
    CoOwners, Decision, Electorate, Matter, Measure, Procedure, Silence, decide, sheet,
};
use std::path::{Path, PathBuf};

/// What an owners' vote asks.
#[derive(Debug, Args)]
pub struct Owners {
    /// Count an owners' joint decision (民法典 278) from this sheet; its columns are below.
    #[arg(long, value_name = "FILE.csv", requires = "matter", help_heading = "Owners' joint decision")]
    pub owners: Option<PathBuf>,
    /// Which of the nine matters of 民法典 278: 1–5 and 9 ask more than half, 6–8 three quarters.
    #[arg(long, value_name = "1-9", value_parser = matter, help_heading = "Owners' joint decision")]
    matter: Option<Matter>,
    /// A matter of one building alone.
    #[arg(long, value_name = "NAME", help_heading = "Owners' joint decision")]
    building: Option<String>,
    /// Co-owners of one part who differ; anything but the default must stand in the rules of procedure.
    #[arg(long, value_enum, default_value = "not-cast", help_heading = "Owners' joint decision")]
    co_owners: CoOwnersName,
    /// Ballots served and not returned; anything but the default must stand in the rules of procedure.
    #[arg(long, value_enum, default_value = "no-part", help_heading = "Owners' joint decision")]
    silence: SilenceName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CoOwnersName {
    NotCast,
    Abstain,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SilenceName {
    NoPart,
    WithMajority,
}

fn matter(text: &str) -> Result<Matter, String> {
    text.parse().ok().and_then(Matter::numbered).ok_or_else(|| "a number from 1 to 9".into())
}

/// Counts the sheet and prints the account.
pub fn run(path: &Path, options: &Owners, json: bool) -> anyhow::Result<()> {
    let named = || path.display().to_string();
    let sheet = sheet::read(&read(path)?).with_context(named)?;
    let electorate = options.building.clone().map_or(Electorate::All, Electorate::Building);
    let procedure = Procedure {
        co_owners: match options.co_owners {
            CoOwnersName::NotCast => CoOwners::NotCast,
            CoOwnersName::Abstain => CoOwners::Abstain,
        },
        silence: match options.silence {
            SilenceName::NoPart => Silence::NoPart,
            SilenceName::WithMajority => Silence::WithMajority,
        },
    };
    let matter = options.matter.context("--matter")?;
    let decision = decide(matter, &electorate, procedure, &sheet.roll, &sheet.ballots).with_context(named)?;
    if json {
        println!("{}", serde_json::to_string(&decision)?);
    } else {
        print(&decision);
    }
    Ok(())
}

fn print(decision: &Decision) {
    println!("{}", if decision.adopted { "adopted" } else { "not adopted" });
    for condition in &decision.conditions {
        println!("{}", line(condition));
    }
    let measures = [("yes", decision.yes), ("no", decision.no), ("abstain", decision.abstain)];
    for (name, Measure { area, heads }) in measures {
        println!("{name}: {} m², {heads} heads", metres(area));
    }
    if let Some((choice, Measure { area, heads })) = decision.joined {
        println!(
            "of these without an answer, with the majority ({choice:?}): {} m², {heads} heads",
            metres(area)
        );
    }
    for (part, why) in &decision.aside {
        println!("left aside: {part} ({why:?})");
    }
    for part in &decision.divided {
        println!("one head, several answers, counted as abstaining: the holder of {part}");
    }
}

fn line(condition: &Condition) -> String {
    let Condition { asked, article, threshold, have, whole, lacking, reached, .. } = *condition;
    let by_area = matches!(asked, Asked::ParticipationByArea | Asked::ApprovalByArea);
    let amount =
        |number: u64| if by_area { format!("{} m²", metres(number)) } else { format!("{number} heads") };
    let what = match asked {
        Asked::ParticipationByArea | Asked::ParticipationByHeads | Asked::Quorum => "took part",
        Asked::ApprovalByArea | Asked::ApprovalByHeads | Asked::Approval => "agreed",
    };
    let asks = if threshold.above { "more than" } else { "at least" };
    let rest = if reached { "reached".to_owned() } else { format!("lacking {}", amount(lacking)) };
    let (parts, of) = (threshold.parts, threshold.of);
    let (law, number) = (article.law, article.article);
    format!(
        "{what}: {} of {}, asked {asks} {parts}/{of} ({law} {number}): {rest}",
        amount(have),
        amount(whole)
    )
}

fn metres(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
