use super::*;
use linju_kernel::lifecycle::Coded;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn lives(person: i64, born: &str, path: &str) -> Presence {
    let state = Some(ResidenceState::LivesHere);
    Presence { person: Id(person), born: Some(day(born)), kind: RoleKind::Resident, state, path: path.into() }
}

#[test]
fn a_household_is_what_those_who_live_there_are() {
    use HouseholdKind::*;
    assert_eq!(household_kinds(&[Some(72)]), [LivingAlone, LoneElder]);
    assert_eq!(household_kinds(&[Some(59)]), [LivingAlone]);
    assert_eq!(household_kinds(&[Some(60), Some(85)]), [AllElder, AdvancedAge]);
    assert_eq!(household_kinds(&[Some(85), Some(40)]), [AdvancedAge]);
    assert_eq!(household_kinds(&[Some(70), None]), []);
    assert_eq!(household_kinds(&[]), []);
}

#[test]
fn a_lone_elder_becomes_one_on_the_sixtieth_birthday() {
    let someone = [lives(1, "1966-11-23", ".1.1.1")];
    let before = figures(".1", &[".1.1.1"], &someone, day("2026-11-22"));
    let after = figures(".1", &[".1.1.1"], &someone, day("2026-11-23"));
    assert_eq!((before.elders, before.lone_elders), (0, 0));
    assert_eq!((after.elders, after.lone_elders, after.elders_permille()), (1, 1, Some(1_000)));
}

#[test]
fn a_spouse_in_a_care_home_leaves_a_lone_elder_behind() {
    let away = Presence { state: Some(ResidenceState::InCareHome), ..lives(2, "1940-01-01", ".1.1.1") };
    let found =
        figures(".1", &[".1.1.1", ".1.1.2"], &[lives(1, "1942-01-01", ".1.1.1"), away], day("2026-01-01"));
    assert_eq!((found.residents, found.lone_elders, found.in_care, found.vacant), (1, 1, 1, 1));
}

#[test]
fn nobody_lives_nowhere_and_has_no_share() {
    assert_eq!(figures(".1", &[], &[], day("2026-01-01")).elders_permille(), None);
}

fn a_presence() -> impl Strategy<Value = Presence> {
    let states = prop::sample::select(ResidenceState::ALL);
    let kinds =
        prop::sample::select(&[RoleKind::Resident, RoleKind::Owner, RoleKind::Tenant, RoleKind::Lessee][..]);
    let born = prop::option::of(1920i16..2026);
    (0i64..60, born, kinds, states, 1u32..4, 1u32..8).prop_map(
        |(person, year, kind, state, building, room)| {
            let state = (kind == RoleKind::Resident).then_some(state);
            let born = year.and_then(|y| Day::new(y, 6, 15));
            Presence { person: Id(person), born, kind, state, path: format!(".1.{building}.{room}") }
        },
    )
}

/// One register entry a person, as the tables hold it on any one day.
fn a_register() -> impl Strategy<Value = Vec<Presence>> {
    prop::collection::vec(a_presence(), 0..80).prop_map(|all| {
        let mut seen = BTreeSet::new();
        all.into_iter().filter(|p| p.kind != RoleKind::Resident || seen.insert(p.person)).collect()
    })
}

fn rooms() -> Vec<String> {
    (1..4).flat_map(|b| (1..8).map(move |r| format!(".1.{b}.{r}"))).collect()
}

proptest! {
    #[test]
    fn the_whole_is_the_sum_of_its_buildings(register in a_register()) {
        let rooms = rooms();
        let rooms: Vec<&str> = rooms.iter().map(String::as_str).collect();
        let on = day("2026-11-23");
        let whole = figures(".1", &rooms, &register, on);
        let parts: Vec<Figures> = (1..4).map(|b| figures(&format!(".1.{b}"), &rooms, &register, on)).collect();
        let sum = |f: fn(&Figures) -> i64| parts.iter().map(f).sum::<i64>();
        prop_assert_eq!(whole.residents, sum(|f| f.residents));
        prop_assert_eq!(whole.elders, sum(|f| f.elders));
        prop_assert_eq!(whole.households, sum(|f| f.households));
        prop_assert_eq!(whole.lone_elders, sum(|f| f.lone_elders));
        prop_assert_eq!(whole.vacant, sum(|f| f.vacant));
        prop_assert_eq!(whole.rooms, 21);
    }

    #[test]
    fn figures_never_contradict_each_other(register in a_register()) {
        let rooms = rooms();
        let rooms: Vec<&str> = rooms.iter().map(String::as_str).collect();
        let f = figures(".1", &rooms, &register, day("2026-11-23"));
        prop_assert_eq!(f.households + f.vacant, f.rooms);
        prop_assert!(f.advanced <= f.elders && f.elders + f.age_unknown <= f.residents);
        prop_assert!(f.lone_elders + f.all_elder <= f.households && f.households <= f.residents);
        prop_assert!(f.elders_permille().is_none_or(|share| (0..=1_000).contains(&share)));
        prop_assert_eq!(f.elders_permille().is_none(), f.residents == 0);
    }

    #[test]
    fn a_household_is_alone_or_shared_and_never_both(ages in prop::collection::vec(prop::option::of(0i16..110), 0..6)) {
        let kinds = household_kinds(&ages);
        let has = |kind| kinds.contains(&kind);
        prop_assert!(!(has(HouseholdKind::LoneElder) && has(HouseholdKind::AllElder)));
        prop_assert!(!has(HouseholdKind::LoneElder) || has(HouseholdKind::LivingAlone));
        prop_assert!(kinds.iter().all(|k| k.derived()));
        let older: Vec<_> = ages.iter().map(|a| a.map(|a| a + 1)).collect();
        prop_assert!(kinds.iter().all(|k| household_kinds(&older).contains(k)), "ageing takes no kind away");
    }
}
