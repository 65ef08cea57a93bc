//! What may be done to a case and what may not, one sentence each.

use super::*;

fn with_proof() -> Play {
    let mut play = Play::begin();
    (play.category.needs_photo, play.category.needs_verification) = (true, true);
    play
}

fn with_photo(outcome: Outcome) -> Command {
    let none = String::new;
    Command::Handle { outcome, photos: 1, constraint: none(), alternative: none(), item: none() }
}

#[test]
fn after_two_returns_the_secretary_decides_and_it_cannot_be_returned_again() {
    let mut play = Play::begin();
    play.does(Worker(ANN), to(PROPERTY), "").refuses(
        Outside(PROPERTY),
        Command::Return,
        " ",
        "reason-missing",
    );
    play.does(Outside(PROPERTY), Command::Return, "路灯归市政");
    assert_eq!((play.case.state, play.case.party), (State::Triaged, Party::Desk));
    play.does(Worker(ANN), to(UTILITY), "").does(Outside(UTILITY), Command::Return, "小区内归物业");
    assert_eq!((play.case.party, play.case.level), (Party::Secretary, Level::Secretary));
    play.refuses(Worker(ANN), to(PROPERTY), "", "secretary-decides").does(Secretary, to(PROPERTY), "");
    play.refuses(Outside(PROPERTY), Command::Return, "还是不归我们", "returned-too-often");
    play.does(Outside(PROPERTY), Command::Acknowledge, "");
}

#[test]
fn an_organisation_without_the_case_has_no_say() {
    let mut play = Play::begin();
    play.does(Worker(ANN), to(PROPERTY), "").refuses(Outside(UTILITY), Command::Acknowledge, "", "not-yours");
    play.does(Outside(PROPERTY), Command::Return, "不归我们");
    play.refuses(Outside(PROPERTY), Command::Note, "其实可以", "not-yours");
}

#[test]
fn only_an_organisation_is_handed_a_case() {
    for to in [Party::Desk, Party::Worker(BO), Party::Secretary, Party::Street] {
        Play::begin().refuses(Worker(ANN), Command::Dispatch { to, limit: None }, "", "party-missing");
    }
}

#[test]
fn a_worker_may_record_what_a_foreman_said_on_the_phone() {
    let mut play = Play::begin();
    play.does(Worker(ANN), to(PROPERTY), "").does(Worker(ANN), Command::Acknowledge, "").does(
        Worker(ANN),
        Command::Start,
        "",
    );
    play.does(Worker(ANN), finished(Outcome::Solved), "老王来电：修好了");
    assert_eq!(play.case.handled_party, Some(Party::Organisation(PROPERTY)));
}

#[test]
fn nobody_extends_their_own_case() {
    let more = || Command::Extend { by: limit("3wd") };
    let mut play = Play::begin();
    play.does(Worker(ANN), Command::Take { worker: CHIEF }, "");
    play.refuses(Secretary, more(), "忙", "extension-own-case").refuses(
        Worker(ANN),
        more(),
        "忙",
        "not-yours",
    );
    let director = Actor { account: Some(BO), ..Secretary.actor(&play.case) };
    play.does_as(&director, more(), "人手不够");
}

#[test]
fn unmerging_restores_the_state_and_who_was_responsible() {
    for waiting in [false, true] {
        let mut play = Play::begin();
        play.in_hand();
        if waiting {
            play.does(Outside(PROPERTY), wait_until("2026-11-25", "2026-11-23"), "等配件");
        }
        let before = play.case.clone();
        play.does(Worker(ANN), Command::Merge { into: OTHER_CASE, into_open: true }, "");
        assert_eq!((play.case.state, play.case.merged_into), (State::Merged, Some(OTHER_CASE)));
        play.does(Worker(ANN), Command::Unmerge, "");
        assert_eq!(play.case, before);
    }
}

#[test]
fn a_case_is_merged_into_another_that_is_open() {
    let mut play = Play::begin();
    play.refuses(Worker(ANN), Command::Merge { into: CASE, into_open: true }, "", "merge-into-itself");
    play.refuses(Worker(ANN), Command::Merge { into: OTHER_CASE, into_open: false }, "", "merge-into-closed");
    play.refuses(Worker(ANN), Command::Unmerge, "", "not-now");
}

