//! The hotline's file on its way in and out.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_db::testing::each_engine;
use linju_kernel::{Day, Id, Ts};
use linju_request::rules::hotline::Column;
use linju_request::rules::{Command, Outcome, Who};
use linju_request::store::hotline::SOURCE;
use linju_request::store::requests;
use linju_request::work::Press;
use linju_web::sheet;
use linju_web::testing::{Answer, Browser, Stage};
use rust_xlsxwriter::Workbook;

const LOOK: &str = "/staff/jiugeng/hotline/look";
const IMPORT: &str = "/staff/jiugeng/hotline/import";
const HEADER: [&str; 9] = [
    "标题",
    "工单编号",
    "主要内容",
    "来电人",
    "来电人电话/账号",
    "小区点位",
    "派单时间",
    "办结时限",
    "工单性质",
];

type Row = [&'static str; 9];

const LAMP_ROW: Row = [
    "楼道灯不亮",
    "SH2026112000123",
    "3号楼2单元楼道灯坏了一个礼拜",
    "王芳",
    "13911112222",
    "久耕小区3号楼2单元",
    "2026-11-20 09:30",
    "2026-11-27 17:00",
    "主办",
];
const LEAK_ROW: Row = [
    "下水道堵了",
    "SH2026112100456",
    "污水漫出来了",
    "李强",
    "",
    "久耕小区1号楼",
    "2026-11-21 08:00",
    "2026-11-22",
    "主办",
];

fn workbook(rows: &[Row]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (c, name) in HEADER.iter().enumerate() {
        sheet.write_string(0, c as u16, *name).expect("a cell");
    }
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            sheet.write_string(r as u32 + 1, c as u16, *text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The value of the hidden field with the rows.
fn rows_in(page: &str) -> String {
    let mark = "name=\"rows\" value=\"";
    let at = page.find(mark).unwrap_or_else(|| panic!("no rows in {page}")) + mark.len();
    let value = page[at..].split('"').next().unwrap_or_default();
    value
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

async fn look(browser: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    browser.upload(LOOK, &[], &[("file", name, bytes)]).await
}

async fn import(browser: &mut Browser, bytes: &[u8], choices: &[(&str, &str)]) -> Answer {
    let page = look(browser, "工单.xlsx", bytes).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let rows = rows_in(&page.body);
    let mut fields = vec![("rows", rows.as_str())];
    fields.extend(choices);
    browser.post(IMPORT, &fields).await
}

async fn case_of(stage: &Stage, number: &str) -> Id {
    let sql = linju_db::Sql::new("select id from cases where hotline_number = ?", linju_db::args![number]);
    stage.house().db.one::<(Id,)>(sql).await.expect("a case").0
}

fn at(day: &str, minutes: i64) -> Ts {
    day.parse::<Day>().expect("a day").start(&linju_kernel::time::shanghai()).plus_minutes(minutes)
}

#[tokio::test]
async fn a_workbook_becomes_requests_and_again_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let file = workbook(&[LAMP_ROW, LEAK_ROW]);
        let page = look(&mut chen, "工单.xlsx", &file).await;
        assert!(
            page.body.contains("能收 2 件") && page.body.contains("久耕小区 3号楼 2单元"),
            "{}",
            page.body
        );
        assert_eq!(count(&stage, "request").await, 0, "looking writes nothing");

        let done = import(&mut chen, &file, &[]).await;
        assert!(done.location.contains("new=2"), "{}", done.location);
        assert!(chen.follow(&done).await.body.contains("新收 2 件"));
        let lamp = row(&stage, case_of(&stage, LAMP_ROW[1]).await).await;
        assert_eq!(
            (lamp.title.as_str(), lamp.category_code.as_str(), lamp.channel.as_str()),
            ("楼道灯不亮", LAMP, "hotline")
        );
        assert_eq!(lamp.received_at, at("2026-11-20", 570), "the original time");
        assert_eq!(lamp.hotline_due, Some(at("2026-11-27", 17 * 60)));
        assert_eq!(lamp.place_id, stage.place(stage.jiugeng, "3-2").await.id);
        let request =
            requests::of_case(stage.house(), stage.jiugeng, lamp.id, 1).await.expect("a request").remove(0);
        assert_eq!(
            (request.source.as_deref(), request.source_id.as_deref()),
            (Some(SOURCE), Some(LAMP_ROW[1]))
        );
        assert_eq!(request.phone(stage.house()).expect("it opens").as_deref(), Some("13911112222"));

        let counts = (count(&stage, "cases").await, count(&stage, "event").await);
        let page = look(&mut chen, "工单.xlsx", &file).await;
        assert!(page.body.contains("能收 0 件") && page.body.contains("以前收过 2 件"));
        let again = chen.post(IMPORT, &[("rows", &rows_in(&page.body))]).await;
        assert!(
            again.location.contains("new=0") && again.location.contains("already=2"),
            "{}",
            again.location
        );
        assert_eq!((count(&stage, "cases").await, count(&stage, "event").await), counts, "not even an event");
    })
    .await;
}

#[tokio::test]
async fn csv_in_both_encodings_and_any_order_is_the_same_file() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let text = "派单时间,主要内容,工单编号,标题\n2026-11-20 09:30,楼道灯坏了,A1,灯\n";
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &gbk, &marked] {
            let page = look(&mut chen, "工单.csv", bytes).await;
            assert!(page.body.contains("能收 1 件") && page.body.contains("A1"), "{}", page.body);
        }
    })
    .await;
}

