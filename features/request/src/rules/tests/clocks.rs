//! The clocks of a case on the calendar of 2026, worked by hand.

use super::*;

/// When contact and settling are due of a case that came at this moment.
fn due(contact: &str, settle: &str, received_at: &str) -> (String, String) {
    let case = Play::with(Category::of(contact, settle), received_at).case;
    (clock(case.contact_due.unwrap()), clock(case.settle_due.unwrap()))
}

fn pair(contact: &str, settle: &str) -> (String, String) {
    (contact.into(), settle.into())
}

#[test]
fn said_on_the_friday_before_spring_festival_after_hours() {
    // Saturday the 14th is a make-up working day, nine days off follow.
    assert_eq!(due("1wd", "5wd", "2026-02-13T17:50"), pair("2026-02-14T17:00", "2026-02-27T17:00"));
    assert_eq!(due("4wh", "1wd", "2026-02-13T17:50"), pair("2026-02-14T14:00", "2026-02-14T17:00"));
    // Article 203 of the Civil Code: a last day that is a holiday gives way to the first day after it.
    assert_eq!(due("1wd", "5d", "2026-02-13T17:50").1, "2026-02-24T17:00");
}

#[test]
fn a_water_facility_is_repaired_within_24_hours_holiday_or_not() {
    assert_eq!(due("2h", "24h", "2026-02-16T23:10"), pair("2026-02-17T01:10", "2026-02-17T23:10"));
}

#[test]
fn a_power_fault_is_seen_within_60_minutes_at_night() {
    assert_eq!(due("60min", "24h", "2026-10-03T23:30"), pair("2026-10-04T00:30", "2026-10-04T23:30"));
}

#[test]
fn illegal_building_under_way_is_seen_within_two_hours() {
    assert_eq!(due("2h", "24h", "2026-05-01T08:15"), pair("2026-05-01T10:15", "2026-05-02T08:15"));
}

#[test]
fn the_national_day_is_passed_over_and_its_make_up_days_are_worked() {
    assert_eq!(due("1wd", "3wd", "2026-09-30T10:00"), pair("2026-10-08T17:00", "2026-10-10T17:00"));
    assert_eq!(due("1wd", "5wd", "2026-09-30T10:00").1, "2026-10-13T17:00");
    assert_eq!(due("1wd", "5wd", "2026-09-18T10:00"), pair("2026-09-20T17:00", "2026-09-24T17:00"));
}

#[test]
fn an_areas_own_closed_day_moves_its_clocks() {
    let closed = linju_kernel::calendar::Exception::Off("搬迁".into());
    let own = WorkCalendar::national().with_area(&[(day("2026-11-24"), closed)]);
    let mut case = Play::begin().case;
    let facts = Facts { calendar: &own, ..Category::of("1wd", "5wd").facts(case.began_at) };
    rules::clocks(&mut case, &facts);
    assert_eq!(case.contact_due.map(clock).unwrap(), "2026-11-25T17:00");
    assert_eq!(case.settle_due.map(clock).unwrap(), "2026-12-01T17:00");
}

#[test]
fn first_contact_is_never_put_off_by_waiting() {
    let mut play = Play::begin();
    play.in_hand().later(60).does(Outside(PROPERTY), wait_until("2026-11-26", "2026-11-23"), "等配件");
    assert_eq!(play.case.contact_due, Some(at("2026-11-24T17:00")));
    assert_eq!(play.case.due_at(), Some(at("2026-11-24T17:00")), "the only clock that counts while waiting");
    play.at("2026-11-24T17:00").refuses(System, Command::Late, "", "not-late");
    play.at("2026-11-24T17:01").does(System, Command::Late, "");
    assert!(play.case.overdue);
    play.at("2026-11-26T09:00").does(Outside(PROPERTY), Command::Resume, "");
    assert_eq!(play.case.contact_due, Some(at("2026-11-24T17:00")));
}

#[test]
fn the_clock_of_settling_stands_while_waiting_and_the_time_is_given_back() {
    let mut play = Play::begin();
    play.in_hand().does(Outside(PROPERTY), Command::Contact, "");
    assert_eq!(play.case.settle_due, Some(at("2026-11-30T17:00")));
    play.at("2026-11-24T08:30").does(Outside(PROPERTY), wait_until("2026-11-25", "2026-11-24"), "等配件");
    assert_eq!((play.case.settle_due, play.case.due_at()), (None, None), "nobody here can be late");
    play.at("2026-11-25T08:30").does(System, Command::Resume, "");
    assert_eq!(play.case.settle_due, Some(at("2026-12-01T17:00")), "one working day given back");
    assert_eq!(play.case.due_at(), play.case.settle_due);
}

#[test]
fn taking_it_back_from_who_waits_ends_the_waiting() {
    let mut play = Play::begin();
    play.in_hand().at("2026-11-24T08:30");
    play.does(Outside(PROPERTY), wait_until("2026-11-25", "2026-11-24"), "等配件").at("2026-11-25T08:30");
    play.does(Worker(ANN), Command::Recall, "换一家");
    assert_eq!(play.case.settle_due, Some(at("2026-12-01T17:00")));
}

