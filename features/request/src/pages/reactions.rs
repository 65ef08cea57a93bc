//! What the platform does by itself: every rule with its threshold, its reason, and how often it fired here; and
//! the terms the area sets for itself, which its secretary changes.

use crate::jobs::{SWEEP, leads};
use crate::reactions::{Rule, rules};
use crate::rules::ladder::{self, Period};
use crate::rules::terms::{Term, Terms};
use crate::store::suggestions::{self, Kind};
use crate::store::{sweep, trial};
use crate::work;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::words::Locale;
use linju_core::{Change, setting};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Refusal};
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, NavItem, Page, Posted, Result, Staff};
use std::collections::{BTreeMap, HashMap};

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
    /// How often it would have fired last quarter, by the terms as they are and as they are typed.
    tried: Option<(i64, i64)>,
}

/// What became of what the platform suggested.
struct Accepted {
    kind: Kind,
    offered: i64,
    /// Something else was done; the first, the second, the third was taken.
    taken: [i64; 4],
}

impl Accepted {
    fn of(p: &Page, kind: Kind) -> Accepted {
        let count = |what: &str| p.counter(&suggestions::counter(kind, what));
        Accepted { kind, offered: count("offered"), taken: ["0", "1", "2", "3"].map(count) }
    }

    fn decided(&self) -> i64 {
        self.taken.iter().sum()
    }

    /// Of a hundred decided, how many took one of those suggested; nothing where nothing was decided.
    fn share(&self) -> Option<i64> {
        let decided = self.decided();
        (decided > 0).then(|| (100 * (decided - self.taken[0]) + decided / 2) / decided)
    }
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
    accepted: Vec<Accepted>,
    /// The quarter that was tried.
    quarter: Option<String>,
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
    let shown = Shown { done, ..Shown::default() };
    page(&app, staff, shown, StatusCode::OK).await
}

/// What the page shows besides what holds.
#[derive(Default)]
struct Shown {
    done: bool,
    form: Posted,
    errs: FieldErrors,
    /// How often each rule would have fired last quarter, by the terms as they are and as they are typed.
    tried: Option<[BTreeMap<&'static str, i64>; 2]>,
}

/// Every rule there is: the cases' own, and what other parts of the house do by themselves and have words for here
/// (`reactions-when-<name>`); what has none is bookkeeping.
fn every_rule(app: &App) -> Vec<Rule> {
    let mut all = rules();
    let told = |name: &&str| app.house.words.has(Locale::Zh, &format!("reactions-when-{name}"));
    let known: Vec<&str> = all.iter().map(|rule| rule.name).collect();
    let others = app.acts.iter().copied().filter(told).filter(|name| !known.contains(name));
    all.extend(others.map(|name| Rule { name, term: None, timed: false }));
    all
}

async fn page(app: &App, staff: Staff, shown: Shown, status: StatusCode) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let rules = every_rule(app);
    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
    let fired = sweep::fired(&app.house, staff.area_id(), &names).await?;
    let terms = work::terms(&app.house, staff.area_id());
    let Shown { done, form, errs, tried } = shown;
    let item = |rule: &Rule| {
        let value = rule.term.map(|term| terms.get(term));
        let times = |tried: &BTreeMap<&str, i64>| tried.get(rule.name).copied().unwrap_or_default();
        let tried = tried.as_ref().filter(|_| rule.timed);
        Item {
            rule: *rule,
            after: value.filter(|_| rule.term.is_some_and(|term| term.range().count() > 1)),
            on: value != Some(0),
            fired: fired.get(rule.name).copied().unwrap_or_default(),
            tried: tried.map(|[as_is, typed]| (times(as_is), times(typed))),
        }
    };
    let leads = staff.session.may(Right::Coordinate, staff.area_id());
    let p = staff.page;
    let page = ReactionsPage {
        items: rules.iter().map(item).collect(),
        terms: Term::ALL.iter().map(|term| TermItem::of(*term, terms.get(*term))).collect(),
        accepted: Kind::ALL.iter().map(|kind| Accepted::of(&p, *kind)).collect(),
        quarter: tried.as_ref().map(|_| {
            let (from, to) = last_quarter(p.today());
            p.a2("reactions-quarter", "from", p.day(&from), "to", p.day(&to.plus_days(-1)))
        }),
        leads,
        done,
        form,
        errs,
        p,
    };
    html_with(status, &page)
}

/// The first day of the quarter before that of `today`, and the first day after it.
fn last_quarter(today: Day) -> (Day, Day) {
    let (year, month) = (today.0.year(), (today.0.month() - 1) / 3 * 3 + 1);
    let first = |year, month| Day::new(year, month, 1).unwrap_or(today);
    let before = if month > 3 { first(year, month - 3) } else { first(year - 1, 10) };
    (before, first(year, month))
}

/// How often each rule would have fired last quarter, by the terms as they are and as they are `typed`.
async fn tried(app: &App, staff: &Staff, typed: &Terms) -> Result<[BTreeMap<&'static str, i64>; 2]> {
    let (house, area) = (&app.house, staff.area_id());
    let (zone, (from, to)) = (staff.page.zone(), last_quarter(staff.page.today()));
    let period =
        Period { from: from.start(&zone), to: to.start(&zone), pace: 1_000 * SWEEP.every_seconds as i64 };
    let pasts = trial::pasts(house, area, period.from, period.to).await?;
    let reference = house.reference();
    let calendar = reference.calendar(area);
    let fired = |terms: &Terms| {
        let led = |party| leads(house, area, party, staff.now());
        ladder::trial(pasts.iter().map(Vec::as_slice), terms, calendar, period, led)
    };
    Ok([fired(&work::terms(house, area)), fired(typed)])
}

/// Sets the area's terms: the secretary's decision, and in the ledger.
async fn set(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::Coordinate)?;
    let (house, area) = (&app.house, staff.area_id());
    let mut errs = FieldErrors::new();
    let (old, mut changed) = (work::terms(house, area), Vec::new());
    let mut typed = old;
    for term in Term::ALL.iter().copied() {
        match wanted(term, &form) {
            Ok(value) if value != old.get(term) => {
                typed = typed.with(term, value);
                changed.push((term, value));
            }
            Ok(_) => {}
            Err(refusal) => errs.push(refusal),
        }
    }
    if !errs.is_empty() {
        let form = form.with("sent", "1");
        let shown = Shown { form, errs, ..Shown::default() };
        return page(&app, staff, shown, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if form.ticked("trial") {
        let tried = Some(tried(&app, &staff, &typed).await?);
        let shown = Shown { form: form.with("sent", "1"), tried, ..Shown::default() };
        return page(&app, staff, shown, StatusCode::OK).await;
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
