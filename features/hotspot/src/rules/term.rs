//! What an area sets for itself: how rare a coincidence must be before someone is called.

use linju_core::area::Reference;
use linju_kernel::{Id, Refusal};
use std::ops::RangeInclusive;

/// Key of the setting.
pub const KEY: &str = "term_hotspot_interval";
/// Code of the term, in the ledger and in forms.
pub const CODE: &str = "hotspot_interval";
/// Days, where an area has set nothing.
pub const USUAL: i64 = 365;
/// Days that may be set: 999 replicates tell a recurrence of once in a thousand days, and no more.
pub const RANGE: RangeInclusive<i64> = 30..=1_000;

/// The days that `text` sets. Refuses `hotspot-interval` at the term.
pub fn read(text: &str) -> Result<i64, Refusal> {
    let days = text.trim().parse().ok().filter(|days| RANGE.contains(days));
    days.ok_or(Refusal::new("hotspot-interval").at(CODE))
}

/// A finding of the scan alarms where chance brings as much at most once in so many days.
pub fn interval(reference: &Reference, area: Id) -> i64 {
    reference.setting(area, KEY).and_then(|text| read(text).ok()).unwrap_or(USUAL)
}
