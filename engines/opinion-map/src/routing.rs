//! Which statement to show someone next: the one whose answer teaches most.
//!
//! A statement teaches much while few have answered it, while people do not pass on it, and when it tells people
//! apart. One is drawn by these weights instead of always taking the first, so that every statement gets answers.

use crate::votes::{Standing, Tally};

/// Weight of a statement about the person: before nearly everything else.
const META: f64 = 49.0;

/// The weight of a statement: ((1 − p)·(1 + extremity)·a·(1 + 8·2^(−S/5)))², with p = (passes + 1)/(S + 2),
/// a = (agreements + 1)/(S + 2) and S the answers of placed people. What moderation took out weighs nothing.
pub fn priority(standing: Standing, placed: Tally, extremity: f64) -> f64 {
    let answers = f64::from(placed.seen());
    let passes = (f64::from(placed.pass) + 1.0) / (answers + 2.0);
    let agrees = (f64::from(placed.agree) + 1.0) / (answers + 2.0);
    let fresh = 1.0 + 8.0 * 2.0_f64.powf(-answers / 5.0);
    match standing {
        Standing::Open => ((1.0 - passes) * (1.0 + extremity) * agrees * fresh).powi(2),
        Standing::Meta => META,
        Standing::Rejected => 0.0,
    }
}

/// The next statement for someone who has not answered these, drawn by their weights. `lot` is a number from 0 up
/// to 1, drawn evenly by the caller. None when nothing is left to ask.
pub fn next(unanswered: &[(u64, f64)], lot: f64) -> Option<u64> {
    let whole: f64 = unanswered.iter().map(|(_, weight)| weight).sum();
    let mut left = lot.clamp(0.0, 1.0) * whole;
    let mut asked = unanswered.iter().filter(|(_, weight)| *weight > 0.0);
    let drawn = asked.clone().find(|(_, weight)| {
        left -= weight;
        left < 0.0
    });
    drawn.or_else(|| asked.next_back()).map(|(statement, _)| *statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_statement_comes_before_one_that_many_have_answered() {
        let many = Tally { agree: 30, disagree: 30, pass: 0 };
        let few = Tally { agree: 3, disagree: 3, pass: 0 };
        assert!(priority(Standing::Open, few, 1.0) > 10.0 * priority(Standing::Open, many, 1.0));
    }

    #[test]
    fn passes_make_it_later_and_telling_apart_makes_it_sooner() {
        let clear = Tally { agree: 10, disagree: 10, pass: 0 };
        let vague = Tally { agree: 10, disagree: 0, pass: 10 };
        assert!(priority(Standing::Open, clear, 1.0) > priority(Standing::Open, vague, 1.0));
        assert!(priority(Standing::Open, clear, 2.0) > priority(Standing::Open, clear, 1.0));
    }

    #[test]
    fn lots_fall_by_weight_and_never_on_what_is_taken_out() {
        let statements = [(1, 0.0), (2, 3.0), (3, 1.0), (4, 0.0)];
        let drawn: Vec<_> = (0..100).map(|i| next(&statements, f64::from(i) / 100.0)).collect();
        assert_eq!(drawn.iter().filter(|one| **one == Some(2)).count(), 75);
        assert_eq!(drawn.iter().filter(|one| **one == Some(3)).count(), 25);
        assert_eq!(next(&statements, 1.0), Some(3));
        assert_eq!(next(&[(1, 0.0)], 0.5), None);
        assert_eq!(next(&[], 0.5), None);
    }
}
