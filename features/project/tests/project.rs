//! Projects as committee, street and residents live them, over HTTP, on each database at hand.

use linju_db::counted;
use linju_db::testing::each_engine;
use linju_web::testing::{Answer, Browser, Stage};

const ALL: &str = "/staff/jiugeng/projects";
const FUNDS: &str = "/staff/jiugeng/funds";

/// The smallest PNG: one pixel, of that shade.
fn photo() -> Vec<u8> {
    vec![
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
        144, 119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 8, 215, 99, 248, 255, 255, 63, 0, 5, 254, 2, 254,
        220, 204, 89, 231, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ]
}

fn paper(version: u8) -> Vec<u8> {
    [b"%PDF-1.4 version ".as_slice(), &[b'0' + version]].concat()
}

async fn stage(db: linju_db::Db) -> Stage {
    Stage::on(db, &[linju_project::FEATURE]).await
}

/// A page that came whole: no missing words.
fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    for family in ["[project", "[fund", "[refusal"] {
        let at = answer.body.find(family);
        assert!(at.is_none(), "a missing text: {:?}", at.map(|at| &answer.body[at..at + 40]));
    }
    &answer.body
}

fn once(stage: &Stage) -> String {
    stage.house().id().to_string()
}

/// A project of that course; its address.
async fn plan(stage: &Stage, worker: &mut Browser, kind: &str, course: &str, title: &str) -> String {
    sound(&worker.get(&format!("{ALL}/new")).await);
    let place = stage.place(stage.jiugeng, "c1").await.id.to_string();
    let (key, lead) = (once(stage), "久耕居民区党总支");
    let fields = [
        ("once", key.as_str()),
        ("kind", kind),
        ("course", course),
        ("title", title),
        ("purpose", "居民说入口要修"),
        ("place", &place),
        ("estimate", "8,000"),
        ("lead", lead),
    ];
    let answer = worker.post(&format!("{ALL}/new"), &fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    assert_eq!(
        worker.post(&format!("{ALL}/new"), &fields).await.location,
        answer.location,
        "pressed twice is once"
    );
    answer.location
}

/// Records evidence, with a file if one is given.
async fn tries(
    stage: &Stage,
    who: &mut Browser,
    at: &str,
    piece: &str,
    fields: &[(&str, &str)],
    file: Option<Vec<u8>>,
) -> Answer {
    let key = once(stage);
    let mut all = vec![("once", key.as_str())];
    all.extend(fields);
    let files: Vec<(&str, &str, &[u8])> = file.iter().map(|f| ("file", "a", f.as_slice())).collect();
    who.upload(&format!("{at}/do/{piece}"), &all, &files).await
}

async fn record(stage: &Stage, who: &mut Browser, at: &str, piece: &str, fields: &[(&str, &str)]) {
    let file = matches!(piece, "before" | "after").then(photo);
    let answer = tries(stage, who, at, piece, fields, file).await;
    assert_eq!(answer.status.as_u16(), 303, "{piece}: {}", answer.body);
}

async fn advance(who: &mut Browser, at: &str) {
    let answer = who.post(&format!("{at}/do/advance"), &[]).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
}

/// The gate does not open, and the page says why.
async fn shut(who: &mut Browser, at: &str, sentence: &str) {
    let answer = who.post(&format!("{at}/do/advance"), &[]).await;
    assert_eq!(answer.status.as_u16(), 422);
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

/// The id of the latest thing on a page whose address ends in `what`.
fn proof(page: &Answer, what: &str) -> String {
    let all = page.body.split("action=\"").filter_map(|r| r.split('"').next());
    all.filter(|a| a.ends_with(what)).last().expect("such a form").to_owned()
}

async fn checks(stage: &Stage, worker: &mut Browser, at: &str) {
    for check in ["not_property_duty", "not_planned", "lawful"] {
        record(stage, worker, at, "check", &[("group", check), ("verdict", "yes")]).await;
    }
}

/// A fund with that many yuan in it; its id.
async fn fund(lead: &mut Browser, yuan: &str) -> String {
    let fields =
        [("source", "standard_award"), ("name", "达标奖励"), ("fen", yuan), ("rule", "用于小区基础设施")];
    let answer = lead.post(FUNDS, &fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    let page = lead.get(FUNDS).await;
    let grant = proof(&page, "/grant");
    grant.rsplit('/').nth(1).expect("an id").to_owned()
}

/// Keeps money of the fund for the project.
async fn keep(lead: &mut Browser, at: &str, fund: &str, yuan: &str) -> Answer {
    lead.post(&format!("{at}/do/commit"), &[("purse", fund), ("fen", yuan), ("basis", "居民议事会决定")])
        .await
}

/// The values of the choices of a field.
fn choices(page: &Answer, name: &str) -> Vec<String> {
    let part = page.body.split(&format!("name=\"{name}\"")).nth(1).expect("the field");
    let part = part.split("</select>").next().expect("its end");
    part.split("<option value=\"")
        .skip(1)
        .filter_map(|r| r.split('"').next())
        .filter(|v| !v.is_empty())
        .map(Into::into)
        .collect()
}

#[tokio::test]
async fn an_entrance_goes_through_every_gate_and_no_gate_opens_without_its_evidence() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let (mut chen, mut shen, mut zhou) =
            (s.signed_in("chen").await, s.signed_in("shen").await, s.signed_in("zhou").await);
        let mut resident = s.browser();
        let at = plan(s, &mut chen, "entrance", "whole", "小区入口邻聚里").await;
        let id = at.rsplit('/').next().expect("an id").to_owned();
        let (street, public) =
            (format!("/street/projects/jiugeng/{id}"), format!("/a/jiugeng/projects/{id}"));
        assert_eq!(resident.get(&public).await.status.as_u16(), 404, "a draft is nobody's to see");
        assert_eq!(zhou.get(&street).await.status.as_u16(), 404, "nor the street's");

        shut(&mut chen, &at, "还没有调查").await;
        record(s, &mut chen, &at, "survey", &[("n", "120"), ("m", "96")]).await;
        advance(&mut chen, &at).await;
        sound(&resident.get(&public).await);

        for group in ["delegate", "owners_committee", "steward"] {
            record(s, &mut chen, &at, "opinion", &[("group", group), ("verdict", "yes"), ("n", "6")]).await;
        }
        shut(&mut chen, &at, "还有一方没有听过意见").await;
        record(s, &mut chen, &at, "opinion", &[("group", "party_member"), ("verdict", "none")]).await;
        advance(&mut chen, &at).await;

        record(s, &mut chen, &at, "minutes", &[("group", "branch_meetings"), ("text", "党员赞成修入口")])
            .await;
        shut(&mut shen, &at, "居民议事会的纪要").await;
        record(s, &mut chen, &at, "minutes", &[("group", "residents_council"), ("text", "议事会同意")]).await;
        assert_eq!(
            chen.post(&format!("{at}/do/advance"), &[]).await.status.as_u16(),
            422,
            "the lead opens it"
        );
        advance(&mut shen, &at).await;

        let initiation = [("verdict", "yes"), ("text", "居民需要迫切")];
        let early = tries(s, &mut zhou, &street, "initiation", &initiation, None).await;
        assert!(early.status.as_u16() == 422 && early.body.contains("三项排除核对"), "{}", early.body);
        checks(s, &mut chen, &at).await;
        assert_eq!(tries(s, &mut shen, &at, "initiation", &initiation, None).await.status.as_u16(), 422);
        record(s, &mut zhou, &street, "initiation", &initiation).await;
        assert!(sound(&zhou.get(&street).await).contains("已立项"));

        for (seat, n) in [("街道党建办", "85"), ("街道房办", "72"), ("规划师代表", "90")] {
            record(s, &mut zhou, &street, "score", &[("group", seat), ("n", n), ("m", "88")]).await;
        }
        advance(&mut shen, &at).await;
        record(s, &mut zhou, &street, "review", &[("verdict", "returned"), ("text", "补充无障碍坡道")]).await;
        assert!(sound(&shen.get(&at).await).contains("补充无障碍坡道"));
        record(s, &mut zhou, &street, "review", &[("verdict", "yes"), ("text", "同意实施")]).await;

        let design = tries(s, &mut chen, &at, "design", &[("text", "第一稿")], None).await;
        assert!(
            design.body.contains("请上传照片或文件") && design.body.contains("第一稿"),
            "what was typed stays"
        );
        assert_eq!(
            tries(s, &mut chen, &at, "design", &[("text", "第一稿")], Some(paper(1))).await.status.as_u16(),
            303
        );
        let key = once(s);
        let said =
            [("once", key.as_str()), ("piece", "comment"), ("text", "给轮椅留个坡道"), ("who", "刘桂英")];
        assert_eq!(resident.post(&format!("{public}/say"), &said).await.status.as_u16(), 303);
        let read = resident.get(&public).await;
        assert!(
            sound(&read).contains("给轮椅留个坡道") && !read.body.contains('刘'),
            "words are open, names are not"
        );
        let approval = [("verdict", "yes"), ("text", "审定")];
        let early = tries(s, &mut zhou, &street, "approval", &approval, None).await;
        assert!(early.body.contains("还没有都答复"), "{}", early.body);
        let page = chen.get(&at).await;
        assert!(page.body.contains("刘**"));
        let answer = proof(&page, "/answer");
        assert_eq!(chen.post(&answer, &[("answer", "")]).await.status.as_u16(), 422);
        assert_eq!(chen.post(&answer, &[("answer", "第二稿加了坡道")]).await.status.as_u16(), 303);
        assert_eq!(
            tries(s, &mut chen, &at, "design", &[("text", "第二稿")], Some(paper(2))).await.status.as_u16(),
            303
        );
        record(s, &mut zhou, &street, "approval", &approval).await;
        assert!(sound(&resident.get(&public).await).contains("街道已审定"));

        record(s, &mut shen, &at, "contract", &[("text", "社区合伙人施工队"), ("fen", "86,000.50")]).await;
        shut(&mut shen, &at, "合同的钱还没有落实").await;
        let fund = fund(&mut shen, "90000").await;
        let more = keep(&mut shen, &at, &fund, "90000.01").await;
        assert!(more.status.as_u16() == 422 && more.body.contains("没有这么多钱"), "{}", more.body);
        assert_eq!(keep(&mut shen, &at, &fund, "86000.50").await.status.as_u16(), 303);
        advance(&mut shen, &at).await;

        record(s, &mut chen, &at, "squad", &[("group", "community_worker"), ("who", "陈晓雯")]).await;
        record(s, &mut chen, &at, "squad", &[("group", "property_company"), ("who", "王志强")]).await;
        for who in ["刘桂英", "王建国"] {
            record(s, &mut chen, &at, "supervisor", &[("who", who)]).await;
        }
        record(s, &mut chen, &at, "before", &[]).await;
        shut(&mut shen, &at, "三方都有人").await;
        record(s, &mut chen, &at, "squad", &[("group", "party_volunteer"), ("who", "李卫民")]).await;
        advance(&mut shen, &at).await;

        let key = once(s);
        let seen = [("once", key.as_str()), ("piece", "supervision"), ("text", "晚上没有围挡灯")];
        let pixel = photo();
        let sent = resident.upload(&format!("{public}/say"), &seen, &[("file", "a.png", &pixel)]).await;
        assert_eq!(sent.status.as_u16(), 303, "{}", sent.body);
        record(s, &mut chen, &at, "diary", &[("text", "拆旧门头")]).await;
        record(s, &mut chen, &at, "after", &[]).await;
        record(s, &mut chen, &at, "upkeep", &[("text", "物业每周保洁")]).await;
        shut(&mut shen, &at, "还有问题没有改好").await;
        let answer = proof(&chen.get(&at).await, "/answer");
        assert_eq!(chen.post(&answer, &[("answer", "当天装了围挡灯")]).await.status.as_u16(), 303);
        let watchers = choices(&chen.get(&format!("{at}/do/signature")).await, "refers");
        assert_eq!(watchers.len(), 2);
        record(s, &mut chen, &at, "signature", &[("refers", &watchers[0]), ("verdict", "yes")]).await;
        shut(&mut shen, &at, "还没有都签字").await;
        record(s, &mut chen, &at, "signature", &[("refers", &watchers[1]), ("verdict", "yes")]).await;
        advance(&mut shen, &at).await;

        let purse = choices(&chen.get(&format!("{at}/do/pay")).await, "purse").remove(0);
        let pay = [
            ("purse", purse.as_str()),
            ("fen", "86000.50"),
            ("payee", "社区合伙人施工队"),
            ("purpose", "工程款"),
        ];
        assert_eq!(chen.post(&format!("{at}/do/pay"), &pay).await.status.as_u16(), 303);
        let page = chen.get(FUNDS).await;
        assert!(sound(&page).contains("要请另一位核准") && !page.body.contains("/pay\""));
        record(s, &mut shen, &at, "settlement", &[("fen", "86000.50")]).await;
        shut(&mut shen, &at, "决算和付款对不上").await;
        let go = proof(&shen.get(FUNDS).await, "/pay");
        assert_eq!(shen.post(&go, &[]).await.status.as_u16(), 303);
        advance(&mut shen, &at).await;
        record(s, &mut chen, &at, "evaluation", &[("n", "4"), ("m", "4")]).await;
        shut(&mut shen, &at, "评价的人不到 5 位").await;
        record(s, &mut chen, &at, "evaluation", &[("n", "40"), ("m", "38")]).await;
        advance(&mut shen, &at).await;
        let read = resident.get(&public).await;
        assert!(sound(&read).contains("40 位居民评价，38 位满意") && read.body.contains("已评价"));
        assert_eq!(
            shen.post(&format!("{at}/do/advance"), &[]).await.status.as_u16(),
            422,
            "there is nothing behind"
        );
    })
    .await;
}

