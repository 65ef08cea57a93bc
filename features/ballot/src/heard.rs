//! What ballots do when something happens elsewhere.

use linju_core::ledger::Event;
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{House, Result};
use linju_db::Batch;
use linju_kernel::Id;

/// Place moved → ballots about it and entries of its rooms lie where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "ballots-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { moved(&house, area, &event).await }),
};

async fn moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    let (ballots, voters) =
        (follow("ballot", true, area, before), follow("ballot_voter", false, area, before));
    house.db.write(Batch::new().push(ballots).push(voters)).await?;
    Ok(())
}
