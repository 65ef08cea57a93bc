//! Measures, at the size of one area, how often the scan alarms without reason, and how often it sees what was put
//! there. `cargo run --release -p linju-scan --example power [QUIET-YEARS] [YEARS-EACH]`

#[path = "common/town.rs"]
mod town;

use linju_scan::scan::{Chances, Findings, Ties, Tree, scan};
use std::thread;
use town::{Area, BUILDING, Injected};

fn main() {
    let number =
        |n: usize, usual: u64| std::env::args().nth(n).and_then(|word| word.parse().ok()).unwrap_or(usual);
    quiet(number(1, 600));
    seen(number(2, 50));
}

/// Alarms in years in which nothing was put.
fn quiet(years: u64) {
    println!(
        "| days exchanged within | counted | years | alarm at 1 in 20 days | at 1 in 100 days |\n|---|---|--:|--:|--:|"
    );
    let usual = Area::usual();
    let ways = [
        ("each family", "households", Area { by_family: true, ..usual }),
        ("each kind", "households", usual),
        ("each family", "requests", Area { by_family: true, by_household: false, ..usual }),
    ];
    for (within, counted, area) in ways {
        let recurrences = each(years, |seed| recurrence(&run(&area, seed, None)));
        let alarms = |days: f64| {
            let alarms = recurrences.iter().filter(|&&recurrence| recurrence >= days).count() as f64;
            let error = (1.0 / days * (1.0 - 1.0 / days) / years as f64).sqrt();
            format!("{:.1} % (due {:.1} ± {:.1})", alarms / years as f64 * 100.0, 100.0 / days, error * 100.0)
        };
        println!("| {within} | {counted} | {years} | {} | {} |", alarms(20.0), alarms(100.0));
    }
}

/// How often what was put is alarmed at the right place.
fn seen(years: u64) {
    println!(
        "\n| days exchanged within | kind | buildings | 4 more | 6 more | 8 more | 12 more |\n|---|---|--:|--:|--:|--:|--:|"
    );
    for (within, by_family) in [("each family", true), ("each kind", false)] {
        let area = Area { by_family, ..Area::usual() };
        for (name, kind) in [("common, 300 a year", 0), ("usual, 60 a year", 16), ("rare, 15 a year", 80)] {
            for buildings in [1, 3] {
                let share = |requests| {
                    let injected = Injected { requests, days: 7, buildings, kind };
                    let seen = each(years, |seed| {
                        f64::from(u8::from(sees(&run(&area, 10_000 + seed, Some(injected)), kind)))
                    });
                    format!("{:.0} %", seen.iter().sum::<f64>() / years as f64 * 100.0)
                };
                println!("| {within} | {name} | {buildings} | {} |", [4, 6, 8, 12].map(share).join(" | "));
            }
        }
    }
}

fn run(area: &Area, seed: u64, injected: Option<Injected>) -> Findings {
    let (study, model) = area.year(seed, injected);
    let chances = Chances { replicates: 999, seed, stop_at: Some(50), ties: Ties::Count, threads: Some(1) };
    scan(&study, &model, &chances).expect("a sound study")
}

fn recurrence(findings: &Findings) -> f64 {
    findings.clusters.first().and_then(|best| best.recurrence).unwrap_or(0.0)
}

/// Alarmed as of once in a hundred days or rarer, around the building, in the kind's family or below.
fn sees(findings: &Findings, kind: usize) -> bool {
    let tree: Tree = town::tree();
    findings.clusters.iter().any(|cluster| {
        cluster.recurrence.is_some_and(|recurrence| recurrence >= 100.0)
            && cluster.places.contains(&BUILDING)
            && cluster.category != 0
            && tree.related(cluster.category, town::category(kind))
    })
}

/// The answer for each year, on all cores.
fn each(years: u64, answer: impl Fn(u64) -> f64 + Sync) -> Vec<f64> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let answer = &answer;
    thread::scope(|scope| {
        let part = |first| (first..years).step_by(threads as usize).map(answer).collect::<Vec<f64>>();
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || part(first))).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("a year's answer")).collect()
    })
}
