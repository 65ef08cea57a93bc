//! Organisations and what they are here; property areas; public housing.

use super::people::day_of;
use super::{Choice, editor, link, place_choices, reader};
use crate::store::{self, Body};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::Change;
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::party::{
    PropertyArea, PropertyUnit, end_property_unit as unit_gone, save_property_area as area_written,
    save_property_unit as unit_written,
};
use linju_core::place::PlaceKind;
use linju_kernel::{Id, Refusal};
use linju_web::{App, Error, Page, Posted, Result, Staff, html};

/// What an organisation may be made here. Kinds are data: what came from elsewhere is shown as well.
pub const KINDS: [&str; 20] = [
    "property_company",
    "owners_committee",
    "public_housing_unit",
    "party_branch",
    "mediation_committee",
    "housing_office",
    "police_station",
    "fire_station",
    "hospital",
    "water_supply",
    "power_supply",
    "gas_supply",
    "street_lighting",
    "telecom",
    "lift_maintainer",
    "elder_service",
    "partner_unit",
    "social_organisation",
    "social_enterprise",
    "utility",
];

#[derive(Template)]
#[template(path = "registry_bodies.html")]
struct BodiesPage {
    p: Page,
    bodies: Vec<Body>,
    property_areas: Vec<PropertyArea>,
    units: Vec<PropertyUnit>,
    organisations: Vec<Choice>,
    kinds: Vec<Choice>,
    places: Vec<Choice>,
    owners_committee: bool,
    editor: bool,
}

/// The organisations of the area, its property areas and its public housing.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    reader(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let p = &staff.page;
    let reference = house.reference();
    let ours = reference.organisations.values().filter(|o| o.street_id == staff.area().street_id);
    let mut organisations: Vec<Choice> =
        ours.map(|o| Choice { value: o.id.to_string(), label: o.name.clone() }).collect();
    organisations.sort_by(|a, b| a.label.cmp(&b.label));
    let page = BodiesPage {
        bodies: store::bodies(house, area, p.today()).await?,
        property_areas: house.property_areas(area).await?,
        units: house.property_units(area).await?,
        organisations,
        kinds: kinds(p),
        places: place_choices(house, area, &[PlaceKind::Compound, PlaceKind::Building]).await?,
        owners_committee: staff.area().has_owners_committee,
        editor: p.may(Right::EditRegistry),
        p: staff.page,
    };
    html(&page)
}

/// The kinds with words of their own, as choices.
pub fn kinds(p: &Page) -> Vec<Choice> {
    KINDS.iter().map(|k| Choice { value: (*k).into(), label: p.code("body", k).into_owned() }).collect()
}

/// What an organisation is, in words: those of its kind, or those someone wrote for it.
pub fn kind_in_words(p: &Page, kind: &str) -> String {
    let key = format!("body-{}", kind.replace('_', "-"));
    let code = kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    match p.app.house.words.has(p.locale, &key) {
        true => p.t(&key).into_owned(),
        false if code => p.t("body-other").into_owned(),
        false => kind.to_owned(),
    }
}

impl BodiesPage {
    fn kind(&self, body: &Body) -> String {
        kind_in_words(&self.p, &body.kind)
    }

    /// May this area say what the body is called and how it is reached?
    fn ours(&self, body: &Body) -> bool {
        self.p.app.house.reference().only_in(body.organisation, self.p.area().id)
    }
}

/// To the list of organisations.
pub fn back(staff: &Staff) -> Response {
    Redirect::to(&link(staff.area(), "/bodies")).into_response()
}

/// An organisation of this street, named in the form.
fn organisation(app: &App, staff: &Staff, form: &Posted) -> Result<Id, Refusal> {
    let reference = app.house.reference();
    let found = form.id("organisation").and_then(|id| reference.organisations.get(&id));
    let ours = found.filter(|o| o.street_id == staff.area().street_id);
    ours.map(|o| o.id).ok_or(Refusal::new("body-missing").at("organisation"))
}

/// Says what an organisation is in this area, and since when.
pub async fn add_role(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    let id = organisation(&app, &staff, &form)?;
    let kind = *KINDS
        .iter()
        .find(|k| **k == form.get("kind"))
        .ok_or(Refusal::new("person-role-missing").at("kind"))?;
    let from = day_of(&form, "from", staff.page.today())?;
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    change.push(store::give_body_role(staff.area_id(), app.house.id(), id, kind, from));
    change.event(
        NewEvent::new("organisation", id, "role_given").with("role", kind).with("from", from.to_string()),
    );
    app.house.commit(change).await?;
    app.house.refresh().await?;
    Ok(back(&staff))
}

/// Ends an organisation's role after today.
pub async fn end_role(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    editor(&staff)?;
    let today = staff.page.today();
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    change.push(store::end_body_role(staff.area_id(), id, today));
    change.event(NewEvent::new("organisation", id, "role_ended").with("to", today.to_string()));
    app.house.commit(change).await?;
    app.house.refresh().await?;
    Ok(back(&staff))
}

/// Makes a property area of some compounds or buildings.
pub async fn save_property_area(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    let name = form.get("name");
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::new("property-area-name").at("name").into());
    }
    let mut places = Vec::new();
    for id in form.all("places").filter_map(|id| id.parse().ok()) {
        places.push(app.house.place(staff.area_id(), id).await?.id);
    }
    if places.is_empty() {
        return Err(Refusal::new("registry-place-missing").at("places").into());
    }
    let id = app.house.id();
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    for statement in area_written(staff.area_id(), id, name, &places) {
        change.push(statement);
    }
    change
        .event(NewEvent::new("property_area", id, "property_area_saved").with("places", places.len() as i64));
    app.house.commit(change).await?;
    Ok(back(&staff))
}

/// Says whose public housing a building or compound is.
pub async fn save_property_unit(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    let place = app.house.place(staff.area_id(), form.id("place").ok_or(Error::BadRequest)?).await?;
    let owner = organisation(&app, &staff, &form)?;
    let mut change = Change::new(place.area_id, staff.now(), staff.actor());
    change.push(unit_written(place.area_id, place.id, &place.path, owner));
    change.event(
        NewEvent::new("place", place.id, "property_unit_saved").with("organisation", owner.to_string()),
    );
    app.house.commit(change).await?;
    Ok(back(&staff))
}

/// A building or compound is no longer public housing.
pub async fn end_property_unit(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    editor(&staff)?;
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    change.push(unit_gone(staff.area_id(), id));
    change.event(NewEvent::new("place", id, "property_unit_ended"));
    app.house.commit(change).await?;
    Ok(back(&staff))
}
