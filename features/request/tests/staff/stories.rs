//! A case from its first word to its account.

use super::*;

#[tokio::test]
async fn the_lamp_from_the_first_word_to_her_nod() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
        let closed = press(
            &mut chen,
            case,
            "confirm",
            &[("solved", "yes"), ("satisfaction", "5"), ("note", "亮堂了")],
        )
        .await;
        assert!(closed.body.contains("亮堂了") && closed.body.contains("5 / 5"));
        assert_eq!(state(&stage, case).await, State::Closed);
        let log = chen.get(&at(case)).await.body;
        for sentence in ["收到了", "承办方接单了", "承办方说办完了", "反映的人点头了"]
        {
            assert!(log.contains(sentence), "{sentence}");
        }
        stage.at("2026-12-01 09:00");
        let rates = stage.signed_in("chen").await.get("/staff/jiugeng/rates").await.body;
        assert!(
            rates.contains("100.0%") && rates.contains("1/1"),
            "a rate stands beside its denominator: {rates}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_no_on_the_phone_opens_it_again_with_a_new_clock() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = request(&stage, LAMP, "0105").await.case;
        let mut chen = stage.signed_in("chen").await;
        press(&mut chen, case, "take", &[]).await;
        let path = format!("{}/do/handle", at(case));
        let refused = chen.post(&path, &[("outcome", "solved"), ("note", "换了灯泡")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("要有照片证明") && refused.body.contains("换了灯泡"));
        let done = chen
            .upload(&path, &[("outcome", "solved"), ("note", "换了灯泡")], &[("photos", "a.png", PNG)])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        stage.at("2026-11-24 09:30");
        let mut chen = stage.signed_in("chen").await;
        let page = press(&mut chen, case, "confirm", &[("solved", "no"), ("note", "又不亮了")]).await;
        assert!(page.body.contains("又不亮了") && page.body.contains("第 2 轮"), "{}", page.body);
        assert_eq!(state(&stage, case).await, State::Reopened);
    })
    .await;
}

#[tokio::test]
async fn a_worker_records_what_the_utility_said_on_the_phone() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = request(&stage, "弄堂口路灯不亮", "0304").await.case;
        let mut chen = stage.signed_in("chen").await;
        press(&mut chen, case, "dispatch", &[("party", &stage.utility.to_string())]).await;
        let form = chen.get(&format!("{}/do/handle", at(case))).await;
        assert!(
            form.body.contains("您在替路灯管理所记") && form.body.contains("会先“接单”"),
            "{}",
            form.body
        );
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
        let address = slip
            .body
            .split("http://linju.test")
            .nth(1)
            .and_then(|s| s.split('"').next())
            .expect("an address");
        assert_eq!(stage.browser().get(address).await.status, StatusCode::OK, "the link opens its case");
    })
    .await;
}

#[tokio::test]
async fn sixty_become_one_and_one_comes_out_again() {
    each_engine(async |db| {
        let stage = stage(db).await;
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
    })
    .await;
}

#[tokio::test]
async fn a_joint_action_ends_when_every_part_is_done() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = request(&stage, "弄堂口路灯不亮", "1401").await.case;
        let mut chen = stage.signed_in("chen").await;
        press(&mut chen, case, "take", &[]).await;
        let utility = stage.utility.to_string();
        let page =
            press(&mut chen, case, "invite", &[("organisation", &utility), ("note", "接一路电")]).await;
        assert!(page.body.contains("联合办理") && page.body.contains("接一路电"));
        let handle = [("outcome", "solved"), ("note", "都好了")];
        let early = chen.post(&format!("{}/do/handle", at(case)), &handle).await;
        assert!(early.body.contains("还有协办的部分没做完"));
        let form = chen.get(&format!("{}/do/task_done", at(case))).await;
        let task = form
            .body
            .split("name=\"task\" value=\"")
            .nth(1)
            .and_then(|s| s.split('"').next())
            .expect("a task");
        press(&mut chen, case, "task_done", &[("task", task), ("note", "接好了")]).await;
        press(&mut chen, case, "handle", &handle).await;
        assert_eq!(state(&stage, case).await, State::Handled);
    })
    .await;
}

#[tokio::test]
async fn only_the_secretary_gives_more_time() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = request(&stage, LAMP, "0105").await.case;
        let (mut chen, mut shen) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        press(&mut chen, case, "dispatch", &[("party", &stage.property.to_string())]).await;
        assert!(!chen.get(&at(case)).await.body.contains("/do/extend"));
        assert_eq!(
            chen.get(&format!("{}/do/extend", at(case))).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let before = row(&stage, case).await.settle_due.expect("a limit");
        press(&mut shen, case, "extend", &[("limit", "2"), ("limit_unit", "wd"), ("note", "灯具缺货")]).await;
        assert!(row(&stage, case).await.settle_due.expect("a limit") > before);
    })
    .await;
}

#[tokio::test]
async fn chosen_photos_stay_chosen_when_a_form_comes_back() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let case = request(&stage, LAMP, "0105").await.case;
        press(&mut chen, case, "take", &[]).await;
        let path = format!("{}/do/handle", at(case));
        let files: [(&str, &str, &[u8]); 2] = [("photos", "a.png", PNG), ("evidence", "x.txt", b"no paper")];
        let refused = chen.upload(&path, &[("outcome", "solved"), ("note", "换了灯泡")], &files).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("一张办好以后的照片") && refused.body.contains("evidence-err"));
        let kept = refused.body.split("name=\"kept\" value=\"").nth(1).and_then(|s| s.split('"').next());
        let kept = kept.expect("a reference");
        let forged = kept.replacen("after", "evidence", 1);
        let fields = [("outcome", "solved"), ("note", "换了灯泡"), ("kept", &forged)];
        let none = chen.upload(&path, &fields, &[]).await;
        assert!(none.body.contains("要有照片证明"), "what this area did not sign is no file");
        let fields = [("outcome", "solved"), ("note", "换了灯泡"), ("kept", kept)];
        let done = chen.upload(&path, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(count(&stage, "select count(*) from file where purpose = 'after'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn each_round_has_an_answer_of_its_own() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = request(&stage, LAMP, "1401").await.case;
        let handle = [("outcome", "solved"), ("note", "好了")];
        let mut chen = stage.signed_in("chen").await;
        press(&mut chen, case, "take", &[]).await;
        press(&mut chen, case, "handle", &handle).await;
        press(&mut chen, case, "confirm", &[("solved", "no"), ("note", "又不亮了")]).await;
        press(&mut chen, case, "take", &[]).await;
        press(&mut chen, case, "handle", &handle).await;
        for moment in ["2026-11-23 11:30", "2026-11-23 15:30", "2026-11-24 09:30"] {
            stage.at(moment);
            chen = stage.signed_in("chen").await;
            press(&mut chen, case, "try", &[]).await;
        }
        let page = press(&mut chen, case, "close_unreached", &[]).await.body;
        let row = row(&stage, case).await;
        assert_eq!((row.reached, row.solved.as_deref(), row.round), (false, None, 2));
        let answers = page.split("每一轮的回答").nth(1).expect("both rounds are told");
        assert!(answers.contains("第 1 轮") && answers.contains("没解决"));
        assert!(answers.contains("第 2 轮") && answers.contains("几次都没联系上"));
        let public = stage.browser().get(&format!("/a/jiugeng/ledger/{case}")).await.body;
        assert!(public.contains("第 1 轮") && public.contains("几次都没联系上"), "{public}");
    })
    .await;
}
