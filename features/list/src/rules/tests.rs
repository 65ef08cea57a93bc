use super::partner::{AGREEMENT, Agreement, Deed, Standing, Wish, fit, qualified, standing, use_rate};
use super::priority::{Known, MOST, days_for, due_day, rank};
use super::*;
use linju_kernel::calendar::WorkCalendar;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};
use proptest::prelude::*;

const ALL: &[Part] = &[Part::Desk, Part::Lead, Part::Partner, Part::Owner];
const WORKER: Id = Id(7);
const PARTNER: Id = Id(9);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn item(list: List, state: State) -> Item {
    Item {
        list,
        state,
        owner: Owner::Nobody,
        done_by: None,
        requires: String::new(),
        check_day: None,
        proposed: false,
        escalated: false,
    }
}

fn facts() -> Facts {
    Facts {
        today: Some(day("2026-11-23")),
        account: Some(Id(1)),
        to: Some(Owner::Worker(WORKER)),
        due: Some(day("2026-12-01")),
        note: "看过现场".into(),
        evidence: 1,
        ..Facts::default()
    }
}

fn refused(result: Result<State, linju_kernel::Refusal>) -> &'static str {
    result.expect_err("it is refused").name
}

#[test]
fn whoever_did_it_does_not_verify_it() {
    let mine = Item { owner: Owner::Worker(WORKER), ..item(List::Need, State::Done) };
    let by = |account| Facts { account: Some(account), ..facts() };
    assert_eq!(refused(mine.step(Verb::Verify, ALL, &by(WORKER))), "list-own-work");
    assert_eq!(mine.step(Verb::Verify, ALL, &by(Id(2))), Ok(State::Verified));
    let said = Item { done_by: Some(Id(2)), ..item(List::Need, State::Done) };
    assert_eq!(refused(said.step(Verb::Verify, ALL, &by(Id(2)))), "list-own-work");
    let theirs = Item { owner: Owner::Organisation(PARTNER), ..item(List::Need, State::Done) };
    let colleague = Facts { organisation: Some(PARTNER), ..by(Id(3)) };
    assert_eq!(refused(theirs.step(Verb::Verify, ALL, &colleague)), "list-own-work");
}

#[test]
fn nothing_is_done_or_struck_off_without_evidence() {
    let bare = Facts { evidence: 0, ..facts() };
    assert_eq!(refused(item(List::Need, State::Doing).step(Verb::Finish, ALL, &bare)), "list-evidence");
    assert_eq!(refused(item(List::Need, State::Verified).step(Verb::StrikeOff, ALL, &bare)), "list-evidence");
    assert_eq!(item(List::Need, State::Verified).step(Verb::StrikeOff, ALL, &facts()), Ok(State::StruckOff));
}

#[test]
fn the_effect_is_looked_at_when_its_day_has_come() {
    let check = |on: &str| Item { check_day: Some(day(on)), ..item(List::Need, State::StruckOff) };
    assert_eq!(refused(check("2026-11-24").step(Verb::Keep, ALL, &facts())), "list-check-early");
    assert_eq!(check("2026-11-23").step(Verb::Keep, ALL, &facts()), Ok(State::Kept));
    assert_eq!(
        check("2026-12-24").step(Verb::Reopen, ALL, &facts()),
        Ok(State::Reopened),
        "what broke, at once"
    );
}

#[test]
fn a_worker_lists_and_the_lead_gives_strikes_off_and_returns() {
    let desk = &[Part::Desk];
    for (state, verb) in [
        (State::Open, Verb::Assign),
        (State::Verified, Verb::StrikeOff),
        (State::Open, Verb::Return),
        (State::Open, Verb::Propose),
    ] {
        assert_eq!(refused(item(List::Need, state).step(verb, desk, &facts())), "not-yours", "{verb:?}");
    }
    assert!(item(List::Issue, State::Open).step(Verb::ToNeed, desk, &facts()).is_ok());
    assert_eq!(refused(item(List::Need, State::Open).step(Verb::Claim, desk, &facts())), "not-yours");
}

