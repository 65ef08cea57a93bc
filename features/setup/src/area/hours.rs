//! 上班时间: the hours of the desk, and the days on which the area works otherwise than the nation.

use crate::store;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::calendar::{HOURS, OwnDay, parse_hours};
use linju_core::ledger::NewEvent;
use linju_core::setting;
use linju_kernel::calendar::Stretch;
use linju_kernel::{Day, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "hours.html")]
struct HoursPage {
    p: Page,
    tab: &'static str,
    may_edit: bool,
    saved: bool,
    days: Vec<OwnDay>,
    form: Posted,
    errs: FieldErrors,
}

/// Hours and own days.
pub async fn show(State(app): State<App>, staff: Staff, uri: Uri) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    page(&app, staff, Posted::default(), FieldErrors::new(), uri.query() == Some("saved")).await
}

/// Changes the hours; empty gives back the nation's.
pub async fn save(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    if let Err(refusal) = fit_hours(&app, form.get("hours")) {
        return page(&app, staff, form, refusal.at("hours").into(), false).await;
    }
    let area = staff.area_id();
    let set = setting::set(area, HOURS, form.get("hours"));
    super::commit(&app.house, &staff, vec![set], NewEvent::new("calendar", area, "hours_changed")).await?;
    Ok(saved(&staff))
}

fn fit_hours(app: &App, text: &str) -> std::result::Result<(), Refusal> {
    if text.is_empty() {
        return Ok(());
    }
    app.house.reference().national().clone().with_hours(parse_hours(text)?).map(drop)
}

/// Closes the desk on a day, or opens it.
pub async fn add_day(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let mut errs = FieldErrors::new();
    let kind = form.get("kind");
    errs.check(matches!(kind, "off" | "work"), "kind", "setup-day-kind-missing");
    errs.check(!form.get("name").is_empty(), "name", "setup-day-name-missing");
    let day = form.day("day");
    errs.check(day.is_some(), "day", "setup-day-missing");
    let (Some(day), true) = (day, errs.is_empty()) else {
        return page(&app, staff, form, errs, false).await;
    };
    let own =
        OwnDay { area_id: staff.area_id(), day, kind: kind.to_owned(), name: form.get("name").to_owned() };
    let event = told(&staff, "own_day_set", day).with("kind", kind);
    super::commit(&app.house, &staff, vec![store::set_day(&own)], event).await?;
    Ok(saved(&staff))
}

/// Takes an own day back.
pub async fn remove_day(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let day = form.day("day").ok_or(Error::BadRequest)?;
    let drop = store::drop_day(staff.area_id(), day);
    super::commit(&app.house, &staff, vec![drop], told(&staff, "own_day_dropped", day)).await?;
    Ok(saved(&staff))
}

fn told(staff: &Staff, verb: &'static str, day: Day) -> NewEvent {
    NewEvent::new("calendar", staff.area_id(), verb).with("day", day.to_string())
}

fn saved(staff: &Staff) -> Response {
    Redirect::to(&format!("/staff/{}/setup/hours?saved", staff.area().code)).into_response()
}

async fn page(app: &App, staff: Staff, form: Posted, errs: FieldErrors, saved: bool) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let days = app.house.own_days(staff.area_id()).await?;
    let hours = clocks(app.house.reference().calendar(staff.area_id()).hours());
    let typed = form.fields().iter().any(|(name, _)| name == "hours");
    let form = if typed { form } else { form.with("hours", hours) };
    let p = staff.page;
    html_with(
        status,
        &HoursPage { tab: "hours", may_edit: p.may(Right::EditArea), saved, days, form, errs, p },
    )
}

/// Hours as they are typed: 8:30-11:30,13:00-17:00.
fn clocks(hours: &[Stretch]) -> String {
    let clock = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
    hours
        .iter()
        .map(|(open, close)| format!("{}-{}", clock(*open), clock(*close)))
        .collect::<Vec<_>>()
        .join(",")
}
