//! 群众下单: a resident orders from the menu; the order is a need of the list.

use super::{Doer, Draft, put};
use crate::rules::{List, Part, Source, Theme};
use crate::store::order::{Clear, MenuRow, OrderRow};
use linju_core::access::token;
use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::{Actor, Error, House, Result};
use linju_db::Statement;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal, Ts};

/// Digits of the code on a slip.
const CODE: usize = 16;

/// What someone got for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The need it became.
    pub item: Id,
    /// Its four digits.
    pub receipt: i64,
    /// What opens it, in the address of its page.
    pub code: String,
}

/// Places an order at `place`. The same `once` again gives the first one.
pub async fn order(
    house: &House,
    menu: &MenuRow,
    place: Place,
    clear: Clear<'_>,
    at: Ts,
    once: &str,
) -> Result<Placed> {
    let area = menu.area_id;
    if !menu.active {
        return Err(Error::NotFound);
    }
    let receipt = house.next_receipt(area).await?.number;
    let code = code_of(house, area, once)?;
    let today = at.day(house.reference().zone(area));
    let draft = Draft {
        theme: Theme::of(&menu.theme).unwrap_or(Theme::Other),
        source: (Source::Order, Some(once.to_owned())),
        requires: menu.requires.clone(),
        public: false,
        due: Some(today.plus_days(menu.within_days)),
        ..Draft::plain(List::Need, Source::Order, &menu.title, place)
    };
    let item = draft.row(house, at, None);
    let order = OrderRow::of(house, &item, menu.id, receipt, &code, clear)?;
    let doer = Doer::system("order", at);
    let mut change = doer.change(area);
    let key = format!("order {once}");
    change.once(key.clone(), format!("{} {receipt}", item.id));
    put(&mut change, &item, None);
    change.push(Statement::insert("list_order", &order));
    match house.commit(change).await {
        Ok(()) => Ok(Placed { item: item.id, receipt, code }),
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(area, &key).await?.unwrap_or_default();
            let mut parts = first.split(' ');
            let item = parts.next().and_then(|id| id.parse().ok()).ok_or(Error::Changed)?;
            let receipt = parts.next().and_then(|n| n.parse().ok()).ok_or(Error::Changed)?;
            Ok(Placed { item, receipt, code })
        }
        Err(error) => Err(error),
    }
}

/// The code that opens the order sent under `once`: only the area's key makes it, so that it is kept nowhere.
fn code_of(house: &House, area: Id, once: &str) -> Result<String> {
    let print = house.key(area)?.fingerprint("order", once);
    Ok(token::hex(&print).chars().take(CODE).collect())
}

/// Puts a line on the menu, or writes it over the one that was read.
pub async fn save_menu(house: &House, doer: &Doer, row: &MenuRow, fresh: bool) -> Result<()> {
    if !doer.parts.contains(&Part::Desk) {
        return Err(Refusal::new("not-yours").into());
    }
    let mut change = doer.change(row.area_id);
    change.push(if fresh { row.insert() } else { row.replace() });
    let verb = if fresh { "add" } else { "change" };
    change.event(NewEvent::new("menu_item", row.id, verb).with("active", row.active));
    house.commit(change).await
}

/// Name and phone of whoever ordered, in clear; the look is recorded with its reason.
pub async fn reveal(house: &House, actor: Actor, order: &OrderRow, reason: &str) -> Result<(String, String)> {
    let account = actor.account().ok_or(Error::NotFound)?;
    house.record_look(order.area_id, account, order.item_id, "phone", reason).await?;
    order.clear(house)
}
