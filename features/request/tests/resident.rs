//! What a resident meets: reporting without script, coming back to it, and what nobody else gets to see.

use axum::http::StatusCode;
use linju_core::Actor;
use linju_db::{Sql, args};
use linju_kernel::{Day, Id};
use linju_request::FEATURE;
use linju_request::rules::{Command, Outcome, Party};
use linju_request::store::{cases, devices, requests};
use linju_request::work::{self, Doer, Press};
use linju_web::testing::{Answer, Browser, Stage};

const PHONE: &str = "138 0000 5678";
const SCRIPT: &str = "<script>alert(1)</script>";

async fn stage() -> Stage {
    Stage::new(&[FEATURE]).await
}

/// The value of the hidden field `name` in a page.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("type=\"hidden\" name=\"{name}\" value=\"");
    let at = page.find(&mark).unwrap_or_else(|| panic!("no hidden {name} in {page}")) + mark.len();
    page[at..].split('"').next().unwrap_or_default().to_owned()
}

/// Reports from a door of 久耕 and gives the receipt page.
async fn report(browser: &mut Browser, category: &str, words: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("place", "3-2"), ("category", category), ("called", "1"), ("words", words)];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[]).await;
    assert_eq!(third.status, StatusCode::OK, "{}", third.body);
    let once = hidden(&third.body, "once");
    fields.extend([("phone", PHONE), ("once", once.as_str())]);
    fields.extend(more);
    let sent = browser.post("/a/jiugeng/report/send", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent
}

/// The request in a receipt page's address.
fn request_of(sent: &Answer) -> Id {
    let path = sent.location.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().parse().expect("an id")
}

fn page_of(sent: &Answer) -> String {
    sent.location.split('?').next().unwrap_or_default().to_owned()
}

async fn receipt_of(stage: &Stage, request: Id) -> String {
    format!("{:04}", requests::load(stage.house(), stage.jiugeng, request).await.expect("a request").receipt)
}

async fn case_of(stage: &Stage, request: Id) -> cases::CaseRow {
    let row = requests::load(stage.house(), stage.jiugeng, request).await.expect("a request");
    cases::load(stage.house(), stage.jiugeng, row.case_id).await.expect("a case").row
}

/// A worker of 久耕 at a case.
async fn worker(stage: &Stage) -> Doer {
    let sql = Sql::new("select id from account where login = 'chen'", args![]);
    let (id,): (Id,) = stage.house().db.one(sql).await.expect("an account");
    let part = linju_request::rules::Actor {
        parts: vec![linju_request::rules::Who::Worker],
        account: Some(id),
        organisation: None,
    };
    Doer { actor: Actor::Account(id), part, told_by: None }
}

async fn press(stage: &Stage, request: Id, press: Press) {
    let case = case_of(stage, request).await.id;
    work::carry_out(stage.house(), &worker(stage).await, stage.jiugeng, case, press).await.expect("a legal step");
}

fn handled(outcome: Outcome, constraint: &str, alternative: &str) -> Press {
    let handle = Command::Handle {
        outcome,
        photos: 1,
        constraint: constraint.into(),
        alternative: alternative.into(),
        item: String::new(),
    };
    Press::one(Command::Dispatch { to: Party::Organisation(Id(201)), limit: None }, "")
        .then(Command::Acknowledge, "")
        .then(Command::Start, "")
        .then(handle, "换了灯")
}

