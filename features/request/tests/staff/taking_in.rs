//! Taking words in at the counter and by phone.

use super::*;

#[tokio::test]
async fn an_old_lady_speaks_at_the_counter_and_has_her_receipt_in_three_pages() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
            ("category", "0105"),
            ("once", "k1"),
        ];
        let sent = chen.post("/staff/jiugeng/requests/new", &fields).await;
        let slip = chen.follow(&sent).await;
        assert_eq!(slip.status, StatusCode::OK);
        assert!(slip.body.contains("class=\"slip") && slip.body.contains("021-5555 0128"), "{}", slip.body);
        assert!(slip.body.contains("slip__secret"), "no phone, so a code is printed");
        assert!(slip.body.contains("楼道灯、扶手、门窗损坏"), "the category that was chosen");
        assert!(slip.body.contains("11月24日 周二"), "the real limit of first contact stands on it");
        let bare = sent.location.split('?').next().unwrap_or_default().to_owned();
        assert!(!chen.get(&bare).await.body.contains("slip__secret"), "the code is printed once");
        let again = chen.post("/staff/jiugeng/requests/new", &fields).await;
        assert_eq!(again.location, bare, "the same form sent twice is one request");
        assert_eq!(count(&stage, "select count(*) from request").await, 1);
        assert!(chen.get("/staff/jiugeng/cases").await.body.contains("3号楼 2单元 2楼"));
    })
    .await;
}

#[tokio::test]
async fn taking_words_in_refuses_at_the_field_and_keeps_what_was_typed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let mut send = async |fields: &[(&str, &str)]| chen.post("/staff/jiugeng/requests/new", fields).await;
        for (fields, sentence) in [
            (vec![("words", ""), ("place", "3号楼")], "说一句话"),
            (vec![("words", LAMP), ("category", "0105"), ("place", "")], "请写是哪个地方"),
            (vec![("words", LAMP), ("category", "0105"), ("place", "月球")], "没找到这个地方"),
            (
                vec![("words", LAMP), ("category", "0105"), ("place", "3号楼"), ("phone", "12")],
                "电话号码不对",
            ),
            (vec![("words", LAMP), ("place", "3号楼")], "请选一下是什么事"),
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
        assert!(look.body.contains("听起来像") && look.body.contains("value=\"0105\""));
        assert!(!look.body.contains("name=\"category\" value=\"0105\" checked"), "a person chooses");
        assert_eq!(count(&stage, "select count(*) from request").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_at_the_desk_closes_in_one_commit() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
        assert_eq!(
            count(&stage, "select count(*) from cases where state = 'closed' and reached = 1").await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn the_counter_answers_without_a_case_and_refuses_a_certificate_by_law() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn a_neighbour_speaks_for_another_only_with_consent() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let path = "/staff/jiugeng/requests/new";
        let spoken = [
            ("words", LAMP),
            ("category", "0105"),
            ("place", "3号楼 2单元"),
            ("phone", PHONE),
            ("behalf", "1"),
        ];
        let refused = chen.post(path, &spoken).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for sentence in ["请写一下是替谁办的", "请选一下这位是什么人", "请说明是怎么同意的"]
        {
            assert!(refused.body.contains(sentence), "{sentence}");
        }
        let told = [
            ("for_name", "周阿婆"),
            ("relation", "neighbour"),
            ("consent", "in_person"),
            ("agreed_on", "2026-11-23"),
        ];
        let sent = chen.post(path, &[&spoken[..], &told[..]].concat()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(count(&stage, "select count(*) from request where whose = 'other'").await, 1);
        assert_eq!(count(&stage, "select count(*) from request where consent = 'in_person'").await, 1);
        let case =
            stage.house().db.one::<(Id,)>(Sql::new("select id from cases", args![])).await.expect("it").0;
        let page = chen.get(&at(case)).await.body;
        assert!(page.contains("别人代办 · 替周**（邻居、朋友）说的 · 当面说好了 · 2026年11月23日"), "{page}");
    })
    .await;
}
