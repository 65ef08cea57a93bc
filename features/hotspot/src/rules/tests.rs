use super::finding::{homes, overlap, related};
use super::ground::Ground;
use super::same::{ANEW, Known, Seen, seen};
use super::season::seasons;
use super::*;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::{Day, Id, Refusal, Ts};
use proptest::prelude::*;
use std::collections::HashSet;

const LEAD: &[Part] = &[Part::Desk, Part::Lead];
const TODAY: &str = "2026-11-23";

fn today() -> Day {
    TODAY.parse().expect("a day")
}

fn fact(case: i64, ago: i64, path: &str, category: &str, household: i64) -> Fact {
    Fact {
        case: Id(case),
        day: today().plus_days(-ago),
        path: path.into(),
        category: category.into(),
        household: Id(household),
    }
}

/// Stairwells and buildings of the tests: `a.1.2` is a building, `a.1.2.1` a stairwell.
fn narrow(path: &str) -> bool {
    (2..=3).contains(&path.matches('.').count())
}

fn place(path: &str, kind: PlaceKind) -> Place {
    Place {
        area_id: Id(1),
        id: Id(path.bytes().fold(7, |sum, b| sum * 31 % 1_000_003 + i64::from(b))),
        kind: kind.code().into(),
        parent_id: None,
        path: path.into(),
        name: path.into(),
        full_name: path.into(),
        code: path.into(),
        built_year: None,
        storeys: None,
        has_lift: None,
        floor: None,
        to_day: None,
    }
}

/// An area with one compound of so many buildings.
fn ground(buildings: u32) -> Ground {
    let mut places = vec![place("a", PlaceKind::Area), place("a.1", PlaceKind::Compound)];
    places.extend((1..=buildings).map(|n| place(&format!("a.1.{n:02}"), PlaceKind::Building)));
    Ground::of(&places)
}

#[test]
fn three_homes_of_a_stairwell_in_a_week_are_found_and_two_are_not() {
    let mut facts = vec![fact(1, 0, "a.1.3.1", "0104", 11), fact(2, 3, "a.1.3.1", "0104", 12)];
    assert_eq!(neighbours::look(&facts, today(), narrow), vec![]);
    facts.push(fact(3, 6, "a.1.3.1", "0104", 13));
    let found = neighbours::look(&facts, today(), narrow);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].path.as_str(), found[0].households, found[0].recurrence), ("a.1.3.1", 3, None));
}

#[test]
fn one_home_that_calls_thrice_a_week_ago_or_for_different_things_is_no_hot_spot() {
    let same_home = [0, 1, 2].map(|n| fact(n, n, "a.1.3.1", "0104", 11));
    assert_eq!(neighbours::look(&same_home, today(), narrow), vec![]);
    let too_long = [0, 3, 7].map(|n| fact(n, n, "a.1.3.1", "0104", 11 + n));
    assert_eq!(neighbours::look(&too_long, today(), narrow), vec![]);
    let kinds = [(1, "0104"), (2, "0105"), (3, "0501")].map(|(n, kind)| fact(n, 0, "a.1.3.1", kind, n));
    assert_eq!(neighbours::look(&kinds, today(), narrow), vec![]);
    let compound = [1, 2, 3].map(|n| fact(n, 0, "a.1", "0104", n));
    assert_eq!(neighbours::look(&compound, today(), narrow), vec![], "a compound is not one neighbourhood");
}

#[test]
fn a_building_is_named_only_where_it_has_more_homes_than_a_stairwell_of_it() {
    let mut facts: Vec<Fact> = [1, 2, 3].map(|n| fact(n, 0, "a.1.3.1", "0104", n)).into();
    assert_eq!(neighbours::look(&facts, today(), narrow)[0].path, "a.1.3.1");
    facts.push(fact(4, 0, "a.1.3.2", "0104", 4));
    let found = neighbours::look(&facts, today(), narrow);
    assert_eq!(found.iter().map(|f| (f.path.as_str(), f.households)).collect::<Vec<_>>(), [("a.1.3", 4)]);
}

