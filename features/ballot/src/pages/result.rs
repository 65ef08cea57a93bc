//! A result as pages and paper show it: exact figures, every threshold with its article, every option with its reason.

use super::{Choice, metres, options, yuan};
use crate::published::Published;
use crate::rules::count::{Line, Placed};
use crate::rules::{Asks, Outcome};
use crate::store::BallotRow;
use linju_web::Page;

/// A result ready to be shown.
pub struct Shown {
    /// The count.
    pub file: Published,
    options: Vec<Choice>,
    asks: Asks,
    weighed: bool,
}

/// A threshold in words.
pub struct Threshold {
    /// What is asked.
    pub asked: String,
    /// The share, with its article.
    pub share: String,
    /// What there was, of what.
    pub have: String,
    /// What was missing; empty where it is reached.
    pub lacking: String,
    /// Reached?
    pub reached: bool,
}

/// An option with its figure.
pub struct Ranked {
    /// Number and name.
    pub name: String,
    /// How many.
    pub votes: u64,
    /// Chosen?
    pub chosen: bool,
    /// Why, or why not; empty where the figure says it.
    pub why: String,
}

impl Shown {
    /// The result of `row`; none before the count.
    pub fn of(p: &Page, row: &BallotRow) -> Option<Self> {
        let file = row.result()?;
        let weighed = file.outcome.whole.area > 0;
        Some(Self { file, options: options(p, row), asks: row.asks(), weighed })
    }

    fn outcome(&self) -> &Outcome {
        &self.file.outcome
    }

    /// The result in one sentence.
    pub fn headline(&self, p: &Page) -> String {
        let outcome = self.outcome();
        let chosen: Vec<&str> = outcome.options.iter().filter(|o| o.chosen).map(|o| self.name(o)).collect();
        match (outcome.quorum, self.asks, outcome.adopted) {
            (false, ..) => p.t("ballot-result-lapsed").into_owned(),
            (_, Asks::Whether, true) => p.t("ballot-result-adopted").into_owned(),
            (_, Asks::Whether, false) => p.t("ballot-result-rejected").into_owned(),
            (.., true) => p.a("ballot-result-chosen", "what", chosen.join("、")),
            (.., false) => p.t("ballot-result-none").into_owned(),
        }
    }

    /// Why it came to nothing though much was reached: the thresholds missed, by name. Empty where nothing was missed.
    pub fn because(&self, p: &Page) -> String {
        let missed = self.outcome().lines.iter().filter(|line| !line.reached);
        let names: Vec<String> =
            missed.map(|line| p.code("ballot-asked", &line.asked).into_owned()).collect();
        if names.is_empty() { String::new() } else { p.a("ballot-result-because", "what", names.join("、")) }
    }

    /// Yes, no and abstain, each with heads and, where they count, areas.
    pub fn answers(&self, p: &Page) -> Vec<(String, u64, String)> {
        if self.asks != Asks::Whether {
            return Vec::new();
        }
        let outcome = self.outcome();
        [("yes", outcome.yes), ("no", outcome.no), ("abstain", outcome.abstain)]
            .into_iter()
            .map(|(code, weight)| {
                let area = if self.weighed { square(weight.area) } else { String::new() };
                (p.code("ballot-say", code).into_owned(), weight.heads, area)
            })
            .collect()
    }

    /// Every threshold.
    pub fn thresholds(&self, p: &Page) -> Vec<Threshold> {
        self.outcome().lines.iter().map(|line| threshold(p, line)).collect()
    }

    fn name(&self, option: &Placed) -> &str {
        self.options.get(option.number - 1).map_or("", |choice| choice.label.as_str())
    }

    /// The options, best first.
    pub fn ranked(&self, p: &Page) -> Vec<Ranked> {
        let of = |option: &Placed| {
            let left = yuan(p, &i64::try_from(option.left).unwrap_or_default());
            let why = match (option.why.as_str(), option.tied) {
                ("", true) => p.t("ballot-why-lot").into_owned(),
                ("", false) => String::new(),
                (why, _) => p.a(&format!("ballot-why-{why}"), "left", left),
            };
            let name = self.name(option).to_owned();
            Ranked { name, votes: option.votes, chosen: option.chosen, why }
        };
        self.outcome().options.iter().map(of).collect()
    }

    /// Of rankings: who was put before whom, row by row.
    pub fn duels(&self) -> &[Vec<u64>] {
        &self.outcome().duels
    }

    /// How many took part, of how many.
    pub fn turnout(&self, p: &Page) -> String {
        let outcome = self.outcome();
        let heads =
            p.a2("ballot-took-part", "n", outcome.cast.heads as i64, "of", outcome.whole.heads as i64);
        match self.weighed {
            true => format!("{heads} · {} / {}", square(outcome.cast.area), square(outcome.whole.area)),
            false => heads,
        }
    }
}

fn square(area: u64) -> String {
    metres(&i64::try_from(area).unwrap_or_default())
}

fn threshold(p: &Page, line: &Line) -> Threshold {
    let by_area = line.asked.ends_with("by-area");
    let measure = |n: u64| if by_area { square(n) } else { n.to_string() };
    let share = format!("{}/{}", line.parts, line.of);
    let share = p.a(if line.above { "ballot-share-above" } else { "ballot-share-from" }, "share", share);
    let law = match line.article.parse::<u32>() {
        Ok(_) => p.a2("ballot-article", "law", line.law.as_str(), "article", line.article.as_str()),
        Err(_) => format!("{} {}", line.law, line.article),
    };
    Threshold {
        asked: p.code("ballot-asked", &line.asked).into_owned(),
        share: format!("{share} · {law}"),
        have: p.a2("ballot-have", "have", measure(line.have), "least", measure(line.least)),
        lacking: if line.reached { String::new() } else { p.a("ballot-lacking", "n", measure(line.lacking)) },
        reached: line.reached,
    }
}
