//! Moments and days. Storage is UTC milliseconds; a zone enters only where people read a clock.

use jiff::civil::Date;
use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};
use std::fmt;
use std::str::FromStr;

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Ts(pub i64);

impl Ts {
    /// This moment on the wall clock of `zone`.
    pub fn in_zone(self, zone: &TimeZone) -> ZonedDateTime {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(zone.clone())
    }

    /// The day it is in `zone` at this moment.
    pub fn day(self, zone: &TimeZone) -> Day {
        Day(self.in_zone(zone).date())
    }

    /// This moment later by `ms` milliseconds (earlier, if negative).
    pub fn plus_ms(self, ms: i64) -> Ts {
        Ts(self.0 + ms)
    }

    /// This moment later by `minutes`.
    pub fn plus_minutes(self, minutes: i64) -> Ts {
        self.plus_ms(minutes * 60_000)
    }
}

/// A calendar day without a zone, stored as `2026-11-23` so that text order is time order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(pub Date);

impl Day {
    /// The day `year-month-day`, if there is one.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    /// The moment this day begins in `zone`.
    pub fn start(self, zone: &TimeZone) -> Ts {
        let zoned = self.0.to_zoned_datetime(zone.clone()).expect("a civil day begins in every zone");
        Ts(zoned.timestamp().as_millisecond())
    }

    /// The day `days` later (earlier, if negative).
    pub fn plus_days(self, days: i64) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Full years from this birthday to `on`; a birthday counts on the day itself.
    pub fn age_on(self, on: Day) -> i16 {
        let before = (on.0.month(), on.0.day()) < (self.0.month(), self.0.day());
        on.0.year() - self.0.year() - i16::from(before)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Day)
    }
}

/// Tells the hour. Handlers and jobs get one; rules get the moment itself.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Ts;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Ts {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Ts(now.as_millis() as i64)
    }
}

/// A clock that stands where it was put until someone moves it.
#[derive(Debug, Default)]
pub struct HeldClock(std::sync::atomic::AtomicI64);

impl HeldClock {
    /// A clock standing at `now`.
    pub fn at(now: Ts) -> Self {
        Self(now.0.into())
    }

    /// Puts the clock to `now`.
    pub fn set(&self, now: Ts) {
        self.0.store(now.0, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for HeldClock {
    fn now(&self) -> Ts {
        Ts(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

/// The zone an area is in unless it says otherwise.
pub fn shanghai() -> TimeZone {
    TimeZone::get("Asia/Shanghai").expect("the zone database is bundled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_counts_on_the_day_itself() {
        let born: Day = "1946-11-23".parse().unwrap();
        assert_eq!(born.age_on("2026-11-22".parse().unwrap()), 79);
        assert_eq!(born.age_on("2026-11-23".parse().unwrap()), 80);
    }

    #[test]
    fn a_day_in_shanghai_begins_at_sixteen_hundred_utc_the_day_before() {
        let day: Day = "2026-11-23".parse().unwrap();
        assert_eq!(day.start(&shanghai()).in_zone(&TimeZone::UTC).hour(), 16);
        assert_eq!(day.start(&shanghai()).day(&shanghai()), day);
        assert_eq!(day.plus_days(8).to_string(), "2026-12-01");
    }
}
