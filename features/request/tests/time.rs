//! What time's rules would have done to the past equals what they did; and several nodes do each step once.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_core::{Error, setting};
use linju_db::testing::each_engine;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};
use linju_request::jobs::{leads, sweep};
use linju_request::rules::ladder::{self, Period, Timer};
use linju_request::rules::terms::Term;
use linju_request::rules::{Command, Level, Outcome, Party, Solved, Who};
use linju_request::store::{sweep as store, trial};
use linju_request::work::{self, Press};
use linju_web::testing::Stage;
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;
/// How long from one sweep to the next in these worlds.
const PACE: i64 = 30 * MINUTE;
const DAYS: i64 = 14;

/// The same numbers on every machine (Numerical Recipes' generator).
struct Dice(u32);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % n
    }
}

/// What people do to the cases: at which moment, to which, what. Nobody acts at the moment of a sweep.
fn script(from: Ts) -> Vec<(Ts, usize, u32)> {
    let mut dice = Dice(20_261_123);
    let mut acts = Vec::new();
    for case in 0..60 {
        let mut at = from.plus_ms(i64::from(dice.below(8 * 48)) * PACE + 7 * MINUTE);
        acts.push((at, case, 0));
        for _ in 0..dice.below(14) {
            at = at.plus_ms(i64::from(1 + dice.below(48)) * PACE);
            acts.push((at, case, 1 + dice.below(12)));
        }
    }
    acts.sort();
    acts
}

fn press(stage: &Stage, what: u32, secretary: Id) -> Press {
    let now = stage.house().now();
    let today = now.day(&linju_kernel::time::shanghai());
    let solved = Command::Handle {
        outcome: Outcome::Solved,
        photos: 0,
        constraint: String::new(),
        alternative: String::new(),
        item: String::new(),
    };
    let property = Command::Dispatch { to: Party::Organisation(stage.property), limit: None };
    let command = match what {
        1 | 2 => Command::Contact,
        3 | 4 => property,
        5 => Command::Acknowledge,
        6 => Command::Wait { on: "厂家".into(), until: today.plus_days(2), today },
        7 => solved,
        8 => Command::Confirm { solved: Solved::Yes, satisfaction: None },
        9 => Command::Dispute,
        10 => Command::Take { worker: secretary },
        11 => Command::Escalate { to: Level::Secretary },
        _ => Command::Extend { by: "2wd".parse().expect("a limit") },
    };
    Press::one(command, "照实写")
}

/// Plays the script with sweeps in between under these terms. Gives the period, and how often each rule fired.
async fn play(stage: &Stage, terms: &[(Term, i64)]) -> (Period, BTreeMap<&'static str, i64>) {
    let house = stage.house();
    for (term, value) in terms {
        let set = setting::set(stage.jiugeng, &term.key(), &value.to_string());
        house.db.write([set].into_iter().collect()).await.expect("a term");
    }
    house.refresh().await.expect("a reference");
    let from = Ts(house.now().0.div_euclid(PACE) * PACE);
    let period = Period { from, to: from.plus_ms(DAYS * 24 * 60 * MINUTE), pace: PACE };
    let secretary = account(house, "shen").await;
    let doer = doer(stage, &[Who::Worker, Who::Handler, Who::Secretary]).await;
    let (mut cases, mut acts) = (BTreeMap::new(), script(from).into_iter().peekable());
    let mut at = from;
    while at < period.to {
        stage.clock.set(at);
        sweep(house, stage.jiugeng).await.expect("a sweep");
        at = at.plus_ms(PACE);
        while let Some((moment, case, what)) = acts.next_if(|(moment, ..)| *moment < at) {
            stage.clock.set(moment);
            if what == 0 {
                cases.insert(case, receive(stage, SERVICE, "物业不理人").await.case);
                continue;
            }
            match work::carry_out(house, &doer, stage.jiugeng, cases[&case], press(stage, what, secretary))
                .await
            {
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    let names: Vec<&'static str> = Timer::ALL.iter().map(|timer| timer.code()).collect();
    let fired = store::fired(house, stage.jiugeng, &names).await.expect("counts");
    (period, names.into_iter().map(|name| (name, fired.get(name).copied().unwrap_or_default())).collect())
}

async fn predicted(stage: &Stage, period: Period, terms: &[(Term, i64)]) -> BTreeMap<&'static str, i64> {
    let (house, area) = (stage.house(), stage.jiugeng);
    let pasts = trial::pasts(house, area, period.from, period.to).await.expect("the past");
    let typed = terms.iter().fold(work::terms(house, area), |all, (term, value)| all.with(*term, *value));
    let reference = house.reference();
    let led = |party| leads(house, area, party, house.now());
    ladder::trial(pasts.iter().map(Vec::as_slice), &typed, reference.calendar(area), period, led)
}

#[tokio::test]
async fn what_is_predicted_for_the_past_is_what_the_rules_did() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (period, fired) = play(&stage, &[]).await;
        assert!(fired.values().all(|n| *n > 0), "the world is too quiet to show anything: {fired:?}");
        assert_eq!(predicted(&stage, period, &[]).await, fired);
    })
    .await;
}

