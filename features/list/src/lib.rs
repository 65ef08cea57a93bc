//! 清单: issues, needs and resources, claimed, done, proven, struck off, and looked at again.
//!
//! An issue shows a need; a need is taken by a worker or a partner, done, verified by someone else, struck off with
//! its evidence and looked at again after 30 or 90 days; or it goes on to the projects. What partners offer stands
//! on a list of its own, and either side may bring the two together. Residents order from a menu. `rules` decides,
//! `store` keeps, `work` carries out, `pages` show; `heard` takes in what other parts of the house list.

pub mod heard;
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
use pages::{
    act, assets, board, menu, one, partner, partners, plan, resident, statement, street, struck, unit,
    weights,
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "list",
    migrations: &[Migration {
        id: "20261123_0901_list",
        sql: include_str!("../migrations/20261123_0901_list.sql"),
    }],
    words: &[
        Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") },
        Source {
            zh: include_str!("../words/partner.zh-CN.ftl"),
            en: include_str!("../words/partner.en.ftl"),
        },
    ],
    routes,
    menu: &[
        NavItem {
            order: 46,
            label: "lists",
            icon: "list-todo",
            path: "/staff/{area}/lists",
            right: Right::WorkCases,
            counter: Some("list.free"),
        },
        NavItem {
            order: 47,
            label: "partners",
            icon: "handshake",
            path: "/staff/{area}/partners",
            right: Right::WorkCases,
            counter: None,
        },
        NavItem {
            order: 21,
            label: "lists",
            icon: "list-todo",
            path: "/street/lists",
            right: Right::StreetView,
            counter: None,
        },
        NavItem {
            order: 11,
            label: "partner-work",
            icon: "handshake",
            path: "/work/lists",
            right: Right::HandleCases,
            counter: None,
        },
    ],
    front: &[
        FrontItem {
            order: 20,
            label: "menu-order",
            hint: "menu-order-hint",
            icon: "hand-heart",
            path: "/menu",
        },
        FrontItem {
            order: 21,
            label: "lists-resident",
            hint: "lists-resident-hint",
            icon: "list-checks",
            path: "/lists",
        },
    ],
    jobs: &[],
    reactions: &[heard::CASE_LISTED, heard::LISTED_ELSEWHERE, heard::PLACE_MOVED],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}{rest}");
    Router::new()
        .route(&at("/lists"), get(board::show))
        .route(&at("/lists/new"), get(plan::blank).post(plan::create))
        .route(&at("/lists/struck"), get(struck::show))
        .route(&at("/lists/weights"), get(weights::show).post(weights::set))
        .route(&at("/lists/{id}"), get(one::show))
        .route(&at("/lists/{id}/change"), get(plan::show).post(plan::change))
        .route(&at("/lists/{id}/do/{verb}"), get(act::ask).post(act::act))
        .route(&at("/lists/{id}/ask"), post(one::ask))
        .route(&at("/lists/{id}/reveal"), post(one::reveal))
        .route(&at("/lists/{id}/file/{file}"), get(one::file))
        .route(&at("/menu"), get(menu::keep).post(menu::add))
        .route(&at("/menu/paper"), get(menu::paper))
        .route(&at("/menu/{id}"), get(menu::one).post(menu::change))
        .route(&at("/partners"), get(partners::show))
        .route(&at("/partners/statement"), get(statement::show))
        .route(&at("/partners/statement/workbook"), get(statement::workbook))
        .route(&at("/partners/{id}"), get(unit::show).post(unit::know))
        .route(&at("/partners/{id}/agreements"), post(unit::draft))
        .route(&at("/partners/{id}/agreements/{agreement}/{deed}"), post(unit::deed))
        .route(&at("/partners/{id}/papers"), post(unit::paper))
        .route(&at("/partners/{id}/gifts"), post(unit::contribute))
        .route(&at("/partners/{id}/gifts/{gift}/back"), post(unit::take_back))
        .route(&at("/assets"), get(assets::show).post(assets::put_up))
        .route(&at("/assets/{id}/check"), post(assets::check))
        .route("/a/{area}/lists", get(resident::lists))
        .route("/a/{area}/lists/{id}", get(resident::one))
        .route("/a/{area}/lists/{id}/photo/{file}", get(resident::photo))
        .route("/a/{area}/menu", get(resident::menu))
        .route("/a/{area}/menu/{id}", get(resident::order_form).post(resident::place_order))
        .route("/a/{area}/order/{code}", get(resident::ordered))
        .route("/street/lists", get(street::show))
        .route("/work/lists", get(partner::show))
        .route("/work/{area}/needs/{id}", get(partner::one))
        .route("/work/{area}/needs/{id}/do/{verb}", get(partner::ask).post(partner::act))
        .route("/work/{area}/asked/{claim}", post(partner::answer))
        .route("/work/{area}/offer", get(partner::offer).post(partner::put_offer))
}
