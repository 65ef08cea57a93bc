//! The street's desk: its areas side by side, and the cases they asked it to coordinate.
//!
//! It ranks no one, and sees no one's name, phone or words: a place down to the building, and what was public.

mod areas;
mod cases;
mod one;

use axum::Router;
use axum::routing::get;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
use linju_web::{App, NavItem, Result, Staff};

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/street", get(areas::show))
        .route("/street/cases", get(cases::show))
        .route("/street/cases/{at}/{case}", get(one::show).post(one::support))
}

/// The room's entries in the street's menu.
pub const MENU: [NavItem; 2] = [
    NavItem {
        order: 10,
        label: "street-areas",
        icon: "layout-dashboard",
        path: "/street",
        right: Right::StreetView,
        counter: None,
    },
    NavItem {
        order: 11,
        label: "street-cases",
        icon: "flag",
        path: "/street/cases",
        right: Right::StreetView,
        counter: None,
    },
];

/// The areas of whoever looks, in the order of their codes; not found for anyone but the street.
fn areas_of(app: &App, staff: &Staff) -> Result<Vec<Area>> {
    staff.require_street(Right::StreetView)?;
    let reference = app.house.reference();
    Ok(reference.areas.iter().filter(|a| a.street_id == staff.session.street).cloned().collect())
}

fn ids(areas: &[Area]) -> Vec<Id> {
    areas.iter().map(|a| a.id).collect()
}
