//! The street's list: its areas side by side, numbers only.

use crate::rules::State;
use crate::store::{spots, topics};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_core::access::Right;
use linju_web::{App, Page, Result, Staff, html};

/// Days back to which what was struck off is counted.
const DAYS: i64 = 90;

/// An area's line.
struct Line {
    area: String,
    alerts: i64,
    led: i64,
    planned: i64,
    struck: i64,
    topic: String,
}

#[derive(Template)]
#[template(path = "street_hotspots.html")]
struct StreetPage {
    p: Page,
    lines: Vec<Line>,
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    staff.require_street(Right::StreetView)?;
    let house = &app.house;
    let tally = spots::tally(house, staff.now().plus_ms(-DAYS * 86_400_000)).await?;
    let month: String = staff.page.today().to_string().chars().take(7).collect();
    let topics = topics::of_month(house, &month).await?;
    let reference = house.reference();
    let line = |area: &linju_core::area::Area| {
        let n = |state: State| tally.get(&(area.id, state.code().to_owned())).copied().unwrap_or_default();
        let topic = topics.iter().find(|topic| topic.area_id == area.id);
        Line {
            area: area.name.clone(),
            alerts: n(State::Alert),
            led: n(State::Acknowledged),
            planned: n(State::Planned),
            struck: n(State::StruckOff),
            topic: topic.map(|topic| topic.title.clone()).unwrap_or_default(),
        }
    };
    let areas = reference.areas.iter().filter(|area| area.street_id == staff.session.street);
    let lines = areas.map(line).collect();
    html(&StreetPage { p: staff.page, lines })
}
