use super::question::Counted;
use super::*;
use linju_core::party::rules::HouseholdKind;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use proptest::prelude::*;

fn soul(age: i16) -> Soul {
    Soul { person: Id(i64::from(age)), age: Some(age) }
}

fn home(ages: &[i16]) -> Home {
    Home {
        souls: ages.iter().copied().map(soul).collect(),
        floor: Some(5),
        lift: Some(false),
        ..Home::default()
    }
}

fn filter(tests: &[Test], together: Together) -> Filter {
    Filter { tests: tests.to_vec(), together }
}

#[test]
fn of_a_couple_of_82_and_58_only_the_elder_is_stranded_and_neither_lives_alone() {
    let pair = home(&[82, 58]);
    let cut_off = filter(Kind::CutOff.risks(), Together::Any);
    assert_eq!(cut_off.reasons(&pair, Some(&soul(82))), Some(vec![Test::Advanced, Test::Stranded]));
    assert_eq!(cut_off.reasons(&pair, Some(&soul(58))), None);
    assert_eq!(cut_off.reasons(&home(&[66]), Some(&soul(66))), Some(vec![Test::LoneElder, Test::Stranded]));
    let lifted = Home { lift: Some(true), ..home(&[66, 60]) };
    assert_eq!(cut_off.reasons(&lifted, Some(&soul(66))), None);
}

#[test]
fn several_tests_mean_any_or_all_and_none_means_everybody() {
    let flat = Home { rented: true, ..home(&[30]) };
    let both = [Test::Rented, Test::PublicHousing];
    assert!(filter(&both, Together::Any).reasons(&flat, None).is_some());
    assert!(filter(&both, Together::All).reasons(&flat, None).is_none());
    assert_eq!(filter(&[], Together::All).reasons(&flat, None), Some(Vec::new()));
    let confirmed = Home { confirmed: vec![HouseholdKind::Childless], ..home(&[71]) };
    assert!(filter(&[Test::Childless], Together::Any).reasons(&confirmed, Some(&soul(71))).is_some());
}

#[test]
fn a_warning_closes_only_when_everyone_unanswered_is_accounted_for() {
    let mut tally = Tally::default();
    tally.add(Mark::Reached, 380);
    tally.add(Mark::NoAnswer, 1);
    let close = |tally: &Tally| {
        lifecycle::step(Kind::Storm, State::Running, Verb::Close, &[Part::Desk], tally, "够了")
    };
    assert_eq!(close(&tally).expect_err("one did not answer").name, "round-unanswered");
    let mut done = Tally::default();
    done.add(Mark::Reached, 380);
    for mark in [Mark::Vouched, Mark::Police, Mark::Moved, Mark::Refused] {
        done.add(mark, 1);
    }
    assert_eq!(close(&done), Ok(State::Closed));
    for left in [Mark::ToDo, Mark::MustMove] {
        let mut some = done.clone();
        some.add(left, 1);
        assert!(close(&some).is_err(), "{left:?}");
    }
}

#[test]
fn doors_nobody_came_to_are_left_with_a_reason() {
    let mut tally = Tally::default();
    tally.add(Mark::Absent, 3);
    let close =
        |reason| lifecycle::step(Kind::Survey, State::Running, Verb::Close, &[Part::Desk], &tally, reason);
    assert_eq!(close("").expect_err("no reason").field, Some("reason"));
    assert_eq!(close("三户长期空关"), Ok(State::Closed));
    let cancel = lifecycle::step(Kind::Survey, State::Running, Verb::Cancel, &[Part::Desk], &tally, "改期");
    assert_eq!(cancel.expect_err("not hers").name, "not-yours");
}

#[test]
fn nobody_is_vouched_for_before_they_were_called() {
    let desk = &[Part::Desk];
    for mark in [Mark::Vouched, Mark::Police, Mark::Moved] {
        assert!(CALLS.step(Mark::ToDo, mark, desk).is_err(), "{mark:?}");
    }
    assert_eq!(CALLS.step(Mark::NoAnswer, Mark::Police, desk), Ok(Mark::Police));
    assert_eq!(CALLS.step(Mark::Police, Mark::Reached, desk), Ok(Mark::Reached));
}

#[test]
fn every_mark_of_a_kind_can_be_reached_from_its_beginning_and_taken_back() {
    for kind in Kind::ALL {
        for mark in kind.marks().iter().filter(|m| **m != Mark::ToDo) {
            assert!(kind.lines().edge(*mark, Mark::ToDo).is_some(), "{kind:?} {mark:?}");
            let from_somewhere =
                kind.marks().iter().any(|from| from != mark && kind.lines().edge(*from, *mark).is_some());
            assert!(from_somewhere, "{kind:?} {mark:?}");
        }
        assert!(kind.first_marks().iter().all(|m| kind.lines().edge(Mark::ToDo, *m).is_some()));
    }
}

