//! What a resident meets: reporting without script, coming back to it, and what nobody else gets to see.

mod everywhere;
mod following;
mod ledger;
mod opening;
mod reporting;

use axum::http::StatusCode;
use linju_core::Actor;
use linju_db::testing::each_engine;
use linju_db::{Db, Sql, args, counted};
use linju_kernel::{Day, Id};
use linju_request::FEATURE;
use linju_request::rules::{Command, Outcome, Party};
use linju_request::store::{cases, devices, requests};
use linju_request::work::{self, Doer, Press};
use linju_web::testing::{Answer, Browser, Stage};

const PHONE: &str = "138 0000 5678";
const SCRIPT: &str = "<script>alert(1)</script>";

async fn stage(db: Db) -> Stage {
    Stage::on(db, &[FEATURE]).await
}

/// The value of the hidden field `name` in a page.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("type=\"hidden\" name=\"{name}\" value=\"");
    let at = page.find(&mark).unwrap_or_else(|| panic!("no hidden {name} in {page}")) + mark.len();
    page[at..].split('"').next().unwrap_or_default().to_owned()
}

/// Reports from a door of 久耕 and gives the receipt page.
async fn report(browser: &mut Browser, category: &str, words: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("place", "3-2"), ("category", category), ("called", "1"), ("words", words)];
    let third = browser.upload("/a/jiugeng/report/contact", &fields, &[]).await;
    assert_eq!(third.status, StatusCode::OK, "{}", third.body);
    let once = hidden(&third.body, "once");
    fields.extend([("phone", PHONE), ("once", once.as_str())]);
    fields.extend(more);
    let sent = browser.post("/a/jiugeng/report/send", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent
}

/// The request in a receipt page's address.
fn request_of(sent: &Answer) -> Id {
    let path = sent.location.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().parse().expect("an id")
}

fn page_of(sent: &Answer) -> String {
    sent.location.split('?').next().unwrap_or_default().to_owned()
}

async fn receipt_of(stage: &Stage, request: Id) -> String {
    format!("{:04}", requests::load(stage.house(), stage.jiugeng, request).await.expect("a request").receipt)
}

async fn case_of(stage: &Stage, request: Id) -> cases::CaseRow {
    let row = requests::load(stage.house(), stage.jiugeng, request).await.expect("a request");
    cases::load(stage.house(), stage.jiugeng, row.case_id).await.expect("a case").row
}

/// A worker of 久耕 at a case.
async fn worker(stage: &Stage) -> Doer {
    let sql = Sql::new("select id from account where login = 'chen'", args![]);
    let (id,): (Id,) = stage.house().db.one(sql).await.expect("an account");
    let part = linju_request::rules::Actor {
        parts: vec![linju_request::rules::Who::Worker],
        account: Some(id),
        organisation: None,
    };
    Doer { actor: Actor::Account(id), part, told_by: None }
}

async fn press(stage: &Stage, request: Id, press: Press) {
    let case = case_of(stage, request).await.id;
    work::carry_out(stage.house(), &worker(stage).await, stage.jiugeng, case, press)
        .await
        .expect("a legal step");
}

fn handled(outcome: Outcome, constraint: &str, alternative: &str) -> Press {
    let handle = Command::Handle {
        outcome,
        photos: 1,
        constraint: constraint.into(),
        alternative: alternative.into(),
        item: String::new(),
    };
    Press::one(Command::Dispatch { to: Party::Organisation(Id(201)), limit: None }, "")
        .then(Command::Acknowledge, "")
        .then(Command::Start, "")
        .then(handle, "换了灯")
}

/// A white pixel as PNG.
fn picture() -> Vec<u8> {
    const PNG: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de000\
                       0000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082";
    let byte =
        |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).expect("text"), 16).expect("hex");
    PNG.as_bytes().chunks(2).map(byte).collect()
}
