use super::*;
use linju_core::place::Place;
use proptest::prelude::*;

fn book() -> PlaceBook {
    let root = Place {
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
    };
    let mut book = PlaceBook::new(vec![root]);
    let mut n = 1;
    for (compound, room) in [("久耕小区", "202"), ("久耕小区", "303"), ("久安里", "202")] {
        let parts = Parts {
            compound: compound.into(),
            building: "3".into(),
            stairwell: "1".into(),
            room: room.into(),
        };
        let made = book.make(&parts, || {
            n += 1;
            Id(n)
        });
        made.expect("places of a test");
    }
    book
}

const HEADER: [&str; 14] = [
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "手机",
    "固定电话",
    "小区",
    "楼号",
    "单元",
    "室号",
    "居住状态",
    "身份",
    "入住日期",
    "备注",
];
const GOOD: [&str; 14] = [
    "刘德康",
    "男",
    "1954-03-05",
    "",
    "13800005678",
    "",
    "久耕小区",
    "3",
    "1",
    "202",
    "人在户在",
    "业主",
    "1990-01-01",
    "",
];

/// A sheet of good rows, each with one cell changed.
fn sheet(changes: &[(usize, String)]) -> Sheet {
    let row = |i: usize, (at, text): &(usize, String)| {
        let mut cells: Vec<String> = GOOD.map(str::to_owned).to_vec();
        cells[0] = format!("{}{}", cells[0], ["甲", "乙", "丙", "丁", "戊"][i % 5].repeat(i / 5 + 1));
        cells[*at] = text.clone();
        (i + 2, cells)
    };
    let rows = changes.iter().enumerate().map(|(i, change)| row(i, change)).collect();
    Sheet { header: HEADER.map(str::to_owned).to_vec(), rows }
}

fn checked(changes: &[(usize, &str)]) -> Checked {
    let changes: Vec<(usize, String)> = changes.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
    let sheet = sheet(&changes);
    let today = "2026-11-23".parse().expect("a day");
    check(&sheet, &Mapping::guess(&sheet.header), &book(), today, &Taking::default())
}

#[test]
fn every_kind_of_broken_row_is_reported_by_row_and_column() {
    let long = "长".repeat(41);
    let note = "备".repeat(501);
    let broken: Vec<(usize, &str, Problem)> = vec![
        (0, "", Problem::NameMissing),
        (0, &long, Problem::NameLong),
        (0, "刘2号", Problem::NameOdd),
        (1, "公", Problem::GenderUnknown),
        (2, "去年", Problem::BornUnreadable),
        (2, "2027-01-01", Problem::BornFuture),
        (2, "1890-01-01", Problem::BornTooOld),
        (3, "31010919540305", Problem::IdNumberLength),
        (3, "310109195413051234", Problem::IdNumberDate),
        (3, "110105194912310021", Problem::IdNumberCheck),
        (3, "11010519491231002X", Problem::IdNumberBorn),
        (4, "138", Problem::PhoneUnreadable),
        (4, "1.38E+10", Problem::PhoneSwallowed),
        (5, "12", Problem::LandlineUnreadable),
        (6, "三联小区", Problem::CompoundUnknown),
        (6, "", Problem::PlaceAmbiguous),
        (7, "", Problem::PlaceMissing),
        (7, "99", Problem::BuildingUnknown),
        (8, "9", Problem::StairwellUnknown),
        (9, "999", Problem::RoomUnknown),
        (10, "在天上", Problem::StateUnknown),
        (11, "国王", Problem::RoleUnknown),
        (12, "不记得", Problem::FromUnreadable),
        (12, "2027-01-01", Problem::FromFuture),
        (12, "1950-01-01", Problem::FromBeforeBorn),
        (13, "#REF!", Problem::CellError),
        (13, &note, Problem::NoteLong),
    ];
    let changes: Vec<(usize, &str)> = broken.iter().map(|(at, text, _)| (*at, *text)).collect();
    let result = checked(&changes);
    for (i, (at, text, problem)) in broken.iter().enumerate() {
        let line = i + 2;
        let column = if *problem == Problem::PlaceAmbiguous { 6 } else { *at };
        let expected = Finding { line, column: Some(column), problem: *problem, other: None };
        let of_line: Vec<&Finding> = result.findings.iter().filter(|f| f.line == line).collect();
        assert_eq!(of_line, [&expected], "row {line} with {text:?}");
    }
    assert!(result.entries.is_empty());
    assert_eq!(result.blocked, broken.len());
    assert!(broken.len() >= 20);
}

