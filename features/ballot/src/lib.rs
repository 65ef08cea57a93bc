//! 表决: who may decide, by what law, in secret where it must be, and a count anybody can repeat.
//!
//! A ballot is drafted; the list of those entitled is fixed from the register and hangs for objections; the notice
//! says the rules; votes come by code on a phone, at the desk, by proxy and on paper into a closed box; two of three
//! printed shares open it; what was opened is nobody's any more and is published with everything needed to count again.
//! `rules` decides, `envelope` seals, `published` is the file and its check, `store` keeps, `work` carries out.

pub mod envelope;
mod heard;
mod pages;
pub mod published;
pub mod rules;
pub mod store;
pub mod work;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::words::Source;
use linju_db::Migration;
use linju_web::{App, Feature, FrontItem, NavItem};
use pages::{act, desk, list, one, papers, parts, plan, printed, resident, slips, vote, voters};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "ballot",
    migrations: &[Migration {
        id: "20261123_0701_ballot",
        sql: include_str!("../migrations/20261123_0701_ballot.sql"),
    }],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[NavItem {
        order: 42,
        label: "ballots",
        icon: "vote",
        path: "/staff/{area}/ballots",
        right: Right::WorkCases,
        counter: None,
    }],
    front: &[FrontItem {
        order: 12,
        label: "ballots-resident",
        hint: "ballots-resident-hint",
        icon: "vote",
        path: "/ballots",
    }],
    jobs: &[],
    reactions: &[heard::PLACE_MOVED],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/ballots{rest}");
    Router::new()
        .route(&at(""), get(list::show))
        .route(&at("/new"), get(plan::blank).post(plan::create))
        .route(&at("/parts"), get(parts::show).post(parts::save))
        .route(&at("/{id}"), get(one::show))
        .route(&at("/{id}/change"), get(plan::show).post(plan::change))
        .route(&at("/{id}/do/{verb}"), get(act::ask).post(act::act))
        .route(&at("/{id}/voters"), get(voters::show))
        .route(&at("/{id}/objections"), post(voters::object))
        .route(&at("/{id}/objections/{objection}/answer"), post(voters::answer))
        .route(&at("/{id}/strike"), post(voters::strike))
        .route(&at("/{id}/slips"), get(slips::ask).post(slips::print))
        .route(&at("/{id}/desk"), get(desk::show).post(desk::take))
        .route(&at("/{id}/papers"), get(papers::show).post(papers::first))
        .route(&at("/{id}/papers/{batch}"), get(papers::one).post(papers::again))
        .route(&at("/{id}/notice"), get(printed::notice))
        .route(&at("/{id}/result"), get(printed::result))
        .route("/a/{area}/ballots", get(resident::list))
        .route("/a/{area}/ballots/{id}", get(resident::one))
        .route("/a/{area}/ballots/{id}/vote", get(vote::ask).post(vote::take))
        .route("/a/{area}/ballots/{id}/check", get(resident::check))
        .route("/a/{area}/ballots/{id}/count.json", get(resident::file))
}
