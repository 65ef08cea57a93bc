//! What a foreman meets on his phone, with an account or by a link, and what he never gets to see.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_db::testing::each_engine;
use linju_request::rules::{Command, Party, Who};
use linju_request::store::devices;
use linju_request::work::Press;
use linju_web::testing::Stage;

#[tokio::test]
async fn a_foreman_takes_a_case_on_and_finishes_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.property, LAMP, "楼道灯不亮").await.case;
        let mut wang = stage.signed_in("wang").await;
        let list = wang.get("/work").await;
        let href = format!("/work/jiugeng/{case}");
        assert!(list.body.contains(&href) && list.body.contains("久安物业"), "{}", list.body);
        let page = wang.get(&href).await;
        assert!(page.body.contains("楼道灯不亮") && page.body.contains("tel:02155550128"));
        assert!(page.body.contains(&format!("{href}/do/handle")), "finished already counts as one press");

        let taken = wang.post(&format!("{href}/do/start"), &[("note", "今天下午2点来")]).await;
        assert_eq!(
            (taken.status, taken.location.as_str()),
            (StatusCode::SEE_OTHER, format!("{href}?done").as_str())
        );
        assert_eq!(row(&stage, case).await.state, "handling");
        assert_eq!(verbs(&stage, case).await, ["receive", "dispatch", "acknowledge", "start"]);

        let bare = wang
            .upload(&format!("{href}/do/handle"), &[("outcome", "solved"), ("note", "换了灯泡")], &[])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.body.contains("要有照片") && bare.body.contains("换了灯泡"), "what was typed is kept");

        let photo = photo();
        let files: [(&str, &str, &[u8]); 2] = [("before", "a.png", &photo), ("after", "b.png", &photo)];
        let done = wang
            .upload(&format!("{href}/do/handle"), &[("outcome", "solved"), ("note", "换了灯泡")], &files)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let row = row(&stage, case).await;
        assert_eq!((row.state.as_str(), row.outcome_reply.as_str()), ("handled", "换了灯泡"));
        let page = wang.get(&href).await;
        assert!(page.body.contains("办好以后") && page.body.contains("换了灯泡"));
        assert!(!page.body.contains("/do/handle"), "nothing is left to press");
        let photo =
            page.body.split("<img src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a photo");
        let served = wang.get(photo).await;
        assert_eq!(served.headers["content-type"], "image/jpeg");
    })
    .await;
}

