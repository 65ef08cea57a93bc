//! The life of a case: one table, and no other edge.
//!
//! From the practice (接诉即办, 首接负责制, 三方联系) as unified in the project's rules 2.11a. Where an
//! organisation acts, a worker may record for it what was said on the phone: others need no account.

use super::case::State::{self, *};
use super::command::{Verb, Who};
use Who::{CoHandler, Handler, Requester, Secretary, Street, System, Worker};
use linju_kernel::lifecycle::{Edge, Lifecycle};

type Row = Edge<State, Verb, Who>;

const NEW: &[State] = &[Received, Triaged, Reopened];
const UNSETTLED: &[State] = &[Received, Triaged, Dispatched, Acknowledged, Handling, Waiting, Reopened];
const OPEN: &[State] =
    &[Received, Triaged, Dispatched, Acknowledged, Handling, Waiting, Handled, Verified, Reopened];
const IN_HAND: &[State] = &[Acknowledged, Handling];
const FINISHED: &[State] = &[Handled, Verified];
const EVERY: &[State] = &[
    Received,
    Triaged,
    Dispatched,
    Acknowledged,
    Handling,
    Waiting,
    Handled,
    Verified,
    Reopened,
    Closed,
    Declined,
    Redirected,
    Merged,
    Withdrawn,
];

const fn edge(from: &'static [State], verb: Verb, to: Option<State>, who: &'static [Who]) -> Row {
    Edge { from, verb, to, who }
}

/// The table.
pub const LIFE: Lifecycle<State, Verb, Who> = Lifecycle {
    edges: &[
        // Looking at it.
        edge(&[Received], Verb::Triage, Some(Triaged), &[Worker]),
        edge(NEW, Verb::Dispatch, Some(Dispatched), &[Worker]),
        edge(NEW, Verb::Take, Some(Handling), &[Worker]),
        edge(NEW, Verb::QuickFix, Some(Handled), &[Worker]),
        edge(NEW, Verb::Answer, Some(Closed), &[Worker]),
        edge(NEW, Verb::Decline, Some(Declined), &[Worker]),
        edge(NEW, Verb::Redirect, Some(Redirected), &[Worker]),
        edge(UNSETTLED, Verb::Merge, Some(Merged), &[Worker]),
        edge(&[Merged], Verb::Unmerge, Some(Received), &[Worker]),
        // Whoever has it.
        edge(&[Dispatched], Verb::Acknowledge, Some(Acknowledged), &[Handler, Worker]),
        edge(&[Dispatched], Verb::Return, Some(Triaged), &[Handler, Worker]),
        edge(&[Dispatched, Acknowledged, Handling, Waiting], Verb::Recall, Some(Triaged), &[Worker]),
        edge(&[Acknowledged], Verb::Start, Some(Handling), &[Handler, Worker]),
        edge(IN_HAND, Verb::Wait, Some(Waiting), &[Handler, Worker]),
        edge(&[Waiting], Verb::Resume, Some(Handling), &[Handler, Worker, System]),
        edge(IN_HAND, Verb::Handle, Some(Handled), &[Handler, Worker]),
        edge(UNSETTLED, Verb::Contact, None, &[Handler, Worker]),
        edge(&[Dispatched, Acknowledged, Handling, Waiting], Verb::Extend, None, &[Secretary]),
        edge(IN_HAND, Verb::Invite, None, &[Handler, Worker]),
        edge(&[Acknowledged, Handling, Waiting], Verb::TaskDone, None, &[CoHandler, Handler, Worker]),
        // Seeing that it is so, and asking the one who asked.
        edge(&[Handled], Verb::Verify, Some(Verified), &[Worker, Secretary]),
        edge(&[Handled], Verb::Reject, Some(Handling), &[Worker, Secretary]),
        edge(FINISHED, Verb::Confirm, Some(Closed), &[Requester, Worker]),
        edge(FINISHED, Verb::Dispute, Some(Reopened), &[Requester, Worker]),
        edge(FINISHED, Verb::Try, None, &[Worker]),
        edge(FINISHED, Verb::CloseUnreached, Some(Closed), &[Worker]),
        edge(FINISHED, Verb::ClosePosted, Some(Closed), &[Worker]),
        edge(&[Closed, Declined, Redirected], Verb::Dispute, Some(Reopened), &[Requester, Worker]),
        // The requester, at any time.
        edge(&[Received, Triaged, Dispatched], Verb::Withdraw, Some(Withdrawn), &[Requester]),
        edge(UNSETTLED, Verb::Nudge, None, &[Requester, Worker]),
        // Up the ladder.
        edge(UNSETTLED, Verb::Warn, None, &[System]),
        edge(OPEN, Verb::Late, None, &[System]),
        edge(UNSETTLED, Verb::Escalate, None, &[Worker, Secretary, System]),
        edge(UNSETTLED, Verb::Support, None, &[Street]),
        edge(UNSETTLED, Verb::Supervise, None, &[Street]),
        edge(EVERY, Verb::Note, None, &[Worker, Handler, Secretary]),
    ],
};