#[tokio::test]
async fn from_the_door_to_the_receipt_without_script() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let door = browser.get("/d/jiugeng/3-2?lv=elder").await;
    let first = browser.follow(&door).await;
    assert!(first.body.contains("data-size=\"elder\"") && first.body.contains("久耕小区 3号楼 2单元"), "{}", first.body);
    assert!(first.body.contains("灯坏了") && first.body.contains("别的事"));
    let second = browser.get("/a/jiugeng/report/words?place=3-2&category=0105").await;
    assert!(second.body.contains("multipart/form-data") && second.body.contains("点一下，说话"));
    let sent = report(&mut browser, "0105", "二楼的灯三天没亮了", &[]).await;
    let receipt = browser.follow(&sent).await;
    let number = receipt_of(&stage, request_of(&sent)).await;
    assert!(receipt.body.contains("收到了"));
    assert!(receipt.body.contains(&format!("{} {}", &number[..2], &number[2..])));
    assert!(receipt.body.contains("11月24日 周二"), "the first contact's limit is a working day: {}", receipt.body);
    assert!(receipt.body.contains("二楼的灯三天没亮了"), "the requester sees their own words");
    let home = browser.get("/a/jiugeng").await;
    assert!(home.body.contains("我反映的事") && home.body.contains("灯坏了") && home.body.contains("1 件正在办"));
    assert!(home.body.contains("现在有人接"), "ten on a Monday is in working hours");
    let print = browser.get(&format!("{}/print", page_of(&sent))).await;
    assert!(print.body.contains("slip") && print.body.contains("<svg class=\"qr\"") && print.body.contains("021-5555 0128"));
}

#[tokio::test]
async fn without_a_code_the_place_is_found_by_lists() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let first = browser.get("/a/jiugeng/report").await;
    assert!(first.body.contains("3号楼"), "a single compound is opened at once: {}", first.body);
    let building = stage.place(stage.jiugeng, "3").await;
    let second = browser.get(&format!("/a/jiugeng/report/place?in={}", building.id)).await;
    assert!(second.body.contains("2单元") && second.body.contains("就是3号楼"));
    let stairwell = stage.place(stage.jiugeng, "3-2").await;
    let third = browser.get(&format!("/a/jiugeng/report/place?in={}", stairwell.id)).await;
    assert!(third.body.contains("是什么事") && !third.body.contains("401室"), "rooms are not listed");
    let elsewhere = stage.place(stage.hanyang, "3").await;
    let other = browser.get(&format!("/a/jiugeng/report/place?in={}", elsewhere.id)).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_kind_can_be_reached_and_none_must_be_guessed() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let families = browser.get("/a/jiugeng/report/kinds?place=3-2").await;
    assert!(families.body.contains("公共空间与微更新"));
    let kinds = browser.get("/a/jiugeng/report/kinds?place=3-2&family=lift_equipment").await;
    assert!(kinds.body.contains("想装电梯") && !kinds.body.contains("路灯不亮"));
    let missing = browser.get("/a/jiugeng/report/words?place=3-2").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.body.contains("请选一下是什么事"));
}

#[tokio::test]
async fn where_life_is_at_stake_the_numbers_come_first() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let first = browser.get("/a/jiugeng/report/words?place=3-2&category=0303").await;
    assert!(first.body.contains("href=\"tel:962777\"") && first.body.contains("href=\"tel:119\""));
    assert!(first.body.contains("先关阀门") && !first.body.contains("<textarea"));
    assert!(first.body.contains("久安物业"), "the property company's duty phone belongs to it");
    let then = browser.get("/a/jiugeng/report/words?place=3-2&category=0303&called=1").await;
    assert!(then.body.contains("<textarea"));
    let police = browser.get("/a/jiugeng/report/words?place=3-2&category=1101").await;
    assert!(police.body.contains("href=\"sms:12110\""));
}

