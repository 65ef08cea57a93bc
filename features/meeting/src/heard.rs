//! What meetings do when something happens elsewhere.
//!
//! What was said at a meeting goes to the desk, and comes back as the case it became.
//!
//! `raise` on a meeting's point is an event that carries the words beside it; the desk takes them in as a
//! request and says so with `receive`, naming the point it came from.

use crate::rules::{Kind, Part};
use crate::store;
use crate::work::{self, Doer, Plan};
use linju_core::ledger::{Event, NewEvent};
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, House, Result};
use linju_db::Batch;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};

/// People are to be called together about a hot spot → a meeting is planned, as a draft: place and moment are facts
/// of the event, title and topics stand beside it. The plan names what it came from, which hears it there.
pub const CONVENED: Reaction = Reaction {
    name: "meeting-convened",
    on: &[("hotspot", "convene")],
    run: |house, area, event| Box::pin(async move { draft(&house, area, &event).await }),
};

/// Kind of a point among all things, as events name it.
pub const POINT: &str = "meeting_point";

/// A point of the minutes was taken in as a request → the point shows the receipt.
pub const BECAME_A_CASE: Reaction = Reaction {
    name: "meeting-point-received",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { tie(&house, area, &event).await }),
};

/// Place moved → its meetings lie where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "meetings-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { moved(&house, area, &event).await }),
};

async fn draft(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let place = facts["place"].as_str().and_then(|id| id.parse().ok());
    let kind = facts["kind"].as_str().and_then(Kind::of).unwrap_or(Kind::Talk);
    let (Some(words), Some(place), Some(starts), Some(account)) =
        (house.note_of(area, event.id).await?, place, facts["starts"].as_i64(), event.actor_id)
    else {
        return Ok(());
    };
    let (title, topics) = words.split_once('\n').unwrap_or((&words, ""));
    let plan = Plan {
        kind,
        title: title.to_owned(),
        topics: topics.to_owned(),
        place: house.place(area, place).await?,
        venue: String::new(),
        starts_at: Ts(starts),
        entitled: 0,
        confidential: false,
        short_notice: String::new(),
        case: None,
    };
    let doer = Doer { actor: Actor::System(CONVENED.name), parts: vec![Part::Desk], at: house.now() };
    let from = format!("{} {}", event.subject_kind, event.subject_id);
    let row = plan.row(house, account);
    work::plan_from(house, &doer, &row, &event.id.to_string(), Some(&from)).await?;
    Ok(())
}

async fn moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    house.db.write(Batch::new().push(follow("meeting", true, area, before))).await?;
    Ok(())
}

async fn tie(house: &House, area: Id, event: &Event) -> Result<()> {
    let Some((point, receipt)) = event.taken_in_from(POINT) else { return Ok(()) };
    let mut change = Change::new(area, house.now(), Actor::System(BECAME_A_CASE.name));
    change.push(store::became(area, point, event.subject_id, receipt));
    change.event(NewEvent::new(POINT, point, "became_case").with("case", event.subject_id.to_string()));
    house.commit(change).await
}
