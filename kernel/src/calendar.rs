//! Working calendars: which days are worked, in which hours, by whose notice.

mod arrangement;
#[cfg(test)]
mod tests;

pub use arrangement::{Arrangement, Exception, LineError};

use crate::{Day, Refusal, Ts, time};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Minutes since midnight by the wall clock.
pub type MinuteOfDay = u16;

/// Opening and closing of one stretch of work; the closing minute is no longer worked.
pub type Stretch = (MinuteOfDay, MinuteOfDay);

const OFFICE_HOURS: [Stretch; 2] = [(8 * 60 + 30, 11 * 60 + 30), (13 * 60, 17 * 60)];

const NOTICES: [(i16, &str); 2] =
    [(2025, include_str!("calendar/2025.csv")), (2026, include_str!("calendar/2026.csv"))];

/// What a day is, with the name it has if it is not what its weekday says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// Monday to Friday, worked.
    Workday,
    /// Saturday or Sunday, not worked.
    Weekend,
    /// Not worked, whatever its weekday.
    Holiday(&'a str),
    /// Worked, whatever its weekday (调休).
    MakeUp(&'a str),
}

impl DayKind<'_> {
    /// Is such a day worked?
    pub fn worked(self) -> bool {
        matches!(self, DayKind::Workday | DayKind::MakeUp(_))
    }
}

/// The days and hours in which an area works. An area's own days lead, then the national notices, then the
/// weekday.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    zone: TimeZone,
    hours: Vec<Stretch>,
    notices: BTreeMap<i16, BTreeMap<Day, Exception>>,
    own: BTreeMap<Day, Exception>,
}

impl WorkCalendar {
    /// The State Council's arrangements of 2025 and 2026, Monday to Friday 8:30–11:30 and 13:00–17:00, in the
    /// zone of Shanghai.
    pub fn national() -> WorkCalendar {
        let mut calendar = WorkCalendar {
            zone: time::shanghai(),
            hours: OFFICE_HOURS.to_vec(),
            notices: BTreeMap::new(),
            own: BTreeMap::new(),
        };
        for (year, csv) in NOTICES {
            calendar.adopt(Arrangement::parse(year, csv).expect("the built-in notices are well formed"));
        }
        calendar
    }

    /// Takes a published notice into force; a former one for the same year is replaced whole.
    pub fn adopt(&mut self, notice: Arrangement) {
        self.notices.insert(notice.year, notice.days);
    }

    /// This calendar with the area's own closed or additional days, which lead over the national ones.
    pub fn with_area(mut self, days: &[(Day, Exception)]) -> WorkCalendar {
        self.own.extend(days.iter().cloned());
        self
    }

    /// This calendar with other hours, the same on every worked day. Refuses `calendar-hours` unless there is
    /// at least one stretch and they are in order, apart, not empty and within one day.
    pub fn with_hours(mut self, hours: Vec<Stretch>) -> Result<WorkCalendar, Refusal> {
        let apart = hours.windows(2).all(|pair| pair[0].1 < pair[1].0);
        let sound = hours.iter().all(|(open, close)| open < close && *close < 24 * 60);
        if hours.is_empty() || !apart || !sound {
            return Err(Refusal::new("calendar-hours"));
        }
        self.hours = hours;
        Ok(self)
    }

    /// This calendar by the clocks of another zone.
    pub fn in_zone(self, zone: TimeZone) -> WorkCalendar {
        WorkCalendar { zone, ..self }
    }

    /// The zone its clocks show.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The stretches of a working day, in order.
    pub fn hours(&self) -> &[Stretch] {
        &self.hours
    }

