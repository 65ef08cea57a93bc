//! The figures as a page of the documentation.

use crate::Extent;
use crate::measure::{Figure, Figures, HELLO, INBOX, LIST, SUBMISSION};
use linju_kernel::Clock;
use linju_kernel::time::{SystemClock, shanghai};
use std::fmt::Write;
use std::time::Duration;

/// The nearest peer on a machine like the reference one: what it was asked, and how often a second it answered.
const PEER: &str = "Signalen, the nearest peer, with 10,600 signals on a two-core machine: 31.9 submissions, 4.3 lists of 100 \
                    and 39.9 detail pages a second, with 58, 435 and 47 ms of processor time each.";
const PEER_SUBMISSIONS: f64 = 31.9;
const PEER_LISTS: f64 = 4.3;

/// A bound of the issue and what was reached.
struct Target {
    what: String,
    bound: String,
    reached: Option<(String, bool)>,
}

/// The whole page.
pub fn text(figures: &Figures, extent: Extent) -> String {
    let cores = std::thread::available_parallelism().map_or(0, |n| n.get());
    let day = SystemClock.now().day(&shanghai());
    let seconds = extent.length.as_secs_f64();
    let mut out = format!(
        "# Benchmarks\n\n\
         Written by `cargo xtask bench` on {day}: {cores} cores, server and load on the same machine, sixteen clients at \
         once, {seconds} s each. Answers are compressed as for a browser. SQLite, every commit synced to disk \
         (`synchronous=FULL`). Figures of one run compare with each other; those of two machines do not.\n\n\
         | what | cases | per second | p50 ms | p99 ms | server's CPU ms each | reads + writes each | bare pages' worth |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    let hello = figures.of(HELLO, None).and_then(|f| f.load.as_ref().ok()).map(|load| load.rate);
    for figure in &figures.loads {
        out.push_str(&row(figure, hello));
    }
    _ = writeln!(out, "\n## Targets\n\n| what | at least or at most | reached | |\n|---|---|---|---|");
    for target in targets(figures, extent) {
        let (reached, verdict) = match target.reached {
            Some((reached, true)) => (reached, "met"),
            Some((reached, false)) => (reached, "**not met**"),
            None => ("not measured".to_owned(), "**not met**"),
        };
        _ = writeln!(out, "| {} | {} | {reached} | {verdict} |", target.what, target.bound);
    }
    _ = write!(out, "\n{}", beside(figures, extent));
    out
}

fn row(figure: &Figure, hello: Option<f64>) -> String {
    let cases = figure.cases.map_or_else(String::new, thousands);
    match &figure.load {
        Err(why) => format!("| {} | {cases} | – {why} | | | | | |\n", figure.what),
        Ok(load) => format!(
            "| {} | {cases} | {} | {} | {} | {} | {} | {} |\n",
            figure.what,
            thousands(load.rate.round() as usize),
            ms(load.p50),
            ms(load.p99),
            figure.cpu.map_or_else(String::new, ms),
            figure.calls.map_or_else(String::new, |(reads, writes)| format!("{reads:.2} + {writes:.2}")),
            hello.map_or_else(String::new, |hello| format!("{:.1}", hello / load.rate)),
        ),
    }
}

fn targets(figures: &Figures, extent: Extent) -> Vec<Target> {
    let [_, middle, largest] = extent.sizes;
    let at_least = |what: String, bound: f64, unit: &str, reached: Option<f64>| Target {
        what,
        bound: format!("≥ {bound} {unit}"),
        reached: reached.map(|r| (format!("{r:.0} {unit}"), r >= bound)),
    };
    let at_most = |what: String, bound: f64, unit: &str, reached: Option<f64>| Target {
        what,
        bound: format!("≤ {bound} {unit}"),
        reached: reached.map(|r| (format!("{r:.1} {unit}"), r <= bound)),
    };
    let kb = |bytes: usize| Some(bytes as f64 / 1e3);
    let rate = |what| load(figures, what, largest).map(|l| l.rate);
    let p99 = |what| load(figures, what, largest).map(|l| l.p99.as_secs_f64() * 1e3);
    let at = thousands(largest);
    let mut all = vec![at_least(format!("{SUBMISSION}, {at} cases"), 2_000.0, "a second", rate(SUBMISSION))];
    all.extend(
        [INBOX, LIST].map(|what| at_least(format!("{what}, {at} cases"), 500.0, "a second", rate(what))),
    );
    let slow = |what| at_most(format!("{what}, {at} cases: p99"), 50.0, "ms", p99(what));
    all.extend([SUBMISSION, INBOX, LIST].map(slow));
    let ratio = |what| {
        at_most(
            format!("{what}: CPU at {at} against {}", thousands(middle)),
            1.5,
            "times",
            growth(figures, what, extent),
        )
    };
    all.extend([INBOX, LIST].map(ratio));
    let start = figures.start.as_secs_f64() * 1e3;
    all.push(at_most("start to first page, demo present".into(), 300.0, "ms", Some(start)));
    all.push(at_most("idle memory, demo present".into(), 80.0, "MB", Some(figures.idle)));
    all.push(at_most(
        "resident's home, first visit with all assets".into(),
        100.0,
        "kB",
        kb(figures.home.first),
    ));
    all.push(at_most("resident's home, HTML".into(), 14.0, "kB", kb(figures.home.html)));
    all.push(at_most("resident's home, next visit".into(), 16.0, "kB", kb(figures.home.next)));
    all
}

fn load(figures: &Figures, what: &str, cases: usize) -> Option<crate::load::Load> {
    figures.of(what, Some(cases))?.load.as_ref().ok().copied()
}

/// How many times the processor time of the middle folder the largest one takes.
fn growth(figures: &Figures, what: &str, extent: Extent) -> Option<f64> {
    let [_, middle, largest] = extent.sizes;
    let cpu = |cases| Some(figures.of(what, Some(cases))?.cpu?.as_secs_f64());
    Some(cpu(largest)? / cpu(middle)?)
}

/// What stands beside the targets.
fn beside(figures: &Figures, extent: Extent) -> String {
    let largest = extent.sizes[2];
    let times = |what, peer: f64| {
        load(figures, what, largest).map_or("–".to_owned(), |l| format!("{:.0}", l.rate / peer))
    };
    format!(
        "- After all loads on {} cases the server holds {:.0} MB. Each load begins once the server has \
         followed what came in the seven days before its start, as its reactions do: {:.1} s with the most cases.\n\
         - A first visit to the resident's home takes {} answers.\n\
         - {PEER} Here: {} times its submissions and {} times its lists.\n\
         - Reads and writes of the database are those the server counted for everything it did in that time, its jobs \
         among them; a session is one of the reads.\n",
        thousands(largest),
        figures.after,
        figures.settled.as_secs_f64(),
        figures.home.answers,
        times(SUBMISSION, PEER_SUBMISSIONS),
        times(INBOX, PEER_LISTS),
    )
}

fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

/// A whole number with its thousands apart.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([5, 1_000, 100_000, 1_234_567].map(thousands), ["5", "1,000", "100,000", "1,234,567"]);
    }
}
