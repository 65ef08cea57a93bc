//! `linju tally`: an election of projects from a Pabulib file, or an owners' vote from a sheet.

mod owners;

use crate::engines::read;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use linju_tally::budget::{
    Completion, Merit, Outcome, Preference, Ready, Rule, Standing, Utility, Verdict, prefer, standing,
};
use linju_tally::pabulib::{self, Counted};
use linju_tally::tie::{TieKey, TieOrder};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What to count, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linju tally Wieliczka.pb --rule equal-shares --utility cost --completion add1 --json
  linju tally Wieliczka.pb --rule greedy --by-score --stop --threshold 50
  linju tally --owners lift.csv --matter 7 --building 3

The sheet of --owners is CSV in UTF-8 with a head: a line per part, and one more for each further ballot of a part.
  part      name of the part
  building  building it stands in (may be missing)
  area      square metres, up to two decimals: 89.35
  holder    its owner, or owners separated by +; developer (建设单位) where not sold or not handed over
  vote      yes, no, abstain (同意, 反对, 弃权), or nothing
  proxy     nothing, written (书面), unwritten (无书面) (may be missing)
  served    yes or no (是, 否): the ballot was delivered; yes where missing
")]
pub struct Options {
    /// A .pb file of Pabulib: projects, budget, ballots.
    #[arg(value_name = "FILE.pb", required_unless_present = "owners", conflicts_with = "owners")]
    file: Option<PathBuf>,
    /// Rule by which projects are chosen.
    #[arg(long, value_enum, default_value = "equal-shares")]
    rule: RuleName,
    /// What a selected project is worth to its voter. Without it: points or ranks where ballots have them, else cost.
    #[arg(long, value_enum)]
    utility: Option<UtilityName>,
    /// How Equal Shares spends what its first count leaves.
    #[arg(long, value_enum, default_value = "none")]
    completion: CompletionName,
    /// Spend what is left by the greedy rule.
    #[arg(long)]
    then_greedy: bool,
    /// Greedy: the most votes or points first, whatever a project costs.
    #[arg(long)]
    by_score: bool,
    /// Greedy: end at the first project that does not fit, rather than pass over it.
    #[arg(long)]
    stop: bool,
    /// Greedy: least points (votes, where there are none) a project must have.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    threshold: u64,
    /// Who comes first among equals, asked in this order; the name decides last.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "id")]
    ties: Vec<TieName>,
    /// Seed of the lot, published beforehand; asked after --ties, and before the name.
    #[arg(long, value_name = "SEED")]
    lot: Option<String>,
    /// Say of each project why it was selected or not, and who got something, also by other rules.
    #[arg(long)]
    explain: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// What an owners' vote asks.
    #[command(flatten)]
    owners: owners::Owners,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RuleName {
    Greedy,
    EqualShares,
    Phragmen,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum UtilityName {
    Cost,
    Cardinality,
    Points,
    Borda,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CompletionName {
    None,
    Add1,
    Add1Overshoot,
    Percent,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TieName {
    Id,
    Cheaper,
    Votes,
}

impl Options {
    fn rule(&self) -> Rule {
        match self.rule {
            RuleName::Greedy => {
                let by = if self.by_score { Merit::Score } else { Merit::PerMoney };
                Rule::Greedy { by, stop: self.stop, threshold: self.threshold }
            }
            RuleName::EqualShares => Rule::EqualShares(match self.completion {
                CompletionName::None => Completion::None,
                CompletionName::Add1 => Completion::Add1,
                CompletionName::Add1Overshoot => Completion::Add1Overshoot,
                CompletionName::Percent => Completion::Percent,
            }),
            RuleName::Phragmen => Rule::Phragmen,
        }
    }

    fn utility(&self, counted: &Counted) -> Utility {
        match self.utility {
            None => counted.vote_type.usual_utility(),
            Some(UtilityName::Cost) => Utility::Cost,
            Some(UtilityName::Cardinality) => Utility::Cardinality,
            Some(UtilityName::Points) => Utility::Points,
            Some(UtilityName::Borda) => Utility::Borda,
        }
    }

    fn tie_order(&self) -> TieOrder {
        let known = |name: &TieName| match name {
            TieName::Id => TieKey::Id,
            TieName::Cheaper => TieKey::Cheaper,
            TieName::Votes => TieKey::MoreVotes,
        };
        let lot = self.lot.clone().map(TieKey::Lot);
        // A lot after the name would never be drawn.
        let named = self.ties.iter().filter(|name| lot.is_none() || !matches!(name, TieName::Id));
        TieOrder(named.map(known).chain(lot.clone()).collect())
    }
}

/// Counts and prints.
pub fn run(options: &Options) -> anyhow::Result<()> {
    match (&options.file, &options.owners.owners) {
        (Some(file), _) => projects(file, options),
        (None, Some(sheet)) => owners::run(sheet, &options.owners, options.json),
        (None, None) => bail!("give a .pb file, or --owners and a sheet"),
    }
}

fn projects(path: &Path, options: &Options) -> anyhow::Result<()> {
    let named = || path.display().to_string();
    let counted = pabulib::read(&read(path)?).and_then(|file| file.election()).with_context(named)?;
    let utility = options.utility(&counted);
    let ready = counted.election.ready(utility, &options.tie_order()).with_context(named)?;
    let rule = options.rule();
    let outcome = ready.count(rule, options.then_greedy);
    let report = Report { counted: &counted, utility, ready: &ready, rule, outcome: &outcome };
    if options.json {
        println!("{}", serde_json::to_string(&report.answer(options.explain))?);
    } else {
        report.print(options.explain);
    }
    Ok(())
}

struct Report<'a> {
    counted: &'a Counted,
    utility: Utility,
    ready: &'a Ready,
    rule: Rule,
    outcome: &'a Outcome,
}

/// The rules an outcome is set beside.
const BESIDE: [(&str, Rule); 3] = [
    ("greedy", Rule::Greedy { by: Merit::PerMoney, stop: false, threshold: 0 }),
    ("equal-shares, add1", Rule::EqualShares(Completion::Add1)),
    ("phragmen", Rule::Phragmen),
];

/// What `--json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    selected: Vec<&'a str>,
    cost: Value,
    exhaustive: bool,
    ties: u64,
    #[serde(flatten)]
    explained: Option<Explained<'a>>,
}

#[derive(Serialize)]
struct Explained<'a> {
    steps: u64,
    projects: Vec<Line<'a>>,
    standing: Standing,
    beside: Vec<Beside>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    cost: Value,
    verdict: Value,
}

/// Another rule's outcome, and how many voters have more utility from this one (first) or from that (second).
#[derive(Serialize)]
struct Beside {
    rule: &'static str,
    standing: Standing,
    prefer: Preference,
}

impl Report<'_> {
    fn id(&self, project: usize) -> &str {
        &self.counted.election.projects[project].id
    }