/// What a changed threshold is predicted to do is what it does where people do the same under it.
#[tokio::test]
async fn what_is_predicted_for_another_threshold_is_what_it_does_in_the_same_world() {
    let as_is = Stage::new(&[linju_request::FEATURE]).await;
    let (period, fired) = play(&as_is, &[]).await;
    let others = [
        vec![(Term::ToSecretary, 8), (Term::ToStreet, 8)],
        vec![(Term::ToSecretary, 60), (Term::DueSoon, 12)],
        vec![(Term::ToStreet, 0), (Term::DueSoon, 0)],
    ];
    for terms in others {
        let other = Stage::new(&[linju_request::FEATURE]).await;
        let (_, really) = play(&other, &terms).await;
        assert_ne!(really, fired, "{terms:?} changes nothing");
        assert_eq!(predicted(&as_is, period, &terms).await, really, "{terms:?}");
        assert_eq!(predicted(&other, period, &[]).await, really, "{terms:?}");
    }
}

#[tokio::test]
async fn the_secretary_tries_a_threshold_before_anything_is_saved() {
    each_engine(async |db| {
        let stage = stage(db).await;
        dispatched(&stage, stage.property, SERVICE, "物业不理人").await;
        let mut at = stage.at("2026-11-24 09:00");
        // The street is asked by nobody: the case stays late for the rest of the quarter.
        while at < stage.at("2026-12-10 18:00") {
            stage.clock.set(at);
            sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
            at = at.plus_ms(60 * MINUTE);
        }
        stage.at("2027-01-11 09:00");
        let mut shen = stage.signed_in("shen").await;
        let usual: Vec<(&str, String)> =
            Term::ALL.iter().map(|term| (term.code(), term.usual().to_string())).collect();
        let mut form: Vec<(&str, &str)> = usual.iter().map(|(code, value)| (*code, value.as_str())).collect();
        form.extend([
            ("on_due_soon", "1"),
            ("on_to_secretary", "1"),
            ("on_end_waiting", "1"),
            ("trial", "1"),
        ]);
        let page = shen.post("/staff/jiugeng/reactions", &form).await;
        assert_eq!(page.status, StatusCode::OK);
        let tried = |name: &str| -> String {
            let item = page.body.split(&format!("data-tried=\"{name}\"")).nth(1).unwrap_or_default();
            item.split("</li>").next().unwrap_or_default().to_owned()
        };
        assert!(page.body.contains("上季度（2026年10月1日到2026年12月31日）会触发几次"), "{}", page.body);
        assert!(tried("overdue-to-secretary").contains("1 次"), "{}", tried("overdue-to-secretary"));
        assert!(
            tried("overdue-to-street").contains("1 次") && tried("overdue-to-street").contains("会是 0 次"),
            "{}",
            tried("overdue-to-street")
        );
        assert_eq!(work::terms(stage.house(), stage.jiugeng).get(Term::ToStreet), 24, "nothing was saved");
    })
    .await;
}

#[tokio::test]
async fn one_warning_comes_before_each_limit_and_none_after_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        // Received on Monday at ten, contact due on Tuesday at 17:00.
        let case = receive(&stage, SERVICE, "物业不理人").await.case;
        let warned = async |moment: &str| {
            stage.at(moment);
            for _ in 0..3 {
                sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
            }
            verbs(&stage, case).await.iter().filter(|verb| *verb == "warn").count()
        };
        assert_eq!(warned("2026-11-24 09:00").await, 0);
        assert_eq!(warned("2026-11-24 16:00").await, 1);
        assert_eq!(warned("2026-11-24 16:59").await, 1, "no storm");
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Contact, "")).await;
        assert_eq!(warned("2026-11-30 16:30").await, 2, "the next limit has its own");
        assert_eq!(warned("2026-12-29 09:00").await, 2, "what is late is not warned of");
        let other = receive(&stage, SERVICE, "门岗没有人").await.case;
        stage.at("2027-01-20 10:00");
        sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
        assert!(
            !verbs(&stage, other).await.contains(&"warn".to_owned()),
            "a machine that slept warns of nothing past"
        );
    })
    .await;
}

/// Two nodes run the same job at the same moments, over the holiday and the working days that make up for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_at_once_take_each_step_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let other = another_node(&stage).await;
        let mut cases = Vec::new();
        for _ in 0..6 {
            let case = dispatched(&stage, stage.property, SERVICE, "物业不理人").await.case;
            press_as(
                &stage,
                &[Who::Worker],
                case,
                Press::one(Command::Contact, "").then(Command::Acknowledge, ""),
            )
            .await;
            cases.push(case);
        }
        let mut at = stage.at("2026-11-30 08:00");
        let to = stage.at("2026-12-12 18:00");
        while at < to {
            stage.clock.set(at);
            let (one, two) = (stage.house().clone(), other.clone());
            let area = stage.jiugeng;
            let turns = [one, two].map(|house| tokio::spawn(async move { sweep(&house, area).await }));
            for turn in turns {
                turn.await.expect("no panic").expect("a sweep");
            }
            at = at.plus_ms(60 * MINUTE);
        }
        for case in cases {
            let steps: Vec<String> = stage
                .house()
                .timeline(stage.jiugeng, case, false)
                .await
                .expect("a ledger")
                .into_iter()
                .filter(|entry| Timer::of(&entry.event.actor_kind).is_some())
                .map(|entry| entry.event.actor_kind)
                .collect();
            assert_eq!(steps, ["due-soon", "late", "overdue-to-secretary", "overdue-to-street"]);
        }
    })
    .await;
}
