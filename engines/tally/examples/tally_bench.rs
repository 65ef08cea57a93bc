//! How fast elections are counted.
//!
//! ```text
//! cargo run --release -p linju-tally --example tally_bench
//! cargo run --release -p linju-tally --example tally_bench -- --beside pabutools.tsv FILE.pb…
//! ```
//!
//! Without files, those of the tests. `--beside` takes what `bench/pabutools_add1.py` printed for the same files on
//! the same machine, and adds how many times faster this count is. Times are CPU seconds of one thread (on Linux;
//! elsewhere of the clock). `merge` is the joining of equal ballots, `add1` the count alone, as the script measures
//! them.

use flate2::read::GzDecoder;
use linju_tally::budget::{Ballot, Choice, Completion, Election, Merit, Project, Rule, Utility};
use linju_tally::pabulib;
use linju_tally::tie::TieOrder;
use std::collections::HashMap;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut beside = HashMap::new();
    if arguments.first().is_some_and(|first| first == "--beside") {
        beside = read_beside(arguments.get(1).ok_or("--beside needs a file")?)?;
        arguments.drain(..2);
    }
    let mut files: Vec<PathBuf> = arguments.into_iter().map(PathBuf::from).collect();
    if files.is_empty() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pabulib");
        files = std::fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_, std::io::Error>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "gz"));
        files.sort();
    }
    println!(
        "| election | utility | projects | ballots | merge ms | add1 ms | steps | pabutools merge ms | its add1 s | times |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for file in files {
        real(&file, &beside)?;
    }
    large();
    Ok(())
}

/// By name of the file and of the utility: merging and counting, as printed.
type Beside = HashMap<(String, String), (String, String)>;

fn read_beside(path: &str) -> Result<Beside, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let known = lines.filter(|fields| fields.len() >= 4);
    Ok(known.map(|f| ((f[0].to_owned(), f[1].to_owned()), (f[2].to_owned(), f[3].to_owned()))).collect())
}

fn real(file: &Path, beside: &Beside) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    let mut source = std::fs::File::open(file)?;
    if file.extension().is_some_and(|ending| ending == "gz") {
        GzDecoder::new(source).read_to_string(&mut text)?;
    } else {
        source.read_to_string(&mut text)?;
    }
    let counted = pabulib::read(&text)?.election()?;
    let election = &counted.election;
    let name = file.file_name().unwrap_or_default().to_string_lossy().trim_end_matches(".gz").to_owned();
    for utility in [counted.vote_type.usual_utility(), Utility::Cardinality] {
        let ready = election.ready(utility, &TieOrder::default())?;
        let merge = each(|| drop(election.ready(utility, &TieOrder::default())));
        let outcome = ready.count(Rule::EqualShares(Completion::Add1), false);
        let add1 = each(|| drop(ready.count(Rule::EqualShares(Completion::Add1), false)));
        let peer = match utility {
            Utility::Cost => "Cost_Sat",
            Utility::Cardinality => "Cardinality_Sat",
            Utility::Points => "Additive_Cardinal_Sat",
            Utility::Borda => "Additive_Borda_Sat",
        };
        let (theirs_merge, theirs, times) = match beside.get(&(name.clone(), peer.to_owned())) {
            None => (String::new(), String::new(), String::new()),
            Some((merge, count)) => {
                let seconds: f64 = count.trim_start_matches('>').parse()?;
                let more = if count.starts_with('>') { "> " } else { "" };
                let times = format!("{more}{:.0}", seconds / add1.as_secs_f64());
                (format!("{:.1}", 1e3 * merge.parse::<f64>()?), count.clone(), times)
            }
        };
        println!(
            "| {} | {utility:?} | {} | {} | {:.3} | {:.3} | {} | {theirs_merge} | {theirs} | {times} |",
            name.trim_end_matches(".pb"),
            election.projects.len(),
            election.ballots.len(),
            1e3 * merge.as_secs_f64(),
            1e3 * add1.as_secs_f64(),
            outcome.steps,
        );
    }
    Ok(())
}

/// 100,000 voters, 200 projects, nearly every ballot different.
fn large() {
    let mut state = 20_261_123u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let projects: Vec<Project> =
        (0..200).map(|at| Project { id: at.to_string(), cost: 100 * (50 + draw(4_000)) }).collect();
    let ballots = (0..100_000).map(|_| {
        let mut choices: Vec<Choice> = Vec::new();
        for _ in 0..3 + draw(10) {
            let project = (draw(200) * draw(200) / 200) as usize;
            if choices.iter().all(|choice| choice.project != project) {
                choices.push(Choice { project, points: 1 + draw(5) as u32 });
            }
        }
        Ballot { choices }
    });
    let election = Election { projects, budget: 10_000_000, unit: 1, ballots: ballots.collect() };
    println!("\n100,000 voters, 200 projects: merging and counting together\n");
    println!("| rule | utility | s | selected | steps |");
    println!("|---|---|--:|--:|--:|");
    for utility in [Utility::Cost, Utility::Points] {
        for (name, rule) in [
            ("greedy", Rule::Greedy { by: Merit::PerMoney, stop: false, threshold: 0 }),
            ("Equal Shares", Rule::EqualShares(Completion::None)),
            ("Equal Shares, Add1", Rule::EqualShares(Completion::Add1)),
            ("Equal Shares, Add1 to the overshoot", Rule::EqualShares(Completion::Add1Overshoot)),
            ("Equal Shares, 1 %", Rule::EqualShares(Completion::Percent)),
            ("Phragmén", Rule::Phragmen),
        ] {
            let began = cpu();
            match election.ready(utility, &TieOrder::default()) {
                Err(error) => println!("{error}"),
                Ok(ready) => {
                    let outcome = ready.count(rule, true);
                    let spent = cpu() - began;
                    let (selected, steps) = (outcome.selected.len(), outcome.steps);
                    println!("| {name} | {utility:?} | {:.3} | {selected} | {steps} |", spent.as_secs_f64());
                }
            }
        }
    }
}

/// CPU time of one run: the mean of as many as fill a fifth of a second, asked for rarely, since asking takes time.
fn each(mut run: impl FnMut()) -> Duration {
    let mut runs = 1;
    loop {
        let began = cpu();
        (0..runs).for_each(|_| run());
        let spent = cpu() - began;
        if spent > Duration::from_millis(200) {
            return spent / runs;
        }
        runs *= 2;
    }
}

/// CPU time of this process so far.
fn cpu() -> Duration {
    static BEGAN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let clock = BEGAN.get_or_init(Instant::now).elapsed();
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or(clock, Duration::from_nanos)
}
