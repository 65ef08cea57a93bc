//! What is suggested, to whom, and what became of it.

mod kit;

use axum::http::StatusCode;
use kit::*;
use linju_core::Change;
use linju_db::counted;
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_request::rules::{Command, Who};
use linju_request::store::{CaseRow, cases};
use linju_request::suggest::{self, Asked, Hints};
use linju_request::work::Press;
use linju_web::testing::Stage;

const DARK: &str = "二单元的楼道灯坏了，晚上看不见";
const NEW: &str = "/staff/jiugeng/requests/new";

async fn counters(stage: &Stage) -> Vec<(String, i64)> {
    let mut all: Vec<_> =
        stage.house().counters(stage.jiugeng, "suggest.").await.expect("counters").into_iter().collect();
    all.sort();
    all
}

async fn asked(stage: &Stage, words: &str, category: Option<&str>) -> Hints {
    let place = stage.place(stage.jiugeng, "3-2").await.path;
    let at = stage.house().now();
    let asked = Asked { words, place: Some(&place), category, at, case: None };
    suggest::hints(stage.house(), stage.jiugeng, asked).await.expect("hints")
}

async fn similar(stage: &Stage, words: &str) -> Vec<Id> {
    asked(stage, words, Some(LAMP)).await.similar.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn who_types_what_was_said_before_is_told_and_joins_it_in_one_press() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let first = receive(&stage, LAMP, "三号楼二单元楼道灯不亮").await;
        let mut chen = stage.signed_in("chen").await;
        let typed = [("words", DARK), ("place", "3号楼 2单元")];
        let part = chen.post("/staff/jiugeng/requests/hints", &typed).await;
        let receipt = format!("像 {:04} 号", first.receipt.number);
        for shown in [receipt.as_str(), "同一单元", "楼道灯、扶手、门窗损坏", "通常归"] {
            assert!(part.body.contains(shown), "{shown}: {}", part.body);
        }
        assert!(!part.body.contains("value=\"0105\" checked"), "nothing is filled in that is not sure");
        let refused = chen.post(NEW, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("请选一下是什么事") && refused.body.contains(DARK));

        let offered = |body: &str, name: &str| -> String {
            let field = body.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("what was offered");
            field.split('"').next().unwrap_or_default().to_owned()
        };
        let (categories, like) =
            (offered(&refused.body, "offered_category"), offered(&refused.body, "offered_similar"));
        assert_eq!(like, first.case.to_string());
        let both = [
            ("words", DARK),
            ("place", "3号楼 2单元"),
            ("into", &*like),
            ("reply", "就来"),
            ("offered_category", &*categories),
        ];
        let refused = chen.post(NEW, &both).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("就来"));
        let joining = [
            ("words", DARK),
            ("place", "3号楼 2单元"),
            ("into", &*like),
            ("offered_category", &*categories),
            ("offered_similar", &*like),
        ];
        let sent = chen.post(NEW, &joining).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(row(&stage, first.case).await.requests, 2, "it goes on in the first case");
        let rank = categories.split(' ').position(|code| code == LAMP).map_or(0, |at| at + 1);
        let known = counters(&stage).await;
        for key in [
            "category.offered".to_owned(),
            format!("category.{rank}"),
            "similar.offered".into(),
            "similar.1".into(),
        ] {
            assert!(known.contains(&(format!("suggest.{key}"), 1)), "{key}: {known:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_case_that_came_by_itself_is_suggested_to_the_desk_and_what_it_does_is_counted_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let first = receive(&stage, LAMP, "三号楼二单元楼道灯不亮").await.case;
        let second = receive(&stage, LAMP, DARK).await.case;
        reacted(&stage).await;
        let mut chen = stage.signed_in("chen").await;
        // How long a category usually takes is looked up once a day on each node.
        chen.get(&format!("/staff/jiugeng/cases/{first}")).await;
        let (page, counts) = counted(chen.get(&format!("/staff/jiugeng/cases/{second}"))).await;
        assert_eq!((counts.queries, counts.writes), (6, 0), "with session, and with what it looks like");
        let page = page.body;
        assert!(page.contains("平台看着像") && page.contains(&format!("value=\"{first}\"")), "{page}");
        let merged = chen
            .post(
                &format!("/staff/jiugeng/cases/{second}/do/merge"),
                &[("once", "m1"), ("into", &first.to_string())],
            )
            .await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.body);
        reacted(&stage).await;
        reacted(&stage).await;
        let known = counters(&stage).await;
        for key in ["similar.1", "category.offered"] {
            assert!(known.iter().any(|(k, n)| *k == format!("suggest.{key}") && *n > 0), "{key}: {known:?}");
        }
        let decided = |kind: &str| -> i64 {
            let of = |key: &str| key.starts_with(&format!("suggest.{kind}.")) && !key.ends_with("offered");
            known.iter().filter(|(key, _)| of(key)).map(|(_, n)| n).sum()
        };
        assert_eq!(
            (decided("similar"), decided("category")),
            (1, 1),
            "the first case is not decided yet: {known:?}"
        );
        let shown = chen.get("/staff/jiugeng/reactions").await.body;
        assert!(shown.contains("100%"), "{shown}");

        let third = receive(&stage, LAMP, DARK).await.case;
        reacted(&stage).await;
        press_as(
            &stage,
            &[Who::Worker],
            third,
            Press::one(Command::Take { worker: account(stage.house(), "chen").await }, ""),
        )
        .await;
        reacted(&stage).await;
        assert!(counters(&stage).await.contains(&("suggest.similar.0".into(), 1)), "taken as its own matter");
    })
    .await;
}

