use super::*;

fn book() -> PlaceBook {
    let mut next = 0;
    let mut root = PlaceBook::new(vec![Place {
        area_id: Id(7),
        id: Id(1),
        kind: "area".into(),
        parent_id: None,
        path: ".0001".into(),
        name: "久耕居民区".into(),
        full_name: "久耕居民区".into(),
        code: "0000".into(),
        built_year: None,
        storeys: None,
        has_lift: None,
        floor: None,
        to_day: None,
    }]);
    let mut id = || {
        next += 1;
        Id(100 + next)
    };
    for (compound, building, stairwell, room) in [
        ("久耕小区", "3", "1", "202"),
        ("久耕小区", "3", "2", "502"),
        ("久安里", "5号", "", "201"),
        ("久安里", "3号", "", "202"),
        ("久安公寓", "公平大楼", "", "1203"),
    ] {
        let parts = Parts {
            compound: compound.into(),
            building: building.into(),
            stairwell: stairwell.into(),
            room: room.into(),
        };
        root.make(&parts, &mut id).unwrap();
    }
    root
}

#[test]
fn a_door_is_found_however_it_is_written() {
    let book = book();
    for text in ["久耕小区3号楼2单元502室", "3-2-502", "3号楼502", "３号楼 ５０２ 室", "久耕小区 03幢502"]
    {
        assert_eq!(
            book.room_at(text).map(|p| p.full_name.as_str()),
            Ok("久耕小区 3号楼 2单元 502"),
            "{text}"
        );
    }
    assert_eq!(book.room_at("公平大楼1203").map(|p| p.floor), Ok(Some(12)));
    assert_eq!(book.place_at("久安里5号").map(|p| p.kind.as_str()), Ok("building"));
}

#[test]
fn what_is_not_there_is_named_and_what_is_twice_is_asked_back() {
    let book = book();
    let refusal = |text: &str| book.room_at(text).unwrap_err().name;
    assert_eq!(refusal("3-202"), "registry-place-ambiguous");
    assert_eq!(refusal("9-101"), "building-unknown");
    assert_eq!(refusal("5-999"), "room-unknown");
    assert_eq!(refusal("3-9-502"), "stairwell-unknown");
    assert_eq!(refusal("  "), "registry-place-missing");
    assert_eq!(refusal("不知道"), "registry-place-unreadable");
    let parts =
        Parts {
            compound: "三联小区".into(), building: "1".into(), room: "101".into(), ..Parts::default()
        };
    assert_eq!(book.room(&parts).unwrap_err(), Refusal::new("compound-unknown").at("compound"));
}

#[test]
fn making_a_place_twice_makes_it_once() {
    let mut book = book();
    let parts = Parts {
        compound: "久耕小区".into(),
        building: "8".into(),
        stairwell: "1".into(),
        room: "101".into(),
    };
    let mut n = 500;
    let mut id = || {
        n += 1;
        Id(n)
    };
    let made = book.make(&parts, &mut id).unwrap();
    assert_eq!(made.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["8号楼", "1单元", "101"]);
    assert!(made.windows(2).all(|w| w[1].parent_id == Some(w[0].id) && path::within(&w[1].path, &w[0].path)));
    assert!(book.make(&parts, &mut id).unwrap().is_empty());
    assert_eq!(book.room(&parts).map(|p| p.id), Ok(made[2].id));
}