#[tokio::test]
async fn broken_rows_are_told_by_row_and_column() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let mut rows = vec![LAMP_ROW; 6];
        rows[1] = [LAMP_ROW[0], "", LAMP_ROW[2], "", "", "", "2026-11-20", "", ""];
        rows[2] = [LAMP_ROW[0], "B2", "", "", "138000", "", "昨天", "", ""];
        rows[3] = [LAMP_ROW[0], "B3", "灯", "", "", "", "2026-11-20", "2026-11-01", "督办"];
        rows[4] = LAMP_ROW;
        rows[5] = [LAMP_ROW[0], "2.02611E+15", "灯", "", "", "", "2027-01-01", "", ""];
        let page = look(&mut chen, "工单.xlsx", &workbook(&rows)).await.body;
        for told in [
            "第 3 行“工单编号”：没有编号",
            "第 4 行“来电人电话/账号”：电话号码读不出来",
            "第 4 行“派单时间”：日期读不出来",
            "第 5 行“办结时限”：时限比派单时间还早",
            "第 5 行“工单性质”：只能写",
            "第 6 行“工单编号”：这个编号在表里出现了不止一次",
            "第 7 行“工单编号”：编号被表格改成了科学计数",
            "第 7 行“派单时间”：派单时间在将来",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let done = chen.post(IMPORT, &[("rows", &rows_in(&page))]).await;
        assert!(done.location.contains("new=1") && done.location.contains("faulty=5"), "{}", done.location);
        assert_eq!(count(&stage, "cases").await, 1, "the sound row is not held up by the others");
    })
    .await;
}

