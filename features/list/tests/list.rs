//! The lists as workers, partners, the street and residents live them, over HTTP, on each database at hand.

use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change};
use linju_db::testing::each_engine;
use linju_db::{Batch, Sql, args};
use linju_kernel::Id;
use linju_list::{FEATURE, heard};
use linju_web::testing::{Answer, Browser, PASSWORD, Stage};

const ALL: &str = "/staff/jiugeng/lists";
const TOWER: Id = Id(301);
const BANK: Id = Id(302);

/// The stage with two partners in 久耕, an office building and a bank, each with an account.
async fn stage(db: linju_db::Db) -> Stage {
    let stage = Stage::on(db, &[FEATURE]).await;
    let mut batch = Batch::new();
    for (id, name) in [(TOWER, "滨江商务楼"), (BANK, "大新银行")] {
        let sql = "insert into organisation (id, street_id, kind, name, phone, parent_id, valid_to) \
                   values (?, ?, 'partner', ?, '02155550140', null, null)";
        batch = batch.exec(sql, args![id, Id(1), name]);
        let sql = "insert into organisation_role (area_id, id, organisation_id, kind, from_day, to_day) \
                   values (?, ?, ?, 'partner', '2025-01-01', null)";
        batch = batch.exec(sql, args![stage.jiugeng, id, id]);
    }
    stage.house().db.write(batch).await.expect("partners");
    for (login, organisation) in [("tower", TOWER), ("bank", BANK)] {
        let new = NewAccount {
            street: Id(1),
            organisation: Some(organisation),
            login: login.into(),
            name: format!("{login} 的人"),
            phone: "02155550140".into(),
            password_hash: hash_password(PASSWORD).await.expect("a hash"),
            temporary: false,
            grants: vec![Grant { role: Role::HandlingUnit, area: Some(stage.jiugeng) }],
        };
        let from = "2026-01-01".parse().expect("a day");
        stage.house().create_account(new, from, Actor::System("stage")).await.expect("an account");
    }
    stage.house().refresh().await.expect("a reference");
    stage
}

/// A page that came whole: no missing words.
fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    for room in ["[list", "[refusal", "[menu", "[order", "[partner", "[asset"] {
        let at = answer.body.find(room);
        let missing = at.map(|at| answer.body[at..].chars().take(40).collect::<String>());
        assert!(missing.is_none(), "a missing text: {missing:?}");
    }
    &answer.body
}

fn once(body: &str) -> String {
    let rest = body.split("name=\"once\" value=\"").nth(1).expect("a form with its key");
    rest.split('"').next().expect("a key").to_owned()
}

async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
    answer.location
}

async fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], sentence: &str) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 422, "{path}: {}", answer.body);
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

/// The smallest PNG: one white pixel.
const PIXEL: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 144,
    119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 8, 215, 99, 248, 255, 255, 63, 0, 5, 254, 2, 254, 220, 204,
    89, 231, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

async fn proven(browser: &mut Browser, path: &str, note: &str) {
    let answer = browser.upload(path, &[("note", note)], &[("photos", "lamp.png", PIXEL)]).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
}

/// Puts something on a list; its address.
async fn listed(
    stage: &Stage,
    worker: &mut Browser,
    list: &str,
    title: &str,
    more: &[(&str, &str)],
) -> String {
    let form = worker.get(&format!("{ALL}/new?list={list}")).await;
    let key = once(sound(&form));
    let place = stage.place(stage.jiugeng, "c1").await.id.to_string();
    // What is sent twice counts as first sent.
    let mut fields = more.to_vec();
    fields.extend([
        ("once", key.as_str()),
        ("list", list),
        ("title", title),
        ("theme", "lighting"),
        ("place", &place),
        ("urgency", "3"),
        ("households", "120"),
        ("elders", "12"),
        ("public", "on"),
    ]);
    let at = done(worker, &format!("{ALL}/new"), &fields).await;
    assert_eq!(done(worker, &format!("{ALL}/new"), &fields).await, at, "pressed twice is once");
    at
}

