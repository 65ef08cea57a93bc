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
use linju_web::{App, Feature, NavItem};
use pages::{bodies, doors, duties, export, organisation, people, person, places, profile, upload};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "registry",
    migrations: &[],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[NavItem {
        order: 60,
        label: "registry",
        icon: "building-2",
        path: "/staff/{area}/registry",
        right: Right::ReadRegistry,
        counter: None,
    }],
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
        .route(&at("/people"), get(people::search))
        .route(&at("/people/new"), get(people::blank).post(people::create))
        .route(&at("/people/{id}"), get(person::show).post(person::change))
        .route(&at("/people/{id}/reveal"), post(person::reveal))
        .route(&at("/people/{id}/state"), post(person::change_state))
        .route(&at("/people/{id}/roles"), post(person::give_role))
        .route(&at("/people/{id}/roles/{role}/end"), post(person::end_role))
        .route(&at("/people/{id}/contacts"), post(person::add_contact))
        .route(&at("/duties"), get(duties::show))
        .route(&at("/grids"), post(duties::save_grid))
        .route(&at("/contacts"), post(duties::assign))
        .route(&at("/contacts/hand-over"), post(duties::hand_over))
        .route(&at("/bodies"), get(bodies::show))
        .route(&at("/organisations"), post(bodies::add_role))
        .route(&at("/organisations/new"), get(organisation::blank).post(organisation::create))
        .route(&at("/organisations/{id}/change"), get(organisation::show).post(organisation::change))
        .route(&at("/organisations/{id}/end"), post(bodies::end_role))
        .route(&at("/property-areas"), post(bodies::save_property_area))
        .route(&at("/property-units"), post(bodies::save_property_unit))
        .route(&at("/doors"), get(doors::show))
        .route(&at("/export"), post(export::people))
        .route(
            &at("/import"),
            get(upload::blank).post(upload::take).layer(DefaultBodyLimit::max(import::MAX_BYTES + 65_536)),
        )
        .route(&at("/import/{draft}"), get(upload::show).post(upload::map_columns))
        .route(&at("/import/{draft}/apply"), post(upload::apply))
        .route(&at("/import/batches/{batch}/undo"), post(upload::undo))
}
