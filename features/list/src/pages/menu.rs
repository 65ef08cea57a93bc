//! 服务菜单 as the committee keeps it, and on paper.

use super::{Choice, desk, doer, fen, yuan};
use crate::rules::Theme;
use crate::rules::partner::Qualification;
use crate::store::order::{self, MenuRow};
use crate::work::order as ordering;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff, html, qr};

#[derive(Template)]
#[template(path = "menu_keep.html")]
struct KeepPage {
    p: Page,
    rows: Vec<MenuRow>,
    known: Option<Id>,
    form: Posted,
    errs: FieldErrors,
}

impl KeepPage {
    fn themes(&self) -> Vec<Choice> {
        self.p.choices("list-theme", Theme::ALL)
    }

    fn papers(&self) -> Vec<Choice> {
        self.p.choices("list-paper", Qualification::ALL)
    }

    fn organisations(&self) -> Vec<Choice> {
        let all = super::owners(&self.p).into_iter();
        let organisation = |c: Choice| {
            let value = c.value.strip_prefix("organisation.")?.to_owned();
            Some(Choice { value, label: c.label })
        };
        all.filter_map(organisation).collect()
    }

    fn price(&self, row: &MenuRow) -> String {
        price(&self.p, row)
    }
}

/// What it costs, in words.
pub fn price(p: &Page, row: &MenuRow) -> String {
    if row.fen == 0 { p.t("menu-free").into_owned() } else { p.a("menu-yuan", "yuan", yuan(&row.fen)) }
}

#[derive(Template)]
#[template(path = "menu_paper.html")]
struct PaperPage {
    p: Page,
    rows: Vec<MenuRow>,
    qr: String,
}

/// The menu, with a form for one more.
pub async fn keep(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let form =
        Posted::default().with("once", app.house.id().to_string()).with("within", "7").with("active", "on");
    page(&app, staff, None, form, FieldErrors::new()).await
}

/// One line of it, to be changed.
pub async fn one(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let row = order::menu_item(&app.house, staff.area_id(), id).await?;
    let form = Posted::default()
        .with("title", row.title.as_str())
        .with("detail", row.detail.as_str())
        .with("theme", row.theme.as_str())
        .with("organisation", row.organisation_id.map(|id| id.to_string()).unwrap_or_default())
        .with("yuan", if row.fen > 0 { yuan(&row.fen) } else { String::new() })
        .with("within", row.within_days.to_string())
        .with("requires", row.requires.as_str())
        .with("active", if row.active { "on" } else { "" });
    page(&app, staff, Some(id), form, FieldErrors::new()).await
}

/// Adds a line.
pub async fn add(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    save(app, staff, None, form).await
}

/// Changes one.
pub async fn change(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    save(app, staff, Some(id), form).await
}

async fn save(app: App, staff: Staff, known: Option<Id>, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let mut row = match read(&staff, &form) {
        Ok(row) => row,
        Err(errs) => return page(&app, staff, known, form, errs).await,
    };
    let fresh = known.is_none();
    match known {
        Some(id) => {
            let old = order::menu_item(&app.house, staff.area_id(), id).await?;
            (row.id, row.version) = (old.id, old.version);
        }
        // The form's own key is the line's id: sent twice, it is written once.
        None => row.id = form.id("once").unwrap_or_else(|| app.house.id()),
    }
    let done = ordering::save_menu(&app.house, &doer(&staff), &row, fresh).await;
    match done {
        Err(linju_core::Error::Db(error)) if error.is_unique("menu_item") => {}
        other => other?,
    }
    Ok(Redirect::to(&format!("/staff/{}/menu", staff.area().code)).into_response())
}

fn read(staff: &Staff, form: &Posted) -> std::result::Result<MenuRow, FieldErrors> {
    let mut errs = FieldErrors::new();
    let (title, detail) = (form.get("title"), form.get("detail"));
    errs.check((2..=40).contains(&title.chars().count()), "title", "menu-title");
    errs.check((2..=200).contains(&detail.chars().count()), "detail", "menu-detail");
    let theme: Option<Theme> = form.coded("theme");
    errs.check(theme.is_some(), "theme", "list-theme");
    let price = if form.ticked("yuan") { fen(form.get("yuan")) } else { Some(0) };
    errs.check(price.is_some(), "yuan", "list-yuan");
    let within = form.number("within").unwrap_or_default();
    errs.check((1..=90).contains(&within), "within", "menu-within");
    let organisation =
        form.id("organisation").filter(|id| super::organisation_here(&staff.page, *id).is_ok());
    if !errs.is_empty() {
        return Err(errs);
    }
    Ok(MenuRow {
        area_id: staff.area_id(),
        id: Id(0),
        title: title.into(),
        detail: detail.into(),
        theme: theme.map_or("", |t| t.code()).into(),
        organisation_id: organisation,
        fen: price.unwrap_or_default(),
        within_days: within,
        requires: form.coded::<Qualification>("requires").map_or("", |q| q.code()).into(),
        active: form.ticked("active"),
        version: 1,
    })
}

async fn page(
    app: &App,
    staff: Staff,
    known: Option<Id>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let rows = order::menu(&app.house, staff.area_id(), false).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &KeepPage { p: staff.page, rows, known, form, errs })
}

/// The menu to hang on the wall, A4: tick, write the door, and put it into the box.
pub async fn paper(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let rows = order::menu(&app.house, staff.area_id(), true).await?;
    let url = format!("{}/a/{}/menu", app.reach.public_url, staff.area().code);
    let label = staff.page.t("menu").into_owned();
    html(&PaperPage { p: staff.page, rows, qr: qr::svg(&url, &label) })
}
