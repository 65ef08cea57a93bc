//! The registry: who lives where, who looks after whom.
//!
//! Profile pages of area, compound, building, stairwell and household with figures computed on any day; people
//! with dated roles; grids, contact assignments, organisations and property areas; door plates to print; Excel in
//! (map, dry run, import, undo) and out. People and their rules live in `linju_core::party`; this is what workers
//! see and do. Everything personal is masked until someone asks, and each asking is recorded.

pub mod command;
mod dry_run;
mod import;
mod pages;
mod store;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::words::Source;
use linju_web::{App, Feature, NavItem, sheet};
use pages::{
    bodies, card, doors, duties, export, looks, organisation, people, person, places, profile, standing,
    street, upload,
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "registry",
    migrations: &[],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[
        NavItem {
            order: 60,
            label: "registry",
            icon: "building-2",
            path: "/staff/{area}/registry",
            right: Right::ReadRegistry,
            counter: None,
        },
        NavItem {
            order: 32,
            label: "street-bodies",
            icon: "landmark",
            path: "/street/organisations",
            right: Right::EditStreet,
            counter: None,
        },
        NavItem {
            order: 33,
            label: "looks",
            icon: "eye",
            path: "/street/looks",
            right: Right::SeeLooks,
            counter: None,
        },
    ],
    front: &[],
    jobs: &[],
    reactions: &[],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/registry{rest}");
    Router::new()
        .route(&at(""), get(profile::area))
        .route(&at("/places/{id}"), get(profile::place))
        .route(&at("/places/{id}/household"), post(profile::confirm))
        .route(&at("/places/{id}/new"), get(places::blank).post(places::create))
        .route(&at("/places/{id}/change"), get(places::show).post(places::change))
        .route(&at("/places/{id}/standing"), get(standing::show))
        .route(&at("/places/{id}/move"), post(standing::shift))
        .route(&at("/places/{id}/remove"), post(standing::remove))
        .route(&at("/places/{id}/close"), post(standing::close))
        .route(&at("/places/{id}/reopen"), post(standing::reopen))
        .route(&at("/people"), get(people::search))
        .route(&at("/people/new"), get(people::blank).post(people::create))
        .route(&at("/people/{id}"), get(person::show).post(person::change::details))
        .route(&at("/people/{id}/reveal"), post(person::reveal))
        .route(&at("/people/{id}/state"), post(person::change::state))
        .route(&at("/people/{id}/roles"), post(person::change::give_role))
        .route(&at("/people/{id}/roles/{role}/end"), post(person::change::end_role))
        .route(&at("/people/{id}/contacts"), post(person::change::add_contact))
        .route(&at("/duties"), get(duties::show))
        .route(&at("/grids"), post(duties::save_grid))
        .route(&at("/contacts"), post(duties::assign))
        .route(&at("/contacts/hand-over"), post(duties::hand_over))
        .route(&at("/contacts/{id}/end"), post(duties::end))
        .route(&at("/bodies"), get(bodies::show))
        .route(&at("/organisations"), post(bodies::add_role))
        .route(&at("/organisations/new"), get(organisation::blank).post(organisation::create))
        .route(&at("/organisations/{id}/change"), get(organisation::show).post(organisation::change))
        .route(&at("/organisations/{id}/end"), post(bodies::end_role))
        .route(&at("/property-areas"), post(bodies::save_property_area))
        .route(&at("/property-units"), post(bodies::save_property_unit))
        .route(&at("/property-units/{place}/end"), post(bodies::end_property_unit))
        .route(&at("/looks"), get(looks::area))
        .route(&at("/card"), get(card::show))
        .route(&at("/doors"), get(doors::show))
        .route(&at("/export"), post(export::people))
        .route(
            &at("/import"),
            get(upload::blank).post(upload::take).layer(DefaultBodyLimit::max(sheet::MAX_BYTES + 65_536)),
        )
        .route(&at("/import/{draft}"), get(upload::show).post(upload::map_columns))
        .route(&at("/import/{draft}/apply"), post(upload::apply))
        .route(&at("/import/batches/{batch}/undo"), post(upload::undo))
        .route("/street/organisations", get(street::list))
        .route("/street/organisations/new", get(street::blank).post(street::create))
        .route("/street/organisations/{id}", get(street::show).post(street::change))
        .route("/street/organisations/{id}/roles", post(street::give_role))
        .route("/street/organisations/{id}/roles/{role}/end", post(street::end_role))
        .route("/street/organisations/{id}/end", post(street::end_all))
        .route("/street/looks", get(looks::street))
}
