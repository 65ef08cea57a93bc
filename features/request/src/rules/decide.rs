//! From a case and a command to what follows, or to the name of why not.

use super::case::{Case, Level, Outcome, Party, Solved, State};
use super::command::{Command, Verb, Who};
use super::lifecycle::LIFE;
use super::terms::{Term, Terms};
use linju_kernel::calendar::WorkCalendar;
use linju_kernel::deadline::{Pause, TimeLimit, Unit};
use linju_kernel::{Id, Refusal, Ts};
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Who acts, and in what parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// Parts.
    pub parts: Vec<Who>,
    /// Account, if signed in.
    pub account: Option<Id>,
    /// Organisation they act for.
    pub organisation: Option<Id>,
}

/// What a decision looks at besides the case.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The moment.
    pub now: Ts,
    /// The area's calendar.
    pub calendar: &'a WorkCalendar,
    /// The category's limit for first contact.
    pub contact: TimeLimit,
    /// The category's limit for settling.
    pub settle: TimeLimit,
    /// What the area has set for itself.
    pub terms: Terms,
    /// Must handling be shown by a photo?
    pub needs_photo: bool,
    /// Must someone else verify?
    pub needs_verification: bool,
}

/// A fact of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A code or a word that is no personal data.
    Text(String),
    /// A number or a moment.
    Number(i64),
    /// That there is none.
    Nothing,
}

/// What happened, for the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// What was done.
    pub verb: Verb,
    /// Its facts.
    pub facts: Vec<(&'static str, Fact)>,
}

/// What follows from a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The case afterwards.
    pub case: Case,
    /// What happened.
    pub happened: Happening,
}

/// Decides. The note is what the actor wrote: a reason, a reply.
pub fn decide(
    case: &Case,
    command: &Command,
    note: &str,
    actor: &Actor,
    facts: &Facts,
) -> Result<Decision, Refusal> {
    let verb = command.verb();
    let state = LIFE.step(case.state, verb, &actor.parts)?;
    let mut next = Case { state, ..case.clone() };
    let mut told = Vec::new();
    guard(case, command, note.trim(), actor, facts)?;
    apply(&mut next, case.state, command, actor, facts, &mut told);
    let by_rule = actor.parts == [Who::System];
    next.touched |= !by_rule && !matches!(verb, Verb::Nudge | Verb::Withdraw);
    if next.state.is_open() {
        clocks(&mut next, facts);
    }
    tell_changes(case, &next, &mut told);
    next.overdue = next.state.is_open() && (next.overdue && next.round == case.round || verb == Verb::Late);
    Ok(Decision { case: next, happened: Happening { verb, facts: told } })
}

