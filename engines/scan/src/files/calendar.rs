//! From days of the calendar to numbered intervals and back.

use crate::Error;
use jiff::ToSpan;
use jiff::civil::Date;

/// What time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Days.
    Day,
    /// Months of the calendar.
    Month,
    /// Years of the calendar.
    Year,
}

/// A day, a month or a year, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Its first day.
    pub first: Date,
    /// How exactly it was said.
    pub unit: Unit,
}

/// The time of a study, in intervals numbered from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    from: Date,
    to: Date,
    unit: Unit,
}

impl Calendar {
    /// From one day to another, both included.
    pub fn new(from: Date, to: Date, unit: Unit) -> Result<Self, Error> {
        if from > to { Err(Error::NoTime) } else { Ok(Self { from, to, unit }) }
    }

    /// The time of a study without dates: one interval.
    pub fn single() -> Self {
        let day = Date::constant(1970, 1, 1);
        Self { from: day, to: day, unit: Unit::Day }
    }

    /// What time is counted in.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// How many days an interval has, in the mean.
    pub fn days_each(&self) -> f64 {
        match self.unit {
            Unit::Day => 1.0,
            Unit::Month => 365.25 / 12.0,
            Unit::Year => 365.25,
        }
    }

    /// For each interval 1 if it begins on a Saturday or Sunday, else 0: the classes of a working week.
    pub fn weekends(&self) -> Vec<u8> {
        let weekend = |interval| u8::from(self.first(interval).weekday().to_monday_zero_offset() >= 5);
        (0..self.intervals()).map(weekend).collect()
    }

    /// How many intervals there are.
    pub fn intervals(&self) -> usize {
        self.count(self.to) as usize + 1
    }

    /// The interval a day lies in, if the study covers it.
    pub fn interval(&self, day: Date) -> Option<usize> {
        (self.from <= day && day <= self.to).then(|| self.count(day) as usize)
    }

    /// First day of an interval.
    pub fn first(&self, interval: usize) -> Date {
        self.begin(interval).max(self.from)
    }

    /// Last day of an interval.
    pub fn last(&self, interval: usize) -> Date {
        self.begin(interval + 1).saturating_sub(1.day()).min(self.to)
    }

    /// When an interval begins and when it has passed, in days since 1970.
    pub fn bounds(&self, interval: usize) -> (f64, f64) {
        (f64::from(days(self.first(interval))), f64::from(days(self.last(interval)) + 1))
    }

    /// How many intervals in a row last at most `days`; at least one.
    pub fn spanning(&self, days: usize) -> usize {
        let shortest = match self.unit {
            Unit::Day => 1,
            Unit::Month => 28,
            Unit::Year => 365,
        };
        (days / shortest).max(1)
    }

    fn count(&self, day: Date) -> i64 {
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        match self.unit {
            Unit::Day => i64::from(days(day) - days(self.from)),
            Unit::Month => months(day) - months(self.from),
            Unit::Year => i64::from(day.year() - self.from.year()),
        }
    }

    /// First day of an interval as the calendar has it, before the study's own ends are put to it.
    fn begin(&self, interval: usize) -> Date {
        let n = interval as i64;
        match self.unit {
            Unit::Day => self.from.saturating_add(n.days()),
            Unit::Month => self.from.first_of_month().saturating_add(n.months()),
            Unit::Year => self.from.first_of_year().saturating_add(n.years()),
        }
    }
}

impl From<Date> for When {
    fn from(first: Date) -> Self {
        Self { first, unit: Unit::Day }
    }
}

impl When {
    /// Reads `2026-06-30`, `2026/6/30`, `2026/6`, `2026`, or a year of two figures in the twentieth century.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(['/', '-']);
        let year: i16 = parts.next()?.parse().ok().filter(|&year| year >= 0)?;
        let year = if year < 100 { year + 1900 } else { year };
        let number = |part: &str| part.parse::<i8>().ok();
        let (month, day, rest) = (parts.next().map(number), parts.next().map(number), parts.next());
        let unit = match (month, day, rest) {
            (None, None, None) => Unit::Year,
            (Some(_), None, None) => Unit::Month,
            (Some(_), Some(_), None) => Unit::Day,
            _ => return None,
        };
        let first = Date::new(year, month.unwrap_or(Some(1))?, day.unwrap_or(Some(1))?).ok()?;
        Some(Self { first, unit })
    }

    /// The moment meant by a number that was counted then, in days since 1970: a year's on 1 July, a month's on the
    /// fifteenth, as the population files of SaTScan have it.
    pub fn moment(&self) -> f64 {
        let (year, month) = (self.first.year(), self.first.month());
        let day = match self.unit {
            Unit::Day => self.first,
            Unit::Month => Date::constant(year, month, 15),
            Unit::Year => Date::constant(year, 7, 1),
        };
        f64::from(days(day))
    }
}

/// Days since 1970.
fn days(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    epoch.until(date).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn intervals_lead_back_to_their_days() {
        let years = Calendar::new(date(1973, 1, 1), date(1991, 12, 31), Unit::Year).expect("in order");
        assert_eq!(years.intervals(), 19);
        assert_eq!(years.interval(date(1985, 7, 9)), Some(12));
        assert_eq!((years.first(12), years.last(16)), (date(1985, 1, 1), date(1989, 12, 31)));
        assert_eq!((years.spanning(3469), years.spanning(3650)), (9, 10));
        let months = Calendar::new(date(2026, 1, 15), date(2026, 3, 2), Unit::Month).expect("in order");
        assert_eq!(
            (months.intervals(), months.first(0), months.last(0)),
            (3, date(2026, 1, 15), date(2026, 1, 31))
        );
        assert_eq!(months.last(2), date(2026, 3, 2));
    }

    #[test]
    fn a_day_is_read_as_exactly_as_it_was_said() {
        assert_eq!(
            When::parse("73").map(|when| (when.first, when.unit)),
            Some((date(1973, 1, 1), Unit::Year))
        );
        assert_eq!(When::parse("2001/11/3").map(|when| when.first), Some(date(2001, 11, 3)));
        assert_eq!(When::parse("2001-11").map(|when| when.unit), Some(Unit::Month));
        for wrong in ["", "2001/13", "2001/2/30", "2001/1/1/1", "yesterday", "-5"] {
            assert_eq!(When::parse(wrong), None, "{wrong}");
        }
    }
}
