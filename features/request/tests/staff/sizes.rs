//! What lists and pages cost, and what they are told while they stand open.

use super::*;

#[tokio::test]
async fn a_page_asks_as_little_of_two_thousand_cases_as_of_a_hundred() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let mut case = Id(0);
        let mut asked = Vec::new();
        for most in [100, 2_000] {
            let now = stage.house().now();
            let mut changes = Vec::new();
            while count(&stage, "select count(*) from cases").await + (changes.len() as i64) < most {
                let said = said(&stage, stage.jiugeng, LAMP, "0105", now).await;
                let (change, received) = intake::prepare(stage.house(), said).await.expect("a request");
                case = received.case;
                changes.push(change);
                if changes.len() == 100 {
                    stage.house().commit_all(std::mem::take(&mut changes)).await.expect("a hundred");
                }
            }
            let (page, list) = counted(chen.get("/staff/jiugeng/cases?n=100")).await;
            assert_eq!(page.body.matches("data-row").count(), 100);
            // How long such a matter usually takes is looked up once a day.
            chen.get(&at(case)).await;
            let (page, one) = counted(chen.get(&at(case))).await;
            assert_eq!(page.status, StatusCode::OK);
            asked.push((list.queries, one.queries));
            if most == 2_000 {
                assert!(chen.get("/staff/jiugeng/cases").await.body.contains("2000"));
                turns_to_the_end(&mut chen).await;
            }
        }
        // Session, counters, the list; session, counters, case with its parts and suggestions, requests, files, timeline.
        assert_eq!(asked, [(3, 6), (3, 6)]);
    })
    .await;
}

/// Follows "the rest" from the first page to the last: every case stands on one page.
async fn turns_to_the_end(browser: &mut Browser) {
    let (mut path, mut rows) = ("/staff/jiugeng/cases?n=100".to_owned(), 0);
    loop {
        let page = browser.get(&path).await;
        rows += page.body.matches("data-row").count();
        let Some(next) = page.body.split("rel=\"next\" href=\"").nth(1) else { break };
        let query = next.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
        path = format!("/staff/jiugeng/cases{query}");
    }
    assert_eq!(rows, 2_000);
}

#[tokio::test]
async fn a_case_page_costs_the_same_with_all_that_can_stand_on_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let case = request(&stage, LAMP, "1401").await.case;
        for n in 0..3 {
            let other = request(&stage, &format!("也是这盏灯 {n}"), "1401").await.case;
            press(&mut chen, other, "merge", &[("into", &case.to_string())]).await;
        }
        press(&mut chen, case, "take", &[]).await;
        for organisation in [stage.utility, stage.property] {
            let asked = [("organisation", &*organisation.to_string()), ("note", "接一路电")];
            press(&mut chen, case, "invite", &asked).await;
        }
        let records = format!("{}/records", at(case));
        chen.post(&records, &[("kind", "side_a"), ("text", "一边的话")]).await;
        let form = chen.get(&format!("{}/do/task_done", at(case))).await.body;
        let tasks: Vec<&str> =
            form.split("name=\"task\" value=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
        for task in tasks {
            press(&mut chen, case, "task_done", &[("task", task), ("note", "接好了")]).await;
        }
        let files: [(&str, &str, &[u8]); 1] = [("photos", "a.png", PNG)];
        let path = format!("{}/do/handle", at(case));
        let handled = chen.upload(&path, &[("outcome", "solved"), ("note", "好了")], &files).await;
        assert_eq!(handled.status, StatusCode::SEE_OTHER, "{}", handled.body);
        let (page, counts) = counted(chen.get(&at(case))).await;
        for shown in ["合并 4 条", "联合办理", "接好了", "<img src=", "劝阻和调解记录 1"] {
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        assert_eq!((counts.queries, counts.writes), (6, 0));
    })
    .await;
}

#[tokio::test]
async fn the_week_stands_above_the_list_and_old_days_are_forgotten() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let reply = [("note", "十一点开门")];
        let mut chen = stage.signed_in("chen").await;
        for _ in 0..3 {
            let case = request(&stage, "助餐点几点开门", "1401").await.case;
            press(&mut chen, case, "answer", &reply).await;
        }
        let late = request(&stage, "助餐点几点开门", "1401").await.case;
        stage.at("2026-12-29 10:00");
        chen = stage.signed_in("chen").await;
        assert!(
            chen.get("/staff/jiugeng/cases").await.body.contains("办结 0 件"),
            "five weeks ago is no week"
        );
        press(&mut chen, late, "answer", &reply).await;
        let inbox = chen.get("/staff/jiugeng/cases").await.body;
        assert!(inbox.contains("0.0%") && inbox.contains("办结 1 件") && inbox.contains("class=\"spark\""));
        let days = "select count(*) from counter where key >= 'case.day.' and key < 'case.day/' and n > 0";
        assert_eq!(count(&stage, days).await, 3, "three in time on one day, one late on another");
        linju_request::jobs::sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
        assert_eq!(count(&stage, days).await, 1);
    })
    .await;
}

/// The first thing a list's line is told, on a connection of its own.
async fn first_news(stage: &Stage, browser: &Browser, address: &str) -> String {
    let cookie = format!("{SESSION_COOKIE}={}", browser.cookie(SESSION_COOKIE).expect("signed in"));
    let request = Request::builder().uri(address).header("host", "linju.test").header("cookie", cookie);
    let request = request.body(Body::empty()).expect("a request");
    let response = stage.router.clone().oneshot(request).await.expect("the router never fails");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut chunks = response.into_body().into_data_stream();
    let chunk = chunks.next().await.expect("something is said").expect("a chunk");
    String::from_utf8_lossy(&chunk).into_owned()
}

#[tokio::test]
async fn a_list_is_told_what_others_brought_in_and_nothing_of_ones_own() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let own = request(&stage, LAMP, "0105").await.case;
        let mut chen = stage.signed_in("chen").await;
        for list in ["/staff/jiugeng/cases", "/staff/jiugeng/cases/board"] {
            let page = chen.get(list).await.body;
            let address =
                page.split("data-news=\"").nth(1).and_then(|s| s.split('"').next()).expect("a line");
            assert!(!page.contains("件新的"), "what the page shows is not news");
            press(&mut chen, own, "note", &[("note", "看过了")]).await;
            request(&stage, LAMP, "0105").await;
            let said = first_news(&stage, &chen, address).await;
            assert_eq!(said, "data: 有 1 件新的或有变化，点这里看\n\n");
        }
        let live = "/staff/jiugeng/live?since=0";
        assert_eq!(stage.signed_in("li").await.get(live).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.signed_in("wang").await.get(live).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.browser().get(live).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}
