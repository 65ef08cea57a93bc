//! What becomes of a case on the lists is told to whoever asked, once.

mod kit;

use kit::{receive, row, stage, verbs};
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change};
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_request::FEATURE;
use linju_request::rules::{Command, Outcome, Who};
use linju_request::work::Press;

#[tokio::test]
async fn each_step_of_an_item_is_told_once_to_those_who_asked() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let house = stage.house();
        let received = receive(&stage, kit::SERVICE, "楼前太暗,想装一盏灯").await;
        let listed = Command::Handle {
            outcome: Outcome::MovedToList,
            photos: 0,
            constraint: String::new(),
            alternative: String::new(),
            item: "楼前增设照明".into(),
        };
        let take = Command::Take { worker: kit::account(house, "chen").await };
        kit::press_as(&stage, &[Who::Worker, Who::Handler], received.case, Press::one(take, "")).await;
        let press = Press::one(listed, "列进清单");
        kit::press_as(&stage, &[Who::Worker, Who::Handler], received.case, press).await;
        let timeline = house.timeline(stage.jiugeng, received.case, false).await.expect("a ledger");
        let handled = timeline.iter().find(|entry| entry.event.verb == "handle").expect("it was handled");
        let at = row(&stage, received.case).await;
        assert_eq!(handled.fact("place"), at.place_id.to_string(), "where, for whoever makes an item of it");
        assert_eq!(handled.facts["confidential"].as_bool(), Some(false));

        let item = Id(777_001);
        for verb in ["list", "claim", "strike_off", "change"] {
            let mut change = Change::new(stage.jiugeng, house.now(), Actor::System("stage"));
            let event = NewEvent::new("list_item", item, verb).with("case", received.case.to_string());
            let event = event.with("owner_kind", "organisation").with("owner", stage.utility.to_string());
            change.event(event.with("due", "2026-12-20"));
            house.commit(change).await.expect("an event");
        }
        house.react(stage.jiugeng, FEATURE.reactions).await.expect("heard");
        for event in house.timeline(stage.jiugeng, item, false).await.expect("a ledger") {
            linju_request::listed::tell(house, stage.jiugeng, &event.event)
                .await
                .expect("told again is told once");
        }
        let told = house.messages(stage.jiugeng, received.request).await.expect("messages");
        let told: Vec<&str> =
            told.iter().map(|m| m.body.as_str()).filter(|b| b.contains("您反映的")).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("路灯管理所认领了，12月20日前做好"), "{told:?}");
        assert!(told[1].contains("已经销号"), "{told:?}");
        let verbs = verbs(&stage, received.case).await;
        assert_eq!(verbs.iter().filter(|v| v.starts_with("listed")).count(), 3, "{verbs:?}");
    })
    .await;
}
