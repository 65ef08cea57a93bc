//! 老伙伴: pairs made and ended, and the slip a volunteer brings.

use super::{Doer, contact};
use crate::rules::Contact;
use crate::rules::pair::may_pair;
use crate::store::contact::ContactRow;
use crate::store::pair::{self as store, PairRow};
use linju_core::ledger::NewEvent;
use linju_core::{Error, House, Result};
use linju_db::Statement;
use linju_kernel::{Day, Id, Refusal};

/// Pairs a volunteer with someone. Refuses as [`may_pair`].
pub async fn pair(house: &House, doer: &Doer, area: Id, volunteer: Id, person: Id) -> Result<()> {
    let held = store::pairs(house, area).await?;
    let elders = held.iter().filter(|pair| pair.volunteer_id == volunteer).count();
    let volunteers = held.iter().filter(|pair| pair.person_id == person).count();
    may_pair(elders, volunteers, volunteer == person)?;
    let today = doer.at.day(house.reference().zone(area));
    let row = PairRow {
        area_id: area,
        id: house.id(),
        volunteer_id: volunteer,
        person_id: person,
        from_day: today,
        to_day: None,
    };
    let mut change = doer.change(area);
    change.push(Statement::insert("visit_pair", &row));
    change.event(NewEvent::new("person", person, "visit_paired").with("volunteer", volunteer.to_string()));
    house.commit(change).await
}

/// Ends a pair today.
pub async fn part(house: &House, doer: &Doer, area: Id, id: Id) -> Result<()> {
    let held = store::pairs(house, area).await?;
    let pair = held.iter().find(|pair| pair.id == id).ok_or(Error::NotFound)?;
    let mut change = doer.change(area);
    change.push(pair.end(doer.at.day(house.reference().zone(area))));
    let event = NewEvent::new("person", pair.person_id, "visit_parted");
    change.event(event.with("volunteer", pair.volunteer_id.to_string()));
    house.commit(change).await
}

/// Enters a volunteer's slip: with whom they were in touch, when. The same `once` again writes nothing. Refuses
/// `visit-day-future`, and `visit-slip-empty` where nothing is on it.
pub async fn slip(
    house: &House,
    doer: &Doer,
    area: Id,
    volunteer: Id,
    days: &[(Id, Day)],
    once: &str,
) -> Result<()> {
    let today = doer.at.day(house.reference().zone(area));
    if days.is_empty() {
        return Err(Refusal::new("visit-slip-empty").into());
    }
    if days.iter().any(|(_, day)| *day > today) {
        return Err(Refusal::new("visit-day-future").into());
    }
    let held = store::pairs(house, area).await?;
    let theirs = |person: Id| held.iter().any(|p| p.volunteer_id == volunteer && p.person_id == person);
    let mut change = doer.change(area);
    let mut people: Vec<Id> = days.iter().map(|(person, _)| *person).collect();
    people.sort_unstable();
    people.dedup();
    for person in people {
        if !theirs(person) {
            return Err(Error::NotFound);
        }
        let mut on: Vec<Day> = days.iter().filter(|(who, _)| *who == person).map(|(_, day)| *day).collect();
        on.sort_unstable();
        let row = |day: Day| ContactRow {
            area_id: area,
            id: house.id(),
            person_id: person,
            kind: Contact::Volunteer,
            day,
            case_id: None,
            volunteer_id: Some(volunteer),
        };
        let Some(last) = on.pop() else { continue };
        for day in on {
            change.push(Statement::insert("visit_contact", &row(day)));
        }
        contact::add(house, &mut change, &row(last)).await?;
    }
    change.once(format!("visit slip {once}"), volunteer.to_string());
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}