#[tokio::test]
async fn several_steps_are_one_press_from_any_state() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut wang = stage.signed_in("wang").await;
        let case = dispatched(&stage, stage.property, SERVICE, "门禁坏了").await.case;
        let href = format!("/work/jiugeng/{case}/do");
        let soon = [("on", "厂家"), ("until", "2026-11-25"), ("note", "等配件")];
        assert_eq!(wang.post(&format!("{href}/wait"), &soon).await.status, StatusCode::SEE_OTHER);
        assert_eq!(row(&stage, case).await.state, "waiting");
        let done =
            wang.post(&format!("{href}/handle"), &[("outcome", "partly"), ("note", "先修好一扇")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let walked = verbs(&stage, case).await;
        assert_eq!(walked[2..], ["acknowledge", "wait", "resume", "handle"]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_done_needs_a_reason_and_an_alternative() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut wang = stage.signed_in("wang").await;
        let case = dispatched(&stage, stage.property, SERVICE, "门禁坏了").await.case;
        let href = format!("/work/jiugeng/{case}/do");
        for (fields, name) in [
            (vec![("note", "x")], "请选一下办得怎么样"),
            (vec![("outcome", "cannot_be_solved"), ("note", "办不了")], "什么限制办不了"),
            (
                vec![("outcome", "cannot_be_solved"), ("note", "办不了"), ("constraint", "线路在规划红线内")],
                "别的办法",
            ),
        ] {
            let answer = wang.post(&format!("{href}/handle"), &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(name), "{name}: {}", answer.body);
        }
        assert_eq!(
            row(&stage, case).await.state,
            "dispatched",
            "a refusal changes nothing, not even by its first step"
        );
        let no_reason = wang.post(&format!("{href}/return"), &[]).await;
        assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
        let returned = wang.post(&format!("{href}/return"), &[("note", "不是我们的线路")]).await;
        assert_eq!(returned.location, "/work?returned");
        assert_eq!(wang.get(&format!("/work/jiugeng/{case}")).await.status, StatusCode::NOT_FOUND);
        assert!(!wang.get("/work").await.body.contains(&case.to_string()));
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_what_is_not_theirs() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let theirs = dispatched(&stage, stage.utility, LAMP, "路灯不亮").await.case;
        let own = dispatched(&stage, stage.property, LAMP, "楼道灯不亮").await;
        let mut wang = stage.signed_in("wang").await;
        assert_eq!(wang.get(&format!("/work/jiugeng/{theirs}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            wang.post(&format!("/work/jiugeng/{theirs}/do/acknowledge"), &[]).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(wang.get(&format!("/work/hanyang/{}", own.case)).await.status, StatusCode::NOT_FOUND);
        assert!(!wang.get("/work").await.body.contains(&theirs.to_string()));
        for (login, path) in [
            ("chen", "/work".to_owned()),
            ("li", format!("/work/jiugeng/{}", own.case)),
            ("zhou", "/work".into()),
        ] {
            assert_eq!(
                stage.signed_in(login).await.get(&path).await.status,
                StatusCode::NOT_FOUND,
                "{login} {path}"
            );
        }
        assert!(stage.browser().get("/work").await.location.starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn internal_notes_stay_inside() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.property, LAMP, "楼道灯不亮").await.case;
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Note, "这家已经报修过五次")).await;
        let page = stage.signed_in("wang").await.get(&format!("/work/jiugeng/{case}")).await;
        assert!(page.body.contains("转给了承办方") && !page.body.contains("五次"));
    })
    .await;
}

#[tokio::test]
async fn a_call_is_masked_until_pressed_and_then_recorded() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let received = dispatched(&stage, stage.property, LAMP, "楼道灯不亮").await;
        let mut wang = stage.signed_in("wang").await;
        let href = format!("/work/jiugeng/{}", received.case);
        let page = wang.get(&href).await;
        assert!(page.body.contains("138****5678") && page.body.contains("刘**"));
        assert!(!page.body.contains(PHONE) && !page.body.contains("刘建国"));
        let call = format!("{href}/call/{}", received.request);
        let early = wang.get(&call).await;
        assert!(early.status.is_redirection() && !early.body.contains(PHONE), "not by address alone");
        assert_eq!(count(&stage, "look").await, 0);
        let pressed = wang.post(&call, &[]).await;
        let shown = wang.follow(&pressed).await;
        assert!(shown.body.contains(&format!("tel:{PHONE}")));
        assert_eq!(count(&stage, "look").await, 1);
        minutes_later(&stage, 11);
        assert!(!wang.get(&call).await.body.contains(PHONE));
    })
    .await;
}

#[tokio::test]
async fn who_complained_of_a_neighbour_stays_hidden() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let received = dispatched(&stage, stage.property, NOISE, "楼上半夜拖椅子，我睡不着").await;
        let mut wang = stage.signed_in("wang").await;
        let href = format!("/work/jiugeng/{}", received.case);
        let page = wang.get(&href).await;
        assert_eq!(page.status, StatusCode::OK);
        for secret in ["刘**", "138****5678", "睡不着"] {
            assert!(!page.body.contains(secret), "{secret}");
        }
        let call = format!("{href}/call/{}", received.request);
        assert_eq!(wang.post(&call, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(count(&stage, "look").await, 0);
    })
    .await;
}

async fn link(stage: &Stage, case: linju_kernel::Id) -> String {
    let token = devices::token();
    let mut change = Change::new(stage.jiugeng, stage.house().now(), linju_core::Actor::System("stage"));
    let link = devices::Link { case, organisation: stage.utility, task: None };
    devices::give_link(&mut change, &token, link);
    change.event(NewEvent::new("case", case, "link"));
    stage.house().commit(change).await.expect("a link");
    format!("/link/jiugeng/{token}")
}

