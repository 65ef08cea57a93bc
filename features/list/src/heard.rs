//! What the lists do when something happens elsewhere.
//!
//! A case handled as "moved to a list" is an item; so is what a meeting, a hot spot or a visit lists. Each comes
//! once, under the thing it came from. What becomes of an item is said by its events, which carry the case:
//! whoever keeps requests tells its requesters.

use crate::rules::{List, Source, Theme};
use crate::store::item;
use crate::work::{self, Doer, Draft};
use linju_core::ledger::Event;
use linju_core::place::{Place, PlaceKind, follow};
use linju_core::reaction::Reaction;
use linju_core::{Error, House, Result};
use linju_db::Batch;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use serde_json::Value;

/// A case was moved to a list → it is an item of the issues.
pub const CASE_LISTED: Reaction = Reaction {
    name: "case-listed",
    on: &[("case", "handle")],
    run: |house, area, event| Box::pin(async move { case_listed(&house, area, &event).await }),
};

/// Something was listed elsewhere → it is an item here. `list` carries `kind` (a [`List`]) and `place`, and the
/// title stands beside it.
pub const LISTED_ELSEWHERE: Reaction = Reaction {
    name: "listed-elsewhere",
    on: &[("meeting_point", "list"), ("hotspot", "list"), ("visit", "list")],
    run: |house, area, event| Box::pin(async move { listed(&house, area, &event).await }),
};

/// Place moved → items and assets lie where it now is.
pub const PLACE_MOVED: Reaction = Reaction {
    name: "lists-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| Box::pin(async move { place_moved(&house, area, &event).await }),
};

async fn place_moved(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let Some(before) = facts["path_before"].as_str() else { return Ok(()) };
    let batch =
        Batch::new().push(follow("list_item", true, area, before)).push(follow("asset", true, area, before));
    house.db.write(batch).await?;
    Ok(())
}

/// Takes a case that was moved to a list in as an item, once for each round of it.
pub async fn case_listed(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let fact = |key: &str| facts.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some(place) = fact("place").parse().ok().filter(|_| fact("outcome") == "moved_to_list") else {
        return Ok(());
    };
    let from = format!("{}.{}", event.subject_id, facts["round"].as_i64().unwrap_or(1));
    let draft = Draft {
        theme: theme_of(fact("category")),
        source: (Source::Case, Some(from.clone())),
        case: Some(event.subject_id),
        households: facts["requests"].as_i64().unwrap_or(1),
        public: facts["confidential"].as_bool() == Some(false),
        ..Draft::plain(List::Issue, Source::Case, fact("item"), whole(house, area, place).await?)
    };
    take(house, area, draft, event, &format!("case {}", event.subject_id), &from).await
}

async fn listed(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let fact = |key: &str| facts.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some(title) = house.note_of(area, event.id).await? else { return Ok(()) };
    let Ok(place) = fact("place").parse() else { return Ok(()) };
    let source = if event.subject_kind == "hotspot" { Source::Hotspot } else { Source::Meeting };
    let from = format!("{} {}", event.subject_kind, event.subject_id);
    let draft = Draft {
        source: (source, Some(from.clone())),
        case: fact("case").parse().ok(),
        ..Draft::plain(
            List::of(fact("kind")).unwrap_or(List::Issue),
            source,
            &title,
            whole(house, area, place).await?,
        )
    };
    take(house, area, draft, event, &from, &from).await
}

/// The building a stairwell or a room is in, and any other place itself: a list is for everyone to read, and tells
/// no more than the public ledger does.
async fn whole(house: &House, area: Id, place: Id) -> Result<Place> {
    let mut place = house.place(area, place).await?;
    while matches!(PlaceKind::of(&place.kind), Some(PlaceKind::Stairwell | PlaceKind::Room)) {
        let Some(above) = place.parent_id else { break };
        place = house.place(area, above).await?;
    }
    Ok(place)
}

async fn take(house: &House, area: Id, draft: Draft, event: &Event, from: &str, key: &str) -> Result<()> {
    if item::from_source(house, area, draft.source.0, key).await?.is_some() {
        return Ok(());
    }
    let doer = Doer::system(CASE_LISTED.name, event.at);
    let row = draft.row(house, event.at, event.actor_id.filter(|_| event.actor_kind == "account"));
    match work::list(house, &doer, &row, Some(from), &format!("from {from} {key}")).await {
        // Another node was faster.
        Err(Error::Db(error)) if error.is_unique("list_item") => Ok(()),
        other => other.map(|_| ()),
    }
}

/// What a category of the catalogue is about, as far as its code tells.
fn theme_of(category: &str) -> Theme {
    match category.get(..2) {
        _ if category == "1204" => Theme::Lighting,
        _ if matches!(category, "0405" | "0406") => Theme::Charging,
        Some("01" | "02" | "03" | "05") => Theme::Repair,
        Some("04" | "11") => Theme::Safety,
        Some("10") => Theme::Care,
        Some("12") => Theme::Space,
        Some("13") => Theme::Activity,
        _ => Theme::Other,
    }
}
