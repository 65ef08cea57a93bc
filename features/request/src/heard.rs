//! What another part of the house heard goes on here as a request.
//!
//! A point of a meeting, a finding of a visit, a hazard of a round: the event `raise` carries channel, category and place, and the
//! words stand beside it. They are taken in once, under the thing they came from, and the event `receive` says
//! so to whoever raised it.

use crate::intake::{Said, receive};
use crate::rules::case::Channel;
use linju_core::ledger::Event;
use linju_core::message::Way;
use linju_core::reaction::Reaction;
use linju_core::{Error, House, Result};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use serde_json::Value;

/// Something was raised elsewhere → it is a request here.
pub const REACTION: Reaction = Reaction {
    name: "heard-elsewhere",
    on: &[("meeting_point", "raise"), ("visit", "raise"), ("round_line", "raise")],
    run: |house, area, event| Box::pin(async move { take(&house, area, &event).await }),
};

/// Takes it in. What cannot be taken (erased since, a category no longer in use) stays where it was raised,
/// unanswered and in sight; trying again would not help.
async fn take(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let fact = |key: &str| facts.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some(words) = house.note_of(area, event.id).await? else { return Ok(()) };
    let Some(place) = fact("place").parse().ok() else { return Ok(()) };
    let said = Said {
        channel: Channel::of(fact("channel")).unwrap_or(Channel::Meeting),
        place: house.place(area, place).await?,
        place_note: String::new(),
        words,
        category: fact("category").to_owned(),
        nature: String::new(),
        name: None,
        phone: None,
        behalf: None,
        way: Some(Way::Posting),
        entered_by: event.actor_id,
        source: Some((event.subject_kind.clone(), event.subject_id.to_string())),
        at: house.now(),
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    };
    match receive(house, said).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(refusal)) => {
            tracing::warn!(refusal = refusal.name, event = %event.id, "what was raised could not be taken in");
            Ok(())
        }
        Err(error) => Err(error),
    }
}