#[test]
fn fixed_on_the_spot_and_confirmed() {
    let mut play = Play::begin();
    play.refuses(Worker(ANN), Command::QuickFix { photos: 0 }, "", "reply-missing");
    play.does(Worker(ANN), Command::QuickFix { photos: 0 }, "灯泡换了");
    assert_eq!((play.case.state, play.case.party), (State::Handled, Party::Worker(ANN)));
    play.later(5).does(Requester, confirmed(Solved::Yes), "");
    assert_eq!((play.case.state, play.case.closed_at), (State::Closed, Some(play.now)));
    assert_eq!(
        (play.case.reached, play.case.solved, play.case.satisfaction),
        (true, Some(Solved::Yes), Some(5))
    );
}

#[test]
fn where_proof_is_needed_a_photo_and_someone_elses_eyes_are() {
    let mut play = with_proof();
    play.refuses(Worker(ANN), Command::QuickFix { photos: 0 }, "好了", "photo-missing");
    play.in_hand().refuses(Outside(PROPERTY), finished(Outcome::Partly), "好了", "photo-missing");
    play.does(Outside(PROPERTY), with_photo(Outcome::Solved), "好了");
    play.refuses(Requester, confirmed(Solved::Yes), "", "needs-verification");
    play.does(Worker(ANN), Command::Verify, "").does(Requester, confirmed(Solved::Yes), "");
    assert_eq!(play.case.state, State::Closed);
}

#[test]
fn what_cannot_be_solved_needs_neither_photo_nor_verification() {
    let mut play = with_proof();
    let cannot = Command::Handle {
        outcome: Outcome::CannotBeSolved,
        photos: 0,
        constraint: "规划红线".into(),
        alternative: "爬楼机".into(),
        item: String::new(),
    };
    play.in_hand().does(Outside(PROPERTY), cannot, "装不了电梯").does(Requester, confirmed(Solved::No), "");
    assert_eq!((play.case.state, play.case.solved), (State::Closed, Some(Solved::No)));
}

#[test]
fn who_handled_it_does_not_verify_it() {
    let mut play = with_proof();
    play.does(Worker(ANN), Command::QuickFix { photos: 1 }, "好了");
    play.refuses(Worker(ANN), Command::Verify, "", "verifier-is-handler");
    play.refuses(Worker(ANN), Command::Reject, "其实没好", "verifier-is-handler");
    play.does(Worker(BO), Command::Verify, "");
}

#[test]
fn who_did_the_work_does_not_verify_it_even_if_a_colleague_wrote_it_down() {
    let mut play = with_proof();
    play.does(Worker(BO), Command::Take { worker: ANN }, "");
    play.does(Worker(BO), with_photo(Outcome::Solved), "小安说好了");
    for who in [ANN, BO] {
        play.refuses(Worker(who), Command::Verify, "", "verifier-is-handler");
    }
    play.does(Secretary, Command::Verify, "");
}

#[test]
fn nobody_of_the_house_that_handled_it_verifies_it() {
    let mut play = with_proof();
    play.in_hand().does(Worker(ANN), with_photo(Outcome::Solved), "老王来电：修好了");
    let of_house = |organisation| Actor {
        parts: vec![Who::Worker],
        account: Some(BO),
        organisation: Some(organisation),
    };
    play.refuses_as(&of_house(PROPERTY), Command::Verify, "", "verifier-is-handler");
    let mut other = with_proof();
    other.in_hand().does(Worker(ANN), with_photo(Outcome::Solved), "老王来电：修好了");
    other.does_as(&of_house(UTILITY), Command::Verify, "");
    play.does(Worker(ANN), Command::Verify, "");
}

