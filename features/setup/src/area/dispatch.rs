//! 谁来办: the dispatch catalogue of an area, category by category.
//!
//! What is not set shows who usually takes it, by the catalogue's words and by who is there; one press sets all
//! of these. Nothing outside the committee's own list is given to the committee (its regulation, art. 27).

use crate::street::categories::families;
use crate::{rules, store};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::area::{Organisation, Reference};
use linju_core::catalogue::{Category, DispatchRule};
use linju_core::ledger::NewEvent;
use linju_kernel::{Day, Id};
use linju_web::page::{html, html_with};
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "dispatch.html")]
struct ListPage {
    p: Page,
    tab: &'static str,
    may_edit: bool,
    saved: bool,
    families: Vec<(String, Vec<Line>)>,
    unset: i64,
    usual: i64,
}

struct Line {
    category: Category,
    taker: Option<String>,
    note: String,
    usual: Option<String>,
}

/// Every category with who takes it here.
pub async fn list(State(app): State<App>, staff: Staff, uri: Uri) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let reference = app.house.reference();
    let here = Here::of(&reference, &staff);
    let line = |category: Category| {
        let rule = here.rule(&category.code);
        let usual = if rule.is_none() { here.usual(&category).map(|o| o.name.clone()) } else { None };
        let taker = rule.map(|r| reference.organisation_name(Some(r.organisation_id)).to_owned());
        Line { category, taker, note: rule.map(|r| r.note.clone()).unwrap_or_default(), usual }
    };
    let active: Vec<Category> = reference.categories.iter().filter(|c| c.active).cloned().collect();
    let families: Vec<(String, Vec<Line>)> =
        families(&active).into_iter().map(|(name, f)| (name, f.into_iter().map(line).collect())).collect();
    let count =
        |test: fn(&Line) -> bool| families.iter().flat_map(|(_, f)| f).filter(|l| test(l)).count() as i64;
    let (unset, usual) = (count(|l| l.taker.is_none()), count(|l| l.usual.is_some()));
    let p = staff.page;
    let may_edit = p.may(Right::EditArea);
    html(&ListPage {
        tab: "dispatch",
        may_edit,
        saved: uri.query() == Some("saved"),
        families,
        unset,
        usual,
        p,
    })
}

/// Sets for every category that has nobody whoever usually takes it.
pub async fn adopt(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let reference = app.house.reference();
    let here = Here::of(&reference, &staff);
    let open = reference.categories.iter().filter(|c| c.active && here.rule(&c.code).is_none());
    let rule = |c: &Category| Some(rule_of(&staff, c, here.usual(c)?.id, String::new()));
    let statements: Vec<_> = open.filter_map(rule).map(|r| store::set_rule(&r)).collect();
    let event = NewEvent::new("area", staff.area_id(), "dispatch_rules_adopted").with("n", statements.len());
    super::commit(&app.house, &staff, statements, event).await?;
    Ok(saved(&staff))
}

#[derive(Template)]
#[template(path = "dispatch_one.html")]
struct OnePage {
    p: Page,
    tab: &'static str,
    category: Category,
    choices: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

struct Choice {
    id: String,
    name: String,
    usual: bool,
}

/// One category.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let reference = app.house.reference();
    let category = reference.category(&code).ok_or(Error::NotFound)?;
    let form = match Here::of(&reference, &staff).rule(&code) {
        Some(rule) => {
            Posted::default().with("organisation", rule.organisation_id.to_string()).with("note", &rule.note)
        }
        None => Posted::default(),
    };
    one(&reference, staff, category, form, FieldErrors::new())
}

/// Says who takes it here; nobody, if no one is chosen.
pub async fn save(
    State(app): State<App>,
    staff: Staff,
    Path((_, code)): Path<(String, String)>,
    form: Posted,
) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let reference = app.house.reference();
    let category = reference.category(&code).ok_or(Error::NotFound)?;
    let chosen = form.id("organisation");
    if form.ticked("organisation") && !Here::of(&reference, &staff).all().any(|o| Some(o.id) == chosen) {
        let mut errs = FieldErrors::new();
        errs.add("organisation", "setup-organisation-unknown");
        return one(&reference, staff, category, form, errs);
    }
    let event = NewEvent::new("area", staff.area_id(), "dispatch_rule_set").with("category", code.as_str());
    let (statement, event) = match chosen {
        Some(id) => {
            let rule = rule_of(&staff, category, id, form.get("note").to_owned());
            (store::set_rule(&rule), event.with("organisation", id.to_string()))
        }
        None => (store::drop_rule(staff.area_id(), &code), event),
    };
    super::commit(&app.house, &staff, vec![statement], event).await?;
    Ok(saved(&staff))
}

fn saved(staff: &Staff) -> Response {
    Redirect::to(&format!("/staff/{}/setup/dispatch?saved", staff.area().code)).into_response()
}

fn rule_of(staff: &Staff, category: &Category, organisation_id: Id, note: String) -> DispatchRule {
    DispatchRule { area_id: staff.area_id(), category_code: category.code.clone(), organisation_id, note }
}

fn one(
    reference: &Reference,
    staff: Staff,
    category: &Category,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let here = Here::of(reference, &staff);
    let usual = here.usual(category).map(|o| o.id);
    let choice =
        |o: &Organisation| Choice { id: o.id.to_string(), name: o.name.clone(), usual: Some(o.id) == usual };
    let mut choices: Vec<Choice> = here.all().map(choice).collect();
    choices.sort_by(|a, b| (!a.usual, &a.name).cmp(&(!b.usual, &b.name)));
    html_with(
        status,
        &OnePage { tab: "dispatch", category: category.clone(), choices, form, errs, p: staff.page },
    )
}

/// Who can take a category in an area today: the organisations that are something there, and those of the
/// street that belong to no area.
struct Here<'a> {
    rules: Vec<&'a DispatchRule>,
    near: Vec<(&'a Organisation, &'a str)>,
    street: Vec<&'a Organisation>,
}

impl<'a> Here<'a> {
    fn of(reference: &'a Reference, staff: &Staff) -> Self {
        let (area, today) = (staff.area(), staff.page.today());
        let mut near: Vec<_> = reference.organisations_in(area.id, today).collect();
        near.sort_by_key(|(o, _)| o.id);
        near.dedup_by_key(|(o, _)| o.id);
        let of_an_area =
            |o: &Organisation| reference.organisation_roles.iter().any(|r| r.organisation_id == o.id);
        let mut street: Vec<_> = reference.organisations.values().filter(|o| !of_an_area(o)).collect();
        street.retain(|o| o.street_id == area.street_id && holds(o, today));
        street.sort_by_key(|o| o.id);
        let rules = reference.dispatch_rules.iter().filter(|r| r.area_id == area.id).collect();
        Self { rules, near, street }
    }

    fn all(&self) -> impl Iterator<Item = &'a Organisation> {
        self.near.iter().map(|(o, _)| *o).chain(self.street.iter().copied())
    }

    fn rule(&self, code: &str) -> Option<&'a DispatchRule> {
        self.rules.iter().copied().find(|r| r.category_code == code)
    }

    fn usual(&self, category: &Category) -> Option<&'a Organisation> {
        rules::usual_kinds(&category.responsible).into_iter().find_map(|kind| {
            let near = self.near.iter().find(|(o, role)| o.kind == kind || *role == kind).map(|(o, _)| *o);
            near.or_else(|| self.street.iter().copied().find(|o| o.kind == kind))
        })
    }
}

fn holds(organisation: &Organisation, day: Day) -> bool {
    organisation.valid_to.is_none_or(|last| last >= day)
}
