//! The filtered list as an Excel sheet.

use super::filter::Asked;
use super::line::Row;
use super::require;
use crate::store::{CaseRow, lists};
use axum::extract::{Query, State};
use axum::response::Response;
use linju_web::sheet;
use linju_web::{App, Page, Result, Staff};

/// Rows at most in one sheet.
const MOST_ROWS: i64 = 5_000;

/// What the list shows, without paging; no name and no phone is in it.
pub async fn workbook(State(app): State<App>, staff: Staff, Query(asked): Query<Asked>) -> Result<Response> {
    require(&staff)?;
    let filter = asked.filter(&staff).await?;
    let lines = lists::page(&app.house, staff.area_id(), &filter, None, MOST_ROWS).await?;
    let p = staff.page;
    let bytes = table(&p, &lines)?;
    Ok(sheet::attachment(&format!("cases-{}-{}.xlsx", p.area().code, p.today()), bytes))
}

/// `lines` as a workbook.
pub fn table(p: &Page, lines: &[CaseRow]) -> Result<Vec<u8>> {
    let heads = [
        "receipt", "matter", "category", "place", "channel", "received", "party", "due", "state", "requests",
    ];
    let heads = heads.map(|h| p.t(&format!("staff-col-{h}")).into_owned()).to_vec();
    let rows = lines.iter().map(|line| cells(p, line)).collect();
    Ok(sheet::plain(heads, rows)?)
}

fn cells(p: &Page, line: &CaseRow) -> Vec<String> {
    let category =
        p.app.house.reference().category(&line.category_code).map(|c| c.name.clone()).unwrap_or_default();
    let (received, requests) = (p.stamp(&line.received_at), line.requests.to_string());
    let due = line.due_at.map(|due| p.stamp(&due)).unwrap_or_default();
    let row = Row::of(p, line);
    let (channel, party) = (row.channel.word, row.party.name);
    vec![row.receipt, row.title, category, row.place, channel, received, party, due, row.state.word, requests]
}
