use super::choice::Asks;
use super::count::count;
use super::electorate::{Holds, Room, list};
use super::form::TERMS;
use super::*;
use linju_core::party::{ResidenceState, RoleKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts};
use proptest::prelude::*;

const LEAD: &[Part] = &[Part::Desk, Part::Lead];

fn ballot(form: Form, state: State) -> Ballot {
    Ballot {
        form,
        asks: Asks::Whether,
        matter: 7,
        state,
        opens_at: Ts(1_000),
        closes_at: Ts(2_000),
        items: vec![],
        budget: 0,
    }
}

fn refused(result: Result<State, linju_kernel::Refusal>) -> (&'static str, bool) {
    let refusal = result.expect_err("it is refused");
    (refusal.name, refusal.law.is_some())
}

#[test]
fn the_document_shows_the_life_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ballot-lifecycle.md");
    let head = "# The life of a ballot\n\nDrawn from `features/ballot/src/rules/lifecycle.rs`; \
                `LINJU_BLESS=1 cargo test -p linju-ballot --lib life` draws it again.\n\n";
    let now = format!("{head}```mermaid\n{}```\n", LIFE.mermaid());
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, &now).expect("the document can be written");
    }
    assert_eq!(std::fs::read_to_string(path).expect("the document"), now);
}

#[test]
fn every_form_has_exactly_one_row_of_terms() {
    for form in Form::ALL {
        assert_eq!(TERMS.iter().filter(|t| t.form == *form).count(), 1, "{form:?}");
    }
}

#[test]
fn the_law_s_notice_days_cannot_be_shortened() {
    for (form, days) in [(Form::Owners, 15), (Form::Residents, 10), (Form::Households, 10)] {
        let facts = |days_ahead| Facts { days_ahead, days_hung: 30, ..Facts::default() };
        let b = ballot(form, State::Frozen);
        assert_eq!(b.step(Verb::Announce, LEAD, &facts(days)), Ok(State::Announced));
        assert_eq!(refused(b.step(Verb::Announce, LEAD, &facts(days - 1))), ("ballot-notice-short", true));
    }
}

#[test]
fn nothing_is_announced_over_an_unanswered_objection_or_before_its_days_are_over() {
    let b = ballot(Form::Owners, State::Frozen);
    let facts = |objections, days_hung| Facts { objections, days_hung, days_ahead: 60, ..Facts::default() };
    assert_eq!(refused(b.step(Verb::Announce, LEAD, &facts(1, 9))).0, "ballot-objection-open");
    assert_eq!(refused(b.step(Verb::Announce, LEAD, &facts(0, 6))).0, "ballot-objection-days");
    assert_eq!(b.step(Verb::Announce, LEAD, &facts(0, 7)), Ok(State::Announced));
}

#[test]
fn the_last_moment_is_outside_and_the_first_inside() {
    let b = ballot(Form::Owners, State::Open);
    assert_eq!(b.may_vote(Ts(999)).expect_err("early").name, "ballot-too-early");
    assert_eq!(b.may_vote(Ts(1_000)), Ok(()));
    assert_eq!(b.may_vote(Ts(1_999)), Ok(()));
    assert_eq!(b.may_vote(Ts(2_000)).expect_err("late").name, "ballot-late");
    assert_eq!(
        ballot(Form::Owners, State::Closed).may_vote(Ts(1_500)).expect_err("closed").name,
        "ballot-late"
    );
}

#[test]
fn a_law_that_asks_whether_is_not_asked_which() {
    let which = Ballot { asks: Asks::One, ..ballot(Form::Delegates, State::Drafted) };
    assert_eq!(which.fit().first().map(|r| r.name), Some("ballot-law-asks-whether"));
    let no_matter = Ballot { matter: 0, ..ballot(Form::Owners, State::Drafted) };
    assert_eq!(no_matter.fit().first().map(|r| r.name), Some("ballot-matter-missing"));
}

#[test]
fn a_vote_says_what_can_be_chosen_and_nothing_else() {
    assert_eq!(Asks::Whether.read(0, ["yes"]).as_deref(), Ok("yes"));
    assert_eq!(Asks::One.read(3, ["3"]).as_deref(), Ok("3"));
    assert_eq!(Asks::Approval.read(3, ["3", "1"]).as_deref(), Ok("1 3"));
    assert_eq!(Asks::Ranking.read(3, ["3", "1"]).as_deref(), Ok("3 1"));
    assert_eq!(Asks::One.typed(3, "弃").as_deref(), Ok("abstain"));
    let name = |read: Result<String, linju_kernel::Refusal>| read.expect_err("refused").name;
    assert_eq!(name(Asks::Whether.read(0, [])), "ballot-choice-missing");
    assert_eq!(name(Asks::One.read(3, ["1", "2"])), "ballot-choice-one");
    assert_eq!(name(Asks::One.read(3, ["4"])), "ballot-choice-unknown");
    assert_eq!(name(Asks::Approval.read(3, ["2", "2"])), "ballot-choice-unknown");
}