#[tokio::test]
async fn a_lamp_goes_the_short_way_with_two_pairs_of_eyes_on_its_money() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let (mut chen, mut shen) = (s.signed_in("chen").await, s.signed_in("shen").await);
        let at = plan(s, &mut chen, "lamp", "small_repair", "入口一盏路灯").await;
        shut(&mut chen, &at, "还有一方没有听过意见").await;
        record(s, &mut chen, &at, "opinion", &[("group", "resident"), ("verdict", "yes"), ("n", "31")]).await;
        advance(&mut chen, &at).await;
        checks(s, &mut chen, &at).await;
        let over =
            tries(s, &mut shen, &at, "contract", &[("text", "建四建"), ("fen", "10000.01")], None).await;
        assert!(over.body.contains("超过了这种流程的上限"), "{}", over.body);
        record(s, &mut shen, &at, "contract", &[("text", "建四建"), ("fen", "3200")]).await;
        let fund = fund(&mut shen, "5000").await;
        assert_eq!(keep(&mut shen, &at, &fund, "3200").await.status.as_u16(), 303);
        advance(&mut shen, &at).await;
        assert_eq!(
            tries(s, &mut chen, &at, "signature", &[("verdict", "yes")], None).await.status.as_u16(),
            422,
            "nobody signs for what is not done"
        );
        record(s, &mut chen, &at, "after", &[]).await;
        advance(&mut chen, &at).await;
        record(s, &mut chen, &at, "signature", &[("verdict", "yes")]).await;
        record(s, &mut chen, &at, "upkeep", &[("text", "物业")]).await;
        advance(&mut shen, &at).await;

        let purse = choices(&chen.get(&format!("{at}/do/pay")).await, "purse").remove(0);
        let pay = [("purse", purse.as_str()), ("fen", "3200"), ("payee", "建四建"), ("purpose", "灯具")];
        assert_eq!(chen.post(&format!("{at}/do/pay"), &pay).await.status.as_u16(), 303);
        let go = proof(&shen.get(FUNDS).await, "/pay");
        assert_eq!(chen.post(&go, &[]).await.status.as_u16(), 422, "not by whoever asked");
        assert_eq!(shen.post(&go, &[]).await.status.as_u16(), 303);
        assert_eq!(shen.post(&go, &[]).await.status.as_u16(), 422, "and once");
        let statement = shen.get(&format!("{FUNDS}/statement")).await;
        assert!(sound(&statement).contains("3,200.00") && statement.body.contains("1,800.00"));
        let book = shen.get(&format!("{FUNDS}/statement.xlsx")).await;
        let bounds = linju_web::sheet::Bounds { rows: 100, unpacked: 10_000_000, too_many: "too-many" };
        let lines = linju_web::sheet::read(&book.bytes, &bounds).expect("a workbook");
        let funds = lines.iter().find(|(_, cells)| cells[0] == "达标奖励").expect("the fund's line");
        assert_eq!(funds.1[2..7], ["5,000.00", "3,200.00", "3,200.00", "1,800.00", "1,800.00"]);
        assert!(s.browser().get(&at.replace("/staff/", "/a/")).await.body.contains("已验收"));
    })
    .await;
}

