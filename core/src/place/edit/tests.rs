use super::super::{Place, PlaceKind, may_hold};
use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn said(name: &str) -> Details {
    Details { name: name.into(), ..Details::default() }
}

fn root() -> Place {
    Place {
        area_id: Id(7),
        id: Id(1),
        kind: "area".into(),
        parent_id: None,
        path: "a".into(),
        name: "久耕居民区".into(),
        full_name: "久耕居民区".into(),
        code: "0".into(),
        built_year: None,
        storeys: None,
        has_lift: None,
        floor: None,
        to_day: None,
    }
}

#[test]
fn a_place_is_called_with_all_it_is_in_but_the_area() {
    let compound = root().child(Id(2), PlaceKind::Compound, 1, "久耕小区");
    let building = compound.child(Id(3), PlaceKind::Building, 3, "3号楼");
    let stairwell = building.child(Id(4), PlaceKind::Stairwell, 2, "2单元");
    let room = stairwell.child(Id(5), PlaceKind::Room, 1203, "1203室");
    assert_eq!(room.full_name, "久耕小区 3号楼 2单元 1203室");
    assert_eq!(room.floor, Some(12));
    assert!(path::within(&room.path, &building.path));
}

#[test]
fn what_a_kind_does_not_have_is_not_taken_over() {
    let compound = root().child(Id(2), PlaceKind::Compound, 1, "久耕小区");
    let all = Details {
        built_year: Some(1999),
        storeys: Some(6),
        has_lift: Some(true),
        floor: Some(3),
        ..said("久新小区")
    };
    let renamed = compound.said(&root(), &all);
    assert_eq!((renamed.name.as_str(), renamed.path.as_str()), ("久新小区", compound.path.as_str()));
    assert_eq!(
        (renamed.built_year, renamed.storeys, renamed.has_lift, renamed.floor),
        (None, None, None, None)
    );
    let building = compound.child(Id(3), PlaceKind::Building, 3, "3号楼").said(&compound, &all);
    assert_eq!(
        (building.built_year, building.storeys, building.has_lift, building.floor),
        (Some(1999), Some(6), Some(true), None)
    );
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    let today = day("2026-11-23");
    let refused = |details: Details| details.fit(today).expect_err("a refusal");
    assert_eq!(refused(said("")), Refusal::new("place-name").at("name"));
    assert_eq!(refused(Details { code: "3 号".into(), ..said("3号楼") }).name, "place-code");
    assert_eq!(refused(Details { built_year: Some(2027), ..said("3号楼") }).name, "place-built");
    assert_eq!(refused(Details { built_year: Some(1), ..said("3号楼") }).name, "place-built");
    assert_eq!(refused(Details { storeys: Some(0), ..said("3号楼") }).name, "place-storeys");
    assert_eq!(refused(Details { floor: Some(999), ..said("301室") }).name, "place-floor");
    let whole = Details { code: "0301".into(), built_year: Some(2026), storeys: Some(6), ..said("3号楼") };
    assert_eq!(whole.fit(today), Ok(()));
}

#[test]
fn codes_go_on_from_the_highest_of_four_digits() {
    assert_eq!(free_code(["0012", "0007", "1-1-401", "9001"].into_iter()), "0013");
    assert_eq!(free_code(std::iter::empty()), "0001");
}

#[test]
fn only_a_stairwell_holds_rooms_and_nothing_holds_an_area() {
    for parent in PlaceKind::ALL {
        assert!(!may_hold(*parent, PlaceKind::Area));
        assert_eq!(may_hold(*parent, PlaceKind::Room), *parent == PlaceKind::Stairwell);
    }
    assert!(
        may_hold(PlaceKind::Area, PlaceKind::Compound) && !may_hold(PlaceKind::Area, PlaceKind::Building)
    );
    assert!(may_hold(PlaceKind::Compound, PlaceKind::BikeGarage));
    assert!(PlaceKind::ALL.iter().all(|k| !may_hold(PlaceKind::Room, *k)));
}

proptest! {
    #[test]
    fn a_number_is_always_free_and_is_the_names_own_where_it_can_be(
        name in "[a-z号楼]{0,3}[0-9]{0,6}[a-z号楼]{0,3}", taken in prop::collection::hash_set(1u32..40, 0..30),
    ) {
        let number = free_number(&name, |n| taken.contains(&n));
        prop_assert!(number >= 1 && !taken.contains(&number));
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        if let Ok(own) = digits.parse::<u32>() && (1..10_000).contains(&own) && !taken.contains(&own) {
            prop_assert_eq!(number, own);
        }
    }
}
