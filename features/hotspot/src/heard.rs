//! What hot spots do when something happens elsewhere.
//!
//! Requests come in: the facts follow. A meeting that was asked for is planned, can be read, or is called off: the
//! hot spot it is about says so, and those whose requests it is made of are told where requests are kept.

use crate::rules::{State, Verb};
use crate::store::facts;
use crate::store::spots::{self, SpotRow};
use linju_core::ledger::{Event, NewEvent};
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, House, Result};
use linju_db::Batch;
use linju_kernel::Id;

/// Request came, was taken for something else, or was taken back → the facts follow. Bookkeeping, without an event.
pub const FACTS: Reaction = Reaction {
    name: "hotspot-facts",
    on: facts::HEARD,
    run: |house, area, event| Box::pin(async move { facts::follow(&house, area, &event).await }),
};

/// Place moved → what was seen there lies where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "hotspots-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { moved(&house, area, &event).await }),
};

/// The meeting that was asked for is being prepared, was called off, or its minutes can be read → the hot spot shows
/// it; and at the minutes says whose requests it was about.
pub const MEETING: Reaction = Reaction {
    name: "hotspot-meeting",
    on: &[("meeting", "plan"), ("meeting", "cancel"), ("meeting", "publish")],
    run: |house, area, event| Box::pin(async move { met(&house, area, &event).await }),
};

async fn moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    let batch = Batch::new()
        .push(follow("hotspot_fact", false, area, before))
        .push(follow("hotspot", true, area, before))
        .push(follow("hotspot_sign", false, area, before));
    house.db.write(batch).await?;
    Ok(())
}

async fn met(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let meeting = event.subject_id;
    let asked = facts["from"].as_str().and_then(|from| from.strip_prefix("hotspot ")?.parse::<Id>().ok());
    let row = match asked {
        Some(id) => Some(spots::load(house, area, id).await?),
        None => spots::about(house, area, meeting).await?,
    };
    let Some(row) = row.filter(|row| row.state() != State::StruckOff) else { return Ok(()) };
    let told = NewEvent::new(
        "hotspot",
        row.id,
        match event.verb.as_str() {
            "plan" => Verb::MeetingPlanned.code(),
            "publish" => Verb::Minutes.code(),
            _ => "meeting_off",
        },
    );
    let told = told.with("meeting", meeting.to_string());
    let (next, told) = match event.verb.as_str() {
        "plan" if row.meeting_id != Some(meeting) => {
            (SpotRow { meeting_id: Some(meeting), minutes_at: None, ..row }, told)
        }
        "publish" if row.minutes_at.is_none() => {
            let cases = spots::cards(house, area, row.id).await?;
            let cases: Vec<String> = cases.iter().map(|case| case.id.to_string()).collect();
            (SpotRow { minutes_at: Some(event.at), ..row }, told.with("cases", cases))
        }
        "cancel" => (SpotRow { meeting_id: None, minutes_at: None, ..row }, told),
        _ => return Ok(()),
    };
    let mut change = Change::new(area, house.now(), Actor::System(MEETING.name));
    for statement in next.replace() {
        change.push(statement);
    }
    change.event(told);
    house.commit(change).await
}
