//! What a list is made of: homes and places of the registry, read as the registry's own pages read them.

use crate::rules::{Home, Soul, Unit};
use linju_core::party::rules::HouseholdKind;
use linju_core::party::{ResidenceState, RoleKind};
use linju_core::place::{Place, PlaceKind};
use linju_core::{House, Result};
use linju_db::{Sql, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, path};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A room with its home, and the stairwell its sheet is made of.
#[derive(Debug, Clone)]
pub struct Door {
    /// The room.
    pub room: Place,
    /// What it is in.
    pub stairwell: Place,
    /// Who lives there, and what speaks for them.
    pub home: Home,
}

/// The rooms at and under `within` in which somebody lives on `day`, in the order of paths: four queries, whatever
/// their number. Someone who lives in two rooms is in the first.
pub async fn homes(house: &House, area: Id, within: &str, day: Day) -> Result<Vec<Door>> {
    let profile = house.profile(area, within, day).await?;
    let confirmed = confirmed(house, area).await?;
    let public = public(house, area).await?;
    let places: HashMap<Id, &Place> = profile.places.iter().map(|place| (place.id, place)).collect();
    let mut seen = HashSet::new();
    let mut souls: HashMap<&str, Vec<Soul>> = HashMap::new();
    let mut rented: HashSet<&str> = HashSet::new();
    for presence in &profile.presences {
        if presence.lives_there() && seen.insert(presence.person) {
            let age = presence.born.map(|born| born.age_on(day));
            souls.entry(&presence.path).or_default().push(Soul { person: presence.person, age });
        }
        if presence.kind == RoleKind::Tenant || presence.state == Some(ResidenceState::Let) {
            rented.insert(&presence.path);
        }
    }
    let root = house.root_place(area).await?;
    let door = |room: &Place| {
        let souls = souls.remove(room.path.as_str())?;
        let stairwell = room.parent_id.and_then(|id| places.get(&id).copied()).unwrap_or(&root).clone();
        let lift = profile.places.iter().filter(|place| place.kind == PlaceKind::Building.code());
        let building = lift.clone().find(|building| path::within(&room.path, &building.path));
        let home = Home {
            souls,
            floor: room.floor,
            lift: building.unwrap_or(&stairwell).has_lift,
            rented: rented.contains(room.path.as_str()),
            public: public.iter().any(|root| path::within(&room.path, root)),
            confirmed: confirmed.get(&room.id).cloned().unwrap_or_default(),
        };
        Some(Door { room: room.clone(), stairwell, home })
    };
    Ok(profile.of(PlaceKind::Room).filter_map(door).collect())
}

/// What workers confirmed of households, by room.
async fn confirmed(house: &House, area: Id) -> Result<BTreeMap<Id, Vec<HouseholdKind>>> {
    let sql = "select h.room_id, h.kinds from household h where h.area_id = ?";
    let rows = house.db.all::<(Id, String)>(Sql::new(sql, args![area])).await?;
    let kinds = |kinds: String| kinds.split(' ').filter_map(HouseholdKind::of).collect();
    Ok(rows.into_iter().map(|(room, text)| (room, kinds(text))).collect())
}

/// Paths of public housing.
async fn public(house: &House, area: Id) -> Result<Vec<String>> {
    let sql = "select u.path from property_unit u where u.area_id = ?";
    let rows = house.db.all::<(String,)>(Sql::new(sql, args![area])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The places of `unit` at and under `within`, each with what its sheet is made of.
pub async fn spots(house: &House, area: Id, within: &str, unit: Unit) -> Result<Vec<(Place, Place)>> {
    use PlaceKind::{BikeGarage, Building, Courtyard, Plot, Road, Stairwell, Venue};
    let kinds: &[PlaceKind] = match unit {
        Unit::Stairwell => &[Stairwell],
        Unit::Building => &[Building],
        _ => &[Courtyard, Road, Plot, BikeGarage, Venue],
    };
    let above = house.places_of(area, &[PlaceKind::Area, PlaceKind::Compound, Building]).await?;
    let parent = |place: &Place| above.iter().find(|above| Some(above.id) == place.parent_id).cloned();
    let mut places = house.places_of(area, kinds).await?;
    places.retain(|place| path::within(&place.path, within));
    Ok(places.into_iter().filter_map(|place| Some((place.clone(), parent(&place)?))).collect())
}