#[test]
fn what_a_place_has_every_week_is_usual_there() {
    let mut facts: Vec<Fact> = (1..=3).map(|n| fact(n, 0, "a.1.3.1", "0104", n)).collect();
    facts.extend((0..104).map(|n| fact(100 + n, 8 + n * 3, "a.1.3.1", "0104", 100 + n)));
    assert_eq!(neighbours::look(&facts, today(), narrow), vec![], "two a week are usual, three are no news");
}

#[test]
fn the_scan_sees_a_week_in_one_building_and_nothing_in_an_even_year() {
    let ground = ground(24);
    // 300 leaks a year, evenly over 24 buildings and the year, each of a home of its own.
    let mut facts: Vec<Fact> = (0..300)
        .map(|n| fact(n, 9 + n * 355 / 300, &format!("a.1.{:02}", 1 + n * 7 % 24), "0104", 1_000 + n))
        .collect();
    assert_eq!(scan::look(&facts, &ground, today(), 365, |_| true), vec![]);
    facts.extend((0..8).map(|n| fact(5_000 + n, n % 6, "a.1.03", "0104", 9_000 + n)));
    let found = scan::look(&facts, &ground, today(), 365, |_| true);
    let leak = found.first().expect("eight leaks in a week are found");
    assert_eq!((leak.path.as_str(), leak.households), ("a.1.03", 8));
    assert!(leak.expected < 4.0 && leak.recurrence.expect("a recurrence") >= 365.0);
    assert_eq!(found, scan::look(&facts, &ground, today(), 365, |_| true), "looked twice it says the same");
    assert_eq!(
        scan::look(&facts[290..], &ground, today(), 365, |_| true),
        vec![],
        "too little is too little"
    );
}

#[test]
fn a_surge_is_of_the_day_and_of_enough_homes() {
    let mut facts: Vec<Fact> = (0..10).map(|n| fact(n, n, "a.1.1", "0301", n)).collect();
    assert_eq!(surge::look(&facts, "a", today()), vec![]);
    facts.extend((0..6).map(|n| fact(100 + n, 0, "a.1.2", "0301", 100 + n)));
    let found = surge::look(&facts, "a", today());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].cases.len(), found[0].category.as_str(), found[0].expected), (7, "03", 1.0));
    let one_home: Vec<Fact> = facts.iter().cloned().map(|f| Fact { household: Id(1), ..f }).collect();
    assert_eq!(surge::look(&one_home, "a", today()), vec![], "one home is no surge");
}

#[test]
fn neighbours_by_number_are_near_and_other_compounds_are_out_of_reach() {
    let mut places = vec![place("a", PlaceKind::Area)];
    for compound in 1..=2 {
        places.push(place(&format!("a.{compound}"), PlaceKind::Compound));
        places.extend((1..=3).map(|n| place(&format!("a.{compound}.{n}"), PlaceKind::Building)));
    }
    let ground = Ground::of(&places);
    let far = |a: &str, b: &str| {
        let at = |path| ground.sites[ground.site(path).expect("a site")].at;
        let ([ax, ay], [bx, by]) = (at(a), at(b));
        (ax - bx).hypot(ay - by) > ground::FURTHEST
    };
    assert!(!far("a.1.1", "a.1.2") && !far("a.1.1", "a.1.3"));
    assert!(far("a.1.1", "a.2.1") && far("a.1", "a.1.1") && far("a", "a.1"));
    assert_eq!(ground.site("a.1.2.1.0401"), ground.site("a.1.2"), "a room belongs to its building");
}

fn spot(state: State) -> Spot {
    Spot { state, plan: None, meeting: None }
}

fn refused(result: Result<State, Refusal>) -> (&'static str, Option<&'static str>) {
    let refusal = result.expect_err("it is refused");
    (refusal.name, refusal.field)
}

