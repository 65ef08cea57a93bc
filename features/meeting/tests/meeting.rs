//! Meetings as workers and residents live them, over HTTP, on each database at hand.

use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_web::testing::{Answer, Browser, Stage};

const ALL: &str = "/staff/jiugeng/meetings";

async fn stage(db: linju_db::Db) -> Stage {
    Stage::on(db, &[linju_meeting::FEATURE]).await
}

/// The key of a form, as the page puts it in.
fn key(n: i64) -> String {
    linju_kernel::Id(n).to_string()
}

/// A page that came whole: no missing words.
fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    let at = answer.body.find("[meeting").or(answer.body.find("[refusal"));
    assert!(
        at.is_none(),
        "a missing text: {:?}",
        at.map(|at| &answer.body[at..(at + 40).min(answer.body.len())])
    );
    &answer.body
}

/// The worker's plan of a meeting of `kind`; its address.
async fn plan(stage: &Stage, worker: &mut Browser, kind: &str, more: &[(&str, &str)]) -> String {
    let form = worker.get(&format!("{ALL}/new")).await;
    sound(&form);
    let once =
        form.body.split("name=\"once\" value=\"").nth(1).and_then(|r| r.split('"').next()).expect("a key");
    let place = stage.place(stage.jiugeng, "c1").await.id.to_string();
    let mut fields = vec![
        ("once", once),
        ("kind", kind),
        ("title", "3 号楼漏水怎么修"),
        ("topics", "先修哪里\n谁来出钱"),
        ("place", &place),
        ("venue", "3 号楼庭院"),
        ("starts", "2026-11-27T14:00"),
    ];
    fields.extend(more.iter().copied());
    let answer = worker.post(&format!("{ALL}/new"), &fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    assert_eq!(
        worker.post(&format!("{ALL}/new"), &fields).await.location,
        answer.location,
        "pressed twice is once"
    );
    answer.location
}

/// Moves the clock; worker and secretary sign in again, as after days away.
async fn later(stage: &Stage, moment: &str) -> (Browser, Browser) {
    stage.at(moment);
    (stage.signed_in("chen").await, stage.signed_in("shen").await)
}

async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
    assert!(answer.location.starts_with(ALL), "{path} leads to {}", answer.location);
}

async fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], sentence: &str) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 422, "{path}");
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

/// The address behind the code of the notice.
async fn door(stage: &Stage, meeting: &str) -> String {
    let id = meeting.rsplit('/').next().expect("an id").parse::<linju_kernel::Id>().expect("an id");
    let sql = Sql::new("select code from meeting where area_id = ? and id = ?", args![stage.jiugeng, id]);
    let (code,) = stage.house().db.one::<(String,)>(sql).await.expect("a code");
    format!("/a/jiugeng/meetings/{id}/here/{code}")
}

#[tokio::test]
async fn a_talk_meeting_from_its_notice_to_its_account() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let mut resident = stage.browser();
        let at = plan(&stage, &mut worker, "talk_meeting", &[]).await;
        let public = at.replace("/staff/", "/a/");
        assert_eq!(resident.get(&public).await.status.as_u16(), 404, "what is planned is nobody's to see");
        assert_eq!(
            worker.post(&format!("{at}/do/announce"), &[]).await.status.as_u16(),
            422,
            "the lead announces"
        );
        done(&mut lead, &format!("{at}/do/announce"), &[]).await;
        assert!(sound(&resident.get("/a/jiugeng/meetings").await).contains("3 号楼漏水怎么修"));
        sound(&resident.get(&public).await);
        let notice = worker.get(&format!("{at}/notice")).await;
        assert!(sound(&notice).contains("民情恳谈会") && notice.body.contains("<svg class=\"qr\""));
        sound(&worker.get(&format!("{at}/sheet")).await);

        let (mut worker, mut lead) = later(&stage, "2026-11-27 14:05").await;
        refused(&mut worker, &format!("{at}/do/hold"), &[], "还没有人签到").await;
        let door = door(&stage, &at).await;
        sound(&resident.get(&door).await);
        let liu = [("name", "刘桂英"), ("group", "resident")];
        assert!(sound(&resident.post(&door, &liu).await).contains("签到好了"));
        refused(&mut stage.browser(), &door, &liu, "这个人已经签到了").await;
        assert_eq!(
            resident.get(&format!("{door}x")).await.status.as_u16(),
            404,
            "only the notice's code opens"
        );
        let page = worker.get(&at).await;
        assert!(page.body.contains("刘**") && !page.body.contains("刘桂英"), "names are masked");
        done(&mut worker, &format!("{at}/do/hold"), &[]).await;

        let (first, second, third) = (key(11), key(12), key(13));
        let note = |once, kind, text| [("once", once), ("point", kind), ("text", text)];
        refused(&mut worker, &format!("{at}/do/minute"), &[], "纪要还是空的").await;
        done(&mut worker, &format!("{at}/points"), &note(first.as_str(), "opinion", "刘桂英说屋顶漏")).await;
        done(&mut worker, &format!("{at}/points"), &note(first.as_str(), "opinion", "刘桂英说屋顶漏")).await;
        refused(
            &mut worker,
            &format!("{at}/points"),
            &note(second.as_str(), "decision", "修屋顶"),
            "决定要写明谁负责",
        )
        .await;
        let decision = [
            ("once", third.as_str()),
            ("point", "decision"),
            ("text", "修屋顶"),
            ("responsible", "久安物业"),
            ("due", "2026-12-10"),
        ];
        done(&mut worker, &format!("{at}/points"), &decision).await;
        let page = worker.get(&at).await;
        assert_eq!(page.body.matches("/remove\"").count(), 2, "pressed twice is one line");
        done(&mut worker, &format!("{at}/do/minute"), &[]).await;
        refused(&mut lead, &format!("{at}/do/publish"), &[], "请先核对并勾选").await;
        refused(&mut lead, &format!("{at}/do/publish"), &[("names_removed", "on")], "到会人的姓名").await;
        done(&mut worker, &format!("{at}/do/amend"), &[]).await;
        let page = worker.get(&at).await;
        let wrong =
            page.body.split("action=\"").filter_map(|r| r.split('"').next()).find(|a| a.ends_with("/remove"));
        done(&mut worker, wrong.expect("a line to take back"), &[]).await;
        done(&mut worker, &format!("{at}/do/minute"), &[]).await;
        done(&mut lead, &format!("{at}/do/publish"), &[("names_removed", "on")]).await;
    })
    .await;
}

