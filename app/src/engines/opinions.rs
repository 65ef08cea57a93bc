//! `linju opinions`: the map of a conversation from the files the Polis platform exports.

use anyhow::Context;
use clap::{Args, ValueEnum};
use linju_opinion_map::figures::{Proportion, Representative, Side};
use linju_opinion_map::grouping::Start;
use linju_opinion_map::map::{Gate, Map, Settings, Withheld, map};
use linju_opinion_map::polis::{Conversation, Moderation};
use linju_opinion_map::stability::Resampling;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What to read, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linju opinions scoop-hivemind.biodiversity --json
  linju opinions scoop-hivemind.biodiversity --hands meeting.csv
  linju opinions brexit-consensus --start first-voters --show-all

DIR holds comments.csv (comment-id, moderated: -1 rejected, 0 undecided, 1 accepted; is-meta and comment-body \
may be missing) and votes.csv (timestamp, comment-id, voter-id, vote: 1 agree, 0 pass, -1 disagree; the latest of \
a person's votes counts). --hands takes comment-id, agrees, disagrees, passes: cards counted at a meeting, which \
move common ground and nothing else.

Groups are shown only when they would hold without some of the people; common ground always.
")]
pub struct Options {
    /// Folder with comments.csv and votes.csv.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Cards counted at a meeting.
    #[arg(long, value_name = "FILE.csv")]
    hands: Option<PathBuf>,
    /// Leave out statements that moderation has not decided on.
    #[arg(long)]
    strict: bool,
    /// How groups are begun: by the answers alone, or at the first voters as the Polis server does.
    #[arg(long, value_enum, default_value = "content")]
    start: StartName,
    /// Seed of the lots that begin groups and draw samples.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// Samples by which stability is measured.
    #[arg(long, default_value_t = Settings::default().resampling.samples, value_name = "NUMBER")]
    samples: usize,
    /// Show groups however few, small or unstable they are: for research on votes that are public anyway.
    #[arg(long)]
    show_all: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StartName {
    Content,
    FirstVoters,
}

/// Reads, counts, prints.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let moderation = if options.strict { Moderation::Strict } else { Moderation::Lenient };
    let [comments, votes] =
        [read(&options.folder.join("comments.csv"))?, read(&options.folder.join("votes.csv"))?];
    let conversation = Conversation::read(&comments, &votes, moderation)?;
    let hands = match &options.hands {
        Some(file) => conversation.read_hands(&read(file)?).with_context(|| file.display().to_string())?,
        None => Vec::new(),
    };
    let map = map(&conversation.votes, &hands, &settings(options));
    match options.json {
        true => println!("{}", serde_json::to_string_pretty(&map)?),
        false => print!("{}", said(&map, &conversation)),
    }
    Ok(())
}

fn settings(options: &Options) -> Settings {
    let start = match options.start {
        StartName::Content => Start::Content { seed: options.seed },
        StartName::FirstVoters => Start::FirstVoters,
    };
    let usual = Settings::default();
    let resampling = Resampling { seed: options.seed, samples: options.samples, ..usual.resampling };
    let gate = if options.show_all { Gate::OPEN } else { usual.gate };
    Settings { start, resampling, gate, ..usual }
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The map in words.
fn said(map: &Map, conversation: &Conversation) -> String {
    let words: HashMap<u64, &str> =
        conversation.statements.iter().map(|(statement, words)| (statement.id, words.as_str())).collect();
    let words = |statement: u64| words.get(&statement).copied().unwrap_or_default();
    let [x, y] = map.explained_variance.map(|share| share * 100.0);
    let mut lines = vec![
        format!(
            "{} people gave {} answers; {} answered enough to be placed.",
            map.participants, map.votes, map.placed
        ),
        format!("The two axes hold {x:.1} % and {y:.1} % of the differences."),
    ];
    for fit in &map.candidates {
        let (fits, stable) = (fit.silhouette, fit.stability);
        let agreement = stable.agreement;
        let won = stable.won * 100.0;
        let mark = if map.k == Some(fit.k) { "  fits best" } else { "" };
        let k = fit.k;
        lines.push(format!(
            "{k} groups: silhouette {fits:.3}, agreement {agreement:.2}, {won:.0} % of samples{mark}"
        ));
    }
    lines.push("\nCommon ground".to_owned());
    for one in map.consensus.agree.iter().chain(&map.consensus.disagree) {
        let resting = map.resting_on_hands.iter().any(|r| r.statement == one.statement && r.side == one.side);
        let note = if resting { " (only with the cards of the meeting)" } else { "" };
        lines.push(format!("  {}{note}", proportion(one, words(one.statement))));
    }
    for reason in &map.withheld {
        lines.push(format!("\nGroups are not shown: {}.", why(*reason, map.gate)));
    }
    for group in &map.groups {
        lines.push(format!("\nGroup {} of {} people", group.id, group.size));
        lines.extend(
            group.representative.iter().map(|one| format!("  {}", typical(one, words(one.own.statement)))),
        );
    }
    lines.push("\nTo be asked next".to_owned());
    let mut next: Vec<_> = map.statements.iter().filter(|one| one.priority > 0.0).collect();
    next.sort_by(|a, b| b.priority.total_cmp(&a.priority));
    let asked = next.iter().take(5);
    lines.extend(
        asked.map(|one| format!("  {:.2}  {}: {}", one.priority, one.statement, words(one.statement))),
    );
    lines.push(String::new());
    lines.join("\n")
}

fn proportion(one: &Proportion, words: &str) -> String {
    let side = match one.side {
        Side::Agree => "agree",
        Side::Disagree => "disagree",
    };
    format!("{} of {} {side} with {}: {words}", one.count, one.of, one.statement)
}

fn typical(one: &Representative, words: &str) -> String {
    format!("{} ({:.1} times the others' share)", proportion(&one.own, words), one.ratio)
}

fn why(reason: Withheld, gate: Gate) -> String {
    match reason {
        Withheld::FewPeople => format!("fewer than {} people answered enough", gate.people),
        Withheld::SmallGroup => format!("a group has fewer than {} people", gate.group),
        Withheld::Unstable => format!(
            "without some of the people they would be others (agreement at least {}, in at least {:.0} % of samples)",
            gate.agreement,
            gate.won * 100.0
        ),
    }
}
