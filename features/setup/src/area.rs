//! What an area sets up for itself, and the roster it keeps. Whoever works on its cases reads it; whoever
//! coordinates the area changes it.

pub mod contact;
pub mod dispatch;
pub mod duty;
pub mod hours;

use linju_core::ledger::NewEvent;
use linju_core::{Change, House};
use linju_db::Statement;
use linju_web::{Result, Staff};

/// Writes `statements` with their event and reads anew what changes rarely.
async fn commit(house: &House, staff: &Staff, statements: Vec<Statement>, event: NewEvent) -> Result<()> {
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    statements.into_iter().for_each(|statement| _ = change.push(statement));
    change.event(event);
    house.commit(change).await?;
    Ok(house.refresh().await?)
}
