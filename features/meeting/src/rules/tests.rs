use super::decide::Point;
use super::kind::TERMS;
use super::*;
use linju_kernel::Ts;
use linju_kernel::lifecycle::Coded;
use proptest::prelude::*;

const LEAD: &[Part] = &[Part::Desk, Part::Lead];

fn meeting(kind: Kind, state: State) -> Meeting {
    Meeting {
        kind,
        state,
        starts_at: Ts(1_000),
        confidential: false,
        entitled: 0,
        short_notice: String::new(),
    }
}

fn there(group: Group, n: i64) -> Facts {
    Facts { now: Ts(1_000), present: vec![(group, n)], ..Facts::default() }
}

fn refused(result: Result<State, linju_kernel::Refusal>) -> &'static str {
    result.expect_err("it is refused").name
}

#[test]
fn every_kind_has_exactly_one_row_of_terms() {
    for kind in Kind::ALL {
        assert_eq!(TERMS.iter().filter(|t| t.kind == *kind).count(), 1, "{kind:?}");
    }
}

#[test]
fn two_thirds_of_the_delegates_are_needed_and_one_less_is_too_few() {
    let mut m = meeting(Kind::Delegates, State::Announced);
    m.entitled = 50;
    assert_eq!(m.step(Verb::Hold, LEAD, &there(Group::Delegate, 34)), Ok(State::Held));
    let short = m.step(Verb::Hold, LEAD, &there(Group::Delegate, 33));
    assert!(short.clone().expect_err("too few").law.is_some_and(|law| law.contains("第二十九条")));
    assert_eq!(refused(short), "meeting-quorum-missing");
    assert_eq!(m.step(Verb::Lapse, LEAD, &there(Group::Delegate, 33)), Ok(State::Lapsed));
    assert_eq!(refused(m.step(Verb::Lapse, LEAD, &there(Group::Delegate, 34))), "meeting-enough-came");
}

#[test]
fn whoever_is_no_delegate_does_not_count_for_their_quorum() {
    let mut m = meeting(Kind::Delegates, State::Announced);
    m.entitled = 3;
    assert_eq!(refused(m.step(Verb::Hold, LEAD, &there(Group::Resident, 40))), "meeting-quorum-missing");
}

#[test]
fn a_residents_meeting_needs_more_than_half_of_2149_households() {
    let mut m = meeting(Kind::Residents, State::Announced);
    m.entitled = 2_149;
    assert_eq!(m.step(Verb::Hold, LEAD, &there(Group::Voter, 1_075)), Ok(State::Held));
    assert_eq!(refused(m.step(Verb::Hold, LEAD, &there(Group::Voter, 1_074))), "meeting-quorum-missing");
    m.entitled = 2_148;
    assert_eq!(refused(m.step(Verb::Hold, LEAD, &there(Group::Voter, 1_074))), "meeting-quorum-missing");
}

#[test]
fn the_law_s_ten_days_cannot_be_explained_away_and_what_is_usual_can() {
    let mut m = Meeting { entitled: 100, ..meeting(Kind::Residents, State::Planned) };
    m.short_notice = "台风".into();
    let at = |days_ahead| Facts { days_ahead, now: Ts(1), ..Facts::default() };
    assert_eq!(refused(m.step(Verb::Announce, LEAD, &at(9))), "meeting-notice-by-law");
    assert_eq!(m.step(Verb::Announce, LEAD, &at(10)), Ok(State::Announced));
    let mut talk = meeting(Kind::Talk, State::Planned);
    assert_eq!(refused(talk.step(Verb::Announce, LEAD, &at(0))), "meeting-notice-short");
    talk.short_notice = "今晚停水".into();
    assert_eq!(talk.step(Verb::Announce, LEAD, &at(0)), Ok(State::Announced));
}

#[test]
fn a_hearing_is_not_held_before_those_affected_are_heard_or_recorded_as_absent() {
    let m = meeting(Kind::Hearing, State::Announced);
    let mut facts = there(Group::Delegate, 5);
    assert_eq!(refused(m.step(Verb::Hold, LEAD, &facts)), "meeting-group-unheard");
    facts.absent = vec![Group::Affected];
    assert_eq!(m.step(Verb::Hold, LEAD, &facts), Ok(State::Held));
}

#[test]
fn minutes_with_a_name_or_a_phone_number_are_not_published() {
    let m = meeting(Kind::Talk, State::Minuted);
    let said = |text: &str| Facts {
        names: vec!["刘桂英".into()],
        names_removed: true,
        points: vec![Point { kind: PointKind::Opinion, text: text.into(), assigned: false, settled: false }],
        ..Facts::default()
    };
    assert_eq!(refused(m.step(Verb::Publish, LEAD, &said("刘桂英说灯不亮"))), "meeting-names-someone");
    assert_eq!(refused(m.step(Verb::Publish, LEAD, &said("请打 13812345678"))), "meeting-names-phone");
    assert_eq!(m.step(Verb::Publish, LEAD, &said("一位居民说灯不亮")), Ok(State::Published));
    let unchecked = Facts { names_removed: false, ..said("灯不亮") };
    assert_eq!(refused(m.step(Verb::Publish, LEAD, &unchecked)), "meeting-names-unconfirmed");
}

