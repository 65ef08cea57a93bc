//! The figures kept along the way are what counting gives, and are put right where they are not.

mod kit;

use kit::*;
use linju_db::testing::each_engine;
use linju_db::{Batch, args};
use linju_request::figures::{Difference, recount};
use linju_request::jobs::sweep;
use linju_request::rules::{Command, Who};
use linju_request::work::Press;
use linju_web::testing::Stage;

async fn found(stage: &Stage, repair: bool) -> Vec<Difference> {
    recount(stage.house(), stage.jiugeng, repair).await.expect("counted")
}

/// Cases in many states, over two months, one of them late.
async fn a_months_work(stage: &Stage) {
    for n in 0..6 {
        let case = dispatched(stage, stage.property, SERVICE, "物业不理人").await.case;
        let contacted = Press::one(Command::Contact, "").then(Command::Acknowledge, "");
        if n % 2 == 0 {
            press_as(stage, &[Who::Worker], case, contacted).await;
        }
        if n % 3 == 0 {
            press_as(stage, &[Who::Worker], case, Press::one(Command::Recall, "收回来")).await;
        }
        stage.at(&format!("2026-12-0{} 10:00", n + 1));
        sweep(stage.house(), stage.jiugeng).await.expect("a sweep");
    }
}

#[tokio::test]
async fn figures_are_what_counting_gives() {
    each_engine(async |db| {
        let stage = stage(db).await;
        a_months_work(&stage).await;
        let kept = stage.house().counters(stage.jiugeng, "case.").await.expect("counters");
        assert!(kept.len() > 5 && kept["case.open"] == 6 && kept["case.overdue"] > 0, "{kept:?}");
        assert_eq!(found(&stage, false).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_figure_that_is_wrong_is_found_and_put_right() {
    each_engine(async |db| {
        let stage = stage(db).await;
        a_months_work(&stage).await;
        let before = stage.house().counters(stage.jiugeng, "").await.expect("counters");
        let wrong = Batch::new()
            .exec(
                "update counter set n = n + 2 where area_id = ? and key = 'case.open'",
                args![stage.jiugeng],
            )
            .exec("delete from counter where area_id = ? and key = 'case.overdue'", args![stage.jiugeng])
            .exec(
                "insert into counter (area_id, key, n) values (?, 'case.state.nowhere', 9)",
                args![stage.jiugeng],
            );
        stage.house().db.write(wrong).await.expect("wrong figures");
        let difference = |key: &str, kept, counted| Difference { key: key.into(), kept, counted };
        let expected = [
            difference("case.open", 8, 6),
            difference("case.overdue", 0, before["case.overdue"]),
            difference("case.state.nowhere", 9, 0),
        ];
        assert_eq!(found(&stage, false).await, expected);
        assert_eq!(found(&stage, true).await, expected);
        assert_eq!(found(&stage, false).await, []);
        let mut after = stage.house().counters(stage.jiugeng, "").await.expect("counters");
        assert_eq!(after.remove("case.state.nowhere"), Some(0));
        assert_eq!(after, before);
    })
    .await;
}
