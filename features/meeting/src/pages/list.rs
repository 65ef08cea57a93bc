//! The meetings of an area: what comes, what waits for us, what was.

use super::desk;
use crate::store::{self, MeetingRow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_web::{App, Page, Result, Staff, html};

const DAY_MS: i64 = 86_400_000;
const AHEAD_MS: i64 = 90 * DAY_MS;
const BEHIND: i64 = 20;

#[derive(Template)]
#[template(path = "meetings.html")]
struct MeetingsPage {
    p: Page,
    coming: Vec<MeetingRow>,
    waiting: Vec<MeetingRow>,
    done: Vec<MeetingRow>,
}

/// The page.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area, now) = (&app.house, staff.area_id(), staff.now());
    let today = staff.page.today().start(&staff.page.zone());
    let page = MeetingsPage {
        coming: store::between(house, area, today, now.plus_ms(AHEAD_MS), false).await?,
        waiting: store::waiting(house, area).await?,
        done: store::published(house, area, BEHIND).await?,
        p: staff.page,
    };
    html(&page)
}
