//! The street's organisations: those its areas share as well as those of one. The street makes and changes them,
//! says in which areas they act and until when, and ends them.

use super::Choice;
use super::bodies::{kind_in_words, kinds};
use super::organisation::{at_form, fresh, known, said};
use super::people::day_of;
use crate::store::{self, Acting};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::Change;
use linju_core::access::Right;
use linju_core::area::{Area, Organisation};
use linju_core::ledger::NewEvent;
use linju_kernel::{Day, Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::{App, Error, Page, Posted, Result, Staff, html};

const LIST: &str = "/street/organisations";

/// An organisation in the list, with what it is where today.
struct Line {
    organisation: Organisation,
    areas: Vec<String>,
}

#[derive(Template)]
#[template(path = "street_bodies.html")]
struct ListPage {
    p: Page,
    /// Under their captions: those that act somewhere, and those that act nowhere.
    groups: Vec<(String, Vec<Line>)>,
}

impl ListPage {
    fn kind(&self, line: &Line) -> String {
        kind_in_words(&self.p, &line.organisation.kind)
    }

    fn lapsed(&self, line: &Line) -> bool {
        line.organisation.valid_to.is_some_and(|last| last < self.p.today())
    }
}

fn keeper(staff: &Staff) -> Result<()> {
    staff.require_street(Right::EditStreet)
}

/// The areas of the street.
fn areas(staff: &Staff) -> Vec<Area> {
    let reference = staff.page.app.house.reference();
    reference.areas.iter().filter(|a| a.street_id == staff.session.street).cloned().collect()
}

/// An organisation of this street; any other is not found.
fn ours(staff: &Staff, id: Id) -> Result<Organisation> {
    keeper(staff)?;
    let reference = staff.page.app.house.reference();
    let found = reference.organisations.get(&id).filter(|o| o.street_id == staff.session.street);
    found.cloned().ok_or(Error::NotFound)
}

fn to(id: Id) -> Response {
    Redirect::to(&format!("{LIST}/{id}")).into_response()
}

/// All of them, by kind and name.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response> {
    keeper(&staff)?;
    let (reference, today) = (app.house.reference(), staff.page.today());
    let areas = areas(&staff);
    let line = |o: &Organisation| {
        let here = |a: &&Area| reference.organisations_in(a.id, today).any(|(one, _)| one.id == o.id);
        Line { organisation: o.clone(), areas: areas.iter().filter(here).map(|a| a.seal.clone()).collect() }
    };
    let own = reference.organisations.values().filter(|o| o.street_id == staff.session.street);
    let mut lines: Vec<Line> = own.map(line).collect();
    let key = |l: &Line| (l.organisation.kind.clone(), l.organisation.name.clone());
    lines.sort_by_key(key);
    let (acting, resting): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|l| !l.areas.is_empty());
    let p = staff.page;
    let groups = [(p.t("street-bodies-acting"), acting), (p.t("street-bodies-resting"), resting)];
    let groups = groups.into_iter().filter(|(_, lines)| !lines.is_empty());
    let groups = groups.map(|(caption, lines)| (caption.into_owned(), lines)).collect();
    html(&ListPage { p, groups })
}

#[derive(Template)]
#[template(path = "street_body_new.html")]
struct NewPage {
    p: Page,
    kinds: Vec<Choice>,
    areas: Vec<Area>,
    form: Posted,
    errs: FieldErrors,
}

fn new_page(staff: Staff, form: Posted, errs: FieldErrors, status: StatusCode) -> Result<Response> {
    let (kinds, areas) = (kinds(&staff.page), areas(&staff));
    html_with(status, &NewPage { p: staff.page, kinds, areas, form, errs })
}

/// The form for a new one.
pub async fn blank(staff: Staff) -> Result<Response> {
    keeper(&staff)?;
    let form = Posted::default().with("from", staff.page.today().to_string());
    new_page(staff, form, FieldErrors::new(), StatusCode::OK)
}

/// Makes it, with its role in each area ticked.
pub async fn create(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    keeper(&staff)?;
    match make(&app, &staff, &form).await {
        Ok(id) => Ok(to(id)),
        Err(error) => new_page(staff, form, at_form(error)?, StatusCode::UNPROCESSABLE_ENTITY),
    }
}

async fn make(app: &App, staff: &Staff, form: &Posted) -> Result<Id> {
    let house = &app.house;
    let new = fresh(&staff.page, house.id(), staff.session.street, form)?;
    let from = day_of(form, "from", staff.page.today())?;
    let event = NewEvent::new("organisation", new.id, "organisation_added");
    let chosen: Vec<Area> =
        areas(staff).into_iter().filter(|a| form.has("areas", &a.id.to_string())).collect();
    let acts = |area: &Area| {
        let mut change = Change::new(area.id, staff.now(), staff.actor());
        change.push(store::give_body_role(area.id, house.id(), new.id, &new.kind, from));
        change.event(event.clone().with("role", new.kind.as_str()).with("from", from.to_string()));
        change
    };
    match chosen.split_first() {
        Some((first, rest)) => {
            let mut made = Change::new(first.id, staff.now(), staff.actor());
            store::make_body(&new).into_iter().for_each(|s| _ = made.push(s));
            let all = std::iter::once(made).chain(std::iter::once(acts(first))).chain(rest.iter().map(acts));
            house.commit_all(all.collect()).await?;
            house.refresh().await?;
        }
        None => house.commit_everywhere(staff.actor(), store::make_body(&new), event).await?,
    }
    Ok(new.id)
}

