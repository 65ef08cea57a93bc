//! Everyone who is not accounted for, on one page.

use super::{at, desk};
use crate::rules::Mark;
use crate::store::{self, Line, MOST_WAITING, RoundRow, SheetRow};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html};
use std::collections::BTreeMap;

/// In this order: who must be moved, who did not answer, whom nobody called yet.
const ORDER: [Mark; 4] = [Mark::MustMove, Mark::NoAnswer, Mark::Absent, Mark::ToDo];

#[derive(Template)]
#[template(path = "round_waiting.html")]
struct WaitingPage {
    p: Page,
    row: RoundRow,
    sheets: BTreeMap<i64, SheetRow>,
    groups: Vec<(Mark, Vec<Line>)>,
    /// How many more there are than are shown.
    more: i64,
}

impl WaitingPage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, rest)
    }

    fn where_is(&self, line: &Line) -> String {
        let sheet = self.sheets.get(&line.row.sheet).map_or("", |sheet| sheet.name.as_str());
        format!("{sheet} {}", line.row.place_name)
    }

    fn who_goes(&self, line: &Line) -> String {
        let account = self.sheets.get(&line.row.sheet).and_then(|sheet| sheet.account_id);
        if account.is_some() { self.p.name_of(&account) } else { String::new() }
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let counted = store::sheets(house, area, id).await?;
    let all = crate::work::tally(&counted).waiting();
    let sheets = counted.into_iter().map(|c| (c.sheet.n, c.sheet)).collect();
    let mut lines = store::marked(house, area, id, &ORDER).await?;
    let more = (all - lines.len().min(MOST_WAITING) as i64).max(0);
    let mut group = |mark: Mark| {
        let (these, rest) = std::mem::take(&mut lines).into_iter().partition(|line| line.row.mark == mark);
        lines = rest;
        (mark, these)
    };
    let groups: Vec<(Mark, Vec<Line>)> = ORDER.into_iter().map(&mut group).collect();
    let groups = groups.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
    html(&WaitingPage { p: staff.page, row, sheets, groups, more })
}
