//! 共建单位: agreements, papers, what was given, and what is kept in order.

use super::Doer;
use crate::rules::partner::{AGREEMENT, Deed};
use crate::rules::{Owner, Part};
use crate::store::item;
use crate::store::partner::{self, AgreementRow, AssetRow, ContributionRow, PaperRow, PartnerRow};
use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::{Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Day, Id, Refusal};

/// Kind of a partner among all things, as events name it.
const PARTNER: &str = "partner";
/// Kind of an asset.
const ASSET: &str = "asset";

fn begun(doer: &Doer, area: Id, part: Part) -> Result<Change> {
    if doer.parts.contains(&part) { Ok(doer.change(area)) } else { Err(Refusal::new("not-yours").into()) }
}

/// Says what a partner is and where interests might collide.
pub async fn know(house: &House, doer: &Doer, row: &PartnerRow) -> Result<()> {
    let mut change = begun(doer, row.area_id, Part::Desk)?;
    change.push(PartnerRow { conflict: mask_phones_in(&row.conflict), ..row.clone() }.save());
    let event = NewEvent::new(PARTNER, row.organisation_id, "know");
    change.event(event.with("conflict", !row.conflict.is_empty()).note(&row.conflict));
    house.commit(change).await
}

/// Drafts an agreement. Refuses `list-agreement-days` where it ends before it begins.
pub async fn draft(house: &House, doer: &Doer, row: &AgreementRow) -> Result<()> {
    if row.to_day < row.from_day {
        return Err(Refusal::new("list-agreement-days").at("to").into());
    }
    let mut change = begun(doer, row.area_id, Part::Desk)?;
    change.push(row.insert());
    change.event(NewEvent::new(PARTNER, row.organisation_id, "draft").with("agreement", row.id.to_string()));
    house.commit(change).await
}

/// Takes a step of an agreement's life.
pub async fn deed(house: &House, doer: &Doer, row: &AgreementRow, deed: Deed) -> Result<()> {
    let to = AGREEMENT.step(row.state(), deed, &[()])?;
    let mut change = begun(doer, row.area_id, Part::Lead)?;
    change.push(row.moved(to));
    let event = NewEvent::new(PARTNER, row.organisation_id, deed.code());
    change.event(event.with("agreement", row.id.to_string()));
    house.commit(change).await
}

/// Keeps a paper that was seen.
pub async fn paper(house: &House, doer: &Doer, row: &PaperRow) -> Result<()> {
    let mut change = begun(doer, row.area_id, Part::Desk)?;
    change.push(Statement::insert("partner_paper", row));
    let event = NewEvent::new(PARTNER, row.organisation_id, "paper");
    change.event(event.with("kind", row.kind.as_str()).with("to", row.to_day.to_string()));
    house.commit(change).await
}

/// Writes down what a partner gave; the same `once` again writes nothing.
pub async fn contribute(house: &House, doer: &Doer, row: &ContributionRow, once: &str) -> Result<()> {
    let mut change = begun(doer, row.area_id, Part::Desk)?;
    change.once(format!("contribution {once}"), row.id.to_string());
    write(&mut change, row, "contribute");
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

/// Takes a line back by one that outweighs it. Refuses `list-taken-back` where that was done.
pub async fn take_back(house: &House, doer: &Doer, old: &ContributionRow) -> Result<()> {
    if old.takes_back.is_some() {
        return Err(Refusal::new("list-taken-back").into());
    }
    let mut change = begun(doer, old.area_id, Part::Lead)?;
    let today = doer.at.day(house.reference().zone(old.area_id));
    let row = ContributionRow {
        id: house.id(),
        amount: -old.amount,
        day: today,
        takes_back: Some(old.id),
        entered_by: doer.actor.account(),
        ..old.clone()
    };
    write(&mut change, &row, "take_back");
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("contribution") => {
            Err(Refusal::new("list-taken-back").into())
        }
        other => other,
    }
}

fn write(change: &mut Change, row: &ContributionRow, verb: &'static str) {
    change.push(Statement::insert("contribution", row));
    let event = NewEvent::new(PARTNER, row.organisation_id, verb).public(true);
    change.event(
        event.with("gift", row.gift.as_str()).with("amount", row.amount).with("field", row.field.as_str()),
    );
}

/// What is put up, and who keeps it.
#[derive(Debug, Clone)]
pub struct PutUp {
    /// What.
    pub title: String,
    /// Where.
    pub place: Place,
    /// Who gave it.
    pub given_by: Option<Id>,
    /// The item it came of.
    pub item: Option<Id>,
    /// Who keeps it.
    pub keeper: Owner,
    /// How often it is looked at, in days.
    pub every_days: i64,
}

/// Puts something up. Refuses `list-keeper` where nobody keeps it, `list-every` for an interval that is none.
pub async fn put_up(house: &House, doer: &Doer, what: PutUp) -> Result<()> {
    if what.keeper == Owner::Nobody {
        return Err(Refusal::new("list-keeper").at("keeper").into());
    }
    if !(1..=730).contains(&what.every_days) {
        return Err(Refusal::new("list-every").at("every").into());
    }
    let area = what.place.area_id;
    let today = doer.at.day(house.reference().zone(area));
    if let Some(item) = what.item {
        item::load(house, area, item).await?;
    }
    let row = AssetRow {
        area_id: area,
        id: house.id(),
        title: what.title,
        place_id: what.place.id,
        place_path: what.place.path,
        place_name: what.place.full_name,
        given_by: what.given_by,
        item_id: what.item,
        keeper_kind: what.keeper.code().into(),
        keeper_id: what.keeper.id(),
        every_days: what.every_days,
        next_check: today.plus_days(what.every_days),
        state: "in_use".into(),
        since_day: today,
        version: 1,
    };
    let mut change = begun(doer, area, Part::Desk)?;
    change.push(row.insert());
    change
        .event(NewEvent::new(ASSET, row.id, "put_up").public(true).with("next", row.next_check.to_string()));
    house.commit(change).await
}

/// Says how an asset was found; it is looked at again after its interval, and the day after where it is faulty.
pub async fn look_after(house: &House, doer: &Doer, row: &AssetRow, state: &str) -> Result<()> {
    let known = ["in_use", "faulty", "gone"];
    let state =
        known.into_iter().find(|known| *known == state).ok_or(Refusal::new("list-found").at("found"))?;
    let today = doer.at.day(house.reference().zone(row.area_id));
    let next = today.plus_days(if state == "faulty" { 1 } else { row.every_days });
    let mut change = begun(doer, row.area_id, Part::Desk)?;
    change.push(row.checked(state, next));
    change.event(
        NewEvent::new(ASSET, row.id, "look_after").with("state", state).with("next", next.to_string()),
    );
    house.commit(change).await
}

/// The papers of a partner that no longer hold, or soon will not.
pub async fn ending(house: &House, area: Id, today: Day) -> Result<Vec<PaperRow>> {
    let mut papers = partner::papers(house, area, None).await?;
    papers.retain(|paper| paper.to_day <= today.plus_days(30));
    Ok(papers)
}