#[test]
fn what_is_not_as_said_goes_back_to_who_had_it() {
    let mut play = with_proof();
    play.in_hand().does(Outside(PROPERTY), with_photo(Outcome::Solved), "好了");
    play.refuses(Worker(ANN), Command::Reject, "", "reason-missing").does(
        Worker(ANN),
        Command::Reject,
        "灯还是不亮",
    );
    assert_eq!((play.case.state, play.case.party), (State::Handling, Party::Organisation(PROPERTY)));
    assert_eq!((play.case.outcome, play.case.handled_at, play.case.follow_up_due), (None, None, None));
    assert_eq!(play.case.due_at(), Some(at("2026-11-24T17:00")));
}

#[test]
fn what_cannot_be_solved_says_because_of_what_and_what_instead() {
    let cannot = |constraint: &str, alternative: &str| Command::Handle {
        outcome: Outcome::CannotBeSolved,
        photos: 0,
        constraint: constraint.into(),
        alternative: alternative.into(),
        item: String::new(),
    };
    let mut play = Play::begin();
    play.in_hand();
    play.refuses(Outside(PROPERTY), cannot(" ", "爬楼机"), "装不了", "constraint-missing");
    play.refuses(Outside(PROPERTY), cannot("规划红线", ""), "装不了", "alternative-missing");
    play.refuses(Outside(PROPERTY), cannot("规划红线", "爬楼机"), "", "reply-missing");
    play.refuses(Outside(PROPERTY), finished(Outcome::MovedToList), "列入计划", "item-missing");
    let actor = Outside(PROPERTY).actor(&play.case);
    let told = play.tried(&actor, &cannot("规划红线", "爬楼机"), "装不了").unwrap().happened.facts;
    assert!(told.contains(&("constraint", Fact::Text("规划红线".into()))));
    assert!(told.contains(&("alternative", Fact::Text("爬楼机".into()))));
}

#[test]
fn a_reply_waits_for_every_part() {
    let mut play = Play::begin();
    play.in_hand().refuses(Outside(PROPERTY), Command::TaskDone, "", "no-task");
    play.does(Outside(PROPERTY), Command::Invite, "请供电公司断电");
    play.refuses(Outside(PROPERTY), finished(Outcome::Solved), "好了", "tasks-open");
    play.does(Outside(PROPERTY), Command::TaskDone, "").does(
        Outside(PROPERTY),
        finished(Outcome::Solved),
        "好了",
    );
}

#[test]
fn taking_it_back_ends_the_parts_of_others() {
    let mut play = Play::begin();
    play.in_hand().does(Outside(PROPERTY), Command::Invite, "请供电公司断电");
    play.does(Worker(ANN), Command::Recall, "换一家").does(Worker(ANN), Command::Answer, "已答复");
    assert_eq!((play.case.state, play.case.open_tasks), (State::Closed, 0));
}

#[test]
fn not_fixed_begins_anew_with_a_new_clock() {
    let mut play = Play::begin();
    play.solved().does(Requester, confirmed(Solved::Yes), "").at("2026-12-07T10:00");
    play.refuses(Requester, Command::Dispute, "", "reason-missing").does(
        Requester,
        Command::Dispute,
        "又不亮了",
    );
    assert_eq!((play.case.state, play.case.round, play.case.party), (State::Reopened, 2, Party::Desk));
    assert_eq!(
        (play.case.contact_due, play.case.settle_due),
        (Some(at("2026-12-08T17:00")), Some(at("2026-12-14T17:00")))
    );
    assert_eq!((play.case.closed_at, play.case.outcome), (None, None));
    assert_eq!((play.case.reached, play.case.solved), (false, None), "each round has an answer of its own");
}

#[test]
fn the_third_round_is_led_by_the_secretary() {
    let mut play = Play::begin();
    play.solved().does(Requester, Command::Dispute, "没好").solved().does(
        Requester,
        Command::Dispute,
        "还是没好",
    );
    assert_eq!((play.case.round, play.case.party, play.case.level), (3, Party::Secretary, Level::Secretary));
}

#[test]
fn no_to_what_is_said_to_be_fixed_reopens_it_and_does_not_close_it() {
    let mut play = Play::begin();
    play.solved().refuses(Worker(ANN), confirmed(Solved::No), "", "dispute-instead");
    play.does(Requester, confirmed(Solved::Partly), "");
}

