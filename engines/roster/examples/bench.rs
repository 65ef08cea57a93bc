//! Measures the engine: `cargo run --release -p linju-roster --example bench [FILE.json]`
//!
//! On the published instance (or FILE) at several seeds, and on an invented area of 4,195 people with twelve workers
//! and sixty stewards.

use linju_roster::file::{Answer, Goer, Resident, Task};
use std::path::{Path, PathBuf};

fn main() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/visits385.json");
    let file = std::env::args().nth(1).map_or(own, PathBuf::from);
    match std::fs::read_to_string(&file).map(|text| Task::read(&text)) {
        Ok(Ok(task)) => {
            for seed in 1..=10 {
                measured(&format!("{} seed {seed}", file.display()), &task, false, seed);
            }
            measured("the same, visitors assigned anew", &task, true, 1);
        }
        Ok(Err(error)) => eprintln!("{}: {error}", file.display()),
        Err(error) => eprintln!("{}: {error}", file.display()),
    }
    let area = area();
    for seed in 1..=3 {
        measured(&format!("4,195 people, 12 workers, 60 stewards, seed {seed}"), &area, true, seed);
    }
}

fn measured(what: &str, task: &Task, anew: bool, seed: u64) {
    let before = cpu_seconds();
    match task.solve(anew, seed) {
        Ok(answer) => println!("{what}: {}, {:.2} s CPU", said(&answer), cpu_seconds() - before),
        Err(error) => println!("{what}: {error}"),
    }
}

fn said(answer: &Answer) -> String {
    format!(
        "objective {:.2}, {} building-days, {} visits, loads within {:.1} %, {} new faces",
        answer.objective,
        answer.building_days,
        answer.visits,
        answer.spread as f64 / 10.0,
        answer.new_faces
    )
}

/// An area of twelve grids with twenty buildings each; five stewards a grid go to whoever is seen once a month, in four
/// buildings each.
fn area() -> Task {
    let mut lots = Lots(20_261_123);
    let resident = |lots: &mut Lots| {
        let b = lots.below(240);
        let (tier, svc) =
            [(1, 15), (1, 15), (1, 15), (1, 15), (1, 15), (1, 15), (1, 15), (2, 20), (2, 20), (4, 25)]
                [lots.below(10)];
        let grid = b / 20;
        let steward = 12 + b / 4;
        let last = match lots.below(10) {
            0 => lots.below(12),
            1..=5 if tier == 1 => steward,
            _ => grid,
        };
        Resident { b, tier, svc, grid: Some(grid), last: Some(last), worker: None, by: None }
    };
    let worker = Goer { share: Some(100), day_minutes: Some(420), ..Goer::default() };
    let steward = |n: usize| Goer {
        share: Some(6),
        day_minutes: Some(90),
        buildings: (n * 4..n * 4 + 4).collect(),
        tiers: vec![1],
    };
    Task {
        residents: (0..4_195).map(|_| resident(&mut lots)).collect(),
        patterns: [
            (1, (0..20).map(|day| vec![day]).collect()),
            (2, (0..10).map(|day| vec![day, day + 10]).collect()),
            (4, (0..5).map(|day| vec![day, day + 5, day + 10, day + 15]).collect()),
        ]
        .into(),
        visitors: std::iter::repeat_n(worker, 12).chain((0..60).map(steward)).collect(),
    }
}

/// User and system time of this process; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> =
        stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Lots of a fixed seed.
struct Lots(u64);

impl Lots {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % bound
    }
}