#[tokio::test]
async fn withdrawn_evidence_stays_in_sight_and_opens_its_gate_again() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let (mut chen, mut shen) = (s.signed_in("chen").await, s.signed_in("shen").await);
        let at = plan(s, &mut chen, "wall_painting", "self_governance", "文化墙").await;
        for group in ["delegate", "steward"] {
            record(s, &mut chen, &at, "opinion", &[("group", group), ("verdict", "yes"), ("n", "9")]).await;
        }
        advance(&mut chen, &at).await;
        record(s, &mut chen, &at, "minutes", &[("group", "residents_council"), ("text", "同意画墙")]).await;
        advance(&mut shen, &at).await;
        let page = shen.get(&at).await;
        let first = page
            .body
            .split("action=\"")
            .filter_map(|r| r.split('"').next())
            .find(|a| a.ends_with("/withdraw"));
        let first = first.expect("a form to withdraw").to_owned();
        assert_eq!(
            chen.post(&first, &[("why", "记错了一方")]).await.status.as_u16(),
            422,
            "the lead withdraws"
        );
        assert_eq!(shen.post(&first, &[("why", "")]).await.status.as_u16(), 422, "not without a reason");
        assert_eq!(shen.post(&first, &[("why", "记错了一方")]).await.status.as_u16(), 303);
        let page = shen.get(&at).await;
        assert!(sound(&page).contains("记错了一方") && page.body.contains("<s>"), "it stays in sight");
        assert!(page.body.contains("凭据有变，退回到 酝酿中"), "and the gate is open again");
        assert_eq!(shen.post(&first, &[("why", "再来一次")]).await.status.as_u16(), 409, "once");
        shut(&mut chen, &at, "还有一方没有听过意见").await;
    })
    .await;
}

