//! The public ledger: what came of it, and of whom nothing.

use super::*;

#[tokio::test]
async fn photos_of_the_work_are_everyones_once_released_and_words_never() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
        let photo = stage.house().files.take(picture()).await.expect("a picture");
        let voice = stage.house().files.take(b"OggS voice".to_vec()).await.expect("a sound");
        let files = vec![("after", photo.clone()), ("words", photo), ("voice", voice)];
        press(&stage, request_of(&sent), Press { files, ..handled(Outcome::Solved, "", "") }).await;
        let case = case_of(&stage, request_of(&sent)).await.id;
        let files = stage.house().files_of(stage.jiugeng, case).await.expect("files");
        let mut anyone = stage.browser();
        let mut answers = async || {
            let mut found = Vec::new();
            for file in &files {
                let answer = anyone.get(&format!("/a/jiugeng/file/{}", file.id)).await;
                found.push((file.purpose.as_str(), answer.status.as_u16()));
            }
            found
        };
        assert_eq!(answers().await, [("after", 404), ("words", 404), ("voice", 404)]);
        let release = linju_db::Batch::new().exec("update cases set released = 1 where id = ?", args![case]);
        stage.house().db.write(release).await.expect("released");
        assert_eq!(answers().await, [("after", 200), ("words", 404), ("voice", 404)]);
        let hide = linju_db::Batch::new().exec("update cases set confidential = 1 where id = ?", args![case]);
        stage.house().db.write(hide).await.expect("hidden");
        assert_eq!(answers().await, [("after", 404), ("words", 404), ("voice", 404)]);
    })
    .await;
}

#[tokio::test]
async fn the_ledger_tells_what_came_of_it_and_of_whom_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let note = ("note", "六楼601室周阿婆家门口");
        let lift = report(&mut browser, "0203", "我腿不好，想装电梯", &[note]).await;
        let noise = report(&mut browser, "0802", "楼上太吵", &[note]).await;
        let new = report(&mut browser, "0501", "垃圾没人清", &[note]).await;
        press(
            &stage,
            request_of(&lift),
            handled(Outcome::CannotBeSolved, "楼前在规划红线内", "预约爬楼机，打 13800005678"),
        )
        .await;
        press(&stage, request_of(&noise), Press::one(Command::Triage, "")).await;
        let mut anyone = stage.browser();
        let list = anyone.get("/a/jiugeng/ledger").await;
        assert!(list.body.contains("加装电梯诉求") && list.body.contains("久耕小区 3号楼"), "{}", list.body);
        assert!(
            list.body.contains("楼前在规划红线内")
                && list.body.contains("预约爬楼机")
                && list.body.contains("138****5678")
        );
        let one =
            anyone.get(&format!("/a/jiugeng/ledger/{}", case_of(&stage, request_of(&lift)).await.id)).await;
        assert_eq!(one.status, StatusCode::OK);
        assert!(one.body.contains("转给了承办方"));
        for page in [&list.body, &one.body, &anyone.get("/a/jiugeng").await.body] {
            for private in ["2单元", "601", "周阿婆", "我腿不好", "邻里生活噪声", "垃圾", "陈晓雯", "换了灯"]
            {
                assert!(!page.contains(private), "{private} in {page}");
            }
        }
        for hidden in [&noise, &new] {
            let case = case_of(&stage, request_of(hidden)).await.id;
            let answer = anyone.get(&format!("/a/jiugeng/ledger/{case}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        let other = case_of(&stage, request_of(&lift)).await.id;
        assert_eq!(anyone.get(&format!("/a/hanyang/ledger/{other}")).await.status, StatusCode::NOT_FOUND);
        let gain = anyone.get("/a/jiugeng/ledger?anchor=1").await;
        let safety = anyone.get("/a/jiugeng/ledger?anchor=4").await;
        assert!(gain.body.contains("加装电梯诉求") && !safety.body.contains("加装电梯诉求"));
        assert!(
            !anyone.get("/a/jiugeng/ledger?open=0").await.body.contains("加装电梯诉求"),
            "it is not over yet"
        );
    })
    .await;
}

#[tokio::test]
async fn the_months_sums_follow_what_happens() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sums = async || {
            let page = stage.browser().get("/a/jiugeng/ledger").await.body;
            let sums = page
                .split("class=\"sums\"")
                .nth(1)
                .and_then(|s| s.split("</p>").next())
                .expect("sums")
                .to_owned();
            let numbers = sums
                .split("<b>")
                .skip(1)
                .map(|n| n.split('<').next().unwrap_or_default().parse::<i64>().expect("n"));
            numbers.collect::<Vec<_>>()
        };
        let first = report(&mut browser, "0105", "一", &[]).await;
        let second = report(&mut browser, "0105", "二", &[]).await;
        assert_eq!(sums().await, [2, 0]);
        press(&stage, request_of(&first), Press::one(Command::Answer, "已经说清楚了")).await;
        assert_eq!(sums().await, [2, 1]);
        browser.post(&format!("{}/do/dispute", page_of(&first)), &[("note", "没有")]).await;
        browser.post(&format!("{}/do/withdraw", page_of(&second)), &[]).await;
        assert_eq!(sums().await, [1, 0]);
        stage.at("2026-12-01 10:00");
        assert_eq!(sums().await, [0, 0]);
    })
    .await;
}

#[tokio::test]
async fn what_concerns_one_persons_life_is_told_of_the_compound_only() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "1003", "卫生间想装扶手", &[]).await;
        press(&stage, request_of(&sent), Press::one(Command::Triage, "")).await;
        let list = stage.browser().get("/a/jiugeng/ledger").await.body;
        assert!(
            list.contains("适老化改造申请") && list.contains("久耕小区") && !list.contains("3号楼"),
            "{list}"
        );
    })
    .await;
}