#[test]
fn a_question_takes_the_numbers_on_the_paper_and_nothing_else() {
    let gas = Question::typed("烧什么气", Ask::Choice, "管道、瓶装，不用").expect("a question");
    assert_eq!(gas.options, ["管道", "瓶装", "不用"]);
    assert_eq!(gas.answer(" 2 ").as_deref(), Ok("2"));
    assert_eq!(gas.option("2"), Some("瓶装"));
    assert!(gas.answer("4").is_err() && gas.answer("瓶装").is_err());
    assert!(Question::typed("烧什么气", Ask::Choice, "管道").is_err());
    let wires = Question::typed("电线老化吗", Ask::YesNo, "").expect("a question");
    assert!(wires.answer("3").is_err() && wires.answer("").is_ok_and(|a| a.is_empty()));
    let kept = [gas, wires];
    assert_eq!(question::read(&question::write(&kept)), kept);
}

#[test]
fn answers_of_fewer_than_five_people_are_not_told() {
    let alone = Question::typed("一个人住吗", Ask::YesNo, "").expect("a question");
    let of = |yes: usize, no: usize| {
        let mut counted = Counted::default();
        (0..yes).for_each(|_| counted.add(&alone, question::YES));
        (0..no).for_each(|_| counted.add(&alone, question::NO));
        counted
    };
    for (yes, no, told) in
        [(0, 0, false), (4, 0, false), (5, 0, true), (5, 4, false), (5, 5, true), (1, 9, false)]
    {
        assert_eq!(of(yes, no).tellable(), told, "{yes} {no}");
    }
    assert!(question::sum_tellable(&[of(5, 5), of(6, 7)]));
    assert!(!question::sum_tellable(&[of(5, 5), of(6, 2)]), "the sum would tell of the two");
    assert!(question::sum_tellable(&[of(5, 5), of(3, 2), of(2, 3)]), "five and five of two buildings");
}

fn bundles() -> impl Strategy<Value = Vec<Bundle>> {
    let bundle = (0..6_u32, 0..8_u32, 1..40_i64);
    prop::collection::vec(bundle, 0..60).prop_map(|rows| {
        rows.into_iter().map(|(b, s, lines)| Bundle { path: format!("a.{b:04}.{s:04}"), lines }).collect()
    })
}

proptest! {
    #[test]
    fn every_sheet_has_someone_and_evening_out_never_burdens_the_most_burdened(bundles in bundles()) {
        let workers = [Id(1), Id(2), Id(3)];
        let contacts = [Charge { path: "a.0001".into(), who: Id(1) }, Charge { path: "a.0001.0002".into(), who: Id(2) }];
        let mut given = share(&bundles, &contacts, &[], &workers);
        prop_assert!(given.iter().all(Option::is_some));
        for (bundle, who) in bundles.iter().zip(&given).filter(|(b, _)| b.path.starts_with("a.0001")) {
            prop_assert_eq!(*who, Some(if bundle.path == "a.0001.0002" { Id(2) } else { Id(1) }));
        }
        let loads = |given: &[Option<Id>]| -> Vec<i64> {
            workers.iter().map(|w| bundles.iter().zip(given).filter(|(_, g)| **g == Some(*w)).map(|(b, _)| b.lines).sum()).collect()
        };
        let before = loads(&given).into_iter().max();
        even_out(&bundles, &mut given, &workers);
        let after = loads(&given);
        prop_assert!(after.iter().max().copied() <= before);
        let largest = bundles.iter().map(|b| b.lines).max().unwrap_or_default();
        prop_assert!(after.iter().max().unwrap_or(&0) - after.iter().min().unwrap_or(&0) <= largest);
    }
}

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/round-lifecycle.md");

fn drawn() -> String {
    format!(
        "# The life of a round\n\nDrawn from the tables in `features/round/src/rules/lifecycle.rs`; a test holds that it \
         still is. After a change of a table: `LINJU_BLESS=1 cargo test -p linju-round --lib`.\n\n\
         A round is closed with everyone accounted for: a warning not while somebody is 未办, 未应 or 需转移; a round of \
         doors with a reason where doors are left. 家人确认 and 民警上门 need a note of who said so.\n\n\
         ## The round\n\n```mermaid\n{}```\n\n## A door of a 排摸 or 巡查\n\n```mermaid\n{}```\n\n\
         ## A call of a warning (叫应)\n\n```mermaid\n{}```\n",
        LIFE.mermaid(),
        DOORS.mermaid(),
        CALLS.mermaid()
    )
}

#[test]
fn the_document_shows_the_tables() {
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(DOCUMENT, drawn()).expect("a document");
    }
    assert_eq!(std::fs::read_to_string(DOCUMENT).unwrap_or_default(), drawn());
}
