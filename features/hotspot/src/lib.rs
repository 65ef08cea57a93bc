//! 热点: where requests gather beyond chance, and what is done about it.
//!
//! Every night, and when someone asks, three rules look at what came in: the scan, a plain count among neighbours,
//! and EARS for the whole area. What one finds is an alert that explains itself; somebody leads, decides, calls
//! people together at the place if that is what it needs, and strikes it off with an account that residents read.
//! `rules` decides, `store` keeps (with its own read of the facts), `look` finds, `work` carries a step out, `pages`
//! show. How the scan was measured: docs/hotspots.md.

mod heard;
pub mod look;
mod pages;
pub mod rules;
pub mod store;
pub mod work;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::words::Source;
use linju_db::Migration;
use linju_web::{App, Feature, FrontItem, NavItem};
use pages::{act, list, map, one, resident, season, street, topic};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "hotspot",
    migrations: &[Migration {
        id: "20261123_0501_hotspot",
        sql: include_str!("../migrations/20261123_0501_hotspot.sql"),
    }],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[
        NavItem {
            order: 41,
            label: "hotspots",
            icon: "siren",
            path: "/staff/{area}/hotspots",
            right: Right::WorkCases,
            counter: Some(look::ALERTS),
        },
        NavItem {
            order: 42,
            label: "topics",
            icon: "calendar-check",
            path: "/staff/{area}/topics",
            right: Right::WorkCases,
            counter: None,
        },
        NavItem {
            order: 12,
            label: "hotspots",
            icon: "siren",
            path: "/street/hotspots",
            right: Right::StreetView,
            counter: None,
        },
    ],
    front: &[FrontItem {
        order: 20,
        label: "topics",
        hint: "topics-resident-hint",
        icon: "list-checks",
        path: "/topics",
    }],
    jobs: &[look::SCAN, look::NEIGHBOURS, look::SURGE],
    reactions: &[heard::FACTS, heard::PLACE_MOVED, heard::MEETING],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}{rest}");
    Router::new()
        .route(&at("/hotspots"), get(list::show))
        .route(&at("/hotspots/look"), post(list::look_now))
        .route(&at("/hotspots/interval"), post(list::set))
        .route(&at("/hotspots/map"), get(map::show))
        .route(&at("/hotspots/season"), get(season::show))
        .route(&at("/hotspots/{id}"), get(one::show))
        .route(&at("/hotspots/{id}/do/{verb}"), get(act::ask).post(act::act))
        .route(&at("/topics"), get(topic::list))
        .route(&at("/topics/new"), get(topic::blank).post(topic::create))
        .route(&at("/topics/{id}"), get(topic::show))
        .route(&at("/topics/{id}/tasks"), post(topic::add))
        .route(&at("/topics/{id}/tasks/{task}/done"), post(topic::done))
        .route(&at("/topics/{id}/settle"), post(topic::settle))
        .route("/street/hotspots", get(street::show))
        .route("/a/{area}/topics", get(resident::show))
}
