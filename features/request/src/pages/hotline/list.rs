//! The hotline's orders by their own limit, which never pauses, beside ours.

use super::base;
use crate::hotline;
use crate::pages::say::{self, Distance};
use crate::store::CaseRow;
use crate::store::hotline::{self as store, OrderState};
use crate::store::hotline_imports::{self as imports, Listed};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::Right;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::sheet;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

const MOST: i64 = 200;
const MOST_IMPORTS: i64 = 20;

struct Item {
    case: CaseRow,
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
    imports: Vec<Listed>,
    /// What an import or its undoing came to, for whom it led here.
    done: Option<String>,
    form: Posted,
    errs: FieldErrors,
}

impl ListPage {
    /// Who made an import.
    fn maker(&self, listed: &Listed) -> String {
        self.p.name_of(&Some(listed.import.made_by))
    }
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
    let item = |case: CaseRow| Item {
        theirs: case
            .hotline_due
            .filter(|_| state == OrderState::Open)
            .map(|due| say::distance(&p, area, due)),
        ours: case.due_at.map(|due| say::distance(&p, area, due)),
        case,
    };
    let items = orders.into_iter().map(item).collect();
    let imports = imports::newest(&app.house, area, MOST_IMPORTS).await?;
    let done = done(&p, query);
    html_with(status, &ListPage { base: base(&p), p, state, items, imports, done, form, errs })
}

/// What the import or the undoing that led here came to.
fn done(p: &Page, query: &HashMap<String, String>) -> Option<String> {
    let count = |what: &&str| {
        let n = query.get(*what)?.parse::<i64>().ok().filter(|n| *n > 0 || *what == "new")?;
        Some(p.n(&format!("hotline-taken-{what}"), &n))
    };
    let counts: Vec<String> =
        ["new", "joined", "already", "faulty", "undone", "stayed"].iter().filter_map(count).collect();
    (!counts.is_empty()).then(|| counts.join(" · "))
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
    Ok(sheet::attachment(&name, bytes))
}
