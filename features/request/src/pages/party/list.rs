//! The list of an organisation's cases, over all areas it serves.

use crate::pages::say::{self, Distance};
use crate::store::{CaseRow, party};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use linju_core::access::Right;
use linju_web::{App, Error, Page, Result, Staff, html};
use std::collections::HashMap;

const MOST: i64 = 100;

struct Item {
    row: CaseRow,
    href: String,
    area: String,
    due: Option<Distance>,
    chip: &'static str,
}

#[derive(Template)]
#[template(path = "party/list.html")]
struct ListPage {
    p: Page,
    organisation: String,
    items: Vec<Item>,
    returned: bool,
}

/// All open cases that are theirs, what is due first first.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let mut areas = staff.session.areas();
    areas.retain(|area| staff.session.may(Right::HandleCases, *area));
    let organisation = staff.session.organisation.filter(|_| !areas.is_empty()).ok_or(Error::NotFound)?;
    let rows = party::open_cases(&app.house, &areas, organisation, MOST).await?;
    let p = staff.page;
    let reference = app.house.reference();
    let item = |row: CaseRow| {
        let area = reference.area(row.area_id)?;
        Some(Item {
            href: format!("/work/{}/{}", area.code, row.id),
            area: area.seal.clone(),
            due: row.due_at.map(|due| say::distance(&p, row.area_id, due)),
            chip: say::chip(&row),
            row,
        })
    };
    let items = rows.into_iter().filter_map(item).collect();
    let organisation = reference.organisation_name(Some(organisation)).to_owned();
    html(&ListPage { items, organisation, returned: query.contains_key("returned"), p })
}
