//! What time does to cases, with a clock that stands where the test puts it.

mod kit;

use kit::*;
use linju_core::Actor;
use linju_core::access::account::NewAccount;
use linju_core::access::{Grant, Role};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Id;
use linju_request::jobs::{SWEEP, sweep};
use linju_request::rules::{Command, Party, Who};
use linju_request::work::Press;
use linju_web::testing::Stage;

async fn swept(stage: &Stage) {
    sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
}

async fn events(stage: &Stage) -> i64 {
    count(stage, "event").await
}

/// A case with the property company, contacted in time: due on Monday 2026-11-30 at 17:00.
async fn in_hand(stage: &Stage) -> Id {
    let case = dispatched(stage, stage.property, SERVICE, "物业不理人").await.case;
    press_as(stage, &[Who::Worker], case, Press::one(Command::Contact, "").then(Command::Acknowledge, ""))
        .await;
    case
}

#[tokio::test]
async fn late_is_marked_once_and_not_before() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = in_hand(&stage).await;
        stage.at("2026-11-30 17:00");
        swept(&stage).await;
        assert!(!row(&stage, case).await.overdue, "the last moment is in time");
        stage.at("2026-11-30 17:01");
        swept(&stage).await;
        assert!(row(&stage, case).await.overdue);
        let before = events(&stage).await;
        swept(&stage).await;
        swept(&stage).await;
        assert_eq!(events(&stage).await, before, "a second run finds nothing to do");
        let last = stage
            .house()
            .timeline(stage.jiugeng, case, false)
            .await
            .expect("a ledger")
            .pop()
            .expect("an entry");
        assert_eq!(
            (last.event.verb.as_str(), last.event.actor_kind.as_str(), last.event.public),
            ("late", "late", false)
        );
    })
    .await;
}

/// 24 working hours after 11-30 17:00 are over on Friday 12-04 at 11:30; 24 more from then on Wednesday 12-09 at
/// 16:00, for lunch is not worked.
#[tokio::test]
async fn what_stays_late_climbs_one_rung_at_a_time() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = in_hand(&stage).await;
        let level = async |moment: &str| {
            stage.at(moment);
            swept(&stage).await;
            swept(&stage).await;
            row(&stage, case).await.level
        };
        assert_eq!(level("2026-11-30 17:01").await, "area");
        assert_eq!(level("2026-12-04 11:30").await, "area");
        assert_eq!(level("2026-12-04 11:31").await, "secretary");
        assert_eq!(level("2026-12-09 16:00").await, "secretary", "the secretary gets time of his own");
        assert_eq!(level("2026-12-09 16:01").await, "street");
        let rules: Vec<String> = stage
            .house()
            .timeline(stage.jiugeng, case, true)
            .await
            .expect("a ledger")
            .into_iter()
            .filter(|entry| entry.event.verb == "escalate")
            .map(|entry| entry.event.actor_kind)
            .collect();
        assert_eq!(rules, ["overdue-to-secretary", "overdue-to-street"]);
    })
    .await;
}

#[tokio::test]
async fn a_machine_that_slept_for_weeks_still_asks_the_secretary_first() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = in_hand(&stage).await;
        stage.at("2026-12-30 10:00");
        swept(&stage).await;
        swept(&stage).await;
        assert_eq!(row(&stage, case).await.level, "secretary");
    })
    .await;
}

#[tokio::test]
async fn a_rung_held_by_whoever_has_it_is_skipped() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let secretary = account(stage.house(), "shen").await;
        let case = receive(&stage, SERVICE, "物业不理人").await.case;
        let press = Press::one(Command::Contact, "").then(Command::Take { worker: secretary }, "");
        press_as(&stage, &[Who::Worker], case, press).await;
        stage.at("2026-12-07 09:00");
        swept(&stage).await;
        assert_eq!(row(&stage, case).await.level, "street", "nobody in the area is above the secretary");
    })
    .await;
}