#[tokio::test]
async fn a_shed_from_20_to_60_gets_cameras_only_after_residents_were_asked_about_cameras() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let (mut chen, mut shen) = (s.signed_in("chen").await, s.signed_in("shen").await);
        let at = plan(s, &mut chen, "bike_shed", "co_building", "车棚改造").await;
        record(s, &mut chen, &at, "survey", &[("n", "60"), ("m", "55")]).await;
        advance(&mut chen, &at).await;
        for group in ["owners_committee", "property_company", "party_member", "delegate"] {
            record(s, &mut chen, &at, "opinion", &[("group", group), ("verdict", "yes"), ("n", "5")]).await;
        }
        advance(&mut chen, &at).await;
        let cameras = [("text", "车棚和一楼大厅，存 30 天，只有民警和物业能看")];
        let early = tries(s, &mut shen, &at, "camera_agreement", &cameras, None).await;
        assert!(early.status.as_u16() == 422 && early.body.contains("要先专门问过居民"), "{}", early.body);
        record(s, &mut chen, &at, "camera_opinion", &[("verdict", "yes"), ("n", "60"), ("m", "52")]).await;
        record(s, &mut shen, &at, "camera_agreement", &cameras).await;
        record(s, &mut chen, &at, "capacity", &[("n", "20"), ("m", "60"), ("text", "辆电动车")]).await;
        let open = s.browser().get(&at.replace("/staff/", "/a/")).await;
        assert!(sound(&open).contains("20 → 60"));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_plan_is_told_at_its_field_and_other_areas_see_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let mut chen = s.signed_in("chen").await;
        let (key, place) = (once(s), s.place(s.jiugeng, "c1").await.id.to_string());
        let venue = [
            ("once", key.as_str()),
            ("kind", "idle_space"),
            ("course", "micro_matter"),
            ("title", "甜缘微阵地"),
            ("place", &place),
            ("lead", "第四党支部"),
        ];
        let answer = chen.post(&format!("{ALL}/new"), &venue).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("必须走全流程"));
        assert!(answer.body.contains("甜缘微阵地") && answer.body.contains("id=\"course-err\""));
        let empty = chen.post(&format!("{ALL}/new"), &[("once", &key), ("estimate", "很多")]).await;
        for sentence in ["请选做什么", "请选流程", "请写项目名称", "请选在哪里", "金额请填数字", "请写谁牵头"]
        {
            assert!(empty.body.contains(sentence), "{sentence}");
        }
        let at = plan(s, &mut chen, "lamp", "small_repair", "一盏灯").await;
        let mut li = s.signed_in("li").await;
        for path in [at.clone(), format!("{at}/do/advance"), ALL.into(), FUNDS.into()] {
            assert_eq!(li.get(&path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(
            li.get(&at.replace("jiugeng", "hanyang")).await.status.as_u16(),
            404,
            "an id of another area"
        );
        let mut wang = s.signed_in("wang").await;
        assert_eq!(wang.get(ALL).await.status.as_u16(), 404, "nor the property company");
    })
    .await;
}

