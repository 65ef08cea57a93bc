//! When a place is moved, the paths of what was said and done there follow it.

use linju_core::ledger::Event;
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{House, Result};
use linju_db::Batch;
use linju_kernel::Id;

/// Place moved → cases and requests lie where it now is. No rule of the practice, only bookkeeping: nobody is told,
/// and no event is written. A case that someone is changing at this moment is theirs to read again.
pub const REACTION: Reaction = Reaction {
    name: "cases-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { after(&house, area, &event).await }),
};

async fn after(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    let batch =
        Batch::new().push(follow("request", false, area, before)).push(follow("cases", true, area, before));
    house.db.write(batch).await?;
    Ok(())
}