#[test]
fn waiting_that_begins_late_heals_nothing() {
    let mut play = Play::begin();
    play.in_hand().does(Outside(PROPERTY), Command::Contact, "");
    play.at("2026-12-01T09:00").does(System, Command::Late, "");
    play.does(Outside(PROPERTY), wait_until("2026-12-03", "2026-12-01"), "等配件");
    assert_eq!((play.case.due_at(), play.case.overdue), (None, true), "nothing to hurry for, but late it is");
    play.at("2026-12-03T09:00").does(System, Command::Resume, "");
    assert_eq!((play.case.due_at(), play.case.overdue), (Some(at("2026-11-30T17:00")), true));
}

#[test]
fn an_extension_moves_what_is_due_and_ends_being_late() {
    let more = || Command::Extend { by: limit("3wd") };
    let mut play = Play::begin();
    play.in_hand().does(Worker(ANN), Command::Contact, "");
    play.at("2026-12-01T09:00").does(System, Command::Late, "");
    play.refuses(Secretary, more(), "", "reason-missing").does(Secretary, more(), "配件停产");
    assert_eq!(play.case.settle_due, Some(at("2026-12-03T17:00")));
    assert!(!play.case.overdue);
    play.does(Secretary, Command::Extend { by: limit("1wd") }, "还要一天");
    assert_eq!(play.case.settle_due, Some(at("2026-12-04T17:00")));
}

#[test]
fn a_limit_of_its_own_may_only_shorten_the_categorys() {
    let mut play = Play::begin();
    play.refuses(Worker(ANN), within(PROPERTY, "6wd"), "", "limit-too-long");
    play.refuses(Worker(ANN), within(PROPERTY, "10d"), "", "limit-too-long");
    play.does(Worker(ANN), within(PROPERTY, "2wd"), "");
    assert_eq!(play.case.settle_due, Some(at("2026-11-25T17:00")));
    play.does(Outside(PROPERTY), Command::Return, "不归我们").does(Worker(ANN), to(UTILITY), "");
    assert_eq!(play.case.settle_due, Some(at("2026-11-30T17:00")), "the next one has the category's again");
}

#[test]
fn a_limit_of_its_own_counts_from_the_handing_on_and_is_the_shorter_one_in_its_last_days() {
    let mut play = Play::begin();
    play.at("2026-11-27T10:00").refuses(Worker(ANN), within(PROPERTY, "2wd"), "", "limit-too-long");
    play.does(Worker(ANN), within(PROPERTY, "4wh"), "");
    assert_eq!(play.case.settle_due, Some(at("2026-11-27T15:30")));
}

#[test]
fn a_limit_of_its_own_after_an_extension_does_not_win_the_extension_twice() {
    let mut play = Play::begin();
    play.in_hand().does(Secretary, Command::Extend { by: limit("5wd") }, "配件停产");
    play.does(Worker(ANN), Command::Recall, "换一家");
    play.refuses(Worker(ANN), within(UTILITY, "8wd"), "", "limit-too-long");
    play.does(Worker(ANN), within(UTILITY, "5wd"), "");
    assert_eq!(play.case.settle_due, Some(at("2026-12-07T17:00")));
}

#[test]
fn a_limit_of_its_own_obeys_the_category_it_has_now() {
    let mut play = Play::begin();
    play.category = Category::of("2h", "24h");
    play.refuses(Worker(ANN), within(PROPERTY, "3wd"), "", "limit-too-long").does(
        Worker(ANN),
        to(PROPERTY),
        "",
    );
    assert_eq!(play.case.settle_due, Some(at("2026-11-24T09:00")));
}

#[test]
fn the_requester_is_asked_within_two_working_days_after_handling() {
    let mut play = Play::with(Category::of("1wd", "5wd"), "2026-02-12T09:00");
    play.at("2026-02-13T16:00").solved();
    assert_eq!(play.case.follow_up_due, Some(at("2026-02-24T17:00")));
    assert_eq!(play.case.due_at(), play.case.follow_up_due, "contact and settling no longer count");
}

#[test]
fn merged_time_does_not_stop_the_clocks() {
    let mut play = Play::begin();
    play.in_hand().does(Worker(ANN), Command::Contact, "");
    let merge = Command::Merge { into: OTHER_CASE, into_open: true };
    play.at("2026-11-24T09:00").does(Worker(ANN), merge, "");
    assert_eq!(play.case.due_at(), None, "the other case has the clocks");
    play.at("2026-12-01T09:00").does(Worker(ANN), Command::Unmerge, "");
    assert_eq!(play.case.settle_due, Some(at("2026-11-30T17:00")));
    assert_eq!(play.case.due_at(), play.case.settle_due);
    play.does(System, Command::Late, "");
}
