//! Measures the engine: `cargo run --release -p linju-opinion-map --example opinion_bench [FOLDER]`
//!
//! On the exported conversation in FOLDER (by default the largest of the tests) and on invented towns. `bench/peer.py`
//! measures a Python implementation on the same folder.

use linju_opinion_map::grouping::{Grouping, Start};
use linju_opinion_map::polis::{Conversation, Moderation};
use linju_opinion_map::{Settings, Standing, Statement, Vote, Votes, map};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let own =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/conversations/scoop-hivemind.biodiversity");
    let folder = std::env::args().nth(1).map_or(own, PathBuf::from);
    match conversation(&folder) {
        Ok(conversation) => exported(&conversation),
        Err(error) => eprintln!("{}: {error}", folder.display()),
    }
    for (people, statements, answers) in [(2_000, 200, 50), (100_000, 1_000, 100), (100_000, 1_000, 1_000)] {
        invented(people, statements, answers);
    }
}

fn conversation(folder: &Path) -> Result<Conversation, Box<dyn std::error::Error>> {
    let read = |file| std::fs::read_to_string(folder.join(file));
    Ok(Conversation::read(&read("comments.csv")?, &read("votes.csv")?, Moderation::Lenient)?)
}

fn exported(conversation: &Conversation) {
    let votes = &conversation.votes;
    println!("exported: {} people, {} statements", votes.people().len(), votes.statements().len());
    let settings = Settings::default();
    let alone = Settings { threads: 1, ..settings };
    let tries = 20;
    for (what, start) in [("groups, ours", settings.start), ("groups, as the server", Start::FirstVoters)] {
        timed(&format!("{what}, one thread"), tries, || Grouping::of(votes, start, 1).candidates.len());
    }
    let mut without = alone;
    without.resampling.samples = 0;
    timed("whole map without samples, one thread", tries, || map(votes, &[], &without).groups.len());
    timed("whole map with 25 samples, one thread", tries, || map(votes, &[], &alone).groups.len());
    timed("whole map with 25 samples", tries, || map(votes, &[], &settings).groups.len());
}

/// A town of three camps of unequal size in which everybody has moods of his own.
fn invented(people: usize, statements: usize, answers: usize) {
    let mut lot = Lots(people as u64);
    let listed = (0..statements as u64).map(|id| Statement { id, standing: Standing::Open }).collect();
    let mut votes = Votes::new(listed, (0..people as u64).collect());
    for person in 0..people {
        let camp = [0, 0, 0, 1, 1, 2][person % 6];
        for _ in 0..answers {
            let statement = lot.below(statements);
            let leaning = (statement * 7 + camp * (statement % 4)) % 3;
            let vote = match lot.below(10) {
                0..=5 => [Vote::Agree, Vote::Disagree, Vote::Pass][leaning],
                6 | 7 => Vote::Agree,
                8 => Vote::Disagree,
                _ => Vote::Pass,
            };
            votes.set(statement, person, vote);
        }
    }
    println!(
        "invented: {people} people, {statements} statements, {answers} answers each, drawn with repetition"
    );
    let settings = Settings::default();
    let mut without = settings;
    without.resampling.samples = 0;
    timed("whole map without samples", 1, || map(&votes, &[], &without).groups.len());
    timed("whole map with 25 samples", 1, || map(&votes, &[], &settings).groups.len());
}

fn timed(what: &str, tries: u32, mut work: impl FnMut() -> usize) {
    let (cpu, begun) = (cpu_seconds(), Instant::now());
    let found = (0..tries).map(|_| work()).last().unwrap_or_default();
    let each = f64::from(tries);
    let wall = begun.elapsed().as_secs_f64() / each;
    let cpu = cpu_seconds()
        .zip(cpu)
        .map_or(String::new(), |(now, then)| format!(", {:.4} s CPU", (now - then) / each));
    println!("  {what}: {wall:.4} s{cpu} ({found} found)");
}

/// User and system time of this process, where the system tells.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

/// Lots of a fixed seed.
struct Lots(u64);

impl Lots {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % bound
    }
}