#[tokio::test]
async fn minutes_are_read_by_everyone_for_fifteen_days_and_every_decision_is_accounted_for() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let at = plan(&stage, &mut worker, "talk_meeting", &[]).await;
        let public = at.replace("/staff/", "/a/");
        done(&mut lead, &format!("{at}/do/announce"), &[]).await;
        let (mut worker, mut lead) = later(&stage, "2026-11-27 14:05").await;
        done(&mut worker, &format!("{at}/people"), &[("name", "刘桂英"), ("group", "resident")]).await;
        done(&mut worker, &format!("{at}/do/hold"), &[]).await;
        let (first, second) = (key(1), key(2));
        let decision = [
            ("once", first.as_str()),
            ("point", "decision"),
            ("text", "修屋顶"),
            ("responsible", "久安物业"),
            ("due", "2026-12-10"),
        ];
        done(&mut worker, &format!("{at}/points"), &decision).await;
        let opinion =
            [("once", second.as_str()), ("point", "opinion"), ("side", "resident"), ("text", "楼道灯也不亮")];
        done(&mut worker, &format!("{at}/points"), &opinion).await;
        done(&mut worker, &format!("{at}/do/minute"), &[]).await;
        assert!(!stage.browser().get(&public).await.body.contains("修屋顶"), "not before it is published");
        done(&mut lead, &format!("{at}/do/publish"), &[("names_removed", "on")]).await;
        let read = stage.browser().get(&public).await;
        assert!(
            sound(&read).contains("修屋顶") && read.body.contains("久安物业") && !read.body.contains('刘')
        );
        sound(&worker.get(&format!("{at}/minutes")).await);

        refused(&mut lead, &format!("{at}/do/settle"), &[], "还有决定没有写落实情况").await;
        let page = worker.get(&at).await;
        let settle =
            page.body.split("action=\"").filter_map(|r| r.split('"').next()).find(|a| a.ends_with("/settle"));
        let settle = settle.expect("a form for the decision").to_owned();
        refused(&mut worker, &settle, &[("became", "")], "请写落实情况").await;
        done(&mut worker, &settle, &[("became", "屋顶 12 月 8 日修好")]).await;
        refused(&mut lead, &format!("{at}/do/settle"), &[], "还不满 15 天").await;
        let (mut worker, mut lead) = later(&stage, "2026-12-12 09:00").await;
        done(&mut lead, &format!("{at}/do/settle"), &[]).await;
        assert!(stage.browser().get(&public).await.body.contains("屋顶 12 月 8 日修好"));
        assert!(sound(&worker.get(ALL).await).contains("已办结"));
    })
    .await;
}

