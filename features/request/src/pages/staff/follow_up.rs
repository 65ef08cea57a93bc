//! 回访: the handled cases whose requesters are to be asked.

use super::line::Row;
use super::{desk as home, require};
use crate::store::desk::{self, ToAsk};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html};

/// Cases shown at once.
const MOST_LINES: i64 = 100;

struct Ask {
    row: Row,
    request: Id,
    name: String,
    phone: String,
}

#[derive(Template)]
#[template(path = "staff/follow-ups.html")]
struct FollowUpsPage {
    p: Page,
    desk: String,
    asks: Vec<Ask>,
}

/// The list.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    require(&staff)?;
    let found = desk::to_ask(&app.house, staff.area_id(), MOST_LINES).await?;
    let p = staff.page;
    let asks = found.into_iter().map(|ask| ask_of(&app, &p, ask)).collect::<Result<Vec<_>>>()?;
    html(&FollowUpsPage { desk: home(&p), asks, p })
}

fn ask_of(app: &App, p: &Page, ask: ToAsk) -> Result<Ask> {
    let words = ask.request.masked(&app.house)?;
    Ok(Ask { row: Row::of(p, &ask.case), request: words.row.id, name: words.name, phone: words.phone })
}
