//! Undoing an import: its orders, their requests and cases are gone as if they had never come. A case that
//! someone has worked on since stays, and is named.
//!
//! The ledger is never rewritten. It goes on saying that an order was received and that it was taken out again,
//! so whoever counts by its events comes to what is there.

use super::taking::CHUNK;
use crate::store::hotline_imports::{self as imports, Import, Touch};
use crate::store::{CaseRow, cases};
use crate::work;
use linju_core::access::{Right, Session};
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::{Id, Refusal};
use std::collections::{BTreeMap, HashMap};

/// What undoing an import would come to.
#[derive(Debug, Clone)]
pub struct Undoing {
    /// The import.
    pub import: Import,
    /// The cases that would be gone.
    pub goes: Vec<CaseRow>,
    /// Those that would stay.
    pub stays: Vec<Stays>,
}

/// A case that stays.
#[derive(Debug, Clone)]
pub struct Stays {
    /// The case.
    pub case: CaseRow,
    /// What happened to it since; none where its requester holds it in hand.
    pub touch: Option<Touch>,
}

/// How many went and how many stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// Gone.
    pub gone: usize,
    /// Stayed.
    pub stayed: usize,
}

/// May they undo it? Whoever made it may, and whoever leads the area.
pub fn may(session: &Session, import: &Import) -> bool {
    let own = import.made_by == session.account && session.may(Right::WorkCases, import.area_id);
    own || session.may(Right::Coordinate, import.area_id)
}

/// Says what undoing would come to; nothing is written. The cases are read before what was done to them: what
/// happens in between then shows in one or in the other.
pub async fn look(house: &House, area: Id, import: Id) -> Result<Undoing> {
    let import = imports::load(house, area, import).await?;
    let cases = imports::cases_of(house, area, import.id).await?;
    let mut touched = imports::touched(house, area, import.id).await?;
    let held = imports::held(house, area, import.id).await?;
    let mut undoing = Undoing { import, goes: Vec::new(), stays: Vec::new() };
    for case in cases {
        match touched.remove(&case.id) {
            None if !held.contains(&case.id) => undoing.goes.push(case),
            touch => undoing.stays.push(Stays { case, touch }),
        }
    }
    Ok(undoing)
}

/// Takes out every case that [`look`] says goes. Refuses `not-yours`, and `hotline-undo-nothing` where all were
/// worked on; [`Error::Changed`] where someone begins to at this moment.
pub async fn undo(house: &House, area: Id, session: &Session, import: Id) -> Result<Undone> {
    let Undoing { import, goes, stays } = look(house, area, import).await?;
    if !may(session, &import) {
        return Err(Refusal::new("not-yours").into());
    }
    if goes.is_empty() {
        return Err(Refusal::new("hotline-undo-nothing").into());
    }
    let waiting = imports::waiting_messages(house, area, import.id).await?;
    let undone = Undone { gone: goes.len(), stayed: stays.len() };
    let mut chunks = goes.chunks(CHUNK).peekable();
    while let Some(chunk) = chunks.next() {
        let mut change = Change::new(area, house.now(), Actor::Account(session.account));
        take_out(house, &mut change, &import, chunk, &waiting).await?;
        if chunks.peek().is_none() {
            imports::end(&mut change, import.id);
            let event = NewEvent::new("import", import.id, "hotline_undone");
            change.event(event.with("orders", undone.gone).with("stayed", undone.stayed));
        }
        house.commit(change).await.map_err(|error| match error {
            Error::Db(linju_db::Error::ForeignKey { .. }) => Error::Changed,
            other => other,
        })?;
    }
    Ok(undone)
}

async fn take_out(
    house: &House,
    change: &mut Change,
    import: &Import,
    goes: &[CaseRow],
    waiting: &HashMap<Id, i64>,
) -> Result<()> {
    let mut parting: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for case in goes {
        imports::take_out(change, case.id, waiting.get(&case.id).copied().unwrap_or_default());
        cases::remove(change, house, case);
        change.event(NewEvent::new("case", case.id, "undone").with("import", import.id.to_string()));
        if let Some(into) = case.merged_into {
            parting.entry(into).or_default().push(case.id);
        }
    }
    for (into, parted) in parting {
        part(house, change, into, &parted).await?;
    }
    Ok(())
}

/// The case `into` goes on without the requests that were opened as `parted`.
async fn part(house: &House, change: &mut Change, into: Id, parted: &[Id]) -> Result<()> {
    let old = cases::load(house, change.area, into).await?.row;
    let text = work::index_text_without(house, &old, parted).await?;
    let row = CaseRow { requests: old.requests - parted.len() as i64, ..old.clone() };
    cases::update(change, house, &old, row);
    change.push(Statement::index_text(change.area, into, &text));
    for case in parted {
        change.event(NewEvent::new("case", into, "unjoined").public(true).with("case", case.to_string()));
    }
    Ok(())
}
