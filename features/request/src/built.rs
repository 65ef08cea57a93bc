//! Those whose request became a project are told each gate it passes, and their page shows the way to it.
//!
//! The project says where it stands, in a sentence that everyone may read, and names the cases it came from; who
//! asked, and how they are reached, is known here.

use crate::store::{cases, requests};
use linju_core::ledger::{Event, NewEvent};
use linju_core::message::{NewMessage, Way};
use linju_core::reaction::Reaction;
use linju_core::words::Locale;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use serde_json::Value;

/// A project passed a gate, went back before one, or ended → the requesters it came from are told.
pub const REACTION: Reaction = Reaction {
    name: "project-step-told",
    on: &[("project", "advance"), ("project", "reopen"), ("project", "drop")],
    run: |house, area, event| Box::pin(async move { tell(&house, area, &event).await }),
};

/// Verb of the case's own event, which holds the project.
pub const SAID: &str = "project_step";

async fn tell(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(note) = house.note_of(area, event.id).await?.filter(|_| event.public) else { return Ok(()) };
    let listed = facts["cases"].as_array().map(Vec::as_slice).unwrap_or_default();
    for case in listed.iter().filter_map(Value::as_str).filter_map(|id| id.parse().ok()) {
        one(house, area, case, event, &note).await?;
    }
    Ok(())
}

/// Tells every requester of a case, once for each event.
async fn one(house: &House, area: Id, case: Id, event: &Event, note: &str) -> Result<()> {
    match cases::load(house, area, case).await {
        Ok(_) => {}
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    }
    let note = note.trim_end_matches(['。', '.']);
    let body = house.words.with(Locale::Zh, "told-project-step", &[("note", note.into())]);
    let mut change = Change::new(area, event.at, Actor::System(REACTION.name));
    change.once(format!("project-step {} {case}", event.id), case.to_string());
    let public = NewEvent::new("case", case, SAID).public(true);
    change.event(public.with("project", event.subject_id.to_string()));
    let key = house.key(area)?;
    for listener in requests::to_tell(house, area, case).await? {
        // A gate is read on the page; how it ended is also said.
        let ended = matches!(event.facts()["to"].as_str(), Some("accepted" | "refused" | "dropped"));
        let way = match Way::of(&listener.way).unwrap_or(Way::Posting) {
            Way::Posting => Way::Posting,
            way if ended => way,
            _ => Way::Screen,
        };
        let to = if way == Way::Sms { listener.phone(house, area)? } else { None };
        let (id, request, body) = (house.id(), listener.id, body.clone());
        change.tell(NewMessage { id, subject: case, request, kind: SAID, way, body, to }, &key);
    }
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}
