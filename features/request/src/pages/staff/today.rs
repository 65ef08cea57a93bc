//! 今日: whom to contact first, what is due, and what else one looks after; for a phone in the hand.

use super::line::Row;
use super::{desk as home, require};
use crate::store::{CaseRow, desk};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_kernel::Ts;
use linju_web::{App, Page, Result, Staff, html};

/// Cases read for the day.
const MOST_LINES: i64 = 200;

struct Group {
    heading: &'static str,
    rows: Vec<Row>,
}

impl Group {
    fn count(&self) -> i64 {
        self.rows.len() as i64
    }
}

#[derive(Template)]
#[template(path = "staff/today.html")]
struct TodayPage {
    p: Page,
    desk: String,
    groups: Vec<Group>,
}

/// Three lists out of one query; each case stands in one of them.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    require(&staff)?;
    let end = staff.page.today().plus_days(1).start(&staff.page.zone());
    let lines = desk::at_hand(&app.house, staff.area_id(), staff.session.account, end, MOST_LINES).await?;
    let p = staff.page;
    let mut groups: Vec<Group> = ["staff-to-contact", "staff-due-now", "staff-my-tasks"]
        .into_iter()
        .map(|heading| Group { heading, rows: Vec::new() })
        .collect();
    for line in lines {
        let at = place_of(&line, end);
        groups[at].rows.push(Row::of(&p, &line));
    }
    html(&TodayPage { desk: home(&p), groups, p })
}

/// In which of the three lists a case stands.
fn place_of(line: &CaseRow, end: Ts) -> usize {
    if line.state().is_before_handled() && line.contacted_at.is_none() {
        return 0;
    }
    if line.due_sort < end.0 { 1 } else { 2 }
}
