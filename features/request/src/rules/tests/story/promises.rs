//! What holds after every step, read from the ledger of all that happened.

use super::super::*;
use super::{Entry, Held, refused_by_the_table};
use crate::rules::lifecycle::LIFE;
use crate::rules::terms::Term;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::BTreeSet;

/// The last entry, and what came before it.
fn last(history: &[Entry]) -> (&Entry, &[Entry]) {
    let (last, before) = history.split_last().expect("something happened");
    (last, before)
}

/// What came after `verb` was last done; everything, if it never was.
fn since(history: &[Entry], verb: Verb) -> &[Entry] {
    let from = history.iter().rposition(|entry| entry.verb == verb).map_or(0, |found| found + 1);
    &history[from..]
}

/// The handling that stands, with what came after it.
fn standing_handling(history: &[Entry]) -> Option<(&Entry, &[Entry])> {
    let round = since(since(history, Verb::Dispute), Verb::Reject);
    let found = round.iter().rposition(|entry| matches!(entry.verb, Verb::Handle | Verb::QuickFix))?;
    Some((&round[found], &round[found + 1..]))
}

pub(super) fn an_edge_was_walked(history: &[Entry]) -> Held {
    let (now, before) = last(history);
    prop_assert_eq!(refused_by_the_table(&now.before, now.verb, &now.actor), None);
    let edge = LIFE.edge(now.before.state, now.verb).expect("it was just found");
    let merged = before.iter().rfind(|entry| entry.verb == Verb::Merge);
    let to = match now.verb {
        Verb::Unmerge => merged.expect("it was merged").before.state,
        _ => edge.to.unwrap_or(now.before.state),
    };
    prop_assert_eq!(now.after.state, to);
    let asks_why = matches!(
        now.verb,
        Verb::Decline
            | Verb::Return
            | Verb::Recall
            | Verb::Wait
            | Verb::Extend
            | Verb::Reject
            | Verb::Dispute
            | Verb::Handle
            | Verb::QuickFix
            | Verb::Answer
            | Verb::Support
            | Verb::Invite
            | Verb::Note
    );
    prop_assert!(!asks_why || !now.note.is_empty(), "{:?} without a word", now.verb);
    Ok(())
}

/// Read from the ledger alone: whom it was last given to, unless they gave it back or it was taken back.
pub(super) fn one_party_is_responsible(history: &[Entry]) -> Held {
    let (now, _) = last(history);
    let settles = |entry: &&Entry| {
        use Verb::*;
        matches!(entry.verb, Dispatch | Take | QuickFix | Return | Recall | Dispute)
    };
    let by_the_ledger = history.iter().rfind(settles).filter(|entry| entry.verb == Verb::Dispatch);
    let to = by_the_ledger.and_then(|entry| entry.facts.iter().find(|(key, _)| *key == "to"));
    match now.after.party {
        Party::Organisation(house) => {
            prop_assert_eq!(to.map(|(_, to)| to), Some(&Fact::Text(house.to_string())))
        }
        party => prop_assert!(party.is_committee() && to.is_none(), "{party:?}, but the ledger says {to:?}"),
    }
    let returned =
        since(history, Verb::Dispute).iter().filter(|entry| entry.verb == Verb::Return).count() as i64;
    prop_assert!(returned <= Term::Returns.usual());
    if now.verb == Verb::Return && returned == Term::Returns.usual() {
        prop_assert_eq!(now.after.party, Party::Secretary);
    }
    Ok(())
}

pub(super) fn what_was_is_kept(history: &[Entry]) -> Held {
    let Entry { verb, before, after, at, .. } = last(history).0;
    prop_assert_eq!((after.id, after.reachable), (before.id, before.reachable));
    prop_assert!(after.level >= before.level && after.touched >= before.touched);
    if *verb == Verb::Dispute {
        prop_assert_eq!((after.round, after.began_at), (before.round + 1, *at));
        return Ok(());
    }
    prop_assert_eq!((after.round, after.began_at), (before.round, before.began_at));
    prop_assert!(before.contacted_at.is_none_or(|first| after.contacted_at == Some(first)));
    prop_assert!(after.extensions.starts_with(&before.extensions));
    let over = before.pauses.iter().filter(|pause| pause.to.is_some()).count();
    prop_assert_eq!(&after.pauses[..over], &before.pauses[..over]);
    Ok(())
}

pub(super) fn an_end_has_its_reply_or_effort(history: &[Entry]) -> Held {
    let (end, before) = last(history);
    if end.before.state == end.after.state || end.after.state.is_open() {
        return Ok(());
    }
    match end.verb {
        Verb::Answer => prop_assert!(!end.note.is_empty()),
        Verb::Decline => prop_assert!(!end.note.is_empty() && end.says("law")),
        Verb::Redirect => prop_assert!(end.says("channel")),
        Verb::Merge => prop_assert!(end.says("into")),
        Verb::Withdraw => prop_assert!(end.actor.parts.contains(&Who::Requester)),
        Verb::Confirm | Verb::CloseUnreached | Verb::ClosePosted => {
            let Some((handled, after)) = standing_handling(before) else {
                return Err(TestCaseError::fail("ended without handling"));
            };
            prop_assert!(!handled.note.is_empty(), "handled without a reply");
            handled_was_seen(handled, after, end)?;
            let tries: Vec<Ts> = after.iter().filter(|e| e.verb == Verb::Try).map(|e| e.at).collect();
            let days: BTreeSet<Day> = tries.iter().map(|at| at.day(&shanghai())).collect();
            let hours: BTreeSet<i8> = tries.iter().map(|at| at.in_zone(&shanghai()).hour()).collect();
            prop_assert!(end.verb != Verb::CloseUnreached || hours.len() >= 3 && days.len() >= 2);
            let posted = end.at.0 - handled.at.0 >= 3 * 86_400_000;
            prop_assert!(end.verb != Verb::ClosePosted || posted && !end.after.reachable);
        }
        verb => return Err(TestCaseError::fail(format!("{verb:?} ended it"))),
    }
    Ok(())
}

