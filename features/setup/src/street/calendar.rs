//! 工作日历: the year as a grid, and the yearly notice of the State Council as it is taken in.

use crate::fields::{self, say_limit};
use crate::rules::{self, Month};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::calendar::Notice;
use linju_kernel::calendar::{Arrangement, LineError};
use linju_kernel::deadline::Unit;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Ts};
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

const YEARS: std::ops::RangeInclusive<i64> = 2020..=2100;

#[derive(Template)]
#[template(path = "calendar.html")]
struct YearPage {
    p: Page,
    year: i64,
    months: Vec<Month>,
    provisional: bool,
    notices: Vec<Notice>,
    may_edit: bool,
    saved: bool,
    trial: Posted,
    due: Option<Due>,
    units: &'static [Unit],
    form: Posted,
    errs: FieldErrors,
    lines: Vec<LineError>,
}

/// What a limit tried on the page comes to.
struct Due {
    limit: String,
    at: Ts,
    day: Day,
    provisional: bool,
}

impl YearPage {
    fn line(&self, error: &LineError) -> String {
        self.p.a(&format!("setup-line-{}", error.name), "line", error.line as i64)
    }
}

/// A year.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    query: Query<HashMap<String, String>>,
) -> Result<Response> {
    super::may_read(&staff)?;
    let asked = query.0.into_iter().fold(Posted::default(), |form, (name, value)| form.with(&name, value));
    page(&app, staff, asked, Posted::default(), FieldErrors::new(), Vec::new()).await
}

/// Takes a notice in, pasted or as a file.
pub async fn take_in(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require_street(Right::EditStreet)?;
    let mut errs = FieldErrors::new();
    let year = form.number("notice_year").filter(|year| YEARS.contains(year));
    errs.check(year.is_some(), "notice_year", "setup-year-unreadable");
    errs.check(!form.get("source").is_empty(), "source", "setup-source-missing");
    let Some(notice) = text_of(&form) else {
        errs.add("file", "setup-file-not-utf8");
        return page(&app, staff, Posted::default(), form, errs, Vec::new()).await;
    };
    let lines = year.and_then(|year| Arrangement::parse(year as i16, &notice).err()).unwrap_or_default();
    errs.check(lines.is_empty(), "notice", "setup-notice-lines");
    let (Some(year), true) = (year, errs.is_empty()) else {
        let asked =
            year.map_or_else(Posted::default, |year| Posted::default().with("year", year.to_string()));
        let typed = form.fields().iter().filter(|(name, _)| name != "notice");
        let typed = typed.fold(Posted::default().with("notice", notice), |f, (n, v)| f.with(n, v));
        return page(&app, staff, asked, typed, errs, lines).await;
    };
    let notice = Notice { year, source: form.get("source").to_owned(), notice, taken_in_at: staff.now() };
    app.house.take_in_notice(notice, staff.actor()).await?;
    Ok(Redirect::to(&format!("/street/calendar?year={year}&saved=1")).into_response())
}

/// The notice's text, from the file if one was sent; none if the file is not text.
fn text_of(form: &Posted) -> Option<String> {
    match form.uploads("file").next() {
        Some(file) => String::from_utf8(file.bytes.clone()).ok(),
        None => Some(form.raw("notice").to_owned()),
    }
}

async fn page(
    app: &App,
    staff: Staff,
    asked: Posted,
    form: Posted,
    errs: FieldErrors,
    lines: Vec<LineError>,
) -> Result<Response> {
    let p = staff.page;
    let reference = app.house.reference();
    let calendar = reference.national();
    let today = p.today();
    let year = asked.number("year").filter(|year| YEARS.contains(year)).unwrap_or(today.0.year().into());
    let months = rules::year_grid(calendar, year as i16, today);
    let zone = calendar.zone();
    let start = asked.moment("from", zone);
    let due = start.zip(fields::limit(&asked, "try").ok()).and_then(|(start, limit)| {
        let at = calendar.deadline(start, limit, &[])?;
        let day = at.day(zone);
        Some(Due { limit: say_limit(&p, limit), at, day, provisional: calendar.is_provisional(day) })
    });
    let trial = match start {
        Some(_) => asked.clone(),
        None => {
            Posted::default().with_moment("from", p.now, zone).with("try_amount", "5").with("try_unit", "wd")
        }
    };
    let form =
        if form.fields().is_empty() { Posted::default().with("notice_year", year.to_string()) } else { form };
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let first = Day::new(year as i16, 1, 1);
    let view = YearPage {
        provisional: first.is_some_and(|day| calendar.is_provisional(day)),
        notices: app.house.notices().await?,
        may_edit: p.may(Right::EditStreet),
        saved: asked.ticked("saved"),
        units: Unit::ALL,
        p,
        year,
        months,
        trial,
        due,
        form,
        errs,
        lines,
    };
    html_with(status, &view)
}
