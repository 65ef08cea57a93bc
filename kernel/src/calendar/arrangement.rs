//! The yearly notice of the State Council's General Office, as a file an office can type and import.

use crate::Day;
use std::collections::BTreeMap;

/// A day that is not what its weekday says, and the name it has on the wall calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// 休: no work although it may be a weekday.
    Off(String),
    /// 班: work although it may be a weekend.
    Work(String),
}

/// The published holidays and make-up working days (调休) of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrangement {
    pub(super) year: i16,
    pub(super) days: BTreeMap<Day, Exception>,
}

/// Why a line of an arrangement cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineError {
    /// Number of the line in the file, from 1.
    pub line: usize,
    /// Stable name: `columns`, `date`, `year`, `kind`, `name`, `twice`, or `empty` for a file without days.
    pub name: &'static str,
}

impl Arrangement {
    /// Reads lines `日期,类型,名称`, say `2027-01-01,休,元旦` or `2027/1/4,班,元旦`. A heading, empty lines and
    /// lines beginning with `#` are passed over; fields may also be parted by tabs or full-width commas.
    ///
    /// A day lies in `year`, or in the December before it: the notice for a year may move days around its
    /// New Year. Reports every line that cannot be taken, not only the first.
    pub fn parse(year: i16, csv: &str) -> Result<Arrangement, Vec<LineError>> {
        let mut days = BTreeMap::new();
        let mut errors = Vec::new();
        let lines = csv.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..);
        for (text, line) in lines.filter(|(text, _)| !passed_over(text)) {
            match row(year, text) {
                Ok((day, _)) if days.contains_key(&day) => errors.push(LineError { line, name: "twice" }),
                Ok((day, exception)) => _ = days.insert(day, exception),
                Err(name) => errors.push(LineError { line, name }),
            }
        }
        if days.is_empty() && errors.is_empty() {
            errors.push(LineError { line: 1, name: "empty" });
        }
        if errors.is_empty() { Ok(Arrangement { year, days }) } else { Err(errors) }
    }

    /// The year the notice is for.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Every day it names, in order.
    pub fn days(&self) -> impl Iterator<Item = (Day, &Exception)> {
        self.days.iter().map(|(day, exception)| (*day, exception))
    }
}

fn passed_over(line: &str) -> bool {
    line.is_empty() || line.starts_with('#') || line.starts_with("日期")
}

fn row(year: i16, line: &str) -> Result<(Day, Exception), &'static str> {
    let fields: Vec<&str> = line.split([',', '\u{ff0c}', '\t']).map(str::trim).collect();
    let &[date, kind, name] = fields.as_slice() else { return Err("columns") };
    let day = read_day(date).ok_or("date")?;
    if !(day.0.year() == year || (day.0.year() == year - 1 && day.0.month() == 12)) {
        return Err("year");
    }
    if name.is_empty() {
        return Err("name");
    }
    match kind {
        "休" => Ok((day, Exception::Off(name.to_owned()))),
        "班" => Ok((day, Exception::Work(name.to_owned()))),
        _ => Err("kind"),
    }
}

fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
