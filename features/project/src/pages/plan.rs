//! Planning a project, and changing what is planned while it is a draft.

use super::{Choice, Desk, money};
use crate::fund::{read_yuan, yuan};
use crate::rules::course::{TEMPLATES, Template};
use crate::rules::{Course, Kind, State};
use crate::store::{self, ProjectRow};
use crate::work::{self, Plan};
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::place::PlaceKind;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(askama::Template)]
#[template(path = "project_plan.html")]
struct PlanPage {
    p: Page,
    base: String,
    action: String,
    known: bool,
    kinds: Vec<Choice>,
    courses: Vec<Choice>,
    places: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl PlanPage {
    fn templates(&self) -> &'static [Template] {
        &TEMPLATES
    }

    fn costs(&self, template: &Template) -> String {
        format!("{} – {}", money(template.costs.0), money(template.costs.1))
    }

    fn limit(&self, course: &Course) -> String {
        match course.limit() {
            Some(fen) => self.p.a("project-limit", "sum", money(fen)),
            None => String::new(),
        }
    }

    fn all_courses(&self) -> &'static [Course] {
        Course::ALL
    }
}

/// An empty form; what a link names is filled in.
pub async fn blank(
    Shared(app): Shared<App>,
    staff: Staff,
    asked: Query<HashMap<String, String>>,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let mut form = Posted::default().with("once", app.house.id().to_string());
    for name in ["kind", "course", "title", "place", "cases"] {
        form = form.with(name, asked.get(name).cloned().unwrap_or_default());
    }
    page(&app, desk, None, form, FieldErrors::new()).await
}

/// The form with what is planned.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let row = draft(&app, &desk, id).await?;
    let form = Posted::default()
        .with("kind", row.kind.as_str())
        .with("course", row.course.as_str())
        .with("named", if row.named { "on" } else { "" })
        .with("title", row.title.as_str())
        .with("purpose", row.purpose.as_str())
        .with("place", row.place_id.to_string())
        .with("estimate", yuan(row.estimate))
        .with("serves", row.serves.as_str())
        .with("lead", row.lead.as_str())
        .with("planner", row.planner.as_str())
        .with("partner", row.partner.as_str())
        .with("cases", row.cases.as_str());
    page(&app, desk, Some(id), form, FieldErrors::new()).await
}

/// A project that is still a draft.
async fn draft(app: &App, desk: &Desk, id: Id) -> Result<ProjectRow> {
    let row = store::load(&app.house, desk.area.id, id).await?.row;
    if row.state() == State::Draft { Ok(row) } else { Err(Refusal::new("not-now").into()) }
}

/// Plans it.
pub async fn create(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    match read(&app, &desk, &form).await? {
        Ok(row) => {
            let id = work::plan(&app.house, &desk.doer(), &row, &once).await?;
            Ok(Redirect::to(&format!("{}/{id}", desk.base)).into_response())
        }
        Err(errs) => page(&app, desk, None, form, errs).await,
    }
}

/// Changes what is planned.
pub async fn change(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let known = draft(&app, &desk, id).await?;
    let read = match read(&app, &desk, &form).await? {
        Ok(row) => row,
        Err(errs) => return page(&app, desk, Some(id), form, errs).await,
    };
    let row = ProjectRow {
        id,
        item_id: known.item_id,
        copied_from: known.copied_from,
        created_by: known.created_by,
        created_at: known.created_at,
        state_at: known.state_at,
        version: known.version,
        ..read
    };
    work::change(&app.house, &desk.doer(), &row).await?;
    Ok(Redirect::to(&format!("{}/{id}", desk.base)).into_response())
}

/// What the form says, or what is wrong with it, field by field.
pub async fn read(
    app: &App,
    desk: &Desk,
    form: &Posted,
) -> Result<std::result::Result<ProjectRow, FieldErrors>> {
    let mut errs = FieldErrors::new();
    let kind: Option<Kind> = form.coded("kind");
    errs.check(kind.is_some(), "kind", "project-kind");
    let course: Option<Course> = form.coded("course");
    errs.check(course.is_some(), "course", "project-course");
    let title = form.get("title");
    errs.check((2..=60).contains(&title.chars().count()), "title", "project-title");
    let place = match form.id("place") {
        Some(id) => app.house.place(desk.area.id, id).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "project-place");
    let estimate = if form.ticked("estimate") { read_yuan(form.get("estimate")) } else { Some(0) };
    errs.check(estimate.is_some(), "estimate", "fund-amount");
    let lead = form.get("lead");
    errs.check((2..=40).contains(&lead.chars().count()), "lead", "project-lead");
    let (Some(kind), Some(course), Some(place), Some(estimate), true) =
        (kind, course, place, estimate, errs.is_empty())
    else {
        return Ok(Err(errs));
    };
    let short = |name: &str, most: usize| form.get(name).chars().take(most).collect::<String>();
    let plan = Plan {
        kind,
        course,
        named: form.ticked("named"),
        title: title.into(),
        purpose: short("purpose", 1_000),
        place,
        estimate,
        serves: short("serves", 60),
        lead: lead.into(),
        planner: short("planner", 40),
        partner: short("partner", 40),
        cases: form.get("cases").split(' ').filter_map(|id| id.parse().ok()).collect(),
        item: None,
    };
    Ok(plan.row(&app.house, &desk.doer()).map_err(FieldErrors::from))
}

/// The places a project may be at.
pub async fn places(app: &App, area: Id) -> Result<Vec<Choice>> {
    let kinds = [
        PlaceKind::Area,
        PlaceKind::Compound,
        PlaceKind::Building,
        PlaceKind::Courtyard,
        PlaceKind::Road,
        PlaceKind::Plot,
        PlaceKind::BikeGarage,
        PlaceKind::Venue,
    ];
    let places = app.house.places_of(area, &kinds).await?;
    Ok(places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect())
}

async fn page(app: &App, desk: Desk, known: Option<Id>, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let places = places(app, desk.area.id).await?;
    let action = match known {
        Some(id) => format!("{}/{id}/change", desk.base),
        None => format!("{}/new", desk.base),
    };
    let p = desk.p;
    let page = PlanPage {
        kinds: p.choices("project-kind", Kind::ALL),
        courses: p.choices("project-course", Course::ALL),
        base: desk.base,
        known: known.is_some(),
        p,
        action,
        places,
        form,
        errs,
    };
    html_with(status, &page)
}