fn id_of(address: &str) -> String {
    address.rsplit('/').next().expect("an id").to_owned()
}

#[tokio::test]
async fn a_lamp_from_the_issue_to_the_effect_that_held() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let mut tower = stage.signed_in("tower").await;
        let at = listed(&stage, &mut worker, "issue", "小区入口太暗", &[("yuan", "8000")]).await;
        let page = worker.get(&at).await;
        assert!(
            sound(&page).contains("紧急 3×4 + 老人 3×3 + 惠及 4×2 + 花费少 3×1 = <b>32</b>"),
            "{}",
            page.body
        );
        done(&mut worker, &format!("{at}/do/to_need"), &[]).await;
        assert!(sound(&worker.get(&format!("{ALL}?list=need")).await).contains("小区入口太暗"));

        let offer = tower.get("/work/jiugeng/offer").await;
        let offer = [
            ("once", &*once(sound(&offer))),
            ("title", "路灯灯具和安装"),
            ("theme", "lighting"),
            ("amount", "2"),
            ("due", "2027-06-30"),
        ];
        done(&mut tower, "/work/jiugeng/offer", &offer).await;
        let work = tower.get("/work/lists").await;
        assert!(sound(&work).contains("小区入口太暗") && work.body.contains("合适：路灯灯具和安装"));
        let need = format!("/work/jiugeng/needs/{}", id_of(&at));
        sound(&tower.get(&need).await);
        let claim = tower.get(&format!("{need}/do/claim")).await;
        let offer = sound(&claim).split("<option value=\"").skip(1).filter_map(|r| r.split('"').next());
        let offer = offer.into_iter().find(|value| !value.is_empty()).expect("their offer").to_owned();
        let with = |amount| [("due", "2026-12-20"), ("offer", offer.as_str()), ("amount", amount)];
        refused(&mut tower, &format!("{need}/do/claim"), &with("3"), "剩下的不够").await;
        let mut bank = stage.signed_in("bank").await;
        let stolen = bank.post(&format!("{need}/do/claim"), &with("1")).await;
        assert_eq!(stolen.status.as_u16(), 404, "nobody gives what is another's");
        done(&mut tower, &format!("{need}/do/claim"), &with("1")).await;
        assert_eq!(bank.get(&need).await.status.as_u16(), 404, "what is taken is no longer on offer");

        done(&mut tower, &format!("{need}/do/start"), &[]).await;
        refused(&mut tower, &format!("{need}/do/finish"), &[("note", "装好了")], "请附照片或凭证").await;
        proven(&mut tower, &format!("{need}/do/finish"), "装好一盏 LED 路灯").await;
        assert_eq!(
            tower.get(&format!("{need}/do/verify")).await.status.as_u16(),
            404,
            "not by whoever did it"
        );
        done(&mut worker, &format!("{at}/do/verify"), &[("note", "晚上去看过,亮的")]).await;
        assert_eq!(worker.post(&format!("{at}/do/strike_off"), &[]).await.status.as_u16(), 422, "the lead's");
        done(&mut lead, &format!("{at}/do/strike_off"), &[]).await;
        let public = stage.browser().get(&at.replace("/staff/", "/a/")).await;
        assert!(sound(&public).contains("已销号") && public.body.contains("滨江商务楼"));
        assert!(public.body.contains("装好一盏 LED 路灯") && public.body.contains("/photo/"));
        let page = lead.get(&at).await;
        assert!(sound(&page).contains("谈妥了") && page.body.contains("12月23日"), "{}", page.body);
        let photo =
            page.body.split("<img src=\"").nth(1).and_then(|r| r.split('"').next()).expect("the proof");
        assert_eq!(lead.get(photo).await.status.as_u16(), 200);
        assert_eq!(stage.signed_in("li").await.get(photo).await.status.as_u16(), 404);
        let struck = lead.get(&format!("{ALL}/struck")).await;
        assert!(sound(&struck).contains("小区入口太暗") && !struck.body.contains("该回头看的"));

        refused(&mut worker, &format!("{at}/do/keep"), &[("note", "还亮着")], "还没到回头看的日子").await;
        stage.at("2026-12-23 10:00");
        let mut worker = stage.signed_in("chen").await;
        assert!(sound(&worker.get(&format!("{ALL}/struck")).await).contains("该回头看的"));
        done(&mut worker, &format!("{at}/do/keep"), &[("note", "还亮着")]).await;
        done(&mut worker, &format!("{at}/do/reopen"), &[("note", "又不亮了")]).await;
        let page = worker.get(&at).await;
        assert!(sound(&page).contains("第 2 轮") && page.body.contains("还没人认领"));
    })
    .await;
}

