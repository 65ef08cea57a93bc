use super::*;
use linju_core::catalogue::seed;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn category(code: &str) -> Category {
    seed().into_iter().find(|c| c.code == code).unwrap()
}

fn form(changes: &[(&str, &str)]) -> Posted {
    let usual = [
        ("responsible", "物业"),
        ("committee_part", "none"),
        ("contact_amount", "1"),
        ("contact_unit", "wd"),
        ("settle_amount", "3"),
        ("settle_unit", "wd"),
        ("emergency", "E3"),
        ("active", "1"),
    ];
    let changed = changes.iter().fold(Posted::default(), |f, (name, value)| f.with(name, *value));
    usual.iter().fold(changed, |f, (name, value)| f.with(name, *value))
}

fn refused(changes: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    let errs = changed_category(&form(changes), &category("0105")).unwrap_err();
    errs.iter().map(|r| (r.field.unwrap(), r.name)).collect()
}

#[test]
fn a_category_keeps_what_no_form_may_change() {
    let present = category("0105");
    let wanted = changed_category(&form(&[("needs_photo", "1")]), &present).unwrap();
    assert_eq!((wanted.settle_limit.as_str(), wanted.contact_limit.as_str()), ("3wd", "1wd"));
    assert!(wanted.needs_photo && !wanted.confidential && wanted.active);
    assert_eq!((wanted.code, wanted.anchor, wanted.quick), (present.code, present.anchor, present.quick));
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    assert_eq!(refused(&[("settle_amount", "0")]), [("settle", "time-limit")]);
    assert_eq!(refused(&[("contact_unit", "fortnight")]), [("contact", "time-limit")]);
    assert_eq!(refused(&[("contact_amount", "4")]), [("contact", "setup-contact-after-settle")]);
    assert_eq!(refused(&[("responsible", " ")]), [("responsible", "setup-responsible-missing")]);
    assert_eq!(refused(&[("committee_part", "boss")]), [("committee_part", "setup-part-missing")]);
    assert_eq!(refused(&[("emergency", "E0")]), [("emergency_advice", "setup-advice-missing")]);
}

#[test]
fn advice_to_call_now_stands_only_where_life_is_at_stake() {
    let advice = ("emergency_advice", "马上打 110。");
    let urgent = changed_category(&form(&[("emergency", "E0"), advice]), &category("0105")).unwrap();
    assert_eq!(urgent.emergency_advice, "马上打 110。");
    assert_eq!(changed_category(&form(&[advice]), &category("0105")).unwrap().emergency_advice, "");
}

#[test]
fn the_catalogues_words_name_who_usually_takes_it() {
    assert_eq!(usual_kinds("物业→业委会（维修资金）"), ["property_company", "owners_committee"]);
    assert_eq!(usual_kinds("业主大会/物业"), ["owners_committee", "property_company"]);
    assert_eq!(usual_kinds("街道社区事务受理/养老顾问")[0], "affairs_centre");
    assert_eq!(usual_kinds("告知法定渠道"), Vec::<&str>::new());
}

#[test]
fn nothing_outside_the_committees_list_goes_to_the_committee_first() {
    for c in seed().into_iter().filter(|c| c.committee_part == "none") {
        assert!(!usual_kinds(&c.responsible).contains(&"neighbourhood_committee"), "{}", c.code);
    }
}

#[test]
fn a_phone_of_a_desk_is_a_number_people_can_dial() {
    assert_eq!(desk_phone("5555 0128").unwrap(), "02155550128");
    assert_eq!(desk_phone("110").unwrap(), "110");
    assert_eq!(desk_phone("962777").unwrap(), "962777");
    assert!(desk_phone("").is_err() && desk_phone("问小陈").is_err() && desk_phone("12").is_err());
}

#[test]
fn october_2026_shows_the_holiday_and_the_saturday_that_is_worked() {
    let october = &year_grid(&WorkCalendar::national(), 2026, day("2026-10-12"))[9];
    let first = october.weeks[0][3].as_ref().unwrap();
    assert_eq!((first.number, first.class.as_str(), first.name.as_str()), (1, "rest", "国庆节"));
    assert!(october.weeks[0][..3].iter().all(Option::is_none));
    assert_eq!(october.weeks[1][5].as_ref().unwrap().class, "work");
    assert_eq!(october.weeks[2][0].as_ref().unwrap().class, " today");
}

#[test]
fn in_a_year_without_notice_holidays_are_marked_provisional() {
    let grid = year_grid(&WorkCalendar::national(), 2027, day("2026-11-23"));
    assert_eq!(grid[0].weeks[0][4].as_ref().unwrap().class, "rest provisional");
    assert_eq!(grid[0].weeks[0][5].as_ref().unwrap().class, "weekend");
}

proptest! {
    #[test]
    fn a_grid_has_every_day_of_its_year_once_under_its_weekday(year in 2020i16..2100) {
        let grid = year_grid(&WorkCalendar::national(), year, day("2026-11-23"));
        let mut next = Day::new(year, 1, 1).unwrap();
        for month in &grid {
            for (column, cell) in month.weeks.iter().flat_map(|week| week.iter().enumerate()) {
                let Some(cell) = cell else { continue };
                prop_assert_eq!((next.0.month() as i64, next.0.day()), (month.number, cell.number));
                prop_assert_eq!(next.0.weekday().to_monday_zero_offset() as usize, column);
                next = next.plus_days(1);
            }
        }
        prop_assert_eq!(next, Day::new(year + 1, 1, 1).unwrap());
    }
}
