use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Ts {
    let clock: jiff::civil::DateTime = text.parse().unwrap();
    Ts(clock.to_zoned_datetime(time::shanghai()).unwrap().timestamp().as_millisecond())
}

fn working_days(calendar: &WorkCalendar, year: i16) -> usize {
    let first = Day::new(year, 1, 1).unwrap();
    days_from(first).take_while(|day| day.0.year() == year).filter(|day| calendar.works(*day)).count()
}

#[test]
fn the_published_years_have_the_working_days_of_the_notices() {
    let calendar = WorkCalendar::national();
    assert_eq!(calendar.kind(day("2026-02-16")), DayKind::Holiday("春节"));
    assert_eq!(calendar.kind(day("2026-09-20")), DayKind::MakeUp("国庆节"));
    assert_eq!(calendar.kind(day("2026-02-24")), DayKind::Workday);
    assert_eq!(calendar.kind(day("2026-10-11")), DayKind::Weekend);
    // 13 statutory holidays (11 before 2025) leave 248 of 365 days: 365 - 104 weekend days - 13 = 248.
    assert_eq!((working_days(&calendar, 2025), working_days(&calendar, 2026)), (248, 248));
}

#[test]
fn a_year_without_a_notice_is_provisional_and_knows_only_the_fixed_holidays() {
    let mut calendar = WorkCalendar::national();
    assert!(calendar.is_provisional(day("2027-02-08")) && !calendar.is_provisional(day("2026-12-31")));
    assert_eq!(calendar.kind(day("2027-10-01")), DayKind::Holiday("国庆节"));
    assert_eq!(calendar.kind(day("2027-02-08")), DayKind::Workday);

    calendar.adopt(Arrangement::parse(2027, "2027/2/8,休,春节\n2027-02-20,班,春节").unwrap());
    assert!(!calendar.is_provisional(day("2027-02-08")) && calendar.is_provisional(day("2028-01-01")));
    assert_eq!(calendar.kind(day("2027-02-08")), DayKind::Holiday("春节"));
    assert_eq!(calendar.kind(day("2027-02-20")), DayKind::MakeUp("春节"));
    assert_eq!(calendar.kind(day("2027-10-01")), DayKind::Workday, "the notice alone speaks for its year");
}

#[test]
fn a_corrected_notice_replaces_the_former_one_whole() {
    let mut calendar = WorkCalendar::national();
    calendar.adopt(Arrangement::parse(2027, "2026-12-31,休,元旦\n2027-01-09,班,元旦").unwrap());
    assert_eq!(calendar.kind(day("2026-12-31")), DayKind::Holiday("元旦"));
    assert_eq!(calendar.kind(day("2026-10-01")), DayKind::Holiday("国庆节"));
    calendar.adopt(Arrangement::parse(2027, "2027-01-01,休,元旦").unwrap());
    assert_eq!(calendar.kind(day("2026-12-31")), DayKind::Workday);
    assert_eq!(calendar.kind(day("2027-01-09")), DayKind::Weekend);
}

#[test]
fn a_notice_is_read_as_offices_type_it() {
    let csv = "\u{feff}日期,类型,名称\r\n\r\n# 抄自通知\r\n2027/1/1,休,元旦\r\n2027-01-04\t班\t元旦\r\n2027-1-2\u{ff0c}休\u{ff0c}元旦";
    let notice = Arrangement::parse(2027, csv).unwrap();
    let (off, work) = (&Exception::Off("元旦".into()), &Exception::Work("元旦".into()));
    let expected = [(day("2027-01-01"), off), (day("2027-01-02"), off), (day("2027-01-04"), work)];
    assert_eq!((notice.year(), notice.days().collect::<Vec<_>>()), (2027, expected.to_vec()));
}

