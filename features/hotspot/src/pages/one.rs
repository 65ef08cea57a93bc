//! A hot spot's own page: what each rule says and how, its cases, what is done, and what happened.

use super::{act, desk};
use crate::rules::{State, Verb};
use crate::store::spots::{self, Sign, SpotRow};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_core::ledger::Entry;
use linju_core::subject::Subject;
use linju_kernel::{Id, Ts};
use linju_web::{App, Page, Result, Staff, html};

#[derive(Template)]
#[template(path = "hotspot.html")]
struct OnePage {
    p: Page,
    row: SpotRow,
    signs: Vec<Sign>,
    cards: Vec<Subject>,
    timeline: Vec<Entry>,
}

impl OnePage {
    fn steps(&self) -> Vec<Verb> {
        act::offered(&self.p, &self.row)
    }

    /// Hours from the alert to a moment, in words.
    fn after(&self, at: &Option<Ts>) -> Option<String> {
        const HOUR: i64 = 3_600_000;
        let hours = (at.as_ref()?.0 - self.row.found_at.0).max(0) / HOUR;
        Some(if hours < 48 {
            self.p.n("hotspot-after-hours", &hours)
        } else {
            self.p.n("hotspot-after-days", &(hours / 24))
        })
    }

    fn happened(&self, entry: &Entry) -> String {
        self.p.code("hotspot-did", &entry.event.verb).into_owned()
    }

    /// Who did it: a person, or the rule by its name.
    fn who(&self, entry: &Entry) -> String {
        match entry.event.actor_kind.as_str() {
            "account" => self.p.name_of(&entry.event.actor_id),
            rule => self.p.code("hotspot-rule", rule).into_owned(),
        }
    }

    /// How many requests came more, where a rule found it again.
    fn more(&self, entry: &Entry) -> Option<String> {
        entry.number("more").map(|n| self.p.n("hotspot-more", &n))
    }

    /// May the month's theme be made of it?
    fn for_topic(&self) -> bool {
        let led = matches!(self.row.state(), State::Acknowledged | State::Planned);
        led && super::parts(&self.p).contains(&crate::rules::Part::Lead)
    }
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = spots::load(house, area, id).await?;
    let signs = spots::signs(house, area).await?.remove(&id).unwrap_or_default();
    let cards = spots::cards(house, area, id).await?;
    let timeline = house.timeline(area, id, false).await?;
    html(&OnePage { p: staff.page, row, signs, cards, timeline })
}
