//! What is found on a visit becomes a request, once, and the visit shows its receipt.

use linju_core::House;
use linju_core::party::{Details, NewRole, ResidenceState};
use linju_core::reaction::Reaction;
use linju_db::testing::each_engine;
use linju_db::{Batch, Sql, args};
use linju_kernel::Id;
use linju_web::testing::Stage;
use std::sync::Arc;

const FEATURES: [linju_web::Feature; 2] = [linju_request::FEATURE, linju_visit::FEATURE];

/// Someone who lives alone in 3号楼; her id.
async fn resident(stage: &Stage) -> Id {
    let house = stage.house();
    let room = stage.place(stage.jiugeng, "3-2-401").await;
    let key = house.key(stage.jiugeng).expect("a key");
    let id = house.id();
    let born = Some("1944-05-01".parse().expect("a day"));
    let person = Details { born, ..Details::named("刘桂英") }.seal(&key, stage.jiugeng, id, house.now());
    let since = "2026-01-01".parse().expect("a day");
    let role = NewRole::resident(id, ResidenceState::LivesHere, since).at(&room, house.id()).expect("a role");
    house.db.write(Batch::new().push(person.insert()).push(role.insert())).await.expect("someone");
    id
}

async fn react(house: &Arc<House>, area: Id) {
    let reactions: Vec<Reaction> = FEATURES.iter().flat_map(|f| f.reactions.iter().copied()).collect();
    while house.react(area, &reactions).await.expect("reactions") > 0 {}
}

#[tokio::test]
async fn a_finding_is_taken_in_once_and_the_visit_shows_its_receipt() {
    each_engine(async |db| {
        let stage = Stage::on(db, &FEATURES).await;
        let person = resident(&stage).await;
        let house = stage.house();
        let mut worker = stage.signed_in("chen").await;
        let at = format!("/staff/jiugeng/visits/{person}");
        let once = Id(7).to_string();
        let mut form = vec![
            ("once", once.as_str()),
            ("outcome", "met"),
            ("way", "door"),
            ("day", "2026-11-23"),
            ("note", "膝盖不好"),
            ("finding", "厨房水管在滴水"),
        ];
        let answer = worker.post(&at, &form).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("请选属于哪一类"), "{}", answer.body);
        form.push(("category", "0101"));
        for _ in 0..2 {
            assert_eq!(worker.post(&at, &form).await.status.as_u16(), 303, "pressed twice");
        }
        react(house, stage.jiugeng).await;
        // A node that died after its work and before it said so does the same again.
        let back =
            Batch::new().exec("update reaction_cursor set seq = 0 where area_id = ?", args![stage.jiugeng]);
        house.db.write(back).await.expect("set back");
        react(house, stage.jiugeng).await;

        let sql = "select words_masked, channel, source from request where area_id = ?";
        let requests: Vec<(String, String, Option<String>)> =
            house.db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("requests");
        assert_eq!(requests.len(), 1, "it is one request");
        assert_eq!(requests[0].0, "厨房水管在滴水", "the note stays with the visit");
        assert_eq!((requests[0].1.as_str(), requests[0].2.as_deref()), ("doorstep", Some("visit")));
        let sql = Sql::new("select case_id, receipt from visit where area_id = ?", args![stage.jiugeng]);
        let (case, receipt) = house.db.one::<(Option<Id>, Option<i64>)>(sql).await.expect("a visit");
        let (case, digits) = (case.expect("a case"), format!("{:04}", receipt.expect("a receipt")));
        assert_eq!(worker.get(&format!("/staff/jiugeng/cases/{case}")).await.status.as_u16(), 200);
        let page = worker.get(&at).await;
        assert!(
            page.body.contains(&format!("{} {}", &digits[..2], &digits[2..])),
            "the receipt is on the page"
        );
    })
    .await;
}