#[tokio::test]
async fn outside_working_hours_the_pages_say_who_answers() {
    let stage = stage().await;
    stage.at("2026-11-27 20:00");
    let mut browser = stage.browser();
    let home = browser.get("/a/jiugeng").await;
    assert!(home.body.contains("夜间值班电话有人接") && home.body.contains("tel:02155550199"));
    assert!(home.body.contains("11月30日 周一"), "the desk opens on Monday: {}", home.body);
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮")];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[]).await;
    assert!(third.body.contains("11月30日 周一"));
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_what_was_typed_stays() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let base = [("place", "3-2"), ("category", "0105")];
    let empty = browser.upload("/a/jiugeng/report/contact", &[base[0], base[1], ("note", "六楼")], &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("words-err") && empty.body.contains("value=\"六楼\""));
    let said = [base[0], base[1], ("words", "灯不亮")];
    let no_phone = browser.post("/a/jiugeng/report/send", &said).await;
    assert_eq!(no_phone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_phone.body.contains("phone-err") && hidden(&no_phone.body, "words") == "灯不亮");
    let short = browser.post("/a/jiugeng/report/send", &[said[0], said[1], said[2], ("phone", "138 0000 567")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("少了几位") && short.body.contains("value=\"138 0000 567\""));
    let long = "长".repeat(2_001);
    let long = browser.upload("/a/jiugeng/report/contact", &[base[0], base[1], ("words", &long)], &[]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn changing_an_answer_keeps_the_others_and_puts_none_into_an_address() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let photo = picture();
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("note", "六楼")];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.png", &photo)]).await;
    let (kept, once) = (hidden(&third.body, "kept"), hidden(&third.body, "once"));
    let carried = [fields[0], fields[1], fields[2], fields[3], ("kept", kept.as_str()), ("once", once.as_str())];
    for (path, own) in [("report", "category"), ("report/place", ""), ("report/kinds", "")] {
        let page = browser.post(&format!("/a/jiugeng/{path}"), &carried).await.body;
        assert!(page.contains("method=\"post\"") && !page.contains("method=\"get\""), "{path}");
        for (name, value) in carried.iter().filter(|(name, _)| *name != own) {
            assert_eq!(hidden(&page, name), *value, "{path}");
        }
    }
    let moved = browser.post("/a/jiugeng/report", &[&[("place", "1-1")], &carried[..]].concat()).await.body;
    assert!(moved.contains("1号楼 1单元"), "of two places the pressed one counts");
    let second = browser.post("/a/jiugeng/report/words", &carried).await.body;
    assert!(second.contains(">灯不亮</textarea>") && second.contains("value=\"六楼\"") && hidden(&second, "kept") == kept);
    let dropped = [&carried[..], &[("drop", kept.as_str())]].concat();
    assert!(!browser.upload("/a/jiugeng/report/contact", &dropped, &[]).await.body.contains("照片 1 张"));
}

#[tokio::test]
async fn what_is_late_is_called_late() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
    stage.at("2026-11-25 09:00");
    let page = browser.get(&page_of(&sent)).await.body;
    assert!(page.contains("和您联系晚了") && page.contains("前，给您一个结果"), "{page}");
}

#[tokio::test]
async fn family_acts_only_with_recorded_consent() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let explained = browser.get("/a/jiugeng/family").await;
    assert!(explained.body.contains("/a/jiugeng/report?whose=family"));
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("phone", PHONE), ("whose", "family")];
    let refused = browser.post("/a/jiugeng/report/send", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("consent-err") && refused.body.contains("请说明家人是怎么同意的"));
    let more = [("whose", "family"), ("name", "周阿婆"), ("consent", "by_phone")];
    let sent = report(&mut browser, "0105", "灯不亮", &more).await;
    let row = requests::load(stage.house(), stage.jiugeng, request_of(&sent)).await.expect("a request");
    assert_eq!((row.whose.as_str(), row.consent.as_str()), ("family", "电话里说好了"));
    assert_eq!(row.name(stage.house()).expect("opens").as_deref(), Some("周阿婆"));
}

#[tokio::test]
async fn a_form_sent_twice_gives_the_same_receipt() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("phone", PHONE)];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[]).await;
    let once = hidden(&third.body, "once");
    let fields = [fields[0], fields[1], fields[2], fields[3], ("once", once.as_str())];
    let first = browser.post("/a/jiugeng/report/send", &fields).await;
    let second = browser.post("/a/jiugeng/report/send", &fields).await;
    assert_eq!(first.location, second.location);
    assert_eq!(browser.follow(&second).await.status, StatusCode::OK);
    let (n,): (i64,) = stage.house().db.one(Sql::new("select count(*) from request", args![])).await.expect("a count");
    assert_eq!(n, 1);
}

