//! The table itself, its drawing in the documentation, and its words.

use super::*;
use crate::rules::case::{Channel, Nature};
use crate::rules::lifecycle::LIFE;
use linju_core::words::keys_of;
use linju_kernel::lifecycle::Coded;
use std::collections::BTreeSet;

/// Every state that can be come to from `start`, with itself.
fn reachable(start: State) -> BTreeSet<State> {
    let mut found = BTreeSet::from([start]);
    loop {
        let next = LIFE.edges.iter().filter(|edge| edge.from.iter().any(|from| found.contains(from)));
        let before = found.len();
        found = next.filter_map(|edge| edge.to).chain(found.clone()).collect();
        if found.len() == before {
            return found;
        }
    }
}

/// Where one press leads from here, other than here.
fn ways_on(from: State) -> BTreeSet<State> {
    let edges = LIFE.edges.iter().filter(|edge| edge.from.contains(&from));
    edges.filter_map(|edge| edge.to).filter(|to| *to != from).collect()
}

#[test]
fn every_state_can_be_come_to() {
    assert_eq!(reachable(State::Received), State::ALL.iter().copied().collect());
}

#[test]
fn every_state_but_withdrawn_has_a_way_on() {
    for state in State::ALL {
        assert_eq!(ways_on(*state).is_empty(), *state == State::Withdrawn, "{}", state.code());
    }
}

#[test]
fn every_open_case_can_come_to_a_good_end() {
    for state in State::ALL.iter().filter(|state| state.is_open()) {
        assert!(reachable(*state).contains(&State::Closed), "{}", state.code());
    }
}

#[test]
fn a_case_is_closed_only_by_the_requesters_word_an_answer_or_logged_effort() {
    let closing = LIFE.edges.iter().filter(|edge| edge.to == Some(State::Closed)).map(|edge| edge.verb);
    let expected = [Verb::Answer, Verb::Confirm, Verb::CloseUnreached, Verb::ClosePosted];
    assert_eq!(closing.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
}

#[test]
fn every_verb_has_its_edge_and_somebody_to_do_it() {
    for verb in Verb::ALL {
        let edges: Vec<_> = LIFE.edges.iter().filter(|edge| edge.verb == *verb).collect();
        assert!(!edges.is_empty() && edges.iter().all(|edge| !edge.who.is_empty()), "{}", verb.code());
    }
}

#[test]
fn no_verb_leads_two_ways_from_one_state() {
    for (state, verb) in State::ALL.iter().flat_map(|state| Verb::ALL.iter().map(move |verb| (state, verb))) {
        let edges = LIFE.edges.iter().filter(|edge| edge.verb == *verb && edge.from.contains(state));
        assert!(edges.count() <= 1, "{} from {}", verb.code(), state.code());
    }
}

const WORDS: [(&str, &str); 2] = [
    ("zh-CN", include_str!("../../../words/rules.zh-CN.ftl")),
    ("en", include_str!("../../../words/rules.en.ftl")),
];

#[test]
fn whatever_the_rules_name_has_its_words_in_both_languages() {
    fn named<T: Coded>(kind: &'static str) -> impl Iterator<Item = String> {
        T::ALL.iter().map(move |value| format!("{kind}-{}", value.code().replace('_', "-")))
    }
    let verbs = named::<Verb>("verb").chain(named::<Verb>("did"));
    let codes = named::<State>("state").chain(named::<Outcome>("outcome")).chain(named::<Solved>("solved"));
    let others = named::<Level>("level").chain(named::<Nature>("nature")).chain(named::<Channel>("channel"));
    let needed: BTreeSet<String> = verbs.chain(codes).chain(others).collect();
    for (language, source) in WORDS {
        let keys = keys_of(source).collect();
        let missing: Vec<_> = needed.difference(&keys).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

/// The document that shows the table: the drawing, then who may do what.
fn document() -> String {
    let states = |states: &[State]| states.iter().map(|state| state.code()).collect::<Vec<_>>().join(", ");
    let row = |edge: &linju_kernel::lifecycle::Edge<State, Verb, Who>| {
        let who = edge.who.iter().map(|who| who.code()).collect::<Vec<_>>().join(", ");
        let to = edge.to.map_or("–", State::code);
        format!("| {} | {who} | {} | {to} |\n", edge.verb.code(), states(edge.from))
    };
    format!(
        "# The life of a case\n\n\
         Drawn from the table in `features/request/src/rules/lifecycle.rs`; a test holds that it still is. After a\n\
         change of the table: `LINJU_BLESS=1 cargo test -p linju-request --lib life`.\n\n\
         `unmerge` leads back to where the case stood before it was merged.\n\n\
         ```mermaid\n{}```\n\n\
         | what is done | by whom | from | to |\n|---|---|---|---|\n{}",
        LIFE.mermaid(),
        LIFE.edges.iter().map(row).collect::<String>(),
    )
}

#[test]
fn the_documentation_draws_this_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/case-lifecycle.md");
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, document()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        written,
        document(),
        "docs/case-lifecycle.md is not this table; its head says how to renew it"
    );
}
