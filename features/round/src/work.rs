//! Carrying it out: load, decide, commit. Pages and the demo's loader come in by this door alike.

mod opening;
mod telling;

pub use opening::{Draft, Plan, Sheet, open, propose, split};
pub use telling::{Facts, Hazard, LONGEST_NOTE, Told, enter, facts_of, learn, look_again};

use crate::rules::{Part, Tally, Verb, lifecycle};
use crate::store::{self, Counted, RoundRow};
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Id, Ts};

/// Someone who does something in a round.
#[derive(Debug, Clone)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// As what.
    pub parts: Vec<Part>,
    /// When.
    pub at: Ts,
}

impl Doer {
    fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }
}

/// How all lines of these sheets stand.
pub fn tally(sheets: &[Counted]) -> Tally {
    let mut all = Tally::default();
    sheets.iter().for_each(|counted| all.join(&counted.tally));
    all
}

/// Takes a step of the round's life. Refuses what [`lifecycle::step`] refuses.
pub async fn step(house: &House, doer: &Doer, row: &RoundRow, verb: Verb, reason: &str) -> Result<()> {
    let tally = tally(&store::sheets(house, row.area_id, row.id).await?);
    let to = lifecycle::step(row.kind, row.state, verb, &doer.parts, &tally, reason)?;
    let closed_at = (to != row.state && verb != Verb::Reopen).then_some(doer.at);
    let next = RoundRow { state: to, closed_at, reason: mask_phones_in(reason), ..row.clone() };
    let mut change = doer.change(row.area_id);
    next.replace().into_iter().for_each(|statement| _ = change.push(statement));
    let event = NewEvent::new("round", row.id, verb.code()).with("waiting", tally.waiting());
    change.event(event.with("all", tally.all()).note(reason));
    house.commit(change).await
}

/// Gives a sheet to someone else, or to the same again, which changes nothing.
pub async fn give(house: &House, doer: &Doer, row: &RoundRow, sheet: i64, to: Id) -> Result<()> {
    lifecycle::LIFE.step(row.state, Verb::Give, &doer.parts)?;
    let mut change = doer.change(row.area_id);
    change.push(store::give(row.area_id, row.id, sheet, to));
    let event = NewEvent::new("round", row.id, Verb::Give.code());
    change.event(event.with("sheet", sheet).with("to", to.to_string()));
    house.commit(change).await
}

/// Records once that `doer` took the names of a round with them; the same list again is the same look.
pub async fn took_names(house: &House, doer: &Doer, row: &RoundRow, field: &str) -> Result<()> {
    let account = doer.actor.account().ok_or(Error::NotFound)?;
    if house.has_looked(row.area_id, account, row.id, row.created_at).await? {
        return Ok(());
    }
    house.record_look(row.area_id, account, row.id, field, &row.title).await
}
