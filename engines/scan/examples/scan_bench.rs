//! Measures the scan: CPU seconds (all threads together) and wall seconds of whole runs, reading the data not
//! counted. `cargo run --release -p linju-scan --example scan_bench [WORD]`

#[path = "common/town.rs"]
mod town;

use jiff::civil::date;
use linju_scan::files::{Calendar, Unit, satscan};
use linju_scan::scan::{Chances, Metric, Model, Study, Ties, Time, scan};
use std::time::Instant;

fn main() {
    println!("{:<58} {:>9} {:>9} {:>9}", "", "CPU s", "wall s", "LLR");
    let (study, model) = xiaoqu();
    measure("xiaoqu: 60 buildings, 2,007 requests, 999 replicates", &study, &model, 999, 10);
    measure("xiaoqu, 9,999 replicates", &study, &model, 9_999, 5);
    for (name, area) in
        [("4,000", town::Area::usual()), ("8,000", town::Area { requests: 8_000, ..town::Area::usual() })]
    {
        let (study, model) = area.year(1, None);
        let kinds = town::tree().len();
        measure(
            &format!("area: {} buildings, {name} requests, {kinds} categories, 999", area.buildings),
            &study,
            &model,
            999,
            5,
        );
    }
    let (study, model) = town::Area { buildings: 600, requests: 20_000, ..town::Area::usual() }.year(1, None);
    measure("street: 600 buildings, 20,000 requests, categories, 999", &study, &model, 999, 1);
}

fn xiaoqu() -> (Study, Model) {
    let read = |name: &str| {
        let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("the data beside the tests")
    };
    let (cases, places) = (read("xiaoqu.cas"), read("xiaoqu.geo"));
    let places = satscan::places(&places, Metric::Plane).expect("coordinates");
    let calendar = Calendar::new(date(2025, 7, 1), date(2026, 6, 30), Unit::Day).expect("a year");
    let model =
        places.permutation(&satscan::counts(&cases).expect("cases"), &calendar).expect("known places");
    let study = Study {
        places: places.places,
        intervals: calendar.intervals(),
        time: Time::Now { longest: 28 },
        max_radius: 200.0,
        max_share: 0.5,
        min_cases: 2,
        min_households: 1,
    };
    (study, Model::Permutation(model))
}

/// Prints the mean of `times` runs, if the name holds the word asked for.
fn measure(name: &str, study: &Study, model: &Model, replicates: usize, times: u32) {
    if !name.contains(&std::env::args().nth(1).unwrap_or_default()) {
        return;
    }
    let chances = Chances { replicates, seed: 1, stop_at: None, ties: Ties::Count, threads: None };
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let mut llr = 0.0;
    for _ in 0..times {
        let findings = scan(study, model, &chances).expect("a sound study");
        llr = findings.clusters.first().map_or(0.0, |best| best.llr);
    }
    let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
    let each = f64::from(times);
    println!("{name:<58} {:>9.3} {:>9.3} {llr:>9.4}", cpu / each, wall / each);
}

/// CPU time of this process so far, where the system tells it (Linux, in hundredths).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks =
        |field: usize| after_name.split_whitespace().nth(field).and_then(|word| word.parse::<f64>().ok());
    ticks(11).zip(ticks(12)).map_or(f64::NAN, |(user, system)| (user + system) / 100.0)
}
