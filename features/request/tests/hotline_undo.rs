//! Undoing an import of the hotline's orders: nothing of it is left but its events, and no one's work is lost.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_core::{Actor, Change, Error};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Id;
use linju_request::hotline;
use linju_request::jobs;
use linju_request::rules::{Command, Who};
use linju_request::store::{cases, requests};
use linju_request::work::Press;
use linju_web::testing::{Answer, Browser, Stage};
use std::collections::BTreeMap;

const HOTLINE: &str = "/staff/jiugeng/hotline";
const HEAD: &str = "工单编号,标题,主要内容,来电人,来电人电话,小区点位,派单时间\n";
/// Every table an import writes to, but for the ledger, whose order it moves.
const TABLES: [&str; 9] = [
    "cases",
    "request",
    "hotline_order",
    "hotline_import",
    "hotline_import_order",
    "subject",
    "text_index",
    "message",
    "file",
];

fn order(n: usize) -> String {
    format!("SH{n:04},楼道灯不亮,{n}层的灯坏了,王芳,139{n:08},久耕小区3号楼2单元,2026-11-23 08:30\n")
}

fn orders(numbers: impl IntoIterator<Item = usize>) -> String {
    HEAD.to_owned() + &numbers.into_iter().map(order).collect::<String>()
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.find(&mark).unwrap_or_else(|| panic!("no {name} in {page}")) + mark.len();
    let value = page[at..].split('"').next().unwrap_or_default();
    value.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

async fn import(browser: &mut Browser, file: &str, choices: &[(&str, &str)]) -> Answer {
    let look =
        browser.upload(&format!("{HOTLINE}/look"), &[], &[("file", "十一月.csv", file.as_bytes())]).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.body);
    let (rows, name) = (hidden(&look.body, "rows"), hidden(&look.body, "file_name"));
    let mut fields = vec![("rows", rows.as_str()), ("file_name", name.as_str())];
    fields.extend(choices);
    let done = browser.post(&format!("{HOTLINE}/import"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done
}

/// The page of the newest import.
async fn import_page(stage: &Stage) -> String {
    let newest = Sql::new("select max(id) from hotline_import", args![]);
    let (id,) = stage.house().db.one::<(Id,)>(newest).await.expect("an import");
    format!("{HOTLINE}/imports/{id}")
}

async fn undo(browser: &mut Browser, page: &str) -> Answer {
    browser.post(&format!("{page}/undo"), &[]).await
}

async fn case_of(stage: &Stage, n: usize) -> Id {
    let sql = Sql::new("select id from cases where hotline_number = ?", args![format!("SH{n:04}")]);
    stage.house().db.one::<(Id,)>(sql).await.expect("a case").0
}

/// How much there is of everything: rows of each table, and what the counters say.
async fn all_there_is(stage: &Stage) -> (Vec<i64>, BTreeMap<String, i64>) {
    let mut rows = Vec::new();
    for table in TABLES {
        rows.push(count(stage, table).await);
    }
    let sql = Sql::new("select key, n from counter where area_id = ? and n <> 0", args![stage.jiugeng]);
    let counters: Vec<(String, i64)> = stage.house().db.all(sql).await.expect("counters");
    (rows, counters.into_iter().collect())
}

/// Kind and verb of the events of the area from `after` on, each with how often it stands there.
async fn happened(stage: &Stage, after: i64) -> BTreeMap<String, i64> {
    let sql =
        "select subject_kind || '.' || verb, count(*) from event where area_id = ? and seq > ? group by 1";
    let rows: Vec<(String, i64)> =
        stage.house().db.all(Sql::new(sql, args![stage.jiugeng, after])).await.expect("events");
    rows.into_iter().collect()
}

/// The cases of the area in whose indexed text `words` stand.
async fn found(stage: &Stage, words: &str) -> Vec<Id> {
    let sql = Sql::new("select id from cases where area_id = ?", args![stage.jiugeng]);
    let sql = sql.matching("id", stage.jiugeng, words);
    stage.house().db.all::<(Id,)>(sql).await.expect("a search").into_iter().map(|row| row.0).collect()
}

/// More than one transaction's worth, with one order that joins an open case.
#[tokio::test]
async fn nothing_is_left_of_an_undone_import_but_its_events() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let open = receive(&stage, LAMP, "楼道灯坏了").await.case;
        let before = all_there_is(&stage).await;
        let clock = Sql::new("select event_seq from area_clock where area_id = ?", args![stage.jiugeng]);
        let (so_far,) = stage.house().db.one::<(i64,)>(clock).await.expect("a clock");
        let mut chen = stage.signed_in("chen").await;
        let done = import(&mut chen, &orders(1..=620), &[("into.2", &open.to_string())]).await;
        assert!(done.location.contains("new=620&joined=1"), "{}", done.location);
        assert_eq!(
            (row(&stage, open).await.requests, found(&stage, "1层的灯").await.contains(&open)),
            (2, true)
        );
        assert_eq!(before.1.get("message.pending"), None);
        assert_ne!(all_there_is(&stage).await.1.get("message.pending"), None, "its caller is to be told");

        let list = chen.get(HOTLINE).await.body;
        let page = import_page(&stage).await;
        assert!(list.contains(&page) && list.contains("十一月.csv") && list.contains("陈晓雯"), "{list}");
        let confirm = chen.get(&page).await;
        assert_eq!(confirm.status, StatusCode::OK, "{}", confirm.body);
        assert!(
            confirm.body.contains("撤销这 620 件") && !confirm.body.contains("会留着"),
            "{}",
            confirm.body
        );
        assert_eq!(count(&stage, "request").await, 621, "asking undoes nothing");

        let case = case_of(&stage, 2).await;
        let undone = undo(&mut chen, &page).await;
        assert!(undone.location.ends_with("?undone=620&stayed=0"), "{} {}", undone.location, undone.body);
        assert!(chen.follow(&undone).await.body.contains("撤销了 620 件"));
        assert_eq!(all_there_is(&stage).await, before);
        assert_eq!(
            happened(&stage, so_far).await,
            [
                ("case.receive", 620),
                ("case.merge", 1),
                ("case.joined", 1),
                ("import.hotline_imported", 1),
                ("case.undone", 620),
                ("case.unjoined", 1),
                ("import.hotline_undone", 1),
            ]
            .map(|(what, n)| (what.to_owned(), n))
            .into()
        );
        assert_eq!(verbs(&stage, case).await, ["receive", "undone"], "the ledger is never rewritten");
        assert_eq!(row(&stage, open).await.requests, 1);
        assert_eq!(found(&stage, "1层的灯").await, []);
        assert_eq!(found(&stage, "楼道灯坏了").await, [open]);
        let path = format!("/staff/jiugeng/cases/{open}");
        assert!(chen.get(&path).await.body.contains("其中一件是收错的，退出去了"));
        for gone in [page.clone(), format!("{HOTLINE}/{case}"), format!("/staff/jiugeng/cases/{case}")] {
            assert_eq!(chen.get(&gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
        assert_eq!(undo(&mut chen, &page).await.status, StatusCode::NOT_FOUND, "once is enough");

        let again = import(&mut chen, &orders(1..=3), &[]).await;
        assert!(again.location.contains("new=3"), "what was undone can come again: {}", again.location);
    })
    .await;
}

/// Who worked on one, who holds one in hand, and what the platform alone has done to all.
#[tokio::test]
async fn what_someone_has_worked_on_stays_and_is_named() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        import(&mut chen, &orders(1..=4), &[]).await;
        let (worked, followed) = (case_of(&stage, 1).await, case_of(&stage, 2).await);
        stage.at("2026-11-27 10:00");
        jobs::sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
        assert!(row(&stage, case_of(&stage, 3).await).await.overdue, "the platform has marked it late");
        let mut chen = stage.signed_in("chen").await;
        chen.post(&format!("{HOTLINE}/{worked}/accept"), &[("contacted", "1"), ("note", "下午去看")]).await;
        let request =
            requests::of_case(stage.house(), stage.jiugeng, followed, 1).await.expect("one").remove(0);
        let mut caller = stage.browser();
        let receipt = format!("{:04}", request.receipt);
        caller.post("/a/jiugeng/track", &[("receipt", &receipt), ("proof", "0002"), ("keep", "1")]).await;

        let page = import_page(&stage).await;
        let confirm = chen.get(&page).await.body;
        for told in ["撤销这 2 件", "会留着：2 件", "SH0001", "和反映的人联系过了", "SH0002", "居民手里已经"]
        {
            assert!(confirm.contains(told), "{told}: {confirm}");
        }
        let undone = undo(&mut chen, &page).await;
        assert!(undone.location.ends_with("?undone=2&stayed=2"), "{} {}", undone.location, undone.body);
        assert_eq!(
            (row(&stage, worked).await.state, row(&stage, followed).await.open),
            ("triaged".into(), true)
        );
        assert_eq!(count(&stage, "request").await, 2);
        assert_eq!(stage.house().counters(stage.jiugeng, "case.open").await.expect("it")["case.open"], 2);

        let refused = undo(&mut chen, &page).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("每一件都办过了"), "{}", refused.body);
        assert_eq!(count(&stage, "request").await, 2);
        assert!(chen.get(HOTLINE).await.body.contains(&page), "what is left of it stays in the list");
    })
    .await;
}

