//! What was found on a visit goes to the desk, and comes back as the case it became.
//!
//! `raise` on a visit is an event that carries the words beside it; the desk takes them in as a request and says
//! so with `receive`, naming the visit they came from.

use crate::store;
use linju_core::ledger::{Event, NewEvent};
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, House, Result};
use linju_kernel::Id;

/// Kind of a visit among all things, as events name it.
pub const VISIT: &str = "visit";

/// A finding was taken in as a request → the visit shows the receipt.
pub const BECAME_A_CASE: Reaction = Reaction {
    name: "visit-finding-received",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { tie(&house, area, &event).await }),
};

async fn tie(house: &House, area: Id, event: &Event) -> Result<()> {
    let Some((visit, receipt)) = event.taken_in_from(VISIT) else { return Ok(()) };
    let mut change = Change::new(area, house.now(), Actor::System(BECAME_A_CASE.name));
    change.push(store::became(area, visit, event.subject_id, receipt));
    change.event(NewEvent::new(VISIT, visit, "became_case").with("case", event.subject_id.to_string()));
    house.commit(change).await
}
