//! Many into one: ticking cases that are the same matter, which then go on in this one.

use super::line::Row;
use super::{case_href, refusal, require, see};
use crate::rules::command::Command;
use crate::store::{CaseRow, cases, desk};
use crate::work::{self, Doer, Press};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// Cases offered at once.
const MOST_OFFERED: i64 = 100;

#[derive(Template)]
#[template(path = "staff/join.html")]
struct JoinPage {
    p: Page,
    href: String,
    row: CaseRow,
    words: String,
    rows: Vec<Row>,
    form: Posted,
    errs: FieldErrors,
}

impl JoinPage {
    fn ticked(&self, row: &Row) -> bool {
        self.form.has("from", &row.id.to_string())
    }
}

/// Open cases of the same category or building, or those found by words.
pub async fn form(
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    require(&staff)?;
    let row = cases::load(&staff.page.app.house, staff.area_id(), case).await?.row;
    let words = asked.get("words").cloned().unwrap_or_default();
    page(staff, row, words, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    staff: Staff,
    row: CaseRow,
    words: String,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let lines = desk::alike(&staff.page.app.house, &row, words.trim(), MOST_OFFERED).await?;
    let p = staff.page;
    let rows = lines.iter().map(|row| Row::of(&p, row)).collect();
    html_with(status, &JoinPage { href: case_href(&p, row.id), row, words, rows, form, errs, p })
}

/// Merges every ticked case into this one, each as a unit of its own: all its requesters are told. What cannot
/// be merged stays, and the page says why.
pub async fn join(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    require(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let target = cases::load(house, area, case).await?;
    let ticked: Vec<Id> = form.all("from").filter_map(|id| id.parse().ok()).collect();
    let mut errs = FieldErrors::new();
    errs.check(!ticked.is_empty(), "from", "join-nothing");
    for from in ticked {
        let stored = cases::load(house, area, from).await?;
        let doer = Doer::of(&staff.session, &stored.row);
        let press = Press::one(Command::Merge { into: case, into_open: target.case.state.is_open() }, "");
        if let Err(error) = work::carry_out_on(house, &doer, stored, press, house.now()).await {
            let refused: Refusal = refusal(error)?;
            errs.push(refused.at("from"));
            break;
        }
    }
    if errs.is_empty() {
        return see(&case_href(&staff.page, case));
    }
    page(staff, target.row, String::new(), form, errs, StatusCode::UNPROCESSABLE_ENTITY).await
}
