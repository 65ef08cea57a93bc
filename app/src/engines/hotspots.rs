//! `linju hotspots`: where and when more was asked than chance explains.

use super::read;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use linju_scan::files::calendar::When;
use linju_scan::files::satscan::{self, Names};
use linju_scan::files::{Calendar, Unit, plain};
use linju_scan::scan::{Chances, Cluster, Findings, Metric, Model, Places, Study, Ties, Time, scan};
use serde::Serialize;
use std::path::PathBuf;

/// Requests with places and days, and how to look at them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Options {
    /// A table with a head: date, place, x and y in metres (or lat and lon), and if known category, household, cases
    #[arg(value_name = "FILE.csv", required_unless_present = "cas", conflicts_with_all = ["cas", "geo", "pop", "ctl"])]
    file: Option<PathBuf>,
    /// Cases in SaTScan's line format: place, number, date, covariates
    #[arg(long, value_name = "FILE", requires = "geo")]
    cas: Option<PathBuf>,
    /// Coordinates: place, x, y; with --latlong place, latitude, longitude
    #[arg(long, value_name = "FILE")]
    geo: Option<PathBuf>,
    /// Population for --model poisson: place, year, people, covariates
    #[arg(long, value_name = "FILE", conflicts_with = "ctl")]
    pop: Option<PathBuf>,
    /// Controls for --model bernoulli: place, number, date
    #[arg(long, value_name = "FILE")]
    ctl: Option<PathBuf>,
    /// What would be ordinary
    #[arg(long, value_enum, default_value = "stp")]
    model: Kind,
    /// Windows that end now, anywhere in the study, or over all of it [default: now for stp, else ever; whole
    /// where cases have no date]
    #[arg(long, value_enum)]
    time: Option<Windows>,
    /// First day of the study [default: the first of the file]
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<When>,
    /// Last day of the study, which is now [default: the last of the file]
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<When>,
    /// Longest window in days [default: 28 where cases have days, else half of the study]
    #[arg(long, value_name = "DAYS")]
    max_days: Option<usize>,
    /// Largest circle: metres, or kilometres with --latlong [default: no limit]
    #[arg(long, value_name = "M")]
    max_radius: Option<f64>,
    /// Largest share of cases (stp) or of people a circle may hold
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    max_share: f64,
    /// Fewest cases of a window
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_cases: u32,
    /// Fewest households of a window
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_households: u32,
    /// Count each household of a table once in a window
    #[arg(long)]
    by_household: bool,
    /// Exchange days among all categories of a first level, not within each: sees rare kinds, but a kind's own
    /// season may alarm
    #[arg(long)]
    pooled: bool,
    /// Exchange days of weekends only with weekends
    #[arg(long)]
    weekly: bool,
    /// How many replicates of chance
    #[arg(long, value_name = "R", default_value_t = 999)]
    replications: usize,
    /// Where chance begins; the same seed gives the same answer
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Stop when 50 replicates are at least as unusual
    #[arg(long)]
    sequential: bool,
    /// Whether replicates exactly as unusual count against a cluster [default: count; for bernoulli leave-out,
    /// which is what SaTScan's results amount to]
    #[arg(long, value_enum)]
    ties: Option<TieRule>,
    /// Coordinates are latitude and longitude
    #[arg(long)]
    latlong: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLE: &str = "Examples:
  linju hotspots --cas xiaoqu.cas --geo xiaoqu.geo --model stp --from 2025-07-01 --to 2026-06-30 \\
    --max-days 28 --max-radius 200 --replications 9999 --seed 1 --json
  linju hotspots requests.csv --max-radius 200 --min-cases 3 --min-households 2 --by-household

A cluster's p says how often chance alone makes the most unusual window of all at least as unusual; recurrence_days
is how often that happens if one looks every day. p_method gumbel-approximate marks a p beyond what the replicates
can tell.";

/// What would be ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Cases keep their places and exchange their days
    Stp,
    /// Cases in proportion to people, by stratum
    Poisson,
    /// Cases among cases and controls
    Bernoulli,
}

/// Which windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "kebab-case")]
enum Windows {
    /// Those that end with the last day
    Now,
    /// Those anywhere in the study
    Ever,
    /// The whole study as one
    Whole,
}

/// What ties do.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum TieRule {
    /// They count
    Count,
    /// They are left out
    LeaveOut,
}

fn day(text: &str) -> Result<When, String> {
    let when = When::parse(text).filter(|when| when.unit == Unit::Day);
    when.ok_or_else(|| format!("“{text}” is no day such as 2026-06-30"))
}

/// What the files come to.
struct Task {
    names: Vec<String>,
    categories: Vec<String>,
    places: Places,
    calendar: Calendar,
    model: Model,
    dated: bool,
}

/// Prints the clusters, best first.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let task = match &options.file {
        Some(file) => table(options, &read(file)?).with_context(|| file.display().to_string())?,
        None => lines(options)?,
    };
    let findings = scan(&study(options, &task), &task.model, &chances(options))?;
    match options.json {
        true => println!("{}", serde_json::to_string_pretty(&told(&task, &findings))?),
        false => print(&told(&task, &findings)),
    }
    Ok(())
}

fn table(options: &Options, text: &str) -> anyhow::Result<Task> {
    if options.model != Kind::Stp {
        bail!(
            "a table holds requests only: --model {:?} needs --cas, --geo and --pop or --ctl",
            options.model
        );
    }
    let read = plain::requests(text)?;
    let (first, last) = read.period().context("the table has no request")?;
    let calendar = calendar(options, first.into(), last.into(), Unit::Day)?;
    let mut model = read.permutation(&calendar, options.pooled, options.by_household);
    model.classes = if options.weekly { calendar.weekends() } else { Vec::new() };
    let plain::Requests { names, places, categories, .. } = read;
    Ok(Task { names, categories, places, calendar, model: Model::Permutation(model), dated: true })
}