#[derive(Template)]
#[template(path = "street_body.html")]
struct OnePage {
    p: Page,
    organisation: Organisation,
    roles: Vec<Acting>,
    areas: Vec<Area>,
    kinds: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl OnePage {
    fn kind(&self, kind: &str) -> String {
        kind_in_words(&self.p, kind)
    }

    fn area(&self, role: &Acting) -> &str {
        self.areas.iter().find(|a| a.id == role.area).map_or("", |a| &a.name)
    }

    fn lasts(&self, role: &Acting) -> bool {
        role.to.is_none_or(|to| to >= self.p.today())
    }

    fn acts(&self) -> bool {
        self.roles.iter().any(|role| role.to.is_none())
    }
}

/// One, with where it acts and acted.
pub async fn show(State(app): State<App>, Path(id): Path<Id>, staff: Staff) -> Result<Response> {
    let one = ours(&staff, id)?;
    let form = known(&one).with("from", staff.page.today().to_string());
    one_page(&app, staff, one, form, FieldErrors::new(), StatusCode::OK).await
}

async fn one_page(
    app: &App,
    staff: Staff,
    organisation: Organisation,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let roles = store::acting(&app.house, organisation.id).await?;
    let (areas, kinds) = (areas(&staff), kinds(&staff.page));
    html_with(status, &OnePage { p: staff.page, organisation, roles, areas, kinds, form, errs })
}

/// Where it went well, back to the organisation; what was refused stands in the form again.
async fn answered(
    app: &App,
    staff: Staff,
    one: Organisation,
    form: Posted,
    done: Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(to(one.id)),
        Err(error) => {
            let errs = at_form(error)?;
            let form = known(&one).with("from", form.get("from"));
            one_page(app, staff, one, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Changes its name, phone and the last day of its qualification, for all areas.
pub async fn change(
    State(app): State<App>,
    Path(id): Path<Id>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let one = ours(&staff, id)?;
    match renew(&app, &staff, one.clone(), &form).await {
        Ok(()) => Ok(to(id)),
        Err(error) => {
            let errs = at_form(error)?;
            one_page(&app, staff, one, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn renew(app: &App, staff: &Staff, one: Organisation, form: &Posted) -> Result<()> {
    let new = said(app, one, form)?;
    let valid_to = new.valid_to.map(|day| day.to_string());
    let event = NewEvent::new("organisation", new.id, "organisation_changed").with("valid_to", valid_to);
    Ok(app.house.commit_everywhere(staff.actor(), store::change_shared(&new), event).await?)
}

/// Says what it is in one more area, and since when.
pub async fn give_role(
    State(app): State<App>,
    Path(id): Path<Id>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let one = ours(&staff, id)?;
    let done = give(&app, &staff, &one, &form).await;
    answered(&app, staff, one, form, done).await
}

async fn give(app: &App, staff: &Staff, one: &Organisation, form: &Posted) -> Result<()> {
    let area = form.id("area").filter(|id| areas(staff).iter().any(|a| a.id == *id));
    let area = area.ok_or(Refusal::new("body-area-missing").at("area"))?;
    let kinds = kinds(&staff.page);
    let kind = kinds.iter().find(|k| k.value == form.get("kind")).map_or(one.kind.as_str(), |k| &k.value);
    let from = day_of(form, "from", staff.page.today())?;
    let roles = store::acting(&app.house, one.id).await?;
    if roles.iter().any(|r| r.area == area && r.kind == kind && r.to.is_none()) {
        return Err(Refusal::new("body-acts-already").at("area").into());
    }
    let mut change = Change::new(area, staff.now(), staff.actor());
    change.push(store::give_body_role(area, app.house.id(), one.id, kind, from));
    let event = NewEvent::new("organisation", one.id, "role_given").with("role", kind);
    change.event(event.with("from", from.to_string()));
    app.house.commit(change).await?;
    Ok(app.house.refresh().await?)
}

/// Ends what it is in one area after the day the form names.
pub async fn end_role(
    State(app): State<App>,
    Path((id, role)): Path<(Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let one = ours(&staff, id)?;
    let done = end(&app, &staff, id, &form, |r| r.id == role).await;
    answered(&app, staff, one, form, done).await
}

/// Ends all it still is, in every area: it acts nowhere in the street any longer.
pub async fn end_all(
    State(app): State<App>,
    Path(id): Path<Id>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let one = ours(&staff, id)?;
    let done = end(&app, &staff, id, &form, |r| r.to.is_none()).await;
    answered(&app, staff, one, form, done).await
}

/// Ends the roles of the organisation that `which` names, as one unit.
async fn end(app: &App, staff: &Staff, id: Id, form: &Posted, which: impl Fn(&Acting) -> bool) -> Result<()> {
    let last: Day = form.day("to").ok_or(Refusal::new("person-day-unreadable").at("to"))?;
    let roles = store::acting(&app.house, id).await?;
    let ended = |role: &Acting| {
        let mut change = Change::new(role.area, staff.now(), staff.actor());
        change.push(store::end_body_role(role.area, role.id, last));
        let event = NewEvent::new("organisation", id, "role_ended").with("role", role.kind.as_str());
        change.event(event.with("to", last.to_string()));
        change
    };
    let chosen: Vec<&Acting> = roles.iter().filter(|role| which(role)).collect();
    if chosen.is_empty() {
        return Err(Refusal::new("body-acts-nowhere").into());
    }
    if chosen.iter().any(|role| last < role.from) {
        return Err(Refusal::new("body-ends-before").at("to").into());
    }
    app.house.commit_all(chosen.into_iter().map(ended).collect()).await?;
    Ok(app.house.refresh().await?)
}
