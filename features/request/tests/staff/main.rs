//! The staff's desk: from the first word to the account, and what nobody may do on the way.

mod desk;
mod sizes;
mod stories;
mod taking_in;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures_util::StreamExt;
use linju_core::message::Way;
use linju_db::testing::each_engine;
use linju_db::{Db, Sql, args, counted};
use linju_kernel::{Id, Ts};
use linju_request::FEATURE;
use linju_request::intake::{self, Received, Said};
use linju_request::rules::State;
use linju_request::rules::case::Channel;
use linju_request::store::{CaseRow, cases};
use linju_web::session::SESSION_COOKIE;
use linju_web::testing::{Answer, Browser, Stage};
use tower::ServiceExt;

const PHONE: &str = "13800005678";
const LAMP: &str = "三号楼二楼楼道灯坏了，晚上看不见";
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xf8\xff\xff\x3f\x00\x05\xfe\x02\xfe\x0d\xef\x46\xb8\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

async fn stage(db: Db) -> Stage {
    Stage::on(db, &[FEATURE]).await
}

async fn said(stage: &Stage, area: Id, words: &str, category: &str, at: Ts) -> Said {
    Said {
        channel: Channel::Phone,
        place: stage.place(area, "3-2").await,
        place_note: "2楼".into(),
        words: words.into(),
        category: category.into(),
        nature: "urgent".into(),
        name: Some("刘某某".into()),
        phone: Some(PHONE.into()),
        behalf: None,
        way: Some(Way::Phone),
        entered_by: None,
        source: None,
        at,
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    }
}

/// A request by phone from 久耕's 3号楼 2单元.
async fn request(stage: &Stage, words: &str, category: &str) -> Received {
    let now = stage.house().now();
    intake::receive(stage.house(), said(stage, stage.jiugeng, words, category, now).await)
        .await
        .expect("a request")
}

async fn row(stage: &Stage, case: Id) -> CaseRow {
    cases::load(stage.house(), stage.jiugeng, case).await.expect("a case").row
}

async fn state(stage: &Stage, case: Id) -> State {
    row(stage, case).await.state()
}

fn at(case: Id) -> String {
    format!("/staff/jiugeng/cases/{case}")
}

/// Presses a verb and follows to the case.
async fn press(browser: &mut Browser, case: Id, verb: &str, fields: &[(&str, &str)]) -> Answer {
    let sent = browser.post(&format!("{}/do/{verb}", at(case)), fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{verb}: {}", sent.body);
    browser.follow(&sent).await
}

async fn count(stage: &Stage, sql: &str) -> i64 {
    stage.house().db.one::<(i64,)>(Sql::new(sql, args![])).await.expect("a count").0
}
