//! The staff's desk: from the first word to the account, and what nobody may do on the way.

use axum::http::StatusCode;
use linju_core::message::Way;
use linju_db::{Sql, args, counted};
use linju_kernel::{Id, Ts};
use linju_request::FEATURE;
use linju_request::intake::{self, Received, Said};
use linju_request::rules::State;
use linju_request::rules::case::Channel;
use linju_request::store::{CaseRow, cases};
use linju_web::testing::{Answer, Browser, Stage};

const PHONE: &str = "13800005678";
const LAMP: &str = "三号楼二楼楼道灯坏了，晚上看不见";
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xf8\xff\xff\x3f\x00\x05\xfe\x02\xfe\x0d\xef\x46\xb8\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

async fn stage() -> Stage {
    Stage::new(&[FEATURE]).await
}

async fn said(stage: &Stage, area: Id, words: &str, category: &str, at: Ts) -> Said {
    Said {
        channel: Channel::Phone,
        place: stage.place(area, "3-2").await,
        place_note: "2楼".into(),
        words: words.into(),
        category: category.into(),
        nature: "urgent".into(),
        name: Some("刘某某".into()),
        phone: Some(PHONE.into()),
        whose: "self".into(),
        consent: String::new(),
        way: Some(Way::Phone),
        entered_by: None,
        source: None,
        at,
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    }
}

/// A request by phone from 久耕's 3号楼 2单元.
async fn request(stage: &Stage, words: &str, category: &str) -> Received {
    let now = stage.house().now();
    intake::receive(stage.house(), said(stage, stage.jiugeng, words, category, now).await)
        .await
        .expect("a request")
}

async fn row(stage: &Stage, case: Id) -> CaseRow {
    cases::load(stage.house(), stage.jiugeng, case).await.expect("a case").row
}

async fn state(stage: &Stage, case: Id) -> State {
    row(stage, case).await.state()
}

fn at(case: Id) -> String {
    format!("/staff/jiugeng/cases/{case}")
}