/// Where the category asks for it, someone else has seen what was said to be fixed.
fn handled_was_seen(handled: &Entry, after: &[Entry], end: &Entry) -> Held {
    let fixed = matches!(handled.after.outcome, Some(Outcome::Solved | Outcome::Partly));
    if !(end.needs_verification && fixed) {
        return Ok(());
    }
    let seen = after.iter().find(|entry| entry.verb == Verb::Verify);
    let Some(seen) = seen else { return Err(TestCaseError::fail("nobody else has seen it")) };
    match handled.after.party {
        Party::Organisation(house) => prop_assert_ne!(seen.actor.organisation, Some(house)),
        party => {
            prop_assert_ne!(seen.actor.account, handled.actor.account);
            prop_assert_ne!(seen.actor.account, party.id());
        }
    }
    Ok(())
}

pub(super) fn an_end_shows_its_account(history: &[Entry]) -> Held {
    let Entry { after, before, at, verb, .. } = last(history).0;
    prop_assert_eq!(after.before_merge.is_some(), after.state == State::Merged);
    prop_assert_eq!(after.merged_into.is_some(), after.state == State::Merged);
    let ended = !after.state.is_open() && after.state != State::Merged;
    prop_assert_eq!(after.closed_at.is_some(), ended);
    if after.state.is_open() {
        return Ok(());
    }
    prop_assert!(after.due_at().is_none() && !after.overdue, "an ended case cannot be late");
    if ended && before.state != after.state {
        prop_assert_eq!(after.closed_at, Some(*at));
        prop_assert_eq!(after.open_tasks, 0, "co-handlers are left with their parts");
    }
    prop_assert_eq!(after.outcome.is_some(), after.state == State::Closed, "{:?}", verb);
    prop_assert!(
        after.state != State::Closed
            || after.handled_at.is_some_and(|handled| handled <= after.closed_at.unwrap_or(*at))
    );
    Ok(())
}

pub(super) fn clocks_count(history: &[Entry], facts: &Facts) -> Held {
    let Entry { after, before, verb, facts: told, .. } = last(history).0;
    if !after.state.is_open() {
        return Ok(());
    }
    let undisturbed = facts.calendar.deadline(after.began_at, facts.contact, &[]);
    prop_assert_eq!(after.contact_due, undisturbed, "nothing puts off first contact");
    let waits = after.pauses.iter().any(|pause| pause.to.is_none());
    prop_assert_eq!(waits, after.state == State::Waiting);
    prop_assert!(waits || after.settle_due.is_some(), "someone works, but nothing is due");
    prop_assert!(waits || after.due_at().is_some() || after.contact_due.is_none(), "nothing is due");
    let categorys = || {
        let mut plain = Case { own_limit: None, ..after.clone() };
        rules::clocks(&mut plain, facts);
        plain.settle_due
    };
    prop_assert!(
        *verb != Verb::Dispatch || after.settle_due <= categorys(),
        "its own limit is the longer one"
    );
    let due = after.due_at().map_or(Fact::Nothing, |due| Fact::Number(due.0));
    let moved = (after.due_at() != before.due_at()).then_some(due);
    let said = told.iter().find(|(key, _)| *key == "due").map(|(_, due)| due.clone());
    prop_assert_eq!(said, moved, "the ledger says when it is due now");
    prop_assert!(*verb != Verb::Late || after.overdue && before.due_at().is_some_and(|due| due < facts.now));
    Ok(())
}

/// Reached and solved stand for what requesters said in this round, never for what handlers report.
pub(super) fn only_their_word_counts(history: &[Entry]) -> Held {
    let (now, _) = last(history);
    let this_round = || history.iter().filter(|entry| entry.after.round == now.after.round);
    let spoke = |entry: &Entry| matches!(entry.verb, Verb::Confirm | Verb::Answer);
    prop_assert_eq!(now.after.reached, this_round().any(spoke));
    let solved = this_round().rfind(|entry| entry.verb == Verb::Confirm);
    prop_assert_eq!(now.after.solved, solved.and_then(|entry| entry.after.solved));
    let by_no = now.verb == Verb::Confirm && now.after.solved == Some(Solved::No);
    prop_assert!(!by_no || matches!(now.after.outcome, Some(Outcome::CannotBeSolved | Outcome::MovedToList)));
    prop_assert!(now.after.satisfaction.is_none_or(|word| (1..=5).contains(&word)));
    Ok(())
}
