//! Time limits and when they end.
//!
//! One definition covers every unit. A limit ends at the first moment at which enough time has counted and
//! nobody is being waited for:
//!
//! | unit | what counts | from | ends |
//! |---|---|---|---|
//! | `min`, `h` | all time | the start | at any moment |
//! | `wh` | working hours | the start | at any moment of work |
//! | `d` | all time | the day after the start | at the close of work of a working day |
//! | `wd` | working hours | the day after the start | at the close of work of a working day |
//!
//! The day of the start does not count (Civil Code art. 201), a last day that is not worked gives way to the
//! next one that is, and the last day ends when business does (art. 203).
//!
//! A pause gives back exactly the counted time it took; where a limit ends at a close of work, the *sum* given
//! back is rounded up to the next one, so many short pauses do not each win a day. A pause that begins after
//! the limit ended moves nothing. No deadline ever falls inside a pause.

#[cfg(test)]
mod tests;

use crate::calendar::WorkCalendar;
use crate::coded;
use crate::lifecycle::Coded;
use crate::{Refusal, Ts};
use std::fmt;
use std::str::FromStr;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

coded! {
    /// What a limit counts; the code is how it is written after the number.
    pub enum Unit {
        /// Minutes by the clock.
        Minute = "min",
        /// Hours by the clock, day and night.
        NaturalHour = "h",
        /// Calendar days (日).
        NaturalDay = "d",
        /// Hours in which the area works (工作时).
        WorkHour = "wh",
        /// Days on which the area works (工作日).
        WorkDay = "wd",
    }
}

/// How long something may take, written `24h`, `3d`, `4wh`, `5wd` or `30min`. Never nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeLimit {
    amount: u16,
    unit: Unit,
}

impl TimeLimit {
    /// A limit of `amount` units; none, if the amount is nothing.
    pub const fn new(amount: u16, unit: Unit) -> Option<TimeLimit> {
        if amount == 0 { None } else { Some(TimeLimit { amount, unit }) }
    }

    /// How many units, at least one.
    pub const fn amount(self) -> u16 {
        self.amount
    }

    /// What is counted.
    pub const fn unit(self) -> Unit {
        self.unit
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.code())
    }
}

impl FromStr for TimeLimit {
    type Err = Refusal;

    /// Refuses `time-limit` for anything else than a whole number from 1 to 65535 and a unit's code.
    fn from_str(text: &str) -> Result<TimeLimit, Refusal> {
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (amount, code) = text.split_at(split);
        let limit =
            amount.parse().ok().zip(Unit::of(code)).and_then(|(amount, unit)| TimeLimit::new(amount, unit));
        limit.ok_or(Refusal::new("time-limit"))
    }
}

/// A time of waiting on someone outside, during which the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// When the waiting began.
    pub from: Ts,
    /// When it ended; `None` while it lasts.
    pub to: Option<Ts>,
}

impl Unit {
    const fn counts_work(self) -> bool {
        matches!(self, Unit::WorkHour | Unit::WorkDay)
    }

    const fn ends_with_work(self) -> bool {
        matches!(self, Unit::NaturalDay | Unit::WorkDay)
    }
}

impl WorkCalendar {
    /// When `limit` ends that began at `start`, with the clock standing during `pauses` (in any order, may
    /// overlap). `None` while a pause that began in time still lasts: then nothing is due.
    ///
    /// Something done at this very moment is in time.
    pub fn deadline(&self, start: Ts, limit: TimeLimit, pauses: &[Pause]) -> Option<Ts> {
        let pauses = apart(pauses);
        let (from, end) = self.undisturbed(start, limit);
        let end = self.with_time_given_back(from, end, limit.unit, &pauses)?;
        if limit.unit.ends_with_work() { self.close_after(end, &pauses) } else { Some(end) }
    }

    /// When a limit ends that was to end at `due` and has been granted `by` in addition. The addition begins
    /// where the limit ended and obeys the same pauses: for days, the day of `due` does not count again.
    pub fn extended(&self, due: Ts, by: TimeLimit, pauses: &[Pause]) -> Option<Ts> {
        self.deadline(due, by, pauses)
    }