#[tokio::test]
async fn a_link_opens_one_case_without_an_account_and_no_number() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.utility, SERVICE, "路灯不亮，打我电话13800005678").await.case;
        let link = link(&stage, case).await;
        let mut phone = stage.browser();
        let page = phone.get(&link).await;
        assert!(page.body.contains("路灯不亮") && !page.body.contains(PHONE));
        assert!(!page.body.contains("/call/"), "a link may be passed on: it never leads to a number");
        assert!(!page.body.contains("/work"));
        let started = phone.post(&format!("{link}/do/start"), &[]).await;
        assert_eq!(started.location, format!("{link}?done"));
        let done =
            phone.post(&format!("{link}/do/handle"), &[("outcome", "solved"), ("note", "换了灯头")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let last = stage
            .house()
            .timeline(stage.jiugeng, case, false)
            .await
            .expect("a ledger")
            .pop()
            .expect("an entry");
        assert_eq!((last.event.verb.as_str(), last.event.actor_kind.as_str()), ("handle", "link"));
        assert_eq!(last.event.actor_id, Some(stage.utility));
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_the_case_going_elsewhere() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.utility, SERVICE, "路灯不亮").await.case;
        let link = link(&stage, case).await;
        let mut phone = stage.browser();
        assert_eq!(
            phone.get(&format!("{}0", link)).await.status,
            StatusCode::NOT_FOUND,
            "a guess opens nothing"
        );
        assert_eq!(phone.get(&link.replace("jiugeng", "hanyang")).await.status, StatusCode::NOT_FOUND);
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Recall, "换一家")).await;
        let gone = phone.get(&link).await;
        assert!(gone.body.contains("不在您这里") && !gone.body.contains("路灯不亮"));
        let press = phone.post(&format!("{link}/do/acknowledge"), &[]).await;
        assert!(press.body.contains("不在您这里"));
        assert_eq!(row(&stage, case).await.state, "triaged");
        let again = Command::Dispatch { to: Party::Organisation(stage.utility), limit: None };
        press_as(&stage, &[Who::Worker], case, Press::one(again, "")).await;
        assert!(phone.get(&link).await.body.contains("路灯不亮"));
        stage.at("2026-12-08 10:00");
        assert_eq!(phone.get(&link).await.status, StatusCode::NOT_FOUND, "after fourteen days");
    })
    .await;
}

#[tokio::test]
async fn a_link_cannot_be_tried_without_end() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut phone = stage.browser();
        let mut statuses = Vec::new();
        for n in 0..40 {
            statuses.push(phone.get(&format!("/link/jiugeng/{n:064x}")).await.status);
        }
        assert_eq!(statuses[0], StatusCode::NOT_FOUND);
        assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS));
    })
    .await;
}

#[tokio::test]
async fn a_script_in_the_words_is_shown_as_text() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.property, SERVICE, "<script>alert(1)</script>").await.case;
        let mut wang = stage.signed_in("wang").await;
        let href = format!("/work/jiugeng/{case}");
        let on = [("on", "<script>x</script>"), ("until", "2026-11-25"), ("note", "<b>等</b>")];
        wang.post(&format!("{href}/do/wait"), &on).await;
        for path in ["/work".to_owned(), href] {
            let page = wang.get(&path).await.body;
            assert!(
                !page.contains("<script>alert") && !page.contains("<script>x") && !page.contains("<b>等"),
                "{path}"
            );
        }
    })
    .await;
}

/// A case the property company leads, in which the utility was asked to do a part; and that part.
async fn joint(stage: &Stage) -> (linju_kernel::Id, String) {
    let case = dispatched(stage, stage.property, SERVICE, "弄堂口太暗，我是三楼老刘").await.case;
    press_as(stage, &[Who::Worker], case, Press::one(Command::Acknowledge, "")).await;
    let mut chen = stage.signed_in("chen").await;
    let at = format!("/staff/jiugeng/cases/{case}");
    let asked = [("organisation", &*stage.utility.to_string()), ("note", "接一路电")];
    assert_eq!(chen.post(&format!("{at}/do/invite"), &asked).await.status, StatusCode::SEE_OTHER);
    let page = chen.get(&at).await.body;
    let link = page.split(&format!("{at}/link?task=")).nth(1).and_then(|s| s.split('"').next());
    (case, link.expect("a link can be given").to_owned())
}

