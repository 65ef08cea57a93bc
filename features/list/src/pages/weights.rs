//! 排序规则: what counts how much, for everyone who works with the lists to read, and for the lead to set.

use super::{desk, doer, link};
use crate::rules::Measure;
use crate::rules::priority::HEAVIEST;
use crate::store::item;
use crate::work;
use askama::Template;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "lists_weights.html")]
struct WeightsPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    saved: bool,
}

impl WeightsPage {
    /// Key, name and meaning of each measure.
    fn lines(&self) -> Vec<(&'static str, String, String)> {
        let p = &self.p;
        let line = |m: &Measure| {
            let means = p.code("list-measure-means", m.code()).into_owned();
            (item::setting_of(*m), p.code("list-measure", m.code()).into_owned(), means)
        };
        Measure::ALL.iter().map(line).collect()
    }

    fn most(&self) -> String {
        self.p.n("list-weights-most", &HEAVIEST)
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let weights = item::weights(&app.house, staff.area_id());
    let begun = |form: Posted, measure: &Measure| {
        form.with(item::setting_of(*measure), weights.get(*measure).to_string())
    };
    let form = Measure::ALL.iter().fold(Posted::default(), begun);
    let saved = staff.page.here.ends_with("?saved");
    html_with(StatusCode::OK, &WeightsPage { p: staff.page, form, errs: FieldErrors::new(), saved })
}

/// Sets them; everything open is ranked anew.
pub async fn set(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let weight = |measure: &Measure| {
        let key = item::setting_of(*measure);
        (key, form.number(key).unwrap_or(-1))
    };
    let weights: Vec<(&'static str, i64)> = Measure::ALL.iter().map(weight).collect();
    match work::weigh(&app.house, &doer(&staff), staff.area_id(), &weights).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "/weights?saved")).into_response()),
        Err(Error::Refused(refusal)) => {
            let page = WeightsPage { p: staff.page, form, errs: refusal.into(), saved: false };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error),
    }
}