    /// How far away `due` is, as people say it on the wall clock of this calendar's zone.
    pub fn left(&self, now: Ts, due: Ts) -> Left {
        let (early, late) = (now.min(due), now.max(due));
        let ms = late.0 - early.0;
        let amount = match ms {
            ..HOUR => Amount::Minutes(ms / MINUTE),
            HOUR..DAY => Amount::Hours(ms / HOUR),
            _ => Amount::Days(self.days_between(early, late)),
        };
        if now > due { Left::Overdue(amount) } else { Left::Remaining(amount) }
    }

    /// From when a limit counts, and when it would end if nobody were waited for.
    fn undisturbed(&self, start: Ts, limit: TimeLimit) -> (Ts, Ts) {
        let amount = i64::from(limit.amount);
        let day = start.day(self.zone());
        let tomorrow = day.plus_days(1).start(self.zone());
        match limit.unit {
            Unit::Minute => (start, start.plus_ms(amount * MINUTE)),
            Unit::NaturalHour => (start, start.plus_ms(amount * HOUR)),
            Unit::WorkHour => (start, self.after_work(start, amount * HOUR)),
            Unit::NaturalDay => (tomorrow, self.close_of(day.plus_days(amount))),
            Unit::WorkDay => (tomorrow, self.close_of(self.working_day_after(day, limit.amount))),
        }
    }

    /// `end`, later by the counted time from `from` on which the pauses took that began before it.
    fn with_time_given_back(&self, from: Ts, mut end: Ts, unit: Unit, pauses: &[Pause]) -> Option<Ts> {
        for pause in pauses {
            if pause.from >= end {
                break;
            }
            let begun = pause.from.max(from);
            let over = pause.to?.max(begun);
            end = if unit.counts_work() {
                self.after_work(end, self.work_between(begun, over))
            } else {
                end.plus_ms(over.0 - begun.0)
            };
        }
        Some(end)
    }

    /// The first close of work from `end` on at which nobody is being waited for.
    fn close_after(&self, end: Ts, pauses: &[Pause]) -> Option<Ts> {
        pauses.iter().try_fold(self.next_close(end), |close, pause| {
            if pause.from >= close {
                return Some(close);
            }
            pause.to.map(|over| if over > close { self.next_close(over) } else { close })
        })
    }

    fn days_between(&self, early: Ts, late: Ts) -> i64 {
        let (early, late) = (early.day(self.zone()), late.day(self.zone()));
        early.0.duration_until(late.0).as_hours() / 24
    }
}

/// The same time of waiting as pauses in order that do not overlap.
fn apart(pauses: &[Pause]) -> Vec<Pause> {
    let mut sorted = pauses.to_vec();
    sorted.sort_unstable();
    let mut apart: Vec<Pause> = Vec::with_capacity(sorted.len());
    for pause in sorted {
        match apart.last_mut() {
            Some(last) if last.to.is_none_or(|over| pause.from <= over) => {
                last.to = last.to.zip(pause.to).map(|(one, other)| one.max(other));
            }
            _ => apart.push(pause),
        }
    }
    apart
}

/// How far away a due moment is: 还剩 2 天, 超期 5 小时.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Not yet past; nothing left still is in time.
    Remaining(Amount),
    /// Past.
    Overdue(Amount),
}

/// A length of time in the one unit people would say, rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Under an hour.
    Minutes(i64),
    /// From an hour to under 24.
    Hours(i64),
    /// From 24 hours on: midnights between, so that the day after tomorrow is always 2 days away.
    Days(i64),
}

/// Which part of the time from `start` to `due` is over at `now`, in whole percent rounded down: 100 only once
/// it is all over. For a progress bar; decides nothing.
pub fn elapsed_share(start: Ts, due: Ts, now: Ts) -> u8 {
    let (whole, over) = (due.0 - start.0, now.0 - start.0);
    if over >= whole { 100 } else { (over.max(0) * 100 / whole) as u8 }
}
