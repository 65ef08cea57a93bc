//! Where a report is about: a door's code, or an address as people write it.

use super::fault::Fault;
use crate::rules::gazetteer::Gazetteer;
use crate::store::open311::Shown;
use linju_core::House;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::Posted;

/// The door code of the building a record is shown at.
pub fn code(line: &Shown) -> Option<&str> {
    Some(line.code.as_str()).filter(|code| !code.is_empty())
}

/// The place a report names. Places here have no coordinates: a report with nothing but those is refused.
pub async fn of(house: &House, area: Id, form: &Posted) -> Result<Place, Fault> {
    let (id, text) = (form.get("address_id"), form.get("address_string"));
    if !id.is_empty() {
        return house.place_by_code(area, id).await.map_err(|_| Fault::unknown("address_id"));
    }
    if !text.is_empty() {
        let places = house.places_of(area, PlaceKind::ALL).await?;
        let found = Gazetteer::new(&places).find(text).cloned();
        return found.ok_or_else(|| Fault::call("address_string names no place of this jurisdiction"));
    }
    if !form.get("lat").is_empty() || !form.get("long").is_empty() {
        return Err(Fault::call("places here have no coordinates: give address_id or address_string"));
    }
    Err(Fault::call("address_id or address_string is missing"))
}
