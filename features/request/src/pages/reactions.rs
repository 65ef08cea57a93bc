//! What the platform does by itself: every rule with its threshold, its reason, and how often it fired here; and
//! the terms the area sets for itself, which its secretary changes.

use crate::reactions::{REACTIONS, Rule};
use crate::rules::terms::Term;
use crate::store::sweep;
use crate::work;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::{Change, setting};
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, NavItem, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/staff/{area}/reactions", get(show).post(set))
}

/// The room's entry in the staff's menu.
pub const MENU: NavItem = NavItem {
    order: 81,
    label: "reactions",
    icon: "route",
    path: "/staff/{area}/reactions",
    right: Right::WorkCases,
    counter: None,
};

struct Item {
    rule: Rule,
    /// Its threshold, where it has one.
    after: Option<i64>,
    on: bool,
    fired: i64,
}

/// A term as the page shows it.
struct TermItem {
    term: Term,
    value: i64,
    usual: i64,
    least: i64,
    most: i64,
}

impl TermItem {
    fn of(term: Term, value: i64) -> TermItem {
        let range = term.range();
        TermItem { term, value, usual: term.usual(), least: *range.start(), most: *range.end() }
    }

    /// Is there a number to set, and not only a switch?
    fn is_number(&self) -> bool {
        self.least < self.most
    }
}

#[derive(Template)]
#[template(path = "reactions/list.html")]
struct ReactionsPage {
    p: Page,
    items: Vec<Item>,
    terms: Vec<TermItem>,
    /// May whoever looks change them?
    leads: bool,
    done: bool,
    form: Posted,
    errs: FieldErrors,
}

impl ReactionsPage {
    /// The number in a term's field: as typed, or as it is set.
    fn typed(&self, item: &TermItem) -> String {
        let value = if item.value > 0 { item.value } else { item.usual };
        let typed = self.form.get(item.term.code());
        if typed.is_empty() { value.to_string() } else { typed.to_owned() }
    }

    fn is_on(&self, item: &TermItem) -> bool {
        if self.form.ticked("sent") { self.form.ticked(&switch(item.term)) } else { item.value > 0 }
    }

    fn switch(&self, item: &TermItem) -> String {
        switch(item.term)
    }
}

/// Name of a term's switch in the form.
fn switch(term: Term) -> String {
    format!("on_{}", term.code())
}

async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let done = query.contains_key("done");
    page(&app, staff, done, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    app: &App,
    staff: Staff,
    done: bool,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let names: Vec<&str> = REACTIONS.iter().map(|rule| rule.name).collect();
    let fired = sweep::fired(&app.house, staff.area_id(), &names).await?;
    let terms = work::terms(&app.house, staff.area_id());
    let item = |rule: &Rule| {
        let value = rule.term.map(|term| terms.get(term));
        Item {
            rule: *rule,
            after: value.filter(|_| rule.term.is_some_and(|term| term.range().count() > 1)),
            on: value != Some(0),
            fired: fired.get(rule.name).copied().unwrap_or_default(),
        }
    };
    let leads = staff.session.may(Right::Coordinate, staff.area_id());
    let page = ReactionsPage {
        items: REACTIONS.iter().map(item).collect(),
        terms: Term::ALL.iter().map(|term| TermItem::of(*term, terms.get(*term))).collect(),
        leads,
        done,
        form,
        errs,
        p: staff.page,
    };
    html_with(status, &page)
}

/// Sets the area's terms: the secretary's decision, and in the ledger.
async fn set(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::Coordinate)?;
    let (house, area) = (&app.house, staff.area_id());
    let mut errs = FieldErrors::new();
    let (old, mut changed) = (work::terms(house, area), Vec::new());
    for term in Term::ALL.iter().copied() {
        match wanted(term, &form) {
            Ok(value) if value != old.get(term) => changed.push((term, value)),
            Ok(_) => {}
            Err(refusal) => errs.push(refusal),
        }
    }
    if !errs.is_empty() {
        let form = form.with("sent", "1");
        return page(&app, staff, false, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut change = Change::new(area, house.now(), staff.actor());
    for (term, value) in changed {
        change.push(setting::set(area, &term.key(), &value.to_string()));
        let event = NewEvent::new("setting", area, "term_set").with("term", term.code());
        change.event(event.with("from", old.get(term)).with("to", value));
    }
    house.commit(change).await?;
    house.refresh().await?;
    Ok(Redirect::to(&format!("/staff/{}/reactions?done", staff.area().code)).into_response())
}

/// The value a form asks for. A switch that is not ticked is off.
fn wanted(term: Term, form: &Posted) -> Result<i64, Refusal> {
    match (term.is_switch(), form.ticked(&switch(term))) {
        (true, false) => Ok(0),
        (true, true) if term.range().count() == 1 => Ok(term.usual()),
        _ => term.read(form.get(term.code())),
    }
}