#[test]
fn identity_number_and_sex_must_agree() {
    let mut sheet = sheet(&[(3, "11010519491231002X".into())]);
    sheet.rows[0].1[2] = String::new();
    let today = "2026-11-23".parse().expect("a day");
    let result = check(&sheet, &Mapping::guess(&sheet.header), &book(), today, &Taking::default());
    assert_eq!(result.findings[0].problem, Problem::IdNumberGender);
    sheet.rows[0].1[1] = String::new();
    let result = check(&sheet, &Mapping::guess(&sheet.header), &book(), today, &Taking::default());
    assert_eq!(result.entries[0].details.born.map(|b| b.to_string()).as_deref(), Some("1949-12-31"));
    assert_eq!(result.entries[0].details.gender, Gender::Female);
}

#[test]
fn the_second_of_two_equal_rows_names_the_first() {
    let result = checked(&[(0, "刘建国"), (0, "刘建国"), (0, "周芳")]);
    assert_eq!(result.entries.len(), 2);
    let twin = Finding { line: 3, column: Some(0), problem: Problem::TwiceInFile, other: Some(2) };
    assert_eq!(result.findings, [twin]);
}

#[test]
fn a_phone_of_five_is_taken_but_told() {
    let result = checked(&[(13, "1"), (13, "2"), (13, "3"), (13, "4"), (13, "5")]);
    assert_eq!(result.entries.len(), 5);
    let kinds: Vec<Problem> = result.findings.iter().map(|f| f.problem).collect();
    assert_eq!(kinds, [Problem::PhoneShared]);
}

#[test]
fn rooms_are_made_only_where_that_was_asked_for() {
    let sheet = sheet(&[(9, "404".into()), (7, "8".into())]);
    let today = "2026-11-23".parse().expect("a day");
    let mapping = Mapping::guess(&sheet.header);
    assert_eq!(check(&sheet, &mapping, &book(), today, &Taking::default()).blocked, 2);
    let made = check(&sheet, &mapping, &book(), today, &Taking { make_places: true, ..Taking::default() });
    assert!(made.entries.iter().all(|e| matches!(e.place, Where::Make(_))));
    assert_eq!(made.entries.len(), 2);
}

#[test]
fn rows_without_a_compound_take_the_one_that_was_said() {
    let sheet = sheet(&[(6, String::new())]);
    let today = "2026-11-23".parse().expect("a day");
    let mapping = Mapping::guess(&sheet.header);
    let unsaid = check(&sheet, &mapping, &book(), today, &Taking::default());
    assert_eq!(unsaid.findings[0].problem, Problem::PlaceAmbiguous);
    let said = Taking { compound: "久安里".into(), ..Taking::default() };
    let taken = check(&sheet, &mapping, &book(), today, &said);
    let Where::Room(room) = taken.entries[0].place else { panic!("the room is there") };
    let book = book();
    assert_eq!(book.get(room).map(|r| r.full_name.as_str()), Some("久安里 3号楼 1单元 202"));
}

proptest! {
    #[test]
    fn every_row_is_either_taken_or_told(changes in prop::collection::vec((0usize..14, "\\PC{0,12}"), 1..40)) {
        let sheet = sheet(&changes);
        let today = "2026-11-23".parse().expect("a day");
        let result = check(&sheet, &Mapping::guess(&sheet.header), &book(), today, &Taking::default());
        prop_assert_eq!(result.entries.len() + result.blocked, sheet.rows.len());
        for (line, _) in &sheet.rows {
            let taken = result.entries.iter().any(|e| e.line == *line);
            let told = result.findings.iter().any(|f| f.line == *line && f.problem.blocks());
            prop_assert!(taken != told, "row {} is taken {} and told {}", line, taken, told);
        }
    }
}
