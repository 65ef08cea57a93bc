//! What the tests of organisations, street, hotline, API and sweep share: people of the stage, and their cases.
#![allow(dead_code)]

use linju_core::{Actor, House};
use linju_db::{Db, Sql, args};
use linju_kernel::{Id, Ts};
use linju_request::FEATURE;
use linju_request::intake::{self, Received, Said};
use linju_request::rules::case::Channel;
use linju_request::rules::{Command, Party, Who};
use linju_request::store::{CaseRow, cases};
use linju_request::work::{self, Doer, Press};
use linju_web::testing::Stage;

pub const PHONE: &str = "13800005678";
/// 楼道灯、扶手、门窗损坏: one working day to contact, a photo to show.
pub const LAMP: &str = "0105";
/// 物业服务质量: needs neither photo nor verification.
pub const SERVICE: &str = "0901";
/// 邻居太吵: between neighbours, confidential.
pub const NOISE: &str = "0802";

pub async fn stage(db: Db) -> Stage {
    Stage::on(db, &[FEATURE]).await
}

/// Words as a resident of 刘建国's door says them by phone.
pub async fn said(stage: &Stage, area: Id, code: &str, category: &str, words: &str) -> Said {
    Said {
        channel: Channel::Phone,
        place: stage.place(area, code).await,
        place_note: String::new(),
        words: words.into(),
        category: category.into(),
        nature: String::new(),
        name: Some("刘建国".into()),
        phone: Some(PHONE.into()),
        behalf: None,
        way: None,
        entered_by: None,
        source: None,
        at: stage.house().now(),
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    }
}

pub async fn receive(stage: &Stage, category: &str, words: &str) -> Received {
    let said = said(stage, stage.jiugeng, "3-2", category, words).await;
    intake::receive(stage.house(), said).await.expect("a request")
}

/// Someone who is all of `parts` in 久耕, acting as 陈晓雯.
pub async fn doer(stage: &Stage, parts: &[Who]) -> Doer {
    let account = account(stage.house(), "chen").await;
    let part =
        linju_request::rules::Actor { parts: parts.to_vec(), account: Some(account), organisation: None };
    Doer { actor: Actor::Account(account), part, told_by: None }
}

pub async fn account(house: &House, login: &str) -> Id {
    let sql = Sql::new("select id from account where login = ?", args![login]);
    house.db.one::<(Id,)>(sql).await.expect("an account of the stage").0
}

pub async fn press_as(stage: &Stage, parts: &[Who], case: Id, press: Press) -> CaseRow {
    let doer = doer(stage, parts).await;
    work::carry_out(stage.house(), &doer, stage.jiugeng, case, press).await.expect("a legal step")
}

/// The case, given to `organisation`.
pub async fn dispatched(stage: &Stage, organisation: Id, category: &str, words: &str) -> Received {
    let received = receive(stage, category, words).await;
    let dispatch = Command::Dispatch { to: Party::Organisation(organisation), limit: None };
    press_as(stage, &[Who::Worker], received.case, Press::one(dispatch, "")).await;
    received
}

pub async fn row(stage: &Stage, case: Id) -> CaseRow {
    cases::load(stage.house(), stage.jiugeng, case).await.expect("a case").row
}

/// Verbs of a case's ledger, in order.
pub async fn verbs(stage: &Stage, case: Id) -> Vec<String> {
    let entries = stage.house().timeline(stage.jiugeng, case, false).await.expect("a ledger");
    entries.into_iter().map(|entry| entry.event.verb).collect()
}

/// How many rows `table` has.
pub async fn count(stage: &Stage, table: &str) -> i64 {
    let sql = Sql::new(format!("select count(*) from {table}"), args![]);
    stage.house().db.one::<(i64,)>(sql).await.expect("a count").0
}

/// A photo as a phone would send it.
pub fn photo() -> Vec<u8> {
    // The smallest PNG: one white pixel.
    const PIXEL: &[u8] = &[
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
        144, 119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 8, 215, 99, 248, 255, 255, 63, 0, 5, 254, 2, 254,
        220, 204, 89, 231, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ];
    PIXEL.to_vec()
}

/// A moment later, as the clock of the stage.
pub fn minutes_later(stage: &Stage, minutes: i64) -> Ts {
    let at = stage.house().now().plus_minutes(minutes);
    stage.clock.set(at);
    at
}

/// One more node on the stage's database, with the same clock.
pub async fn another_node(stage: &Stage) -> std::sync::Arc<House> {
    let sources = [&[linju_core::WORDS, linju_web::WORDS], FEATURE.words].concat();
    let words = linju_core::words::Words::new(&sources).expect("the words are sound");
    let files = linju_core::file::FileStore::new(std::env::temp_dir()).expect("a folder");
    let master = linju_kernel::seal::MasterKey::new([7; 32]);
    let house = House::open(stage.house().db.clone(), stage.clock.clone(), words, files, master).await;
    std::sync::Arc::new(house.expect("a node"))
}

/// What follows what happened, by this feature's reactions.
pub async fn reacted(stage: &Stage) {
    stage.house().react_everywhere(FEATURE.reactions).await.expect("reactions");
}