/// More than one transaction's worth.
#[tokio::test]
async fn a_long_file_is_taken_in_whole() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let line = |n: usize| format!("N{n},楼道灯不亮,{n}号灯坏了,2026-11-20 09:30\n");
        let file = format!("工单编号,标题,主要内容,派单时间\n{}", (0..620).map(line).collect::<String>());
        let page = look(&mut chen, "工单.csv", file.as_bytes()).await;
        let done = chen.post(IMPORT, &[("rows", &rows_in(&page.body))]).await;
        assert!(done.location.contains("new=620"), "{}", done.location);
        assert_eq!((count(&stage, "request").await, count(&stage, "hotline_order").await), (620, 620));
        let open = stage.house().counters(stage.jiugeng, "case.open").await.expect("counters");
        assert_eq!(open.get("case.open"), Some(&620));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_file_comes_back_with_a_sentence() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        for (bytes, told) in [
            (&b"PK\x03\x04nonsense"[..], "打不开"),
            (b"\xd0\xcf\x11\xe0old", ".xls，请另存"),
            (b"a,b\nc,d\n", "没认出列名"),
            ("工单编号,标题,主要内容\n".as_bytes(), "没有内容"),
        ] {
            let answer = look(&mut chen, "x", bytes).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(told), "{told}: {}", answer.body);
        }
        assert_eq!(chen.post(LOOK, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(chen.post(IMPORT, &[("rows", "not json")]).await.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

/// The desk test for a row: imported, accepted and first contact logged in three pages.
#[tokio::test]
async fn a_pasted_row_is_taken_in_and_contacted_in_three_pages() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        let first = chen.get("/staff/jiugeng/hotline").await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        let mut cells = vec![""; 23];
        for (column, text) in [
            (Column::Number, "SH1"),
            (Column::Title, "楼道灯不亮"),
            (Column::Content, "灯坏了"),
            (Column::Caller, "王芳"),
            (Column::Phone, "13911112222"),
            (Column::Place, "3幢"),
            (Column::DispatchedAt, "2026/11/23 9:05"),
            (Column::Due, "2026/11/24 17:00"),
        ] {
            cells[column as usize] = text;
        }
        let second = chen.post(LOOK, &[("pasted", &cells.join("\t"))]).await;
        assert!(second.body.contains("久耕小区 3号楼"), "{}", second.body);
        let taken = chen.post(IMPORT, &[("rows", &rows_in(&second.body))]).await;
        let third = chen.follow(&taken).await;
        assert!(
            third.body.contains("王*")
                && third.body.contains("139****2222")
                && !third.body.contains("13911112222")
        );
        let accepted = chen
            .post(&format!("{}/accept", taken.location), &[("contacted", "1"), ("note", "约了下午看")])
            .await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
        let case = row(&stage, case_of(&stage, "SH1").await).await;
        assert_eq!((case.state.as_str(), case.contacted_at), ("triaged", Some(stage.house().now())));
        assert_eq!(case.worker_id, Some(account(stage.house(), "chen").await));
    })
    .await;
}

#[tokio::test]
async fn the_same_matter_joins_the_open_case_where_a_person_says_so() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let open = receive(&stage, LAMP, "楼道灯坏了").await.case;
        receive(&stage, SERVICE, "物业不理人").await;
        let mut chen = stage.signed_in("chen").await;
        let file = workbook(&[LAMP_ROW]);
        let page = look(&mut chen, "工单.xlsx", &file).await;
        assert!(
            page.body.contains("同一件，已在办") && page.body.contains(&open.to_string()),
            "{}",
            page.body
        );
        let done = import(&mut chen, &file, &[("into.2", &open.to_string())]).await;
        assert!(done.location.contains("joined=1"), "{}", done.location);
        let target = row(&stage, open).await;
        assert_eq!(target.requests, 2);
        let own = row(&stage, case_of(&stage, LAMP_ROW[1]).await).await;
        assert_eq!(
            (own.state.as_str(), own.hotline_state.as_deref()),
            ("merged", Some("open")),
            "their order stays open"
        );
    })
    .await;
}

#[tokio::test]
async fn their_limit_never_pauses() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        import(&mut chen, &workbook(&[LAMP_ROW]), &[]).await;
        let case = case_of(&stage, LAMP_ROW[1]).await;
        let worker = account(stage.house(), "chen").await;
        let wait = Command::Wait {
            on: "供电公司".into(),
            until: "2026-12-20".parse().expect("a day"),
            today: "2026-11-23".parse().expect("a day"),
        };
        let both = [Who::Worker, Who::Handler];
        let press = Press::one(Command::Contact, "").then(Command::Take { worker }, "").then(wait, "等停电");
        press_as(&stage, &both, case, press).await;
        let waiting = row(&stage, case).await;
        assert_eq!((waiting.due_at, waiting.hotline_due), (None, Some(at("2026-11-27", 17 * 60))));
        stage.at("2026-11-28 10:00");
        let list = stage.signed_in("chen").await.get("/staff/jiugeng/hotline").await;
        assert!(list.body.contains("超期 17 小时"), "{}", list.body);
    })
    .await;
}

