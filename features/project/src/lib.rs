//! 项目: from an issue to something built, through gates that cannot be skipped.
//!
//! A project follows a course: gates in an order, each with the evidence it wants to see. `rules` decides (courses,
//! gates, evidence and what opens when are tables), `store` keeps, `work` carries out, `fund` and `money` account for
//! every fen, `pages` show. Evidence is only ever added; what is withdrawn stays in sight and re-opens its gates.

pub mod fund;
mod heard;
pub mod money;
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
use pages::{act, copy, file, funds, list, one, plan, resident};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "project",
    migrations: &[
        Migration {
            id: "20261123_0801_project",
            sql: include_str!("../migrations/20261123_0801_project.sql"),
        },
        Migration { id: "20261123_0802_fund", sql: include_str!("../migrations/20261123_0802_fund.sql") },
    ],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[
        NavItem {
            order: 48,
            label: "projects",
            icon: "hard-hat",
            path: "/staff/{area}/projects",
            right: Right::WorkCases,
            counter: None,
        },
        NavItem {
            order: 49,
            label: "funds",
            icon: "scale",
            path: "/staff/{area}/funds",
            right: Right::WorkCases,
            counter: None,
        },
        NavItem {
            order: 14,
            label: "projects",
            icon: "hard-hat",
            path: "/street/projects",
            right: Right::StreetView,
            counter: None,
        },
    ],
    front: &[FrontItem {
        order: 24,
        label: "projects-resident",
        hint: "projects-resident-hint",
        icon: "wrench",
        path: "/projects",
    }],
    jobs: &[],
    reactions: &[heard::PROPOSED, heard::PLACE_MOVED],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/projects{rest}");
    Router::new()
        .route(&at(""), get(list::show))
        .route(&at("/new"), get(plan::blank).post(plan::create))
        .route(&at("/copy"), get(copy::show))
        .route(&at("/copy/{from}/{id}"), post(copy::copy))
        .route(&at("/{id}"), get(one::show))
        .route(&at("/{id}/change"), get(plan::show).post(plan::change))
        .route(&at("/{id}/do/{verb}"), get(act::ask).post(act::act))
        .route(&at("/{id}/proofs/{proof}/{what}"), post(one::proof))
        .route(&at("/{id}/file/{file}"), get(file::staff))
        .route("/staff/{area}/funds", get(funds::show).post(funds::open))
        .route("/staff/{area}/funds/{fund}/grant", post(funds::grant))
        .route("/staff/{area}/funds/payments/{payment}/{what}", post(funds::decide))
        .route("/staff/{area}/funds/statement", get(funds::statement))
        .route("/staff/{area}/funds/statement.xlsx", get(funds::workbook_of))
        .route("/street/projects", get(list::street))
        .route("/street/projects/{at}/{id}", get(one::street))
        .route("/street/projects/{at}/{id}/do/{verb}", get(act::street_ask).post(act::street_act))
        .route("/street/projects/{at}/{id}/proofs/{proof}/{what}", post(one::street_proof))
        .route("/street/projects/{at}/{id}/file/{file}", get(file::street))
        .route("/a/{area}/projects", get(resident::list))
        .route("/a/{area}/projects/{id}", get(resident::one))
        .route("/a/{area}/projects/{id}/say", post(resident::say))
        .route("/a/{area}/projects/{id}/file/{file}", get(file::resident))
}
