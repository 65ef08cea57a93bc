//! Reporting: three steps, without script, with all that can go wrong on the way.

use super::*;

#[tokio::test]
async fn from_the_door_to_the_receipt_without_script() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
            home.body.contains("我反映的事")
                && home.body.contains("灯坏了")
                && home.body.contains("1 件正在办")
        );
        assert!(home.body.contains("现在有人接"), "ten on a Monday is in working hours");
        let print = browser.get(&format!("{}/print", page_of(&sent))).await;
        assert!(
            print.body.contains("slip")
                && print.body.contains("<svg class=\"qr\"")
                && print.body.contains("021-5555 0128")
        );
    })
    .await;
}

#[tokio::test]
async fn without_a_code_the_place_is_found_by_lists() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn every_kind_can_be_reached_and_none_must_be_guessed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let families = browser.get("/a/jiugeng/report/kinds?place=3-2").await;
        assert!(families.body.contains("公共空间与微更新"));
        let kinds = browser.get("/a/jiugeng/report/kinds?place=3-2&family=lift_equipment").await;
        assert!(kinds.body.contains("想装电梯") && !kinds.body.contains("路灯不亮"));
        let missing = browser.get("/a/jiugeng/report/words?place=3-2").await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(missing.body.contains("请选一下是什么事"));
    })
    .await;
}

#[tokio::test]
async fn where_life_is_at_stake_the_numbers_come_first() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let first = browser.get("/a/jiugeng/report/words?place=3-2&category=0303").await;
        assert!(first.body.contains("href=\"tel:962777\"") && first.body.contains("href=\"tel:119\""));
        assert!(first.body.contains("先关阀门") && !first.body.contains("<textarea"));
        assert!(first.body.contains("久安物业"), "the property company's duty phone belongs to it");
        let then = browser.get("/a/jiugeng/report/words?place=3-2&category=0303&called=1").await;
        assert!(then.body.contains("<textarea"));
        let police = browser.get("/a/jiugeng/report/words?place=3-2&category=1101").await;
        assert!(police.body.contains("href=\"sms:12110\""));
    })
    .await;
}

#[tokio::test]
async fn outside_working_hours_the_pages_say_who_answers() {
    each_engine(async |db| {
        let stage = stage(db).await;
        stage.at("2026-11-27 20:00");
        let mut browser = stage.browser();
        let home = browser.get("/a/jiugeng").await;
        assert!(home.body.contains("夜间值班电话有人接") && home.body.contains("tel:02155550199"));
        assert!(home.body.contains("11月30日 周一"), "the desk opens on Monday: {}", home.body);
        let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮")];
        let third = browser.upload("/a/jiugeng/report/contact", &fields, &[]).await;
        assert!(third.body.contains("11月30日 周一"));
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_what_was_typed_stays() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let base = [("place", "3-2"), ("category", "0105")];
        let empty =
            browser.upload("/a/jiugeng/report/contact", &[base[0], base[1], ("note", "六楼")], &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("words-err") && empty.body.contains("value=\"六楼\""));
        let said = [base[0], base[1], ("words", "灯不亮")];
        let no_phone = browser.post("/a/jiugeng/report/send", &said).await;
        assert_eq!(no_phone.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(no_phone.body.contains("phone-err") && hidden(&no_phone.body, "words") == "灯不亮");
        let short = browser
            .post("/a/jiugeng/report/send", &[said[0], said[1], said[2], ("phone", "138 0000 567")])
            .await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.body.contains("少了几位") && short.body.contains("value=\"138 0000 567\""));
        let long = "长".repeat(2_001);
        let long =
            browser.upload("/a/jiugeng/report/contact", &[base[0], base[1], ("words", &long)], &[]).await;
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn changing_an_answer_keeps_the_others_and_puts_none_into_an_address() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let photo = picture();
        let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("note", "六楼")];
        let third =
            browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.png", &photo)]).await;
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
        let moved =
            browser.post("/a/jiugeng/report", &[&[("place", "1-1")], &carried[..]].concat()).await.body;
        assert!(moved.contains("1号楼 1单元"), "of two places the pressed one counts");
        let second = browser.post("/a/jiugeng/report/words", &carried).await.body;
        assert!(
            second.contains(">灯不亮</textarea>")
                && second.contains("value=\"六楼\"")
                && hidden(&second, "kept") == kept
        );
        let dropped = [&carried[..], &[("drop", kept.as_str())]].concat();
        assert!(!browser.upload("/a/jiugeng/report/contact", &dropped, &[]).await.body.contains("照片 1 张"));
    })
    .await;
}