#[tokio::test]
async fn a_dispute_is_never_like_anything_and_nothing_is_like_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let words = "楼上半夜太吵，天天拖椅子";
        let noise = receive(&stage, NOISE, words).await.case;
        let lamp = receive(&stage, LAMP, DARK).await.case;
        assert_eq!(asked(&stage, words, Some(NOISE)).await.similar.len(), 0);
        assert_eq!(similar(&stage, DARK).await, [lamp]);
        let again = receive(&stage, NOISE, words).await.case;
        reacted(&stage).await;
        let mut chen = stage.signed_in("chen").await;
        let page = chen.get(&format!("/staff/jiugeng/cases/{again}")).await.body;
        assert!(!page.contains(&noise.to_string()), "{page}");

        // A case whose complainant is hidden later is not shown from then on, whatever was kept in mind or on paper.
        let second = receive(&stage, LAMP, "楼道灯又坏了").await.case;
        reacted(&stage).await;
        let path = format!("/staff/jiugeng/cases/{second}");
        assert!(chen.get(&path).await.body.contains(&format!("value=\"{lamp}\"")));
        let old = row(&stage, lamp).await;
        let mut change = Change::new(stage.jiugeng, stage.house().now(), linju_core::Actor::System("test"));
        cases::update(&mut change, stage.house(), &old, CaseRow { confidential: true, ..old.clone() });
        stage.house().commit(change).await.expect("a change");
        assert!(!chen.get(&path).await.body.contains(&format!("value=\"{lamp}\"")));
        assert!(!similar(&stage, DARK).await.contains(&lamp));
    })
    .await;
}

#[tokio::test]
async fn every_node_knows_what_another_one_took_in_and_ended() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let other = another_node(&stage).await;
        let here = async |house: &std::sync::Arc<linju_core::House>| -> Vec<Id> {
            let place = stage.place(stage.jiugeng, "3-2").await.path;
            let asked =
                Asked { words: DARK, place: Some(&place), category: Some(LAMP), at: house.now(), case: None };
            let hints = suggest::hints(house, stage.jiugeng, asked).await.expect("hints");
            hints.similar.iter().map(|row| row.id).collect()
        };
        assert!(here(&other).await.is_empty());
        let case = receive(&stage, LAMP, DARK).await.case;
        assert_eq!((here(&other).await, here(stage.house()).await), (vec![case], vec![case]));
        press_as(&stage, &[Who::Worker], case, Press::one(Command::Redirect { channel: "12345".into() }, ""))
            .await;
        assert_eq!((here(&other).await, here(stage.house()).await), (vec![], vec![]));
        let restarted = another_node(&stage).await;
        let again = receive(&stage, LAMP, DARK).await.case;
        assert_eq!(here(&restarted).await, [again]);
    })
    .await;
}

#[tokio::test]
async fn categories_are_learnt_from_what_staff_gave_and_learnt_again_after_a_restart() {
    each_engine(async |db| {
        let stage = stage(db).await;
        // What no catalogue says: here people call the lamp by another word, and staff know what they mean.
        let chen = account(stage.house(), "chen").await;
        let take = |category: &str| Press {
            category: Some(category.into()),
            ..Press::one(Command::Take { worker: chen }, "")
        };
        let words =
            |n: usize| [format!("阿拉二楼火焰头不转了第{n}趟"), format!("大门口阿姨爷叔嘎讪胡太闹猛第{n}趟")];
        asked(&stage, DARK, None).await;
        for n in 0..40 {
            for (said, category) in words(n).iter().zip([LAMP, SERVICE]) {
                let case = receive(&stage, "1404", said).await.case;
                press_as(&stage, &[Who::Worker], case, take(category)).await;
            }
        }
        let codes = |hints: Hints| -> Vec<String> { hints.categories.into_iter().map(|c| c.code).collect() };
        let online = codes(asked(&stage, "二楼火焰头又不转了", None).await);
        assert_eq!(online.first().map(String::as_str), Some(LAMP), "{online:?}");
        let other = another_node(&stage).await;
        let at = other.now();
        let asked = Asked { words: "门口闹猛来兮", place: None, category: None, at, case: None };
        let hints = suggest::hints(&other, stage.jiugeng, asked).await.expect("hints");
        assert_eq!(codes(hints).first().map(String::as_str), Some(SERVICE));
    })
    .await;
}

#[tokio::test]
async fn how_long_it_usually_takes_is_said_from_five_settled_cases_on() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let solved = Command::Handle {
            outcome: linju_request::rules::Outcome::Solved,
            photos: 0,
            constraint: String::new(),
            alternative: String::new(),
            item: String::new(),
        };
        for n in 0..5 {
            assert_eq!(
                suggest::usual(stage.house(), stage.jiugeng, SERVICE).await.expect("it"),
                None,
                "{n} are too few"
            );
            let case = dispatched(&stage, stage.property, SERVICE, "物业不理人").await.case;
            minutes_later(&stage, 24 * 60 * (n % 2 + 1));
            let done = Press::one(Command::Acknowledge, "").then(solved.clone(), "办好了");
            press_as(&stage, &[Who::Worker, Who::Handler], case, done).await;
        }
        let usual = suggest::usual(stage.house(), stage.jiugeng, SERVICE)
            .await
            .expect("it")
            .expect("five are enough");
        assert_eq!((usual.tenths, usual.of), (10, 5));
        let case = receive(&stage, SERVICE, "门岗没有人").await.case;
        let page = stage.signed_in("chen").await.get(&format!("/staff/jiugeng/cases/{case}")).await.body;
        assert!(page.contains("一半在 1.0 天内办好（最近 5 件）"), "{page}");
    })
    .await;
}
