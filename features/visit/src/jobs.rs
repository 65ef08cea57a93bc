//! Nobody has to think of it: where no plan stands any more, one is made.

use crate::store::plan;
use crate::work::{Doer, plan as work};
use linju_core::jobs::Job;
use linju_core::{Actor, Error, House, Result};
use std::sync::Arc;

/// Looks every hour whether a plan has run out.
pub const PLAN: Job =
    Job { name: "visit-plan", every_seconds: 3_600, run: |house| Box::pin(plan_all(house)) };

async fn plan_all(house: Arc<House>) -> Result<()> {
    house.reload().await?;
    for area in house.reference().areas.iter().map(|area| area.id) {
        let today = house.now().day(house.reference().zone(area));
        if plan::standing(&house, area).await?.is_some_and(|plan| plan.until_day >= today) {
            continue;
        }
        let doer = Doer { actor: Actor::System(PLAN.name), lead: true, at: house.now() };
        match work::make(&house, &doer, area).await {
            // An area without anyone to visit, or made meanwhile by a person.
            Ok(()) | Err(Error::Refused(_) | Error::Changed) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
