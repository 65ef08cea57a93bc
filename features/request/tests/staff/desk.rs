//! Walls, forms, and what else lies on the desk.

use super::*;

#[tokio::test]
async fn areas_are_walls_and_a_foreman_has_his_own_door() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
        let forged =
            li.post(&format!("/staff/hanyang/cases/{}/do/note", received.case), &[("note", "x")]).await;
        assert_eq!(forged.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_number_is_shown_after_the_look_was_recorded() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
        assert!(
            chen.follow(&own).await.body.contains("tel:13800005678"),
            "on one's own case no reason is asked"
        );
        assert_eq!(count(&stage, "select count(*) from look where reason = 'own'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn forms_come_back_with_the_sentence_and_what_was_typed() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
        let waits = press(
            &mut chen,
            case,
            "wait",
            &[("on", "自来水公司"), ("until", "2026-11-26"), ("note", "要停水")],
        )
        .await;
        assert!(waits.body.contains("在等：自来水公司，到2026年11月26日"));
        assert!(
            chen.get("/staff/jiugeng/to-tell").await.body.contains("自来水公司"),
            "who has no screen is told by a person"
        );
    })
    .await;
}

#[tokio::test]
async fn leaving_a_case_out_of_the_rates_takes_two_people() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn what_a_mediator_writes_stays_with_those_who_work_on_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn a_case_is_found_by_receipt_by_phone_and_by_words() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn what_residents_type_comes_out_as_text() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn every_form_of_the_table_opens_where_its_button_stands() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
            let open: Vec<&str> = page
                .split(&format!("{}/do/", at(case)))
                .skip(1)
                .filter_map(|s| s.split('"').next())
                .collect();
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
    })
    .await;
}