fn rules(form: Form, asks: Asks, entitled: i64, whole_area: i64) -> Rules {
    let item = |n: i64| Item { title: format!("方案 {n}"), cost: n * 10_000 };
    Rules {
        form: form.code().into(),
        asks: asks.code().into(),
        matter: if form == Form::Owners { 7 } else { 0 },
        items: if asks == Asks::Whether { vec![] } else { (1..=3).map(item).collect() },
        budget: 30_000,
        entitled,
        whole_area,
        lot: "lot".into(),
    }
}

fn slips(choices: &[(&str, i64)]) -> Vec<Slip> {
    let slip = |(n, (choice, area)): (usize, &(&str, i64))| Slip {
        id: format!("{n:04}"),
        choice: (*choice).into(),
        area: *area,
    };
    choices.iter().enumerate().map(slip).collect()
}

/// Ten flats of a stairwell; two of the ground floor are large and against the lift.
#[test]
fn a_lift_fails_by_area_though_it_passes_by_heads() {
    let votes = [("yes", 4_500); 8].into_iter().chain([("no", 9_000); 2]).collect::<Vec<_>>();
    let outcome = count(&rules(Form::Owners, Asks::Whether, 10, 54_000), &slips(&votes)).expect("countable");
    let reached: Vec<(&str, bool)> = outcome.lines.iter().map(|l| (l.asked.as_str(), l.reached)).collect();
    assert_eq!(
        reached,
        [
            ("participation-by-area", true),
            ("participation-by-heads", true),
            ("approval-by-area", false),
            ("approval-by-heads", true)
        ]
    );
    assert!(outcome.quorum && !outcome.adopted);
    assert_eq!(outcome.lines[2].lacking, 40_500 - 36_000);
}

#[test]
fn two_thirds_of_2149_heads_take_part_or_one_less() {
    let with = |n: usize| {
        let votes = vec![("yes", 5_000); n];
        count(&rules(Form::Owners, Asks::Whether, 2_149, 2_149 * 5_000), &slips(&votes)).expect("countable")
    };
    assert!(with(1_433).quorum && with(1_433).adopted);
    assert!(!with(1_432).quorum && !with(1_432).adopted);
}

#[test]
fn a_hundredth_of_a_square_metre_decides() {
    let with = |area: i64| {
        let votes = [("yes", area), ("no", 10_000 - area)];
        let three = rules(Form::Owners, Asks::Whether, 2, 10_000);
        count(&Rules { matter: 7, ..three }, &slips(&votes)).expect("countable")
    };
    let by_area = |outcome: &Outcome| outcome.lines[2].reached;
    assert!(by_area(&with(7_500)) && !by_area(&with(7_499)));
}

#[test]
fn delegates_without_two_thirds_decide_nothing() {
    let at = |n: usize| {
        count(&rules(Form::Delegates, Asks::Whether, 63, 0), &slips(&vec![("yes", 0); n])).expect("countable")
    };
    assert!(!at(41).quorum && !at(41).adopted && at(41).lines[0].lacking == 1);
    assert!(at(42).adopted);
}

#[test]
fn the_culture_wall_gets_the_design_most_households_chose() {
    let screen = [("1", 80), ("2", 95), ("3", 39)];
    let paper = [("1", 30), ("2", 12), ("3", 21)];
    let votes: Vec<(&str, i64)> =
        screen.into_iter().chain(paper).flat_map(|(choice, n)| vec![(choice, 0); n]).collect();
    assert_eq!(votes.len(), 214 + 63);
    let outcome = count(&rules(Form::Consultation, Asks::One, 300, 0), &slips(&votes)).expect("countable");
    let order: Vec<_> = outcome.options.iter().map(|o| (o.number, o.votes, o.chosen)).collect();
    assert_eq!(order, [(1, 110, true), (2, 107, false), (3, 60, false)]);
}

#[test]
fn every_project_left_out_has_its_reason() {
    let votes = [("1", 0), ("1", 0), ("2", 0), ("1", 0)];
    let outcome = count(&rules(Form::Consultation, Asks::Budget, 4, 0), &slips(&votes)).expect("countable");
    assert!(outcome.options.iter().all(|o| o.chosen == o.why.is_empty()), "{:?}", outcome.options);
    assert!(outcome.options.iter().any(|o| o.number == 3 && !o.chosen));
    assert!(outcome.spent <= 30_000);
}

