//! Carrying it out: load, decide, commit. Pages and the demo's loader come in by this door alike.

pub mod contact;
pub mod pair;
pub mod plan;

use crate::heard::VISIT;
use crate::rules::{Charge, Due, Intervals, Outcome, Tier, Way, plan};
use crate::store::{self, Lodger, StandingRow, VisitRow};
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal, Ts};
use std::collections::HashMap;

/// Someone who does something about visits.
#[derive(Debug, Clone, Copy)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// May they set what holds for the whole area?
    pub lead: bool,
    /// When.
    pub at: Ts,
}

impl Doer {
    pub(crate) fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }
}

/// A visit as it is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// Who was visited.
    pub person: Id,
    /// In which room they live.
    pub room: Id,
    /// How it ended.
    pub outcome: Outcome,
    /// How they were sought.
    pub way: Way,
    /// The day it took place.
    pub day: Day,
    /// One line for the next visit.
    pub note: String,
    /// What the desk is to see to, and as what category.
    pub finding: Option<Finding>,
}

/// Something found on a visit that is work for the desk.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Category of the request it becomes.
    pub category: String,
    /// In words.
    pub words: String,
}

/// Longest note, in characters.
pub const LONGEST_NOTE: usize = 200;
const FINDING: std::ops::RangeInclusive<usize> = 2..=500;
const REASON: std::ops::RangeInclusive<usize> = 2..=100;

/// Writes visits down, all in one unit; the same `once` again writes nothing. Refuses `visit-note-long`,
/// `visit-day-future`, `visit-finding-words` and `visit-finding-category`.
pub async fn enter(house: &House, doer: &Doer, area: Id, told: &[Told], once: &str) -> Result<()> {
    let today = doer.at.day(house.reference().zone(area));
    for one in told {
        fit(house, one, today)?;
    }
    let mut people: Vec<Id> = told.iter().map(|one| one.person).collect();
    people.sort_unstable();
    people.dedup();
    let mut standings = store::standings(house, area, &people).await?;
    let mut change = doer.change(area);
    let mut first = None;
    for one in told {
        let row = row_of(house, doer, area, one)?;
        first.get_or_insert(row.id);
        change.push(row.insert());
        for event in events(&row, one) {
            change.event(event);
        }
        let at = people.binary_search(&one.person).map_err(|_| Error::NotFound)?;
        standings[at] = standings[at].clone().after(one.outcome, one.day);
    }
    let Some(first) = first else { return Ok(()) };
    for standing in &standings {
        change.push(standing.write());
    }
    for one in told.iter().filter(|one| one.outcome != Outcome::NoAnswer) {
        change.push(store::plan::settle(area, one.person, one.day));
    }
    change.once(format!("visit {once}"), first.to_string());
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

fn fit(house: &House, told: &Told, today: Day) -> Result<(), Refusal> {
    let refuse = |name, field| Err(Refusal::new(name).at(field));
    if told.note.chars().count() > LONGEST_NOTE {
        return refuse("visit-note-long", "note");
    }
    if told.day > today {
        return refuse("visit-day-future", "day");
    }
    let Some(finding) = &told.finding else { return Ok(()) };
    if !FINDING.contains(&finding.words.chars().count()) {
        return refuse("visit-finding-words", "finding");
    }
    let known = house.reference().category(&finding.category).is_some_and(|category| category.active);
    if known { Ok(()) } else { refuse("visit-finding-category", "category") }
}

fn row_of(house: &House, doer: &Doer, area: Id, told: &Told) -> Result<VisitRow> {
    let id = house.id();
    let key = house.key(area)?;
    let note = Some(told.note.trim()).filter(|note| !note.is_empty());
    Ok(VisitRow {
        area_id: area,
        id,
        person_id: told.person,
        place_id: told.room,
        outcome: told.outcome,
        way: told.way,
        note_sealed: note.map(|note| key.seal("visit", "note", area, id, note)),
        category: told.finding.as_ref().map(|f| f.category.clone()).unwrap_or_default(),
        day: told.day,
        by_account: doer.actor.account(),
        entered_at: doer.at,
        case_id: None,
        receipt: None,
    })
}

/// What the ledger says of a visit; a finding goes to the desk by the second event.
fn events(row: &VisitRow, told: &Told) -> Vec<NewEvent> {
    let record = NewEvent::new(VISIT, row.id, "record")
        .with("person", row.person_id.to_string())
        .with("outcome", row.outcome.code())
        .with("way", row.way.code())
        .with("day", row.day.to_string());
    let raise = told.finding.as_ref().map(|finding| {
        NewEvent::new(VISIT, row.id, "raise")
            .with("channel", if told.way == Way::Phone { "phone" } else { "doorstep" })
            .with("category", finding.category.as_str())
            .with("place", row.place_id.to_string())
            .note(&finding.words)
    });
    std::iter::once(record).chain(raise).collect()
}

/// Sets the tier of someone by hand, or lets it be derived again. Refuses `visit-tier-reason` at `reason` where one is
/// set without a reason.
pub async fn set_tier(
    house: &House,
    doer: &Doer,
    row: StandingRow,
    tier: Option<Tier>,
    reason: &str,
) -> Result<()> {
    if tier.is_some() && !REASON.contains(&reason.chars().count()) {
        return Err(Refusal::new("visit-tier-reason").at("reason").into());
    }
    let (area, person) = (row.area_id, row.person_id);
    let key = house.key(area)?;
    let reason = tier.map(|_| key.seal("visit_standing", "reason", area, person, reason));
    let mut change = doer.change(area);
    change.push(StandingRow { tier, reason_sealed: reason, ..row }.write());
    let code = tier.map_or("", Tier::code);
    change.event(NewEvent::new("person", person, "visit_tier").with("tier", code));
    house.commit(change).await
}

/// Sets the intervals of an area. Refuses `not-yours` for whoever does not lead it.
pub async fn set_intervals(house: &House, doer: &Doer, area: Id, intervals: &Intervals) -> Result<()> {
    if !doer.lead {
        return Err(Refusal::new("not-yours").into());
    }
    let mut change = doer.change(area);
    for statement in store::set_intervals(area, intervals) {
        change.push(statement);
    }
    let event = NewEvent::new("area", area, "visit_intervals");
    let event = Tier::ALL.iter().fold(event, |event, tier| event.with(tier.code(), intervals.days(*tier)));
    change.event(event);
    house.commit(change).await
}

/// Someone due, with where they live.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who and by when.
    pub due: Due,
    /// Where.
    pub lodger: Lodger,
}