    /// What `day` is. Without a notice for its year only the weekday and the holidays of fixed date are known.
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        match self.exception(day) {
            Some(Exception::Off(name)) => DayKind::Holiday(name),
            Some(Exception::Work(name)) => DayKind::MakeUp(name),
            None => match fixed_holiday(day).filter(|_| self.is_provisional(day)) {
                Some(name) => DayKind::Holiday(name),
                None if day.0.weekday().to_monday_zero_offset() >= 5 => DayKind::Weekend,
                None => DayKind::Workday,
            },
        }
    }

    /// Is `day` worked?
    pub fn works(&self, day: Day) -> bool {
        self.kind(day).worked()
    }

    /// Is the year of `day` one for which no notice has been taken in? Pages mark such a deadline as
    /// provisional, and it is computed again once the notice is there.
    pub fn is_provisional(&self, day: Day) -> bool {
        !self.notices.contains_key(&day.0.year())
    }

    /// Is someone at work at `now`?
    pub fn at_work(&self, now: Ts) -> bool {
        self.open_until(now).is_some()
    }

    /// When the stretch of work ends that `now` is in; none outside working hours.
    pub fn open_until(&self, now: Ts) -> Option<Ts> {
        self.work_from(now).next().filter(|(open, _)| *open <= now).map(|(_, close)| close)
    }

    /// The first moment from `now` on at which someone is at work: `now` itself during working hours.
    pub fn next_opening(&self, now: Ts) -> Ts {
        self.work_from(now).next().map_or(now, |(open, _)| open.max(now))
    }

    /// The moment the office closes on `day`, or would close if it were worked.
    pub fn close_of(&self, day: Day) -> Ts {
        let last = self.hours.last().map_or(0, |(_, close)| *close);
        self.moment(day, last)
    }

    /// The first close of work on a working day at or after `from`.
    pub(crate) fn next_close(&self, from: Ts) -> Ts {
        let mut closes =
            days_from(from.day(&self.zone)).filter(|day| self.works(*day)).map(|day| self.close_of(day));
        closes.find(|close| *close >= from).unwrap_or(from)
    }

    /// The `n`-th working day after `day`.
    pub(crate) fn working_day_after(&self, day: Day, n: u16) -> Day {
        let later = days_from(day).skip(1).filter(|day| self.works(*day));
        later.take(n.into()).last().unwrap_or(day)
    }

    /// The moment at which `ms` of working time have passed since `from`.
    pub(crate) fn after_work(&self, from: Ts, ms: i64) -> Ts {
        let mut missing = ms;
        for (open, close) in self.work_from(from) {
            let open = open.max(from);
            if missing <= close.0 - open.0 {
                return if missing > 0 { open.plus_ms(missing) } else { from };
            }
            missing -= close.0 - open.0;
        }
        from
    }

    /// Milliseconds of working time from `from` to `to`.
    pub(crate) fn work_between(&self, from: Ts, to: Ts) -> i64 {
        let stretches = self.work_from(from).take_while(|(open, _)| *open < to);
        stretches.map(|(open, close)| close.min(to).0 - open.max(from).0).sum()
    }

    /// Every stretch of work that is not over at `from`, in order.
    fn work_from(&self, from: Ts) -> impl Iterator<Item = (Ts, Ts)> {
        let worked = days_from(from.day(&self.zone)).filter(|day| self.works(*day));
        let stretches = worked.flat_map(move |day| {
            self.hours.iter().map(move |(open, close)| (self.moment(day, *open), self.moment(day, *close)))
        });
        stretches.skip_while(move |(_, close)| *close <= from)
    }

    fn exception(&self, day: Day) -> Option<&Exception> {
        let by = |year: i16| self.notices.get(&year).and_then(|days| days.get(&day));
        self.own.get(&day).or_else(|| by(day.0.year() + 1)).or_else(|| by(day.0.year()))
    }

    fn moment(&self, day: Day, minute: MinuteOfDay) -> Ts {
        let clock = day.0.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        let moment = self.zone.to_ambiguous_timestamp(clock).compatible();
        Ts(moment.unwrap_or(jiff::Timestamp::MAX).as_millisecond())
    }
}

/// `day` and every day after it, to the end of the calendar.
fn days_from(day: Day) -> impl Iterator<Item = Day> {
    std::iter::successors(Some(day), |day| day.0.tomorrow().ok().map(Day))
}

/// Holidays whose date needs no notice (全国年节及纪念日放假办法 art. 2, as of 2025). The others follow the moon
/// and the sun.
fn fixed_holiday(day: Day) -> Option<&'static str> {
    match (day.0.month(), day.0.day()) {
        (1, 1) => Some("元旦"),
        (5, 1 | 2) => Some("劳动节"),
        (10, 1..=3) => Some("国庆节"),
        _ => None,
    }
}