#[tokio::test]
async fn either_side_asks_and_what_is_given_back_is_free_again() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let mut bank = stage.signed_in("bank").await;
        let by = BANK.to_string();
        let offer = [("by", by.as_str()), ("amount", "4"), ("theme", "activity")];
        let offer: Vec<_> = offer.into_iter().collect();
        let place = stage.place(stage.jiugeng, "c1").await.id.to_string();
        let form = worker.get(&format!("{ALL}/new?list=resource")).await;
        let mut fields = vec![("once", once(&form.body))];
        let fixed =
            [("list", "resource"), ("title", "防诈骗讲座"), ("place", place.as_str()), ("public", "on")];
        fields.extend(fixed.iter().map(|(k, v)| (*k, (*v).to_owned())));
        fields.extend(offer.iter().map(|(k, v)| (*k, (*v).to_owned())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let offer_at = done(&mut worker, &format!("{ALL}/new"), &fields).await;
        let at = listed(&stage, &mut worker, "need", "给老人讲讲防诈骗", &[]).await;
        let page = worker.get(&at).await;
        assert!(sound(&page).contains("可能合适的资源") && page.body.contains("防诈骗讲座"));
        let offer = id_of(&offer_at);
        let ask = |amount| [("offer", offer.as_str()), ("amount", amount)];
        refused(&mut worker, &format!("{at}/ask"), &ask("9"), "剩下的不够").await;
        done(&mut worker, &format!("{at}/ask"), &ask("2")).await;
        done(&mut worker, &format!("{at}/ask"), &ask("2")).await;
        let work = bank.get("/work/lists").await;
        assert_eq!(sound(&work).matches("/asked/").count(), 1, "pressed twice is asked once");
        let asked =
            work.body.split("action=\"").filter_map(|r| r.split('"').next()).find(|a| a.contains("asked"));
        let asked = asked.expect("a form to answer").to_owned();
        let mut tower = stage.signed_in("tower").await;
        assert_eq!(
            tower.post(&asked, &[("answer", "yes")]).await.status.as_u16(),
            422,
            "another's to answer"
        );
        done(&mut bank, &asked, &[("answer", "yes")]).await;
        assert!(sound(&worker.get(&offer_at).await).contains("已用 2，共 4"));
        let partners = worker.get("/staff/jiugeng/partners").await;
        assert!(sound(&partners).contains("50.0%"), "{}", partners.body);
        done(&mut lead, &format!("{at}/do/release"), &[("note", "改到明年再讲")]).await;
        assert!(sound(&worker.get(&offer_at).await).contains("已用 0，共 4"));
        assert!(sound(&worker.get(&at).await).contains("已取消"));
    })
    .await;
}

