//! 常态化走访: everyone is seen in time, the old and lonely most often, and what is found at the door is seen to.
//!
//! `rules` decides who is due when, who goes, and how far the area has come; `store` keeps, `work` carries out,
//! `pages` show: a worker's list, one person with a form that takes half a minute on a phone, a list for the round
//! on paper and its entering afterwards. Lists show masked names; what was noted is sealed. A finding goes to the
//! desk as a request in one press: the event `raise` carries it, and what becomes of it comes back.

mod heard;
mod jobs;
mod pages;
pub mod rules;
pub mod store;
pub mod work;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::words::Source;
use linju_db::Migration;
use linju_web::{App, Feature, NavItem};
use pages::{day, list, pairs, person, plan, round, tiers};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "visit",
    migrations: &[
        Migration { id: "20261123_0401_visit", sql: include_str!("../migrations/20261123_0401_visit.sql") },
        Migration {
            id: "20261123_0402_visit_plan",
            sql: include_str!("../migrations/20261123_0402_visit_plan.sql"),
        },
    ],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[NavItem {
        order: 45,
        label: "visits",
        icon: "footprints",
        path: "/staff/{area}/visits",
        right: Right::ReadRegistry,
        counter: None,
    }],
    front: &[],
    jobs: &[jobs::PLAN],
    reactions: &[heard::BECAME_A_CASE, heard::REAL_CONTACT],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/visits{rest}");
    Router::new()
        .route(&at(""), get(list::show))
        .route(&at("/tiers"), get(tiers::show).post(tiers::set))
        .route(&at("/round"), get(round::print))
        .route(&at("/sheet"), get(round::sheet).post(round::enter))
        .route(&at("/plan"), get(plan::show).post(plan::make))
        .route(&at("/plan/hand-over"), post(plan::hand_over))
        .route(&at("/plan/print"), get(plan::print))
        .route(&at("/plan/{visit}"), get(plan::one).post(plan::shift))
        .route(&at("/today"), get(day::show))
        .route(&at("/shell"), get(day::shell))
        .route(&at("/key"), get(day::key))
        .route(&at("/worker.js"), get(day::worker))
        .route(&at("/pairs"), get(pairs::show).post(pairs::pair))
        .route(&at("/pairs/{pair}/end"), post(pairs::part))
        .route(&at("/pairs/{volunteer}/slip"), post(pairs::slip))
        .route(&at("/{person}"), get(person::show).post(person::record))
        .route(&at("/{person}/tier"), post(person::set_tier))
        .route(&at("/{person}/reveal"), post(person::reveal))
}
