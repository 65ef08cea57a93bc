//! Ballots as workers and residents live them, over HTTP, on each database at hand.

use crate::stage::{Desk, votes_of};
use linju_db::testing::each_engine;
use linju_web::testing::{Answer, Browser};

const ALL: &str = "/staff/jiugeng/ballots";

/// A page that came whole: no missing words.
fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    let at = answer.body.find("[ballot").or(answer.body.find("[refusal"));
    let missing = at.map(|at| answer.body[at..].chars().take(40).collect::<String>());
    assert_eq!(missing, None, "a missing text");
    &answer.body
}

async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
}

async fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], sentence: &str) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 422, "{path}: {}", answer.body);
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

/// What stands between `from` and the next `<`, every time.
fn between(body: &str, from: &str) -> Vec<String> {
    body.split(from).skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
}

async fn lead(desk: &Desk, moment: &str) -> Browser {
    desk.at(moment);
    desk.stage.signed_in("shen").await
}

/// A ballot of the stairwell, prepared by the form; its address.
async fn planned(desk: &Desk, form: &str, asks: &str, more: &[(&str, &str)]) -> String {
    let mut worker = desk.stage.signed_in("chen").await;
    let blank = worker.get(&format!("{ALL}/new")).await;
    let once = sound(&blank)
        .split("name=\"once\" value=\"")
        .nth(1)
        .and_then(|r| r.split('"').next())
        .expect("a key");
    let place = desk.stage.place(desk.stage.jiugeng, "1-1").await.id.to_string();
    let mut fields = vec![
        ("once", once),
        ("form", form),
        ("asks", asks),
        ("title", "试一试"),
        ("words", "是否同意试一试？"),
        ("place", &place),
        ("opens", "2026-12-01T08:00"),
        ("closes", "2026-12-11T20:00"),
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

#[tokio::test]
async fn a_consultation_from_the_form_to_the_published_file() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        desk.at("2026-11-02 09:00");
        desk.people(6).await;
        let items = [("items", "老弄堂\n四季树影\n孩子们画的")];
        let at = planned(&desk, "consultation", "one", &items).await;
        let public = at.replace("/staff/", "/a/");
        let mut resident = desk.stage.browser();
        assert_eq!(resident.get(&public).await.status.as_u16(), 404, "what is drafted is nobody's to see");

        let mut boss = lead(&desk, "2026-11-02 09:30").await;
        for path in [
            ALL.to_owned(),
            at.clone(),
            format!("{at}/change"),
            format!("{at}/do/freeze"),
            format!("{ALL}/parts"),
        ] {
            sound(&boss.get(&path).await);
        }
        done(&mut boss, &format!("{at}/do/freeze"), &[]).await;
        assert_eq!(sound(&boss.get(&format!("{at}/voters")).await).matches("每户一票").count(), 7);
        refused(&mut boss, &format!("{at}/objections"), &[("words", "")], "请写异议的内容").await;
        done(&mut boss, &format!("{at}/objections"), &[("words", "501 室没有列上")]).await;
        refused(&mut boss, &format!("{at}/do/announce"), &[], "还有异议没有答复").await;
        let list = boss.get(&format!("{at}/voters")).await;
        let answer = between(&list.body, "action=\"")
            .iter()
            .find_map(|a| a.split('"').next().filter(|a| a.ends_with("/answer")).map(str::to_owned));
        done(&mut boss, &answer.expect("an objection"), &[("answer", "已经列上，第 2 号")]).await;
        refused(&mut boss, &format!("{at}/do/announce"), &[], "公示的天数还不够").await;

        let mut boss = lead(&desk, "2026-11-12 09:00").await;
        done(&mut boss, &format!("{at}/do/announce"), &[]).await;
        assert!(sound(&resident.get("/a/jiugeng/ballots").await).contains("试一试"));
        assert!(sound(&resident.get(&public).await).contains("还没有开始投票"));
        assert!(sound(&boss.get(&format!("{at}/notice")).await).contains("<svg class=\"qr\""));
        sound(&boss.get(&format!("{at}/slips")).await);
        let slips = boss.post(&format!("{at}/slips"), &[]).await;
        let codes = between(sound(&slips), "data-code>");
        assert_eq!(codes.len(), 6);
        refused(&mut boss, &format!("{at}/slips"), &[], "都已经有投票码").await;
        refused(&mut boss, &format!("{at}/do/open"), &[], "还没到开始投票的时间").await;

        let mut boss = lead(&desk, "2026-12-01 08:00").await;
        let opened = boss.post(&format!("{at}/do/open"), &[]).await;
        let shares = between(sound(&opened), "data-share>");
        assert_eq!(shares.len(), 3);

        let vote = format!("{public}/vote");
        sound(&resident.get(&vote).await);
        refused(&mut resident, &vote, &[("code", "0000-0000-00")], "不能投这次表决").await;
        let page = resident.get(&format!("{vote}?code={}", codes[0])).await;
        assert!(
            sound(&page).contains("老弄堂")
                && !page.body.contains("checked")
                && !page.body.contains(" selected")
        );
        refused(&mut resident, &vote, &[("code", &codes[0]), ("send", "on")], "请选一个").await;
        let cast = resident.post(&vote, &[("code", &codes[0]), ("choice", "2")]).await;
        assert!(sound(&cast).contains("2 四季树影"));
        let receipt = between(&cast.body, "class=\"receipt\"><b>")[0].clone();
        let again = resident.get(&format!("{vote}?code={}", codes[0])).await;
        assert!(sound(&again).contains("您已经投过") && !again.body.contains("您选的是"));

        sound(&boss.get(&format!("{at}/desk")).await);
        refused(&mut boss, &format!("{at}/desk"), &[("number", "99"), ("choice", "1")], "名册上没有这个号")
            .await;
        let proxy = [("number", "2"), ("choice", "1"), ("proxy", "乙某某")];
        refused(&mut boss, &format!("{at}/desk"), &proxy, "书面委托").await;
        let at_desk = boss
            .post(&format!("{at}/desk"), &[("number", "2"), ("choice", "2"), ("companion", "family")])
            .await;
        assert!(sound(&at_desk).contains("2 四季树影"));
        for number in ["3", "4"] {
            sound(&boss.post(&format!("{at}/desk"), &[("number", number), ("paper", "on")]).await);
        }
        refused(&mut boss, &format!("{at}/desk"), &[("number", "3"), ("choice", "1")], "以纸票为准").await;
        assert!(sound(&boss.get(&at).await).contains("共 6 票，已投 4 票"));
        refused(&mut boss, &format!("{at}/do/close"), &[], "不能提前截止").await;
        assert!(sound(&resident.get(&format!("{public}/check")).await).contains("截止以后才能查"));

        let mut boss = lead(&desk, "2026-12-11 20:00").await;
        let mut worker = desk.stage.signed_in("chen").await;
        refused(&mut resident, &vote, &[("code", &codes[4]), ("choice", "1")], "投票已经截止").await;
        done(&mut boss, &format!("{at}/do/close"), &[]).await;
        let papers = sound(&worker.get(&format!("{at}/papers")).await).to_owned();
        let once =
            papers.split("name=\"once\" value=\"").nth(1).and_then(|r| r.split('"').next()).expect("a key");
        refused(&mut worker, &format!("{at}/papers"), &[("once", once), ("lines", "9")], "看不懂").await;
        done(&mut worker, &format!("{at}/papers"), &[("once", once), ("label", "第一包"), ("lines", "1\n3")])
            .await;
        let list = boss.get(&format!("{at}/papers")).await;
        let bundle = between(sound(&list), "href=\"")
            .iter()
            .find_map(|a| a.split('"').next().filter(|a| a.contains("/papers/")).map(str::to_owned))
            .expect("a bundle");
        assert!(
            !sound(&boss.get(&bundle).await).contains("老弄堂"),
            "the second clerk does not see the first typing"
        );
        refused(&mut worker, &bundle, &[("lines", "1\n3")], "不同的人").await;
        done(&mut boss, &bundle, &[("lines", "1\n2")]).await;
        assert!(sound(&boss.get(&bundle).await).contains("第 2 张"));
        refused(
            &mut boss,
            &format!("{at}/do/count"),
            &[("share_a", &shares[0]), ("share_b", &shares[1])],
            "没有核定",
        )
        .await;
        done(&mut boss, &bundle, &[("paper", "2"), ("holds", "3")]).await;
        assert!(sound(&boss.get(&bundle).await).contains("沈书记"));
        sound(&boss.get(&format!("{at}/do/count")).await);
        refused(
            &mut boss,
            &format!("{at}/do/count"),
            &[("share_a", &shares[0]), ("share_b", "x")],
            "输得不对",
        )
        .await;
        done(&mut boss, &format!("{at}/do/count"), &[("share_a", &shares[0]), ("share_b", &shares[1])]).await;
        assert!(!resident.get(&public).await.body.contains("选定"), "not before it is published");
        sound(&boss.get(&format!("{at}/result")).await);
        done(&mut boss, &format!("{at}/do/publish"), &[]).await;
        assert!(sound(&resident.get(&public).await).contains("选定：2 四季树影"));
        let check = resident.get(&format!("{public}/check?receipt={receipt}")).await;
        assert!(sound(&check).contains("没有被改动"));
        assert!(
            resident
                .get(&format!("{public}/check?receipt=AAAA-AAAA-AAAA-AAAA"))
                .await
                .body
                .contains("没有找到")
        );
        let file = resident.get(&format!("{public}/count.json")).await;
        let read: linju_ballot::published::Published = serde_json::from_str(&file.body).expect("the file");
        assert_eq!(linju_ballot::published::recount(&read).faults, Vec::<String>::new());
        assert_eq!(votes_of(&read), [(1, 1), (2, 2), (3, 1)]);
        sound(&boss.get(&at).await);

        let mut other = desk.stage.signed_in("li").await;
        for path in [ALL.to_owned(), at.clone(), format!("{at}/voters"), format!("{at}/papers")] {
            assert_eq!(other.get(&path).await.status.as_u16(), 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_bad_plan_is_told_field_by_field_and_a_lawful_vote_needs_its_areas_and_its_days() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        desk.at("2026-11-02 09:00");
        let mut boss = lead(&desk, "2026-11-02 09:30").await;
        let once = linju_kernel::Id(7).to_string();
        let bad = boss.post(&format!("{ALL}/new"), &[("once", &once), ("words", "装电梯")]).await;
        assert_eq!(bad.status.as_u16(), 422);
        for sentence in ["请选法定形式", "请选怎么问", "请写名称", "请选关于哪里", "请填日期和时间"]
        {
            assert!(bad.body.contains(sentence), "{sentence}");
        }
        assert!(bad.body.contains("装电梯"), "what was typed stays");
        let at = planned(&desk, "owners", "whether", &[("matter", "7")]).await;
        let answer = boss.post(&format!("{at}/do/freeze"), &[]).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("第八条"), "{}", answer.body);
        refused(&mut boss, &format!("{ALL}/parts"), &[("lines", "没有这一户,89.35")], "看不懂").await;
        done(&mut boss, &format!("{ALL}/parts"), &[("lines", "1-1-401,89.35")]).await;
        done(&mut boss, &format!("{at}/do/freeze"), &[]).await;
        assert!(sound(&boss.get(&format!("{at}/voters")).await).contains("89.35 ㎡"));
        let mut boss = lead(&desk, "2026-11-20 09:00").await;
        let answer = boss.post(&format!("{at}/do/announce"), &[]).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("第十四条"), "{}", answer.body);
        done(&mut boss, &format!("{at}/do/thaw"), &[]).await;
        refused(&mut boss, &format!("{at}/do/cancel"), &[("reason", "")], "请写原因").await;
        done(&mut boss, &format!("{at}/do/cancel"), &[("reason", "改日再议")]).await;
    })
    .await;
}
