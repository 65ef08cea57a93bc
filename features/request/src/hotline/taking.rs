//! Taking orders in: one import, which can be undone.

use super::{Incoming, Numbered, UNKNOWN, Verdict, dry_run};
use crate::intake::{self, Said};
use crate::rules::Command;
use crate::rules::case::Channel;
use crate::store::hotline::SOURCE;
use crate::store::hotline_imports::{self as imports, Import};
use crate::store::{cases, hotline as store};
use crate::work::{self, Doer, Press};
use linju_core::access::Session;
use linju_core::area::Area;
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::Id;
use std::collections::HashMap;

/// Orders written in one transaction.
pub(super) const CHUNK: usize = 500;
const MOST_NAME: usize = 120;

/// What a person decided about a row on the dry run's page.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The category.
    pub category: Option<String>,
    /// The open case it is another voice of.
    pub into: Option<Id>,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The cases made.
    pub new: Vec<Id>,
    /// How many of them go on in another case.
    pub joined: i64,
    /// Rows that had been brought in before.
    pub already: i64,
    /// Rows that could not be.
    pub faulty: i64,
}

/// Takes in what can be taken in of the file called `name` (nothing, for a paste), as one import. A number that
/// was brought in before creates nothing; where nothing is new, there is no import either.
pub async fn take_in(
    house: &House,
    area: &Area,
    session: &Session,
    name: &str,
    rows: Vec<Numbered>,
    choices: &HashMap<usize, Choice>,
) -> Result<Taken> {
    let mut taken = Taken::default();
    let (import, mut changes, mut joins) = (house.id(), Vec::new(), Vec::new());
    for row in dry_run(house, area, rows).await? {
        match row.verdict {
            Verdict::Already(_) => taken.already += 1,
            Verdict::Faulty(_) => taken.faulty += 1,
            Verdict::New(new) => {
                let choice = choices.get(&row.line).cloned().unwrap_or_default();
                let into = choice.into.filter(|into| new.same.iter().any(|line| line.id == *into));
                let (mut change, received) =
                    intake::prepare(house, said(*new, choice.category, session.account)).await?;
                store::insert(&mut change, house, received.case, received.request, &row.cells)?;
                imports::brought(&mut change, import, received.case);
                taken.new.push(received.case);
                joins.extend(into.map(|into| (received.case, into)));
                changes.push(change);
            }
        }
    }
    if changes.is_empty() {
        return Ok(taken);
    }
    changes.insert(0, begun(house, area.id, session, import, name, &taken));
    while !changes.is_empty() {
        let chunk = changes.drain(..changes.len().min(CHUNK)).collect();
        house.commit_all(chunk).await.map_err(|error| match error {
            Error::Db(error) if error.is_unique("request") => Error::Changed,
            other => other,
        })?;
    }
    for (case, into) in joins {
        taken.joined += i64::from(join(house, area.id, session, case, into).await?);
    }
    Ok(taken)
}

fn begun(house: &House, area: Id, session: &Session, id: Id, name: &str, taken: &Taken) -> Change {
    let mut change = Change::new(area, house.now(), Actor::Account(session.account));
    let orders = taken.new.len() as i64;
    let import = Import {
        area_id: area,
        id,
        file_name: name.trim().chars().take(MOST_NAME).collect(),
        orders,
        already: taken.already,
        faulty: taken.faulty,
        made_by: session.account,
        made_at: change.at,
    };
    imports::begin(&mut change, &import);
    change.event(NewEvent::new("import", id, "hotline_imported").with("orders", orders));
    change
}

fn said(new: Incoming, category: Option<String>, account: Id) -> Said {
    let first = new.categories.first().cloned().unwrap_or_else(|| UNKNOWN.into());
    Said {
        channel: Channel::Hotline,
        place_note: if new.located { String::new() } else { new.order.place },
        place: new.place,
        words: new.order.words,
        category: category.filter(|c| new.categories.contains(c)).unwrap_or(first),
        nature: String::new(),
        name: new.order.caller,
        phone: new.order.phone,
        behalf: None,
        way: None,
        entered_by: Some(account),
        source: Some((SOURCE.into(), new.order.number.clone())),
        at: new.order.dispatched_at,
        title: new.order.title,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: Some((new.order.number, new.order.due)),
        once: None,
    }
}

/// Lets the new case go on in an open one; false where that one has ended in the meantime.
async fn join(house: &House, area: Id, session: &Session, case: Id, into: Id) -> Result<bool> {
    let target = cases::load(house, area, into).await?;
    let stored = cases::load(house, area, case).await?;
    let doer = Doer::of(session, &stored.row);
    let press = Press::one(Command::Merge { into, into_open: target.row.open }, "");
    let mut change = Change::new(area, house.now(), doer.actor);
    let joined = async {
        work::prepare(house, &doer, stored, press, &mut change).await?;
        imports::joined(&mut change, case, into);
        house.commit(change).await
    };
    match joined.await {
        Ok(()) => Ok(true),
        Err(Error::Refused(_) | Error::Changed) => Ok(false),
        Err(error) => Err(error),
    }
}