#[test]
fn each_step_asks_for_what_it_needs() {
    let alert = spot(State::Alert);
    let lead = Facts { lead: Some(Id(1)), ..Facts::default() };
    assert_eq!(refused(alert.step(Verb::Acknowledge, &[Part::Desk], &lead)).0, "not-yours");
    assert_eq!(refused(alert.step(Verb::Acknowledge, LEAD, &Facts::default())).1, Some("lead"));
    assert_eq!(alert.step(Verb::Acknowledge, LEAD, &lead), Ok(State::Acknowledged));
    let led = spot(State::Acknowledged);
    let repair = Facts {
        plan: Some(PlanKind::Repair),
        note: "换一段总管".into(),
        today: Some(today()),
        ..Facts::default()
    };
    assert_eq!(refused(led.step(Verb::Plan, &[Part::Desk], &repair)).0, "hotspot-due");
    let past = Facts { due: Some(today().plus_days(-1)), ..repair.clone() };
    assert_eq!(refused(led.step(Verb::Plan, LEAD, &past)).0, "hotspot-due-past");
    let soon = Facts { due: Some(today().plus_days(5)), ..repair.clone() };
    assert_eq!(led.step(Verb::Plan, &[Part::Desk], &soon), Ok(State::Planned));
    let nothing = Facts { plan: Some(PlanKind::NotNeeded), ..repair.clone() };
    assert_eq!(led.step(Verb::Plan, LEAD, &nothing), Ok(State::Planned));
    let meeting = Facts { plan: Some(PlanKind::Meeting), ..repair };
    assert_eq!(refused(led.step(Verb::Plan, LEAD, &meeting)).0, "hotspot-plan", "a meeting is called");
}

#[test]
fn only_the_lead_calls_people_together_and_one_meeting_at_a_time() {
    let led = spot(State::Acknowledged);
    let ahead = Facts { starts_at: Some(Ts(20)), now: Ts(10), ..Facts::default() };
    assert_eq!(refused(led.step(Verb::Convene, &[Part::Desk], &ahead)).0, "not-yours");
    assert_eq!(led.step(Verb::Convene, LEAD, &ahead), Ok(State::Planned));
    let late = Facts { now: Ts(20), ..ahead.clone() };
    assert_eq!(refused(led.step(Verb::Convene, LEAD, &late)).0, "hotspot-starts-past");
    let waiting = Spot { meeting: Some(false), ..spot(State::Planned) };
    assert_eq!(refused(waiting.step(Verb::Convene, LEAD, &ahead)).0, "hotspot-meeting-open");
}

#[test]
fn nothing_is_struck_off_without_account_and_evidence_that_is_there() {
    let planned = Spot { meeting: Some(false), ..spot(State::Planned) };
    let mut facts = Facts { evidence: Some(Evidence::Minutes), ..Facts::default() };
    assert_eq!(refused(planned.step(Verb::StrikeOff, LEAD, &facts)).0, "hotspot-account");
    facts.note = "总管换好了,一周没有再漏".into();
    assert_eq!(refused(planned.step(Verb::StrikeOff, LEAD, &facts)).0, "hotspot-no-minutes");
    let read = Spot { meeting: Some(true), ..planned };
    assert_eq!(read.step(Verb::StrikeOff, LEAD, &facts), Ok(State::StruckOff));
    assert_eq!(refused(spot(State::Acknowledged).step(Verb::StrikeOff, LEAD, &facts)).0, "not-now");
}

#[test]
fn the_year_by_months_marks_the_busiest_and_claims_nothing_of_few() {
    let counts = [("2025-06", "01", 20), ("2026-06", "01", 20), ("2026-01", "01", 5), ("2026-01", "02", 3)];
    let all = seasons(&counts.map(|(month, family, n)| (month.to_owned(), family.to_owned(), n)));
    assert_eq!((all[0].family.as_str(), all[0].months[5], all[0].months[0]), ("01", 40, 5));
    assert!(all[0].busiest(5, 24) && !all[0].busiest(0, 24) && !all[1].busiest(0, 24));
}

#[test]
fn the_drawing_in_the_documentation_is_the_table() {
    let drawn = format!(
        "# The life of a hot spot\n\nDrawn from the table in `features/hotspot/src/rules/lifecycle.rs`; a test holds \
         that it still is. After a\nchange of the table: `LINJU_BLESS=1 cargo test -p linju-hotspot --lib`.\n\n\
         A rule makes the alert. How the scan finds, and how well: [hotspots.md](hotspots.md).\n\n\
         ```mermaid\n{}```\n",
        LIFE.mermaid()
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/hotspot-lifecycle.md");
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, &drawn).expect("the document is written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), drawn);
}

fn some_facts() -> impl Strategy<Value = Vec<Fact>> {
    let one = (0i64..14, 1i64..4, 1i64..3, 0usize..3, 1i64..7);
    proptest::collection::vec(one, 0..40).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (ago, building, stairwell, kind, home))| {
                let path = format!("a.1.{building}.{stairwell}");
                let home = building * 100 + stairwell * 10 + home;
                fact(n as i64 + 1, ago, &path, ["0104", "0105", "0501"][kind], home)
            })
            .collect()
    })
}

