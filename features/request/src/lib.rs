//! Requests and cases: what a person said, and our work on it, from the first word to the account.
//!
//! `rules` decides, `store` keeps, `intake` takes words in, `work` carries a step out, `pages` show.

mod built;
pub mod command;
pub mod figures;
pub mod follow;
mod heard;
pub mod hotline;
pub mod intake;
pub mod jobs;
pub mod listed;
pub mod open311;
pub mod pages;
pub mod reactions;
pub mod reclock;
pub mod rules;
pub mod store;
pub mod suggest;
mod tell;
mod topic;
pub mod track;
pub mod work;

use linju_core::words::Source;
use linju_db::Migration;
use linju_web::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "request",
    migrations: &[
        Migration {
            id: "20261123_0101_request",
            sql: include_str!("../migrations/20261123_0101_request.sql"),
        },
        Migration {
            id: "20261123_0102_hotline",
            sql: include_str!("../migrations/20261123_0102_hotline.sql"),
        },
        Migration {
            id: "20261123_0103_hotline_import",
            sql: include_str!("../migrations/20261123_0103_hotline_import.sql"),
        },
        Migration { id: "20261123_0104_joint", sql: include_str!("../migrations/20261123_0104_joint.sql") },
        Migration {
            id: "20261123_0105_suggestion",
            sql: include_str!("../migrations/20261123_0105_suggestion.sql"),
        },
        Migration { id: "20261123_0106_ladder", sql: include_str!("../migrations/20261123_0106_ladder.sql") },
        Migration {
            id: "20261123_0107_open311",
            sql: include_str!("../migrations/20261123_0107_open311.sql"),
        },
    ],
    words: &[
        Source {
            zh: include_str!("../words/open311.zh-CN.ftl"),
            en: include_str!("../words/open311.en.ftl"),
        },
        Source { zh: include_str!("../words/rules.zh-CN.ftl"), en: include_str!("../words/rules.en.ftl") },
        Source {
            zh: include_str!("../words/resident.zh-CN.ftl"),
            en: include_str!("../words/resident.en.ftl"),
        },
        Source { zh: include_str!("../words/staff.zh-CN.ftl"), en: include_str!("../words/staff.en.ftl") },
        Source { zh: include_str!("../words/party.zh-CN.ftl"), en: include_str!("../words/party.en.ftl") },
        Source { zh: include_str!("../words/street.zh-CN.ftl"), en: include_str!("../words/street.en.ftl") },
        Source {
            zh: include_str!("../words/hotline.zh-CN.ftl"),
            en: include_str!("../words/hotline.en.ftl"),
        },
        Source {
            zh: include_str!("../words/reactions.zh-CN.ftl"),
            en: include_str!("../words/reactions.en.ftl"),
        },
        Source { zh: include_str!("../words/api.zh-CN.ftl"), en: include_str!("../words/api.en.ftl") },
    ],
    routes: pages::routes,
    menu: &[
        pages::staff::MENU[0],
        pages::staff::MENU[1],
        pages::staff::MENU[2],
        pages::staff::MENU[3],
        pages::staff::MENU[4],
        pages::staff::MENU[5],
        pages::staff::MENU[6],
        pages::hotline::MENU,
        pages::party::MENU,
        pages::reactions::MENU,
        open311::MENU,
        pages::street::MENU[0],
        pages::street::MENU[1],
    ],
    front: &[],
    jobs: &[jobs::SWEEP],
    reactions: &[
        reclock::REACTION,
        follow::REACTION,
        heard::REACTION,
        suggest::OFFER,
        suggest::COUNT,
        topic::REACTION,
        listed::REACTION,
        built::REACTION,
    ],
};