#[tokio::test]
async fn a_finished_project_is_copied_with_steps_costs_and_papers_and_nobody_s_words() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let (mut chen, mut shen, mut li) =
            (s.signed_in("chen").await, s.signed_in("shen").await, s.signed_in("li").await);
        let at = plan(s, &mut chen, "lamp", "small_repair", "入口一盏路灯").await;
        record(
            s,
            &mut chen,
            &at,
            "opinion",
            &[("group", "resident"), ("verdict", "yes"), ("n", "3"), ("text", "刘桂英说要亮")],
        )
        .await;
        advance(&mut chen, &at).await;
        checks(s, &mut chen, &at).await;
        record(s, &mut shen, &at, "contract", &[("text", "建四建"), ("fen", "0")]).await;
        advance(&mut shen, &at).await;
        let drawn = tries(s, &mut chen, &at, "design", &[("text", "灯杆图")], Some(paper(1))).await;
        assert_eq!(drawn.status.as_u16(), 303, "{}", drawn.body);
        record(s, &mut chen, &at, "after", &[]).await;
        advance(&mut chen, &at).await;
        let list = "/staff/hanyang/projects/copy";
        assert!(!li.get(list).await.body.contains("入口一盏路灯"), "not before it is accepted");
        record(s, &mut chen, &at, "signature", &[("verdict", "yes"), ("text", "亮")]).await;
        record(s, &mut chen, &at, "upkeep", &[("text", "物业")]).await;
        advance(&mut shen, &at).await;

        let page = li.get(list).await;
        assert!(sound(&page).contains("入口一盏路灯"));
        let copy = proof(&page, at.rsplit('/').next().expect("an id"));
        let (key, place) = (once(s), s.place(s.hanyang, "c1").await.id.to_string());
        assert_eq!(li.post(&copy, &[("once", &key)]).await.status.as_u16(), 422, "it needs a place");
        let made = li.post(&copy, &[("once", &key), ("place", &place)]).await;
        assert_eq!(made.status.as_u16(), 303, "{}", made.body);
        let page = li.get(&made.location).await;
        for carried in
            ["照着“久耕居民区 入口一盏路灯”做的", "小修小补", "灯杆图", "合同价", "已征求意见 → 已商定"]
        {
            assert!(sound(&page).contains(carried), "{carried}");
        }
        assert!(!page.body.contains("刘桂英") && !page.body.contains("建四建"), "nobody's words come along");
        let paper =
            page.body.split("href=\"").filter_map(|r| r.split('"').next()).find(|h| h.contains("/file/"));
        assert_eq!(li.get(paper.expect("the drawing")).await.status.as_u16(), 200);
    })
    .await;
}