#[tokio::test]
async fn a_co_handler_sees_its_part_and_the_lead_makes_one_reply() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (case, task) = joint(&stage).await;
        let mut chen = stage.signed_in("chen").await;
        let at = format!("/staff/jiugeng/cases/{case}");
        let made = chen.post(&format!("{at}/link"), &[("task", &task)]).await;
        let slip = chen.follow(&made).await.body;
        assert!(slip.contains("路灯管理所") && slip.contains("接一路电"));
        let link = slip.split("http://linju.test").nth(1).and_then(|s| s.split('"').next()).expect("a link");
        let mut phone = stage.browser();
        let page = phone.get(link).await.body;
        assert!(page.contains("接一路电") && page.contains("021-5555 0133"), "{page}");
        for hidden in ["老刘", "刘**", "138****", "弄堂口太暗"] {
            assert!(!page.contains(hidden), "{hidden} is not theirs to see");
        }
        let door = phone.get(&format!("{link}/do/handle")).await;
        assert_eq!(door.status, StatusCode::NOT_FOUND, "the whole case is not behind this link");
        let empty = phone.upload(&format!("{link}/part"), &[("note", "")], &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let photo = photo();
        let files: [(&str, &str, &[u8]); 1] = [("after", "a.png", &photo)];
        let done = phone.upload(&format!("{link}/part"), &[("note", "电接好了。")], &files).await;
        assert_eq!(done.location, format!("{link}?done"), "{}", done.body);
        assert_eq!(row(&stage, case).await.open_tasks, 0);
        let again = phone.upload(&format!("{link}/part"), &[("note", "电接好了")], &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it is done once");

        let mut wang = stage.signed_in("wang").await;
        let lead = wang.get(&format!("/work/jiugeng/{case}")).await.body;
        assert!(lead.contains("路灯管理所") && lead.contains("电接好了"));
        for form in [
            wang.get(&format!("/work/jiugeng/{case}/do/handle")).await.body,
            chen.get(&format!("{at}/do/handle")).await.body,
        ] {
            assert!(
                form.contains("路灯管理所：电接好了。</textarea>"),
                "the parts begin the one reply: {form}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_part_opens_to_those_who_were_asked_and_while_they_are() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.utility, SERVICE, "弄堂口太暗").await.case;
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Acknowledge, "")).await;
        let mut chen = stage.signed_in("chen").await;
        let at = format!("/staff/jiugeng/cases/{case}");
        let asked = [("organisation", &*stage.property.to_string()), ("note", "修剪树枝")];
        chen.post(&format!("{at}/do/invite"), &asked).await;
        let mut wang = stage.signed_in("wang").await;
        let list = wang.get("/work").await.body;
        let href = list.split("href=\"").find(|s| s.starts_with("/work/jiugeng/task/"));
        let href = href.and_then(|s| s.split('"').next()).expect("their part is in the list").to_owned();
        assert!(list.contains("修剪树枝") && !list.contains(&format!("/work/jiugeng/{case}\"")));
        assert!(wang.get(&href).await.body.contains("修剪树枝"));
        assert_eq!(wang.get(&format!("/work/jiugeng/{case}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.signed_in("li").await.get(&href).await.status, StatusCode::NOT_FOUND);
        assert_eq!(wang.get(&href.replace("jiugeng", "hanyang")).await.status, StatusCode::NOT_FOUND);
        let (_, other) = joint(&stage).await;
        let theirs = format!("/work/jiugeng/task/{other}");
        assert_eq!(wang.get(&theirs).await.status, StatusCode::NOT_FOUND, "another organisation's part");
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Recall, "换个办法")).await;
        assert_eq!(wang.get(&href).await.status, StatusCode::NOT_FOUND, "no longer asked for");
        assert!(!wang.get("/work").await.body.contains("修剪树枝"));
    })
    .await;
}
