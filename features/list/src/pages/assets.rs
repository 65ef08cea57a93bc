//! 小资产: what was put up, who keeps it, and what is to be looked at.

use super::{Choice, desk, doer, owner_in, owner_name, partners_here, places};
use crate::rules::Owner;
use crate::store::item;
use crate::store::partner::{self, AssetRow};
use crate::work::partner::{self as work, PutUp};
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "assets.html")]
struct AssetsPage {
    p: Page,
    rows: Vec<AssetRow>,
    places: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl AssetsPage {
    fn owners(&self) -> Vec<Choice> {
        super::owners(&self.p)
    }

    fn partners(&self) -> Vec<Choice> {
        let all = partners_here(&self.p).into_iter();
        all.map(|(id, label)| Choice { value: id.to_string(), label }).collect()
    }

    fn keeper(&self, row: &AssetRow) -> String {
        owner_name(&self.p, row.keeper())
    }

    fn due(&self, row: &AssetRow) -> bool {
        row.next_check <= self.p.today()
    }
}

fn list(staff: &Staff) -> Response {
    Redirect::to(&format!("/staff/{}/assets", staff.area().code)).into_response()
}

/// The page; what is known of an item that a link names is filled in.
pub async fn show(
    Shared(app): Shared<App>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    let mut form = Posted::default().with("every", "90");
    if let Some(id) = asked.get("item").and_then(|text| text.parse().ok()) {
        let row = item::load(&app.house, staff.area_id(), id).await?;
        let giver = row.owner_id.filter(|_| row.owner_kind == "organisation");
        form = form
            .with("item", id.to_string())
            .with("title", row.title)
            .with("place", row.place_id.to_string())
            .with("given_by", giver.map(|id| id.to_string()).unwrap_or_default());
    }
    page(&app, staff, form, FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    desk(&staff)?;
    let rows = partner::assets(&app.house, staff.area_id()).await?;
    let places = places(app, staff.area_id()).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &AssetsPage { p: staff.page, rows, places, form, errs })
}

/// Puts something up.
pub async fn put_up(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let mut errs = FieldErrors::new();
    let title = form.get("title");
    errs.check((2..=60).contains(&title.chars().count()), "title", "list-title");
    let place = match form.id("place") {
        Some(id) => app.house.place(staff.area_id(), id).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "list-place");
    let (Some(place), true) = (place, errs.is_empty()) else { return page(&app, staff, form, errs).await };
    let what = PutUp {
        title: title.into(),
        place,
        given_by: form.id("given_by").filter(|id| partners_here(&staff.page).iter().any(|(p, _)| p == id)),
        item: form.id("item"),
        keeper: owner_in(&staff.page, form.get("keeper")).unwrap_or(Owner::Nobody),
        every_days: form.number("every").unwrap_or_default(),
    };
    match work::put_up(&app.house, &doer(&staff), what).await.map_err(Error::from) {
        Ok(()) => Ok(list(&staff)),
        Err(Error::Refused(refusal)) => page(&app, staff, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Says how it was found.
pub async fn check(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let row = partner::asset(&app.house, staff.area_id(), id).await?;
    work::look_after(&app.house, &doer(&staff), &row, form.get("found")).await?;
    Ok(list(&staff))
}
