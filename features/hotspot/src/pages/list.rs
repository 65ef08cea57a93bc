//! The hot spots of an area: what nobody leads yet first; when the rules last looked; and a press to look now.

use super::{desk, doer, link};
use crate::look;
use crate::rules::{Part, Rule, State, term};
use crate::store::facts::{self, Look};
use crate::store::spots::{self, Sign, SpotRow};
use askama::Template;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::ledger::NewEvent;
use linju_core::{Change, setting};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

const MOST: i64 = 200;

#[derive(Template)]
#[template(path = "hotspots.html")]
struct ListPage {
    p: Page,
    open: Vec<SpotRow>,
    done: Vec<SpotRow>,
    signs: HashMap<Id, Vec<Sign>>,
    looks: Vec<Look>,
    leads: bool,
    form: Posted,
    errs: FieldErrors,
}

impl ListPage {
    /// What the first rule says of it.
    fn says(&self, row: &SpotRow) -> String {
        let sign = self.signs.get(&row.id).and_then(|signs| signs.first());
        sign.map(|sign| super::sentence(&self.p, sign)).unwrap_or_default()
    }

    fn looked(&self, look: &Look) -> String {
        let values = [
            ("rule", self.p.code("hotspot-rule", &look.rule).into_owned().into()),
            ("when", self.p.when(&look.at).into()),
            ("facts", look.facts.into()),
            ("found", look.found.into()),
        ];
        self.p.app.house.words.with(self.p.locale, "hotspot-looked", &values)
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let days = term::interval(&app.house.reference(), staff.area_id());
    let form = Posted::default().with(term::CODE, days.to_string());
    page(&app, staff, form, FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let mut open =
        spots::list(house, area, &[State::Alert, State::Acknowledged, State::Planned], MOST).await?;
    open.sort_by_key(|row| row.state());
    let done = spots::list(house, area, &[State::StruckOff], MOST).await?;
    let (signs, looks) = (spots::signs(house, area).await?, facts::looks(house, area).await?);
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let leads = doer(&staff).parts.contains(&Part::Lead);
    html_with(status, &ListPage { p: staff.page, open, done, signs, looks, leads, form, errs })
}

/// Lets every rule look at once, at all that came in until now.
pub async fn look_now(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (at, today) = (staff.now(), staff.page.today());
    look::look(&app.house, staff.area_id(), at, today, Rule::ALL).await?;
    Ok(Redirect::to(&link(staff.area(), "")).into_response())
}

/// Sets how rare a coincidence must be: the secretary's decision, and in the ledger.
pub async fn set(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    doer(&staff).parts.contains(&Part::Lead).then_some(()).ok_or(linju_web::Error::NotFound)?;
    let (house, area) = (&app.house, staff.area_id());
    let days = match term::read(form.get(term::CODE)) {
        Ok(days) => days,
        Err(refusal) => return page(&app, staff, form, refusal.into()).await,
    };
    let mut change = Change::new(area, staff.now(), staff.actor());
    change.push(setting::set(area, term::KEY, &days.to_string()));
    let event = NewEvent::new("setting", area, "term_set").with("term", term::CODE);
    change.event(event.with("from", term::interval(&house.reference(), area)).with("to", days));
    house.commit(change).await?;
    house.refresh().await?;
    Ok(Redirect::to(&link(staff.area(), "")).into_response())
}
