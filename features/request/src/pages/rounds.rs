//! What the requester answered in each round of a case: once reopened, every round has an answer of its own.

use crate::rules::Solved;
use linju_core::ledger::Entry;
use linju_kernel::Ts;
use linju_web::Page;

/// How a round ended.
pub struct Answer {
    /// Its number, as a sentence: 第 2 轮.
    pub round: String,
    /// When.
    pub at: Ts,
    /// What they said, or that they were not reached.
    pub words: String,
}

/// The answers in `entries`, oldest first; none where there was one round only.
pub fn answers(p: &Page, entries: &[Entry]) -> Vec<Answer> {
    let answers: Vec<(i64, Ts, String)> = entries.iter().filter_map(|entry| answer(p, entry)).collect();
    if !entries.iter().any(|entry| entry.event.verb == "dispute") {
        return Vec::new();
    }
    let shown = |(round, at, words)| Answer { round: p.n("say-round", &round), at, words };
    answers.into_iter().map(shown).collect()
}

/// The round an entry ended and how. A dispute is written down in the round it begins.
fn answer(p: &Page, entry: &Entry) -> Option<(i64, Ts, String)> {
    let said = |code: &str| p.code("solved", code).into_owned();
    let (back, words) = match entry.event.verb.as_str() {
        "dispute" => (1, said(Solved::No.code())),
        "confirm" => (0, said(entry.fact("solved"))),
        "close_unreached" | "close_posted" => (0, p.code("say-ended", &entry.event.verb).into_owned()),
        _ => return None,
    };
    Some((entry.number("round")? - back, entry.event.at, words))
}
