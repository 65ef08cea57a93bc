//! Beginning a round: one page, on which the registry says at once who would be on the list and who would go.

use super::{Choice, desk, doer, link};
use crate::rules::question::MOST_QUESTIONS;
use crate::rules::{Ask, Filter, Kind, Question, Test, Together, Unit};
use crate::work::{self, Plan, Sheet};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::BTreeMap;

/// Who would go, and how far.
struct Part {
    who: Option<Id>,
    lines: i64,
    sheets: i64,
}

/// What would come of the form as it stands.
struct Preview {
    lines: i64,
    parts: Vec<Part>,
    reasons: Vec<(Test, i64)>,
}

#[derive(Template)]
#[template(path = "round_plan.html")]
struct PlanPage {
    p: Page,
    kind: Kind,
    form: Posted,
    errs: FieldErrors,
    units: Vec<Choice>,
    places: Vec<Choice>,
    tests: Vec<Choice>,
    asks: Vec<Choice>,
    preview: Option<Preview>,
}

impl PlanPage {
    fn heading(&self) -> String {
        self.p.code("round-begin", self.kind.code()).into_owned()
    }

    fn questions(&self) -> std::ops::RangeInclusive<usize> {
        1..=MOST_QUESTIONS
    }

    fn field(&self, name: &str, n: &usize) -> String {
        format!("{name}{n}")
    }

    fn who(&self, part: &Part) -> String {
        if part.who.is_some() { self.p.name_of(&part.who) } else { self.p.t("round-nobody").into_owned() }
    }
}

/// The form for the kind asked, as it begins, with who would be on the list.
pub async fn blank(State(app): State<App>, staff: Staff, RawQuery(query): RawQuery) -> Result<Response> {
    desk(&staff)?;
    let asked = Posted::urlencoded(query.unwrap_or_default().as_bytes());
    let form = if asked.ticked("once") { asked } else { begun(&app, &staff, &asked).await? };
    page(&app, staff, form, FieldErrors::new()).await
}

/// The form of a kind as it begins.
async fn begun(app: &App, staff: &Staff, asked: &Posted) -> Result<Posted> {
    let kind: Kind = asked.coded("kind").unwrap_or(Kind::Survey);
    let root = app.house.root_place(staff.area_id()).await?;
    let p = &staff.page;
    let unit = match kind {
        Kind::Survey => Unit::Household,
        Kind::Patrol => Unit::Stairwell,
        _ => Unit::Person,
    };
    let day = p.day_of(&p.now);
    let form = Posted::default()
        .with("once", app.house.id().to_string())
        .with("kind", kind.code())
        .with("title", format!("{} {day}", p.code("round-kind", kind.code())))
        .with("place", root.id.to_string())
        .with("unit", unit.code())
        .with("together", Together::Any.code());
    Ok(kind.risks().iter().fold(form, |form, test| form.with("tests", test.code())))
}

/// Begins it.
pub async fn create(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let plan = match read(&app.house, &staff, &form).await {
        Ok(plan) => plan,
        Err(Error::Refused(refusal)) => return page(&app, staff, form, refusal.into()).await,
        Err(error) => return Err(error),
    };
    match work::open(&app.house, &doer(&staff), plan, &once).await.map_err(Error::from) {
        Ok(id) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// What the form says. Refuses `round-place` at `place` and what questions refuse.
async fn read(house: &House, staff: &Staff, form: &Posted) -> Result<Plan> {
    let due = match form.get("due") {
        "" => None,
        _ => Some(form.day("due").ok_or(Refusal::new("round-due").at("due"))?),
    };
    Ok(Plan {
        kind: form.coded("kind").ok_or(Error::BadRequest)?,
        unit: form.coded("unit").ok_or(Error::BadRequest)?,
        title: form.get("title").to_owned(),
        place: place(house, staff, form).await?,
        filter: filter(form),
        questions: questions(form)?,
        due,
        even: form.ticked("even"),
    })
}

async fn place(house: &House, staff: &Staff, form: &Posted) -> Result<Place> {
    let refusal = || Refusal::new("round-place").at("place");
    let id = form.id("place").ok_or_else(refusal)?;
    Ok(house.place(staff.area_id(), id).await.map_err(|_| refusal())?)
}

fn filter(form: &Posted) -> Filter {
    let tests = form.all("tests").filter_map(Test::of).collect();
    Filter { tests, together: form.coded("together").unwrap_or(Together::Any) }
}

fn questions(form: &Posted) -> Result<Vec<Question>, Refusal> {
    let mut questions = Vec::new();
    for n in 1..=MOST_QUESTIONS {
        let text = form.get(&format!("text{n}"));
        if !text.is_empty() {
            let ask = form.coded(&format!("ask{n}")).unwrap_or(Ask::YesNo);
            questions.push(Question::typed(text, ask, form.get(&format!("options{n}")))?);
        }
    }
    Ok(questions)
}

async fn page(app: &App, staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let kinds = [PlaceKind::Area, PlaceKind::Compound, PlaceKind::Building, PlaceKind::Stairwell];
    let places = app.house.places_of(staff.area_id(), &kinds).await?;
    let places = places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect();
    let preview = match place(&app.house, &staff, &form).await {
        Ok(place) => Some(preview(&app.house, &staff, &form, &place).await?),
        Err(_) => None,
    };
    let p = staff.page;
    let page = PlanPage {
        kind: form.coded("kind").unwrap_or(Kind::Survey),
        units: p.choices("round-unit", Unit::ALL),
        tests: p.choices("round-test", Test::ALL),
        asks: p.choices("round-ask", Ask::ALL),
        places,
        preview,
        p,
        form,
        errs,
    };
    html_with(status, &page)
}

async fn preview(house: &House, staff: &Staff, form: &Posted, place: &Place) -> Result<Preview> {
    let (area, day) = (staff.area_id(), staff.page.today());
    let unit = form.coded("unit").unwrap_or(Unit::Household);
    let drafts = work::propose(house, place, unit, &filter(form), day).await?;
    let lines = drafts.len() as i64;
    let counted = |test: &Test| (*test, drafts.iter().filter(|d| d.reasons.contains(test)).count() as i64);
    let reasons = Test::ALL.iter().map(counted).filter(|(_, n)| *n > 0).collect();
    let sheets = work::split(house, area, drafts, form.ticked("even"), staff.session.account, day).await?;
    Ok(Preview { lines, parts: parts(&sheets), reasons })
}

/// How much each would have, most first.
fn parts(sheets: &[Sheet]) -> Vec<Part> {
    let mut by: BTreeMap<Option<Id>, Part> = BTreeMap::new();
    for sheet in sheets {
        let part = by.entry(sheet.account).or_insert(Part { who: sheet.account, lines: 0, sheets: 0 });
        part.lines += sheet.drafts.len() as i64;
        part.sheets += 1;
    }
    let mut parts: Vec<Part> = by.into_values().collect();
    parts.sort_by_key(|part| (-part.lines, part.who));
    parts
}
