//! The table of contents: every feature of the house.

use linju_core::words::{Source, Words};
use linju_db::Migration;
use linju_web::Feature;

/// All features. Order matters only for reading.
pub const FEATURES: &[Feature] = &[
    linju_account::FEATURE,
    linju_request::FEATURE,
    linju_meeting::FEATURE,
    linju_visit::FEATURE,
    linju_round::FEATURE,
    linju_hotspot::FEATURE,
    linju_list::FEATURE,
    linju_ballot::FEATURE,
    linju_project::FEATURE,
    linju_channel::FEATURE,
    linju_registry::FEATURE,
    linju_setup::FEATURE,
];

/// Every migration, sorted by the database seam.
pub fn migrations() -> Vec<Migration> {
    let features = FEATURES.iter().flat_map(|f| f.migrations.iter().copied());
    linju_core::MIGRATIONS.iter().copied().chain(features).collect()
}

/// Every source of words.
pub fn sources() -> Vec<Source> {
    let features = FEATURES.iter().flat_map(|f| f.words.iter().copied());
    [linju_core::WORDS, linju_web::WORDS].into_iter().chain(features).collect()
}

/// The words, read and checked.
pub fn words() -> anyhow::Result<Words> {
    Words::new(&sources()).map_err(anyhow::Error::msg)
}
