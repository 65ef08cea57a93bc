//! Door plates to print: what a resident scans to report from where they stand.

use super::{Asked, Choice, place_choices, reader};
use crate::import::places::PlaceBook;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::path;
use linju_web::{App, Page, Result, Staff, html, qr};

/// Plates printed at once; a compound of eighteen buildings has 90.
const MOST: usize = 400;

/// A plate.
struct Door {
    name: String,
    code: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "registry_doors.html")]
struct DoorsPage {
    p: Page,
    places: Vec<Choice>,
    chosen: String,
    sheets: Vec<Vec<Door>>,
}

/// The plates of a place and of every building, stairwell and ground in it, four to a sheet; of rooms none.
pub async fn show(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    reader(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let kinds = [PlaceKind::Area, PlaceKind::Compound, PlaceKind::Building];
    let places = place_choices(house, area, &kinds).await?;
    let chosen = asked.get("place").cloned().unwrap_or_default();
    let mut sheets = Vec::new();
    if let Ok(id) = chosen.parse() {
        let root = house.place(area, id).await?;
        let book = PlaceBook::load(house, area).await?;
        let within = book.all().iter().filter(|p| path::within(&p.path, &root.path) && has_door(p));
        let mut doors = within.take(MOST).map(|place| door(&app, &staff, place)).peekable();
        while doors.peek().is_some() {
            sheets.push(doors.by_ref().take(4).collect());
        }
    }
    html(&DoorsPage { p: staff.page, places, chosen, sheets })
}

fn has_door(place: &Place) -> bool {
    place.kind != PlaceKind::Room.code() && place.kind != PlaceKind::Area.code()
}

fn door(app: &App, staff: &Staff, place: &Place) -> Door {
    let url = format!("{}/d/{}/{}?lv=elder", app.reach.public_url, staff.area().code, place.code);
    let label = staff.page.a("reg-door-qr", "place", place.full_name.clone());
    Door { name: place.full_name.clone(), code: place.code.clone(), qr: qr::svg(&url, &label) }
}