/// Work on the case that an order joined is work on the order; another voice that joins there is none.
#[tokio::test]
async fn an_order_that_joined_a_case_goes_unless_that_case_was_worked_on() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let open = receive(&stage, LAMP, "楼道灯坏了").await.case;
        let mut chen = stage.signed_in("chen").await;
        let into = [("into.2", open.to_string())];
        let into: Vec<(&str, &str)> = into.iter().map(|(name, id)| (*name, id.as_str())).collect();
        import(&mut chen, &orders([1]), &into).await;
        let first = import_page(&stage).await;
        import(&mut chen, &orders([2]), &into).await;
        let second = import_page(&stage).await;
        assert_eq!(row(&stage, open).await.requests, 3);
        assert!(undo(&mut chen, &first).await.location.ends_with("?undone=1&stayed=0"));
        assert_eq!(row(&stage, open).await.requests, 2);
        assert!(chen.get(&second).await.body.contains("撤销这 1 件"), "parting is no work either");

        import(&mut chen, &orders([3]), &into).await;
        let third = import_page(&stage).await;
        let message =
            stage.house().messages_to_tell(stage.jiugeng, 9).await.expect("messages").pop().expect("one");
        assert_eq!(message.subject_id, case_of(&stage, 3).await);
        chen.post(&format!("/staff/jiugeng/to-tell/{}", message.id), &[]).await;
        let refused = undo(&mut chen, &third).await;
        assert!(refused.body.contains("告诉了反映的人"), "the caller knows of it: {}", refused.body);
        assert_eq!(row(&stage, open).await.requests, 3);

        press_as(&stage, &[Who::Worker], open, Press::one(Command::Contact, "约好了")).await;
        let refused = undo(&mut chen, &second).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("和反映的人联系过了"), "{}", refused.body);
        assert_eq!(row(&stage, open).await.requests, 3);
    })
    .await;
}

