//! Those whose requests a meeting was about are told when its minutes can be read.
//!
//! A hot spot hears of the minutes and names its cases; who asked, and how they are reached, is known here.

use crate::store::{cases, requests};
use linju_core::ledger::{Event, NewEvent};
use linju_core::message::{NewMessage, Way};
use linju_core::reaction::Reaction;
use linju_core::words::Locale;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use serde_json::Value;

/// Minutes of a meeting about these cases can be read → their requesters are told.
pub const REACTION: Reaction = Reaction {
    name: "topic-minutes",
    on: &[("hotspot", "minutes")],
    run: |house, area, event| Box::pin(async move { tell(&house, area, &event).await }),
};

async fn tell(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let listed = facts["cases"].as_array().map(Vec::as_slice).unwrap_or_default();
    for case in listed.iter().filter_map(Value::as_str).filter_map(|id| id.parse().ok()) {
        one(house, area, case, event).await?;
    }
    Ok(())
}

/// Tells every requester of a case, once for each event.
async fn one(house: &House, area: Id, case: Id, event: &Event) -> Result<()> {
    let row = match cases::load(house, area, case).await {
        Ok(stored) => stored.row,
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let reference = house.reference();
    let about = reference.category(&row.category_code).map_or("", |category| &category.name);
    let body = house.words.with(Locale::Zh, "told-topic-minutes", &[("category", about.into())]);
    let mut change = Change::new(area, house.now(), Actor::System(REACTION.name));
    change.once(format!("topic {} {case}", event.id), case.to_string());
    let key = house.key(area)?;
    for listener in requests::to_tell(house, area, case).await? {
        let way = Way::of(&listener.way).unwrap_or(Way::Posting);
        let to = if way == Way::Sms { listener.phone(house, area)? } else { None };
        let kind = "topic_minutes";
        let message = NewMessage {
            id: house.id(),
            subject: case,
            request: listener.id,
            kind,
            way,
            body: body.clone(),
            to,
        };
        change.tell(message, &key);
    }
    let meeting = event.facts()["meeting"].as_str().map(str::to_owned);
    change.event(NewEvent::new("case", case, "topic_minutes").public(true).with("meeting", meeting));
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}