#[tokio::test]
async fn family_acts_only_with_recorded_consent() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let explained = browser.get("/a/jiugeng/family").await;
        assert!(explained.body.contains("/a/jiugeng/report?whose=family"));
        let fields = [
            ("place", "3-2"),
            ("category", "0105"),
            ("words", "灯不亮"),
            ("phone", PHONE),
            ("whose", "family"),
        ];
        let refused = browser.post("/a/jiugeng/report/send", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for sentence in
            ["请写一下是替谁办的", "请选一下这位是什么人", "请说明是怎么同意的", "请选一下是哪天说好的"]
        {
            assert!(refused.body.contains(sentence), "{sentence}");
        }
        let early = [("for_name", "周阿婆"), ("relation", "parent"), ("consent", "by_phone")];
        let tomorrow = [&fields[..], &early[..], &[("agreed_on", "2026-11-24")]].concat();
        let refused = browser.post("/a/jiugeng/report/send", &tomorrow).await;
        assert!(refused.body.contains("说好的日子不能是以后") && refused.body.contains("周阿婆"));
        assert!(refused.body.contains("value=\"parent\" checked"), "what was chosen stays chosen");
        let more = [
            ("whose", "family"),
            ("for_name", "周阿婆"),
            ("relation", "parent"),
            ("consent", "by_phone"),
            ("agreed_on", "2026-11-22"),
        ];
        let sent = report(&mut browser, "0105", "灯不亮", &more).await;
        let row = requests::load(stage.house(), stage.jiugeng, request_of(&sent)).await.expect("a request");
        assert_eq!((row.whose.as_str(), row.consent.as_str()), ("family", "by_phone"));
        assert_eq!(row.for_name(stage.house()).expect("opens").as_deref(), Some("周阿婆"));
        let account = browser.get(&page_of(&sent)).await.body;
        assert!(account.contains("替周阿婆（父母长辈）说的 · 电话里说好了 · 2026年11月22日"), "{account}");
        let case = format!("/staff/jiugeng/cases/{}", row.case_id);
        let seen = stage.signed_in("chen").await.get(&case).await.body;
        assert!(seen.contains("替周**（父母长辈）说的") && !seen.contains("周阿婆"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_gives_the_same_receipt() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn photos_and_voice_of_step_two_arrive_with_the_words() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
            voice.headers["content-type"] == "audio/ogg"
                && voice.headers["content-disposition"] == "attachment"
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
    })
    .await;
}

#[tokio::test]
async fn a_reference_to_a_file_that_was_not_given_here_is_worth_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let photo = picture();
        let fields = [("place", "3-2"), ("category", "0105")];
        let third =
            browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.png", &photo)]).await;
        let kept = hidden(&third.body, "kept");
        for claimed in [
            kept.replace("words:", "voice:"),
            format!("{}{}", &kept[..kept.len() - 1], if kept.ends_with('0') { '1' } else { '0' }),
            "words:aa:image/jpeg:1:1:1:ff".into(),
        ] {
            let fields =
                [("place", "3-2"), ("category", "0105"), ("phone", PHONE), ("kept", claimed.as_str())];
            let refused = browser.post("/a/jiugeng/report/send", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{claimed}");
        }
        let next_door = [("place", "3-2"), ("category", "0105"), ("phone", PHONE), ("kept", kept.as_str())];
        let refused = browser.post("/a/hanyang/report/send", &next_door).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "another area's key did not sign it");
    })
    .await;
}

#[tokio::test]
async fn a_disguised_or_oversized_upload_is_refused_and_the_words_stay() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮")];
        for (field, name, content) in [
            ("photos", "a.jpg", SCRIPT.as_bytes()),
            ("photos", "a.jpg", b"\xff\xd8\xffnot a picture".as_slice()),
            ("photos", "a.jpg", b"OggS a sound".as_slice()),
            ("photos", "a.heic", b"\0\0\0\x18ftypheic0000".as_slice()),
            ("voice", "a.ogg", &picture()),
        ] {
            let refused =
                browser.upload("/a/jiugeng/report/contact", &fields, &[(field, name, content)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(
                refused.body.contains(&format!("{field}-err")) && refused.body.contains(">灯不亮</textarea>"),
                "{}",
                refused.body
            );
        }
        let large = vec![0; linju_core::file::MAX_BYTES + 1];
        let refused =
            browser.upload("/a/jiugeng/report/contact", &fields, &[("photos", "a.jpg", &large)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("12 MB"));
        let photo = picture();
        let noise = |n: u8| [&photo[..], &[n]].concat();
        let four: Vec<Vec<u8>> = (0..4).map(noise).collect();
        let mixed: Vec<(&str, &str, &[u8])> =
            four.iter().map(|f| ("photos", "a.png", f.as_slice())).collect();
        let same = browser.upload("/a/jiugeng/report/contact", &fields, &mixed).await;
        assert!(same.body.contains("照片 1 张"), "the same picture counts once");
    })
    .await;
}

#[tokio::test]
async fn a_submission_is_one_transaction_whatever_comes_with_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        report(&mut browser, "0105", "灯不亮", &[]).await; // The node's block of receipts is leased by now.
        let photo = picture();
        let files: [(&str, &str, &[u8]); 3] =
            [("photos", "a.png", &photo), ("photos", "b.png", &photo), ("voice", "v.ogg", b"OggS voice")];
        let plain = vec![("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("phone", PHONE)];
        let family = [
            ("whose", "family"),
            ("for_name", "周阿婆"),
            ("relation", "parent"),
            ("consent", "by_phone"),
            ("agreed_on", "2026-11-22"),
        ];
        for (fields, files) in [(plain.clone(), &files[..0]), ([&plain[..], &family].concat(), &files[..])] {
            let (third, asked) = counted(browser.upload("/a/jiugeng/report/contact", &fields, files)).await;
            assert_eq!(asked.writes, 0, "nothing is written before it is sent");
            let once = hidden(&third.body, "once");
            let kept: Vec<String> = third
                .body
                .split("name=\"kept\" value=\"")
                .skip(1)
                .map(|k| k[..k.find('"').unwrap()].into())
                .collect();
            assert_eq!(kept.len(), if files.is_empty() { 0 } else { 2 }, "the same photo twice is one");
            let mut fields = fields.clone();
            fields.push(("once", &once));
            fields.extend(kept.iter().map(|k| ("kept", k.as_str())));
            let (sent, counts) = counted(browser.post("/a/jiugeng/report/send", &fields)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
            assert_eq!(counts.writes, 1, "request, case, event, files, counters: all or nothing");
        }
    })
    .await;
}