/// A white pixel as PNG.
fn picture() -> Vec<u8> {
    const PNG: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de000\
                       0000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082";
    let byte = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).expect("text"), 16).expect("hex");
    PNG.as_bytes().chunks(2).map(byte).collect()
}

#[tokio::test]
async fn photos_and_voice_of_step_two_arrive_with_the_words() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "")];
    let photo = picture();
    let files: [(&str, &str, &[u8]); 2] = [("photos", "a.png", &photo), ("voice", "voice.ogg", b"OggS voice")];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &files).await;
    assert!(third.body.contains("照片 1 张") && third.body.contains("录音 1 段"), "{}", third.body);
    let kept: Vec<String> = third
        .body
        .split("name=\"kept\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect();
    let mut fields = vec![("place", "3-2"), ("category", "0105"), ("phone", PHONE)];
    fields.extend(kept.iter().map(|k| ("kept", k.as_str())));
    let sent = browser.post("/a/jiugeng/report/send", &fields).await;
    let page = browser.follow(&sent).await;
    let files: Vec<&str> = page.body.split("src=\"/a/jiugeng/file/").skip(1).map(|f| &f[..13]).collect();
    assert_eq!(files.len(), 2, "{}", page.body);
    let voice = browser.get(&format!("/a/jiugeng/file/{}", files[0])).await;
    assert!(voice.headers["content-type"] == "audio/ogg" && voice.headers["content-disposition"] == "attachment");
    let photo = browser.get(&format!("/a/jiugeng/file/{}", files[1])).await;
    assert!(photo.headers["content-type"] == "image/jpeg" && photo.headers["content-disposition"] == "inline");
    assert_eq!(photo.headers["x-content-type-options"], "nosniff");
    let stranger = stage.browser().get(&format!("/a/jiugeng/file/{}", files[1])).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let next_door = browser.get(&format!("/a/hanyang/file/{}", files[1])).await;
    assert_eq!(next_door.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn photos_of_the_work_are_everyones_once_released_and_words_never() {
    let stage = stage().await;
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
}

#[tokio::test]
async fn a_reference_to_a_file_that_was_not_given_here_is_worth_nothing() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let photo = picture();
    let fields = [("place", "3-2"), ("category", "0105")];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.png", &photo)]).await;
    let kept = hidden(&third.body, "kept");
    for claimed in [kept.replace("words:", "voice:"), format!("{}0", &kept[..kept.len() - 1]).replace("00", "01"), "words:aa:image/jpeg:1:1:1:ff".into()] {
        let fields = [("place", "3-2"), ("category", "0105"), ("phone", PHONE), ("kept", claimed.as_str())];
        let refused = browser.post("/a/jiugeng/report/send", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{claimed}");
    }
    let next_door = [("place", "3-2"), ("category", "0105"), ("phone", PHONE), ("kept", kept.as_str())];
    let refused = browser.post("/a/hanyang/report/send", &next_door).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "another area's key did not sign it");
}

#[tokio::test]
async fn a_disguised_or_oversized_upload_is_refused_and_the_words_stay() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮")];
    for (field, name, content) in [
        ("photos", "a.jpg", SCRIPT.as_bytes()),
        ("photos", "a.jpg", b"\xff\xd8\xffnot a picture".as_slice()),
        ("photos", "a.jpg", b"OggS a sound".as_slice()),
        ("photos", "a.heic", b"\0\0\0\x18ftypheic0000".as_slice()),
        ("voice", "a.ogg", &picture()),
    ] {
        let refused = browser.upload("/a/jiugeng/report/contact", &fields, &[(field, name, content)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.body.contains(&format!("{field}-err")) && refused.body.contains(">灯不亮</textarea>"), "{}", refused.body);
    }
    let large = vec![0; linju_core::file::MAX_BYTES + 1];
    let refused = browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.jpg", &large)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("12 MB"));
    let photo = picture();
    let noise = |n: u8| [&photo[..], &[n]].concat();
    let four: Vec<Vec<u8>> = (0..4).map(noise).collect();
    let mixed: Vec<(&str, &str, &[u8])> = four.iter().map(|f| ("photos", "a.png", f.as_slice())).collect();
    let same = browser.upload("/a/jiugeng/report/contact", &fields, &mixed).await;
    assert!(same.body.contains("照片 1 张"), "the same picture counts once");
}

#[tokio::test]
async fn an_id_alone_opens_nothing() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
    let page = page_of(&sent);
    let mut stranger = stage.browser();
    for path in [page.clone(), format!("{page}/print"), format!("{page}/do/dispute")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for verb in ["nudge", "withdraw", "dispute", "confirm"] {
        let answer = stranger.post(&format!("{page}/do/{verb}"), &[("note", "x")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{verb}");
    }
    assert_eq!(browser.get(&page.replace("jiugeng", "hanyang")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&format!("{page}/do/triage"), &[]).await.status, StatusCode::NOT_FOUND, "no resident's step");
    let mut other = stage.browser();
    report(&mut other, "0105", "我也是", &[]).await;
    assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND, "another device with requests of its own");
}

#[tokio::test]
async fn a_receipt_and_the_last_four_open_it_for_half_an_hour() {
    let stage = stage().await;
    let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
    let receipt = receipt_of(&stage, request_of(&sent)).await;
    let mut other = stage.browser();
    let spaced = format!("{} {}", &receipt[..2], &receipt[2..]);
    let open = other.post("/a/jiugeng/track", &[("receipt", &spaced), ("proof", "5678")]).await;
    assert_eq!(open.status, StatusCode::SEE_OTHER, "{}", open.body);
    assert!(other.follow(&open).await.body.contains("灯不亮"));
    assert!(!other.get("/a/jiugeng").await.body.contains("我反映的事"), "nothing is bound unless asked for");
    stage.at("2026-11-23 10:31");
    assert_eq!(other.get(&open.location).await.status, StatusCode::NOT_FOUND);
    let keep = [("receipt", receipt.as_str()), ("proof", "5678"), ("keep", "1")];
    other.post("/a/jiugeng/track", &keep).await;
    stage.at("2026-11-25 10:31");
    assert_eq!(other.get(&open.location).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whatever_is_wrong_the_sentence_is_the_same() {
    let stage = stage().await;
    let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
    let receipt = receipt_of(&stage, request_of(&sent)).await;
    let unused = if receipt == "1000" { "1001" } else { "1000" };
    let mut guesser = stage.browser();
    let mut answers = Vec::new();
    for (area, receipt, proof) in [
        ("jiugeng", receipt.as_str(), "1111"),
        ("jiugeng", unused, "5678"),
        ("jiugeng", receipt.as_str(), "abcdefgh"),
        ("hanyang", receipt.as_str(), "5678"),
        ("jiugeng", SCRIPT, "5678"),
    ] {
        let answer = guesser.post(&format!("/a/{area}/track"), &[("receipt", receipt), ("proof", proof)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.body.contains(proof), "a proof is never sent back");
        assert!(!answer.body.contains("<script>alert"));
        let sentence = answer.body.split("receipt-err\">").nth(1).and_then(|s| s.split("</p>").next());
        answers.push(sentence.expect("a sentence at the field").to_owned());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test]
async fn guessing_stops_at_this_address_and_lastingly_at_the_receipt() {
    let stage = stage().await;
    let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
    let receipt = receipt_of(&stage, request_of(&sent)).await;
    let mut guesser = stage.browser();
    let mut last = StatusCode::OK;
    for _ in 0..11 {
        last = guesser.post("/a/jiugeng/track", &[("receipt", &receipt), ("proof", "1111")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let guess = async |proof: &str| linju_request::track::open(stage.house(), stage.jiugeng, &receipt, proof).await;
    for _ in 10..linju_request::track::PER_RECEIPT {
        assert!(matches!(guess("1111").await, Err(linju_core::Error::NotFound)));
    }
    assert!(matches!(guess("5678").await, Err(linju_core::Error::TooMany)), "even the right answer comes too late");
    stage.at("2026-11-24 10:01");
    assert!(guess("5678").await.is_ok(), "a day later the requester gets in again");
}

#[tokio::test]
async fn without_a_phone_a_printed_secret_opens_it() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("no_phone", "1")];
    let sent = browser.post("/a/jiugeng/report/send", &fields).await;
    let page = browser.follow(&sent).await;
    let secret = page.body.split("class=\"receipt\"><b>").nth(1).map(|s| s[..8].to_owned()).expect("a secret is shown");
    let print = browser.get(&format!("{}/print", page_of(&sent))).await;
    assert!(print.body.contains(&secret), "the slip carries it");
    let receipt = receipt_of(&stage, request_of(&sent)).await;
    let mut other = stage.browser();
    let shouted = secret.to_uppercase();
    let open = other.post("/a/jiugeng/track", &[("receipt", &receipt), ("proof", &shouted)]).await;
    assert_eq!(open.status, StatusCode::SEE_OTHER);
    assert!(!other.follow(&open).await.body.contains(&secret), "it is shown once, where it was made");
    stage.at("2026-11-23 10:31");
    assert!(!browser.get(&page_of(&sent)).await.body.contains(&secret));
}

#[tokio::test]
async fn a_printed_code_binds_a_phone_once() {
    let stage = stage().await;
    let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
    let request = request_of(&sent);
    let mut change = linju_core::Change::new(stage.jiugeng, stage.house().now(), Actor::Requester(request));
    devices::print_code(&mut change, "hk7m2q9d", request);
    stage.house().commit(change).await.expect("a code");
    let mut daughter = stage.browser();
    let wrong = daughter.post("/a/jiugeng/bind", &[("code", "hk7m2q9e")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bound = daughter.post("/a/jiugeng/bind", &[("code", "HK7M 2Q9D")]).await;
    assert!(daughter.follow(&bound).await.body.contains("我反映的事"));
    let again = stage.browser().post("/a/jiugeng/bind", &[("code", "hk7m2q9d")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a code is spent by its use");
    let forgot = daughter.post("/a/jiugeng/settings/forget", &[]).await;
    assert!(daughter.follow(&forgot).await.body.contains("忘掉了"));
    assert_eq!(daughter.get(&page_of(&sent)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn withdrawn_within_ten_minutes_and_not_after_someone_has_begun() {
    let stage = stage().await;
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
    assert!(!browser.get(&page_of(&late)).await.body.contains("do/withdraw"), "no button that would be refused");
    let refused = browser.post(&format!("{}/do/withdraw", page_of(&late)), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("已经有人在办了"));
    assert_eq!(case_of(&stage, request_of(&late)).await.state, "triaged");
}

#[tokio::test]
async fn the_residents_word_closes_and_reopens() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
    let (request, page) = (request_of(&sent), page_of(&sent));
    let nudged = browser.post(&format!("{page}/do/nudge"), &[]).await;
    assert!(browser.follow(&nudged).await.body.contains("催过了"));
    let twice = browser.post(&format!("{page}/do/nudge"), &[]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    press(&stage, request, handled(Outcome::Solved, "", "")).await;
    let asked = browser.get(&page).await;
    assert!(asked.body.contains("do/confirm") && asked.body.contains("do/dispute") && asked.body.contains("换了灯"));
    let wordless = browser.post(&format!("{page}/do/dispute"), &[("note", " ")]).await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wordless.body.contains("note-err"));
    let closed = browser.post(&format!("{page}/do/confirm"), &[("satisfaction", "5")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let row = case_of(&stage, request).await;
    assert_eq!((row.state.as_str(), row.solved.as_deref(), row.satisfaction), ("closed", Some("yes"), Some(5)));
    let again = browser.post(&format!("{page}/do/dispute"), &[("note", "又不亮了")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let row = case_of(&stage, request).await;
    assert_eq!((row.state.as_str(), row.round), ("reopened", 2));
}

#[tokio::test]
async fn the_ledger_tells_what_came_of_it_and_of_whom_nothing() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let note = ("note", "六楼601室周阿婆家门口");
    let lift = report(&mut browser, "0203", "我腿不好，想装电梯", &[note]).await;
    let noise = report(&mut browser, "0802", "楼上太吵", &[note]).await;
    let new = report(&mut browser, "0501", "垃圾没人清", &[note]).await;
    press(&stage, request_of(&lift), handled(Outcome::CannotBeSolved, "楼前在规划红线内", "预约爬楼机，打 13800005678")).await;
    press(&stage, request_of(&noise), Press::one(Command::Triage, "")).await;
    let mut anyone = stage.browser();
    let list = anyone.get("/a/jiugeng/ledger").await;
    assert!(list.body.contains("加装电梯诉求") && list.body.contains("久耕小区 3号楼"), "{}", list.body);
    assert!(list.body.contains("楼前在规划红线内") && list.body.contains("预约爬楼机") && list.body.contains("138****5678"));
    let one = anyone.get(&format!("/a/jiugeng/ledger/{}", case_of(&stage, request_of(&lift)).await.id)).await;
    assert_eq!(one.status, StatusCode::OK);
    assert!(one.body.contains("转给了承办方"));
    for page in [&list.body, &one.body, &anyone.get("/a/jiugeng").await.body] {
        for private in ["2单元", "601", "周阿婆", "我腿不好", "邻里生活噪声", "垃圾", "陈晓雯", "换了灯"] {
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
    assert!(!anyone.get("/a/jiugeng/ledger?open=0").await.body.contains("加装电梯诉求"), "it is not over yet");
}

#[tokio::test]
async fn the_months_sums_follow_what_happens() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let sums = async || {
        let page = stage.browser().get("/a/jiugeng/ledger").await.body;
        let sums = page.split("class=\"sums\"").nth(1).and_then(|s| s.split("</p>").next()).expect("sums").to_owned();
        let numbers = sums.split("<b>").skip(1).map(|n| n.split('<').next().unwrap_or_default().parse::<i64>().expect("n"));
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
}

#[tokio::test]
async fn a_merged_request_keeps_its_own_place_and_words() {
    let stage = stage().await;
    let (mut one, mut two) = (stage.browser(), stage.browser());
    let into = report(&mut one, "0405", "别人家的话", &[("note", "别人家601")]).await;
    let from = report(&mut two, "0405", "我要充电", &[]).await;
    let target = case_of(&stage, request_of(&into)).await.id;
    press(&stage, request_of(&from), Press::one(Command::Merge { into: target, into_open: true }, "")).await;
    let page = two.get(&page_of(&from)).await;
    assert!(page.body.contains("我要充电") && page.body.contains("和别的邻居反映的是同一件"), "{}", page.body);
    assert!(!page.body.contains("别人家"));
}

#[tokio::test]
async fn a_script_in_any_field_comes_out_as_text() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let nasty = [("note", SCRIPT), ("name", SCRIPT), ("whose", "family"), ("consent", "in_person")];
    let sent = report(&mut browser, "0105", SCRIPT, &nasty).await;
    press(&stage, request_of(&sent), handled(Outcome::CannotBeSolved, SCRIPT, SCRIPT)).await;
    let case = case_of(&stage, request_of(&sent)).await.id;
    let page = page_of(&sent);
    let dispute = browser.post(&format!("{page}/do/dispute"), &[("note", "")]).await.body;
    let mut pages = vec![dispute];
    for path in ["/a/jiugeng".to_owned(), page.clone(), format!("{page}/print"), "/a/jiugeng/ledger".into(), format!("/a/jiugeng/ledger/{case}")] {
        pages.push(browser.get(&path).await.body);
    }
    let fields = [("place", "3-2"), ("category", "0105"), ("words", SCRIPT), ("note", SCRIPT), ("phone", SCRIPT), ("name", SCRIPT), ("whose", "family"), ("once", SCRIPT)];
    for path in ["report", "report/words", "report/place", "report/kinds", "report/contact", "report/send"] {
        pages.push(browser.post(&format!("/a/jiugeng/{path}"), &fields).await.body);
    }
    pages.push(browser.get("/a/jiugeng/track?receipt=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await.body);
    pages.push(browser.post("/a/jiugeng/bind", &[("code", SCRIPT)]).await.body);
    for body in pages {
        assert!(body.contains("</html>") && !body.contains("<script>alert"), "{body}");
    }
}

#[tokio::test]
async fn the_elders_size_holds_on_every_page() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
    press(&stage, request_of(&sent), Press::one(Command::Triage, "")).await;
    let case = case_of(&stage, request_of(&sent)).await.id;
    browser.post("/reading", &[("size", "elder"), ("back", "/")]).await;
    let page = page_of(&sent);
    let fixed = ["/?choose", "/a/jiugeng", "/a/jiugeng/report", "/a/jiugeng/report?place=3-2", "/a/jiugeng/report/place",
        "/a/jiugeng/report/kinds?place=3-2", "/a/jiugeng/report/words?place=3-2&category=0105",
        "/a/jiugeng/report/words?place=3-2&category=0303", "/a/jiugeng/track", "/a/jiugeng/bind", "/a/jiugeng/family",
        "/a/jiugeng/settings", "/a/jiugeng/ledger", "/a/jiugeng/nowhere"];
    let own = [page.clone(), format!("{page}/do/dispute"), format!("/a/jiugeng/ledger/{case}")];
    for path in fixed.into_iter().map(str::to_owned).chain(own) {
        let body = browser.get(&path).await.body;
        assert!(body.contains("data-size=\"elder\""), "{path}");
        assert!(!body.contains(" style=") && !body.contains("onclick") && !body.contains("[resident") && !body.contains("[refusal"), "{path}: {body}");
    }
}

#[tokio::test]
async fn the_area_is_chosen_once() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let first = browser.get("/").await;
    assert!(first.body.contains("久耕居民区") && first.body.contains("汉阳居民区"));
    browser.get("/a/hanyang").await;
    let again = browser.get("/").await;
    assert_eq!(again.location, "/a/hanyang");
    assert_eq!(browser.get("/?choose").await.status, StatusCode::OK);
    assert_eq!(browser.get("/a/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_is_a_handful_of_questions() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let mut last = None;
    for i in 0..5 {
        let sent = report(&mut browser, "0105", &format!("第{i}件"), &[]).await;
        press(&stage, request_of(&sent), Press::one(Command::Triage, "")).await;
        last = Some(page_of(&sent));
    }
    let (_, home) = linju_db::counted(browser.get("/a/jiugeng")).await;
    let (_, ledger) = linju_db::counted(browser.get("/a/jiugeng/ledger")).await;
    let (_, request) = linju_db::counted(browser.get(&last.expect("a request"))).await;
    assert_eq!((home.queries, home.writes), (2, 0), "one's own and the news");
    assert_eq!((ledger.queries, ledger.writes), (2, 0), "the lines and the sums");
    assert_eq!((request.queries, request.writes), (4, 0), "the request, its files, messages and timeline");
    let home = browser.get("/a/jiugeng").await.body;
    assert!(home.len() <= 14 * 1024, "{} bytes before compression", home.len());
}

#[tokio::test]
async fn a_day_is_said_as_a_day() {
    let day: Day = "2026-11-30".parse().expect("a day");
    let stage = stage().await;
    let mut browser = stage.browser();
    let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
    let wait = Command::Wait { on: "供电公司".into(), until: day, today: day.plus_days(-7) };
    let waits = Press::one(Command::Dispatch { to: Party::Organisation(Id(201)), limit: None }, "")
        .then(Command::Acknowledge, "")
        .then(wait, "要换电缆");
    press(&stage, request_of(&sent), waits).await;
    let page = browser.get(&page_of(&sent)).await;
    assert!(page.body.contains("在等供电公司，大约到 2026年11月30日"), "{}", page.body);
}
