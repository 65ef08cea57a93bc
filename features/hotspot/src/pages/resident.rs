//! What residents see: the month's theme with its tasks and result, and what was struck off, with its account.

use super::FEWEST_HOMES;
use crate::rules::{Scope, State};
use crate::store::spots::{self, SpotRow};
use crate::store::topics::{self, TaskRow, TopicRow};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_core::place::PlaceKind;
use linju_web::{App, Page, Result, html};

const TOPICS: i64 = 12;
const STRUCK: i64 = 30;

#[derive(Template)]
#[template(path = "resident_topics.html")]
struct TopicsPage {
    p: Page,
    topics: Vec<(TopicRow, Vec<TaskRow>)>,
    struck: Vec<(String, SpotRow)>,
}

/// The page. Of a stairwell only its building is named, and of fewer than three homes nothing.
pub async fn show(Shared(app): Shared<App>, p: Page, Path(area): Path<String>) -> Result<Response> {
    let p = p.at(&area)?;
    let (house, area) = (&app.house, p.area().id);
    let homes = spots::homes(house, area).await?;
    let mut struck = Vec::new();
    for row in spots::list(house, area, &[State::StruckOff], STRUCK).await? {
        let enough = homes.get(&row.id).copied().unwrap_or_default() >= FEWEST_HOMES;
        if enough || row.scope == Scope::Area.code() {
            struck.push((shown(&p, &row).await?, row));
        }
    }
    let topics = topics::list(house, area, TOPICS).await?;
    html(&TopicsPage { p, topics, struck })
}

/// Its title, down to the building.
async fn shown(p: &Page, row: &SpotRow) -> Result<String> {
    let house = &p.app.house;
    let mut place = house.place(row.area_id, row.place_id).await?;
    while [PlaceKind::Room.code(), PlaceKind::Stairwell.code()].contains(&place.kind.as_str()) {
        let Some(parent) = place.parent_id else { break };
        place = house.place(row.area_id, parent).await?;
    }
    let category = crate::look::category_name(house, &row.category);
    Ok(p.a2("hotspot-title", "place", place.full_name, "category", category))
}
