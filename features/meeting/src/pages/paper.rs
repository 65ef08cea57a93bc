//! What of a meeting goes on paper: the notice to hang, the sheet to sign, the minutes.

use super::whole;
use crate::rules::{Group, PointKind};
use crate::store::{PointRow, Whole};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Error, Page, Result, Staff, html, qr};

/// Empty lines of a sheet to sign.
const LINES: usize = 24;

#[derive(Template)]
#[template(path = "meeting_notice.html")]
struct NoticePage {
    p: Page,
    whole: Whole,
    qr: String,
}

impl NoticePage {
    /// How many must come, where that counts.
    fn quorum(&self) -> Option<String> {
        let row = &self.whole.row;
        let quorum = row.kind().terms().quorum;
        quorum.of().map(|_| self.p.n("meeting-notice-quorum", &quorum.needed(row.entitled)))
    }
}

#[derive(Template)]
#[template(path = "meeting_sheet.html")]
struct SheetPage {
    p: Page,
    whole: Whole,
}

#[derive(Template)]
#[template(path = "meeting_minutes.html")]
struct MinutesPage {
    p: Page,
    whole: Whole,
    came: Vec<(Group, i64)>,
}

impl MinutesPage {
    fn points(&self, kind: &PointKind) -> Vec<&PointRow> {
        self.whole.points.iter().filter(|point| point.kind == kind.code()).collect()
    }
}

/// The notice, A4, with the code to sign in by. There is none before it is announced.
pub async fn notice(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let whole = whole(&app, &staff, id).await?;
    if whole.row.announced_at.is_none() {
        return Err(Error::NotFound);
    }
    let area = staff.area();
    let url = format!("{}/a/{}/meetings/{id}/here/{}", app.reach.public_url, area.code, whole.row.code);
    let label = staff.page.t("meeting-qr").into_owned();
    html(&NoticePage { p: staff.page, whole, qr: qr::svg(&url, &label) })
}

/// The sheet to sign by hand.
pub async fn sheet(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let whole = whole(&app, &staff, id).await?;
    html(&SheetPage { p: staff.page, whole })
}

/// The minutes.
pub async fn minutes(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let whole = whole(&app, &staff, id).await?;
    let came = whole.facts(&app.house, staff.now(), false)?.present;
    html(&MinutesPage { p: staff.page, whole, came })
}
