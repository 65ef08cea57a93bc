//! Office hours, for making plausible times. Deadlines proper are the calendar's business, not this crate's.

use linju_kernel::{Day, Ts, time::shanghai};

/// The office opens, in minutes after midnight.
const OPENS: i64 = 8 * 60 + 30;
/// The office closes, in minutes after midnight.
const CLOSES: i64 = 17 * 60 + 30;
/// Minutes of one working day.
pub(crate) const WORK_DAY: i64 = CLOSES - OPENS;
/// Milliseconds of one day.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// China has stood at UTC+8 without summer time since 1991.
const ZONE_MS: i64 = 8 * 3_600_000;

/// The moment `minute` minutes after midnight of `day` in Shanghai.
pub(crate) fn moment(day: Day, minute: i64) -> Ts {
    day.start(&shanghai()).plus_minutes(minute)
}

/// Days since 1970-01-01 and minutes since midnight, in Shanghai.
fn local(at: Ts) -> (i64, i64) {
    let ms = at.0 + ZONE_MS;
    (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS) / 60_000)
}

/// Monday to Friday. 1970-01-01 was a Thursday.
fn is_weekday(day: i64) -> bool {
    (day + 3).rem_euclid(7) < 5
}

/// Is `at` on Saturday or Sunday?
pub(crate) fn is_weekend(at: Ts) -> bool {
    !is_weekday(local(at).0)
}

/// The moment after `minutes` of office time have passed since `from`; always within office hours.
pub(crate) fn after_work(from: Ts, minutes: i64) -> Ts {
    let (mut day, mut minute) = local(from);
    let mut left = minutes;
    loop {
        let begin = minute.max(OPENS);
        if is_weekday(day) && begin < CLOSES {
            if left < CLOSES - begin {
                return Ts(day * DAY_MS - ZONE_MS).plus_minutes(begin + left);
            }
            left -= CLOSES - begin;
        }
        (day, minute) = (day + 1, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, minute: i64) -> Ts {
        moment(day.parse().unwrap(), minute)
    }

    #[test]
    fn office_time_passes_only_while_the_office_is_open() {
        let friday = at("2026-11-20", 17 * 60);
        assert_eq!(after_work(friday, 20), at("2026-11-20", 17 * 60 + 20));
        assert_eq!(after_work(friday, 60), at("2026-11-23", 9 * 60));
        assert_eq!(after_work(at("2026-11-21", 600), 0), at("2026-11-23", OPENS));
        assert!(is_weekend(at("2026-11-22", 0)) && !is_weekend(at("2026-11-23", 0)));
    }
}
