//! One order: taking it in, the first contact, and what goes back to the hotline, ready to be copied.

use super::base;
use crate::hotline;
use crate::pages::say::{self, Distance};
use crate::rules::hotline::{Cells, Column};
use crate::rules::{State as CaseState, Verb};
use crate::store::hotline::{self as store, OrderState};
use crate::store::requests::{self, Words};
use crate::store::{CaseRow, cases};
use crate::work::{self, Doer};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// The hotline's columns that its page shows as they came.
const SHOWN: [Column; 7] = [
    Column::Kind,
    Column::Sort,
    Column::Tags,
    Column::Part,
    Column::Place,
    Column::DispatchedAt,
    Column::Due,
];

#[derive(Template)]
#[template(path = "hotline/one.html")]
struct OnePage {
    p: Page,
    base: String,
    row: CaseRow,
    /// The case it goes on in, if it was merged.
    now_in: CaseRow,
    state: OrderState,
    cells: Cells,
    said: Words,
    theirs: Option<Distance>,
    ours: Option<Distance>,
    can_accept: bool,
    can_contact: bool,
    reply: String,
    done: bool,
    form: Posted,
    errs: FieldErrors,
}

/// The order.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let done = query.contains_key("done");
    render(&app, staff, case, done, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

/// 受理, and the first contact if there was one.
pub async fn accept(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let contacted = form.ticked("contacted");
    let done =
        hotline::accept(&app.house, staff.area_id(), case, &staff.session, contacted, form.get("note")).await;
    answer(&app, staff, case, form, done).await
}

/// Replied, returned, or with us again.
pub async fn set_state(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let to: OrderState = form.coded("to").ok_or(Error::BadRequest)?;
    let note = if to == OrderState::Returned { form.get("reason") } else { form.get("reply") };
    let done = hotline::set_state(&app.house, staff.area_id(), case, &staff.session, to, note).await;
    let done = done.map_err(|error| match error {
        linju_core::Error::Refused(Refusal { name: "reason-missing", .. }) => {
            Refusal::new("reason-missing").at("reason").into()
        }
        linju_core::Error::Refused(Refusal { name: "reply-missing", .. }) => {
            Refusal::new("reply-missing").at("reply").into()
        }
        other => other,
    });
    answer(&app, staff, case, form, done).await
}

async fn answer(
    app: &App,
    staff: Staff,
    case: Id,
    form: Posted,
    done: linju_core::Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}/{case}?done", base(&staff.page))).into_response()),
        Err(linju_core::Error::Refused(refusal)) => {
            render(app, staff, case, false, form, refusal.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn render(
    app: &App,
    staff: Staff,
    case: Id,
    done: bool,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let (house, area) = (&app.house, staff.area_id());
    let order = store::order(house, area, case).await?;
    let row = cases::load(house, area, case).await?.row;
    let now_in = match row.merged_into {
        Some(into) => cases::load(house, area, into).await?.row,
        None => row.clone(),
    };
    let said = requests::load(house, area, order.request_id).await?.masked(house)?;
    let verbs = work::open_verbs(&Doer::of(&staff.session, &row), &row);
    let state = row.hotline_state.as_deref().and_then(OrderState::of).unwrap_or(OrderState::Open);
    let p = staff.page;
    let open = state == OrderState::Open;
    html_with(
        status,
        &OnePage {
            base: base(&p),
            cells: order.cells(house)?,
            theirs: row.hotline_due.filter(|_| open).map(|due| say::distance(&p, area, due)),
            ours: row.due_at.map(|due| say::distance(&p, area, due)),
            can_accept: row.state() == CaseState::Received,
            can_contact: verbs.contains(&Verb::Contact),
            reply: hotline::reply(&now_in),
            said,
            state,
            row,
            now_in,
            done,
            form,
            errs,
            p,
        },
    )
}
