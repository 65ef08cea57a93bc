//! 搜索: by receipt, by the phone's last four, by words; each kind of hit in its own group.

use super::line::Row;
use super::{desk, require};
use crate::store::CaseRow;
use crate::store::lists::{self, Filter, Tab};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use linju_web::{App, Page, Result, Staff, html};
use std::collections::HashMap;

/// Hits by words.
const MOST_FOUND: i64 = 50;

struct Group {
    heading: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "staff/search.html")]
struct SearchPage {
    p: Page,
    desk: String,
    q: String,
    groups: Vec<Group>,
}

/// What was found.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    require(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let q = asked.get("q").map(|q| q.trim().to_owned()).unwrap_or_default();
    let digits: String = q.chars().filter(|c| !c.is_whitespace()).collect();
    let four = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let mut found: Vec<(&'static str, Vec<CaseRow>)> = Vec::new();
    if let (true, Ok(receipt)) = (four, digits.parse()) {
        found.push(("staff-found-receipt", lists::by_receipt(house, area, receipt).await?));
        found.push(("staff-found-phone", lists::by_last_four(house, area, &digits).await?));
    }
    if !q.is_empty() {
        let (start, zone) = (staff.page.today(), staff.page.zone());
        let open = Filter::open(start.start(&zone), start.plus_days(1).start(&zone));
        let filter = Filter { tab: Tab::All, words: q.clone(), ..open };
        found.push(("staff-found-words", lists::page(house, area, &filter, None, MOST_FOUND).await?));
    }
    let p = staff.page;
    found.retain(|(_, lines)| !lines.is_empty());
    let rows = |lines: Vec<CaseRow>| lines.iter().map(|row| Row::of(&p, row)).collect();
    let groups = found.into_iter().map(|(heading, lines)| Group { heading, rows: rows(lines) }).collect();
    html(&SearchPage { desk: desk(&p), q, groups, p })
}
