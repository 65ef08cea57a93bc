//! When the next try is.

use jiff::tz::TimeZone;
use linju_kernel::Ts;

/// How long the platform keeps trying before a person has to: three days, in milliseconds.
pub const LONGEST: i64 = 3 * 86_400_000;

/// How long a node may be at one delivery before its answer counts as lost, in milliseconds.
pub const LOST_AFTER: i64 = 120_000;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440;

/// The pause between two posts of one robot, in milliseconds: both providers take twenty a minute.
pub const ROBOT_PAUSE: i64 = 4_000;

/// The pause after so many tries that came to nothing, in milliseconds.
pub fn pause_after(tries: i64) -> i64 {
    match tries {
        ..=1 => MINUTE,
        2 => 2 * MINUTE,
        3 => 5 * MINUTE,
        4 => 15 * MINUTE,
        _ => 30 * MINUTE,
    }
}

/// Hours in which nothing is sent that can wait: minutes of the day, from and to, across midnight where the first
/// is the later one. Equal ones mean none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// From which minute of the day.
    pub from: i64,
    /// To which.
    pub to: i64,
}

impl Quiet {
    /// The usual ones: from nine in the evening to eight in the morning.
    pub const USUAL: Quiet = Quiet { from: 21 * 60, to: 8 * 60 };

    /// The first moment at or after `at` outside them, on the clock of `zone`.
    pub fn after(self, at: Ts, zone: &TimeZone) -> Ts {
        let local = at.in_zone(zone);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let within = match self.from <= self.to {
            true => (self.from..self.to).contains(&minute),
            false => minute >= self.from || minute < self.to,
        };
        if !within {
            return at;
        }
        let ahead = (self.to - minute).rem_euclid(DAY);
        let seconds = i64::from(local.second()) * 1_000 + at.0.rem_euclid(1_000);
        at.plus_minutes(ahead).plus_ms(-seconds)
    }
}
