//! The day's visits on a phone: one press for each, also where there is no signal.
//!
//! With script the list and what was recorded are sealed on the phone under a key of this account and this day, which
//! only a session gives; each record is kept until it has arrived, under a key of its own, and then wiped. What a phone
//! keeps in the clear is an empty page. Without script it is a page of forms like any other.

use super::plan::{Visit, masked};
use super::{Asked, Choice, desk, link};
use crate::rules::{Goer, Outcome, Way};
use crate::store::{self, StandingRow};
use askama::Template;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};
use linju_web::{App, Error, Page, Result, Staff, html};
use std::collections::HashMap;

/// For how many days after it a phone may still open what it sealed.
const OPENS: i64 = 14;

/// Someone to be visited today.
struct Item {
    visit: Visit,
    standing: StandingRow,
    once: Id,
}

impl Item {
    fn last(&self, p: &Page) -> String {
        super::last_met(p, &self.standing.rules())
    }

    fn done(&self) -> bool {
        self.visit.planned.row.done_day.is_some()
    }
}

#[derive(Template)]
#[template(path = "visit_day.html")]
struct DayPage {
    p: Page,
    items: Vec<Item>,
    categories: Vec<Choice>,
    planned: bool,
}

impl DayPage {
    fn base(&self) -> String {
        link(self.p.area(), "")
    }

    fn left(&self) -> i64 {
        self.items.iter().filter(|item| !item.done()).count() as i64
    }
}

/// The page: what is planned for whoever is signed in today, and what is left of the days before.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let mine = Some(Goer::Account(staff.session.account));
    let mut planned = store::plan::planned(house, area, today, today).await?;
    planned.retain(|one| one.row.goer() == mine && one.row.done_day.is_none_or(|done| done == today));
    planned.sort_by(|a, b| a.path.cmp(&b.path));
    planned.dedup_by_key(|one| one.row.person_id);
    let people: Vec<Id> = planned.iter().map(|one| one.row.person_id).collect();
    let standings: HashMap<Id, StandingRow> =
        store::standings(house, area, &people).await?.into_iter().map(|row| (row.person_id, row)).collect();
    let item = |visit: Visit| {
        let person = visit.planned.row.person_id;
        let standing = standings.get(&person).cloned().unwrap_or_else(|| StandingRow::blank(area, person));
        Item { visit, standing, once: house.id() }
    };
    let items = masked(house, area, planned).await?.into_iter().map(item).collect();
    let reference = house.reference();
    let active = reference.categories.iter().filter(|category| category.active);
    let categories = active.map(|c| Choice { value: c.code.clone(), label: c.name.clone() }).collect();
    let planned = store::plan::standing(house, area).await?.is_some();
    html(&DayPage { p: staff.page, items, categories, planned })
}

#[derive(Template)]
#[template(path = "visit_shell.html")]
struct ShellPage {
    p: Page,
}

/// The empty page a phone keeps; the sealed list is opened into it.
pub async fn shell(staff: Staff) -> Result<Response> {
    desk(&staff)?;
    html(&ShellPage { p: staff.page })
}

/// The key under which this account's phone seals the given day: 16 bytes in hexadecimal.
pub async fn key(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    desk(&staff)?;
    let day: Day = asked.get("day").and_then(|day| day.parse().ok()).ok_or(Error::BadRequest)?;
    let today = staff.page.today();
    if day > today || day < today.plus_days(-OPENS) {
        return Err(Error::NotFound);
    }
    let key = app.house.key(staff.area_id())?;
    let bytes = key.fingerprint("visit-day", &format!("{} {day}", staff.session.account));
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(([(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")], text).into_response())
}

/// The script that stands between the day's page and a network that is not there.
pub async fn worker(staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let kind = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    Ok(([kind, (CACHE_CONTROL, "no-cache")], include_str!("../../assets/worker.js")).into_response())
}
