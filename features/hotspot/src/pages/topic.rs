//! 每月一题: chosen by the secretary, led by someone, with a list of tasks and a result.

use super::{Choice, colleagues, desk, doer, may_lead, parts, topic_link};
use crate::rules::Part;
use crate::store::spots;
use crate::store::topics::{self, TaskRow, TopicRow};
use crate::work;
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html};
use std::collections::HashMap;

const SHOWN: i64 = 36;
const TITLE: std::ops::RangeInclusive<usize> = 2..=60;
const WORDS: std::ops::RangeInclusive<usize> = 2..=200;

#[derive(Template)]
#[template(path = "topics.html")]
struct ListPage {
    p: Page,
    topics: Vec<(TopicRow, Vec<TaskRow>)>,
    leads: bool,
}

impl ListPage {
    fn done(&self, tasks: &[TaskRow]) -> String {
        let done = tasks.iter().filter(|task| task.done_at.is_some()).count();
        self.p.a2("topic-tasks-done", "done", done as i64, "all", tasks.len() as i64)
    }
}

#[derive(Template)]
#[template(path = "topic_new.html")]
struct NewPage {
    p: Page,
    people: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

#[derive(Template)]
#[template(path = "topic.html")]
struct OnePage {
    p: Page,
    topic: TopicRow,
    tasks: Vec<TaskRow>,
    leads: bool,
    form: Posted,
    errs: FieldErrors,
}

fn leads(p: &Page) -> bool {
    parts(p).contains(&Part::Lead)
}

/// A month in words: 2026年11月.
pub fn month(p: &Page, topic: &TopicRow) -> String {
    let (year, month) = topic.month.split_once('-').unwrap_or((&topic.month, ""));
    p.a2("topic-month-of", "y", year, "m", month.trim_start_matches('0'))
}

/// The list.
pub async fn list(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let topics = topics::list(&app.house, staff.area_id(), SHOWN).await?;
    let leads = leads(&staff.page);
    html(&ListPage { p: staff.page, topics, leads })
}

/// An empty form; a hot spot that a link names gives its title.
pub async fn blank(
    Shared(app): Shared<App>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    desk(&staff)?;
    if !leads(&staff.page) {
        return Err(Error::NotFound);
    }
    let month: String = staff.page.today().to_string().chars().take(7).collect();
    let mut form = Posted::default()
        .with("once", app.house.id().to_string())
        .with("month", month)
        .with("lead", staff.session.account.to_string());
    if let Some(id) = asked.get("hotspot").and_then(|id| id.parse().ok()) {
        let row = spots::load(&app.house, staff.area_id(), id).await?;
        form = form.with("hotspot", id.to_string()).with("title", super::title(&staff.page, &row));
    }
    fill(staff, form, FieldErrors::new())
}

fn fill(staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let people = colleagues(&staff.page);
    html_with(status, &NewPage { p: staff.page, people, form, errs })
}

/// Is it a month, `YYYY-MM`?
fn is_month(text: &str) -> bool {
    text.len() == 7 && format!("{text}-01").parse::<linju_kernel::Day>().is_ok()
}

/// Chooses it.
pub async fn create(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let mut errs = FieldErrors::new();
    let (title, month) = (form.get("title").to_owned(), form.get("month").to_owned());
    errs.check(TITLE.contains(&title.chars().count()), "title", "topic-title");
    errs.check(is_month(&month), "month", "topic-month-unread");
    let lead = may_lead(&staff.page, form.id("lead"));
    errs.check(lead.is_some(), "lead", "hotspot-lead");
    let Some(lead_id) = lead.filter(|_| errs.is_empty()) else { return fill(staff, form, errs) };
    let row = TopicRow {
        area_id: staff.area_id(),
        id: form.id("once").unwrap_or_else(|| app.house.id()),
        month,
        title,
        hotspot_id: form.id("hotspot"),
        lead_id,
        result: String::new(),
        settled_at: None,
        created_by: staff.session.account,
        version: 1,
    };
    match work::choose(&app.house, &doer(&staff), &row).await.map_err(Error::from) {
        Ok(()) => to(&staff, row.id),
        Err(Error::Refused(refusal)) if refusal.field.is_some() => fill(staff, form, refusal.into()),
        Err(error) => Err(error),
    }
}

fn to(staff: &Staff, id: Id) -> Result<Response> {
    Ok(Redirect::to(&topic_link(staff.area(), &format!("/{id}"))).into_response())
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, id, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, id: Id, form: Posted, errs: FieldErrors) -> Result<Response> {
    desk(&staff)?;
    let (topic, tasks) = topics::load(&app.house, staff.area_id(), id).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let leads = leads(&staff.page);
    let form = if form.ticked("once") { form } else { form.with("once", app.house.id().to_string()) };
    html_with(status, &OnePage { p: staff.page, topic, tasks, leads, form, errs })
}

/// Puts a task on its list; the same form again puts nothing.
pub async fn add(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (topic, tasks) = topics::load(&app.house, staff.area_id(), id).await?;
    let mut errs = FieldErrors::new();
    let (text, responsible, due) = (form.get("text"), form.get("responsible"), form.day("due"));
    errs.check(WORDS.contains(&text.chars().count()), "text", "topic-task");
    errs.check((2..=40).contains(&responsible.chars().count()), "responsible", "topic-responsible");
    errs.check(due.is_some(), "due", "topic-due");
    let (Some(due_day), Some(once), true) = (due, form.id("once"), errs.is_empty()) else {
        return page(&app, staff, id, form, errs).await;
    };
    if tasks.iter().all(|task| task.id != once) {
        let task = TaskRow {
            area_id: topic.area_id,
            id: once,
            topic_id: topic.id,
            text: text.into(),
            responsible: responsible.into(),
            due_day,
            done_at: None,
            became: String::new(),
        };
        work::add_task(&app.house, &doer(&staff), &topic, &task).await?;
    }
    to(&staff, id)
}

/// Says what became of a task.
pub async fn done(
    Shared(app): Shared<App>,
    Path((_, id, task)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (topic, tasks) = topics::load(&app.house, staff.area_id(), id).await?;
    let task = tasks.iter().find(|one| one.id == task).ok_or(Error::NotFound)?;
    let mut errs = FieldErrors::new();
    errs.check(WORDS.contains(&form.get("became").chars().count()), "became", "topic-became");
    if !errs.is_empty() {
        return page(&app, staff, id, form, errs).await;
    }
    work::task_done(&app.house, &doer(&staff), &topic, task, form.get("became")).await?;
    to(&staff, id)
}

/// Says what came of it.
pub async fn settle(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (topic, _) = topics::load(&app.house, staff.area_id(), id).await?;
    let mut errs = FieldErrors::new();
    errs.check((4..=400).contains(&form.get("result").chars().count()), "result", "topic-result");
    if !errs.is_empty() {
        return page(&app, staff, id, form, errs).await;
    }
    work::settle_topic(&app.house, &doer(&staff), &topic, form.get("result")).await?;
    to(&staff, id)
}
