//! What must hold of any plan, tried on random ones.

use linju_roster::assign::Terms;
use linju_roster::{Days, Month, Person, Stop, Visitor, assign, plan};
use proptest::prelude::*;

fn stop() -> impl Strategy<Value = Stop> {
    let sets = prop::collection::vec(1_u64..1 << 10, 1..6);
    (0_usize..5, 5_i64..40, sets, any::<bool>()).prop_map(|(building, minutes, sets, stands)| Stop {
        building,
        minutes,
        choices: sets.into_iter().map(Days).collect(),
        now: stands.then_some(0),
    })
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let known = || prop::option::of(0_usize..4);
    let one = (10_i64..60, 1_i64..5, known(), known(), prop::collection::btree_set(0_usize..4, 0..3))
        .prop_map(|(minutes, visits, home, last, may)| Person {
            minutes,
            visits,
            home,
            last,
            may: may.into_iter().collect(),
        });
    prop::collection::vec(one, 0..40)
}

fn quick(seed: u64) -> Month {
    Month { effort: 200, seed, ..Month::of(10) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_visit_has_one_of_its_days_and_is_counted(stops in prop::collection::vec(stop(), 0..30), seed: u64) {
        let found = plan(&stops, &quick(seed)).expect("without a limit there is a plan");
        prop_assert_eq!(found.choice.len(), stops.len());
        let mut minutes = vec![0; 10];
        let mut entered = std::collections::BTreeSet::new();
        for (stop, choice) in stops.iter().zip(&found.choice) {
            for day in stop.choices[*choice].each() {
                minutes[day] += stop.minutes;
                entered.insert((stop.building, day));
            }
        }
        prop_assert_eq!(&found.minutes, &minutes);
        prop_assert_eq!(found.building_days, entered.len() as i64);
        prop_assert_eq!(found.clone(), plan(&stops, &quick(seed)).expect("again"));
    }

    #[test]
    fn no_day_is_too_full(stops in prop::collection::vec(stop(), 0..30), most in 40_i64..400) {
        if let Ok(found) = plan(&stops, &Month { most, ..quick(1) }) {
            prop_assert!(found.busiest() <= most);
        }
    }

    #[test]
    fn what_stands_stays_when_moving_costs_too_much(stops in prop::collection::vec(stop(), 1..20)) {
        let stops: Vec<Stop> = stops.into_iter().map(|s| Stop { now: Some(s.choices.len() - 1), ..s }).collect();
        let found = plan(&stops, &Month { moved: 1_000_000, ..quick(1) }).expect("without a limit there is a plan");
        let standing: Vec<usize> = stops.iter().filter_map(|s| s.now).collect();
        prop_assert_eq!(found.choice, standing);
    }

    #[test]
    fn nobody_is_visited_by_whom_they_must_not_or_carries_too_much(people in people(), most in 100_i64..2_000, seed: u64) {
        let visitors = [100, 100, 50, 25].map(|share| Visitor { share, most });
        let terms = Terms { seed, ..Terms::default() };
        if let Ok(given) = assign(&people, &visitors, &terms) {
            let mut loads = vec![0; 4];
            for (person, visitor) in people.iter().zip(&given.visitor) {
                prop_assert!(person.may.is_empty() || person.may.contains(visitor));
                loads[*visitor] += person.minutes;
            }
            prop_assert_eq!(&given.loads, &loads);
            prop_assert!(loads.iter().all(|load| *load <= most));
            prop_assert_eq!(given.clone(), assign(&people, &visitors, &terms).expect("again"));
        }
    }
}

#[test]
fn two_who_can_come_on_the_same_day_do() {
    let once = |building| Stop {
        building,
        minutes: 20,
        choices: (0..10).map(|d| Days(1 << d)).collect(),
        now: None,
    };
    let stops = [once(0), once(1), once(0), once(1)];
    let found = plan(&stops, &quick(3)).expect("there is a plan");
    assert_eq!((found.building_days, found.busiest()), (2, 40));
}

#[test]
fn a_familiar_face_stays_where_loads_are_fair() {
    let person = |last| Person { minutes: 60, visits: 2, home: None, last: Some(last), may: Vec::new() };
    let people: Vec<Person> = (0..40).map(|n| person(n % 2)).collect();
    let given =
        assign(&people, &[Visitor { share: 1, most: 10_000 }; 2], &Terms::default()).expect("it works out");
    assert_eq!((given.new_faces, given.spread), (0, 0));
}

#[test]
fn days_that_do_not_fit_are_refused() {
    let stop = |set: u64| Stop { building: 0, minutes: 1, choices: vec![Days(set)], now: None };
    assert!(plan(&[stop(1 << 10)], &Month::of(10)).is_err());
    assert!(plan(&[stop(0)], &Month::of(10)).is_err());
    assert!(plan(&[stop(1 << 63)], &Month::of(64)).is_ok());
    assert_eq!(Days::of(&[0, 63]).map(|days| days.each().collect::<Vec<_>>()), Some(vec![0, 63]));
}
