//! What projects do when something happens elsewhere.
//!
//! A list item or a case proposes a project: the event `propose_project` carries place, cases and item, and the
//! title stands beside it. It becomes a draft here, once.

use crate::rules::{Course, Kind};
use crate::store;
use crate::work::{self, Doer, Plan};
use linju_core::ledger::Event;
use linju_core::place::follow;
use linju_core::reaction::Reaction;
use linju_core::{Actor, House, Result};
use linju_db::Batch;
use linju_kernel::Id;

/// Something was proposed as a project → it is a draft here.
pub const PROPOSED: Reaction = Reaction {
    name: "project-proposed",
    on: &[("list_item", "propose_project"), ("case", "propose_project")],
    run: |house, area, event| Box::pin(async move { draft(&house, area, &event).await }),
};

/// Place moved → its projects lie where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "projects-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { moved(&house, area, &event).await }),
};

async fn moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    house.db.write(Batch::new().push(follow("project", true, area, before))).await?;
    Ok(())
}

async fn draft(house: &House, area: Id, event: &Event) -> Result<()> {
    if store::proposed(house, area, event.subject_id).await? {
        return Ok(());
    }
    let facts = event.facts();
    let named = facts["title"].as_str().map(str::to_owned);
    let title = match named {
        Some(title) => title,
        None => house.note_of(area, event.id).await?.unwrap_or_default(),
    };
    let place = match facts["place"].as_str().and_then(|id| id.parse().ok()) {
        Some(id) => house.place(area, id).await?,
        None => house.root_place(area).await?,
    };
    let of_list = event.subject_kind == "list_item";
    let told = facts["cases"].as_array().map_or(&[][..], Vec::as_slice);
    let mut cases: Vec<Id> = told.iter().filter_map(|id| id.as_str()?.parse().ok()).collect();
    if !of_list && cases.is_empty() {
        cases.push(event.subject_id);
    }
    let plan = Plan {
        kind: Kind::Other,
        course: Course::Micro,
        named: false,
        title: title.chars().take(60).collect(),
        purpose: String::new(),
        place,
        estimate: 0,
        serves: String::new(),
        lead: house.reference().area(area).map_or_else(String::new, |a| a.committee.clone()),
        planner: String::new(),
        partner: String::new(),
        cases,
        item: of_list.then_some(event.subject_id),
    };
    let doer = Doer { actor: Actor::System(PROPOSED.name), parts: Vec::new(), at: house.now() };
    let row = plan.row(house, &doer)?;
    work::plan(house, &doer, &row, &event.id.to_string()).await?;
    Ok(())
}
