//! The last seven days at a glance: how many cases ended on each, and how many of them within their limit.

use crate::rules::rates::Rate;
use crate::store::cases::day_key;
use linju_web::Page;

/// Days shown, today the last.
const DAYS: i64 = 7;
/// Size of the drawing.
const WIDTH: i64 = 120;
const HEIGHT: i64 = 32;

/// Seven days, from the area's counters.
pub struct Week {
    /// Settled within their limit, of those that ended.
    pub in_time: Rate,
    /// What ended on each day, as the points of a line.
    pub line: String,
}

impl Week {
    /// The seven days up to today in the page's area.
    pub fn of(p: &Page) -> Week {
        let days = || (0..DAYS).rev().map(|back| p.today().plus_days(-back));
        let count = |what: &'static str| days().map(move |day| p.counter(&day_key(day, what)));
        let ended: Vec<i64> = count("closed").collect();
        let in_time = Rate { n: count("in_time").sum(), of: ended.iter().sum() };
        Week { in_time, line: points(&ended) }
    }
}

/// `values` as a line from the left edge to the right, the highest near the top.
fn points(values: &[i64]) -> String {
    let (steps, most) = (values.len() as i64 - 1, values.iter().copied().max().unwrap_or_default().max(1));
    let at = |(n, value): (usize, &i64)| {
        let down = (HEIGHT - 4) * value.clamp(&0, &most) / most;
        format!("{},{}", WIDTH * n as i64 / steps.max(1), HEIGHT - 2 - down)
    };
    values.iter().enumerate().map(at).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_edge_to_edge_between_nothing_and_the_most() {
        assert_eq!(points(&[0, 2, 4]), "0,30 60,16 120,2");
        assert_eq!(points(&[0, 0]), "0,30 120,30", "a week without an end lies flat");
    }
}
