//! 会议: people are called together, heard, and told what became of it.
//!
//! A meeting is planned, announced (a notice to hang, with a code to sign in by), held, minuted, published with
//! names removed for fifteen days at least, and settled once everything agreed is accounted for. `rules` decides
//! (kinds and what law and practice demand of each are one table), `store` keeps, `work` carries out, `pages` show. An opinion goes
//! to the desk as a request in one press: the event `raise` carries it, and what becomes of it comes back.

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
use linju_web::{App, Feature, FrontItem, NavItem};
use pages::{act, list, minutes, one, paper, plan, resident, sign_in};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "meeting",
    migrations: &[Migration {
        id: "20261123_0301_meeting",
        sql: include_str!("../migrations/20261123_0301_meeting.sql"),
    }],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[NavItem {
        order: 40,
        label: "meetings",
        icon: "users",
        path: "/staff/{area}/meetings",
        right: Right::WorkCases,
        counter: None,
    }],
    front: &[FrontItem {
        order: 10,
        label: "meetings-resident",
        hint: "meetings-resident-hint",
        icon: "users",
        path: "/meetings",
    }],
    jobs: &[],
    reactions: &[heard::BECAME_A_CASE, heard::PLACE_MOVED, heard::CONVENED],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/meetings{rest}");
    Router::new()
        .route(&at(""), get(list::show))
        .route(&at("/new"), get(plan::blank).post(plan::create))
        .route(&at("/{id}"), get(one::show))
        .route(&at("/{id}/change"), get(plan::show).post(plan::change))
        .route(&at("/{id}/do/{verb}"), get(act::ask).post(act::act))
        .route(&at("/{id}/people"), post(sign_in::tick))
        .route(&at("/{id}/points"), post(minutes::add))
        .route(&at("/{id}/points/{point}/remove"), post(minutes::remove))
        .route(&at("/{id}/points/{point}/settle"), post(minutes::settle))
        .route(&at("/{id}/points/{point}/raise"), post(minutes::raise))
        .route(&at("/{id}/notice"), get(paper::notice))
        .route(&at("/{id}/sheet"), get(paper::sheet))
        .route(&at("/{id}/minutes"), get(paper::minutes))
        .route("/a/{area}/meetings", get(resident::list))
        .route("/a/{area}/meetings/{id}", get(resident::one))
        .route("/a/{area}/meetings/{id}/here/{code}", get(sign_in::door).post(sign_in::enter))
}
