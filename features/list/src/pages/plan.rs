//! Putting something on a list, and correcting what stands there.

use super::{Choice, desk, doer, fen, link, partners_here, places, yuan};
use crate::rules::partner::Qualification;
use crate::rules::priority::days_for;
use crate::rules::{Facts, List, Source, Theme, Verb};
use crate::store::ItemRow;
use crate::store::item;
use crate::work::{self, Draft};
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "list_plan.html")]
struct PlanPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    action: String,
    back: String,
    places: Vec<Choice>,
    known: bool,
}

impl PlanPage {
    fn lists(&self) -> Vec<Choice> {
        self.p.choices("list-of", List::ALL)
    }

    fn themes(&self) -> Vec<Choice> {
        self.p.choices("list-theme", Theme::ALL)
    }

    fn sources(&self) -> Vec<Choice> {
        [Source::Staff, Source::Meeting, Source::Hotspot, Source::Street]
            .into_iter()
            .map(|s| Choice {
                value: s.code().into(),
                label: self.p.code("list-source", s.code()).into_owned(),
            })
            .collect()
    }

    fn papers(&self) -> Vec<Choice> {
        self.p.choices("list-paper", Qualification::ALL)
    }

    fn partners(&self) -> Vec<Choice> {
        let all = partners_here(&self.p).into_iter();
        all.map(|(id, label)| Choice { value: id.to_string(), label }).collect()
    }

    /// How urgent, with the days each gives.
    fn urgencies(&self) -> Vec<Choice> {
        let label = |n: i64| self.p.a2(&format!("list-urgency-{n}"), "n", n, "days", days_for(n));
        (0..=4).rev().map(|n| Choice { value: n.to_string(), label: label(n) }).collect()
    }
}

/// An empty form; what a link names is filled in.
pub async fn blank(
    Shared(app): Shared<App>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    desk(&staff)?;
    let get = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let mut form = Posted::default().with("once", app.house.id().to_string()).with("urgency", "2");
    for name in ["place", "case", "title", "by"] {
        form = form.with(name, get(name));
    }
    let (list, source) = (get("list"), get("source"));
    form = form.with("list", if list.is_empty() { "need".into() } else { list });
    form = form.with("source", if source.is_empty() { "staff".into() } else { source }).with("public", "on");
    page(&app, staff, None, form, FieldErrors::new()).await
}

/// The form with what stands on the list.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let row = item::load(&app.house, staff.area_id(), id).await?;
    row.rules().step(Verb::Change, &doer(&staff).parts_at(&row), &Facts::default())?;
    let form = Posted::default()
        .with("list", row.list.as_str())
        .with("theme", row.theme.as_str())
        .with("title", row.title.as_str())
        .with("detail", row.detail.as_str())
        .with("place", row.place_id.to_string())
        .with("urgency", row.urgency.to_string())
        .with("elders", row.elders.to_string())
        .with("households", row.households.to_string())
        .with("yuan", row.fen.map(|fen| yuan(&fen)).unwrap_or_default())
        .with("requires", row.requires.as_str())
        .with("due", row.due_day.to_string())
        .with("by", row.offered_by.map(|id| id.to_string()).unwrap_or_default())
        .with("amount", row.amount.to_string())
        .with("public", if row.public { "on" } else { "" });
    page(&app, staff, Some(id), form, FieldErrors::new()).await
}

/// Puts it on the list.
pub async fn create(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let Some(once) = form.id("once") else { return Err(Error::BadRequest) };
    let draft = match read(&app, &staff, &form).await? {
        Ok(draft) => draft,
        Err(errs) => return page(&app, staff, None, form, errs).await,
    };
    let row = draft.row(&app.house, staff.now(), Some(staff.session.account));
    let id = work::list(&app.house, &doer(&staff), &row, None, &once.to_string()).await?;
    Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response())
}