#[tokio::test]
async fn someone_who_is_only_a_worker_is_not_the_secretary() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let new = NewAccount {
            street: Id(1),
            organisation: None,
            login: "zhao".into(),
            name: "赵社工".into(),
            phone: String::new(),
            password_hash: String::new(),
            temporary: false,
            grants: vec![Grant { role: Role::CommunityWorker, area: Some(stage.jiugeng) }],
        };
        let day = "2026-11-01".parse().expect("a day");
        stage.house().create_account(new, day, Actor::System("stage")).await.expect("an account");
        stage.house().refresh().await.expect("a reference");
        let worker = account(stage.house(), "zhao").await;
        let case = receive(&stage, SERVICE, "物业不理人").await.case;
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Take { worker }, "")).await;
        stage.at("2026-12-07 09:00");
        swept(&stage).await;
        assert_eq!(row(&stage, case).await.level, "secretary");
    })
    .await;
}

#[tokio::test]
async fn waiting_ends_the_day_after_its_day_and_the_clock_runs_on() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = in_hand(&stage).await;
        let wait = Command::Wait {
            on: "厂家".into(),
            until: "2026-11-25".parse().expect("a day"),
            today: "2026-11-23".parse().expect("a day"),
        };
        press_as(&stage, &[Who::Worker], case, Press::one(wait, "等配件")).await;
        stage.at("2026-11-25 23:00");
        swept(&stage).await;
        assert_eq!(row(&stage, case).await.state, "waiting");
        stage.at("2026-11-26 00:01");
        swept(&stage).await;
        let row = row(&stage, case).await;
        assert_eq!(row.state, "handling");
        assert!(row.due_at.is_some_and(|due| {
            due > "2026-11-30"
                .parse::<linju_kernel::Day>()
                .expect("a day")
                .start(&linju_kernel::time::shanghai())
        }));
        let last = stage
            .house()
            .timeline(stage.jiugeng, case, true)
            .await
            .expect("a ledger")
            .pop()
            .expect("an entry");
        assert_eq!((last.event.verb.as_str(), last.event.actor_kind.as_str()), ("resume", "waited-enough"));
        assert_eq!(last.note.as_deref(), Some("说好的日子过了，接着办。"));
    })
    .await;
}

#[tokio::test]
async fn counters_of_past_days_go_when_nothing_is_due_on_them() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = receive(&stage, SERVICE, "物业不理人").await.case;
        let late = receive(&stage, SERVICE, "门岗没有人").await.case;
        let dispatch = Command::Dispatch { to: Party::Organisation(stage.property), limit: None };
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Contact, "").then(dispatch, "")).await;
        press_as(&stage, &[Who::Worker], late, Press::one(Command::Contact, "")).await;
        let past = |key: &str| key.starts_with("case.due.") && key < "case.due.2026-11-30";
        let kept = stage.house().counters(stage.jiugeng, "case.due.").await.expect("counters");
        assert!(kept.keys().any(|key| past(key)), "contact was due on Tuesday: {kept:?}");
        stage.at("2026-12-01 09:00");
        swept(&stage).await;
        let kept = stage.house().counters(stage.jiugeng, "case.due.").await.expect("counters");
        assert!(!kept.keys().any(|key| past(key)), "{kept:?}");
        assert_eq!(kept.get("case.due.2026-11-30"), Some(&2), "what is late stays counted on its day");
    })
    .await;
}

#[tokio::test]
async fn the_job_sweeps_every_area_and_reads_the_reference_anew() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = in_hand(&stage).await;
        let renamed = linju_db::Batch::new()
            .exec("update area set committee = '久耕居委会' where id = ?", args![stage.jiugeng]);
        stage.house().db.write(renamed).await.expect("a row");
        stage.at("2026-12-07 09:00");
        (SWEEP.run)(stage.house().clone()).await.expect("a sweep");
        assert_eq!(row(&stage, case).await.level, "secretary");
        assert_eq!(
            stage.house().reference().area(stage.jiugeng).map(|a| a.committee.clone()),
            Some("久耕居委会".into())
        );
    })
    .await;
}

