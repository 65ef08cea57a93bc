//! The past of an area's cases, as its ledger tells it.

use crate::rules::ladder::{Past, Timer};
use crate::rules::{Level, Party, State, Verb};
use linju_core::ledger::Event;
use linju_core::{House, Result};
use linju_db::{Sql, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};
use serde_json::Value;
use std::collections::BTreeMap;

/// What happened before `to` to the cases that had not ended at `from`, case by case, each in order.
pub async fn pasts(house: &House, area: Id, from: Ts, to: Ts) -> Result<Vec<Vec<Past>>> {
    let select = Event::select("e");
    let sql = format!(
        "select {select} from event e join cases c on c.area_id = e.area_id and c.id = e.subject_id \
         where e.area_id = ? and e.subject_kind = 'case' and e.at < ? \
         and (c.closed_at is null or c.closed_at >= ?) order by e.seq"
    );
    let events: Vec<Event> = house.db.all(Sql::new(sql, args![area, to, from])).await?;
    let mut pasts: BTreeMap<Id, Vec<Past>> = BTreeMap::new();
    for event in events {
        pasts.entry(event.subject_id).or_default().push(past(&event));
    }
    Ok(pasts.into_values().collect())
}

fn past(event: &Event) -> Past {
    let facts = event.facts();
    let text = |key: &str| facts[key].as_str();
    let verb = Verb::of(&event.verb);
    let received = event.verb == "receive";
    Past {
        at: event.at,
        verb,
        by: Timer::of(&event.actor_kind),
        state: text("state").and_then(State::of),
        due: facts.get("due").map(|due| due.as_i64().map(Ts)),
        until: text("until").and_then(|day| day.parse().ok()),
        level: text("level").and_then(Level::of),
        party: text("party").map(|code| Party::of(code, text("to").and_then(|id| id.parse().ok()))),
        begins: received || verb == Some(Verb::Dispute),
    }
}

/// A fact of the event that says what is due next: none where nothing is.
pub fn due_fact(due: Option<Ts>) -> Value {
    due.map_or(Value::Null, |due| Value::from(due.0))
}