#[test]
fn not_fixed_may_be_said_for_ninety_days() {
    let mut play = Play::begin();
    play.solved().at("2026-11-24T10:00").does(Requester, confirmed(Solved::Yes), "");
    play.at("2027-02-22T10:01").refuses(Requester, Command::Dispute, "又坏了", "reopen-too-late");
    play.at("2027-02-22T10:00").does(Requester, Command::Dispute, "又坏了");
}

#[test]
fn what_was_declined_or_redirected_can_be_disputed() {
    let mut declined = Play::begin();
    let by = |law: &str| Command::Decline { law: law.into() };
    declined.refuses(Worker(ANN), by("居委会条例28条"), "", "reason-missing");
    declined.refuses(Worker(ANN), by(""), "不在清单内", "law-missing");
    declined.does(Worker(ANN), by("居委会条例28条"), "不在清单内").does(
        Requester,
        Command::Dispute,
        "是居委的事",
    );
    assert_eq!(declined.case.round, 2);
    let mut redirected = Play::begin();
    redirected.refuses(Worker(ANN), Command::Redirect { channel: " ".into() }, "", "channel-missing");
    redirected.does(Worker(ANN), Command::Redirect { channel: "110".into() }, "").does(
        Requester,
        Command::Dispute,
        "他们不管",
    );
    assert_eq!((redirected.case.state, redirected.case.closed_at), (State::Reopened, None));
}

#[test]
fn words_may_be_taken_back_within_ten_minutes_or_while_nobody_looked() {
    let looked_at = |minutes| {
        let mut play = Play::begin();
        play.does(Worker(ANN), Command::Triage, "").later(minutes);
        play
    };
    looked_at(9).does(Requester, Command::Withdraw, "");
    looked_at(10).does(Requester, Command::Withdraw, "");
    looked_at(11).refuses(Requester, Command::Withdraw, "", "withdraw-too-late");
    Play::begin().later(11).does(Requester, Command::Withdraw, "");
    Play::begin().refuses(Worker(ANN), Command::Withdraw, "", "not-yours");
    let mut given = Play::begin();
    given.does(Worker(ANN), to(PROPERTY), "").later(9).does(Requester, Command::Withdraw, "");
    assert_eq!((given.case.state, given.case.closed_at), (State::Withdrawn, Some(given.now)));
    Play::begin().in_hand().refuses(Requester, Command::Withdraw, "", "not-now");
}

#[test]
fn what_the_platform_does_by_itself_is_not_looking_at_it() {
    let mut play = Play::begin();
    play.at("2026-11-25T09:00").does(System, Command::Late, "");
    play.does(System, Command::Escalate { to: Level::Secretary }, "").does(Requester, Command::Nudge, "");
    play.does(Requester, Command::Withdraw, "");
}

#[test]
fn three_tries_on_two_days_end_a_case_as_not_reached() {
    let close = || Command::CloseUnreached;
    let mut play = Play::begin();
    play.solved().refuses(Worker(ANN), close(), "", "tries-too-few");
    for _ in 0..3 {
        play.later(60).does(Worker(ANN), Command::Try, "");
    }
    play.refuses(Worker(ANN), close(), "", "tries-too-few");
    play.at("2026-11-24T09:00").does(Worker(ANN), Command::Try, "").does(Worker(ANN), close(), "");
    assert_eq!((play.case.state, play.case.reached, play.case.solved), (State::Closed, false, None));
    play.does(Requester, Command::Dispute, "我在外地，灯没修好");
}

#[test]
fn two_tries_on_two_days_are_too_few() {
    let mut play = Play::begin();
    play.solved().does(Worker(ANN), Command::Try, "").at("2026-11-24T09:00").does(
        Worker(ANN),
        Command::Try,
        "",
    );
    play.refuses(Worker(ANN), Command::CloseUnreached, "", "tries-too-few");
}

#[test]
fn three_tries_at_the_same_hour_are_too_few() {
    let mut play = Play::begin();
    play.solved();
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        play.at(&format!("{day}T10:30")).does(Worker(ANN), Command::Try, "");
    }
    play.refuses(Worker(ANN), Command::CloseUnreached, "", "tries-too-few");
}

