//! 分类与时限: what there is to report, whose it is, by when, on what ground.

use crate::fields::{say_limit, with_limit};
use crate::{rules, store};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::catalogue::{Category, CommitteePart, Emergency};
use linju_core::ledger::NewEvent;
use linju_kernel::Id;
use linju_kernel::deadline::Unit;
use linju_kernel::lifecycle::Coded;
use linju_web::page::{html, html_with};
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "categories.html")]
struct ListPage {
    p: Page,
    families: Vec<(String, Vec<Category>)>,
    saved: bool,
}

impl ListPage {
    fn contact(&self, c: &Category) -> String {
        say_limit(&self.p, c.contact())
    }

    fn settle(&self, c: &Category) -> String {
        say_limit(&self.p, c.settle())
    }
}

/// The catalogue by family.
pub async fn list(State(app): State<App>, staff: Staff, uri: Uri) -> Result<Response> {
    super::may_read(&staff)?;
    let saved = uri.query() == Some("saved");
    html(&ListPage { p: staff.page, families: families(&app.house.reference().categories), saved })
}

/// `categories` in their families, both in the order of their codes.
pub fn families(categories: &[Category]) -> Vec<(String, Vec<Category>)> {
    categories.chunk_by(|a, b| a.family == b.family).map(|f| (f[0].family_name.clone(), f.to_vec())).collect()
}

#[derive(Template)]
#[template(path = "category.html")]
struct OnePage {
    p: Page,
    category: Category,
    form: Posted,
    errs: FieldErrors,
    parts: &'static [CommitteePart],
    emergencies: &'static [Emergency],
    units: &'static [Unit],
}

/// One category, to be changed.
pub async fn show(State(app): State<App>, staff: Staff, Path(code): Path<String>) -> Result<Response> {
    staff.require_street(Right::EditStreet)?;
    let category = find(&app, &code)?;
    let form = filled(&category);
    one(staff, category, form, FieldErrors::new(), StatusCode::OK)
}

/// Changes it.
pub async fn save(
    State(app): State<App>,
    staff: Staff,
    Path(code): Path<String>,
    form: Posted,
) -> Result<Response> {
    staff.require_street(Right::EditStreet)?;
    let present = find(&app, &code)?;
    let mut wanted = match rules::changed_category(&form, &present) {
        Ok(wanted) => wanted,
        Err(errs) => return one(staff, present, form, errs, StatusCode::UNPROCESSABLE_ENTITY),
    };
    wanted.version = form.number("version").ok_or(Error::BadRequest)?;
    let subject = Id(code.parse().map_err(|_| Error::NotFound)?);
    let event = NewEvent::new("category", subject, "category_changed")
        .with("code", code)
        .with("contact_limit", wanted.contact_limit.as_str())
        .with("contact_limit_before", present.contact_limit)
        .with("settle_limit", wanted.settle_limit.as_str())
        .with("settle_limit_before", present.settle_limit)
        .with("active", wanted.active);
    app.house.commit_everywhere(staff.actor(), [store::save_category(&wanted)], event).await?;
    Ok(Redirect::to("/street/categories?saved").into_response())
}

fn find(app: &App, code: &str) -> Result<Category> {
    app.house.reference().category(code).cloned().ok_or(Error::NotFound)
}

fn one(
    staff: Staff,
    category: Category,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let (parts, emergencies, units) = (CommitteePart::ALL, Emergency::ALL, Unit::ALL);
    html_with(status, &OnePage { p: staff.page, category, form, errs, parts, emergencies, units })
}

fn filled(c: &Category) -> Posted {
    let tick = |on: bool| if on { "1" } else { "" };
    let form = Posted::default()
        .with("responsible", &c.responsible)
        .with("committee_part", &c.committee_part)
        .with("limit_note", &c.limit_note)
        .with("basis", &c.basis)
        .with("emergency", &c.emergency)
        .with("emergency_advice", &c.emergency_advice)
        .with("needs_photo", tick(c.needs_photo))
        .with("needs_verification", tick(c.needs_verification))
        .with("confidential", tick(c.confidential))
        .with("active", tick(c.active))
        .with("version", c.version.to_string());
    with_limit(with_limit(form, "contact", c.contact()), "settle", c.settle())
}
