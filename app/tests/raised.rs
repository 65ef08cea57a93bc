//! What is said at a meeting becomes a request, once, and the meeting shows its receipt.

use linju_core::House;
use linju_core::reaction::Reaction;
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Id;
use linju_meeting::rules::{Group, Kind, Part, PointKind, Verb};
use linju_meeting::store::{self, PointRow};
use linju_meeting::work::{self, Doer, Given, Guest, Line, Plan};
use linju_web::testing::Stage;
use std::sync::Arc;

const FEATURES: [linju_web::Feature; 2] = [linju_request::FEATURE, linju_meeting::FEATURE];

/// A meeting of 久耕 with its minutes written: an opinion and a decision.
async fn minuted(stage: &Stage) -> (Doer, Id) {
    let house = stage.house();
    let secretary = house.account_by_login("shen").await.expect("an account").expect("the secretary").id;
    let mut doer = Doer {
        actor: linju_core::Actor::Account(secretary),
        parts: vec![Part::Desk, Part::Lead],
        at: house.now(),
    };
    let plan = Plan {
        kind: Kind::Talk,
        title: "楼道里的事".into(),
        topics: "灯".into(),
        place: stage.place(stage.jiugeng, "3").await,
        venue: String::new(),
        starts_at: house.now().plus_minutes(24 * 60),
        entitled: 0,
        confidential: false,
        short_notice: String::new(),
        case: None,
    };
    let row = plan.row(house, secretary);
    work::plan(house, &doer, &row, "1").await.expect("planned");
    let step = async |doer: &Doer, verb| {
        let whole = store::whole(house, row.area_id, row.id).await.expect("a meeting");
        work::step(house, doer, &whole, verb, Given::default()).await.expect("a step");
        store::load(house, row.area_id, row.id).await.expect("a meeting")
    };
    let announced = step(&doer, Verb::Announce).await;
    doer.at = announced.starts_at;
    let guest =
        Guest { name: "刘桂英".into(), group: Group::Resident, by_code: false, proxy: String::new() };
    work::sign_in(house, &doer, &announced, &guest).await.expect("she is there");
    let held = step(&doer, Verb::Hold).await;
    let day = "2026-12-10".parse().expect("a day");
    let lines = [
        (PointKind::Opinion, "二楼的灯坏了半个月", None),
        (PointKind::Decision, "换成声控灯", Some(("物业".to_owned(), day))),
    ];
    for (kind, text, charge) in lines {
        let point = Line { kind, side: None, text: text.into(), charge }.row(house, &held);
        work::note(house, &doer, &held, &point, &point.id.to_string()).await.expect("a line");
    }
    step(&doer, Verb::Minute).await;
    (doer, row.id)
}

async fn react(house: &Arc<House>, area: Id) {
    let reactions: Vec<Reaction> = FEATURES.iter().flat_map(|f| f.reactions.iter().copied()).collect();
    while house.react(area, &reactions).await.expect("reactions") > 0 {}
}

async fn point(stage: &Stage, meeting: Id, kind: PointKind) -> PointRow {
    let whole = store::whole(stage.house(), stage.jiugeng, meeting).await.expect("a meeting");
    whole.points.into_iter().find(|p| p.kind() == kind).expect("such a point")
}

#[tokio::test]
async fn an_opinion_is_taken_in_once_and_the_meeting_shows_its_receipt() {
    each_engine(async |db| {
        let stage = Stage::on(db, &FEATURES).await;
        let (doer, meeting) = minuted(&stage).await;
        let house = stage.house();
        let row = store::load(house, stage.jiugeng, meeting).await.expect("a meeting");
        let said = point(&stage, meeting, PointKind::Opinion).await;
        work::raise(house, &doer, &row, &said, "0101").await.expect("raised");
        assert!(work::raise(house, &doer, &row, &said, "0101").await.is_err(), "twice is refused");
        react(house, stage.jiugeng).await;
        // A node that died after its work and before it said so does the same again.
        let again = Sql::new("select seq from reaction_cursor where area_id = ?", args![stage.jiugeng]);
        assert!(house.db.first::<(i64,)>(again).await.expect("a cursor").is_some());
        let back = linju_db::Batch::new()
            .exec("update reaction_cursor set seq = 0 where area_id = ?", args![stage.jiugeng]);
        house.db.write(back).await.expect("set back");
        react(house, stage.jiugeng).await;

        let said = point(&stage, meeting, PointKind::Opinion).await;
        let (case, receipt) = (said.case_id.expect("a case"), said.receipt.expect("a receipt"));
        let sql = "select words_masked, channel, source from request where area_id = ?";
        let requests: Vec<(String, String, Option<String>)> =
            house.db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("requests");
        assert_eq!(requests.len(), 1, "it is one request");
        assert_eq!(requests[0].0, "二楼的灯坏了半个月");
        assert_eq!((requests[0].1.as_str(), requests[0].2.as_deref()), ("meeting", Some("meeting_point")));
        let mut worker = stage.signed_in("chen").await;
        assert_eq!(worker.get(&format!("/staff/jiugeng/cases/{case}")).await.status.as_u16(), 200);
        let page = worker.get(&format!("/staff/jiugeng/meetings/{meeting}")).await;
        let digits = format!("{receipt:04}");
        assert!(
            page.body.contains(&format!("{} {}", &digits[..2], &digits[2..])),
            "the receipt is on the page"
        );
    })
    .await;
}

#[tokio::test]
async fn a_decision_does_not_become_a_request_nor_does_an_unknown_category() {
    let stage = Stage::new(&FEATURES).await;
    let (doer, meeting) = minuted(&stage).await;
    let house = stage.house();
    let row = store::load(house, stage.jiugeng, meeting).await.expect("a meeting");
    for (kind, category) in [(PointKind::Decision, "0101"), (PointKind::Opinion, "9999")] {
        let said = point(&stage, meeting, kind).await;
        let refused = work::raise(house, &doer, &row, &said, category).await.expect_err("refused");
        assert!(matches!(refused, linju_core::Error::Refused(r) if r.name == "meeting-raise"));
    }
}