#[tokio::test]
async fn delegates_without_a_quorum_go_home_and_come_again() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let at = plan(&stage, &mut worker, "delegates_meeting", &[]).await;
        refused(&mut lead, &format!("{at}/do/announce"), &[], "请先填应到人数").await;
        let at = plan(&stage, &mut worker, "delegates_meeting", &[("entitled", "3")]).await;
        done(&mut lead, &format!("{at}/do/announce"), &[]).await;
        let (mut worker, mut lead) = later(&stage, "2026-11-27 14:05").await;
        done(&mut worker, &format!("{at}/people"), &[("name", "甲代表"), ("group", "delegate")]).await;
        let answer = worker.post(&format!("{at}/do/hold"), &[]).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("第二十九条"), "{}", answer.body);
        done(&mut worker, &format!("{at}/do/lapse"), &[]).await;
        refused(&mut lead, &format!("{at}/do/postpone"), &[("reason", "")], "请写原因").await;
        done(&mut lead, &format!("{at}/do/postpone"), &[("reason", "上次人数不够")]).await;
        let place = stage.place(stage.jiugeng, "c1").await.id.to_string();
        let again = [
            ("kind", "delegates_meeting"),
            ("title", "3 号楼漏水怎么修"),
            ("topics", "谁来出钱"),
            ("place", &place),
            ("starts", "2026-12-03T14:00"),
            ("entitled", "3"),
        ];
        done(&mut worker, &format!("{at}/change"), &again).await;
        done(&mut lead, &format!("{at}/do/announce"), &[]).await;
        let (mut worker, _) = later(&stage, "2026-12-03 14:05").await;
        let proxy = [("name", "甲代表"), ("group", "delegate"), ("proxy", "乙邻居")];
        refused(&mut worker, &format!("{at}/people"), &proxy, "书面委托").await;
        let mut proxy = proxy.to_vec();
        proxy.push(("authority", "on"));
        done(&mut worker, &format!("{at}/people"), &proxy).await;
        done(&mut worker, &format!("{at}/people"), &[("name", "丙代表"), ("group", "delegate")]).await;
        done(&mut worker, &format!("{at}/do/hold"), &[]).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_about_a_dispute_is_seen_by_the_desk_alone_and_no_other_area_sees_anything() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let at = plan(&stage, &mut worker, "coordination_meeting", &[("confidential", "on")]).await;
        done(&mut lead, &format!("{at}/do/announce"), &[]).await;
        assert_eq!(stage.browser().get(&at.replace("/staff/", "/a/")).await.status.as_u16(), 404);
        assert!(!stage.browser().get("/a/jiugeng/meetings").await.body.contains("漏水"));
        let mut other = stage.signed_in("li").await;
        for path in [ALL.to_owned(), at.clone(), format!("{at}/do/cancel"), format!("{at}/minutes")] {
            assert_eq!(other.get(&path).await.status.as_u16(), 404, "{path}");
        }
        let theirs = at.replace("jiugeng", "hanyang");
        assert_eq!(other.get(&theirs).await.status.as_u16(), 404, "an id of another area is no id here");
    })
    .await;
}

#[tokio::test]
async fn a_bad_plan_is_told_field_by_field_and_keeps_what_was_typed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let once = key(7);
        let answer = worker
            .post(&format!("{ALL}/new"), &[("once", &once), ("topics", "屋顶漏水"), ("entitled", "三十")])
            .await;
        assert_eq!(answer.status.as_u16(), 422);
        for sentence in
            ["请选会议类型", "请写会议名称", "请填开会的日期和时间", "请选是关于哪里的", "应到人数请写整数"]
        {
            assert!(answer.body.contains(sentence), "{sentence}");
        }
        assert!(answer.body.contains("屋顶漏水"));
    })
    .await;
}

/// What another part of the house asks for becomes a draft once, and the plan says what it came from.
#[tokio::test]
async fn people_called_together_about_a_hot_spot_are_a_draft_that_the_lead_announces() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (house, area) = (stage.house(), stage.jiugeng);
        let place = stage.place(area, "c1").await;
        let sql = Sql::new("select id from account where login = 'shen'", args![]);
        let (lead,) = house.db.one::<(linju_kernel::Id,)>(sql).await.expect("the secretary");
        let starts = stage.at("2026-11-27 14:00");
        stage.at("2026-11-23 10:00");
        let mut change = linju_core::Change::new(area, house.now(), linju_core::Actor::Account(lead));
        let asked = linju_core::ledger::NewEvent::new("hotspot", linju_kernel::Id(77), "convene")
            .with("kind", "talk_meeting")
            .with("place", place.id.to_string())
            .with("starts", starts.0)
            .note("漏水怎么办\n先修哪里\n谁来做");
        change.event(asked);
        house.commit(change).await.expect("an event");
        for _ in 0..2 {
            house.react(area, linju_meeting::FEATURE.reactions).await.expect("reactions");
            let again =
                linju_db::Batch::new().exec("delete from reaction_cursor where area_id = ?", args![area]);
            house.db.write(again).await.expect("as after a crash");
        }
        let sql = "select subject_id, actor_kind, body from event where area_id = ? and verb = 'plan'";
        let plans: Vec<(linju_kernel::Id, String, String)> =
            house.db.all(Sql::new(sql, args![area])).await.expect("events");
        assert_eq!(plans.len(), 1, "asked for once is planned once");
        assert!(
            plans[0].1 == "meeting-convened"
                && plans[0].2.contains(&format!("hotspot {}", linju_kernel::Id(77)))
        );
        let at = format!("{ALL}/{}", plans[0].0);
        let mut worker = stage.signed_in("chen").await;
        let page = worker.get(&at).await;
        assert!(sound(&page).contains("漏水怎么办") && page.body.contains("谁来做"));
        assert_eq!(stage.browser().get(&at.replace("/staff/", "/a/")).await.status.as_u16(), 404, "a draft");
        done(&mut stage.signed_in("shen").await, &format!("{at}/do/announce"), &[]).await;
    })
    .await;
}
