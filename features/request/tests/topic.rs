//! Those whose requests a meeting was about are told once, in the way they left; and what came in says from which
//! home, so that neighbours can be counted.

mod kit;

use kit::*;
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change};
use linju_db::testing::each_engine;
use linju_db::{Batch, Sql, args};
use linju_kernel::Id;
use linju_request::FEATURE;
use linju_request::intake::{self, Said};
use linju_web::testing::Stage;

async fn react(stage: &Stage) {
    stage.house().react(stage.jiugeng, FEATURE.reactions).await.expect("reactions");
}

#[tokio::test]
async fn minutes_are_told_to_everyone_who_asked_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let first = receive(&stage, SERVICE, "楼道水管漏水").await;
        let other = receive(&stage, SERVICE, "我家门口也漏").await;
        let not_theirs = receive(&stage, SERVICE, "物业不理人").await;
        let mut change = Change::new(stage.jiugeng, stage.house().now(), Actor::System("test"));
        let cases = vec![first.case.to_string(), other.case.to_string(), Id(1).to_string()];
        change.event(
            NewEvent::new("hotspot", Id(9), "minutes")
                .with("cases", cases)
                .with("meeting", Id(8).to_string()),
        );
        stage.house().commit(change).await.expect("an event");
        react(&stage).await;
        let again = Batch::new().exec("delete from reaction_cursor where area_id = ?", args![stage.jiugeng]);
        stage.house().db.write(again).await.expect("as after a crash");
        react(&stage).await;
        for (request, told) in [(first.request, 1), (other.request, 1), (not_theirs.request, 0)] {
            let messages = stage.house().messages(stage.jiugeng, request).await.expect("messages");
            let minutes: Vec<_> = messages.iter().filter(|m| m.kind == "topic_minutes").collect();
            assert_eq!(minutes.len(), told);
            assert!(minutes.iter().all(|m| m.body.contains("恳谈会") && m.channel == "phone"));
        }
        let timeline = stage.house().timeline(stage.jiugeng, first.case, true).await.expect("a ledger");
        assert_eq!(timeline.last().map(|e| e.event.actor_kind.as_str()), Some("topic-minutes"));
    })
    .await;
}

#[tokio::test]
async fn what_came_in_says_where_and_from_which_home_and_never_a_number() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let tell = async |code: &str, phone: Option<&str>| {
            let said = said(&stage, stage.jiugeng, code, SERVICE, "漏水").await;
            let said = Said { phone: phone.map(str::to_owned), ..said };
            intake::receive(stage.house(), said).await.expect("a request").request
        };
        let first = tell("3-2", Some(PHONE)).await;
        let again = tell("3-1", Some(PHONE)).await;
        let nobody = tell("3-2", None).await;
        let room = tell("3-2-401", None).await;
        let sql = "select e.body from event e where e.area_id = ? and e.verb = 'receive' order by e.seq";
        let bodies: Vec<(String,)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("events");
        let homes: Vec<String> = bodies
            .iter()
            .map(|(body,)| {
                assert!(!body.contains(PHONE));
                let facts: serde_json::Value = serde_json::from_str(body).expect("facts");
                facts["household"].as_str().expect("a home").to_owned()
            })
            .collect();
        let door = stage.place(stage.jiugeng, "3-2-401").await.id;
        assert_eq!(homes, [first, first, nobody, door].map(|id| id.to_string()));
        assert!(again != first && room != door);
    })
    .await;
}