#[test]
fn tries_before_it_was_handled_anew_do_not_count() {
    let mut play = Play::begin();
    play.solved();
    for clock in ["2026-11-23T18:00", "2026-11-24T09:00", "2026-11-24T15:00"] {
        play.at(clock).does(Worker(ANN), Command::Try, "");
    }
    play.does(Worker(ANN), Command::Reject, "灯还是不亮").does(
        Worker(ANN),
        finished(Outcome::Solved),
        "又换了",
    );
    play.refuses(Worker(ANN), Command::CloseUnreached, "", "tries-too-few");
}

#[test]
fn without_a_contact_it_stands_posted_three_days_and_then_ends() {
    let mut play = Play::begin();
    play.solved().at("2026-11-27T09:00").refuses(Worker(ANN), Command::ClosePosted, "", "contact-was-left");
    let mut nameless = Play::begin();
    nameless.case.reachable = false;
    nameless.solved().at("2026-11-26T08:59").refuses(
        Worker(ANN),
        Command::ClosePosted,
        "",
        "posting-too-short",
    );
    nameless.at("2026-11-26T09:00").does(Worker(ANN), Command::ClosePosted, "");
    assert_eq!((nameless.case.state, nameless.case.reached), (State::Closed, false));
}

#[test]
fn where_proof_is_needed_no_other_way_of_ending_goes_round_it() {
    let mut play = with_proof();
    play.case.reachable = false;
    play.in_hand().does(Outside(PROPERTY), with_photo(Outcome::Solved), "好了");
    for clock in ["2026-11-24T09:00", "2026-11-24T15:00", "2026-11-26T11:00"] {
        play.at(clock).does(Worker(ANN), Command::Try, "");
    }
    for command in [Command::CloseUnreached, Command::ClosePosted] {
        play.refuses(Worker(ANN), command, "", "needs-verification");
    }
}

#[test]
fn urging_is_heard_once_in_twelve_hours() {
    let mut play = Play::begin();
    play.does(Requester, Command::Nudge, "").later(719).refuses(
        Requester,
        Command::Nudge,
        "",
        "nudged-already",
    );
    play.later(1).does(Requester, Command::Nudge, "");
    assert!(!play.case.touched);
}

#[test]
fn it_only_goes_up_the_ladder_and_the_street_answers_what_reached_it() {
    let up = |to| Command::Escalate { to };
    let mut play = Play::begin();
    play.refuses(Worker(ANN), up(Level::Secretary), "", "reason-missing");
    play.does(Worker(ANN), up(Level::Secretary), "跨部门");
    assert_eq!(play.case.party, Party::Secretary);
    play.refuses(Secretary, up(Level::Secretary), "跨部门", "level-reached");
    play.refuses(Street, Command::Support, "我们来协调", "not-yours");
    play.does(Secretary, up(Level::Street), "跨部门").refuses(Street, Command::Support, "", "reply-missing");
    play.does(Street, Command::Support, "我们来协调");
}

#[test]
fn who_is_waited_for_and_until_when_is_written_for_all_to_read() {
    let mut play = Play::begin();
    let nameless = Command::Wait { on: "".into(), until: day("2026-11-25"), today: day("2026-11-23") };
    play.in_hand().refuses(Outside(PROPERTY), nameless, "等配件", "waiting-on-missing");
    play.refuses(Outside(PROPERTY), wait_until("2026-11-22", "2026-11-23"), "等配件", "waiting-until-past");
    play.refuses(Outside(PROPERTY), wait_until("2026-11-25", "2026-11-23"), "", "reason-missing");
    let actor = Outside(PROPERTY).actor(&play.case);
    let told = play.tried(&actor, &wait_until("2026-11-25", "2026-11-23"), "等配件").unwrap().happened.facts;
    assert!(told.contains(&("on", Fact::Text("厂家".into()))));
    assert!(told.contains(&("until", Fact::Text("2026-11-25".into()))));
}