/// Presses a verb and follows to the case.
async fn press(browser: &mut Browser, case: Id, verb: &str, fields: &[(&str, &str)]) -> Answer {
    let sent = browser.post(&format!("{}/do/{verb}", at(case)), fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{verb}: {}", sent.body);
    browser.follow(&sent).await
}

async fn count(stage: &Stage, sql: &str) -> i64 {
    stage.house().db.one::<(i64,)>(Sql::new(sql, args![])).await.expect("a count").0
}

#[tokio::test]
async fn an_old_lady_speaks_at_the_counter_and_has_her_receipt_in_three_pages() {
    let stage = stage().await;
    let mut chen = stage.signed_in("chen").await;
    let inbox = chen.get("/staff/jiugeng/cases").await;
    assert!(inbox.body.contains("data-new") && inbox.body.contains("/staff/jiugeng/requests/new"));
    let form = chen.get("/staff/jiugeng/requests/new").await;
    assert!(form.body.contains("autofocus") && form.body.contains("久耕小区 3号楼 2单元"));
    let fields = [
        ("words", LAMP),
        ("place", "3号楼 2单元"),
        ("place_note", "2楼"),
        ("name", "周阿婆"),
        ("once", "k1"),
    ];
    let sent = chen.post("/staff/jiugeng/requests/new", &fields).await;
    let slip = chen.follow(&sent).await;
    assert_eq!(slip.status, StatusCode::OK);
    assert!(slip.body.contains("class=\"slip") && slip.body.contains("021-5555 0128"), "{}", slip.body);
    assert!(slip.body.contains("slip__secret"), "no phone, so a code is printed");
    assert!(slip.body.contains("楼道灯、扶手、门窗损坏"), "the words choose the category");
    assert!(slip.body.contains("11月24日 周二"), "the real limit of first contact stands on it");
    let bare = sent.location.split('?').next().unwrap_or_default().to_owned();
    assert!(!chen.get(&bare).await.body.contains("slip__secret"), "the code is printed once");
    let again = chen.post("/staff/jiugeng/requests/new", &fields).await;
    assert_eq!(again.location, bare, "the same form sent twice is one request");
    assert_eq!(count(&stage, "select count(*) from request").await, 1);
    assert!(chen.get("/staff/jiugeng/cases").await.body.contains("3号楼 2单元 2楼"));
}

#[tokio::test]
async fn taking_words_in_refuses_at_the_field_and_keeps_what_was_typed() {
    let stage = stage().await;
    let mut chen = stage.signed_in("chen").await;
    let mut send = async |fields: &[(&str, &str)]| chen.post("/staff/jiugeng/requests/new", fields).await;
    for (fields, sentence) in [
        (vec![("words", ""), ("place", "3号楼")], "说一句话"),
        (vec![("words", LAMP), ("place", "")], "请写是哪个地方"),
        (vec![("words", LAMP), ("place", "月球")], "没找到这个地方"),
        (vec![("words", LAMP), ("place", "3号楼"), ("phone", "12")], "电话号码不对"),
        (vec![("words", "嗯"), ("place", "3号楼")], "请选一下是什么事"),
        (vec![("words", "电梯里有人困住了"), ("place", "3号楼")], "请先打上面的电话"),
    ] {
        let answer = send(&fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(sentence), "{sentence}: {}", answer.body);
        for (_, typed) in &fields {
            assert!(answer.body.contains(typed), "{typed} was lost");
        }
    }
    let look = send(&[("words", LAMP), ("place", "3号楼"), ("look", "1")]).await;
    assert_eq!(look.status, StatusCode::OK);
    assert!(look.body.contains("听起来像") && look.body.contains("value=\"0105\" checked"));
    assert_eq!(count(&stage, "select count(*) from request").await, 0);
}

#[tokio::test]
async fn an_answer_at_the_desk_closes_in_one_commit() {
    let stage = stage().await;
    let mut chen = stage.signed_in("chen").await;
    let fields = [
        ("words", "助餐点几点开门"),
        ("place", "3号楼"),
        ("category", "1401"),
        ("reply", "十一点开门"),
        ("phone", PHONE),
    ];
    let (sent, counts) = counted(chen.post("/staff/jiugeng/requests/new", &fields)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // One lease of receipts, one unit with the request, its case and the answer.
    assert!(counts.writes <= 2, "{counts:?}");
    assert!(chen.follow(&sent).await.body.contains("当场答复：十一点开门"));
    assert_eq!(count(&stage, "select count(*) from cases where state = 'closed' and reached = 1").await, 1);
}

#[tokio::test]
async fn the_lamp_from_the_first_word_to_her_nod() {
    let stage = stage().await;
    let case = request(&stage, LAMP, "0105").await.case;
    let (mut chen, mut wang) = (stage.signed_in("chen").await, stage.signed_in("wang").await);
    let page = chen.get(&at(case)).await;
    assert!(page.body.contains(LAMP) && page.body.contains("138****5678") && !page.body.contains(PHONE));
    let form = chen.get(&format!("{}/do/dispatch", at(case))).await;
    assert!(form.body.contains("久安物业") && form.body.contains("optgroup"));
    let property = stage.property.to_string();
    let dispatch = [("party", property.as_str()), ("contacted", "1"), ("once", "d1")];
    let page = press(&mut chen, case, "dispatch", &dispatch).await;
    assert!(page.body.contains("转给了承办方") && page.body.contains("久安物业"));
    assert!(row(&stage, case).await.contacted_at.is_some(), "told on the same press");
    let again = chen.post(&format!("{}/do/dispatch", at(case)), &dispatch).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the same form twice is one step");

    let taken = wang.post(&format!("/work/jiugeng/{case}/do/acknowledge"), &[("note", "今晚来换")]).await;
    assert!(taken.status.is_redirection(), "{}", taken.body);
    let path = format!("/work/jiugeng/{case}/do/handle");
    let done = wang
        .upload(
            &path,
            &[("outcome", "solved"), ("note", "换了两个灯")],
            &[("photos", "a.png", PNG), ("after", "a.png", PNG)],
        )
        .await;
    assert!(done.status.is_redirection(), "{}", done.body);
    assert_eq!(state(&stage, case).await, State::Handled);

    let list = chen.get("/staff/jiugeng/follow-ups").await;
    assert!(list.body.contains("138****5678") && !list.body.contains(PHONE));
    let closed =
        press(&mut chen, case, "confirm", &[("solved", "yes"), ("satisfaction", "5"), ("note", "亮堂了")])
            .await;
    assert!(closed.body.contains("亮堂了") && closed.body.contains("5 / 5"));
    assert_eq!(state(&stage, case).await, State::Closed);
    let log = chen.get(&at(case)).await.body;
    for sentence in ["收到了", "承办方接单了", "承办方说办完了", "反映的人点头了"] {
        assert!(log.contains(sentence), "{sentence}");
    }
    stage.at("2026-12-01 09:00");
    let rates = stage.signed_in("chen").await.get("/staff/jiugeng/rates").await.body;
    assert!(
        rates.contains("100.0%") && rates.contains("1/1"),
        "a rate stands beside its denominator: {rates}"
    );
}

#[tokio::test]
async fn a_no_on_the_phone_opens_it_again_with_a_new_clock() {
    let stage = stage().await;
    let case = request(&stage, LAMP, "0105").await.case;
    let mut chen = stage.signed_in("chen").await;
    press(&mut chen, case, "take", &[]).await;
    let path = format!("{}/do/handle", at(case));
    let refused = chen.post(&path, &[("outcome", "solved"), ("note", "换了灯泡")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("要有照片证明") && refused.body.contains("换了灯泡"));
    let done =
        chen.upload(&path, &[("outcome", "solved"), ("note", "换了灯泡")], &[("photos", "a.png", PNG)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    stage.at("2026-11-24 09:30");
    let mut chen = stage.signed_in("chen").await;
    let page = press(&mut chen, case, "confirm", &[("solved", "no"), ("note", "又不亮了")]).await;
    assert!(page.body.contains("又不亮了") && page.body.contains("第 2 轮"), "{}", page.body);
    assert_eq!(state(&stage, case).await, State::Reopened);
}

#[tokio::test]
async fn a_worker_records_what_the_utility_said_on_the_phone() {
    let stage = stage().await;
    let case = request(&stage, "弄堂口路灯不亮", "0304").await.case;
    let mut chen = stage.signed_in("chen").await;
    press(&mut chen, case, "dispatch", &[("party", &stage.utility.to_string())]).await;
    let form = chen.get(&format!("{}/do/handle", at(case))).await;
    assert!(form.body.contains("您在替路灯管理所记") && form.body.contains("会先“接单”"), "{}", form.body);
    let files: [(&str, &str, &[u8]); 1] = [("photos", "a.png", PNG)];
    let done = chen
        .upload(&format!("{}/do/handle", at(case)), &[("outcome", "solved"), ("note", "修好了")], &files)
        .await;
    let page = chen.follow(&done).await;
    assert!(page.body.contains("按路灯管理所电话里说的记"));
    assert_eq!(state(&stage, case).await, State::Handled);

    let other = request(&stage, "弄堂口路灯不亮", "0304").await.case;
    press(&mut chen, other, "dispatch", &[("party", &stage.utility.to_string())]).await;
    let made = chen.post(&format!("{}/link", at(other)), &[]).await;
    let slip = chen.follow(&made).await;
    assert!(slip.body.contains("http://linju.test/link/jiugeng/") && slip.body.contains("class=\"qr\""));
    let address =
        slip.body.split("http://linju.test").nth(1).and_then(|s| s.split('"').next()).expect("an address");
    assert_eq!(stage.browser().get(address).await.status, StatusCode::OK, "the link opens its case");
}

#[tokio::test]
async fn areas_are_walls_and_a_foreman_has_his_own_door() {
    let stage = stage().await;
    let received = request(&stage, LAMP, "0105").await;
    let (mut li, mut wang, mut stranger) =
        (stage.signed_in("li").await, stage.signed_in("wang").await, stage.browser());
    let request = received.request;
    for path in [
        "/staff/jiugeng/cases".to_owned(),
        "/staff/jiugeng/cases/board".into(),
        "/staff/jiugeng/cases/export".into(),
        at(received.case),
        format!("/staff/hanyang/cases/{}", received.case),
        format!("/staff/hanyang/requests/{request}/slip"),
        format!("/staff/hanyang/requests/{request}/phone"),
        "/staff/jiugeng/to-tell".into(),
        "/staff/jiugeng/search?q=5678".into(),
    ] {
        assert_eq!(li.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        let here = path.replace("hanyang", "jiugeng");
        assert_eq!(wang.get(&here).await.status, StatusCode::NOT_FOUND, "{here}");
        assert_eq!(stranger.get(&here).await.status, StatusCode::SEE_OTHER, "{here}");
    }
    assert_eq!(wang.get("/staff/jiugeng").await.location, "/work");
    assert!(!wang.get("/work").await.body.contains("3号楼 2单元"), "not given to his company yet");
    let mut chen = stage.signed_in("chen").await;
    press(&mut chen, received.case, "dispatch", &[("party", &stage.property.to_string())]).await;
    assert!(wang.get("/work").await.body.contains("3号楼"), "now it is");
    let forged = li.post(&format!("/staff/hanyang/cases/{}/do/note", received.case), &[("note", "x")]).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_number_is_shown_after_the_look_was_recorded() {
    let stage = stage().await;
    let received = request(&stage, "请打 13800005678 找我", "0105").await;
    let path = format!("/staff/jiugeng/requests/{}/phone", received.request);
    let mut shen = stage.signed_in("shen").await;
    let asked = shen.get(&path).await;
    assert!(asked.body.contains("为什么要看") && !asked.body.contains(PHONE));
    let refused = shen.post(&path, &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&stage, "select count(*) from look").await, 0);
    let shown = shen.post(&path, &[("reason", "回访")]).await;
    assert!(shen.follow(&shown).await.body.contains("tel:13800005678"));
    assert_eq!(count(&stage, "select count(*) from look where reason = '回访'").await, 1);
    stage.at("2026-11-23 10:11");
    assert!(!shen.get(&path).await.body.contains(PHONE), "what was recorded is shown for ten minutes");

    let mut chen = stage.signed_in("chen").await;
    press(&mut chen, received.case, "take", &[]).await;
    let own = chen.post(&path, &[]).await;
    assert!(chen.follow(&own).await.body.contains("tel:13800005678"), "on one's own case no reason is asked");
    assert_eq!(count(&stage, "select count(*) from look where reason = 'own'").await, 1);
}

#[tokio::test]
async fn sixty_become_one_and_one_comes_out_again() {
    let stage = stage().await;
    let mut all = Vec::new();
    for n in 0..60 {
        all.push(request(&stage, &format!("想在地面充电 {n}"), "0407").await.case);
    }
    let (target, others) = (all[0], &all[1..]);
    let mut chen = stage.signed_in("chen").await;
    let form = chen.get(&format!("{}/join", at(target))).await;
    assert!(others.iter().all(|id| form.body.contains(&id.to_string())));
    let ids: Vec<String> = others.iter().map(ToString::to_string).collect();
    let ticked: Vec<(&str, &str)> = ids.iter().map(|id| ("from", id.as_str())).collect();
    let joined = chen.post(&format!("{}/join", at(target)), &ticked).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
    assert!(chen.follow(&joined).await.body.contains("合并 60 条"));
    assert_eq!(count(&stage, "select count(*) from message where kind = 'merge'").await, 59);
    press(&mut chen, target, "take", &[]).await;
    assert_eq!(
        count(&stage, "select count(*) from message where kind = 'take'").await,
        60,
        "all sixty are told"
    );
    press(&mut chen, others[7], "unmerge", &[("note", "这一件不一样")]).await;
    assert_eq!(state(&stage, others[7]).await, State::Received);
    assert_eq!((row(&stage, target).await.requests, row(&stage, others[7]).await.requests), (59, 1));
    let nothing = chen.post(&format!("{}/join", at(target)), &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn forms_come_back_with_the_sentence_and_what_was_typed() {
    let stage = stage().await;
    let case = request(&stage, LAMP, "0105").await.case;
    let mut chen = stage.signed_in("chen").await;
    let mut refused = async |verb: &str, fields: &[(&str, &str)], sentence: &str| {
        let answer = chen.post(&format!("{}/do/{verb}", at(case)), fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{verb}");
        assert!(answer.body.contains(sentence), "{verb}: {sentence}: {}", answer.body);
        for (_, typed) in fields {
            assert!(answer.body.contains(typed), "{verb}: {typed} was lost");
        }
    };
    refused("dispatch", &[("title", "灯坏两盏")], "请选转给谁").await;
    refused(
        "dispatch",
        &[("party", &stage.property.to_string()), ("limit", "90"), ("limit_unit", "wd"), ("title", "灯")],
        "比规定的长",
    )
    .await;
    refused("decline", &[("note", "不归我们")], "请写明依据哪一条").await;
    refused("redirect", &[("note", "去问问")], "请写明该找谁").await;
    refused("answer", &[("note", "")], "请写给居民的答复").await;
    refused("quick_fix", &[("note", "换好了"), ("nodded", "1")], "要有照片证明").await;
    refused("merge", &[("receipt", "0001")], "没有这个回执号").await;
    refused("escalate", &[("note", "卡住了")], "请选请谁来管").await;
    refused("note", &[("note", "")], "请写几个字").await;
    refused("handle", &[("outcome", "solved"), ("note", "跳过几步")], "这一步现在办不了").await;
    assert_eq!(state(&stage, case).await, State::Received);
    let unknown = chen.get(&format!("{}/do/destroy", at(case))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    press(&mut chen, case, "take", &[]).await;
    let late = [("on", "自来水公司"), ("until", "2026-11-22"), ("note", "要停水")];
    let answer = chen.post(&format!("{}/do/wait", at(case)), &late).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("自来水公司"));
    let waits =
        press(&mut chen, case, "wait", &[("on", "自来水公司"), ("until", "2026-11-26"), ("note", "要停水")])
            .await;
    assert!(waits.body.contains("在等：自来水公司，到2026年11月26日"));
    assert!(
        chen.get("/staff/jiugeng/to-tell").await.body.contains("自来水公司"),
        "who has no screen is told by a person"
    );
}

#[tokio::test]
async fn a_joint_action_ends_when_every_part_is_done() {
    let stage = stage().await;
    let case = request(&stage, "弄堂口路灯不亮", "1401").await.case;
    let mut chen = stage.signed_in("chen").await;
    press(&mut chen, case, "take", &[]).await;
    let utility = stage.utility.to_string();
    let page = press(&mut chen, case, "invite", &[("organisation", &utility), ("note", "接一路电")]).await;
    assert!(page.body.contains("联合办理") && page.body.contains("接一路电"));
    let handle = [("outcome", "solved"), ("note", "都好了")];
    let early = chen.post(&format!("{}/do/handle", at(case)), &handle).await;
    assert!(early.body.contains("还有协办的部分没做完"));
    let form = chen.get(&format!("{}/do/task_done", at(case))).await;
    let task =
        form.body.split("name=\"task\" value=\"").nth(1).and_then(|s| s.split('"').next()).expect("a task");
    press(&mut chen, case, "task_done", &[("task", task), ("note", "接好了")]).await;
    press(&mut chen, case, "handle", &handle).await;
    assert_eq!(state(&stage, case).await, State::Handled);
}

#[tokio::test]
async fn leaving_a_case_out_of_the_rates_takes_two_people() {
    let stage = stage().await;
    let case = request(&stage, LAMP, "0105").await.case;
    let (mut chen, mut shen) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
    let path = format!("{}/account", at(case));
    let without = chen.post(&format!("{path}/exclude"), &[("reason", "")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    chen.post(&format!("{path}/exclude"), &[("reason", "重复来电")]).await;
    let alone = chen.post(&format!("{path}/agree"), &[]).await;
    assert!(alone.status == StatusCode::UNPROCESSABLE_ENTITY && alone.body.contains("另一个人"));
    assert!(row(&stage, case).await.excluded_second.is_none());
    assert!(shen.get(&path).await.body.contains("我同意不计入"));
    assert_eq!(shen.post(&format!("{path}/agree"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(row(&stage, case).await.excluded_second.is_some());
    let hidden = chen.post(&format!("{path}/ledger"), &[("released", "1"), ("confidential", "1")]).await;
    assert_eq!(hidden.status, StatusCode::UNPROCESSABLE_ENTITY);
    chen.post(&format!("{path}/ledger"), &[("public_title", "楼道灯修复"), ("released", "1")]).await;
    let row = row(&stage, case).await;
    assert!(row.released && row.public_title == "楼道灯修复");
}

#[tokio::test]
async fn what_a_mediator_writes_stays_with_those_who_work_on_it() {
    let stage = stage().await;
    let case = request(&stage, "楼上漏水，邻居闹矛盾", "0805").await.case;
    let mut chen = stage.signed_in("chen").await;
    assert!(chen.get(&at(case)).await.body.contains("反映人保密"));
    let path = format!("{}/records", at(case));
    let empty = chen.post(&path, &[("kind", "side_a"), ("text", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    chen.post(&path, &[("kind", "side_a"), ("text", "楼上说管子是公用的")]).await;
    assert!(chen.get(&path).await.body.contains("楼上说管子是公用的"));
    press(&mut chen, case, "dispatch", &[("party", &stage.property.to_string())]).await;
    let theirs = stage.signed_in("wang").await.get(&format!("/work/jiugeng/{case}")).await;
    assert!(
        theirs.status == StatusCode::OK
            && !theirs.body.contains("楼上说管子")
            && !theirs.body.contains("刘**")
    );
    assert_eq!(count(&stage, "select count(*) from event_note where text like '%管子%'").await, 0);
}

#[tokio::test]
async fn the_counter_answers_without_a_case_and_refuses_a_certificate_by_law() {
    let stage = stage().await;
    let mut chen = stage.signed_in("chen").await;
    let path = "/staff/jiugeng/counter";
    let missing = chen.post(path, &[("kind", "answered"), ("what", "问医保")]).await;
    assert!(missing.status == StatusCode::UNPROCESSABLE_ENTITY && missing.body.contains("问医保"));
    chen.post(path, &[("kind", "answered"), ("what", "问医保"), ("reply", "去受理中心")]).await;
    let sent = chen.post(path, &[("kind", "certificate"), ("what", "要开居住情况证明")]).await;
    let paper = chen.follow(&sent).await;
    assert!(paper.body.contains("第二十八条") && paper.body.contains("要开居住情况证明"));
    let list = chen.get(path).await;
    assert!(list.body.contains("问医保") && list.body.contains("今天 2 位"));
    stage.at("2026-11-24 09:00");
    let mut chen = stage.signed_in("chen").await;
    assert!(chen.get(path).await.body.contains("今天 0 位"));
    assert_eq!(count(&stage, "select count(*) from cases").await, 0);
}

#[tokio::test]
async fn a_case_is_found_by_receipt_by_phone_and_by_words() {
    let stage = stage().await;
    let received = request(&stage, LAMP, "0105").await;
    let mut chen = stage.signed_in("chen").await;
    let receipt = format!("{:04}", received.receipt.number);
    for (q, heading) in
        [(receipt.as_str(), "回执号相同"), ("5678", "手机后四位相同"), ("晚上看不见", "事项和原话里有")]
    {
        let found = chen.get(&format!("/staff/jiugeng/search?q={q}")).await;
        assert!(
            found.body.contains(heading) && found.body.contains(&received.case.to_string()),
            "{q}: {}",
            found.body
        );
    }
    let sheet = chen.get("/staff/jiugeng/cases/export?tab=open").await;
    assert!(sheet.headers["content-type"].to_str().is_ok_and(|t| t.contains("spreadsheetml")));
    assert!(chen.get("/staff/jiugeng/today").await.body.contains("3号楼 2单元"));
    let board = chen.get("/staff/jiugeng/cases/board").await;
    assert!(board.body.contains(&format!("{}/do", at(received.case))) && board.body.contains("移到"));
    let moved = chen.get(&format!("{}/do?verb=take", at(received.case))).await;
    assert_eq!(moved.location, format!("{}/do/take", at(received.case)));
}

#[tokio::test]
async fn what_residents_type_comes_out_as_text() {
    let stage = stage().await;
    let script = "<script>alert(1)</script>";
    let received = request(&stage, script, "0105").await;
    let mut chen = stage.signed_in("chen").await;
    press(
        &mut chen,
        received.case,
        "dispatch",
        &[("party", &stage.property.to_string()), ("title", script), ("note", script)],
    )
    .await;
    for path in [
        at(received.case),
        "/staff/jiugeng/cases".into(),
        format!("/staff/jiugeng/cases?case={}", received.case),
        "/staff/jiugeng/cases/board".into(),
        "/staff/jiugeng/today".into(),
        "/staff/jiugeng/search?q=%3Cscript%3Ealert".into(),
        format!("{}/do/note", at(received.case)),
        format!("{}/join", at(received.case)),
        format!("/staff/jiugeng/requests/{}/slip", received.request),
    ] {
        let page = chen.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(!page.body.contains(script), "{path}");
        assert!(
            !page.body.contains("style=\"") && !page.body.contains(">["),
            "{path} has a style or lacks a word: {}",
            page.body
        );
    }
}

#[tokio::test]
async fn every_form_of_the_table_opens_where_its_button_stands() {
    let stage = stage().await;
    let property = stage.property.to_string();
    let mut shen = stage.signed_in("shen").await;
    let steps: [(&str, Vec<(&str, &str)>); 6] = [
        ("triage", vec![]),
        ("dispatch", vec![("party", property.as_str())]),
        ("acknowledge", vec![("started", "1")]),
        ("wait", vec![("on", "自来水公司"), ("until", "2026-11-26"), ("note", "要停水")]),
        ("resume", vec![]),
        (
            "handle",
            vec![
                ("outcome", "cannot_be_solved"),
                ("note", "装不了"),
                ("constraint", "规划线"),
                ("alternative", "爬楼机"),
            ],
        ),
    ];
    let case = request(&stage, LAMP, "0105").await.case;
    for (verb, fields) in steps.into_iter().chain([("", vec![])]) {
        let page = shen.get(&at(case)).await.body;
        let open: Vec<&str> =
            page.split(&format!("{}/do/", at(case))).skip(1).filter_map(|s| s.split('"').next()).collect();
        assert!(!open.is_empty());
        for open in open {
            let form = shen.get(&format!("{}/do/{open}", at(case))).await;
            assert!(form.status == StatusCode::OK && !form.body.contains(">["), "{open}: {}", form.body);
        }
        if !verb.is_empty() {
            press(&mut shen, case, verb, &fields).await;
        }
    }
    assert!(shen.get(&at(case)).await.body.contains("爬楼机"));
}

#[tokio::test]
async fn a_page_asks_as_little_of_two_thousand_cases_as_of_a_hundred() {
    let stage = stage().await;
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
        let (page, one) = counted(chen.get(&at(case))).await;
        assert_eq!(page.status, StatusCode::OK);
        asked.push((list.queries, one.queries));
        if most == 2_000 {
            assert!(chen.get("/staff/jiugeng/cases").await.body.contains("2000"));
            turns_to_the_end(&mut chen).await;
        }
    }
    // Session, counters, the list; session, counters, case, requests, files, timeline.
    assert_eq!(asked, [(3, 6), (3, 6)]);
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
async fn only_the_secretary_gives_more_time() {
    let stage = stage().await;
    let case = request(&stage, LAMP, "0105").await.case;
    let (mut chen, mut shen) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
    press(&mut chen, case, "dispatch", &[("party", &stage.property.to_string())]).await;
    assert!(!chen.get(&at(case)).await.body.contains("/do/extend"));
    assert_eq!(chen.get(&format!("{}/do/extend", at(case))).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let before = row(&stage, case).await.settle_due.expect("a limit");
    press(&mut shen, case, "extend", &[("limit", "2"), ("limit_unit", "wd"), ("note", "灯具缺货")]).await;
    assert!(row(&stage, case).await.settle_due.expect("a limit") > before);
}
