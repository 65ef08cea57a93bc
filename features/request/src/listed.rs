//! Those whose request went on a list are told each step of it, and their case says so.
//!
//! The lists say what became of an item, and name the case it came from; who asked, and how they are reached, is
//! known here.

use crate::store::{cases, requests};
use linju_core::ledger::{Event, NewEvent};
use linju_core::message::{NewMessage, Way};
use linju_core::reaction::Reaction;
use linju_core::words::Locale;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};

/// Kind of an item, as its events name it.
const ITEM: &str = "list_item";

/// What happened to an item that came from a case → it stands on the case, and its requesters are told.
pub const REACTION: Reaction = Reaction {
    name: "list-step-told",
    on: &[
        (ITEM, "list"),
        (ITEM, "to_need"),
        (ITEM, "propose_project"),
        (ITEM, "claim"),
        (ITEM, "assign"),
        (ITEM, "start"),
        (ITEM, "finish"),
        (ITEM, "verify"),
        (ITEM, "strike_off"),
        (ITEM, "return"),
        (ITEM, "release"),
        (ITEM, "relist"),
        (ITEM, "keep"),
        (ITEM, "reopen"),
    ],
    run: |house, area, event| Box::pin(async move { tell(&house, area, &event).await }),
};

/// Which steps a person must tell those who do not look at a screen: who does it, and how it ended.
fn needs_a_voice(verb: &str) -> bool {
    matches!(verb, "claim" | "assign" | "strike_off" | "return")
}

/// Verb of the case's own event for a step of its item.
fn said_of_case(verb: &str) -> Option<&'static str> {
    let said = [
        ("list", "listed"),
        ("to_need", "listed_to_need"),
        ("propose_project", "listed_propose_project"),
        ("claim", "listed_claim"),
        ("assign", "listed_assign"),
        ("start", "listed_start"),
        ("finish", "listed_finish"),
        ("verify", "listed_verify"),
        ("strike_off", "listed_strike_off"),
        ("return", "listed_return"),
        ("release", "listed_release"),
        ("relist", "listed_relist"),
        ("keep", "listed_keep"),
        ("reopen", "listed_reopen"),
    ];
    said.into_iter().find(|(step, _)| *step == verb).map(|(_, said)| said)
}

/// Says a step of an item on its case, and tells those who asked; once for each event.
pub async fn tell(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(case) = facts["case"].as_str().and_then(|id| id.parse().ok()) else { return Ok(()) };
    let Some(said) = said_of_case(&event.verb) else { return Ok(()) };
    let row = match cases::load(house, area, case).await {
        Ok(stored) => stored.row,
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut change = Change::new(area, event.at, Actor::System(REACTION.name));
    change.once(format!("list-step {}", event.id), case.to_string());
    let public = NewEvent::new("case", case, said).public(true);
    change.event(public.with("item", event.subject_id.to_string()));
    // That it went on a list was told with the reply that said so.
    if event.verb != "list" {
        let note =
            house.note_of(area, event.id).await?.filter(|_| event.verb == "return").unwrap_or_default();
        let body = sentence(house, &row.category_code, event, &note);
        let key = house.key(area)?;
        for listener in requests::to_tell(house, area, case).await? {
            let way = match Way::of(&listener.way).unwrap_or(Way::Posting) {
                Way::Posting => Way::Posting,
                way if needs_a_voice(&event.verb) => way,
                _ => Way::Screen,
            };
            let to = if way == Way::Sms { listener.phone(house, area)? } else { None };
            let (id, request, body) = (house.id(), listener.id, body.clone());
            change.tell(NewMessage { id, subject: case, request, kind: said, way, body, to }, &key);
        }
    }
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

/// What requesters are told: what it is about as the catalogue says it, for nobody reads a neighbour's matter in a
/// title; who does it and until when; why it will not be done.
fn sentence(house: &House, category: &str, event: &Event, note: &str) -> String {
    let facts = event.facts();
    let reference = house.reference();
    let about = reference.category(category).map_or(String::new(), |category| category.name.clone());
    let organisation = facts["owner_kind"].as_str() == Some("organisation");
    let owner = facts["owner"].as_str().and_then(|id| id.parse().ok());
    let who = match organisation {
        true => reference.organisation_name(owner).to_owned(),
        false => reference.name_of(owner).to_owned(),
    };
    let due: Option<Day> = facts["due"].as_str().and_then(|day| day.parse().ok());
    let due = due.map(|day| format!("{}月{}日", day.0.month(), day.0.day())).unwrap_or_default();
    let values = [
        ("category", about.into()),
        ("who", who.into()),
        ("due", due.into()),
        ("note", note.trim_end_matches(['。', '.']).into()),
    ];
    house.words.with(Locale::Zh, &format!("told-list-{}", event.verb.replace('_', "-")), &values)
}
