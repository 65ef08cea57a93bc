//! The ledger of a case as sentences for those who work on it.

use crate::rules::case::Party;
use crate::work::party_name;
use linju_core::ledger::Entry;
use linju_kernel::{Day, Id, Ts};
use linju_web::Page;

/// One thing that happened, ready to be shown.
pub struct Moment {
    /// When.
    pub at: Ts,
    /// Who did it.
    pub who: String,
    /// What was done.
    pub sentence: String,
    /// Its facts, in words.
    pub facts: Vec<String>,
    /// What was written.
    pub note: String,
    /// Do residents not see it?
    pub inner: bool,
}

/// The moments of `entries`, newest first.
pub fn moments(p: &Page, entries: &[Entry]) -> Vec<Moment> {
    entries.iter().rev().map(|entry| moment(p, entry)).collect()
}

fn moment(p: &Page, entry: &Entry) -> Moment {
    Moment {
        at: entry.event.at,
        who: who(p, entry),
        sentence: p.code("did", &entry.event.verb).into_owned(),
        facts: facts(p, entry),
        note: entry.note.clone().unwrap_or_default(),
        inner: !entry.event.public,
    }
}

fn who(p: &Page, entry: &Entry) -> String {
    let reference = p.app.house.reference();
    match entry.event.actor_kind.as_str() {
        "account" => reference.name_of(entry.event.actor_id).to_owned(),
        "requester" => p.t("staff-requester").into_owned(),
        "link" => reference.organisation_name(entry.event.actor_id).to_owned(),
        _ => p.t("staff-platform").into_owned(),
    }
}

fn facts(p: &Page, entry: &Entry) -> Vec<String> {
    let reference = p.app.house.reference();
    let id = |key: &str| entry.fact(key).parse::<Id>().ok();
    let text = |key: &str| entry.fact(key).to_owned();
    let number = |key: &str| entry.number(key).map(|n| n.to_string()).unwrap_or_default();
    let word = |list: &str| {
        if entry.fact(list).is_empty() { String::new() } else { p.code(list, entry.fact(list)).into_owned() }
    };
    let category =
        |key: &str| reference.category(entry.fact(key)).map(|c| c.name.clone()).unwrap_or_default();
    let party = (!entry.fact("party").is_empty()).then(|| Party::of(entry.fact("party"), id("to")));
    let channel = if entry.event.verb == "redirect" { text("channel") } else { word("channel") };
    let moved = if entry.event.verb == "recategorise" {
        format!("{} → {}", category("from"), category("to"))
    } else {
        String::new()
    };
    let facts = [
        (
            "staff-fact-party",
            party.map(|party| party_name(&p.app.house, p.area().id, party)).unwrap_or_default(),
        ),
        (
            "staff-fact-told-by",
            id("told_by").map(|id| reference.organisation_name(Some(id)).to_owned()).unwrap_or_default(),
        ),
        ("staff-fact-plain", moved),
        ("staff-fact-plain", word("outcome")),
        ("staff-fact-plain", word("solved")),
        ("staff-fact-plain", word("level")),
        ("staff-fact-plain", channel),
        ("staff-fact-on", text("on")),
        ("staff-fact-until", entry.fact("until").parse::<Day>().map(|day| p.day(&day)).unwrap_or_default()),
        (
            "staff-fact-wanted-by",
            entry.fact("wanted_by").parse::<Day>().map(|day| p.day(&day)).unwrap_or_default(),
        ),
        ("staff-fact-law", text("law")),
        ("staff-fact-constraint", text("constraint")),
        ("staff-fact-alternative", text("alternative")),
        ("staff-fact-item", text("item")),
        ("staff-fact-by", entry.fact("by").parse().map(|limit| limit_words(p, limit)).unwrap_or_default()),
        ("staff-fact-try", number("try")),
        ("staff-fact-returns", number("returns")),
        ("staff-fact-requests", number("requests")),
        ("staff-fact-due", entry.number("due").map(|due| p.when(&Ts(due))).unwrap_or_default()),
    ];
    facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| p.a(key, "value", value))
        .collect()
}

/// A limit in words: 5 个工作日.
fn limit_words(p: &Page, limit: linju_kernel::deadline::TimeLimit) -> String {
    p.n(&format!("limit-{}", limit.unit().code()), &i64::from(limit.amount()))
}
