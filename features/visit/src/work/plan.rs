//! The plan of four weeks: made anew in one press, changed by hand.

use super::{Doer, calls, charges};
use crate::rules::month::{self, AHEAD, Goer, Roster, Wanted};
use crate::rules::{Charge, Tier, visitor};
use crate::store::plan::{self as store, PlanRow, Planned, PlannedRow};
use linju_core::access::Role;
use linju_core::ledger::NewEvent;
use linju_core::place::PlaceKind;
use linju_core::{Error, House, Result};
use linju_db::Statement;
use linju_kernel::{Day, Id, Refusal, path};
use std::collections::{HashMap, HashSet};

/// How far back a face is remembered, in days.
const REMEMBERED: i64 = 400;

/// Plans four weeks. What was settled or set by hand stays. Refuses `not-yours` for whoever does not lead the area,
/// `visit-plan-nobody` where nobody works there, and `visit-plan-no-days`.
pub async fn make(house: &House, doer: &Doer, area: Id) -> Result<()> {
    if !doer.lead {
        return Err(Refusal::new("not-yours").into());
    }
    let before = store::standing(house, area).await?;
    let today = doer.at.day(house.reference().zone(area));
    let until = today.plus_days(AHEAD - 1);
    let days = worked(house, area, today, until);
    let (wanted, goers) = gathered(house, doer, area, today).await?;
    let work = tokio::task::spawn_blocking(move || {
        let found = month::month(&wanted, &goers, &days);
        found.map(|roster| (wanted, roster))
    });
    let (wanted, roster) = work.await.map_err(|error| Error::Fault(error.to_string()))??;
    let mut change = doer.change(area);
    change.push(store::write(&PlanRow {
        area_id: area,
        from_day: today,
        until_day: until,
        made_at: doer.at,
        made_by: doer.actor.account(),
        left_out: roster.left_out as i64,
        version: before.map_or(1, |plan| plan.version + 1),
    }));
    change.push(store::clear(area));
    for row in rows(house, area, &wanted, &roster) {
        change.push(Statement::insert("visit_planned", &row));
    }
    let event = NewEvent::new("area", area, "visit_plan").with("visits", roster.slots.len() as i64);
    change.event(event.with("until", until.to_string()).with("left_out", roster.left_out as i64));
    house.commit(change).await
}

/// The days worked from one day to another.
fn worked(house: &House, area: Id, from: Day, until: Day) -> Vec<Day> {
    let reference = house.reference();
    let calendar = reference.calendar(area);
    let days = (0..AHEAD).map(|n| from.plus_days(n));
    days.filter(|day| *day <= until && calendar.works(*day)).collect()
}

fn rows<'a>(
    house: &'a House,
    area: Id,
    wanted: &'a [Wanted],
    roster: &'a Roster,
) -> impl Iterator<Item = PlannedRow> + 'a {
    roster.slots.iter().map(move |slot| {
        let one = &wanted[slot.wanted];
        let (account_id, steward_id) = store::columns_of(slot.goer);
        PlannedRow {
            area_id: area,
            id: house.id(),
            person_id: one.person,
            place_id: one.room,
            day: slot.day,
            counts_from: month::counts_from(slot.day, one.interval),
            minutes: month::minutes(one.tier),
            account_id,
            steward_id,
            by_hand: false,
            done_day: None,
        }
    })
}

