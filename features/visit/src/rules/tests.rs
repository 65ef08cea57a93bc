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

/// The days worked of four weeks from Monday 23 November.
fn worked() -> Vec<Day> {
    let all = (0..28).map(|n| day(TODAY).plus_days(n));
    all.enumerate().filter(|(n, _)| n % 7 < 5).map(|(_, day)| day).collect()
}

#[test]
fn a_weekly_visit_is_on_the_same_day_of_the_week_and_not_long_before_it_is_due() {
    let days = worked();
    let sets = month::rhythms(day("2026-11-25"), 7, &days);
    assert_eq!(sets, [vec![0, 5, 10, 15], vec![1, 6, 11, 16], vec![2, 7, 12, 17]]);
    let late = month::rhythms(day("2026-10-01"), 7, &days);
    assert_eq!(late.len(), 5, "whoever is overdue comes in the first days");
    assert!(month::rhythms(day("2026-12-21"), 7, &days).is_empty(), "not due in these weeks");
    let yearly = month::rhythms(day("2026-01-01"), 365, &days);
    assert_eq!(yearly.len(), 20, "a yearly visit that is overdue may come on any day");
    let saturday = month::rhythms(day("2026-11-28"), 91, &days);
    assert_eq!(saturday.last(), Some(&vec![4]), "due on a Saturday is seen by Friday");
}

#[test]
fn a_day_off_brings_the_next_visit_forward_and_never_past_the_interval() {
    let days: Vec<Day> = worked().into_iter().filter(|day| day.to_string() != "2026-11-30").collect();
    let sets = month::rhythms(day("2026-11-23"), 7, &days);
    assert_eq!(sets[0][1], 4, "the Monday off is seen on the Friday before");
}

#[test]
fn only_who_of_ours_spoke_to_them_counts() {
    use contact::{Heard, counts};
    let heard = Heard {
        kind: "case",
        verb: "receive",
        actor: "account",
        channel: "phone",
        from_elsewhere: false,
        at_home: false,
    };
    assert_eq!(counts(&heard), Some(Contact::Phone));
    assert_eq!(counts(&Heard { actor: "requester", ..heard }), None);
    assert_eq!(counts(&Heard { channel: "hotline", ..heard }), None);
    assert_eq!(
        counts(&Heard { from_elsewhere: true, ..heard }),
        None,
        "the visit it came from counts already"
    );
    assert_eq!(counts(&Heard { verb: "handle", ..heard }), None);
    assert_eq!(counts(&Heard { verb: "handle", at_home: true, ..heard }), Some(Contact::Repair));
    assert_eq!(counts(&Heard { verb: "confirm", ..heard }), Some(Contact::FollowUp));
    assert_eq!(counts(&Heard { kind: "meeting", verb: "sign_in", ..heard }), Some(Contact::Meeting));
}

proptest! {
    #[test]
    fn no_two_visits_of_a_rhythm_are_further_apart_than_the_interval(
        due in 0_i64..40, interval in 5_i64..100, off in prop::collection::btree_set(0_usize..20, 0..4)
    ) {
        let days: Vec<Day> =
            worked().into_iter().enumerate().filter(|(n, _)| !off.contains(n)).map(|(_, day)| day).collect();
        for set in month::rhythms(day(TODAY).plus_days(due - 10), interval, &days) {
            for pair in set.windows(2) {
                let (one, next) = (days[pair[0]], days[pair[1]]);
                let nearest = pair[1] == pair[0] + 1;
                prop_assert!(next <= one.plus_days(interval) || nearest, "{one} {next}");
            }
        }
    }

    #[test]
    fn a_contact_never_makes_a_visit_due_sooner(met in 0_i64..60, on in 0_i64..60) {
        let before = Standing::default().after(Outcome::Met, day(TODAY).plus_days(met));
        let after = before.after_contact(Contact::Phone, day(TODAY).plus_days(on));
        prop_assert!(after.met >= before.met);
        prop_assert_eq!(after.contact.is_some(), on > met);
        prop_assert_eq!(after.after(Outcome::Met, day(TODAY).plus_days(90)).contact, None);
    }
}

#[test]
fn nobody_who_goes_has_a_day_much_fuller_than_the_others() {
    let days = worked();
    let one = |n: i64| month::Wanted {
        person: Id(n),
        room: Id(n),
        building: n as usize / 6,
        tier: Tier::Key,
        interval: 7,
        due: day(TODAY).plus_days(n % 5),
        may: Vec::new(),
        home: None,
        last: Some(n as usize % 2),
    };
    let wanted: Vec<_> = (0..50).map(one).collect();
    let goers = [Goer::Account(Id(1)), Goer::Account(Id(2))];
    let roster = month::month(&wanted, &goers, &days).expect("it works out");
    assert_eq!((roster.slots.len(), roster.left_out), (200, 0));
    for goer in goers {
        for on in &days {
            let visits =
                roster.slots.iter().filter(|slot| slot.goer == goer && slot.day == *on).count() as i64;
            assert!(visits * month::minutes(Tier::Key) <= month::WORKER_MINUTES * 3 / 2);
        }
    }
    let kept =
        roster.slots.iter().filter(|slot| goers[wanted[slot.wanted].last.unwrap_or(0)] == slot.goer).count();
    assert_eq!(kept, 200, "the same faces where loads are fair");
}