#[test]
fn votes_nobody_could_cast_are_not_counted_in_silence() {
    let one = rules(Form::Consultation, Asks::One, 5, 0);
    assert!(count(&one, &slips(&[("4", 0)])).is_err());
    assert!(count(&one, &slips(&[("1", 0); 6])).is_err(), "more votes than voters");
    let mut twice = slips(&[("1", 0), ("2", 0)]);
    twice[1].id = twice[0].id.clone();
    assert!(count(&one, &twice).is_err());
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn room(n: i64, area: i64) -> Room {
    let (id, path) = (Id(n), format!("a/1/1/{n}"));
    Room { id, path, name: format!("{n} 室"), area: Some(area), developer: false, unit: None }
}

fn holds(person: i64, kind: RoleKind, n: i64) -> Holds {
    let state = (kind == RoleKind::Resident).then_some(ResidenceState::LivesHere);
    Holds { person: Id(person), kind, path: format!("a/1/1/{n}"), state, born: Some(day("1950-01-01")) }
}

#[test]
fn one_buyer_s_parts_are_one_head_and_so_are_the_developer_s_and_co_owners_have_one_ballot() {
    let mut rooms: Vec<Room> = (1..=7).map(|n| room(n, 5_000)).collect();
    (rooms[4].developer, rooms[5].developer) = (true, true);
    rooms[6].unit = Some("产权单位".into());
    let owner = |person, n| holds(person, RoleKind::Owner, n);
    let list =
        list(Form::Owners, &rooms, &[owner(1, 1), owner(1, 2), owner(2, 3), owner(3, 3)], day("2026-11-23"));
    let seen: Vec<(Reason, i64, usize)> = list.iter().map(|e| (e.reason, e.area, e.persons.len())).collect();
    assert_eq!(
        seen,
        [
            (Reason::SeveralParts, 10_000, 1),
            (Reason::CoOwners, 5_000, 2),
            (Reason::OwnerUnknown, 5_000, 0),
            (Reason::Developer, 10_000, 0),
            (Reason::PublicHousing, 5_000, 0)
        ]
    );
}

#[test]
fn adults_stand_on_the_list_once_and_children_not_at_all() {
    let rooms = [room(1, 0), room(2, 0)];
    let mut child = holds(3, RoleKind::Resident, 1);
    child.born = Some(day("2010-01-01"));
    let mut unknown = holds(4, RoleKind::Resident, 1);
    unknown.born = None;
    let all = [holds(1, RoleKind::Resident, 1), child, unknown, holds(1, RoleKind::Resident, 2)];
    let adults = list(Form::Residents, &rooms, &all, day("2026-11-23"));
    let seen: Vec<(Id, Reason)> = adults.iter().map(|e| (e.persons[0], e.reason)).collect();
    assert_eq!(seen, [(Id(1), Reason::Adult), (Id(4), Reason::AgeUnknown)]);
    assert_eq!(list(Form::Households, &rooms, &all, day("2026-11-23")).len(), 2);
}

fn any_votes() -> impl Strategy<Value = Vec<(&'static str, i64)>> {
    proptest::collection::vec((prop::sample::select(vec!["yes", "no", "abstain"]), 1i64..20_000), 1..40)
}

proptest! {
    /// One more yes, or a no that becomes a yes, never turns what was adopted down.
    #[test]
    fn a_yes_never_hurts(mut votes in any_votes(), at in 0usize..40, silent in 0i64..20, matter in 1i64..=9) {
        let whole: i64 = votes.iter().map(|v| v.1).sum::<i64>() + silent * 5_000;
        let by = Rules { matter, ..rules(Form::Owners, Asks::Whether, votes.len() as i64 + silent, whole) };
        let before = count(&by, &slips(&votes)).expect("countable").adopted;
        let n = votes.len();
        votes[at % n].0 = "yes";
        prop_assert!(!before || count(&by, &slips(&votes)).expect("countable").adopted);
        if silent > 0 {
            votes.push(("yes", 5_000));
            prop_assert!(!before || count(&by, &slips(&votes)).expect("countable").adopted);
        }
    }

    /// The order in which votes are counted, and the names they get, change nothing.
    #[test]
    fn the_order_of_votes_changes_nothing(votes in any_votes(), seed in 0usize..40) {
        let whole: i64 = votes.iter().map(|v| v.1).sum();
        let by = rules(Form::Owners, Asks::Whether, votes.len() as i64, whole);
        let mut turned = votes.clone();
        turned.rotate_left(seed % votes.len());
        prop_assert_eq!(count(&by, &slips(&votes)), count(&by, &slips(&turned)));
    }

    /// As 民法典 278 says it, word for word, in whole numbers.
    #[test]
    fn all_four_thresholds_hold_exactly(votes in any_votes(), silent in 0i64..20, matter in 1i64..=9) {
        let sum = |of: &str| votes.iter().filter(|v| of.is_empty() || v.0 == of).fold((0, 0), |(a, h), v| (a + v.1, h + 1));
        let (cast, yes) = (sum(""), sum("yes"));
        let whole = (cast.0 + silent * 5_000, cast.1 + silent);
        let by = Rules { matter, ..rules(Form::Owners, Asks::Whether, whole.1, whole.0) };
        let part = 3 * cast.0 >= 2 * whole.0 && 3 * cast.1 >= 2 * whole.1;
        let agree = match matter {
            6..=8 => 4 * yes.0 >= 3 * cast.0 && 4 * yes.1 >= 3 * cast.1,
            _ => 2 * yes.0 > cast.0 && 2 * yes.1 > cast.1,
        };
        let outcome = count(&by, &slips(&votes)).expect("countable");
        prop_assert_eq!((outcome.quorum, outcome.adopted), (part, part && agree));
    }
}