#[test]
fn every_bad_line_is_reported_by_number_and_name() {
    let csv = "日期,类型,名称\n2027-02-30,休,春节\n2027-01-01,假,元旦\n2027-01-02,休\n2027-01-03,休,\n\
               2026-11-30,休,元旦\n2027-01-04,休,元旦\n2027/1/4,班,元旦\n2027-1-2-3,休,元旦";
    let found: Vec<_> =
        Arrangement::parse(2027, csv).unwrap_err().into_iter().map(|e| (e.line, e.name)).collect();
    let expected =
        [(2, "date"), (3, "kind"), (4, "columns"), (5, "name"), (6, "year"), (8, "twice"), (9, "date")];
    assert_eq!(found, expected);
    assert_eq!(Arrangement::parse(2027, "日期,类型,名称\n"), Err(vec![LineError { line: 1, name: "empty" }]));
}

#[test]
fn an_areas_own_days_lead_over_the_national_ones() {
    let own = [
        (day("2026-11-23"), Exception::Off("搬迁".into())),
        (day("2026-11-28"), Exception::Work("周六值班".into())),
        (day("2026-10-01"), Exception::Work("国庆值班".into())),
    ];
    let area = WorkCalendar::national().with_area(&own);
    assert_eq!(area.kind(day("2026-11-23")), DayKind::Holiday("搬迁"));
    assert!(area.works(day("2026-11-28")) && area.works(day("2026-10-01")) && !area.works(day("2026-10-02")));
}

#[test]
fn someone_is_at_work_in_working_hours_only() {
    let calendar = WorkCalendar::national();
    for (moment, open) in [
        ("2026-11-23T08:29:59", false),
        ("2026-11-23T08:30", true),
        ("2026-11-23T11:30", false),
        ("2026-11-23T13:00", true),
        ("2026-11-23T17:00", false),
        ("2026-11-22T10:00", false),
        ("2026-09-20T10:00", true),
        ("2026-10-05T10:00", false),
    ] {
        assert_eq!(calendar.at_work(at(moment)), open, "{moment}");
    }
}

#[test]
fn the_next_opening_passes_over_lunch_weekends_and_the_spring_festival() {
    let calendar = WorkCalendar::national();
    for (now, opens) in [
        ("2026-11-23T09:10", "2026-11-23T09:10"),
        ("2026-11-23T12:00", "2026-11-23T13:00"),
        ("2026-11-20T17:00", "2026-11-23T08:30"),
        ("2026-02-13T18:00", "2026-02-14T08:30"),
        ("2026-02-14T18:00", "2026-02-24T08:30"),
    ] {
        assert_eq!(calendar.next_opening(at(now)), at(opens), "{now}");
    }
}

#[test]
fn hours_that_no_clock_can_show_are_refused() {
    let tries: [&[Stretch]; 5] =
        [&[], &[(600, 600)], &[(600, 500)], &[(600, 700), (650, 800)], &[(600, 1440)]];
    for hours in tries {
        assert_eq!(WorkCalendar::national().with_hours(hours.to_vec()).unwrap_err().name, "calendar-hours");
    }
    let long = WorkCalendar::national().with_hours(vec![(8 * 60, 20 * 60)]).unwrap();
    assert!(long.at_work(at("2026-11-23T12:00")) && long.at_work(at("2026-11-23T19:59")));
}

#[test]
fn hours_are_those_of_the_zones_own_clocks() {
    let berlin = WorkCalendar::national().in_zone(TimeZone::get("Europe/Berlin").unwrap());
    // 8:30 in Berlin is 14:30 in Shanghai in summer and 15:30 in winter.
    assert_eq!(berlin.next_opening(at("2026-07-01T12:00")), at("2026-07-01T14:30"));
    assert_eq!(berlin.next_opening(at("2026-11-23T12:00")), at("2026-11-23T15:30"));
}

#[test]
fn the_end_of_the_calendar_is_no_trap() {
    let (calendar, last) = (WorkCalendar::national(), at("9999-12-30T23:00"));
    assert!(!calendar.at_work(last) && calendar.next_opening(last) >= last);
    assert!(calendar.deadline(last, "5wd".parse().unwrap(), &[]).unwrap() >= last);
}
