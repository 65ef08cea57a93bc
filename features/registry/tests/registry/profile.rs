use crate::{register, sound, stage, worded};
use linju_db::testing::each_engine;
use linju_kernel::Day;

const ROOM: &str = "久耕小区 1号楼 1单元 401室";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[tokio::test]
async fn the_figures_of_any_day_follow_from_who_lived_where() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let old = [
            ("name", "刘德康"),
            ("born", "1946-11-23"),
            ("state", "lives_here"),
            ("address", ROOM),
            ("from", "2020-01-01"),
        ];
        let liu = register(&mut worker, &old).await;
        let wife = [
            ("name", "周桂珍"),
            ("born", "1950-05-01"),
            ("state", "lives_here"),
            ("address", ROOM),
            ("from", "2020-01-01"),
        ];
        register(&mut worker, &wife).await;
        let away = [("state", "in_care_home"), ("from", "2026-06-01")];
        let answer = worker.post(&format!("/staff/jiugeng/registry/people/{liu}/state"), &away).await;
        assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);

        let figures = async |on: &str| {
            let profile = stage.house().profile(stage.jiugeng, "a", day(on)).await.expect("a profile");
            profile.figures("a")
        };
        let before = figures("2019-12-31").await;
        assert_eq!((before.rooms, before.residents, before.vacant), (6, 0, 6));
        let together = figures("2026-05-31").await;
        assert_eq!(
            (together.residents, together.elders, together.all_elder, together.lone_elders),
            (2, 2, 1, 0)
        );
        assert_eq!(together.advanced, 0, "he is 79 until November");
        let apart = figures("2026-06-01").await;
        assert_eq!((apart.residents, apart.lone_elders, apart.in_care, apart.all_elder), (1, 1, 1, 0));

        let page = worker.get("/staff/jiugeng/registry?day=2026-05-31").await;
        assert!(sound(&page).contains("2026年5月31日的情况"));
        let room = stage.place(stage.jiugeng, "1-1-401").await;
        let page = worker.get(&format!("/staff/jiugeng/registry/places/{}?day=2026-05-31", room.id)).await;
        let body = sound(&page);
        assert!(body.contains("纯老户") && body.contains("刘**") && !body.contains("刘德康"));
    })
    .await;
}

#[tokio::test]
async fn every_profile_is_a_handful_of_queries() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        for code in ["0", "c1", "1", "1-1", "1-1-401"] {
            let place = stage.place(stage.jiugeng, code).await;
            let path = format!("/staff/jiugeng/registry/places/{}", place.id);
            let (page, counts) = linju_db::counted(worker.get(&path)).await;
            sound(&page);
            assert!(counts.queries <= 10, "{} took {} queries", place.full_name, counts.queries);
        }
    })
    .await;
}

#[tokio::test]
async fn a_worker_confirms_a_household_and_is_told_when_the_register_moves_on() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [
            ("name", "刘德康"),
            ("born", "1950-01-01"),
            ("state", "lives_here"),
            ("address", ROOM),
            ("from", "2020-01-01"),
        ];
        register(&mut worker, &liu).await;
        let room = stage.place(stage.jiugeng, "1-1-401").await;
        let path = format!("/staff/jiugeng/registry/places/{}", room.id);
        let kinds = [("kind", "living_alone"), ("kind", "lone_elder"), ("kind", "childless_elder")];
        worker.post(&format!("{path}/household"), &kinds).await;
        let page = worker.get(&path).await;
        assert!(sound(&page).contains("陈晓雯在") && !page.body.contains("对不上"));
        let son = [("name", "刘小康"), ("born", "1980-01-01"), ("state", "lives_here"), ("address", ROOM)];
        register(&mut worker, &son).await;
        let page = worker.get(&path).await;
        assert!(sound(&page).contains("对不上"), "a lone elder no longer lives alone");
    })
    .await;
}

#[tokio::test]
async fn another_areas_staff_the_street_and_the_property_company_find_nothing_here() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [("name", "刘德康"), ("phone", "13800005678"), ("state", "lives_here"), ("address", ROOM)];
        let liu = register(&mut worker, &liu).await;
        let room = stage.place(stage.jiugeng, "1-1-401").await;
        let pages = [
            String::new(),
            "/people?q=刘".into(),
            format!("/people/{liu}"),
            format!("/places/{}", room.id),
            "/duties".into(),
            "/bodies".into(),
            "/doors".into(),
            "/import".into(),
        ];
        for login in ["li", "zhou", "wang"] {
            let mut stranger = stage.signed_in(login).await;
            for page in &pages {
                let answer = stranger.get(&format!("/staff/jiugeng/registry{page}")).await;
                assert_eq!(answer.status.as_u16(), 404, "{login} at {page}");
            }
            let reveal = [("field", "phone"), ("reason", "好奇")];
            let answer =
                stranger.post(&format!("/staff/jiugeng/registry/people/{liu}/reveal"), &reveal).await;
            assert_eq!(answer.status.as_u16(), 404);
        }
        let mut other = stage.signed_in("li").await;
        for page in
            [format!("/people/{liu}"), format!("/places/{}", room.id), format!("/doors?place={}", room.id)]
        {
            let answer = other.get(&format!("/staff/hanyang/registry{page}")).await;
            assert_eq!(answer.status.as_u16(), 404, "through her own area: {page}");
        }
        let found = other.get("/staff/hanyang/registry/people?q=13800005678").await;
        assert!(sound(&found).contains("没有找到"));
    })
    .await;
}

#[tokio::test]
async fn door_plates_carry_the_address_of_their_door() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let building = stage.place(stage.jiugeng, "1").await;
        let page = worker.get(&format!("/staff/jiugeng/registry/doors?place={}", building.id)).await;
        let body = sound(&page);
        assert_eq!(
            body.matches("class=\"door\"").count(),
            3,
            "the building and its two stairwells, no rooms"
        );
        assert_eq!(body.matches("<svg class=\"qr\"").count(), 3);
        assert!(body.contains("1-2") && body.contains("021-5555 0128"));
        worded(body);
    })
    .await;
}