    /// Selected ids in their order. What Phragmén selected is listed by id, as pabutools lists it; each project's
    /// own turn is its place.
    fn selected(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.outcome.selected.iter().map(|&project| self.id(project)).collect();
        if self.rule == Rule::Phragmen {
            ids[..self.outcome.by_rule].sort_unstable();
        }
        ids
    }

    /// Money as the file writes it.
    fn money(&self, amount: u64) -> String {
        match self.counted.decimals as usize {
            0 => amount.to_string(),
            decimals => {
                let digits = format!("{amount:0>width$}", width = decimals + 1);
                let (whole, after) = digits.split_at(digits.len() - decimals);
                let after = after.trim_end_matches('0');
                if after.is_empty() { whole.to_owned() } else { format!("{whole}.{after}") }
            }
        }
    }

    fn number(&self, amount: u64) -> Value {
        serde_json::from_str(&self.money(amount)).unwrap_or(Value::Null)
    }

    /// The verdict with ids for positions, and money as the file writes it.
    fn verdict(&self, verdict: &Verdict) -> Value {
        let mut said = json!(verdict);
        match verdict {
            Verdict::Selected { before, .. } => {
                said["before"] = before.iter().map(|&project| self.id(project)).collect();
            }
            Verdict::AfterEnd { by } => said["by"] = self.id(*by).into(),
            Verdict::NoRoom { left } | Verdict::SupportersSpent { left, .. } => {
                said["left"] = self.number(*left)
            }
            Verdict::NoSupport | Verdict::OverBudget | Verdict::BelowThreshold { .. } => {}
        }
        said
    }