#[test]
fn an_issue_becomes_a_need_and_a_need_a_project_once() {
    let (issue, need) = (item(List::Issue, State::Open), item(List::Need, State::Open));
    assert_eq!(issue.step(Verb::ToNeed, ALL, &facts()), Ok(State::Open));
    assert_eq!(refused(need.step(Verb::ToNeed, ALL, &facts())), "list-not-here");
    assert_eq!(refused(issue.step(Verb::Propose, ALL, &facts())), "list-not-here");
    let proposed = Item { proposed: true, ..need };
    assert_eq!(refused(proposed.step(Verb::Propose, ALL, &facts())), "list-not-here");
}

#[test]
fn what_needs_a_paper_is_taken_only_with_one_that_holds() {
    let lamp = Item { requires: "electric".into(), ..item(List::Need, State::Open) };
    let takes = |held: &[&str]| Facts {
        to: Some(Owner::Organisation(PARTNER)),
        qualified: held.iter().map(|q| (*q).to_owned()).collect(),
        ..facts()
    };
    assert_eq!(refused(lamp.step(Verb::Claim, ALL, &takes(&["building"]))), "list-unqualified");
    assert_eq!(lamp.step(Verb::Claim, ALL, &takes(&["electric"])), Ok(State::Claimed));
    assert_eq!(
        refused(lamp.step(Verb::Assign, ALL, &facts())),
        "list-unqualified",
        "no worker rewires a lamp"
    );
    assert!(qualified("", false, &[]));
}

#[test]
fn a_paper_holds_through_its_last_day() {
    let today = day("2026-11-23");
    assert_eq!(standing(day("2026-11-22"), today), Standing::Expired);
    assert_eq!(standing(day("2026-11-23"), today), Standing::EndsSoon);
    assert_eq!(standing(day("2026-12-24"), today), Standing::Holds);
}

#[test]
fn the_sum_is_what_anyone_works_out_by_hand() {
    let lamp = Known { urgency: 3, elders: 12, households: 120, fen: Some(800_000) };
    let weights = Weights::default();
    let points: Vec<i64> = lamp.lines(&weights).iter().map(|line| line.points).collect();
    assert_eq!(points, [3, 3, 4, 3]);
    assert_eq!(lamp.score(&weights), 3 * 4 + 3 * 3 + 4 * 2 + 3);
    let own = Weights::of(|m| (m == Measure::Elders).then_some("9"));
    assert_eq!(lamp.score(&own), 3 * 4 + 3 * 9 + 4 * 2 + 3);
    let odd = Weights::of(|_| Some("10"));
    assert_eq!(odd, weights, "what is no weight counts as the usual");
    assert_eq!(Known { fen: None, ..lamp }.points(Measure::Cost), 0, "what nobody has priced is not cheap");
}

#[test]
fn what_is_due_falls_on_a_working_day() {
    let calendar = WorkCalendar::national();
    assert_eq!(due_day(day("2026-11-23"), 3, &calendar), day("2026-12-08"));
    // Seven days on is a Saturday, so the Monday after it.
    assert_eq!(due_day(day("2026-11-21"), 4, &calendar), day("2026-11-30"));
    assert!((0..=4).rev().map(days_for).is_sorted());
}

#[test]
fn offers_fit_by_theme_words_and_place() {
    let wish =
        |theme, title: &str, at: &str, left| Wish { theme, title: title.into(), place_path: at.into(), left };
    let need = wish(Theme::Lighting, "小区入口增设路灯", "a.0001", 0);
    let lamp = wish(Theme::Lighting, "路灯灯具和安装", "a", 2);
    assert_eq!(fit(&need, &lamp), 4 + 1 + 2);
    assert_eq!(fit(&need, &Wish { left: 0, ..lamp.clone() }), 0, "nothing left fits nothing");
    assert_eq!(fit(&need, &wish(Theme::Activity, "防诈骗讲座", "a", 5)), 0);
}

#[test]
fn an_agreement_is_signed_before_it_takes_effect() {
    assert!(AGREEMENT.step(Agreement::Draft, Deed::Begin, &[()]).is_err());
    assert_eq!(AGREEMENT.step(Agreement::Signed, Deed::Begin, &[()]), Ok(Agreement::Active));
    assert!(AGREEMENT.step(Agreement::Ended, Deed::Begin, &[()]).is_err());
}