/// Everyone who lives in the area, most urgent first, as it stands on `day`.
pub async fn calls(house: &House, area: Id, day: Day) -> Result<Vec<Call>> {
    let lodgers = store::lodgers(house, area, day).await?;
    Ok(by_urgency(&lodgers, &store::intervals(house, area).await?, day))
}

/// One person, as it stands on `day`; none who does not live here. What the others of the room are decides the tier.
pub async fn call(house: &House, area: Id, person: Id, day: Day) -> Result<Option<Call>> {
    let lodgers = store::household(house, area, person, day).await?;
    let calls = by_urgency(&lodgers, &store::intervals(house, area).await?, day);
    Ok(calls.into_iter().find(|call| call.due.living.person == person))
}

fn by_urgency(lodgers: &[Lodger], intervals: &Intervals, day: Day) -> Vec<Call> {
    let living: Vec<_> = lodgers.iter().map(|lodger| lodger.living.clone()).collect();
    let at: HashMap<(Id, &str), &Lodger> =
        lodgers.iter().map(|l| ((l.living.person, l.living.path.as_str()), l)).collect();
    let call = |due: Due| Call { lodger: at[&(due.living.person, due.living.path.as_str())].clone(), due };
    plan(&living, intervals, day).into_iter().map(call).collect()
}

/// Who looks after what, and who works which grid, on `day`.
pub async fn charges(house: &House, area: Id, day: Day) -> Result<(Vec<Charge>, Vec<Charge>)> {
    let held = house.assignments(area, day).await?;
    let contacts = held
        .into_iter()
        .filter(|a| a.from_day <= day)
        .map(|a| Charge { path: a.path, account: a.account_id })
        .collect();
    let mut grids = Vec::new();
    for grid in house.grids(area).await? {
        let charge = |account| move |path| Charge { path, account };
        let places = grid.places.into_iter().map(|place| place.path);
        grids.extend(grid.worker_id.into_iter().flat_map(|worker| places.clone().map(charge(worker))));
    }
    Ok((contacts, grids))
}
