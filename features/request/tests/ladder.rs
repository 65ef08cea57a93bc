//! Up the ladder: the secretary leads, others are called, the street gets a sheet and watches over it.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_request::rules::{Command, Level, Who};
use linju_request::store::raised;
use linju_request::work::Press;
use linju_web::testing::Stage;

async fn up(stage: &Stage, to: Level) -> Id {
    let case = dispatched(stage, stage.property, SERVICE, "物业不理人").await.case;
    press_as(stage, &[Who::Worker], case, Press::one(Command::Escalate { to }, "卡在钱上")).await;
    case
}

#[tokio::test]
async fn the_secretary_leads_in_the_open_with_steps_and_results() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let below = dispatched(&stage, stage.property, SERVICE, "门岗没有人").await.case;
        let case = up(&stage, Level::Secretary).await;
        let at = |case: Id, part: &str| format!("/staff/jiugeng/cases/{case}/raised{part}");
        let (mut chen, mut shen) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let plan = [("plan", "周五前会同物业换水管")];
        assert_eq!(
            chen.post(&at(case, "/lead"), &plan).await.status,
            StatusCode::NOT_FOUND,
            "the secretary leads"
        );
        let early = shen.post(&at(below, "/lead"), &plan).await;
        assert!(
            early.status == StatusCode::UNPROCESSABLE_ENTITY && early.body.contains("周五前会同物业换水管")
        );
        assert_eq!(shen.post(&at(case, "/lead"), &plan).await.status, StatusCode::SEE_OTHER);
        let past = shen.post(&at(case, "/milestone"), &[("what", "量尺寸"), ("due", "2026-11-20")]).await;
        assert!(
            past.status == StatusCode::UNPROCESSABLE_ENTITY
                && past.body.contains("量尺寸")
                && past.body.contains("今天或以后")
        );
        shen.post(&at(case, "/milestone"), &[("what", "量尺寸"), ("due", "2026-11-25")]).await;
        let (_, steps) = raised::plan(stage.house(), stage.jiugeng, case).await.expect("a plan");
        let step = steps[0].id.to_string();
        let done = [("milestone", step.as_str()), ("result", "量好了，要三米")];
        assert_eq!(chen.post(&at(case, "/reached"), &done).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            chen.post(&at(case, "/reached"), &done).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "once"
        );
        let open = stage.browser().get(&format!("/a/jiugeng/ledger/{case}")).await.body;
        for shown in ["书记领办", "周五前会同物业换水管", "量尺寸", "量好了，要三米"]
        {
            assert!(open.contains(shown), "{shown}: {open}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_called_who_came_and_what_they_did_goes_up_with_options_and_cost() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = up(&stage, Level::Street).await;
        let at = |part: &str| format!("/staff/jiugeng/cases/{case}/{part}");
        let mut shen = stage.signed_in("shen").await;
        let (property, utility) = (stage.property.to_string(), stage.utility.to_string());
        let nobody =
            shen.post(&at("raised/call"), &[("why", "一起看现场"), ("meets", "2026-11-24T09:00")]).await;
        assert!(nobody.status == StatusCode::UNPROCESSABLE_ENTITY && nobody.body.contains("请选请谁来"));
        let called = [
            ("why", "一起看现场"),
            ("meets", "2026-11-24T09:00"),
            ("called", &*property),
            ("called", &*utility),
        ];
        assert_eq!(shen.post(&at("raised/call"), &called).await.status, StatusCode::SEE_OTHER);
        let known = raised::of_case(stage.house(), stage.jiugeng, case).await.expect("it");
        let call = known.calls[0].0.id.to_string();
        let (came, did) = (format!("came_{property}"), format!("did_{property}"));
        shen.post(&at("raised/came"), &[("call", &*call), (&*came, "1"), (&*did, "带来了图纸")]).await;
        let wrong = [("options", "换管\n修补"), ("cost", "约三千"), ("wanted", "协调资金")];
        let refused = shen.post(&at("raised/package"), &wrong).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("约三千"));
        shen.post(
            &at("raised/package"),
            &[("options", "换管\n修补"), ("cost", "12,000"), ("wanted", "协调资金")],
        )
        .await;
        let sheet = shen.get(&at("package")).await.body;
        let street = format!("/street/cases/jiugeng/{case}");
        let mut zhou = stage.signed_in("zhou").await;
        let seen = zhou.get(&street).await.body;
        for shown in ["换管", "修补", "12000", "协调资金", "带来了图纸", "没来"] {
            assert!(sheet.contains(shown) && seen.contains(shown), "{shown}: {sheet}");
        }
        assert!(!sheet.contains("刘") && !seen.contains("刘建国"), "nobody who lives here is named");

        let undated = zhou.post(&street, &[("watch", "1"), ("note", "月底前修好")]).await;
        assert!(undated.status == StatusCode::UNPROCESSABLE_ENTITY && undated.body.contains("月底前修好"));
        let watched =
            zhou.post(&street, &[("watch", "1"), ("note", "月底前修好"), ("by", "2026-11-30")]).await;
        assert_eq!(watched.status, StatusCode::SEE_OTHER, "{}", watched.body);
        assert!(verbs(&stage, case).await.contains(&"supervise".to_owned()));
        let page = shen.get(&format!("/staff/jiugeng/cases/{case}")).await;
        assert!(page.body.contains("督办") && page.body.contains("月底前修好"), "{}", page.body);
        let other = stage.signed_in("li").await.get(&at("raised")).await.status;
        assert_eq!(other, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_inbox_says_in_one_line_what_becomes_late() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        assert!(!chen.get("/staff/jiugeng/cases").await.body.contains("data-digest"));
        receive(&stage, SERVICE, "物业不理人").await;
        let page = chen.get("/staff/jiugeng/cases").await.body;
        assert!(page.contains("今天到时限的 0 件，明天 1 件，已经超期 0 件"), "{page}");
    })
    .await;
}
