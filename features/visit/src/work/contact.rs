//! A contact that was no visit is written down once, and counts.

use super::Doer;
use crate::store::contact::ContactRow;
use crate::store::{self, plan};
use linju_core::ledger::NewEvent;
use linju_core::{Change, Error, House, Result};
use linju_db::Statement;

/// Adds what a contact changes to a unit: when they were last met, and what of the plan it settles.
pub(crate) async fn add(house: &House, change: &mut Change, row: &ContactRow) -> Result<()> {
    let found = store::standings(house, row.area_id, &[row.person_id]).await?.pop();
    let standing = found.ok_or(Error::NotFound)?;
    change.push(Statement::insert("visit_contact", row));
    change.push(standing.after_contact(row.kind, row.day).write());
    change.push(plan::settle(row.area_id, row.person_id, row.day));
    let event = NewEvent::new("person", row.person_id, "visit_contact").with("kind", row.kind.code());
    change.event(event.with("day", row.day.to_string()).with("case", row.case_id.map(|id| id.to_string())));
    Ok(())
}

/// Writes a contact down; the same a second time writes nothing.
pub async fn heard(house: &House, doer: &Doer, row: &ContactRow) -> Result<()> {
    let mut change = doer.change(row.area_id);
    add(house, &mut change, row).await?;
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("visit_contact") => Ok(()),
        other => other,
    }
}