#[tokio::test]
async fn whoever_took_it_in_or_leads_the_area_may_undo_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut chen, mut shen) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        import(&mut shen, &orders([1]), &[]).await;
        let hers = import_page(&stage).await;
        let seen = chen.get(&hers).await.body;
        assert!(seen.contains("只有收的人、书记或者主任可以撤销") && !seen.contains("/undo\""), "{seen}");
        let refused = undo(&mut chen, &hers).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("这一步不归您办"), "{}", refused.body);
        for login in ["wang", "li", "zhou"] {
            let mut other = stage.signed_in(login).await;
            assert_eq!(other.get(&hers).await.status, StatusCode::NOT_FOUND, "{login}");
            assert_eq!(undo(&mut other, &hers).await.status, StatusCode::NOT_FOUND, "{login}");
        }
        let mut li = stage.signed_in("li").await;
        let elsewhere = hers.replace("jiugeng", "hanyang");
        assert_eq!(undo(&mut li, &elsewhere).await.status, StatusCode::NOT_FOUND, "another area's");
        assert_eq!(count(&stage, "request").await, 1);

        import(&mut chen, &orders([2]), &[]).await;
        let chens = import_page(&stage).await;
        assert_eq!(undo(&mut shen, &chens).await.status, StatusCode::SEE_OTHER, "the secretary leads");
        assert_eq!(undo(&mut shen, &hers).await.status, StatusCode::SEE_OTHER, "her own");
        assert_eq!(count(&stage, "request").await, 0);
    })
    .await;
}

/// A step that is taken between looking and writing wins: nothing is undone under someone's hands.
#[tokio::test]
async fn a_case_that_is_worked_on_at_this_moment_is_not_taken_out() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        import(&mut chen, &orders([1]), &[]).await;
        let (house, case) = (stage.house(), case_of(&stage, 1).await);
        let import =
            import_page(&stage).await.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        let seen = hotline::undo::look(house, stage.jiugeng, import).await.expect("a look").goes.remove(0);
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Contact, "")).await;
        let mut change = Change::new(stage.jiugeng, house.now(), Actor::System("test"));
        cases::remove(&mut change, house, &seen);
        assert!(matches!(house.commit(change).await, Err(Error::Changed)));
        assert!(row(&stage, case).await.contacted_at.is_some());
    })
    .await;
}
