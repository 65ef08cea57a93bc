//! Prints the figures of docs/text.md.
//!
//! ```text
//! cargo run --release -p linju-text --example text_bench                suggestions against 100,000 open requests
//! cargo run --release -p linju-text --example text_bench -- make DIR    writes DIR/train.tsv and DIR/test.tsv
//! cargo run --release -p linju-text --example text_bench -- fit DIR     fits and predicts on them, as JSON
//! ```
//!
//! `bench/peer.py` runs the last beside scikit-learn.

#[path = "../tests/street/mod.rs"]
mod street;

use linju_text::category::{Example, Model, Options};
use linju_text::similar::{Category, Entry, Index, Place, Tuning, Weights};
use serde_json::json;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};
use street::{Dice, Half, Told, tellings};

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => window(),
        ["make", folder] => make(Path::new(folder)),
        ["fit", folder] => fit(Path::new(folder)),
        _ => eprintln!("bench [make DIR | fit DIR]"),
    }
}

/// CPU seconds of this process, where the system tells them.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn entry(told: &Told) -> Entry<'_> {
    let code: u32 = told.code.parse().expect("a code of digits");
    let place = Place {
        compound: Some(told.compound),
        building: told.building,
        stairwell: told.stairwell,
        position: Some([told.compound as f64 * 300.0, told.building.unwrap_or_default() as f64]),
    };
    let category = told.chosen.then_some(Category { family: code / 100, code });
    Entry { id: told.id, text: &told.text, place, category, at: told.at, by: Some(told.by) }
}

fn window() {
    let told = tellings(35_000, Half::Test, 5);
    let (open, asked) = told.split_at(100_000);
    let start = Instant::now();
    let weights = Weights::learn(open.iter().map(|told| told.text.as_str()));
    let learnt = start.elapsed();
    let mut index = Index::new(weights, Tuning::default());
    let start = Instant::now();
    open.iter().for_each(|told| index.add(&entry(told)));
    let added = start.elapsed();
    let mut times: Vec<Duration> = asked
        .iter()
        .take(3_000)
        .map(|told| {
            let start = Instant::now();
            black_box(index.nearest(&entry(told), 5));
            black_box(index.repost(&entry(told)));
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 1000].as_secs_f64() * 1e3;
    let start = Instant::now();
    let removed = open.iter().step_by(100).filter(|told| index.remove(told.id)).count();
    let removing = start.elapsed();
    println!(
        "{}",
        json!({
            "open": open.len(), "grams": index.grams(), "suggestions": times.len(),
            "learn_s": learnt.as_secs_f64(), "add_us": added.as_secs_f64() * 1e6 / open.len() as f64,
            "remove_us": removing.as_secs_f64() * 1e6 / removed as f64,
            "p50_ms": at(500), "p99_ms": at(990), "max_ms": at(999),
        })
    );
}

/// The templates of the demo's requests, each with its category.
fn templates() -> Vec<(&'static str, &'static str)> {
    let files = [
        include_str!("../../../demo/src/words/building.txt"),
        include_str!("../../../demo/src/words/safety.txt"),
        include_str!("../../../demo/src/words/around.txt"),
        include_str!("../../../demo/src/words/people.txt"),
    ];
    let mut code = "";
    let mut templates = Vec::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        if let Some(head) = line.strip_prefix("= ") {
            code = &head[..4];
        } else if let Some(words) = line.strip_prefix("- ") {
            templates.push((code, words));
        }
    }
    templates
}

/// Requests of 81 categories with many slips of the pen, half of them with a clause about something else.
fn make(folder: &Path) {
    let (templates, mut dice) = (templates(), Dice::new(11));
    let mut line = || {
        let (code, words) = dice.pick(&templates);
        let other = dice.pick(&templates).1;
        let clause = other.split([',', '。']).next().unwrap_or_default();
        let place = format!("{}号楼", dice.below(30) + 1);
        let said = match dice.below(4) {
            0 => format!("{clause},{words}"),
            1 => format!("{words}{clause}"),
            _ => words.to_owned(),
        };
        let said = said.replace("{楼}", &place).replace("{层}", "三楼").replace("{人}", "我妈");
        let said = said.replace("{天}", "好几天").replace("{时}", "昨天夜里");
        let all: Vec<char> = said.chars().collect();
        let slipped: String = all.iter().filter_map(|c| slip(&mut dice, *c, &all)).collect();
        format!("{code}\t{slipped}\n")
    };
    for (name, lines) in [("train.tsv", 20_000), ("test.tsv", 5_000)] {
        let text: String = (0..lines).map(|_| line()).collect();
        fs::write(folder.join(name), text).expect("the folder can be written to");
    }
}

/// A character left out, or another one of the same sentence in its place.
fn slip(dice: &mut Dice, c: char, all: &[char]) -> Option<char> {
    match dice.below(100) {
        0..=29 => None,
        30..=54 => Some(dice.pick(all)),
        _ => Some(c),
    }
}

/// How often every text is predicted, so that a clock of hundredths of a second can tell.
const TIMES: usize = 10;

fn fit(folder: &Path) {
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("DIR/train.tsv and DIR/test.tsv");
    let (train, test) = (read("train.tsv"), read("test.tsv"));
    let (train, test) = (examples(&train), examples(&test));
    let (start, before) = (Instant::now(), cpu());
    let model = Model::fit(&train, &Options::default());
    let (fitted, spent) = (start.elapsed(), cpu() - before);
    let right = test.iter().filter(|e| model.predict(e.text) == Some(e.category)).count();
    let (start, before) = (Instant::now(), cpu());
    for example in (0..TIMES).flat_map(|_| &test) {
        black_box(model.predict(black_box(example.text)));
    }
    let (predicted, predicting) = (start.elapsed(), cpu() - before);
    let start = Instant::now();
    let refitted = Model::refit(&train, &Options::default());
    let refit = start.elapsed();
    println!(
        "{}",
        json!({
            "train": train.len(), "test": test.len(), "categories": model.categories().len(),
            "features": model.features(), "fit_s": fitted.as_secs_f64(), "fit_cpu_s": spent,
            "predict_us": predicted.as_secs_f64() * 1e6 / (TIMES * test.len()) as f64,
            "predict_cpu_us": predicting * 1e6 / (TIMES * test.len()) as f64,
            "accuracy": right as f64 / test.len() as f64, "refit_with_confidence_s": refit.as_secs_f64(),
            "bytes": refitted.to_bytes().len(),
        })
    );
}

fn examples(text: &str) -> Vec<Example<'_>> {
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(category, text)| Example { text, category }).collect()
}
