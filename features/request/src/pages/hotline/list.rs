//! The hotline's orders by their own limit, which never pauses, beside ours.

use super::base;
use crate::hotline;
use crate::pages::say::{self, Distance};
use crate::store::hotline::{self as store, Listed, OrderState};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use linju_core::access::Right;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

const MOST: i64 = 200;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

struct Item {
    order: Listed,
    theirs: Option<Distance>,
    ours: Option<Distance>,
}

#[derive(Template)]
#[template(path = "hotline/list.html")]
struct ListPage {
    p: Page,
    base: String,
    state: OrderState,
    items: Vec<Item>,
    taken: Option<String>,
    form: Posted,
    errs: FieldErrors,
}

/// The orders in one state, and the ways in: a file or a pasted row.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    render(&app, staff, &query, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

/// The same page, with a form that did not work.
pub async fn render(
    app: &App,
    staff: Staff,
    query: &HashMap<String, String>,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let state = asked(query);
    let orders = store::orders(&app.house, staff.area_id(), state, MOST).await?;
    let p = staff.page;
    let area = p.area().id;
    let item = |order: Listed| Item {
        theirs: order.due.filter(|_| state == OrderState::Open).map(|due| say::distance(&p, area, due)),
        ours: order.line.due_at.map(|due| say::distance(&p, area, due)),
        order,
    };
    let items = orders.into_iter().map(item).collect();
    let taken = query.contains_key("new").then(|| taken(&p, query));
    html_with(status, &ListPage { base: base(&p), p, state, items, taken, form, errs })
}

/// What the import that led here came to.
fn taken(p: &Page, query: &HashMap<String, String>) -> String {
    let count = |what: &str| {
        let n = query.get(what).and_then(|n| n.parse::<i64>().ok()).filter(|n| *n > 0 || what == "new")?;
        Some(p.n(&format!("hotline-taken-{what}"), &n))
    };
    ["new", "joined", "already", "faulty"].into_iter().filter_map(count).collect::<Vec<_>>().join(" · ")
}

fn asked(query: &HashMap<String, String>) -> OrderState {
    query.get("state").and_then(|code| OrderState::of(code)).unwrap_or(OrderState::Open)
}

/// The reply file: the hotline's own columns, filled with what came of its orders.
pub async fn export(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let state = asked(&query);
    let bytes = hotline::reply_file(&app.house, staff.area(), state).await?;
    let name = format!("12345-{}-{}-{}.xlsx", staff.area().code, state.code(), staff.page.today());
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}
