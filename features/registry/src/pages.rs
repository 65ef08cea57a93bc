//! What workers see. Handlers translate: parse, decide, commit, render.

pub mod bodies;
pub mod card;
pub mod doors;
pub mod duties;
pub mod export;
pub mod looks;
pub mod organisation;
pub mod people;
pub mod person;
pub mod places;
pub mod profile;
pub mod standing;
pub mod street;
pub mod upload;

use linju_core::House;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};
pub use linju_web::form::Choice;
use linju_web::{Page, Result, Staff};
use std::collections::HashMap;

/// What the address carries behind the question mark.
pub type Asked = axum::extract::Query<HashMap<String, String>>;

/// The day asked for, today where none is.
fn day_asked(p: &Page, asked: &Asked) -> Day {
    asked.get("day").and_then(|d| d.parse().ok()).unwrap_or_else(|| p.today())
}

/// An address within the registry of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/registry{rest}", area.code)
}

/// Name of an account.
pub fn who(p: &Page, account: &Id) -> String {
    p.name_of(&Some(*account))
}

/// The values of a closed list as choices, with words under `list-code`.
fn choices<C: Coded>(p: &Page, list: &str, of: impl Fn(C) -> bool) -> Vec<Choice> {
    let fit: Vec<C> = C::ALL.iter().copied().filter(|c| of(*c)).collect();
    p.choices(list, &fit)
}

/// The places of `kinds` as choices.
async fn place_choices(house: &House, area: Id, kinds: &[PlaceKind]) -> Result<Vec<Choice>> {
    let places = house.places_of(area, kinds).await?;
    Ok(places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect())
}

/// The committee's staff of the area as choices.
fn staff_choices(staff: &Staff) -> Vec<Choice> {
    use linju_core::access::Role::{CommitteeMember, CommunityWorker, Director, Secretary};
    let reference = staff.page.app.house.reference();
    let found = reference.staff(
        staff.area_id(),
        &[Secretary, Director, CommunityWorker, CommitteeMember],
        staff.now(),
    );
    found.into_iter().map(|c| Choice { value: c.id.to_string(), label: c.name.clone() }).collect()
}

/// The door to every page: whoever reads the registry.
pub fn reader(staff: &Staff) -> Result<()> {
    staff.require(Right::ReadRegistry)
}

/// The door to every change.
pub fn editor(staff: &Staff) -> Result<()> {
    staff.require(Right::EditRegistry)
}

/// The icon of a kind of place.
pub fn icon_of(place: &Place) -> &'static str {
    match PlaceKind::of(&place.kind) {
        Some(PlaceKind::Room) => "door-open",
        Some(PlaceKind::Area | PlaceKind::Compound) => "map",
        Some(PlaceKind::Building | PlaceKind::Stairwell) => "building-2",
        Some(PlaceKind::BikeGarage) => "bike",
        Some(PlaceKind::Courtyard | PlaceKind::Plot) => "trees",
        _ => "map-pin",
    }
}
