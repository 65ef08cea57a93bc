use super::*;
use linju_kernel::{Day, Id};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

const TODAY: &str = "2026-11-23";

fn living(person: i64, path: &str, born: &str) -> Living {
    Living {
        person: Id(person),
        path: path.into(),
        since: day("2020-01-01"),
        born: Some(day(born)),
        standing: Standing::default(),
        by_hand: None,
    }
}

fn tiers(living: &[Living]) -> Vec<(i64, Tier)> {
    let mut all: Vec<_> =
        plan(living, &Intervals::default(), day(TODAY)).iter().map(|d| (d.living.person.0, d.tier)).collect();
    all.sort();
    all
}

#[test]
fn who_lives_alone_and_is_old_is_looked_after_most_closely() {
    let all = [
        living(1, "a.1", "1955-01-01"),
        living(2, "a.2", "1955-01-01"),
        living(3, "a.2", "1960-01-01"),
        living(4, "a.3", "1940-01-01"),
        living(5, "a.3", "1980-01-01"),
        living(6, "a.4", "1960-01-01"),
        living(7, "a.4", "1990-01-01"),
        living(8, "a.5", "1990-01-01"),
    ];
    use Tier::*;
    let expected =
        [(1, Key), (2, Care), (3, Care), (4, Care), (5, Other), (6, General), (7, Other), (8, Other)];
    assert_eq!(tiers(&all), expected);
}

#[test]
fn an_unknown_age_is_nobodys_proof() {
    let unknown = Living { born: None, ..living(1, "a.1", "1990-01-01") };
    assert_eq!(tiers(&[unknown]), [(1, Tier::Other)]);
}

#[test]
fn what_was_set_by_hand_counts_and_two_rooms_are_one_visit() {
    let by_hand = Living { by_hand: Some(Tier::Key), ..living(1, "a.1", "1990-01-01") };
    let elsewhere = Living { path: "a.2".into(), ..by_hand.clone() };
    assert_eq!(tiers(&[elsewhere, by_hand]), [(1, Tier::Key)]);
}

#[test]
fn twice_no_answer_is_out_of_reach_until_someone_is_there() {
    let once = Standing::default().after(Outcome::NoAnswer, day("2026-11-20"));
    let twice = once.after(Outcome::NoAnswer, day("2026-11-21"));
    assert!(!once.out_of_reach() && twice.out_of_reach());
    assert!(!twice.after(Outcome::Met, day("2026-11-22")).out_of_reach());
    assert!(!twice.after(Outcome::Refused, day("2026-11-22")).out_of_reach());
    assert!(twice.after(Outcome::Met, day("2026-11-19")).out_of_reach(), "an older paper clears nothing");
    let met = Standing::default().after(Outcome::Met, day("2026-11-22"));
    assert_eq!(met.after(Outcome::NoAnswer, day("2026-11-20")).unanswered, 0);
}

#[test]
fn a_refusal_is_respected_and_covers_nobody() {
    let refused = Living {
        standing: Standing::default().after(Outcome::Refused, day(TODAY)),
        ..living(1, "a.1", "1950-01-01")
    };
    let due = &plan(&[refused], &Intervals::default(), day(TODAY))[0];
    assert_eq!(due.day, day("2026-11-30"));
    assert!(!due.overdue() && !due.covered());
}

#[test]
fn a_week_late_for_a_weekly_visit_comes_before_a_month_late_for_a_yearly_one() {
    let met = |person, path, born, on: &str| Living {
        standing: Standing::default().after(Outcome::Met, day(on)),
        ..living(person, path, born)
    };
    let all = [met(1, "a.1", "1990-01-01", "2025-10-24"), met(2, "a.2", "1950-01-01", "2026-11-09")];
    let order: Vec<i64> =
        plan(&all, &Intervals::default(), day(TODAY)).iter().map(|d| d.living.person.0).collect();
    assert_eq!(order, [2, 1]);
}

#[test]
fn whoever_was_never_visited_has_missed_one_visit_and_the_closest_come_first() {
    let met = Standing::default().after(Outcome::Met, day("2026-11-01"));
    let all = [
        living(1, "a.1", "1990-01-01"),
        living(2, "a.2", "1950-01-01"),
        Living { standing: met, ..living(3, "a.3", "1950-01-01") },
    ];
    let order: Vec<i64> =
        plan(&all, &Intervals::default(), day(TODAY)).iter().map(|d| d.living.person.0).collect();
    assert_eq!(order, [3, 2, 1]);
}