/// Lets findings become alerts, as the store does.
fn absorb(known: &mut Vec<Known>, findings: &[Finding]) -> usize {
    let mut fresh = 0;
    for finding in findings {
        let cases = finding.cases.iter().map(|(case, _)| *case);
        match seen(known, finding) {
            Seen::New => {
                fresh += 1;
                known.push(Known {
                    id: Id(known.len() as i64 + 1),
                    scope: finding.rule.scope(),
                    category: finding.category.clone(),
                    path: finding.path.clone(),
                    open: true,
                    cases: cases.collect(),
                });
            }
            Seen::Again(id, _) => {
                let one = known.iter_mut().find(|one| one.id == id).expect("it is known");
                one.cases.extend(cases);
            }
            Seen::Settled(_) => {}
        }
    }
    fresh
}

proptest! {
    /// Whatever came in: what the plain rule finds has three homes of one kind at that place within a week, and
    /// wherever a place has them it is found, there or around it.
    #[test]
    fn the_plain_rule_is_what_it_says(facts in some_facts()) {
        let found = neighbours::look(&facts, today(), narrow);
        for finding in &found {
            let cases: HashSet<Id> = finding.cases.iter().map(|(case, _)| *case).collect();
            let own: Vec<&Fact> = facts.iter().filter(|fact| cases.contains(&fact.case)).collect();
            prop_assert!(homes(own.iter().copied()) >= neighbours::HOMES);
            prop_assert!(own.iter().all(|f| f.category == finding.category && overlap(&f.path, &finding.path)));
            prop_assert!(own.iter().all(|f| f.day > today().plus_days(-neighbours::DAYS)));
        }
        for place in facts.iter().map(|fact| fact.path.clone()) {
            for kind in ["0104", "0105", "0501"] {
                let recent = |f: &&Fact| f.day > today().plus_days(-7) && f.path == place && f.category == kind;
                let past = facts.iter().filter(|f| f.path.starts_with(&place[..5]) && f.category == kind).count();
                let all = homes(facts.iter().filter(recent));
                // With so few before, twice the year's whole past cannot make three usual.
                if all >= 3 && past < 50 {
                    prop_assert!(found.iter().any(|f| f.category == kind && overlap(&f.path, &place)));
                }
            }
        }
    }

    /// What is found again is the alert that is there: a second look makes none, and no two open alerts are of the
    /// same place and kind.
    #[test]
    fn one_alert_for_one_thing(facts in some_facts(), more in some_facts()) {
        let mut known = Vec::new();
        let found = neighbours::look(&facts, today(), narrow);
        absorb(&mut known, &found);
        prop_assert_eq!(absorb(&mut known, &found), 0);
        let later: Vec<Fact> = facts.iter().cloned()
            .chain(more.into_iter().map(|f| Fact { case: Id(f.case.0 + 1_000), ..f })).collect();
        absorb(&mut known, &neighbours::look(&later, today(), narrow));
        for (n, a) in known.iter().enumerate() {
            for b in &known[n + 1..] {
                prop_assert!(!(related(&a.category, &b.category) && overlap(&a.path, &b.path)));
            }
        }
    }

    /// What was struck off stays so until enough new requests came.
    #[test]
    fn what_was_struck_off_returns_only_with_enough_new(facts in some_facts(), new in 0usize..6) {
        for finding in neighbours::look(&facts, today(), narrow) {
            let old: HashSet<Id> = finding.cases.iter().map(|(case, _)| *case).skip(new).collect();
            let known = Known {
                id: Id(1),
                scope: Scope::Place,
                category: finding.category.clone(),
                path: finding.path.clone(),
                open: false,
                cases: old,
            };
            let fresh = finding.cases.len().min(new);
            let expected = if fresh >= ANEW { Seen::New } else { Seen::Settled(Id(1)) };
            prop_assert_eq!(seen(&[known], &finding), expected);
        }
    }
}