fn lines(options: &Options) -> anyhow::Result<Task> {
    let (Some(cas), Some(geo)) = (&options.cas, &options.geo) else {
        bail!("--cas and --geo belong together")
    };
    let metric = if options.latlong { Metric::Sphere } else { Metric::Plane };
    let named = satscan::places(&read(geo)?, metric).with_context(|| geo.display().to_string())?;
    let text = read(cas)?;
    let cases = satscan::counts(&text).with_context(|| cas.display().to_string())?;
    let unit = satscan::unit(&cases);
    let calendar = match satscan::period(&cases) {
        Some((first, last)) => calendar(options, first.into(), last.into(), unit.unwrap_or(Unit::Day))?,
        None => Calendar::single(),
    };
    let model = lines_model(options, &named, &cases, &calendar).with_context(|| cas.display().to_string())?;
    let Names { names, places } = named;
    Ok(Task { names, categories: vec![String::new()], places, calendar, model, dated: unit.is_some() })
}

fn lines_model(
    options: &Options,
    named: &Names,
    cases: &[satscan::Line],
    calendar: &Calendar,
) -> anyhow::Result<Model> {
    match (options.model, &options.pop, &options.ctl) {
        (Kind::Stp, None, None) => {
            let mut model = named.permutation(cases, calendar)?;
            model.classes = if options.weekly { calendar.weekends() } else { Vec::new() };
            Ok(Model::Permutation(model))
        }
        (Kind::Poisson, Some(pop), None) => {
            Ok(Model::Poisson(named.poisson(cases, &read(pop)?, calendar)?))
        }
        (Kind::Bernoulli, None, Some(ctl)) => {
            let controls = read(ctl)?;
            Ok(Model::Bernoulli(named.bernoulli(cases, &satscan::counts(&controls)?, calendar)?))
        }
        (Kind::Stp, ..) => bail!("--model stp needs neither --pop nor --ctl"),
        (Kind::Poisson, ..) => bail!("--model poisson needs --pop"),
        (Kind::Bernoulli, ..) => bail!("--model bernoulli needs --ctl"),
    }
}

fn calendar(options: &Options, first: When, last: When, unit: Unit) -> anyhow::Result<Calendar> {
    let (from, to) = (options.from.unwrap_or(first), options.to.unwrap_or(last));
    Calendar::new(from.first, to.first, unit).context("--from must not be after --to")
}

fn study(options: &Options, task: &Task) -> Study {
    let intervals = task.calendar.intervals();
    let longest = match options.max_days {
        Some(days) => task.calendar.spanning(days),
        None if task.calendar.unit() == Unit::Day => 28,
        None => (intervals / 2).max(1),
    };
    let time = match (options.time, options.model) {
        (Some(Windows::Whole), _) => Time::Whole,
        (None, _) if !task.dated => Time::Whole,
        (Some(Windows::Now), _) | (None, Kind::Stp) => Time::Now { longest },
        (Some(Windows::Ever), _) | (None, _) => Time::Ever { longest },
    };
    Study {
        places: task.places.clone(),
        intervals,
        time,
        max_radius: options.max_radius.unwrap_or(f64::INFINITY),
        max_share: options.max_share,
        min_cases: options.min_cases,
        min_households: options.min_households,
    }
}

fn chances(options: &Options) -> Chances {
    let ties = match (options.ties, options.model) {
        (Some(TieRule::LeaveOut), _) | (None, Kind::Bernoulli) => Ties::LeaveOut,
        _ => Ties::Count,
    };
    let stop_at = options.sequential.then_some(50);
    Chances { replicates: options.replications, seed: options.seed, stop_at, ties, threads: None }
}

/// The answer as it is printed.
#[derive(Serialize)]
struct Told<'a> {
    clusters: Vec<Line<'a>>,
    replications: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    centre: &'a str,
    locations: Vec<&'a str>,
    radius: f64,
    category: &'a str,
    from: String,
    to: String,
    cases: usize,
    households: usize,
    expected: f64,
    llr: f64,
    p: f64,
    p_method: linju_scan::scan::Method,
    recurrence_days: Option<f64>,
}

fn told<'a>(task: &'a Task, findings: &Findings) -> Told<'a> {
    let line = |cluster: &Cluster| Line {
        centre: &task.names[cluster.centre],
        locations: cluster.places.iter().map(|&place| task.names[place].as_str()).collect(),
        radius: cluster.radius,
        category: task.categories.get(cluster.category).map_or("", String::as_str),
        from: task.calendar.first(cluster.from).to_string(),
        to: task.calendar.last(cluster.to).to_string(),
        cases: cluster.cases,
        households: cluster.households,
        expected: cluster.expected,
        llr: cluster.llr,
        p: cluster.p.value,
        p_method: cluster.p.method,
        recurrence_days: cluster.recurrence.map(|intervals| intervals * task.calendar.days_each()),
    };
    Told { clusters: findings.clusters.iter().map(line).collect(), replications: findings.replicates.len() }
}

fn print(told: &Told) {
    if told.clusters.is_empty() {
        println!("Nothing stands out.");
    }
    for line in &told.clusters {
        let often =
            line.recurrence_days.map_or(String::new(), |days| format!(", by chance once in {days:.0} days"));
        let what = if line.category.is_empty() { "cases" } else { line.category };
        println!(
            "{} to {}: {} {what} where {:.2} are expected, at {} (LLR {:.3}, p {:.2e}{often})",
            line.from,
            line.to,
            line.cases,
            line.expected,
            line.locations.join(", "),
            line.llr,
            line.p
        );
    }
}