    fn why(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Selected { place, before } if before.is_empty() => format!("selected, number {place}"),
            Verdict::Selected { place, before } => {
                let before: Vec<&str> = before.iter().map(|&project| self.id(project)).collect();
                format!("selected, number {place}, by the order among equals before {}", before.join(", "))
            }
            Verdict::NoSupport => "nobody chose it".into(),
            Verdict::OverBudget => "costs more than the whole budget".into(),
            Verdict::BelowThreshold { score, threshold } => format!("has {score}, needs {threshold}"),
            Verdict::NoRoom { left } => {
                format!("does not fit into the {} left in its turn", self.money(*left))
            }
            Verdict::AfterEnd { by } => format!("counting ended before it, at {}", self.id(*by)),
            Verdict::SupportersSpent { supporters, left } => {
                format!("its {supporters} supporters had {} left together", self.money(*left))
            }
        }
    }

    fn beside(&self) -> impl Iterator<Item = (&'static str, Outcome)> {
        BESIDE.into_iter().map(|(name, rule)| (name, self.ready.count(rule, false)))
    }

    fn standing(&self, outcome: &Outcome) -> Standing {
        standing(&self.counted.election, self.utility, outcome)
    }

    fn answer(&self, explain: bool) -> Answer<'_> {
        let outcome = self.outcome;
        Answer {
            selected: self.selected(),
            cost: self.number(outcome.cost),
            exhaustive: outcome.exhaustive,
            ties: outcome.ties,
            explained: explain.then(|| self.explained()),
        }
    }

    fn explained(&self) -> Explained<'_> {
        let election = &self.counted.election;
        let line = |(at, verdict): (usize, &Verdict)| Line {
            id: self.id(at),
            cost: self.number(election.projects[at].cost),
            verdict: self.verdict(verdict),
        };
        let beside = self.beside().map(|(rule, other)| Beside {
            rule,
            standing: self.standing(&other),
            prefer: prefer(election, self.utility, self.outcome, &other),
        });
        Explained {
            steps: self.outcome.steps,
            projects: self.outcome.verdicts.iter().enumerate().map(line).collect(),
            standing: self.standing(self.outcome),
            beside: beside.collect(),
        }
    }

    fn print(&self, explain: bool) {
        let (outcome, election) = (self.outcome, &self.counted.election);
        println!("{}", self.selected().join(" "));
        println!(
            "{} of {} spent; {}; ties decided by order: {}",
            self.money(outcome.cost),
            self.money(election.budget),
            if outcome.exhaustive { "nothing more fits" } else { "something more would fit" },
            outcome.ties,
        );
        if explain {
            for (project, verdict) in election.projects.iter().zip(&outcome.verdicts) {
                println!("{}\t{}\t{}", project.id, self.money(project.cost), self.why(verdict));
            }
            println!("{}", who(self.standing(outcome), "this count"));
            for (rule, other) in self.beside() {
                println!("{}", who(self.standing(&other), rule));
            }
        }
    }
}

fn who(standing: Standing, rule: &str) -> String {
    let Standing { voters, with_something, .. } = standing;
    format!("{with_something} of {voters} voters got something by {rule}")
}
