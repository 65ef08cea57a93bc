//! The words everyone shares: places, parties, access, calendar, catalogue, and the one way in which
//! anything changes ([`commit::Change`]).
//!
//! Features know this crate and never each other. They meet in subjects, events and reactions.

pub mod access;
pub mod area;
pub mod calendar;
pub mod catalogue;
pub mod commit;
pub mod counter;
pub mod duty;
pub mod error;
pub mod file;
pub mod house;
pub mod jobs;
pub mod ledger;
pub mod message;
pub mod node;
pub mod party;
pub mod place;
pub mod reaction;
pub mod receipt;
pub mod setting;
pub mod subject;
pub mod words;

pub use commit::{Actor, Change};
pub use error::{Error, Result};
pub use house::House;

use linju_db::Migration;

/// The tables of this floor.
pub const MIGRATIONS: &[Migration] = &[
    Migration { id: "20261123_0001_core", sql: include_str!("../migrations/20261123_0001_core.sql") },
    Migration { id: "20261123_0002_access", sql: include_str!("../migrations/20261123_0002_access.sql") },
    Migration { id: "20261123_0003_party", sql: include_str!("../migrations/20261123_0003_party.sql") },
    Migration { id: "20261123_0004_duty", sql: include_str!("../migrations/20261123_0004_duty.sql") },
    Migration { id: "20261123_0005_reaction", sql: include_str!("../migrations/20261123_0005_reaction.sql") },
    Migration { id: "20261123_0006_node", sql: include_str!("../migrations/20261123_0006_node.sql") },
    Migration { id: "20261123_0006_standing", sql: include_str!("../migrations/20261123_0006_standing.sql") },
    Migration {
        id: "20261123_0007_message_to",
        sql: include_str!("../migrations/20261123_0007_message_to.sql"),
    },
];

/// The words of this floor.
pub const WORDS: words::Source =
    words::Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") };