#[test]
fn who_looks_after_the_stairwell_goes_and_else_the_worker_of_the_grid() {
    let charge = |path: &str, account| Charge { path: path.into(), account: Id(account) };
    let contacts = [charge("a.1", 1), charge("a.1.2", 2)];
    let grids = [charge("a.1", 3), charge("a.2", 4)];
    assert_eq!(visitor("a.1.2.401", &contacts, &grids), Some(Id(2)), "the nearest");
    assert_eq!(visitor("a.1.1.401", &contacts, &grids), Some(Id(1)));
    assert_eq!(visitor("a.2.1.401", &contacts, &grids), Some(Id(4)));
    assert_eq!(visitor("a.20.1.401", &contacts, &grids), None, "another building");
}

#[test]
fn intervals_are_days_and_closer_is_not_seldomer() {
    assert!(Intervals::new([7, 30, 91, 365]).is_ok() && Intervals::new([1, 1, 1, 730]).is_ok());
    let refused = |days| Intervals::new(days).expect_err("refused");
    assert_eq!(
        (refused([0, 30, 91, 365]).name, refused([0, 30, 91, 365]).field),
        ("visit-interval", Some("key"))
    );
    assert_eq!(refused([7, 30, 91, 731]).field, Some("other"));
    assert_eq!(refused([31, 30, 91, 365]).name, "visit-interval-order");
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(Outcome::Met), Just(Outcome::NoAnswer), Just(Outcome::Refused)]
}

proptest! {
    #[test]
    fn the_next_visit_is_one_interval_after_the_last_time_they_were_reached(
        visits in proptest::collection::vec((outcome(), -400i64..0), 1..20), interval in 1i64..730,
    ) {
        let today = day(TODAY);
        let standing = visits.iter().fold(Standing::default(), |s, (o, ago)| s.after(*o, today.plus_days(*ago)));
        let reached = visits.iter().filter(|(o, _)| *o != Outcome::NoAnswer).map(|(_, ago)| *ago).max();
        let from = reached.map_or(day("2020-01-01"), |ago| today.plus_days(ago));
        prop_assert_eq!(standing.due(day("2020-01-01"), interval), from.plus_days(interval));
        prop_assert!(standing.met <= standing.reached && standing.reached <= standing.tried);
    }

    #[test]
    fn visits_in_their_order_count_every_knock_since_someone_was_there(
        visits in proptest::collection::vec(outcome(), 0..12),
    ) {
        let start = day("2026-01-01");
        let standing = visits.iter().enumerate()
            .fold(Standing::default(), |s, (n, o)| s.after(*o, start.plus_days(n as i64)));
        let knocks = visits.iter().rev().take_while(|o| **o == Outcome::NoAnswer).count() as i64;
        prop_assert_eq!(standing.unanswered, knocks);
    }

    #[test]
    fn coverage_is_never_above_all_and_whoever_is_met_today_is_covered(
        people in proptest::collection::vec((0i64..30, 0u32..12, 20i64..100, proptest::option::of(0i64..500)), 0..60),
    ) {
        let today = day(TODAY);
        let all: Vec<Living> = people.iter().map(|(person, room, age, met)| Living {
            born: Some(today.plus_days(-age * 366)),
            standing: met.map_or(Standing::default(), |ago| Standing::default().after(Outcome::Met, today.plus_days(-ago))),
            ..living(*person, &format!("a.{room:04}"), "1990-01-01")
        }).collect();
        let plan = plan(&all, &Intervals::default(), today);
        let figures = coverage(&plan);
        prop_assert_eq!(figures.iter().map(|c| c.all).sum::<i64>(), plan.len() as i64);
        for c in figures {
            prop_assert!(0 <= c.covered && c.covered + c.overdue <= c.all);
            prop_assert!(c.percent().is_none_or(|p| (0..=100).contains(&p) && (p == 100) == (c.covered == c.all)));
        }
        for due in &plan {
            prop_assert_eq!(due.overdue(), due.day < today);
            if due.living.standing.met == Some(today) {
                prop_assert!(due.covered() && !due.overdue());
            }
        }
    }

    #[test]
    fn moving_house_keeps_the_date(
        ago in 0i64..400, from in 0u32..9, to in 0u32..9, tier in 0usize..4,
    ) {
        let today = day(TODAY);
        let tier = [Tier::Key, Tier::Care, Tier::General, Tier::Other][tier];
        let before = Living {
            standing: Standing::default().after(Outcome::Met, today.plus_days(-ago)),
            by_hand: Some(tier),
            ..living(1, &format!("a.{from}"), "1950-01-01")
        };
        let after = Living { path: format!("a.{to}"), ..before.clone() };
        let due = |one: Living| plan(&[one], &Intervals::default(), today)[0].day;
        prop_assert_eq!(due(before), due(after));
    }
}
