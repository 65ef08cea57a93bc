//! Fields that several forms of this feature share.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linju_kernel::deadline::TimeLimit;
use linju_kernel::{Refusal, Ts};
use linju_web::{Page, Posted};

/// The limit in `<field>_amount` and `<field>_unit`. Refuses `time-limit`.
pub fn limit(form: &Posted, field: &str) -> Result<TimeLimit, Refusal> {
    let amount = form.get(&format!("{field}_amount")).parse().ok();
    let unit = form.coded(&format!("{field}_unit"));
    amount.zip(unit).and_then(|(amount, unit)| TimeLimit::new(amount, unit)).ok_or(Refusal::new("time-limit"))
}

/// `form` with the two fields of a limit filled in.
pub fn with_limit(form: Posted, field: &str, limit: TimeLimit) -> Posted {
    form.with(&format!("{field}_amount"), limit.amount().to_string())
        .with(&format!("{field}_unit"), limit.unit().code())
}

/// A limit as people say it: 5 个工作日.
pub fn say_limit(p: &Page, limit: TimeLimit) -> String {
    p.n(&format!("limit-{}", limit.unit().code()), &limit.amount().into())
}

/// The moment a field for date and clock holds, on the clocks of `zone`.
pub fn moment(form: &Posted, field: &str, zone: &TimeZone) -> Option<Ts> {
    let civil: DateTime = form.get(field).parse().ok()?;
    let zoned = zone.to_ambiguous_zoned_datetime(civil).compatible().ok()?;
    Some(Ts(zoned.timestamp().as_millisecond()))
}

/// A moment as such a field holds it.
pub fn clock_text(at: Ts, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}
