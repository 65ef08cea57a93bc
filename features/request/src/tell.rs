//! What requesters are told of a step, and by which way.

use crate::rules::{Happening, Verb};
use crate::store::{CaseRow, requests};
use crate::work::{Step, party_name};
use linju_core::message::{NewMessage, Way};
use linju_core::words::Locale;
use linju_core::{Change, House, Result};
use linju_kernel::lifecycle::Coded;

/// Which verbs a requester is told of, wherever they are told.
fn is_told(verb: Verb) -> bool {
    use Verb::*;
    matches!(
        verb,
        Dispatch
            | Take
            | Acknowledge
            | Wait
            | Resume
            | Extend
            | Handle
            | QuickFix
            | Answer
            | Decline
            | Redirect
            | Merge
            | Unmerge
            | Dispute
            | Confirm
            | CloseUnreached
            | ClosePosted
            | Support
    )
}

/// Which of these a person must tell those who do not look at a screen. Handling is told by the follow-up,
/// which has its own list.
fn needs_a_voice(verb: Verb) -> bool {
    use Verb::*;
    matches!(verb, Wait | Extend | Decline | Redirect | Merge | Unmerge | Support)
}

/// By which way a requester hears of `verb` who is told by `way`. An SMS says what a voice would, and how it ended;
/// everything between is read on the screen.
fn way_for(verb: Verb, way: Way) -> Way {
    let ended = matches!(verb, Verb::Handle | Verb::QuickFix | Verb::Answer);
    match way {
        Way::Posting => Way::Posting,
        Way::Sms if ended => Way::Sms,
        _ if needs_a_voice(verb) => way,
        _ => Way::Screen,
    }
}

/// Writes to every requester of a case what just happened to it, in the way that reaches them.
pub async fn tell(
    house: &House,
    change: &mut Change,
    row: &CaseRow,
    happened: &Happening,
    step: &Step,
) -> Result<()> {
    if !is_told(happened.verb) {
        return Ok(());
    }
    let reference = house.reference();
    let neutral = reference.category(&row.category_code).map_or("", |c| &c.name);
    let own = told_text(house, row, &row.title, happened, &step.note);
    let joined = told_text(house, row, neutral, happened, &step.note);
    let those = match happened.verb {
        Verb::Unmerge => requests::opened_as(house, row.area_id, row.id).await?,
        _ => requests::to_tell(house, row.area_id, row.id).await?,
    };
    let key = house.key(row.area_id)?;
    for listener in those {
        // The title was written for whoever opened this case; others must not read a neighbour's matter in it.
        let body = if listener.first_case_id == row.id { own.clone() } else { joined.clone() };
        let way = way_for(happened.verb, Way::of(&listener.way).unwrap_or(Way::Posting));
        let to = if way == Way::Sms { listener.phone(house, row.area_id)? } else { None };
        let kind = happened.verb.code();
        let request = listener.id;
        change.tell(NewMessage { id: house.id(), subject: row.id, request, kind, way, body, to }, &key);
    }
    Ok(())
}

/// The sentence a requester is told, in plain Chinese: messages go to residents.
fn told_text(house: &House, row: &CaseRow, title: &str, happened: &Happening, note: &str) -> String {
    let reference = house.reference();
    let zone = reference.zone(row.area_id).clone();
    let key = format!("told-{}", happened.verb.code().replace('_', "-"));
    let due = row
        .due_at
        .map(|due| due.in_zone(&zone).strftime("%-m月%-d日 %-H:%M").to_string())
        .unwrap_or_default();
    let until =
        row.waiting_until.map(|day| format!("{}月{}日", day.0.month(), day.0.day())).unwrap_or_default();
    let party = party_name(house, row.area_id, row.party());
    let values: [(&str, String); 7] = [
        ("title", title.to_owned()),
        ("party", party),
        ("due", due),
        ("on", row.waiting_on.clone()),
        ("until", until),
        ("note", unstopped(note)),
        ("reply", unstopped(&row.outcome_reply)),
    ];
    let values: Vec<_> = values.iter().map(|(k, v)| (*k, v.as_str().into())).collect();
    house.words.with(Locale::Zh, &key, &values)
}

/// Someone's words without their last full stop: the sentence around them has its own.
fn unstopped(words: &str) -> String {
    words.trim_end_matches(['。', '.']).to_owned()
}
