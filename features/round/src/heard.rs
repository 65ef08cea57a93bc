//! A hazard found on a round goes to the desk, and comes back as the case it became.
//!
//! `raise` on a line is an event that carries the words beside it; the desk takes them in as a request and says so
//! with `receive`, naming the line they came from.

use crate::store;
use linju_core::ledger::{Event, NewEvent};
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, House, Result};
use linju_db::Batch;
use linju_kernel::Id;

/// Kind of a line among all things, as events name it.
pub const LINE: &str = "round_line";

/// A hazard was taken in as a request → the line shows the receipt.
pub const BECAME_A_CASE: Reaction = Reaction {
    name: "round-hazard-received",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { tie(&house, area, &event).await }),
};

/// Place moved → rounds, sheets and lines lie where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "rounds-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { moved(&house, area, &event).await }),
};

async fn tie(house: &House, area: Id, event: &Event) -> Result<()> {
    let Some((line, receipt)) = event.taken_in_from(LINE) else { return Ok(()) };
    let mut change = Change::new(area, house.now(), Actor::System(BECAME_A_CASE.name));
    change.push(store::became(area, line, event.subject_id, receipt));
    change.event(NewEvent::new(LINE, line, "became_case").with("case", event.subject_id.to_string()));
    house.commit(change).await
}

async fn moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    let batch = Batch::new()
        .push(follow("round", true, area, before))
        .push(follow("round_sheet", false, area, before))
        .push(follow("round_line", true, area, before));
    house.db.write(batch).await?;
    Ok(())
}
