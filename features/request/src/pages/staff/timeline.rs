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
    let mut out = Vec::new();
    let mut say = |key: &str, value: String| {
        if !value.is_empty() {
            out.push(p.a(key, "value", value));
        }
    };
    let id = |key: &str| entry.fact(key).parse::<Id>().ok();
    let reference = p.app.house.reference();
    if !entry.fact("party").is_empty() {
        let party = Party::of(entry.fact("party"), id("to"));
        say("staff-fact-party", party_name(&p.app.house, p.area().id, party));
    }
    if let Some(organisation) = id("told_by") {
        say("staff-fact-told-by", reference.organisation_name(Some(organisation)).to_owned());
    }
    if entry.event.verb == "recategorise" {
        let name = |code: &str| reference.category(code).map(|c| c.name.clone()).unwrap_or_default();
        say("staff-fact-category", format!("{} → {}", name(entry.fact("from")), name(entry.fact("to"))));
    }
    for (key, list) in [("outcome", "outcome"), ("solved", "solved"), ("level", "level"), ("channel", "channel")] {
        let value = entry.fact(key);
        let known = entry.event.verb != "redirect";
        if !value.is_empty() {
            out.push(if known { p.code(list, value).into_owned() } else { value.to_owned() });
        }
    }
    let mut say = |key: &str, value: String| {
        if !value.is_empty() {
            out.push(p.a(key, "value", value));
        }
    };
    say("staff-fact-on", entry.fact("on").to_owned());
    say("staff-fact-until", entry.fact("until").parse::<Day>().map(|day| p.day(&day)).unwrap_or_default());
    say("staff-fact-law", entry.fact("law").to_owned());
    say("staff-fact-constraint", entry.fact("constraint").to_owned());
    say("staff-fact-alternative", entry.fact("alternative").to_owned());
    say("staff-fact-item", entry.fact("item").to_owned());
    say("staff-fact-by", entry.fact("by").parse().map(|limit| limit_words(p, limit)).unwrap_or_default());
    say("staff-fact-try", entry.number("try").map(|n| n.to_string()).unwrap_or_default());
    say("staff-fact-returns", entry.number("returns").map(|n| n.to_string()).unwrap_or_default());
    say("staff-fact-requests", entry.number("requests").map(|n| n.to_string()).unwrap_or_default());
    say("staff-fact-due", entry.number("due").map(|due| p.when(&Ts(due))).unwrap_or_default());
    out
}

/// A limit in words: 5 个工作日.
pub fn limit_words(p: &Page, limit: linju_kernel::deadline::TimeLimit) -> String {
    p.n(&format!("limit-{}", limit.unit().code()), &i64::from(limit.amount()))
}
