//! 电话与按钮: where the committee is reached by day and by night, and how its buttons speak.

use crate::{rules, store};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::setting::{self, ButtonWord};
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

const LONGEST_WORD: usize = 10;

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    p: Page,
    tab: &'static str,
    may_edit: bool,
    saved: bool,
    words: Vec<Word>,
    form: Posted,
    errs: FieldErrors,
}

/// A button's word: its field, and what the button says unless the area chooses otherwise.
struct Word {
    field: &'static str,
    usual: String,
}

/// Phones, address and words.
pub async fn show(State(app): State<App>, staff: Staff, uri: Uri) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let area = staff.area();
    let reference = app.house.reference();
    let form = Posted::default()
        .with("phone", &area.phone)
        .with("night_phone", &area.night_phone)
        .with("address", &area.address);
    let word = |form: Posted, w: &ButtonWord| {
        form.with(w.code(), reference.setting(area.id, w.code()).unwrap_or_default())
    };
    let form = ButtonWord::ALL.iter().fold(form, word);
    page(staff, form, FieldErrors::new(), uri.query() == Some("saved"))
}

/// Changes them.
pub async fn save(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let mut errs = FieldErrors::new();
    let mut phone = |field: &'static str, may_lack: bool| match form.get(field) {
        "" if may_lack => String::new(),
        text => rules::desk_phone(text).map_err(|refusal| errs.push(refusal.at(field))).unwrap_or_default(),
    };
    let (desk, night) = (phone("phone", false), phone("night_phone", true));
    for word in ButtonWord::ALL {
        let fits = form.get(word.code()).chars().count() <= LONGEST_WORD;
        errs.check(fits, word.code(), "setup-word-long");
    }
    if !errs.is_empty() {
        return page(staff, form, errs, false);
    }
    let area = staff.area_id();
    let mut statements = vec![store::save_contact(area, &desk, &night, form.get("address"))];
    statements.extend(ButtonWord::ALL.iter().map(|w| setting::set(area, w.code(), form.get(w.code()))));
    super::commit(&app.house, &staff, statements, NewEvent::new("area", area, "contact_changed")).await?;
    Ok(Redirect::to(&format!("/staff/{}/setup?saved", staff.area().code)).into_response())
}

fn page(staff: Staff, form: Posted, errs: FieldErrors, saved: bool) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let p = staff.page;
    let word =
        |w: &ButtonWord| Word { field: w.code(), usual: p.t(&w.code().replace('_', "-")).into_owned() };
    let words = ButtonWord::ALL.iter().map(word).collect();
    html_with(
        status,
        &ContactPage { tab: "contact", may_edit: p.may(Right::EditArea), saved, words, form, errs, p },
    )
}
