//! What meetings do when something happens elsewhere.
//!
//! What was said at a meeting goes to the desk, and comes back as the case it became.
//!
//! `raise` on a meeting's point is an event that carries the words beside it; the desk takes them in as a
//! request and says so with `receive`, naming the point it came from.

use crate::store;
use linju_core::ledger::{Event, NewEvent};
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, House, Result};
use linju_db::Batch;
use linju_kernel::Id;

/// Kind of a point among all things, as events name it.
pub const POINT: &str = "meeting_point";

/// A point of the minutes was taken in as a request → the point shows the receipt.
pub const BECAME_A_CASE: Reaction = Reaction {
    name: "meeting-point-received",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { tie(&house, area, &event).await }),
};

/// Place moved → its meetings lie where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "meetings-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { moved(&house, area, &event).await }),
};

async fn moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    house.db.write(Batch::new().push(follow("meeting", true, area, before))).await?;
    Ok(())
}

async fn tie(house: &House, area: Id, event: &Event) -> Result<()> {
    let Some((point, receipt)) = event.taken_in_from(POINT) else { return Ok(()) };
    let mut change = Change::new(area, house.now(), Actor::System(BECAME_A_CASE.name));
    change.push(store::became(area, point, event.subject_id, receipt));
    change.event(NewEvent::new(POINT, point, "became_case").with("case", event.subject_id.to_string()));
    house.commit(change).await
}
