use super::*;
use crate::Day;
use crate::calendar::Exception;
use crate::time::shanghai;
use proptest::prelude::*;

fn at(text: &str) -> Ts {
    let clock: jiff::civil::DateTime = text.parse().unwrap();
    Ts(clock.to_zoned_datetime(shanghai()).unwrap().timestamp().as_millisecond())
}

fn limit(text: &str) -> TimeLimit {
    text.parse().unwrap()
}

fn pause(from: &str, to: &str) -> Pause {
    Pause { from: at(from), to: Some(at(to)) }
}

fn show(ts: Ts) -> String {
    ts.in_zone(&shanghai()).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[track_caller]
fn due(start: &str, text: &str, pauses: &[Pause], expected: &str) {
    let found = WorkCalendar::national().deadline(at(start), limit(text), pauses).map(show);
    assert_eq!(found.as_deref(), Some(expected), "{text} from {start}");
}

#[test]
fn the_day_of_the_start_does_not_count_and_the_last_one_ends_at_close_of_work() {
    due("2026-11-23T09:00", "1wd", &[], "2026-11-24T17:00");
    due("2026-11-23T23:59", "1wd", &[], "2026-11-24T17:00");
    due("2026-11-23T00:00", "5wd", &[], "2026-11-30T17:00");
    due("2026-11-20T17:30", "1wd", &[], "2026-11-23T17:00");
    due("2026-11-22T10:00", "1wd", &[], "2026-11-23T17:00");
    due("2026-11-23T07:00", "3wd", &[], "2026-11-26T17:00");
}

#[test]
fn working_days_pass_over_the_spring_festival_and_count_its_make_up_days() {
    // Friday before; Saturday the 14th is worked, then nine days off.
    due("2026-02-13T10:00", "1wd", &[], "2026-02-14T17:00");
    due("2026-02-13T10:00", "2wd", &[], "2026-02-24T17:00");
    due("2026-02-18T10:00", "5wd", &[], "2026-02-28T17:00");
    due("2025-01-27T10:00", "5wd", &[], "2025-02-10T17:00");
}

#[test]
fn working_days_pass_over_the_national_day_and_count_its_make_up_days() {
    due("2026-09-18T10:00", "1wd", &[], "2026-09-20T17:00");
    due("2026-09-18T10:00", "5wd", &[], "2026-09-24T17:00");
    due("2026-09-30T16:00", "3wd", &[], "2026-10-10T17:00");
    due("2026-09-30T16:00", "4wd", &[], "2026-10-12T17:00");
}

#[test]
fn work_hours_count_only_while_someone_works() {
    due("2026-11-23T10:00", "4wh", &[], "2026-11-23T15:30");
    due("2026-11-23T08:30", "3wh", &[], "2026-11-23T11:30");
    due("2026-11-23T06:00", "4wh", &[], "2026-11-23T14:00");
    due("2026-11-20T17:30", "4wh", &[], "2026-11-23T14:00");
    due("2026-11-20T16:00", "2wh", &[], "2026-11-23T09:30");
    due("2026-11-22T12:00", "7wh", &[], "2026-11-23T17:00");
    due("2026-02-14T16:00", "2wh", &[], "2026-02-24T09:30");
}

#[test]
fn natural_hours_run_through_nights_and_holidays() {
    due("2026-02-16T20:00", "24h", &[], "2026-02-17T20:00");
    due("2026-02-16T23:45", "30min", &[], "2026-02-17T00:15");
}

#[test]
fn natural_days_run_through_holidays_but_do_not_end_on_one() {
    due("2026-11-23T09:00", "3d", &[], "2026-11-26T17:00");
    due("2026-11-20T09:00", "1d", &[], "2026-11-23T17:00");
    due("2026-09-19T09:00", "1d", &[], "2026-09-20T17:00");
    due("2026-02-10T09:00", "7d", &[], "2026-02-24T17:00");
    due("2026-02-10T09:00", "15d", &[], "2026-02-25T17:00");
}

#[test]
fn waiting_gives_back_the_time_that_counted() {
    due("2026-11-23T09:00", "24h", &[pause("2026-11-23T10:00", "2026-11-23T13:00")], "2026-11-24T12:00");
    due("2026-11-23T09:00", "4wh", &[pause("2026-11-23T10:00", "2026-11-23T14:00")], "2026-11-23T17:00");
    due("2026-11-23T09:00", "4wh", &[pause("2026-11-23T11:30", "2026-11-23T13:00")], "2026-11-23T14:30");
    due("2026-11-20T16:00", "2wh", &[pause("2026-11-20T16:30", "2026-11-23T10:00")], "2026-11-23T11:30");
}

#[test]
fn a_pause_that_ends_before_it_begins_moves_nothing() {
    for (text, expected) in
        [("24h", "2026-11-24T09:00"), ("4wh", "2026-11-23T14:30"), ("2wd", "2026-11-25T17:00")]
    {
        due("2026-11-23T09:00", text, &[pause("2026-11-23T11:00", "2026-11-23T10:00")], expected);
    }
}

#[test]
fn limits_in_days_are_given_back_in_whole_days() {
    let wait = |from, to| [pause(from, to)];
    due("2026-11-23T09:00", "3wd", &wait("2026-11-24T08:30", "2026-11-25T08:30"), "2026-11-27T17:00");
    due("2026-11-23T09:00", "3wd", &wait("2026-11-24T15:00", "2026-11-24T16:00"), "2026-11-27T17:00");
    due("2026-11-23T09:00", "3wd", &wait("2026-11-24T17:00", "2026-11-25T08:00"), "2026-11-26T17:00");
    due("2026-11-23T09:00", "3wd", &wait("2026-11-23T10:00", "2026-11-23T16:00"), "2026-11-26T17:00");
    due("2026-11-23T09:00", "3d", &wait("2026-11-24T10:00", "2026-11-24T16:00"), "2026-11-27T17:00");
    // 5.5 working hours of the 30th and 1.5 of the 8th are one day; a minute more is a second one.
    due("2026-09-29T09:00", "2wd", &wait("2026-09-30T10:00", "2026-10-08T10:00"), "2026-10-09T17:00");
    due("2026-09-29T09:00", "2wd", &wait("2026-09-30T10:00", "2026-10-08T10:01"), "2026-10-10T17:00");
}

#[test]
fn many_short_pauses_do_not_each_win_a_day() {
    let hours = [("2026-11-24", "09"), ("2026-11-25", "10"), ("2026-11-26", "14")];
    let short: Vec<Pause> = hours
        .iter()
        .map(|(day, hour)| pause(&format!("{day}T{hour}:00"), &format!("{day}T{hour}:10")))
        .collect();
    due("2026-11-23T09:00", "3wd", &short, "2026-11-27T17:00");
}

#[test]
fn no_deadline_passes_while_someone_is_waited_for() {
    // The first pause leaves slack on Friday the 27th; the second covers that day's close.
    let pauses =
        [pause("2026-11-27T15:00", "2026-12-02T10:00"), pause("2026-11-24T09:00", "2026-11-24T10:00")];
    due("2026-11-23T09:00", "3wd", &pauses, "2026-12-02T17:00");
    due("2026-11-23T09:00", "3d", &pauses, "2026-12-02T17:00");
}

#[test]
fn nothing_is_due_during_an_open_pause_that_began_in_time() {
    let calendar = WorkCalendar::national();
    let open = |from| [Pause { from: at(from), to: None }];
    let start = at("2026-11-23T09:00");
    for unit in ["5h", "5wh", "1d", "1wd"] {
        assert_eq!(calendar.deadline(start, limit(unit), &open("2026-11-23T10:00")), None, "{unit}");
        let late = calendar.deadline(start, limit(unit), &open("2026-11-24T17:00"));
        assert_eq!(late, calendar.deadline(start, limit(unit), &[]), "{unit}: over before the waiting began");
    }
}

#[test]
fn an_extension_begins_where_the_limit_ended() {
    let calendar = WorkCalendar::national();
    let first = calendar.deadline(at("2026-09-24T10:00"), limit("3wd"), &[]).unwrap();
    assert_eq!(show(first), "2026-09-30T17:00");
    assert_eq!(calendar.extended(first, limit("2wd"), &[]).map(show).unwrap(), "2026-10-09T17:00");
    let waiting = [pause("2026-10-08T08:30", "2026-10-09T08:30")];
    assert_eq!(calendar.extended(first, limit("2wd"), &waiting).map(show).unwrap(), "2026-10-10T17:00");
    assert_eq!(calendar.extended(first, limit("2h"), &[]).map(show).unwrap(), "2026-09-30T19:00");
}

#[test]
fn an_areas_closed_day_and_hours_move_its_deadlines() {
    let closed = "2026-11-24".parse::<Day>().unwrap();
    let area = WorkCalendar::national()
        .with_area(&[(closed, Exception::Off("搬迁".into()))])
        .with_hours(vec![(9 * 60, 12 * 60), (13 * 60 + 30, 20 * 60)])
        .unwrap();
    let found = |text| show(area.deadline(at("2026-11-23T19:00"), limit(text), &[]).unwrap());
    assert_eq!((found("1wd").as_str(), found("1d").as_str()), ("2026-11-25T20:00", "2026-11-25T20:00"));
    assert_eq!(found("2wh"), "2026-11-25T10:00");
}

#[test]
fn limits_are_written_as_in_the_catalogue() {
    for text in ["24h", "3d", "4wh", "5wd", "30min", "65535wd"] {
        assert_eq!(limit(text).to_string(), text);
    }
    assert_eq!(limit("4wh"), TimeLimit::new(4, Unit::WorkHour).unwrap());
    for text in ["", "h", "4", "0d", "-1d", "+1d", "1.5h", "4 wh", "4WH", "65536h", "3天", "3dd"] {
        assert_eq!(text.parse::<TimeLimit>().unwrap_err().name, "time-limit", "{text}");
    }
}

#[test]
fn what_is_left_is_said_in_one_unit() {
    let left = |now, due| WorkCalendar::national().left(at(now), at(due));
    let due = "2026-11-25T17:00";
    assert_eq!(left("2026-11-23T09:00", due), Left::Remaining(Amount::Days(2)));
    assert_eq!(left("2026-11-23T23:00", due), Left::Remaining(Amount::Days(2)));
    assert_eq!(left("2026-11-24T17:00", due), Left::Remaining(Amount::Days(1)));
    assert_eq!(left("2026-11-24T17:01", due), Left::Remaining(Amount::Hours(23)));
    assert_eq!(left("2026-11-25T16:01", due), Left::Remaining(Amount::Minutes(59)));
    assert_eq!(left(due, due), Left::Remaining(Amount::Minutes(0)));
    assert_eq!(left("2026-11-25T22:30", due), Left::Overdue(Amount::Hours(5)));
    assert_eq!(left("2026-11-27T01:00", due), Left::Overdue(Amount::Days(2)));
}

#[test]
fn the_bar_is_full_only_when_the_time_is_over() {
    let share = |now| elapsed_share(Ts(1_000), Ts(2_000), Ts(now));
    assert_eq!([0, 1_000, 1_500, 1_999, 2_000, 9_000].map(share), [0, 0, 50, 99, 100, 100]);
    assert_eq!(elapsed_share(Ts(5), Ts(5), Ts(5)), 100);
}

/// The definition at the head of the module, minute by minute.
fn by_the_minute(calendar: &WorkCalendar, start: Ts, limit: TimeLimit, pauses: &[Pause]) -> Ts {
    let zone = shanghai();
    let whole_days = limit.unit.ends_with_work();
    let mut now = if whole_days { start.day(&zone).plus_days(1).start(&zone) } else { start };
    let amount = i64::from(limit.amount);
    let mut missing = match limit.unit {
        Unit::Minute => amount,
        Unit::NaturalHour | Unit::WorkHour => amount * 60,
        Unit::NaturalDay => amount * 24 * 60 - 7 * 60,
        Unit::WorkDay => amount * 7 * 60,
    };
    let waits = |from: Ts, to: Ts| pauses.iter().any(|p| p.from < to && p.to.is_none_or(|over| over > from));
    let closes = |now: Ts| calendar.works(now.day(&zone)) && calendar.close_of(now.day(&zone)) == now;
    loop {
        let waiting = waits(now, now);
        if missing <= 0 && !waiting && (!whole_days || closes(now)) {
            return now;
        }
        let next = now.plus_minutes(1);
        let counts = !limit.unit.counts_work() || calendar.at_work(now);
        missing -= i64::from(counts && !waits(now, next));
        now = next;
    }
}

/// Any minute from the end of 2025 to the autumn of 2026.
fn moment() -> impl Strategy<Value = Ts> {
    (0..400_000i64).prop_map(|minutes| at("2025-12-20T00:00").plus_minutes(minutes))
}

fn any_limit() -> impl Strategy<Value = TimeLimit> {
    (1..12u16, prop::sample::select(Unit::ALL))
        .prop_map(|(amount, unit)| TimeLimit::new(amount, unit).unwrap())
}

/// Pauses around `start`, some of them before it, some overlapping.
fn pauses_after(start: Ts) -> impl Strategy<Value = Vec<Pause>> {
    let one = (-3_000..20_000i64, 0..6_000i64).prop_map(move |(after, length)| {
        let from = start.plus_minutes(after);
        Pause { from, to: Some(from.plus_minutes(length)) }
    });
    prop::collection::vec(one, 0..5)
}

fn started() -> impl Strategy<Value = (Ts, Vec<Pause>)> {
    moment().prop_flat_map(|start| (Just(start), pauses_after(start)))
}

/// No due time is later than any.
fn or_never(due: Option<Ts>) -> Ts {
    due.unwrap_or(Ts(i64::MAX))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_deadline_is_the_one_counted_minute_by_minute((start, pauses) in started(), limit in any_limit()) {
        let calendar = WorkCalendar::national();
        let found = calendar.deadline(start, limit, &pauses).unwrap();
        prop_assert_eq!(show(found), show(by_the_minute(&calendar, start, limit, &pauses)));
    }

    #[test]
    fn starting_later_never_ends_sooner((start, pauses) in started(), later in 0..20_000i64, limit in any_limit()) {
        let calendar = WorkCalendar::national();
        let due = |start| calendar.deadline(start, limit, &pauses).unwrap();
        prop_assert!(due(start) <= due(start.plus_minutes(later)));
    }

    #[test]
    fn more_time_never_ends_sooner((start, pauses) in started(), limit in any_limit(), more in 0..5u16) {
        let calendar = WorkCalendar::national();
        let longer = TimeLimit { amount: limit.amount + more, ..limit };
        let due = calendar.deadline(start, limit, &pauses).unwrap();
        prop_assert!(due <= calendar.deadline(start, longer, &pauses).unwrap());
        prop_assert!(due < calendar.extended(due, longer, &pauses).unwrap());
    }

    #[test]
    fn waiting_never_shortens_a_limit(
        (start, mut pauses) in started(),
        limit in any_limit(),
        after in -3_000..20_000i64,
        length in prop::option::of(0..6_000i64),
    ) {
        let calendar = WorkCalendar::national();
        let before = or_never(calendar.deadline(start, limit, &pauses));
        let from = start.plus_minutes(after);
        pauses.push(Pause { from, to: length.map(|minutes| from.plus_minutes(minutes)) });
        prop_assert!(before <= or_never(calendar.deadline(start, limit, &pauses)));
    }

    #[test]
    fn a_deadline_in_days_or_work_hours_lies_in_work_after_the_start(
        (start, pauses) in started(),
        limit in any_limit(),
    ) {
        let calendar = WorkCalendar::national();
        let due = calendar.deadline(start, limit, &pauses).unwrap();
        prop_assert!(due > start);
        if !matches!(limit.unit, Unit::Minute | Unit::NaturalHour) {
            prop_assert!(calendar.works(due.day(calendar.zone())));
            prop_assert!(calendar.at_work(due.plus_ms(-1)));
        }
        if limit.unit.ends_with_work() {
            prop_assert_eq!(due, calendar.close_of(due.day(calendar.zone())));
        }
    }
}