#[tokio::test]
async fn an_expired_paper_is_flagged_and_takes_nothing_that_needs_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let mut tower = stage.signed_in("tower").await;
        let unit = format!("/staff/jiugeng/partners/{TOWER}");
        refused(&mut worker, &format!("{unit}/papers"), &[("paper", "electric")], "请填日期").await;
        done(&mut worker, &format!("{unit}/papers"), &[("paper", "electric"), ("until", "2026-11-22")]).await;
        assert!(sound(&worker.get(&unit).await).contains("已过期"));
        assert!(sound(&worker.get("/staff/jiugeng/partners").await).contains("资质过期 1 项"));
        let at = listed(&stage, &mut worker, "need", "入口装路灯", &[("requires", "electric")]).await;
        let need = format!("/work/jiugeng/needs/{}", id_of(&at));
        let due = [("due", "2026-12-20")];
        refused(&mut tower, &format!("{need}/do/claim"), &due, "没有有效资质").await;
        done(&mut worker, &format!("{unit}/papers"), &[("paper", "electric"), ("until", "2026-11-23")]).await;
        done(&mut tower, &format!("{need}/do/claim"), &due).await;

        let agreed = [("agreed", "每季度查一次路灯"), ("from", "2026-11-01"), ("to", "2027-10-31")];
        refused(
            &mut worker,
            &format!("{unit}/agreements"),
            &[("agreed", "每季度查一次路灯"), ("from", "2026-11-01"), ("to", "2026-10-01")],
            "不能早于开始",
        )
        .await;
        done(&mut worker, &format!("{unit}/agreements"), &agreed).await;
        let deed = |page: &Answer| {
            let forms = page.body.split("action=\"").filter_map(|r| r.split('"').next()).map(str::to_owned);
            forms.filter(|a| a.contains("/agreements/")).collect::<Vec<_>>()
        };
        let page = lead.get(&unit).await;
        let sign = deed(&page).into_iter().find(|a| a.ends_with("/sign")).expect("to sign");
        assert!(deed(&worker.get(&unit).await).is_empty(), "only the lead signs");
        done(&mut lead, &sign, &[]).await;
        done(&mut lead, &sign.replace("/sign", "/begin"), &[]).await;
        assert!(sound(&worker.get("/staff/jiugeng/partners").await).contains("协议 1 份"));
        done(&mut worker, &unit, &[("conflict", "同时给本小区供电梯配件"), ("office_building", "on")]).await;
        assert!(sound(&worker.get(&at).await).contains("同时给本小区供电梯配件"), "seen where it matters");
    })
    .await;
}

#[tokio::test]
async fn what_was_given_adds_up_to_the_fen_on_paper_and_in_the_workbook() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let unit = format!("/staff/jiugeng/partners/{TOWER}");
        let mut give = async |what: &str, gift: &str, how_much: &str| {
            let key = once(&worker.get(&unit).await.body);
            let fields = [
                ("once", key.as_str()),
                ("what", what),
                ("gift", gift),
                ("how_much", how_much),
                ("field", "renewal"),
                ("day", "2026-11-20"),
            ];
            done(&mut worker, &format!("{unit}/gifts"), &fields).await;
            done(&mut worker, &format!("{unit}/gifts"), &fields).await;
        };
        give("买灯", "money", "1200.05").await;
        give("买线", "money", "99.9").await;
        give("写错的一笔", "money", "5000").await;
        give("装灯", "hours", "2.25").await;
        give("灯具", "material", "1").await;
        let key = once(&worker.get(&unit).await.body);
        let wrong = [
            ("what", "装灯"),
            ("gift", "hours"),
            ("how_much", "2.3"),
            ("field", "renewal"),
            ("once", key.as_str()),
        ];
        let answer = worker.post(&format!("{unit}/gifts"), &wrong).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("以 0.25 小时计"), "{}", answer.body);
        assert!(answer.body.contains("装灯") && answer.body.contains("2.3"), "what was typed is kept");
        let page = lead.get(&unit).await;
        let back =
            page.body.split("<li").find(|li| li.contains("写错的一笔")).and_then(|li| {
                li.split("action=\"").nth(1).and_then(|r| r.split('"').next()).map(str::to_owned)
            });
        let back = back.expect("a form to take it back");
        assert_eq!(worker.post(&back, &[]).await.status.as_u16(), 422, "the lead takes back");
        done(&mut lead, &back, &[]).await;
        refused(&mut lead, &back, &[], "已经冲销过").await;
        let paper = worker.get("/staff/jiugeng/partners/statement").await;
        assert!(sound(&paper).contains("1299.95 元") && paper.body.contains("2.25 小时"), "{}", paper.body);
        assert!(paper.body.contains("5000.00 元") && paper.body.contains("-5000.00 元"), "nothing vanishes");
        let book = worker.get("/staff/jiugeng/partners/statement/workbook").await;
        assert!(book.status.is_success() && book.bytes.starts_with(b"PK"));
    })
    .await;
}

