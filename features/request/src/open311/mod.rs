//! Open311 GeoReport v2: any client can read what is public here, and, with a key, report.
//!
//! Source: open311.org, GeoReport v2 and Service Discovery. An area is a jurisdiction. What leaves is what the public
//! ledger shows: category, place down to the building, state and days; never words, names, phones or photos.

mod answer;
pub(crate) mod fault;
mod keys;
mod place;
pub mod question;
mod send;
pub(crate) mod tree;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_web::{App, NavItem};

/// Where it is found under the public address.
pub const BASE: &str = "/open311/v2";

/// Its place in the menu of whoever leads the area.
pub const MENU: NavItem = NavItem {
    order: 82,
    label: "api-keys",
    icon: "link",
    path: "/staff/{area}/keys",
    right: Right::EditArea,
    counter: None,
};

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/open311/discovery.json", get(answer::discovery))
        .route("/open311/discovery.xml", get(answer::discovery))
        .route("/open311/v2/discovery.json", get(answer::discovery))
        .route("/open311/v2/discovery.xml", get(answer::discovery))
        .route("/open311/v2/services.json", get(answer::services))
        .route("/open311/v2/services.xml", get(answer::services))
        .route("/open311/v2/services/{file}", get(answer::definition))
        .route("/open311/v2/requests.json", get(answer::requests).post(send::receive))
        .route("/open311/v2/requests.xml", get(answer::requests).post(send::receive))
        .route("/open311/v2/requests/{file}", get(answer::request))
        .route("/open311/v2/tokens/{file}", get(answer::token))
        .route("/staff/{area}/keys", get(keys::list).post(keys::make))
        .route("/staff/{area}/keys/{id}/end", post(keys::end))
}
