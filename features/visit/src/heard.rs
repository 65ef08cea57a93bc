//! What happens elsewhere and matters to visits.
//!
//! A finding goes to the desk and comes back as the case it became: `raise` on a visit is an event that carries the
//! words beside it; the desk takes them in as a request and says so with `receive`, naming the visit they came from.
//!
//! Any real contact counts: `receive` says whom of the registry it is about, where the number they gave is one
//! person's, and what follows with the case is a contact with them; `sign_in` of a meeting says the same.

use crate::rules::contact::{Heard, counts};
use crate::store::{self, contact as contacts};
use crate::work::{Doer, contact};
use linju_core::ledger::{Event, NewEvent};
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, House, Result};
use linju_kernel::Id;

/// Kind of a visit among all things, as events name it.
pub const VISIT: &str = "visit";

/// A finding was taken in as a request → the visit shows the receipt.
pub const BECAME_A_CASE: Reaction = Reaction {
    name: "visit-finding-received",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { tie(&house, area, &event).await }),
};

async fn tie(house: &House, area: Id, event: &Event) -> Result<()> {
    let Some((visit, receipt)) = event.taken_in_from(VISIT) else { return Ok(()) };
    let mut change = Change::new(area, house.now(), Actor::System(BECAME_A_CASE.name));
    change.push(store::became(area, visit, event.subject_id, receipt));
    change.event(NewEvent::new(VISIT, visit, "became_case").with("case", event.subject_id.to_string()));
    house.commit(change).await
}

/// Someone of ours spoke to a person of the registry → they were met that day.
pub const REAL_CONTACT: Reaction = Reaction {
    name: "visit-real-contact",
    on: &[
        ("case", "receive"),
        ("case", "contact"),
        ("case", "handle"),
        ("case", "confirm"),
        ("case", "dispute"),
        ("meeting", "sign_in"),
    ],
    run: |house, area, event| Box::pin(async move { count(&house, area, &event).await }),
};

async fn count(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let fact = |key: &str| facts[key].as_str().unwrap_or_default();
    let case = Some(event.subject_id).filter(|_| event.subject_kind == "case");
    let named: Option<Id> = fact("person").parse().ok();
    let person = match (named, case) {
        (None, Some(case)) => contacts::whose(house, area, case).await?,
        (named, _) => named,
    };
    let Some(person) = person else { return Ok(()) };
    let day = event.at.day(house.reference().zone(area));
    if let Some(case) = case.filter(|_| event.verb == "receive") {
        let sentence = contacts::belongs(area, case, person);
        house.db.write(linju_db::Batch::new().push(sentence)).await?;
    }
    let at_home = match case.filter(|_| event.verb == "handle") {
        Some(case) => contacts::at_home(house, area, case, person, day).await?,
        None => false,
    };
    let heard = Heard {
        kind: &event.subject_kind,
        verb: &event.verb,
        actor: &event.actor_kind,
        channel: fact("channel"),
        from_elsewhere: facts["from"].is_string(),
        at_home,
    };
    let Some(kind) = counts(&heard) else { return Ok(()) };
    let row = contacts::ContactRow {
        area_id: area,
        id: event.id,
        person_id: person,
        kind,
        day,
        case_id: case,
        volunteer_id: None,
    };
    let doer = Doer { actor: Actor::System(REAL_CONTACT.name), lead: false, at: house.now() };
    contact::heard(house, &doer, &row).await
}