#[test]
fn the_use_rate_has_its_denominator_or_is_none() {
    assert_eq!(use_rate(5, 8), Some(625));
    assert_eq!(use_rate(1, 3), Some(333));
    assert_eq!(use_rate(0, 0), None);
}

#[test]
fn the_drawing_in_the_documentation_is_the_table() {
    let drawn = format!(
        "# The life of a list item\n\nDrawn from the table in `features/list/src/rules/lifecycle.rs`; a test holds \
         that it still is. After a\nchange of the table: `LINJU_BLESS=1 cargo test -p linju-list --lib`.\n\n\
         Besides its place in the table a step needs: evidence to be done and to be struck off, somebody else to \
         verify it,\na paper that holds where the item asks for one, the day of the effect check to be kept. What is \
         offered (资源清单) is not\ndone or struck off; it is matched to needs until it is used up.\n\n\
         ```mermaid\n{}```\n",
        LIFE.mermaid()
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/list-lifecycle.md");
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, &drawn).expect("the document is written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), drawn);
}

fn any_of<C: Coded + std::fmt::Debug>() -> impl Strategy<Value = C> {
    (0..C::ALL.len()).prop_map(|i| C::ALL[i])
}

proptest! {
    /// Whatever anybody tries, in whatever order: nothing is struck off that was not taken, done with evidence and
    /// verified by somebody else, and an effect is said to hold only after its day.
    #[test]
    fn no_way_leads_past_a_gate(
        list in any_of::<List>(),
        steps in proptest::collection::vec((any_of::<Verb>(), 0i64..4, 0usize..2, any::<bool>()), 1..60),
    ) {
        let mut at = item(list, State::Open);
        let (mut taken, mut proven, mut verified) = (false, false, false);
        for (verb, account, evidence, ripe) in steps {
            let today = day(if ripe { "2027-03-01" } else { "2026-11-23" });
            let facts = Facts {
                today: Some(today), due: Some(day("2027-06-01")), account: Some(Id(account)),
                to: Some(Owner::Worker(Id(1))), evidence, ..facts()
            };
            let Ok(to) = at.step(verb, ALL, &facts) else { continue };
            match verb {
                Verb::Claim | Verb::Assign => { taken = true; at.owner = Owner::Worker(Id(1)); }
                Verb::Finish => { prop_assert!(taken && evidence > 0); proven = true; at.done_by = facts.account; }
                Verb::Reject => proven = false,
                Verb::Verify => {
                    prop_assert!(proven && account != 1 && at.done_by != facts.account);
                    verified = true;
                }
                Verb::StrikeOff => {
                    prop_assert!(taken && proven && verified && evidence > 0);
                    at.check_day = Some(day("2026-12-23"));
                }
                Verb::Keep => prop_assert!(ripe),
                Verb::ToNeed => at.list = List::Need,
                Verb::Propose => at.proposed = true,
                Verb::Escalate => at.escalated = true,
                Verb::Reopen | Verb::Release | Verb::Relist => {
                    (taken, proven, verified) = (false, false, false);
                    (at.owner, at.done_by, at.check_day) = (Owner::Nobody, None, None);
                }
                Verb::Change | Verb::Start | Verb::Return => {}
            }
            at.state = to;
            if at.list == List::Resource {
                prop_assert!(matches!(at.state, State::Open | State::Returned));
            }
        }
    }

    /// The order never turns round what the score says, and among equals the sooner comes first.
    #[test]
    fn more_points_come_first_and_then_what_is_due_sooner(
        a in 0i64..=4 * MOST * 9, b in 0i64..=4 * MOST * 9, x in 0i64..4_000, y in 0i64..4_000,
    ) {
        let on = |n: i64| day("2026-01-01").plus_days(n);
        let (first, second) = (rank(a, on(x)), rank(b, on(y)));
        if a != b {
            prop_assert_eq!(first < second, a > b);
        } else {
            prop_assert_eq!(first.cmp(&second), x.cmp(&y));
        }
    }
}
