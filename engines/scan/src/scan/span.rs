//! When things happen: the spans of time a window may cover.

use crate::Error;

/// Which spans of time are looked at. An interval is whatever the caller counts in: a day, a month, a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// The whole time as one: where, not when.
    Whole,
    /// Spans that end with the last interval and last at most `longest`: what is going on now (prospective).
    Now {
        /// Longest span, in intervals.
        longest: usize,
    },
    /// Spans anywhere that last at most `longest`: what has happened (retrospective).
    Ever {
        /// Longest span, in intervals.
        longest: usize,
    },
}

/// Rows of counts are padded to a multiple of this, so that the compiler adds and compares them in whole registers.
pub(crate) const LANES: usize = 16;

/// The spans of a study, and which of them an interval lies in.
#[derive(Debug)]
pub(crate) struct Spans {
    /// First and last interval of each.
    pub list: Vec<(usize, usize)>,
    /// Length of a row: one number per span, padded.
    pub width: usize,
    /// The first interval that lies in any span.
    pub first: usize,
}

impl Spans {
    pub fn new(time: Time, intervals: usize) -> Result<Self, Error> {
        let longest = match time {
            Time::Whole => intervals,
            Time::Now { longest } | Time::Ever { longest } => longest.min(intervals),
        };
        if longest == 0 {
            return Err(Error::NoTime);
        }
        let list: Vec<_> = match time {
            Time::Whole => vec![(0, intervals - 1)],
            Time::Now { .. } => (1..=longest).map(|n| (intervals - n, intervals - 1)).collect(),
            Time::Ever { .. } => (0..intervals)
                .flat_map(|from| (from..intervals.min(from + longest)).map(move |to| (from, to)))
                .collect(),
        };
        let first = list.iter().map(|span| span.0).min().unwrap_or(0);
        Ok(Self { width: list.len().next_multiple_of(LANES), list, first })
    }

    /// Whether `interval` lies in span number `span`.
    pub fn covers(&self, span: usize, interval: usize) -> bool {
        let (from, to) = self.list[span];
        (from..=to).contains(&interval)
    }
}
