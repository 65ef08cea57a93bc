//! Anybody tries anything at any time: what holds of a case then holds for ever.

mod promises;
mod script;

use super::*;
use crate::rules::lifecycle::LIFE;
use linju_core::words::keys_of;
use linju_kernel::lifecycle::Coded;
use promises::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use script::{Script, script};
use std::cell::RefCell;
use std::collections::BTreeSet;

type Held = Result<(), TestCaseError>;

/// Every name by which a step on a case can be refused.
const REFUSALS: [&str; 36] = [
    "alternative-missing",
    "channel-missing",
    "constraint-missing",
    "contact-was-left",
    "dispute-instead",
    "extension-own-case",
    "item-missing",
    "law-missing",
    "level-reached",
    "limit-too-long",
    "merge-into-closed",
    "merge-into-itself",
    "needs-verification",
    "no-task",
    "not-late",
    "not-now",
    "not-yours",
    "note-missing",
    "nudged-already",
    "party-missing",
    "photo-missing",
    "posting-too-short",
    "reason-missing",
    "reopen-too-late",
    "reply-missing",
    "returned-too-often",
    "secretary-decides",
    "task-missing",
    "tasks-open",
    "tries-too-few",
    "verifier-is-handler",
    "waiting-on-missing",
    "waiting-until-past",
    "wanted-by-past",
    "warned-already",
    "withdraw-too-late",
];

/// Something that happened.
#[derive(Debug, Clone)]
struct Entry {
    verb: Verb,
    actor: Actor,
    at: Ts,
    note: &'static str,
    facts: Vec<(&'static str, Fact)>,
    before: Case,
    after: Case,
    needs_verification: bool,
}

impl Entry {
    fn says(&self, key: &str) -> bool {
        self.facts
            .iter()
            .any(|(name, fact)| *name == key && matches!(fact, Fact::Text(text) if !text.trim().is_empty()))
    }
}

/// What was met on the way, so that it can be told whether enough was.
#[derive(Debug, Default)]
struct Met {
    verbs: BTreeSet<Verb>,
    states: BTreeSet<State>,
    refusals: BTreeSet<&'static str>,
}

fn play(script: &Script, met: &RefCell<Met>) -> Held {
    let mut now = at("2026-09-14T08:00");
    let mut case = received(now, &script.category, script.is_reachable);
    let mut history: Vec<Entry> = Vec::new();
    for attempt in &script.attempts {
        now = now.plus_minutes(attempt.minutes);
        let actor = attempt.actor(&case);
        let command = attempt.command(&case, &actor, now.day(&shanghai()));
        let category = attempt.category.unwrap_or(script.category);
        let facts = category.facts(now);
        match decide(&case, &command, attempt.note, &actor, &facts) {
            Err(refusal) => {
                prop_assert_eq!(refused_by_the_table(&case, command.verb(), &actor), table_name(&refusal));
                met.borrow_mut().refusals.insert(refusal.name);
            }
            Ok(Decision { case: after, happened }) => {
                prop_assert_eq!(happened.verb, command.verb());
                history.push(Entry {
                    verb: happened.verb,
                    actor,
                    at: now,
                    note: attempt.note.trim(),
                    facts: happened.facts,
                    before: std::mem::replace(&mut case, after.clone()),
                    after,
                    needs_verification: category.needs_verification,
                });
                an_edge_was_walked(&history)?;
                one_party_is_responsible(&history)?;
                what_was_is_kept(&history)?;
                an_end_has_its_reply_or_effort(&history)?;
                an_end_shows_its_account(&history)?;
                clocks_count(&history, &facts)?;
                only_their_word_counts(&history)?;
                met.borrow_mut().verbs.insert(happened.verb);
                met.borrow_mut().states.insert(case.state);
            }
        }
    }
    Ok(())
}

/// The name by which the table itself must refuse.
fn refused_by_the_table(case: &Case, verb: Verb, actor: &Actor) -> Option<&'static str> {
    let mut here =
        LIFE.edges.iter().filter(|edge| edge.verb == verb && edge.from.contains(&case.state)).peekable();
    if here.peek().is_none() {
        return Some("not-now");
    }
    (!here.any(|edge| edge.who.iter().any(|who| actor.parts.contains(who)))).then_some("not-yours")
}

fn table_name(refusal: &Refusal) -> Option<&'static str> {
    Some(refusal.name).filter(|name| ["not-now", "not-yours"].contains(name))
}

#[test]
fn whatever_anybody_tries_the_four_promises_hold() {
    let met = RefCell::default();
    TestRunner::new(Config { source_file: Some(file!()), ..Config::with_cases(600) })
        .run(&script(), |script| play(&script, &met))
        .unwrap_or_else(|broken| panic!("{broken}"));
}

/// The same stories on every machine go through the whole table, and every refusal they meet can be read.
#[test]
fn the_stories_go_everywhere_and_every_refusal_has_its_sentence() {
    let met = RefCell::default();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { failure_persistence: None, ..Config::with_cases(1_500) };
    TestRunner::new_with_rng(config, rng)
        .run(&script(), |script| play(&script, &met))
        .unwrap_or_else(|broken| panic!("{broken}"));
    let met: Met = met.into_inner();
    assert_eq!(met.verbs, Verb::ALL.iter().copied().collect(), "verbs that came to pass");
    assert_eq!(met.states, State::ALL.iter().copied().collect(), "states that were come to");
    assert_eq!(met.refusals, BTreeSet::from(REFUSALS), "refusals met, and all there are");
    let sources =
        [include_str!("../../../words/rules.zh-CN.ftl"), include_str!("../../../words/rules.en.ftl")];
    for (rules, core) in sources.into_iter().zip([linju_core::WORDS.zh, linju_core::WORDS.en]) {
        let keys: BTreeSet<String> = keys_of(rules).chain(keys_of(core)).collect();
        for name in REFUSALS {
            assert!(keys.contains(&format!("refusal-{name}")), "{name} has no sentence");
        }
    }
}
