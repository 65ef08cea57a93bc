//! Following one’s own case to its end.

use super::*;

#[tokio::test]
async fn what_is_late_is_called_late() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
        stage.at("2026-11-25 09:00");
        let page = browser.get(&page_of(&sent)).await.body;
        assert!(page.contains("和您联系晚了") && page.contains("前，给您一个结果"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn withdrawn_within_ten_minutes_and_not_after_someone_has_begun() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let early = report(&mut browser, "0105", "早", &[]).await;
        let late = report(&mut browser, "0105", "晚", &[]).await;
        for sent in [&early, &late] {
            press(&stage, request_of(sent), Press::one(Command::Triage, "")).await;
        }
        stage.at("2026-11-23 10:09");
        assert!(browser.get(&page_of(&early)).await.body.contains("撤回"));
        let done = browser.post(&format!("{}/do/withdraw", page_of(&early)), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(case_of(&stage, request_of(&early)).await.state, "withdrawn");
        stage.at("2026-11-23 10:11");
        assert!(
            !browser.get(&page_of(&late)).await.body.contains("do/withdraw"),
            "no button that would be refused"
        );
        let refused = browser.post(&format!("{}/do/withdraw", page_of(&late)), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("已经有人在办了"));
        assert_eq!(case_of(&stage, request_of(&late)).await.state, "triaged");
    })
    .await;
}

#[tokio::test]
async fn the_residents_word_closes_and_reopens() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
        let (request, page) = (request_of(&sent), page_of(&sent));
        let nudged = browser.post(&format!("{page}/do/nudge"), &[]).await;
        assert!(browser.follow(&nudged).await.body.contains("催过了"));
        let twice = browser.post(&format!("{page}/do/nudge"), &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        press(&stage, request, handled(Outcome::Solved, "", "")).await;
        let asked = browser.get(&page).await;
        assert!(
            asked.body.contains("do/confirm")
                && asked.body.contains("do/dispute")
                && asked.body.contains("换了灯")
        );
        let wordless = browser.post(&format!("{page}/do/dispute"), &[("note", " ")]).await;
        assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wordless.body.contains("note-err"));
        let closed = browser.post(&format!("{page}/do/confirm"), &[("satisfaction", "5")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER);
        let row = case_of(&stage, request).await;
        assert_eq!(
            (row.state.as_str(), row.solved.as_deref(), row.satisfaction),
            ("closed", Some("yes"), Some(5))
        );
        let again = browser.post(&format!("{page}/do/dispute"), &[("note", "又不亮了")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let row = case_of(&stage, request).await;
        assert_eq!((row.state.as_str(), row.round), ("reopened", 2));
    })
    .await;
}

#[tokio::test]
async fn a_merged_request_keeps_its_own_place_and_words() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut one, mut two) = (stage.browser(), stage.browser());
        let into = report(&mut one, "0405", "别人家的话", &[("note", "别人家601")]).await;
        let from = report(&mut two, "0405", "我要充电", &[]).await;
        let target = case_of(&stage, request_of(&into)).await.id;
        press(&stage, request_of(&from), Press::one(Command::Merge { into: target, into_open: true }, ""))
            .await;
        let page = two.get(&page_of(&from)).await;
        assert!(
            page.body.contains("我要充电") && page.body.contains("和别的邻居反映的是同一件"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("别人家"));
    })
    .await;
}

#[tokio::test]
async fn the_area_is_chosen_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let first = browser.get("/").await;
        assert!(first.body.contains("久耕居民区") && first.body.contains("汉阳居民区"));
        browser.get("/a/hanyang").await;
        let again = browser.get("/").await;
        assert_eq!(again.location, "/a/hanyang");
        assert_eq!(browser.get("/?choose").await.status, StatusCode::OK);
        assert_eq!(browser.get("/a/nowhere").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_day_is_said_as_a_day() {
    each_engine(async |db| {
        let day: Day = "2026-11-30".parse().expect("a day");
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
        let wait = Command::Wait { on: "供电公司".into(), until: day, today: day.plus_days(-7) };
        let waits = Press::one(Command::Dispatch { to: Party::Organisation(Id(201)), limit: None }, "")
            .then(Command::Acknowledge, "")
            .then(wait, "要换电缆");
        press(&stage, request_of(&sent), waits).await;
        let page = browser.get(&page_of(&sent)).await;
        assert!(page.body.contains("在等供电公司，大约到 2026年11月30日"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn whoever_chose_an_sms_gets_one_at_the_end_and_where_the_area_has_none_is_called() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let house = stage.house().clone();
        let mut browser = stage.browser();
        let before = report(&mut browser, "0105", "灯不亮", &[("by_sms", "1")]).await;
        let row = requests::load(&house, stage.jiugeng, request_of(&before)).await.expect("a request");
        assert_ne!(row.way, "sms", "the area has no way to send one");

        let on = linju_core::setting::set_sms(stage.jiugeng, true);
        house.db.write(linju_db::Batch::new().push(on)).await.expect("set");
        house.refresh().await.expect("read again");
        let landline = [("by_sms", "1"), ("phone", "021 5555 0128")];
        let mut fields = vec![("place", "3-2"), ("category", "0105"), ("called", "1"), ("words", "灯不亮")];
        let third = browser.upload("/a/jiugeng/report/contact", &fields, &[]).await;
        assert!(third.body.contains("发短信告诉我"));
        let once = hidden(&third.body, "once");
        fields.extend(landline);
        fields.push(("once", &once));
        let sent = browser.post("/a/jiugeng/report/send", &fields).await;
        let row = requests::load(&house, stage.jiugeng, request_of(&sent)).await.expect("a request");
        assert_ne!(row.way, "sms", "a landline takes none");

        let sent = report(&mut browser, "0105", "灯不亮", &[("by_sms", "1")]).await;
        let request = request_of(&sent);
        press(&stage, request, handled(Outcome::Solved, "", "")).await;
        let told = house.messages(stage.jiugeng, request).await.expect("read");
        let last = told.last().expect("told of the outcome");
        assert_eq!((last.channel.as_str(), last.state.as_str()), ("sms", "queued"));
        assert_eq!(last.to(&house).expect("opens").as_deref(), Some("13800005678"));
        assert!(!last.body.contains("13800005678"));
        let page = browser.get(&page_of(&sent)).await;
        assert_eq!(page.status, StatusCode::OK);
    })
    .await;
}
