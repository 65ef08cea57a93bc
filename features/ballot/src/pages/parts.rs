//! 专有部分面积: typed or pasted from the property company's roll, a line a room.

use super::link;
use crate::store::voter::{self, PartRow};
use askama::Template;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::place::{Place, PlaceKind};
use linju_core::{Change, House};
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "ballot_parts.html")]
struct PartsPage {
    p: Page,
    known: i64,
    rooms: i64,
    form: Posted,
    errs: FieldErrors,
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    page(&app, staff, Posted::default(), FieldErrors::new()).await
}

/// Takes areas in: `door code or full name, area`, and 建设单位 behind it where it is not sold.
pub async fn save(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditRegistry)?;
    let area = staff.area_id();
    let rooms = app.house.places_of(area, &[PlaceKind::Room]).await?;
    match read(area, &rooms, form.raw("lines")) {
        Ok(parts) => {
            store(&app.house, &staff, &parts).await?;
            Ok(Redirect::to(&link(staff.area(), "/parts")).into_response())
        }
        Err(refusal) => page(&app, staff, form, refusal.into()).await,
    }
}

async fn store(house: &House, staff: &Staff, parts: &[PartRow]) -> Result<()> {
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    parts.iter().for_each(|part| _ = change.push(part.write()));
    change.event(NewEvent::new("area", staff.area_id(), "ballot_parts").with("rooms", parts.len()));
    house.commit(change).await.map_err(Error::from)
}

fn read(area: Id, rooms: &[Place], lines: &str) -> std::result::Result<Vec<PartRow>, Refusal> {
    let by_name: HashMap<&str, Id> = rooms
        .iter()
        .flat_map(|room| [(room.code.as_str(), room.id), (room.full_name.as_str(), room.id)])
        .collect();
    let line = |line: &str| {
        let mut fields = line.split([',', '，', '\t']).map(str::trim);
        let place_id = *by_name.get(fields.next()?)?;
        let registered = Some(hundredths(fields.next()?)?);
        let developer = fields.next().is_some_and(|word| !word.is_empty());
        Some(PartRow { area_id: area, place_id, registered, surveyed: None, contract: None, developer })
    };
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let parts: Option<Vec<PartRow>> = lines.into_iter().map(line).collect();
    let parts = parts.filter(|parts| !parts.is_empty() && parts.len() <= 10_000);
    parts.ok_or(Refusal::new("ballot-parts-unreadable").at("lines"))
}

/// Square metres with up to two decimals, in 0.01 m².
fn hundredths(field: &str) -> Option<i64> {
    let (whole, after) = field.split_once('.').unwrap_or((field, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fine = !whole.is_empty() && whole.len() <= 7 && after.len() <= 2 && digits(whole) && digits(after);
    format!("{whole}{after:0<2}").parse().ok().filter(|_| fine)
}

async fn page(app: &App, staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    staff.require(Right::EditRegistry)?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let rooms = app.house.places_of(staff.area_id(), &[PlaceKind::Room]).await?.len() as i64;
    let known = voter::parts(&app.house, staff.area_id()).await?.len() as i64;
    html_with(status, &PartsPage { p: staff.page, known, rooms, form, errs })
}

#[cfg(test)]
mod tests {
    #[test]
    fn areas_are_read_to_the_hundredth() {
        let read = ["89.35", "89.3", "89", "89.355", "-1", "", "8九"].map(super::hundredths);
        assert_eq!(read, [Some(8_935), Some(8_930), Some(8_900), None, None, None, None]);
    }
}
