//! The rounds of an area, what is to be looked at again, and the buttons that begin one.

use super::{Choice, desk};
use crate::rules::{Kind, State, Tally};
use crate::store::{self, Line, RoundRow};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Page, Result, Staff, html};

const MOST: i64 = 60;

#[derive(Template)]
#[template(path = "rounds.html")]
struct RoundsPage {
    p: Page,
    kinds: Vec<Choice>,
    running: Vec<(RoundRow, Tally)>,
    ended: Vec<(RoundRow, Tally)>,
    /// Hazards to be looked at again by today.
    again: Vec<Line>,
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let rounds = store::rounds(house, area, MOST).await?;
    let (running, ended) = rounds.into_iter().partition(|(row, _)| row.state == State::Running);
    let again = store::rechecks(house, area, staff.page.today()).await?;
    let p = staff.page;
    html(&RoundsPage { kinds: p.choices("round-kind", Kind::ALL), p, running, ended, again })
}
