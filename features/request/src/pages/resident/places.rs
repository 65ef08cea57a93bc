//! Where it is, for those who did not scan a door: compound, building, stairwell, each a list of its own.

use super::draft::Draft;
use super::report;
use super::step::Step;
use askama::Template;
use axum::response::Response;
use linju_core::House;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::Id;
use linju_web::{Page, Result, html};

#[derive(Template)]
#[template(path = "resident/places.html")]
struct PlacesPage {
    p: Page,
    draft: Draft,
    parent: Place,
    places: Vec<Place>,
}

impl PlacesPage {
    /// Leads a press on it to a further list?
    fn opens(&self, place: &Place) -> bool {
        [PlaceKind::Compound.code(), PlaceKind::Building.code()].contains(&place.kind.as_str())
    }

    /// Is this the first list?
    fn at_root(&self) -> bool {
        self.parent.kind == PlaceKind::Area.code()
    }
}

/// The list in `in`, or the first one. A place with nothing in it is the answer.
pub async fn choose(step: Step) -> Result<Response> {
    show(step.p, step.draft, step.form.id("in")).await
}

/// The same for a draft that was read.
pub async fn show(p: Page, draft: Draft, within: Option<Id>) -> Result<Response> {
    let (house, area) = (&p.app.house, p.area().id);
    let mut parent = match within {
        Some(id) => house.place(area, id).await?,
        None => house.root_place(area).await?,
    };
    let mut places = parts_of(house, &parent).await?;
    if within.is_none() && places.len() == 1 {
        parent = places.swap_remove(0);
        places = parts_of(house, &parent).await?;
    }
    if places.is_empty() && within.is_some() {
        return report::what_at(p, Draft { place: parent.code, ..draft }).await;
    }
    html(&PlacesPage { p, draft, parent, places })
}

/// What is in a place, rooms left out: which room it is, the requester says in words if they wish.
async fn parts_of(house: &House, parent: &Place) -> Result<Vec<Place>> {
    let mut places = house.places_in(parent.area_id, parent.id).await?;
    places.retain(|place| place.kind != PlaceKind::Room.code());
    Ok(places)
}