/// Who is to be visited, most urgent first, and who goes. Whoever looks after a stairwell goes there; where nobody
/// does, anyone who works here, and to those seen seldom the steward too.
async fn gathered(house: &House, doer: &Doer, area: Id, today: Day) -> Result<(Vec<Wanted>, Vec<Goer>)> {
    let (contacts, grids) = charges(house, area, today).await?;
    let stewards = store::stewards(house, area, today).await?;
    let goers = goers(house, doer, area, &contacts, &grids, &stewards);
    let number = |goer: Goer| goers.iter().position(|one| *one == goer);
    let account = |id: Option<Id>| id.and_then(|id| number(Goer::Account(id)));
    let by_path: Vec<Charge> =
        stewards.iter().map(|(person, path)| Charge { path: path.clone(), account: *person }).collect();
    let faces: HashMap<Id, Id> =
        store::faces(house, area, today.plus_days(-REMEMBERED)).await?.into_iter().collect();
    let buildings = house.places_of(area, &[PlaceKind::Building]).await?;
    let kept: HashSet<Id> = store::set_by_hand(house, area).await?.into_iter().collect();
    let staff: Vec<usize> = (0..goers.len()).filter(|n| matches!(goers[*n], Goer::Account(_))).collect();
    let mut wanted = Vec::new();
    for call in calls(house, area, today).await? {
        let at = call.due.living.path.as_str();
        let person = call.due.living.person;
        if kept.contains(&person) {
            continue;
        }
        let contact = account(visitor(at, &contacts, &[]));
        let seldom = matches!(call.due.tier, Tier::General | Tier::Other);
        let steward = visitor(at, &by_path, &[]).filter(|steward| seldom && *steward != person);
        let steward = steward.and_then(|steward| number(Goer::Steward(steward)));
        let may = match (contact, steward) {
            (None, None) => Vec::new(),
            (None, Some(steward)) => staff.iter().copied().chain([steward]).collect(),
            (Some(contact), steward) => std::iter::once(contact).chain(steward).collect(),
        };
        let building = buildings.iter().position(|b| path::within(at, &b.path));
        wanted.push(Wanted {
            person,
            room: call.lodger.room_id,
            building: building.unwrap_or(buildings.len()),
            tier: call.due.tier,
            interval: call.due.interval,
            due: call.due.day,
            may,
            home: account(visitor(at, &contacts, &grids)),
            last: account(faces.get(&person).copied()),
        });
    }
    Ok((wanted, goers))
}

/// Who goes: whoever looks after a stairwell or works a grid, or else everyone who works here; and the stewards.
fn goers(
    house: &House,
    doer: &Doer,
    area: Id,
    contacts: &[Charge],
    grids: &[Charge],
    stewards: &[(Id, String)],
) -> Vec<Goer> {
    let mut accounts: Vec<Id> = contacts.iter().chain(grids).map(|charge| charge.account).collect();
    if accounts.is_empty() {
        let workers = [Role::CommunityWorker, Role::CommitteeMember];
        accounts.extend(house.reference().staff(area, &workers, doer.at).iter().map(|worker| worker.id));
    }
    accounts.sort_unstable();
    accounts.dedup();
    let mut people: Vec<Id> = stewards.iter().map(|(person, _)| *person).collect();
    people.sort_unstable();
    people.dedup();
    accounts.into_iter().map(Goer::Account).chain(people.into_iter().map(Goer::Steward)).collect()
}

/// Moves a visit to another day, or gives it to another. Refuses `visit-plan-day` for a day that is past or beyond the
/// plan, and `visit-plan-settled` where it was settled or moved meanwhile.
pub async fn shift(house: &House, doer: &Doer, planned: &Planned, day: Day, goer: Goer) -> Result<()> {
    let row = &planned.row;
    let area = row.area_id;
    let today = doer.at.day(house.reference().zone(area));
    let until = store::standing(house, area).await?.map_or(today, |plan| plan.until_day);
    if day < today || day > until.max(row.day) {
        return Err(Refusal::new("visit-plan-day").at("day").into());
    }
    let mut change = doer.change(area);
    change.push(store::shift(row, day, goer));
    let (account, steward) = store::columns_of(goer);
    change.event(
        NewEvent::new("person", row.person_id, "visit_moved")
            .with("from", row.day.to_string())
            .with("to", day.to_string())
            .with("account", account.map(|id| id.to_string()))
            .with("steward", steward.map(|id| id.to_string())),
    );
    house.commit(change).await
}

/// Hands every open visit of one account from today on over to another. Refuses `not-yours` for whoever neither leads
/// the area nor hands over their own, and `visit-plan-same`.
pub async fn hand_over(house: &House, doer: &Doer, area: Id, from: Id, to: Id) -> Result<()> {
    if !doer.lead && doer.actor.account() != Some(from) {
        return Err(Refusal::new("not-yours").into());
    }
    if from == to {
        return Err(Refusal::new("visit-plan-same").at("to").into());
    }
    let today = doer.at.day(house.reference().zone(area));
    let mut change = doer.change(area);
    change.push(store::pass(area, from, to, today));
    let event = NewEvent::new("area", area, "visit_handed_over");
    change.event(event.with("from", from.to_string()).with("to", to.to_string()));
    house.commit(change).await
}