#[tokio::test]
async fn a_resident_orders_from_the_menu_and_follows_it_by_the_slip() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let form = worker.get("/staff/jiugeng/menu").await;
        let line = [
            ("once", &*once(sound(&form))),
            ("title", "上门理发"),
            ("detail", "给不方便出门的老人剪头发"),
            ("theme", "care"),
            ("within", "7"),
            ("active", "on"),
        ];
        done(&mut worker, "/staff/jiugeng/menu", &line).await;
        assert!(sound(&worker.get("/staff/jiugeng/menu/paper").await).contains("上门理发"));
        let mut resident = stage.browser();
        let menu = resident.get("/a/jiugeng/menu").await;
        let at = sound(&menu).split("href=\"").filter_map(|r| r.split('"').next());
        let at = at.into_iter().find(|a| a.starts_with("/a/jiugeng/menu/")).expect("a line").to_owned();
        let key = once(sound(&resident.get(&at).await));
        refused(&mut resident, &at, &[("once", &key), ("name", "刘阿婆")], "请填电话号码").await;
        let place = stage.place(stage.jiugeng, "3").await.id.to_string();
        let order = [
            ("once", key.as_str()),
            ("place", place.as_str()),
            ("name", "刘桂英"),
            ("phone", "13812345678"),
            ("words", "2单元401,下午在家"),
        ];
        let slip = done(&mut resident, &at, &order).await;
        assert_eq!(done(&mut resident, &at, &order).await, slip, "sent twice is one order");
        let mine = resident.get(&slip).await;
        assert!(sound(&mine).contains("收到您的单子") && mine.body.contains("下午在家"));
        assert_eq!(stage.browser().get(&format!("{}x", &slip[..slip.len() - 1])).await.status.as_u16(), 404);
        assert!(
            !stage.browser().get("/a/jiugeng/lists").await.body.contains("上门理发"),
            "nobody else's business"
        );
        assert!(!stage.signed_in("tower").await.get("/work/lists").await.body.contains("上门理发"));

        let board = worker.get(&format!("{ALL}?list=need")).await;
        assert!(sound(&board).contains("100.0%") && board.body.contains("居民提出 1 件，共 1 件"));
        let item = format!("{ALL}/{}", first(&board));
        let page = worker.get(&item).await;
        assert!(
            sound(&page).contains("刘**") && !page.body.contains("13812345678"),
            "masked until asked for"
        );
        refused(&mut worker, &format!("{item}/reveal"), &[], "请写为什么要看").await;
        let shown = worker.post(&format!("{item}/reveal"), &[("reason", "约时间")]).await;
        assert!(sound(&shown).contains("13812345678") && shown.body.contains("刘桂英"));
        let looks = Sql::new(
            "select count(*) from look where area_id = ? and reason = '约时间'",
            args![stage.jiugeng],
        );
        assert_eq!(stage.house().db.one::<(i64,)>(looks).await.expect("looks").0, 1);
        let chen = stage.house().account_by_login("chen").await.expect("an account").expect("hers").id;
        let owner = [("owner", format!("worker.{chen}")), ("due", "2026-11-30".to_owned())];
        let owner: Vec<(&str, &str)> = owner.iter().map(|(k, v)| (*k, v.as_str())).collect();
        done(&mut lead, &format!("{item}/do/assign"), &owner).await;
        assert!(sound(&resident.get(&slip).await).contains("已认领"));
        let sealed = Sql::new("select words_sealed from list_order where area_id = ?", args![stage.jiugeng]);
        let sealed = stage.house().db.one::<(Vec<u8>,)>(sealed).await.expect("an order").0;
        assert!(!String::from_utf8_lossy(&sealed).contains("下午"));
    })
    .await;
}

