//! Preparing a ballot, and changing what is prepared.

use super::{Choice, doer, link, load};
use crate::rules::form::TERMS;
use crate::rules::{Asks, Facts, Form, Item, Verb};
use crate::store::BallotRow;
use crate::work::{self, Plan};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::place::PlaceKind;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "ballot_plan.html")]
struct PlanPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    action: String,
    forms: Vec<Choice>,
    asks: Vec<Choice>,
    matters: Vec<Choice>,
    places: Vec<Choice>,
    known: bool,
}

impl PlanPage {
    /// What each form demands, a line each.
    fn demands(&self) -> Vec<String> {
        let p = &self.p;
        let line = |terms: &crate::rules::Terms| {
            let word = p.code("ballot-form", terms.form.code());
            format!("{word}:{}", p.n("ballot-demand-days", &terms.notice.days()))
        };
        TERMS.iter().map(line).collect()
    }
}

/// An empty form; what a link names is filled in.
pub async fn blank(
    Shared(app): Shared<App>,
    staff: Staff,
    asked: axum::extract::Query<HashMap<String, String>>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let mut form = Posted::default().with("once", app.house.id().to_string());
    for name in ["form", "place", "case", "title"] {
        form = form.with(name, asked.get(name).cloned().unwrap_or_default());
    }
    page(&app, staff, None, form, FieldErrors::new()).await
}

/// The form with what is prepared.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    row.rules().step(Verb::Change, &super::parts_of(&staff.page), &Facts::default())?;
    let zone = staff.page.zone();
    let line = |item: Item| match item.cost {
        0 => item.title,
        cost => format!("{}={}", item.title, cost / 100),
    };
    let form = Posted::default()
        .with("form", row.form.as_str())
        .with("asks", row.asks.as_str())
        .with("matter", row.matter.to_string())
        .with("title", row.title.as_str())
        .with("words", row.words.as_str())
        .with("items", row.items().into_iter().map(line).collect::<Vec<_>>().join("\n"))
        .with("budget", if row.budget > 0 { (row.budget / 100).to_string() } else { String::new() })
        .with("place", row.place_id.to_string())
        .with_moment("opens", row.opens_at, &zone)
        .with_moment("closes", row.closes_at, &zone);
    page(&app, staff, Some(id), form, FieldErrors::new()).await
}

/// Prepares it.
pub async fn create(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let Some(once) = form.id("once") else { return Err(Error::BadRequest) };
    match read(&app, &staff, &form).await? {
        Ok(row) => to(&staff, work::plan(&app.house, &doer(&staff), &row, &once.to_string()).await?),
        Err(errs) => page(&app, staff, None, form, errs).await,
    }
}

/// Changes what is prepared.
pub async fn change(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let known = load(&app, &staff, id).await?;
    let read = match read(&app, &staff, &form).await? {
        Ok(row) => row,
        Err(errs) => return page(&app, staff, Some(id), form, errs).await,
    };
    let row = BallotRow {
        id,
        lot: known.lot,
        state: known.state,
        case_id: known.case_id,
        created_by: known.created_by,
        version: known.version,
        ..read
    };
    work::change(&app.house, &doer(&staff), &row).await?;
    to(&staff, id)
}

fn to(staff: &Staff, id: Id) -> Result<Response> {
    Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response())
}

/// What the form says, or what is wrong with it, field by field.
async fn read(
    app: &App,
    staff: &Staff,
    form: &Posted,
) -> Result<std::result::Result<BallotRow, FieldErrors>> {
    let mut errs = FieldErrors::new();
    let (kind, asks): (Option<Form>, Option<Asks>) = (form.coded("form"), form.coded("asks"));
    errs.check(kind.is_some(), "form", "ballot-form-missing");
    errs.check(asks.is_some(), "asks", "ballot-asks-missing");
    let (title, words) = (form.get("title"), form.get("words"));
    errs.check((1..=60).contains(&title.chars().count()), "title", "ballot-title");
    errs.check((1..=2_000).contains(&words.chars().count()), "words", "ballot-words");
    let zone = staff.page.zone();
    let (opens_at, closes_at) = (form.moment("opens", &zone), form.moment("closes", &zone));
    errs.check(opens_at.is_some(), "opens", "ballot-moment");
    errs.check(closes_at.is_some(), "closes", "ballot-moment");
    let place = match form.id("place") {
        Some(id) => app.house.place(staff.area_id(), id).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "ballot-place");
    let budget = if form.ticked("budget") { form.number("budget").unwrap_or(-1) } else { 0 };
    errs.check((0..=1_000_000_000).contains(&budget), "budget", "ballot-budget-missing");
    let all = kind.zip(asks).zip(opens_at.zip(closes_at)).zip(place);
    let Some((((kind, asks), (opens_at, closes_at)), place)) = all else { return Ok(Err(errs)) };
    let plan = Plan {
        form: kind,
        asks,
        matter: if kind == Form::Owners { form.number("matter").unwrap_or_default() } else { 0 },
        title: title.into(),
        words: words.into(),
        items: if asks == Asks::Whether { Vec::new() } else { Item::lines(form.raw("items")) },
        budget: if asks == Asks::Budget { budget.saturating_mul(100) } else { 0 },
        place,
        opens_at,
        closes_at,
        case: form.id("case"),
    };
    let row = plan.row(&app.house, staff.session.account);
    row.rules().fit().into_iter().for_each(|wrong| errs.push(wrong));
    Ok(if errs.is_empty() { Ok(row) } else { Err(errs) })
}

async fn page(
    app: &App,
    staff: Staff,
    known: Option<Id>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let kinds = [PlaceKind::Area, PlaceKind::Compound, PlaceKind::Building, PlaceKind::Stairwell];
    let places = app.house.places_of(staff.area_id(), &kinds).await?;
    let places = places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect();
    let action = link(staff.area(), &known.map_or("/new".into(), |id| format!("/{id}/change")));
    let p = staff.page;
    let matter =
        |n: i64| Choice { value: n.to_string(), label: p.code("ballot-matter", &n.to_string()).into_owned() };
    let matters = (1..=9).map(matter).collect();
    let (forms, asks) = (p.choices("ballot-form", Form::ALL), p.choices("ballot-asks", Asks::ALL));
    html_with(
        status,
        &PlanPage { p, form, errs, action, forms, asks, matters, places, known: known.is_some() },
    )
}