#[tokio::test]
async fn a_page_with_two_hundred_events_and_sixty_photos_asks_six_times_and_stays_small() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let s = &stage;
        let (mut chen, mut shen) = (s.signed_in("chen").await, s.signed_in("shen").await);
        let at = plan(s, &mut chen, "lamp", "small_repair", "一条路的灯").await;
        record(s, &mut chen, &at, "opinion", &[("group", "resident"), ("verdict", "yes"), ("n", "3")]).await;
        advance(&mut chen, &at).await;
        checks(s, &mut chen, &at).await;
        record(s, &mut shen, &at, "contract", &[("text", "建四建"), ("fen", "10")]).await;
        let fund = fund(&mut shen, "10").await;
        assert_eq!(keep(&mut shen, &at, &fund, "10").await.status.as_u16(), 303);
        advance(&mut shen, &at).await;
        for n in 0..190 {
            let photo = (n < 60).then(photo);
            let text = format!("第 {n} 天");
            let answer = tries(s, &mut chen, &at, "diary", &[("text", &text)], photo).await;
            assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
        }
        let (page, counts) = counted(chen.get(&at)).await;
        assert!(sound(&page).matches("loading=\"lazy\"").count() >= 60);
        assert!(counts.queries <= 6 + 2, "{counts:?}: six, and two of every page at the desk");
        assert!(page.body.len() <= 250_000, "{} bytes", page.body.len());
        let (page, counts) = counted(s.browser().get(&at.replace("/staff/", "/a/"))).await;
        sound(&page);
        assert!(counts.queries <= 6 && page.body.len() <= 250_000, "{counts:?}, {} bytes", page.body.len());
        let (page, counts) = counted(chen.get(ALL)).await;
        sound(&page);
        assert!(counts.queries <= 3, "{counts:?}");
    })
    .await;
}