#[tokio::test]
async fn a_case_moved_to_a_list_is_an_item_once_and_a_confidential_one_is_nobody_elses() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let place = stage.place(stage.jiugeng, "3-2").await.id.to_string();
        let listed = async |case: Id, title: &str, confidential: bool| {
            let mut change = Change::new(stage.jiugeng, stage.house().now(), Actor::System("stage"));
            let event =
                NewEvent::new("case", case, "handle").with("outcome", "moved_to_list").with("round", 1);
            let event = event.with("item", title).with("place", place.as_str()).with("category", "1204");
            change.event(event.with("confidential", confidential).with("requests", 3));
            stage.house().commit(change).await.expect("an event");
        };
        listed(Id(9_001), "入口装路灯", false).await;
        listed(Id(9_001), "入口装路灯", false).await;
        listed(Id(9_002), "楼上楼下的事", true).await;
        let reactions = [heard::CASE_LISTED, heard::LISTED_ELSEWHERE];
        stage.house().react(stage.jiugeng, &reactions).await.expect("heard");
        let mut worker = stage.signed_in("chen").await;
        let board = worker.get(&format!("{ALL}?list=issue")).await;
        assert_eq!(sound(&board).matches("入口装路灯").count(), 1, "twice told is once listed");
        let public = stage.browser().get("/a/jiugeng/lists?list=issue").await;
        assert!(sound(&public).contains("入口装路灯") && !public.body.contains("楼上楼下"));
        let change = format!("{ALL}/{}/change", first(&board));
        let form = worker.get(&change).await;
        let building = stage.place(stage.jiugeng, "3").await.id.to_string();
        let own = format!("<option value=\"{building}\" selected>");
        assert!(sound(&form).contains(&own), "a list tells the building and no stairwell: {}", form.body);
        let fields = [
            ("list", "issue"),
            ("theme", "lighting"),
            ("title", "入口装路灯"),
            ("place", building.as_str()),
            ("yuan", "900"),
            ("public", "on"),
        ];
        done(&mut worker, &change, &fields).await;
        let said = stage.house().timeline(stage.jiugeng, first(&board), false).await.expect("a ledger");
        assert_eq!(
            said[0].fact("from"),
            format!("case {}", Id(9_001)),
            "whoever listed it can find it again"
        );
    })
    .await;
}

/// The id of the first item on a board.
fn first(board: &Answer) -> Id {
    let links = board.body.split("href=\"").filter_map(|r| r.split('"').next());
    let mut ids =
        links.filter_map(|a| a.strip_prefix("/staff/jiugeng/lists/")).filter_map(|id| id.parse().ok());
    ids.next().expect("an item")
}

#[tokio::test]
async fn the_lead_sets_what_counts_and_the_order_follows() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        listed(&stage, &mut worker, "need", "急事", &[("urgency", "4"), ("elders", "0")]).await;
        listed(&stage, &mut worker, "need", "老人的事", &[]).await;
        let weights = [
            ("list_weight_urgency", "9"),
            ("list_weight_elders", "0"),
            ("list_weight_reach", "0"),
            ("list_weight_cost", "0"),
        ];
        let order = |body: &str| body.find("急事").expect("it") < body.find("老人的事").expect("it");
        assert!(!order(&worker.get(ALL).await.body), "the usual weights put elders first");
        let page = format!("{ALL}/weights");
        sound(&worker.get(&page).await);
        assert_eq!(worker.post(&page, &weights).await.status.as_u16(), 422, "the lead's");
        refused(&mut lead, &page, &[("list_weight_urgency", "10")], "0 到 9").await;
        done(&mut lead, &page, &weights).await;
        assert!(order(&worker.get(ALL).await.body), "and now what is urgent");
    })
    .await;
}

