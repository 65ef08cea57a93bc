//! The ballots of an area.

use crate::store::{self, BallotRow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_core::access::Right;
use linju_web::{App, Page, Result, Staff, html};

#[derive(Template)]
#[template(path = "ballots.html")]
struct BallotsPage {
    p: Page,
    rows: Vec<BallotRow>,
}

/// The page.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let rows = store::all(&app.house, staff.area_id()).await?;
    html(&BallotsPage { p: staff.page, rows })
}
