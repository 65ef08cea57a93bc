//! What the street reads of warnings: counts by area, as they stand this minute. It asks for no form, and sees no
//! name, no room and no reason.

use crate::rules::{Kind, Mark};
use crate::store::{self, Seen};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html};

/// Warnings of so many days are shown.
const DAYS: i64 = 180;
const DAY_MS: i64 = 86_400_000;

#[derive(Template)]
#[template(path = "round_street.html")]
struct StreetPage {
    p: Page,
    running: Vec<(String, Seen)>,
    ended: Vec<(String, Seen)>,
}

impl StreetPage {
    /// What goes on, and what went on.
    fn sections(&self) -> [(&'static str, &[(String, Seen)]); 2] {
        [("rounds-running", &self.running), ("rounds-ended", &self.ended)]
    }

    /// How someone called may stand.
    fn marks(&self) -> &'static [Mark] {
        Kind::Storm.marks()
    }

    fn of(&self, seen: &Seen, mark: &Mark) -> i64 {
        seen.tally.of(*mark)
    }
}

/// The page.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require_street(Right::StreetView)?;
    let reference = app.house.reference();
    let own = |area: &&Area| area.street_id == staff.session.street;
    let areas: Vec<Id> = reference.areas.iter().filter(own).map(|area| area.id).collect();
    let since = staff.now().plus_ms(-DAYS * DAY_MS);
    let seen = store::warnings(&app.house, &areas, since).await?;
    let name = |id: Id| reference.area(id).map(|area| area.name.clone()).unwrap_or_default();
    let named = seen.into_iter().map(|one| (name(one.area), one));
    let (ended, running) = named.partition(|(_, one)| one.closed.is_some());
    html(&StreetPage { p: staff.page, running, ended })
}