#[tokio::test]
async fn staff_read_every_rule_with_how_often_it_fired() {
    each_engine(async |db| {
        let stage = stage(db).await;
        in_hand(&stage).await;
        stage.at("2026-12-07 09:00");
        swept(&stage).await;
        let mut chen = stage.signed_in("chen").await;
        let page = chen.get("/staff/jiugeng/reactions").await.body;
        assert!(
            page.contains("超期满 24 个工作小时")
                && page.contains("书记领办")
                && !page.contains("[reactions"),
            "{page}"
        );
        let fired = Sql::new("select count(*) from event where actor_kind = 'overdue-to-secretary'", args![]);
        assert_eq!(stage.house().db.one::<(i64,)>(fired).await.expect("a count").0, 1);
        assert_eq!(
            stage.signed_in("wang").await.get("/staff/jiugeng/reactions").await.status,
            axum::http::StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn the_secretary_sets_the_terms_and_sweep_and_rules_follow_them() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let path = "/staff/jiugeng/reactions";
        let usual = [
            ("on_due_soon", "1"),
            ("due_soon", "4"),
            ("on_to_secretary", "1"),
            ("to_secretary", "24"),
            ("on_to_street", "1"),
            ("to_street", "24"),
            ("on_end_waiting", "1"),
            ("follow_up", "2"),
            ("returns", "2"),
            ("round", "3"),
            ("tries", "3"),
            ("posting", "3"),
            ("reopen", "90"),
            ("nudge", "12"),
            ("withdraw", "10"),
        ];
        let with = |changes: &[(&'static str, &'static str)]| {
            let changed = |name: &str| changes.iter().any(|(n, _)| *n == name);
            let mut fields: Vec<_> = usual.iter().copied().filter(|(n, _)| !changed(n)).collect();
            fields.extend(changes.iter().filter(|(_, v)| !v.is_empty()));
            fields
        };
        let (mut chen, mut shen) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let seen = chen.get(path).await.body;
        assert!(
            seen.contains("要改，请找书记") && seen.contains("disabled") && !seen.contains(">["),
            "{seen}"
        );
        assert_eq!(chen.post(path, &with(&[])).await.status, axum::http::StatusCode::NOT_FOUND);
        let refused = shen.post(path, &with(&[("tries", "1"), ("nudge", "often")])).await;
        assert_eq!(refused.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("value=\"often\"") && refused.body.contains("请照旁边写的范围填"));
        let before = events(&stage).await;
        shen.post(path, &with(&[])).await;
        assert_eq!(events(&stage).await, before, "nothing changed, nothing happened");
        let set =
            shen.post(path, &with(&[("to_secretary", "8"), ("on_to_street", ""), ("returns", "1")])).await;
        let page = shen.follow(&set).await.body;
        assert!(
            page.contains("记下了") && page.contains("超期满 8 个工作小时") && page.contains("已关"),
            "{page}"
        );
        let verbs = Sql::new("select count(*) from event where verb = 'term_set'", args![]);
        assert_eq!(stage.house().db.one::<(i64,)>(verbs).await.expect("a count").0, 3);

        let case = in_hand(&stage).await;
        stage.at("2026-11-30 17:01");
        swept(&stage).await;
        stage.at("2026-12-02 10:00");
        swept(&stage).await;
        assert_eq!(row(&stage, case).await.level, "secretary", "after eight hours, not after twenty-four");
        stage.at("2026-12-29 17:00");
        swept(&stage).await;
        assert_eq!(row(&stage, case).await.level, "secretary", "the street is not asked by itself any more");

        let returned = dispatched(&stage, stage.property, SERVICE, "门禁坏了").await.case;
        press_as(&stage, &[Who::Worker], returned, Press::one(Command::Return, "不归我们")).await;
        assert_eq!(row(&stage, returned).await.party, "secretary", "one return is enough here");
    })
    .await;
}
