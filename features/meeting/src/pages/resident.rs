//! What residents see: what is announced, and what came of what was.

use crate::rules::{Group, PointKind, State};
use crate::store::{self, MeetingRow, PointRow, Whole};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Error, Page, Result, html};

const DAY_MS: i64 = 86_400_000;
const AHEAD_MS: i64 = 90 * DAY_MS;
const BEHIND: i64 = 30;

#[derive(Template)]
#[template(path = "resident_meetings.html")]
struct ListPage {
    p: Page,
    coming: Vec<MeetingRow>,
    past: Vec<MeetingRow>,
}

#[derive(Template)]
#[template(path = "resident_meeting.html")]
struct OnePage {
    p: Page,
    whole: Whole,
    came: i64,
}

impl OnePage {
    fn minuted(&self) -> bool {
        self.whole.row.published_at.is_some()
    }

    fn off(&self) -> bool {
        matches!(self.whole.row.state(), State::Cancelled | State::Lapsed)
    }

    fn points(&self, kind: &PointKind) -> Vec<&PointRow> {
        self.whole.points.iter().filter(|point| point.kind == kind.code()).collect()
    }

    fn side(&self, point: &PointRow) -> Option<String> {
        Group::of(&point.for_group).map(|group| super::group_word(&self.p, group))
    }
}

/// The list.
pub async fn list(Shared(app): Shared<App>, p: Page, Path(area): Path<String>) -> Result<Response> {
    let p = p.at(&area)?;
    let (house, area) = (&app.house, p.area().id);
    let today = p.today().start(&p.zone());
    let coming = store::between(house, area, today, p.now.plus_ms(AHEAD_MS), true).await?;
    let past = store::published(house, area, BEHIND).await?;
    html(&ListPage { p, coming, past })
}

/// One of them: the notice, and the minutes once they are published.
pub async fn one(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let whole = store::whole(&app.house, p.area().id, id).await?;
    if !whole.row.public() {
        return Err(Error::NotFound);
    }
    let came = whole.attendance.len() as i64;
    html(&OnePage { p, whole, came })
}
