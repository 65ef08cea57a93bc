//! Making an organisation together with its role here, and changing one that is only here.

use super::bodies::{back, kinds};
use super::people::day_of;
use super::{Choice, editor, link};
use crate::store;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::Change;
use linju_core::area::Organisation;
use linju_core::ledger::NewEvent;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Day, Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::{App, Error, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "registry_organisation.html")]
struct OrganisationPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    action: String,
    /// None where an organisation is changed: what it is here, its roles say.
    kinds: Option<Vec<Choice>>,
}

impl OrganisationPage {
    fn of_new(staff: Staff, form: Posted, errs: FieldErrors) -> Self {
        let action = link(staff.area(), "/organisations/new");
        Self { kinds: Some(kinds(&staff.page)), p: staff.page, form, errs, action }
    }

    fn of_known(staff: Staff, id: Id, form: Posted, errs: FieldErrors) -> Self {
        let action = link(staff.area(), &format!("/organisations/{id}/change"));
        Self { kinds: None, p: staff.page, form, errs, action }
    }
}

/// The form for a new one.
pub async fn blank(staff: Staff) -> Result<Response> {
    editor(&staff)?;
    let form = Posted::default().with("from", staff.page.today().to_string());
    html_with(StatusCode::OK, &OrganisationPage::of_new(staff, form, FieldErrors::new()))
}

/// Makes it, with its role in this area.
pub async fn create(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    match make(&app, &staff, &form).await {
        Ok(()) => Ok(back(&staff)),
        Err(error) => {
            let errs = at_form(error)?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &OrganisationPage::of_new(staff, form, errs))
        }
    }
}

async fn make(app: &App, staff: &Staff, form: &Posted) -> Result<()> {
    let (house, area) = (&app.house, staff.area_id());
    let new = fresh(&staff.page, house.id(), staff.area().street_id, form)?;
    let kind = new.kind.clone();
    let from = day_of(form, "from", staff.page.today())?;
    let mut change = Change::new(area, staff.now(), staff.actor());
    for statement in store::make_body(&new) {
        change.push(statement);
    }
    change.push(store::give_body_role(area, house.id(), new.id, &kind, from));
    let event = NewEvent::new("organisation", new.id, "organisation_added");
    change.event(event.with("role", kind).with("from", from.to_string()));
    house.commit(change).await?;
    Ok(house.refresh().await?)
}

/// The organisation a form makes. Refuses what [`said`] does, and `body-kind`.
pub fn fresh(p: &Page, id: Id, street_id: Id, form: &Posted) -> Result<Organisation, Refusal> {
    let kind = kind_of(p, form)?;
    let (name, phone) = (String::new(), String::new());
    said(&p.app, Organisation { id, street_id, kind, name, phone, parent_id: None, valid_to: None }, form)
}

/// A form with what is known of `one` in it.
pub fn known(one: &Organisation) -> Posted {
    let valid_to = one.valid_to.map(|day| day.to_string()).unwrap_or_default();
    Posted::default()
        .with("name", one.name.as_str())
        .with("phone", one.phone.as_str())
        .with("valid_to", valid_to)
}

/// The form for one that is only here, with what is known in it.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    editor(&staff)?;
    let form = known(&ours(&app, &staff, id)?);
    html_with(StatusCode::OK, &OrganisationPage::of_known(staff, id, form, FieldErrors::new()))
}

/// Changes its name, phone and the last day of its qualification.
pub async fn change(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    editor(&staff)?;
    let present = ours(&app, &staff, id)?;
    match renew(&app, &staff, present, &form).await {
        Ok(()) => Ok(back(&staff)),
        Err(error) => {
            let errs = at_form(error)?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &OrganisationPage::of_known(staff, id, form, errs))
        }
    }
}

async fn renew(app: &App, staff: &Staff, known: Organisation, form: &Posted) -> Result<()> {
    let new = said(app, known, form)?;
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    for statement in store::change_body(staff.area_id(), &new) {
        change.push(statement);
    }
    let valid_to = new.valid_to.map(|day| day.to_string());
    change.event(NewEvent::new("organisation", new.id, "organisation_changed").with("valid_to", valid_to));
    app.house.commit(change).await?;
    Ok(app.house.refresh().await?)
}

/// The organisation, if this area alone has it. What several areas share is the street's to change: not found.
fn ours(app: &App, staff: &Staff, id: Id) -> Result<Organisation> {
    let reference = app.house.reference();
    let known = reference.organisations.get(&id).filter(|_| reference.only_in(id, staff.area_id()));
    known.cloned().ok_or(Error::NotFound)
}

/// `one` with what a form says of it. Refuses `body-name`, `body-name-taken`, `body-phone-unreadable` and
/// `person-day-unreadable`.
pub fn said(app: &App, one: Organisation, form: &Posted) -> Result<Organisation, Refusal> {
    let name = form.get("name");
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::new("body-name").at("name"));
    }
    let reference = app.house.reference();
    let same = |o: &&Organisation| o.id != one.id && o.street_id == one.street_id && o.name == name;
    if reference.organisations.values().any(|o| same(&o)) {
        return Err(Refusal::new("body-name-taken").at("name"));
    }
    let phone = duty_phone(form.get("phone")).ok_or(Refusal::new("body-phone-unreadable").at("phone"))?;
    let valid_to: Option<Day> = match form.get("valid_to") {
        "" => None,
        _ => Some(form.day("valid_to").ok_or(Refusal::new("person-day-unreadable").at("valid_to"))?),
    };
    Ok(Organisation { name: name.to_owned(), phone, valid_to, ..one })
}

/// A phone as digits: such as people have, or a short or toll-free number as services have (962121, 400…).
fn duty_phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let service = matches!(digits.len(), 0 | 3..=8 | 10) && digits.bytes().all(|b| b.is_ascii_digit());
    normalise_phone(text).or(service.then_some(digits))
}

/// The kind chosen, or the one written; what is written like a known one is that one. Refuses `body-kind`.
fn kind_of(p: &Page, form: &Posted) -> Result<String, Refusal> {
    let written = form.get("other");
    let known = kinds(p).into_iter().find(|k| match written {
        "" => k.value == form.get("kind"),
        _ => k.label == written,
    });
    match known {
        Some(kind) => Ok(kind.value),
        None if (1..=20).contains(&written.chars().count()) => Ok(written.to_owned()),
        None => Err(Refusal::new("body-kind").at(if written.is_empty() { "kind" } else { "other" })),
    }
}

/// What a form is shown again with; what is no refusal goes on.
pub fn at_form(error: Error) -> Result<FieldErrors> {
    match error {
        Error::Refused(refusal) => Ok(refusal.into()),
        other => Err(other),
    }
}
