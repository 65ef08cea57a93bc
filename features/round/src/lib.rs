//! 排摸、巡查与叫应: one list from the registry, a few questions or a call, on paper or on a phone.
//!
//! A round is begun from a filter of the registry, split into sheets (a stairwell each) by whoever looks after it,
//! walked on paper or on a phone, and closed with everyone accounted for. A warning calls people by name; who does
//! not answer leads to their contact, to whoever keeps a key, and to the police. `rules` decides (lives of rounds
//! and lines are tables), `store` keeps, `work` carries out, `pages` show. A hazard goes to the desk as a request:
//! the event `raise` carries it, and what becomes of it comes back.

mod heard;
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
use pages::{facts, grid, line, list, one, paper, plan, results, sheet, street, waiting};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "round",
    migrations: &[Migration {
        id: "20261123_0601_round",
        sql: include_str!("../migrations/20261123_0601_round.sql"),
    }],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[
        NavItem {
            order: 46,
            label: "rounds",
            icon: "clipboard-list",
            path: "/staff/{area}/rounds",
            right: Right::ReadRegistry,
            counter: None,
        },
        NavItem {
            order: 12,
            label: "rounds-street",
            icon: "megaphone",
            path: "/street/rounds",
            right: Right::StreetView,
            counter: None,
        },
    ],
    front: &[],
    jobs: &[],
    reactions: &[heard::BECAME_A_CASE, heard::PLACE_MOVED],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/rounds{rest}");
    Router::new()
        .route(&at(""), get(list::show))
        .route(&at("/new"), get(plan::blank).post(plan::create))
        .route(&at("/{id}"), get(one::show))
        .route(&at("/{id}/step/{verb}"), post(one::act))
        .route(&at("/{id}/waiting"), get(waiting::show))
        .route(&at("/{id}/paper"), get(paper::masked).post(paper::named))
        .route(&at("/{id}/results"), get(results::show))
        .route(&at("/{id}/export"), post(results::export))
        .route(&at("/{id}/facts"), get(facts::show))
        .route(&at("/{id}/grid"), get(one::by_number))
        .route(&at("/{id}/sheets/{n}"), get(sheet::show).post(sheet::mark))
        .route(&at("/{id}/sheets/{n}/grid"), get(grid::show).post(grid::enter))
        .route(&at("/{id}/lines/{line}"), get(line::show).post(line::record))
        .route(&at("/{id}/lines/{line}/reveal"), post(line::reveal))
        .route(&at("/{id}/lines/{line}/again"), post(line::look_again))
        .route(&at("/{id}/lines/{line}/learn"), post(facts::learn))
        .route("/street/rounds", get(street::show))
}
