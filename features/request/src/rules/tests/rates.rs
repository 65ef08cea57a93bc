//! The three rates and their coverage, by hand.

use crate::rules::rates::{Rate, Tally};

/// A month of an area: 52 due, 2 of them excluded.
const MONTH: Tally = Tally {
    base: 50,
    excluded: 2,
    contacted_in_time: 47,
    reached: 40,
    solved: 33,
    partly: 4,
    rated: 36,
    satisfied: 30,
};

fn shown(rate: Rate) -> (i64, i64, String) {
    (rate.n, rate.of, rate.percent())
}

#[test]
fn each_rate_stands_on_its_own_denominator() {
    assert_eq!(shown(MONTH.response()), (47, 50, "94.0%".into()), "in time, of those due and not excluded");
    assert_eq!(shown(MONTH.resolution()), (33, 40, "82.5%".into()), "partly is not solved; of those reached");
    assert_eq!(shown(MONTH.satisfaction()), (30, 36, "83.3%".into()), "of those who rated, not of all");
    assert_eq!(shown(MONTH.coverage()), (40, 50, "80.0%".into()));
}

#[test]
fn asking_only_the_happy_ones_shows_in_the_coverage() {
    let picked = Tally { reached: 5, solved: 5, partly: 0, rated: 5, satisfied: 5, ..MONTH };
    assert_eq!(shown(picked.resolution()).2, "100.0%");
    assert_eq!(shown(picked.coverage()), (5, 50, "10.0%".into()));
}

#[test]
fn a_rate_is_rounded_half_up_to_a_tenth_of_a_percent() {
    let per_mille = |n, of| Rate { n, of }.per_mille();
    assert_eq!(per_mille(1, 8), Some(125));
    assert_eq!(per_mille(1, 16), Some(63), "62.5 goes up");
    assert_eq!(per_mille(1, 3), Some(333));
    assert_eq!(per_mille(2, 3), Some(667));
    assert_eq!(per_mille(1, 2_000), Some(1));
    assert_eq!(per_mille(1, 2_001), Some(0));
    assert_eq!((per_mille(0, 7), per_mille(7, 7)), (Some(0), Some(1_000)));
    assert_eq!(Rate { n: 1, of: 1_000 }.percent(), "0.1%");
}

#[test]
fn where_nothing_was_counted_there_is_a_dash_and_no_number() {
    let empty = Tally::default();
    for rate in [empty.response(), empty.resolution(), empty.satisfaction(), empty.coverage()] {
        assert_eq!((rate.per_mille(), rate.percent().as_str()), (None, "—"));
    }
    let unasked = Tally { base: 3, contacted_in_time: 3, ..empty };
    assert_eq!((unasked.response().percent(), unasked.resolution().percent()), ("100.0%".into(), "—".into()));
}
