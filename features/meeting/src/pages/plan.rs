//! Planning a meeting, and changing what is planned.

use super::{Choice, desk, doer, link, parts};
use crate::rules::{Facts, Kind, Terms, Verb};
use crate::store::{self, MeetingRow};
use crate::work::{self, Plan};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::place::PlaceKind;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

const LONGEST_TITLE: usize = 60;
const LONGEST_TOPICS: usize = 2_000;

#[derive(Template)]
#[template(path = "meeting_plan.html")]
struct PlanPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    action: String,
    kinds: Vec<Choice>,
    places: Vec<Choice>,
    known: bool,
}

impl PlanPage {
    /// What each kind demands, a line each.
    fn demands(&self) -> Vec<String> {
        let p = &self.p;
        let line = |terms: &Terms| {
            let days = p.n("meeting-demand-days", &terms.notice.days());
            let quorum = terms.quorum.of().map(|_| p.t("meeting-demand-quorum").into_owned());
            let word = p.code("meeting-kind", terms.kind.code());
            format!("{word} {days}{}", quorum.unwrap_or_default())
        };
        crate::rules::kind::TERMS.iter().map(line).collect()
    }
}

/// An empty form; what a link names is filled in: the kind, the place, the case it is about.
pub async fn blank(
    Shared(app): Shared<App>,
    staff: Staff,
    asked: axum::extract::Query<std::collections::HashMap<String, String>>,
) -> Result<Response> {
    desk(&staff)?;
    let mut form = Posted::default().with("once", app.house.id().to_string());
    for name in ["kind", "place", "case"] {
        form = form.with(name, asked.get(name).cloned().unwrap_or_default());
    }
    page(&app, staff, None, form, FieldErrors::new()).await
}

/// The form with what is planned.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let row = store::load(&app.house, staff.area_id(), id).await?;
    row.rules().step(Verb::Change, &parts(&staff.page), &Facts::default())?;
    let zone = staff.page.zone();
    let form = Posted::default()
        .with("kind", row.kind.as_str())
        .with("title", row.title.as_str())
        .with("topics", row.topics.as_str())
        .with("place", row.place_id.to_string())
        .with("venue", row.place_name.as_str())
        .with("entitled", if row.entitled > 0 { row.entitled.to_string() } else { String::new() })
        .with("confidential", if row.confidential { "on" } else { "" })
        .with("short_notice", row.short_notice.as_str())
        .with_moment("starts", row.starts_at, &zone);
    page(&app, staff, Some(id), form, FieldErrors::new()).await
}

/// Plans it.
pub async fn create(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let Some(once) = form.id("once") else { return Err(Error::BadRequest) };
    match read(&app, &staff, &form).await? {
        Ok(row) => to(&staff, work::plan(&app.house, &doer(&staff), &row, &once.to_string()).await?),
        Err(errs) => page(&app, staff, None, form, errs).await,
    }
}

/// Changes what is planned.
pub async fn change(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let known = store::load(&app.house, staff.area_id(), id).await?;
    let read = match read(&app, &staff, &form).await? {
        Ok(row) => row,
        Err(errs) => return page(&app, staff, Some(id), form, errs).await,
    };
    let row = MeetingRow {
        id,
        code: known.code,
        case_id: known.case_id,
        created_by: known.created_by,
        reason: known.reason,
        state: known.state,
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
) -> Result<std::result::Result<MeetingRow, FieldErrors>> {
    let mut errs = FieldErrors::new();
    let area_id = staff.area_id();
    let kind: Option<Kind> = form.coded("kind");
    errs.check(kind.is_some(), "kind", "meeting-kind-missing");
    let (title, topics) = (form.get("title"), form.get("topics"));
    errs.check((1..=LONGEST_TITLE).contains(&title.chars().count()), "title", "meeting-title");
    errs.check((1..=LONGEST_TOPICS).contains(&topics.chars().count()), "topics", "meeting-topics");
    let starts_at = form.moment("starts", &staff.page.zone());
    errs.check(starts_at.is_some(), "starts", "meeting-moment");
    let place = match form.id("place") {
        Some(id) => app.house.place(area_id, id).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "meeting-place");
    let entitled = if form.ticked("entitled") { form.number("entitled").unwrap_or(-1) } else { 0 };
    errs.check((0..=100_000).contains(&entitled), "entitled", "meeting-entitled");
    let (Some(kind), Some(place), Some(starts_at), true) = (kind, place, starts_at, errs.is_empty()) else {
        return Ok(Err(errs));
    };
    let short = |name: &str, most: usize| form.get(name).chars().take(most).collect::<String>();
    let plan = Plan {
        kind,
        title: title.into(),
        topics: topics.into(),
        place,
        venue: short("venue", 60),
        starts_at,
        entitled,
        confidential: form.ticked("confidential"),
        short_notice: short("short_notice", 120),
        case: form.id("case"),
    };
    Ok(Ok(plan.row(&app.house, staff.session.account)))
}

async fn page(
    app: &App,
    staff: Staff,
    known: Option<Id>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let kinds =
        [PlaceKind::Area, PlaceKind::Venue, PlaceKind::Courtyard, PlaceKind::Compound, PlaceKind::Building];
    let places = app.house.places_of(staff.area_id(), &kinds).await?;
    let places = places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect();
    let action = match known {
        Some(id) => link(staff.area(), &format!("/{id}/change")),
        None => link(staff.area(), "/new"),
    };
    let p = staff.page;
    html_with(
        status,
        &PlanPage {
            kinds: p.choices("meeting-kind", Kind::ALL),
            known: known.is_some(),
            p,
            form,
            errs,
            action,
            places,
        },
    )
}
