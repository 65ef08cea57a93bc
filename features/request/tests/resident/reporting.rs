//! Reporting: three steps, without script, with all that can go wrong on the way.

use super::*;

#[tokio::test]
async fn from_the_door_to_the_receipt_without_script() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let door = browser.get("/d/jiugeng/3-2?lv=elder").await;
    let first = browser.follow(&door).await;
    assert!(
        first.body.contains("data-size=\"elder\"") && first.body.contains("久耕小区 3号楼 2单元"),
        "{}",
        first.body
    );
    assert!(first.body.contains("灯坏了") && first.body.contains("别的事"));
    let second = browser.get("/a/jiugeng/report/words?place=3-2&category=0105").await;
    assert!(second.body.contains("multipart/form-data") && second.body.contains("点一下，说话"));
    let sent = report(&mut browser, "0105", "二楼的灯三天没亮了", &[]).await;
    let receipt = browser.follow(&sent).await;
    let number = receipt_of(&stage, request_of(&sent)).await;
    assert!(receipt.body.contains("收到了"));
    assert!(receipt.body.contains(&format!("{} {}", &number[..2], &number[2..])));
    assert!(
        receipt.body.contains("11月24日 周二"),
        "the first contact's limit is a working day: {}",
        receipt.body
    );
    assert!(receipt.body.contains("二楼的灯三天没亮了"), "the requester sees their own words");
    let home = browser.get("/a/jiugeng").await;
    assert!(
        home.body.contains("我反映的事") && home.body.contains("灯坏了") && home.body.contains("1 件正在办")
    );
    assert!(home.body.contains("现在有人接"), "ten on a Monday is in working hours");
    let print = browser.get(&format!("{}/print", page_of(&sent))).await;
    assert!(
        print.body.contains("slip")
            && print.body.contains("<svg class=\"qr\"")
            && print.body.contains("021-5555 0128")
    );
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
    let short =
        browser.post("/a/jiugeng/report/send", &[said[0], said[1], said[2], ("phone", "138 0000 567")]).await;
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
    let carried =
        [fields[0], fields[1], fields[2], fields[3], ("kept", kept.as_str()), ("once", once.as_str())];
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
    assert!(
        second.contains(">灯不亮</textarea>")
            && second.contains("value=\"六楼\"")
            && hidden(&second, "kept") == kept
    );
    let dropped = [&carried[..], &[("drop", kept.as_str())]].concat();
    assert!(!browser.upload("/a/jiugeng/report/contact", &dropped, &[]).await.body.contains("照片 1 张"));
}

#[tokio::test]
async fn family_acts_only_with_recorded_consent() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let explained = browser.get("/a/jiugeng/family").await;
    assert!(explained.body.contains("/a/jiugeng/report?whose=family"));
    let fields =
        [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("phone", PHONE), ("whose", "family")];
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
    let (n,): (i64,) =
        stage.house().db.one(Sql::new("select count(*) from request", args![])).await.expect("a count");
    assert_eq!(n, 1);
}

#[tokio::test]
async fn photos_and_voice_of_step_two_arrive_with_the_words() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let fields = [("place", "3-2"), ("category", "0105"), ("words", "")];
    let photo = picture();
    let files: [(&str, &str, &[u8]); 2] =
        [("photos", "a.png", &photo), ("voice", "voice.ogg", b"OggS voice")];
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
    assert!(
        voice.headers["content-type"] == "audio/ogg" && voice.headers["content-disposition"] == "attachment"
    );
    let photo = browser.get(&format!("/a/jiugeng/file/{}", files[1])).await;
    assert!(
        photo.headers["content-type"] == "image/jpeg" && photo.headers["content-disposition"] == "inline"
    );
    assert_eq!(photo.headers["x-content-type-options"], "nosniff");
    let stranger = stage.browser().get(&format!("/a/jiugeng/file/{}", files[1])).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let next_door = browser.get(&format!("/a/hanyang/file/{}", files[1])).await;
    assert_eq!(next_door.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_reference_to_a_file_that_was_not_given_here_is_worth_nothing() {
    let stage = stage().await;
    let mut browser = stage.browser();
    let photo = picture();
    let fields = [("place", "3-2"), ("category", "0105")];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.png", &photo)]).await;
    let kept = hidden(&third.body, "kept");
    for claimed in [
        kept.replace("words:", "voice:"),
        format!("{}{}", &kept[..kept.len() - 1], if kept.ends_with('0') { '1' } else { '0' }),
        "words:aa:image/jpeg:1:1:1:ff".into(),
    ] {
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
        assert!(
            refused.body.contains(&format!("{field}-err")) && refused.body.contains(">灯不亮</textarea>"),
            "{}",
            refused.body
        );
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
