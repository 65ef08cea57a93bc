//! When a calendar or a category's limits change, the deadlines of open cases are set anew, each with its event.

use crate::rules::decide::clocks;
use crate::store::cases;
use crate::work;
use linju_core::ledger::{Event, NewEvent};
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::Id;
use std::sync::Arc;

/// Calendar or category changed → deadlines anew.
pub const REACTION: Reaction = Reaction {
    name: "deadlines-anew",
    on: &[
        ("calendar", "notice_taken_in"),
        ("calendar", "hours_changed"),
        ("calendar", "own_day_set"),
        ("calendar", "own_day_dropped"),
        ("category", "category_changed"),
    ],
    run: |house, area, event| Box::pin(async move { anew(&house, area, &event).await }),
};

async fn anew(house: &Arc<House>, area: Id, event: &Event) -> Result<()> {
    house.reload().await?;
    for id in cases::unsettled(house, area).await? {
        one(house, area, id, event).await?;
    }
    Ok(())
}

/// Sets one case's clocks anew. A case that someone is changing at this moment is read again.
async fn one(house: &Arc<House>, area: Id, id: Id, event: &Event) -> Result<()> {
    loop {
        let stored = cases::load(house, area, id).await?;
        let mut case = stored.case.clone();
        let now = house.now();
        work::with_facts(house, &stored.row, now, |facts| clocks(&mut case, facts))?;
        if (case.contact_due, case.settle_due) == (stored.case.contact_due, stored.case.settle_due) {
            return Ok(());
        }
        let mut change = Change::new(area, now, Actor::System(REACTION.name));
        let cause = format!("{}.{}", event.subject_kind, event.verb);
        let due = case.due_at().map(|due| due.0);
        change.event(NewEvent::new("case", id, "reclock").public(true).with("cause", cause).with("due", due));
        let row = stored.row.clone().with(&case);
        cases::update(&mut change, house, &stored.row, row);
        match house.commit(change).await {
            Err(Error::Changed) => {}
            other => return other,
        }
    }
}