/// What a step changed of what lists and time's rules look at; a fact that the step has told already is not told twice.
fn tell_changes(case: &Case, next: &Case, told: &mut Vec<(&'static str, Fact)>) {
    if next.due_at() != case.due_at() {
        told.push(("due", next.due_at().map_or(Fact::Nothing, |due| Fact::Number(due.0))));
    }
    let news = |key: &str, told: &[(&str, Fact)]| !told.iter().any(|(known, _)| *known == key);
    if next.party != case.party && news("party", told) {
        told.push(("party", Fact::Text(next.party.code().into())));
        told.extend(next.party.id().map(|id| ("to", Fact::Text(id.to_string()))));
    }
    if next.level != case.level && news("level", told) {
        told.push(("level", Fact::Text(next.level.code().into())));
    }
}

fn refuse_unless(fine: bool, name: &'static str, field: &'static str) -> Result<(), Refusal> {
    if fine { Ok(()) } else { Err(Refusal::new(name).at(field)) }
}

fn guard(case: &Case, command: &Command, note: &str, actor: &Actor, facts: &Facts) -> Result<(), Refusal> {
    let now = facts.now;
    let written = |name, field| refuse_unless(!note.is_empty(), name, field);
    let acts_as = |who| actor.parts.contains(&who);
    match command {
        Command::Decline { law } => {
            written("reason-missing", "note")?;
            refuse_unless(!law.trim().is_empty(), "law-missing", "law")
        }
        Command::Redirect { channel } => {
            refuse_unless(!channel.trim().is_empty(), "channel-missing", "channel")
        }
        Command::Merge { into, into_open } => {
            refuse_unless(*into != case.id, "merge-into-itself", "into")?;
            refuse_unless(*into_open, "merge-into-closed", "into")
        }
        Command::Dispatch { to, limit } => {
            let organisation = matches!(to, Party::Organisation(_));
            refuse_unless(organisation, "party-missing", "party")?;
            let mine = case.returns < facts.terms.get(Term::Returns) || acts_as(Who::Secretary);
            refuse_unless(mine, "secretary-decides", "party")?;
            let settle_due = |own_limit| {
                let mut tried = Case { own_limit, ..case.clone() };
                clocks(&mut tried, facts);
                tried.settle_due
            };
            let shorter = limit.is_none_or(|own| settle_due(Some((own, now))) <= settle_due(None));
            refuse_unless(shorter, "limit-too-long", "limit")
        }
        Command::QuickFix { photos } => {
            written("reply-missing", "note")?;
            refuse_unless(!facts.needs_photo || *photos > 0, "photo-missing", "photos")
        }
        Command::Answer => written("reply-missing", "note"),
        Command::Withdraw => {
            let fresh = now.0 - case.began_at.0 <= facts.terms.ms(Term::Withdraw, MINUTE) && case.round == 1;
            refuse_unless(fresh || !case.touched, "withdraw-too-late", "note")
        }
        Command::Return => {
            written("reason-missing", "note")?;
            refuse_unless(
                case.returnable && case.returns < facts.terms.get(Term::Returns),
                "returned-too-often",
                "note",
            )
        }
        Command::Recall => written("reason-missing", "note"),
        Command::Wait { on, until, today } => {
            refuse_unless(!on.trim().is_empty(), "waiting-on-missing", "on")?;
            refuse_unless(until >= today, "waiting-until-past", "until")?;
            written("reason-missing", "note")
        }
        Command::Extend { .. } => {
            written("reason-missing", "note")?;
            let own =
                case.party == Party::Secretary || actor.account.is_some() && case.party.id() == actor.account;
            refuse_unless(!own, "extension-own-case", "note")
        }
        Command::Handle { outcome, photos, constraint, alternative, item } => {
            written("reply-missing", "note")?;
            refuse_unless(case.open_tasks == 0, "tasks-open", "note")?;
            let in_fact = matches!(outcome, Outcome::Solved | Outcome::Partly);
            refuse_unless(!in_fact || !facts.needs_photo || *photos > 0, "photo-missing", "photos")?;
            if *outcome == Outcome::CannotBeSolved {
                refuse_unless(!constraint.trim().is_empty(), "constraint-missing", "constraint")?;
                refuse_unless(!alternative.trim().is_empty(), "alternative-missing", "alternative")?;
            }
            let listed = *outcome != Outcome::MovedToList || !item.trim().is_empty();
            refuse_unless(listed, "item-missing", "item")
        }
        Command::Verify | Command::Reject => {
            let handler = match case.handled_party {
                Some(Party::Organisation(house)) => actor.organisation == Some(house),
                Some(Party::Worker(worker)) if actor.account == Some(worker) => true,
                _ => actor.account.is_some() && case.handled_by == actor.account,
            };
            refuse_unless(!handler, "verifier-is-handler", "note")?;
            refuse_unless(!matches!(command, Command::Reject) || !note.is_empty(), "reason-missing", "note")
        }
        Command::Confirm { solved, .. } => {
            let verified = case.state == State::Verified || !needs_verification(case, facts);
            refuse_unless(verified, "needs-verification", "solved")?;
            let explained = matches!(case.outcome, Some(Outcome::CannotBeSolved | Outcome::MovedToList));
            refuse_unless(*solved != Solved::No || explained, "dispute-instead", "solved")
        }
        Command::Dispute => {
            written("reason-missing", "note")?;
            let late = case.closed_at.is_some_and(|at| now.0 - at.0 > facts.terms.ms(Term::Reopen, DAY));
            refuse_unless(!late, "reopen-too-late", "note")
        }
        Command::CloseUnreached => {
            let tries = case.tries.iter().map(|at| at.in_zone(facts.calendar.zone()));
            let (days, hours): (BTreeSet<_>, BTreeSet<_>) = tries.map(|at| (at.date(), at.hour())).unzip();
            let enough = hours.len() as i64 >= facts.terms.get(Term::Tries) && days.len() >= 2;
            refuse_unless(enough, "tries-too-few", "note")?;
            refuse_unless(
                case.state == State::Verified || !needs_verification(case, facts),
                "needs-verification",
                "note",
            )
        }
        Command::ClosePosted => {
            refuse_unless(!case.reachable, "contact-was-left", "note")?;
            let stood = case.handled_at.is_some_and(|at| now.0 - at.0 >= facts.terms.ms(Term::Posting, DAY));
            refuse_unless(stood, "posting-too-short", "note")?;
            refuse_unless(
                case.state == State::Verified || !needs_verification(case, facts),
                "needs-verification",
                "note",
            )
        }
        Command::Nudge => {
            let rested = case.nudged_at.is_none_or(|at| now.0 - at.0 >= facts.terms.ms(Term::Nudge, HOUR));
            refuse_unless(rested, "nudged-already", "note")
        }
        Command::Escalate { to } => {
            refuse_unless(*to > case.level, "level-reached", "to")?;
            refuse_unless(acts_as(Who::System) || !note.is_empty(), "reason-missing", "note")
        }
        Command::Support => written("reply-missing", "note"),
        Command::Supervise { by, today } => {
            refuse_unless(by >= today, "wanted-by-past", "by")?;
            written("reason-missing", "note")
        }
        Command::Warn => {
            let due = case.due_at().filter(|due| now <= *due && case.warned != Some(*due));
            refuse_unless(due.is_some(), "warned-already", "note")
        }
        Command::Late => {
            refuse_unless(!case.overdue && case.due_at().is_some_and(|due| due < now), "not-late", "note")
        }
        Command::Note => written("note-missing", "note"),
        Command::TaskDone => refuse_unless(case.open_tasks > 0, "no-task", "note"),
        Command::Invite => written("task-missing", "note"),
        Command::Triage
        | Command::Unmerge
        | Command::Take { .. }
        | Command::Acknowledge
        | Command::Contact
        | Command::Start
        | Command::Resume
        | Command::Try => Ok(()),
    }
}

/// Must someone other than the handler see it before it may end? Only where something was said to be fixed.
pub fn needs_verification(case: &Case, facts: &Facts) -> bool {
    facts.needs_verification && matches!(case.outcome, Some(Outcome::Solved | Outcome::Partly))
}

fn apply(
    next: &mut Case,
    from: State,
    command: &Command,
    actor: &Actor,
    facts: &Facts,
    told: &mut Vec<(&'static str, Fact)>,
) {
    let now = facts.now;
    let text = |value: &str| Fact::Text(value.trim().to_owned());
    match command {
        Command::Decline { law } => {
            told.push(("law", text(law)));
            end(next, now);
        }
        Command::Redirect { channel } => {
            told.push(("channel", text(channel)));
            end(next, now);
        }
        Command::Merge { into, .. } => {
            next.before_merge = Some(from);
            next.merged_into = Some(*into);
            told.push(("into", Fact::Text(into.to_string())));
        }
        Command::Unmerge => {
            next.state = next.before_merge.take().unwrap_or(State::Received);
            told.extend(next.merged_into.take().map(|from| ("from", Fact::Text(from.to_string()))));
        }
        Command::Dispatch { to, limit } => {
            next.party = *to;
            next.returnable = next.returns < facts.terms.get(Term::Returns);
            next.own_limit = limit.map(|limit| (limit, now));
            told.push(("party", Fact::Text(to.code().into())));
            told.extend(to.id().map(|id| ("to", Fact::Text(id.to_string()))));
        }
        Command::Take { worker } => {
            next.party = Party::Worker(*worker);
            told.push(("party", Fact::Text("worker".into())));
            told.push(("to", Fact::Text(worker.to_string())));
        }
        Command::QuickFix { .. } => {
            let worker = actor.account.map_or(Party::Desk, Party::Worker);
            next.party = worker;
            handled(next, Outcome::Solved, actor, facts);
        }
        Command::Answer => {
            handled(next, Outcome::Answered, actor, facts);
            next.contacted_at.get_or_insert(now);
            next.reached = true;
            end(next, now);
        }
        Command::Withdraw => end(next, now),
        Command::Return => {
            next.returns += 1;
            told.push(("returns", Fact::Number(next.returns)));
            let secretary = next.returns >= facts.terms.get(Term::Returns);
            next.party = if secretary { Party::Secretary } else { Party::Desk };
            if secretary {
                next.level = next.level.max(Level::Secretary);
            }
        }
        Command::Recall => {
            next.party = Party::Desk;
            next.open_tasks = 0;
            close_pause(next, now);
        }
        Command::Contact => {
            next.contacted_at.get_or_insert(now);
        }
        Command::Wait { on, until, .. } => {
            next.pauses.push(Pause { from: now, to: None });
            told.push(("on", text(on)));
            told.push(("until", Fact::Text(until.to_string())));
        }
        Command::Resume => close_pause(next, now),
        Command::Extend { by } => {
            next.extensions.push(*by);
            next.overdue = false;
            told.push(("by", Fact::Text(by.to_string())));
        }
        Command::Handle { outcome, constraint, alternative, item, .. } => {
            handled(next, *outcome, actor, facts);
            told.push(("outcome", Fact::Text(outcome.code().into())));
            for (key, value) in [("constraint", constraint), ("alternative", alternative), ("item", item)] {
                if !value.trim().is_empty() {
                    told.push((key, text(value)));
                }
            }
        }
        Command::Reject => {
            (next.outcome, next.handled_at, next.follow_up_due) = (None, None, None);
            next.party = next.handled_party.take().unwrap_or(Party::Desk);
        }
        Command::Confirm { solved, satisfaction } => {
            next.reached = true;
            next.solved = Some(*solved);
            next.satisfaction = satisfaction.filter(|s| (1..=5).contains(s));
            told.push(("solved", Fact::Text(solved.code().into())));
            end(next, now);
        }
        Command::Dispute => reopen(next, facts),
        Command::Try => {
            next.tries.push(now);
            told.push(("try", Fact::Number(next.tries.len() as i64)));
        }
        Command::CloseUnreached | Command::ClosePosted => end(next, now),
        Command::Nudge => next.nudged_at = Some(now),
        Command::Escalate { to } => {
            next.level = *to;
            if *to == Level::Secretary && next.party == Party::Desk {
                next.party = Party::Secretary;
            }
            told.push(("level", Fact::Text(to.code().into())));
        }
        Command::Warn => next.warned = next.due_at(),
        Command::Supervise { by, .. } => told.push(("wanted_by", Fact::Text(by.to_string()))),
        Command::Invite => next.open_tasks += 1,
        Command::TaskDone => next.open_tasks -= 1,
        Command::Triage
        | Command::Acknowledge
        | Command::Start
        | Command::Verify
        | Command::Support
        | Command::Late
        | Command::Note => {}
    }
}

fn handled(next: &mut Case, outcome: Outcome, actor: &Actor, facts: &Facts) {
    next.outcome = Some(outcome);
    next.handled_at = Some(facts.now);
    next.handled_party = Some(next.party);
    next.handled_by = actor.account;
    let limit = facts.terms.limit(Term::FollowUp, Unit::WorkDay);
    next.follow_up_due = limit.and_then(|limit| facts.calendar.deadline(facts.now, limit, &[]));
    next.tries.clear();
}

fn end(next: &mut Case, now: Ts) {
    next.closed_at = Some(now);
    next.overdue = false;
}

fn close_pause(next: &mut Case, now: Ts) {
    if let Some(pause) = next.pauses.last_mut().filter(|p| p.to.is_none()) {
        pause.to = Some(now);
    }
}

/// A new round with a clock and an answer of its own; what was before stands in the ledger.
fn reopen(next: &mut Case, facts: &Facts) {
    let fresh = Case::received(next.id, facts.now, next.reachable);
    let round = next.round + 1;
    let led = round >= facts.terms.get(Term::Round);
    *next = Case {
        state: State::Reopened,
        round,
        party: if led { Party::Secretary } else { Party::Desk },
        level: if led { next.level.max(Level::Secretary) } else { next.level },
        nudged_at: next.nudged_at,
        touched: true,
        ..fresh
    };
}

/// Sets the clocks of contact and settling anew. Waiting never pauses first contact.
pub fn clocks(case: &mut Case, facts: &Facts) {
    case.contact_due = facts.calendar.deadline(case.began_at, facts.contact, &[]);
    let (limit, from) = case.own_limit.unwrap_or((facts.settle, case.began_at));
    let mut due = facts.calendar.deadline(from, limit, &case.pauses);
    for by in &case.extensions {
        due = due.and_then(|due| facts.calendar.extended(due, *by, &case.pauses));
    }
    case.settle_due = due;
}
