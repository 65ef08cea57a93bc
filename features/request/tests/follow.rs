//! A place that was moved takes with it what was said and done there.

mod kit;

use kit::{LAMP, receive, stage};
use linju_core::Actor;
use linju_db::testing::each_engine;
use linju_request::FEATURE;
use linju_request::store::cases;

#[tokio::test]
async fn cases_lie_where_their_stairwell_was_moved() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (house, area) = (stage.house(), stage.jiugeng);
        let lamp = receive(&stage, LAMP, "三楼的灯不亮了").await;
        let (stairwell, building) = (stage.place(area, "3-2").await, stage.place(area, "1").await);
        let before = cases::load(house, area, lamp.case).await.expect("a case");
        assert_eq!(before.row.place_path, stairwell.path);

        let refused = house.move_place(Actor::System("test"), &stairwell, &building).await;
        assert!(matches!(refused, Err(linju_core::Error::Refused(r)) if r.name == "place-name-taken"));
        let said = linju_core::place::Details { name: "3单元".into(), ..Default::default() };
        house.change_place(Actor::System("test"), &stairwell, &said).await.expect("a name");
        let stairwell = house.place(area, stairwell.id).await.expect("the stairwell");
        house.move_place(Actor::System("test"), &stairwell, &building).await.expect("moved");
        for _ in 0..2 {
            house.react(area, FEATURE.reactions).await.expect("reactions");
        }
        let now = house.place(area, stairwell.id).await.expect("the stairwell").path;
        let after = cases::load(house, area, lamp.case).await.expect("a case");
        assert_eq!(after.row.place_path, now);
        assert!(after.row.version > before.row.version, "whoever had it open reads it again");
    })
    .await;
}
