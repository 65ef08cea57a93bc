//! The list of an organisation's cases, over all areas it serves.

use crate::pages::say::{self, Distance, Look};
use crate::store::tasks::{self, Asked};
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
    state: Look,
}

/// A part they were asked to do beside whoever leads.
struct PartItem {
    what: String,
    place: String,
    href: String,
    area: String,
    receipt: i64,
    due: Option<Distance>,
}

#[derive(Template)]
#[template(path = "party/list.html")]
struct ListPage {
    p: Page,
    organisation: String,
    items: Vec<Item>,
    parts: Vec<PartItem>,
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
    let asked = tasks::open_of(&app.house, &areas, organisation, MOST).await?;
    let p = staff.page;
    let reference = app.house.reference();
    let item = |row: CaseRow| {
        let area = reference.area(row.area_id)?;
        Some(Item {
            href: format!("/work/{}/{}", area.code, row.id),
            area: area.seal.clone(),
            due: row.due_at.map(|due| say::distance(&p, row.area_id, due)),
            state: say::state(&p, row.state()),
            row,
        })
    };
    let part = |asked: Asked| {
        let area = reference.area(asked.case.area_id)?;
        Some(PartItem {
            href: format!("/work/{}/task/{}", area.code, asked.task.id),
            area: area.seal.clone(),
            due: asked.task.due_at.map(|due| say::distance(&p, area.id, due)),
            what: asked.task.what,
            place: asked.case.place_name,
            receipt: asked.case.receipt,
        })
    };
    let items = rows.into_iter().filter_map(item).collect();
    let parts = asked.into_iter().filter_map(part).collect();
    let organisation = reference.organisation_name(Some(organisation)).to_owned();
    html(&ListPage { items, parts, organisation, returned: query.contains_key("returned"), p })
}
