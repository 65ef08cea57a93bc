//! How often each tier is visited here: the secretary's to set, everyone's to read.

use super::{desk, doer, link};
use crate::rules::{Intervals, Tier};
use crate::{store, work};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "visit_tiers.html")]
struct TiersPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
}

impl TiersPage {
    fn may_edit(&self) -> bool {
        self.p.may(Right::EditArea)
    }

    fn name(&self, tier: &Tier) -> String {
        self.p.code("visit-tier", tier.code()).into_owned()
    }

    fn means(&self, tier: &Tier) -> String {
        self.p.code("visit-tier-means", tier.code()).into_owned()
    }
}

/// The page.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let intervals = store::intervals(&app.house, staff.area_id()).await?;
    let with = |form: Posted, tier: &Tier| form.with(tier.code(), intervals.days(*tier).to_string());
    page(staff, Tier::ALL.iter().fold(Posted::default(), with), FieldErrors::new())
}

fn page(staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &TiersPage { p: staff.page, form, errs })
}

/// Sets the intervals.
pub async fn set(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let days =
        [Tier::Key, Tier::Care, Tier::General, Tier::Other].map(|t| form.number(t.code()).unwrap_or(0));
    let intervals = match Intervals::new(days) {
        Ok(intervals) => intervals,
        Err(refusal) => return page(staff, form, refusal.into()),
    };
    work::set_intervals(&app.house, &doer(&staff), staff.area_id(), &intervals).await.map_err(Error::from)?;
    Ok(Redirect::to(&link(staff.area(), "")).into_response())
}
