//! 双向认领: the committee asks for an offer, or a partner brings it.

use super::{Doer, Given, prepare};
use crate::rules::partner::{Wish, fit};
use crate::rules::{List, Owner, Part, Verb};
use crate::store::ItemRow;
use crate::store::claim::{self, AskedBy, ClaimRow, Match};
use crate::store::item::{self, ITEM};
use linju_core::ledger::NewEvent;
use linju_core::{Change, House, Result};
use linju_kernel::{Day, Id, Refusal};
use std::cmp::Reverse;

/// Offers shown beside a need.
const MOST_SUGGESTED: usize = 5;

fn row(
    house: &House,
    need: &ItemRow,
    offer: &ItemRow,
    amount: i64,
    due: Day,
    by: AskedBy,
) -> Result<ClaimRow> {
    let organisation_id = offer.offered_by.ok_or(Refusal::new("list-not-offered").at("offer"))?;
    let fine = offer.list() == List::Resource && offer.open && (1..=offer.left()).contains(&amount);
    if !fine || need.area_id != offer.area_id {
        return Err(Refusal::new("list-used-up").at("amount").into());
    }
    Ok(ClaimRow {
        area_id: need.area_id,
        id: house.id(),
        item_id: need.id,
        offer_id: offer.id,
        organisation_id,
        amount,
        asked_by: by.code().into(),
        state: Match::Asked.code().into(),
        due_day: due,
        at: house.now(),
        version: 1,
    })
}

/// Asks the partner whose offer it is for `amount` of it. Refuses `list-used-up`, and `list-not-here` where the
/// need is taken already.
pub async fn ask(house: &House, doer: &Doer, need: &ItemRow, offer: &ItemRow, amount: i64) -> Result<()> {
    if !doer.parts.contains(&Part::Desk) {
        return Err(Refusal::new("not-yours").into());
    }
    if !need.state().is_free() || need.list() == List::Resource {
        return Err(Refusal::new("list-not-here").into());
    }
    let today = doer.at.day(house.reference().zone(need.area_id));
    let row = row(house, need, offer, amount, need.due_day.max(today), AskedBy::Need)?;
    let mut change = doer.change(need.area_id);
    change.push(row.insert());
    let event = NewEvent::new(ITEM, need.id, "ask_offer").with("offer", offer.id.to_string());
    change.event(event.with("organisation", row.organisation_id.to_string()).with("amount", amount));
    // Pressed twice is asked once.
    change.once(format!("list-ask {} {} {}", need.id, offer.id, need.version), row.id.to_string());
    match house.commit(change).await {
        Err(linju_core::Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

/// The partner's answer: with yes the need is theirs until `due`, and what they offered is booked.
pub async fn answer(house: &House, doer: &Doer, asked: &ClaimRow, yes: bool, due: Option<Day>) -> Result<()> {
    if doer.organisation != Some(asked.organisation_id) || asked.state() != Match::Asked {
        return Err(Refusal::new("not-yours").into());
    }
    let need = item::load(house, asked.area_id, asked.item_id).await?;
    let mut change = doer.change(asked.area_id);
    if yes {
        let offer = item::load(house, asked.area_id, asked.offer_id).await?;
        let to = Some(Owner::Organisation(asked.organisation_id));
        let given = Given { to, due: due.or(Some(asked.due_day)), ..Given::default() };
        prepare(house, doer, &need, Verb::Claim, given, &mut change).await?;
        change.push(asked.moved(Match::Agreed)).push(claim::book(&offer, asked.amount));
    } else {
        change.push(asked.moved(Match::Declined));
        let event = NewEvent::new(ITEM, need.id, "decline_offer");
        change.event(event.with("organisation", asked.organisation_id.to_string()));
    }
    house.commit(change).await
}

/// Books `amount` of `offer` for the need that its giver takes with it. Refuses where it is another's offer.
pub(super) fn agree(
    house: &House,
    change: &mut Change,
    need: &ItemRow,
    offer: &ItemRow,
    amount: i64,
) -> Result<()> {
    if offer.offered_by.is_none() || offer.offered_by != need.owner_id {
        return Err(Refusal::new("list-not-offered").at("offer").into());
    }
    let row = row(house, need, offer, amount, need.due_day, AskedBy::Offer)?;
    let agreed = ClaimRow { state: Match::Agreed.code().into(), ..row };
    change.push(agreed.insert()).push(claim::book(offer, amount));
    Ok(())
}

/// Offers of the area that may fit a need, best first, with how well; at most five.
pub async fn suggestions(house: &House, need: &ItemRow) -> Result<Vec<(ItemRow, i64)>> {
    let offers = item::offers(house, need.area_id, 200).await?;
    let fitting = |offer: ItemRow| Some((fit(&wish(need), &wish(&offer)), offer)).filter(|(fit, _)| *fit > 0);
    let mut all: Vec<(i64, ItemRow)> = offers.into_iter().filter_map(fitting).collect();
    all.sort_by_key(|(fit, offer)| (-fit, offer.id));
    all.truncate(MOST_SUGGESTED);
    Ok(all.into_iter().map(|(fit, offer)| (offer, fit)).collect())
}

/// The one of `offers` that fits a need best, if any does.
pub fn best_offer<'a>(need: &ItemRow, offers: &'a [ItemRow]) -> Option<&'a ItemRow> {
    let fit = |offer: &&ItemRow| fit(&wish(need), &wish(offer));
    offers.iter().filter(|offer| fit(offer) > 0).max_by_key(|offer| (fit(offer), Reverse(offer.id)))
}

fn wish(row: &ItemRow) -> Wish {
    let (place_path, title) = (row.place_path.clone(), row.title.clone());
    Wish { theme: row.theme(), place_path, title, left: row.left() }
}

/// The offer of `organisation` with that id, if it is theirs.
pub async fn own_offer(house: &House, area: Id, organisation: Id, offer: Id) -> Result<ItemRow> {
    let row = item::load(house, area, offer).await?;
    if row.offered_by == Some(organisation) { Ok(row) } else { Err(linju_core::Error::NotFound) }
}
