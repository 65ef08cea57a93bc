//! 消息渠道: how a message leaves the house, and what became of it.
//!
//! What a requester is told by SMS, and what a work group in 企业微信 or 钉钉 is told, is a delivery: a row that waits,
//! is sent once, and says what the provider answered. What was never taken is tried again for three days, then a
//! person tells it. What may have arrived is never sent twice by itself. A channel that is down loses nothing.

pub mod gateway;
mod heard;
mod pages;
pub mod rules;
pub mod send;
pub mod store;
pub mod work;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::jobs::Job;
use linju_core::words::Source;
use linju_db::Migration;
use linju_web::{App, Feature, NavItem};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "channel",
    migrations: &[Migration {
        id: "20261123_1101_channel",
        sql: include_str!("../migrations/20261123_1101_channel.sql"),
    }],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[NavItem {
        order: 81,
        label: "channels",
        icon: "send",
        path: "/staff/{area}/channels",
        right: Right::WorkCases,
        counter: Some(work::STUCK),
    }],
    front: &[],
    jobs: &[
        Job {
            name: work::RULE,
            every_seconds: 5,
            run: |house| Box::pin(async move { work::turn(&house).await }),
        },
        Job {
            name: "channel-digest",
            every_seconds: 600,
            run: |house| Box::pin(async move { heard::digest(&house).await }),
        },
    ],
    reactions: &[heard::HANDED_OVER, heard::DANGER, heard::CLIMBED],
};

fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}/channels{rest}");
    Router::new()
        .route(&at(""), get(pages::list::show))
        .route(&at("/new"), get(pages::one::blank).post(pages::one::create))
        .route(&at("/{id}"), get(pages::one::show).post(pages::one::change))
        .route(&at("/{id}/switch"), post(pages::one::switch))
        .route(&at("/{id}/try"), post(pages::one::attempt))
        .route(&at("/deliveries/{id}/{verb}"), post(pages::list::decide))
}
