//! 登记册要改: what was heard at doors and the registry has a field for, to be written there once.

use super::{at, desk, doer};
use crate::store::{self, Line, RoundRow};
use crate::work::{self, Facts};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::Id;
use linju_kernel::personal::mask_phone;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "round_facts.html")]
struct FactsPage {
    p: Page,
    row: RoundRow,
    lines: Vec<(Line, Facts)>,
    errs: FieldErrors,
}

impl FactsPage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, rest)
    }

    fn phone(&self, facts: &Facts) -> Option<String> {
        facts.phone.as_ref().map(|phone| mask_phone(phone))
    }

    fn may(&self) -> bool {
        self.p.may(Right::EditRegistry)
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, id, FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, id: Id, errs: FieldErrors) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let mut lines = Vec::new();
    for line in store::with_facts(house, area, id).await? {
        let facts = work::facts_of(house, &line.row)?;
        lines.push((line, facts));
    }
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &FactsPage { p: staff.page, row, lines, errs })
}

/// Writes one into the registry, or lets it be.
pub async fn learn(
    State(app): State<App>,
    Path((_, id, line)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    staff.require(Right::EditRegistry)?;
    let known = store::line(&app.house, staff.area_id(), id, line).await?;
    let yes = form.has("answer", "yes");
    match work::learn(&app.house, &doer(&staff), &known.row, yes).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&at(&staff.page, &id, "/facts")).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, id, refusal.into()).await,
        Err(error) => Err(error),
    }
}
