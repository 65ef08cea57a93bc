//! 签到: by the code of the notice, or ticked off at the desk.

use super::{Choice, doer, one};
use crate::rules::{Group, Part};
use crate::store::{self, MeetingRow};
use crate::work::{self, Doer, Guest};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::{Actor, House};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

const LONGEST_NAME: usize = 20;

/// Someone at the desk's list, or someone standing in for them with written authority.
pub async fn tick(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    super::desk(&staff)?;
    let row = store::load(&app.house, staff.area_id(), id).await?;
    match enter_one(&app.house, &doer(&staff), &row, &form, false).await {
        Ok(()) => Ok(Redirect::to(&super::link(staff.area(), &format!("/{id}#there"))).into_response()),
        Err(Error::Refused(refusal)) => one::again(&app, staff, id, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "meeting_here.html")]
struct HerePage {
    p: Page,
    row: MeetingRow,
    groups: Vec<Choice>,
    done: bool,
    form: Posted,
    errs: FieldErrors,
}

/// The page behind the code of the notice.
pub async fn door(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id, code)): Path<(String, Id, String)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = at_door(&app.house, &p, id, &code).await?;
    here(p, row, false, Posted::default(), FieldErrors::new())
}

/// Signs in whoever gives their name there.
pub async fn enter(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id, code)): Path<(String, Id, String)>,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = at_door(&app.house, &p, id, &code).await?;
    let doer = Doer { actor: Actor::System("meeting-door"), parts: vec![Part::Guest], at: p.now };
    match enter_one(&app.house, &doer, &row, &form, true).await {
        Ok(()) => here(p, row, true, Posted::default(), FieldErrors::new()),
        Err(Error::Refused(refusal)) => here(p, row, false, form, refusal.into()),
        Err(error) => Err(error),
    }
}

/// The announced meeting whose notice holds that code; anything else is not found.
async fn at_door(house: &House, p: &Page, id: Id, code: &str) -> Result<MeetingRow> {
    let row = store::load(house, p.area().id, id).await?;
    if row.code == code && row.announced_at.is_some() { Ok(row) } else { Err(Error::NotFound) }
}

fn here(p: Page, row: MeetingRow, done: bool, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let groups = p.choices("meeting-group", Group::ALL);
    html_with(status, &HerePage { p, row, groups, done, form, errs })
}

/// Whoever a form says is there. Refuses `meeting-name`, `meeting-group`, and `meeting-authority` where somebody
/// stands in without it.
fn guest(form: &Posted, by_code: bool) -> std::result::Result<Guest, Refusal> {
    let name = name_in(form, "name")?.ok_or(Refusal::new("meeting-name").at("name"))?;
    let group = form.coded("group").ok_or(Refusal::new("meeting-group").at("group"))?;
    let proxy = name_in(form, "proxy")?.filter(|_| !by_code).unwrap_or_default();
    if !proxy.is_empty() && !form.ticked("authority") {
        return Err(Refusal::new("meeting-authority").at("authority"));
    }
    Ok(Guest { name: name.to_owned(), group, by_code, proxy: proxy.to_owned() })
}

/// Writes whoever the form names down as being there.
async fn enter_one(house: &House, doer: &Doer, row: &MeetingRow, form: &Posted, by_code: bool) -> Result<()> {
    Ok(work::sign_in(house, doer, row, &guest(form, by_code)?).await?)
}

/// The name in a field; none where it is empty. Refuses `meeting-name` where it is too long to be one.
fn name_in<'f>(form: &'f Posted, field: &'static str) -> std::result::Result<Option<&'f str>, Refusal> {
    let name = form.get(field);
    match name.chars().count() {
        0 => Ok(None),
        2..=LONGEST_NAME => Ok(Some(name)),
        _ => Err(Refusal::new("meeting-name").at(field)),
    }
}
