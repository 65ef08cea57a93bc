//! 会议纪要: one line after the other, and what became of each.

use super::{doer, link, one};
use crate::rules::PointKind;
use crate::store::{self, MeetingRow};
use crate::work::{self, Line};
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_web::{App, Error, FieldErrors, Posted, Result, Staff};

const LONGEST_POINT: usize = 500;

/// The meeting of the page's area with that id.
async fn meeting(app: &App, staff: &Staff, id: Id) -> Result<MeetingRow> {
    super::desk(staff)?;
    Ok(store::load(&app.house, staff.area_id(), id).await?)
}

fn back(staff: &Staff, id: Id) -> Response {
    Redirect::to(&link(staff.area(), &format!("/{id}#minutes"))).into_response()
}

/// Back to the minutes, or to the form as it was typed with what is wrong.
async fn answered(
    app: &App,
    staff: Staff,
    id: Id,
    form: Posted,
    done: linju_core::Result<()>,
) -> Result<Response> {
    match done.map_err(Error::from) {
        Ok(()) => Ok(back(&staff, id)),
        Err(Error::Refused(refusal)) if refusal.field.is_some() => {
            one::again(app, staff, id, form, refusal.into()).await
        }
        Err(error) => Err(error),
    }
}

/// Writes a line.
pub async fn add(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = meeting(&app, &staff, id).await?;
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    match said(&form) {
        Ok(line) => {
            let point = line.row(&app.house, &row);
            let done = work::note(&app.house, &doer(&staff), &row, &point, &once).await;
            answered(&app, staff, id, form, done).await
        }
        Err(errs) => one::again(&app, staff, id, form, errs).await,
    }
}

/// The line a form says. A decision names who does it and until when: refused at `responsible` and `due`.
fn said(form: &Posted) -> std::result::Result<Line, FieldErrors> {
    let mut errs = FieldErrors::new();
    let kind: Option<PointKind> = form.coded("point");
    errs.check(kind.is_some(), "point", "meeting-point-kind");
    let text = form.get("text");
    errs.check((2..=LONGEST_POINT).contains(&text.chars().count()), "text", "meeting-point-text");
    let (responsible, due_day) = (form.get("responsible"), form.day("due"));
    if kind == Some(PointKind::Decision) {
        errs.check((2..=40).contains(&responsible.chars().count()), "responsible", "meeting-responsible");
        errs.check(due_day.is_some(), "due", "meeting-due");
    }
    let Some(kind) = kind.filter(|_| errs.is_empty()) else { return Err(errs) };
    let charge = due_day.filter(|_| kind == PointKind::Decision).map(|day| (responsible.to_owned(), day));
    Ok(Line { kind, side: form.coded("side"), text: text.to_owned(), charge })
}

/// Takes a line back, while the minutes are being written.
pub async fn remove(
    Shared(app): Shared<App>,
    Path((_, id, point)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = meeting(&app, &staff, id).await?;
    let point = store::point(&app.house, row.area_id, id, point).await?;
    work::take_back(&app.house, &doer(&staff), &row, &point).await?;
    Ok(back(&staff, id))
}

/// Says what became of a decision.
pub async fn settle(
    Shared(app): Shared<App>,
    Path((_, id, point)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = meeting(&app, &staff, id).await?;
    let point = store::point(&app.house, row.area_id, id, point).await?;
    let done = work::settle(&app.house, &doer(&staff), &row, &point, form.get("became")).await;
    let form = form.with("settling", point.id.to_string());
    answered(&app, staff, id, form, done).await
}

/// Hands what somebody said to the desk, as a request.
pub async fn raise(
    Shared(app): Shared<App>,
    Path((_, id, point)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = meeting(&app, &staff, id).await?;
    let point = store::point(&app.house, row.area_id, id, point).await?;
    let done = work::raise(&app.house, &doer(&staff), &row, &point, form.get("category")).await;
    answered(&app, staff, id, form, done).await
}
