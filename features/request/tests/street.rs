//! What the street sees of its areas, and what it does not.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_db::counted;
use linju_db::testing::each_engine;
use linju_request::intake;
use linju_request::rules::{Command, Level, Outcome, Party, Solved, Who};
use linju_request::work::Press;
use linju_web::testing::Stage;

async fn raised(stage: &Stage, category: &str, words: &str, why: &str) -> linju_kernel::Id {
    let mut said = said(stage, stage.jiugeng, "3-2-401", category, words).await;
    said.title = Some("401室刘建国家的事".into());
    let case = intake::receive(stage.house(), said).await.expect("a request").case;
    let dispatch = Command::Dispatch { to: Party::Organisation(stage.utility), limit: None };
    press_as(stage, &[Who::Worker], case, Press::one(dispatch, "")).await;
    press_as(stage, &[Who::Worker], case, Press::one(Command::Escalate { to: Level::Street }, why)).await;
    case
}

#[tokio::test]
async fn areas_stand_side_by_side_with_their_denominators() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let solved = dispatched(&stage, stage.property, SERVICE, "门禁坏了").await.case;
        let handler = [Who::Handler, Who::Worker];
        let fixed = Command::Handle {
            outcome: Outcome::Solved,
            photos: 0,
            constraint: String::new(),
            alternative: String::new(),
            item: String::new(),
        };
        let press = Press::one(Command::Contact, "").then(Command::Acknowledge, "").then(fixed, "修好了");
        press_as(&stage, &handler, solved, press).await;
        let nod = Command::Confirm { solved: Solved::Yes, satisfaction: Some(5) };
        press_as(&stage, &[Who::Worker], solved, Press::one(nod, "")).await;
        receive(&stage, SERVICE, "对讲没声音").await;
        let withdrawn = receive(&stage, SERVICE, "说错了").await;
        press_as(&stage, &[Who::Requester], withdrawn.case, Press::one(Command::Withdraw, "")).await;

        let mut zhou = stage.signed_in("zhou").await;
        let early = zhou.get("/street").await;
        assert!(!early.body.contains("100.0%"), "what is not due yet counts in no rate");
        stage.at("2026-12-01 09:00");
        let mut zhou = stage.signed_in("zhou").await;
        let page = zhou.get("/street?month=2026-11").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let (hanyang, jiugeng) = (page.body.find("汉阳居民区"), page.body.find("久耕居民区"));
        assert!(hanyang < jiugeng && page.body.contains("不排名次"), "in the order of codes, and it says so");
        let text: String = page.body.split_whitespace().collect();
        assert!(text.contains("2件里1件"), "response: one of the two that were due: {text}");
        assert!(
            text.contains("100.0%") && text.contains("1件里1件"),
            "solved and satisfied, of the one reached"
        );
        assert!(text.contains("50.0%"), "coverage stands beside them");
        assert!(text.contains("0件里0件") && text.contains("—"), "no rate where nothing was counted");
        assert!(text.contains("本月到期2件"), "what was withdrawn is not in the base");
        let before = zhou.get("/street?month=2026-10").await;
        assert!(!before.body.contains("100.0%"));
    })
    .await;
}

#[tokio::test]
async fn the_areas_are_one_aggregate_query() {
    each_engine(async |db| {
        let stage = stage(db).await;
        for n in 0..20 {
            receive(&stage, SERVICE, &format!("门禁坏了{n}")).await;
        }
        let mut zhou = stage.signed_in("zhou").await;
        let (page, counts) = counted(zhou.get("/street")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(counts.queries <= 2, "{counts:?}: one for the session, one for the figures");
    })
    .await;
}

#[tokio::test]
async fn a_stuck_case_says_on_whom_why_and_since_when_and_names_nobody() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = raised(&stage, LAMP, "路灯不亮，摔了一跤", "路灯归市政，管线产权说不清").await;
        receive(&stage, LAMP, "这件没有上报").await;
        let mut zhou = stage.signed_in("zhou").await;
        let list = zhou.get("/street/cases").await;
        let href = format!("/street/cases/jiugeng/{case}");
        assert!(list.body.contains(&href));
        for told in ["路灯管理所", "管线产权说不清", "11月23日", "久耕小区 3号楼"] {
            assert!(list.body.contains(told), "{told}: {}", list.body);
        }
        let page = zhou.get(&href).await;
        for body in [&list.body, &page.body] {
            for secret in ["刘", "5678", "摔了一跤", "401", "2单元", "没有上报", "陈晓雯"] {
                assert!(!body.contains(secret), "{secret}: {body}");
            }
        }
        assert!(page.body.contains("管线产权说不清"));
    })
    .await;
}

#[tokio::test]
async fn the_street_answers_and_may_do_nothing_else() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = raised(&stage, SERVICE, "门禁坏了", "两家推来推去").await;
        let mut zhou = stage.signed_in("zhou").await;
        let href = format!("/street/cases/jiugeng/{case}");
        let empty = zhou.post(&href, &[("note", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("请写给居民的答复"));
        let answered = zhou.post(&href, &[("note", "周三上午三方现场会")]).await;
        assert_eq!(answered.location, format!("{href}?done"));
        assert!(zhou.follow(&answered).await.body.contains("三方现场会"));
        assert_eq!(row(&stage, case).await.supported_at, Some(stage.house().now()));
        assert_eq!(verbs(&stage, case).await.last().map(String::as_str), Some("support"));
    })
    .await;
}

#[tokio::test]
async fn words_of_the_requester_stay_in_the_area() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.property, SERVICE, "门禁坏了").await.case;
        let decline = Press::one(Command::Recall, "换一家")
            .then(Command::Decline { law: "居委会条例".into() }, "不归居委");
        press_as(&stage, &[Who::Worker], case, decline).await;
        press_as(&stage, &[Who::Requester], case, Press::one(Command::Dispute, "我妈妈摔倒了你们不管")).await;
        press_as(
            &stage,
            &[Who::Worker],
            case,
            Press::one(Command::Escalate { to: Level::Street }, "请街道出面"),
        )
        .await;
        let page = stage.signed_in("zhou").await.get(&format!("/street/cases/jiugeng/{case}")).await;
        assert!(page.body.contains("请街道出面") && !page.body.contains("我妈妈"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_taken_up_is_not_the_streets() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let quiet = receive(&stage, LAMP, "楼道灯不亮").await.case;
        let case = raised(&stage, LAMP, "路灯不亮", "推不动").await;
        let mut zhou = stage.signed_in("zhou").await;
        for path in [
            format!("/street/cases/jiugeng/{quiet}"),
            format!("/street/cases/hanyang/{case}"),
            "/staff/jiugeng/cases".into(),
        ] {
            assert_eq!(zhou.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(
            zhou.post(&format!("/street/cases/jiugeng/{quiet}"), &[("note", "x")]).await.status,
            StatusCode::NOT_FOUND
        );
        for login in ["chen", "shen", "wang", "li"] {
            let mut other = stage.signed_in(login).await;
            for path in ["/street", "/street/cases"] {
                assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_menu_marks_one_page_as_the_present_one() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut zhou = stage.signed_in("zhou").await;
        for path in ["/street", "/street/cases"] {
            let page = zhou.get(path).await.body;
            assert_eq!(page.matches(&format!("href=\"{path}\" aria-current=\"page\"")).count(), 1, "{path}");
            assert_eq!(page.matches("aria-current=\"page\"").count(), 1, "{path}");
        }
    })
    .await;
}