/// Corrects it.
pub async fn change(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let old = item::load(&app.house, staff.area_id(), id).await?;
    let draft = match read(&app, &staff, &form).await? {
        Ok(draft) => draft,
        Err(errs) => return page(&app, staff, Some(id), form, errs).await,
    };
    let read = draft.row(&app.house, old.created_at, old.created_by);
    let row = ItemRow {
        theme: read.theme,
        title: read.title,
        detail: read.detail,
        place_id: read.place_id,
        place_path: read.place_path,
        place_name: read.place_name,
        urgency: read.urgency,
        elders: read.elders,
        households: read.households,
        fen: read.fen,
        requires: read.requires,
        due_day: read.due_day,
        public: read.public,
        amount: read.amount.max(old.used),
        ..old.clone()
    };
    work::change(&app.house, &doer(&staff), &old, row).await?;
    Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response())
}

/// What the form says, or what is wrong with it, field by field.
async fn read(app: &App, staff: &Staff, form: &Posted) -> Result<std::result::Result<Draft, FieldErrors>> {
    let mut errs = FieldErrors::new();
    let list: Option<List> = form.coded("list");
    errs.check(list.is_some(), "list", "list-which");
    let theme: Option<Theme> = form.coded("theme");
    errs.check(theme.is_some(), "theme", "list-theme");
    let (title, detail) = (form.get("title"), form.get("detail"));
    errs.check((2..=60).contains(&title.chars().count()), "title", "list-title");
    errs.check(detail.chars().count() <= 1_000, "detail", "list-detail");
    let place = match form.id("place") {
        Some(id) => app.house.place(staff.area_id(), id).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "list-place");
    let mut number = |name: &'static str, most: i64| {
        let n = if form.ticked(name) { form.number(name).unwrap_or(-1) } else { 0 };
        errs.check((0..=most).contains(&n), name, "list-number");
        n
    };
    let (urgency, elders) = (number("urgency", 4), number("elders", 100_000));
    let (households, amount) = (number("households", 100_000), number("amount", 100_000));
    let cost = if form.ticked("yuan") { fen(form.get("yuan")) } else { None };
    errs.check(cost.is_some() || !form.ticked("yuan"), "yuan", "list-yuan");
    let requires = form.coded::<Qualification>("requires").map_or("", |q| q.code());
    let due = form.day("due");
    errs.check(due.is_some() || !form.ticked("due"), "due", "list-due");
    let by = form.id("by").filter(|id| partners_here(&staff.page).iter().any(|(known, _)| known == id));
    if list == Some(List::Resource) {
        errs.check(by.is_some(), "by", "list-by");
        errs.check(amount > 0, "amount", "list-amount");
    }
    let (Some(list), Some(theme), Some(place), true) = (list, theme, place, errs.is_empty()) else {
        return Ok(Err(errs));
    };
    let offers = list == List::Resource;
    let source = if offers { Source::Partner } else { form.coded("source").unwrap_or(Source::Staff) };
    if matches!(source, Source::Case | Source::Order) {
        return Ok(Err(Refusal::new("list-source").at("source").into()));
    }
    Ok(Ok(Draft {
        theme,
        detail: detail.into(),
        case: form.id("case"),
        urgency,
        elders,
        households,
        fen: cost,
        requires: requires.into(),
        public: form.ticked("public"),
        due,
        offer: by.filter(|_| offers).map(|by| (by, amount)),
        ..Draft::plain(list, source, title, place)
    }))
}

async fn page(
    app: &App,
    staff: Staff,
    known: Option<Id>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let places = places(app, staff.area_id()).await?;
    let (action, back) = match known {
        Some(id) => (link(staff.area(), &format!("/{id}/change")), link(staff.area(), &format!("/{id}"))),
        None => (link(staff.area(), "/new"), link(staff.area(), "")),
    };
    html_with(status, &PlanPage { p: staff.page, form, errs, action, back, places, known: known.is_some() })
}