#[tokio::test]
async fn two_states_and_the_reply_goes_back_in_their_columns() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        import(&mut chen, &workbook(&[LAMP_ROW, LEAK_ROW]), &[]).await;
        let case = case_of(&stage, LAMP_ROW[1]).await;
        let worker = account(stage.house(), "chen").await;
        let handle = Command::Handle {
            outcome: Outcome::CannotBeSolved,
            photos: 0,
            constraint: "线路在规划红线内".into(),
            alternative: "先装太阳能灯".into(),
            item: String::new(),
        };
        let press = Press::one(Command::Take { worker }, "").then(handle, "看过现场");
        press_as(&stage, &[Who::Worker, Who::Handler], case, press).await;
        let href = format!("/staff/jiugeng/hotline/{case}");
        let page = chen.get(&href).await;
        assert!(page.body.contains("看过现场。线路在规划红线内。先装太阳能灯。"), "{}", page.body);
        let empty = chen.post(&format!("{href}/state"), &[("to", "replied"), ("reply", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reply = chen.post(&format!("{href}/state"), &[("to", "replied"), ("reply", "看过现场")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let replied = row(&stage, case).await;
        assert_eq!((replied.state.as_str(), replied.hotline_state.as_deref()), ("handled", Some("replied")));

        let other = case_of(&stage, LEAK_ROW[1]).await;
        let no_reason =
            chen.post(&format!("/staff/jiugeng/hotline/{other}/state"), &[("to", "returned")]).await;
        assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reason = [("to", "returned"), ("reason", "归排水公司，见排水条例")];
        chen.post(&format!("/staff/jiugeng/hotline/{other}/state"), &reason).await;
        assert_eq!(row(&stage, other).await.hotline_state.as_deref(), Some("returned"));

        let export = chen.get("/staff/jiugeng/hotline/export?state=replied").await.bytes;
        let lines = sheet::read(&export, &linju_request::hotline::BOUNDS).expect("a workbook");
        assert_eq!(lines.len(), 2, "only what was asked for");
        assert_eq!(lines[0].1.len(), 21);
        let cell = |column: Column| lines[1].1[column as usize].as_str();
        assert_eq!(cell(Column::Number), LAMP_ROW[1]);
        assert_eq!(cell(Column::Content), LAMP_ROW[2], "what came goes back as it came");
        assert_eq!(cell(Column::Result), "暂时办不了");
        assert_eq!(cell(Column::Reply), "看过现场。线路在规划红线内。先装太阳能灯。");
        assert_eq!((cell(Column::Caller), cell(Column::Phone)), ("王*", "139****2222"));
    })
    .await;
}

#[tokio::test]
async fn only_those_who_work_on_the_areas_cases() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut chen = stage.signed_in("chen").await;
        import(&mut chen, &workbook(&[LAMP_ROW]), &[]).await;
        let case = case_of(&stage, LAMP_ROW[1]).await;
        for login in ["wang", "li", "zhou"] {
            let mut other = stage.signed_in(login).await;
            for path in [
                "/staff/jiugeng/hotline",
                &format!("/staff/jiugeng/hotline/{case}"),
                "/staff/jiugeng/hotline/export",
            ] {
                assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
            assert_eq!(other.post(LOOK, &[("pasted", "x")]).await.status, StatusCode::NOT_FOUND, "{login}");
            assert_eq!(other.post(IMPORT, &[("rows", "[]")]).await.status, StatusCode::NOT_FOUND, "{login}");
        }
        let mut li = stage.signed_in("li").await;
        assert_eq!(li.get(&format!("/staff/hanyang/hotline/{case}")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