#[test]
fn what_is_about_a_dispute_or_the_branch_s_own_is_never_published() {
    let facts = Facts { names_removed: true, ..Facts::default() };
    let dispute = Meeting { confidential: true, ..meeting(Kind::Coordination, State::Minuted) };
    assert_eq!(refused(dispute.step(Verb::Publish, LEAD, &facts)), "meeting-internal");
    assert_eq!(
        refused(meeting(Kind::Branch, State::Minuted).step(Verb::Publish, LEAD, &facts)),
        "meeting-internal"
    );
}

#[test]
fn minutes_stay_up_for_fifteen_days_before_the_meeting_is_settled() {
    let m = meeting(Kind::Talk, State::Published);
    let after = |days_shown| Facts { days_shown, ..Facts::default() };
    assert_eq!(refused(m.step(Verb::Settle, LEAD, &after(14))), "meeting-published-too-short");
    assert_eq!(m.step(Verb::Settle, LEAD, &after(15)), Ok(State::Settled));
}

#[test]
fn a_worker_plans_and_writes_and_only_the_lead_announces_and_publishes() {
    let facts = Facts { days_ahead: 9, ..Facts::default() };
    let plan = meeting(Kind::Talk, State::Planned);
    assert_eq!(refused(plan.step(Verb::Announce, &[Part::Desk], &facts)), "not-yours");
    assert_eq!(
        refused(meeting(Kind::Talk, State::Minuted).step(Verb::Publish, &[Part::Desk], &facts)),
        "not-yours"
    );
    assert!(plan.step(Verb::Change, &[Part::Desk], &facts).is_ok());
}

#[test]
fn the_drawing_in_the_documentation_is_the_table() {
    let drawn = format!(
        "# The life of a meeting\n\nDrawn from the table in `features/meeting/src/rules/lifecycle.rs`; a test holds \
         that it still is. After a\nchange of the table: `LINJU_BLESS=1 cargo test -p linju-meeting --lib`.\n\n\
         What each kind of meeting demands (notice, quorum, whom to hear) is the table in `rules/kind.rs`.\n\n\
         ```mermaid\n{}```\n",
        LIFE.mermaid()
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/meeting-lifecycle.md");
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, &drawn).expect("the document is written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), drawn);
}

fn any_of<C: Coded + std::fmt::Debug>() -> impl Strategy<Value = C> {
    (0..C::ALL.len()).prop_map(|i| C::ALL[i])
}

proptest! {
    /// Whatever anybody tries, in whatever order: nothing is published that was not announced, held with its
    /// quorum and written down; and nothing is settled with a decision left open.
    #[test]
    fn no_way_leads_past_a_gate(
        kind in any_of::<Kind>(),
        entitled in 0i64..200,
        came in 0i64..200,
        verbs in proptest::collection::vec((any_of::<Verb>(), 0i64..20, any::<bool>(), any::<bool>()), 1..40),
    ) {
        let mut m = Meeting { entitled, ..meeting(kind, State::Planned) };
        let group = kind.terms().quorum.of().unwrap_or(Group::Resident);
        let (mut announced, mut held, mut minuted) = (false, false, false);
        for (verb, days, settled, removed) in verbs {
            let facts = Facts {
                now: Ts(if days % 2 == 0 { 1 } else { 2_000 }),
                days_ahead: days,
                days_shown: days,
                present: vec![(group, came)],
                absent: kind.terms().groups.to_vec(),
                points: vec![Point { kind: PointKind::Decision, text: "修".into(), assigned: settled, settled }],
                names: vec![],
                names_removed: removed,
            };
            let Ok(to) = m.step(verb, LEAD, &facts) else { continue };
            m.state = to;
            match verb {
                Verb::Announce => announced = true,
                Verb::Postpone => announced = false,
                Verb::Hold => {
                    prop_assert!(announced && came >= kind.terms().quorum.needed(entitled).max(1));
                    held = true;
                }
                Verb::Minute => { prop_assert!(held && settled); minuted = true; }
                Verb::Publish => prop_assert!(minuted && removed && kind.terms().public),
                Verb::Settle => prop_assert!(minuted && settled),
                _ => {}
            }
        }
    }

    /// The number needed is the smallest that fulfils the article, counted in whole people.
    #[test]
    fn the_number_needed_is_the_smallest_that_is_enough(entitled in 1i64..10_000) {
        for terms in &TERMS {
            let needed = terms.quorum.needed(entitled);
            let enough = |n: i64| match terms.quorum {
                Quorum::None => true,
                Quorum::MoreThan(_, num, den, _) => n * den > entitled * num,
                Quorum::AtLeast(_, num, den, _) => n * den >= entitled * num,
            };
            prop_assert!(enough(needed) && (needed == 0 || !enough(needed - 1)));
        }
    }
}