#[tokio::test]
async fn a_small_asset_has_a_keeper_and_a_day() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let place = stage.place(stage.jiugeng, "c1").await.id.to_string();
        let lamp = [("title", "入口路灯"), ("place", place.as_str()), ("every", "90")];
        refused(&mut worker, "/staff/jiugeng/assets", &lamp, "请选谁来维护").await;
        let (keeper, giver) = (format!("organisation.{}", stage.property), TOWER.to_string());
        let mut lamp = lamp.to_vec();
        lamp.extend([("keeper", keeper.as_str()), ("given_by", giver.as_str())]);
        done(&mut worker, "/staff/jiugeng/assets", &lamp).await;
        let page = worker.get("/staff/jiugeng/assets").await;
        assert!(
            sound(&page).contains("久安物业维护，下次查看：2027年2月21日") && !page.body.contains("该去看了")
        );
        let check =
            page.body.split("action=\"").filter_map(|r| r.split('"').next()).find(|a| a.ends_with("/check"));
        done(&mut worker, check.expect("a form"), &[("found", "faulty")]).await;
        assert!(
            sound(&worker.get("/staff/jiugeng/assets").await).contains("2026年11月24日"),
            "broken: tomorrow"
        );
    })
    .await;
}

#[tokio::test]
async fn the_street_sees_figures_and_what_was_brought_before_it_and_no_other_area_sees_anything() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let at = listed(&stage, &mut worker, "need", "沿街要装护栏", &[]).await;
        listed(&stage, &mut worker, "need", "只在居民区里的事", &[]).await;
        done(&mut lead, &format!("{at}/do/escalate"), &[("note", "路不归我们管")]).await;
        let street = stage.signed_in("zhou").await.get("/street/lists").await;
        assert!(sound(&street).contains("沿街要装护栏") && !street.body.contains("只在居民区里的事"));
        let mut other = stage.signed_in("li").await;
        for path in
            [ALL.to_owned(), at.clone(), "/staff/jiugeng/partners".into(), "/staff/jiugeng/menu".into()]
        {
            assert_eq!(other.get(&path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(other.get(&at.replace("jiugeng", "hanyang")).await.status.as_u16(), 404);
        assert_eq!(stage.signed_in("zhou").await.get(ALL).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_page_of_the_lists_takes_one_query_for_its_items_whatever_their_number() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let at = listed(&stage, &mut worker, "need", "第一件", &[]).await;
        let count = async |worker: &mut Browser, path: &str| {
            let (page, counts) = linju_db::counted(worker.get(path)).await;
            sound(&page);
            counts.queries
        };
        let few = count(&mut worker, ALL).await;
        for n in 0..60 {
            listed(&stage, &mut worker, "need", &format!("第 {n} 件"), &[]).await;
        }
        assert_eq!(count(&mut worker, ALL).await, few);
        // The session, the counters, the items, the places of the filter.
        assert!(few <= 4, "{few} queries");
        assert!(count(&mut worker, &at).await <= 8);
        let next = worker.get(ALL).await;
        let next = next.body.split("rel=\"next\" href=\"").nth(1).and_then(|r| r.split('"').next());
        let next = next.expect("a second page").replace("&amp;", "&").replace("&#38;", "&");
        let second = worker.get(&next).await;
        assert_eq!(sound(&second).matches("class=\"ledger__t\"").count(), 11, "61 in pages of 50");
        let mut resident = stage.browser();
        assert!(count(&mut resident, "/a/jiugeng/lists").await <= 2);
    })
    .await;
}

#[tokio::test]
async fn a_bad_item_is_told_field_by_field_and_keeps_what_was_typed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let key = once(&worker.get(&format!("{ALL}/new")).await.body);
        let fields = [
            ("once", key.as_str()),
            ("list", "resource"),
            ("title", "灯"),
            ("detail", "很暗"),
            ("yuan", "一千"),
        ];
        let answer = worker.post(&format!("{ALL}/new"), &fields).await;
        assert_eq!(answer.status.as_u16(), 422);
        for sentence in ["请选关于什么", "请写名称", "请选在哪里", "金额请写数字", "请选是哪个共建单位提供"]
        {
            assert!(answer.body.contains(sentence), "{sentence}");
        }
        assert!(answer.body.contains("很暗") && answer.body.contains("一千"));
    })
    .await;
}
