use crate::{sound, stage};
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_web::testing::Stage;

async fn account(stage: &Stage, login: &str) -> Id {
    stage.house().account_by_login(login).await.expect("an answer").expect("an account").id
}

#[tokio::test]
async fn one_action_hands_all_stairwells_over_and_no_day_has_none_or_two() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (chen, shen) = (account(&stage, "chen").await, account(&stage, "shen").await);
        let (one, two) = (stage.place(stage.jiugeng, "1-1").await, stage.place(stage.jiugeng, "2").await);
        let chosen = [
            ("account", chen.to_string()),
            ("places", one.id.to_string()),
            ("places", two.id.to_string()),
            ("from", "2026-01-01".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = chosen.iter().map(|(k, v)| (*k, v.as_str())).collect();
        worker.post("/staff/jiugeng/registry/contacts", &fields).await;
        let pass = [("old", chen.to_string()), ("new", shen.to_string()), ("day", "2026-12-01".to_owned())];
        let fields: Vec<(&str, &str)> = pass.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = worker.post("/staff/jiugeng/registry/contacts/hand-over", &fields).await;
        let page = worker.follow(&answer).await;
        assert!(sound(&page).contains("一共 2 处"));
        let room = stage.place(stage.jiugeng, "1-1-401").await;
        for (day, hers) in [("2026-11-30", true), ("2026-12-01", false), ("2027-05-01", false)] {
            let day = day.parse().expect("a day");
            let looks = async |who| {
                stage.house().looks_after(stage.jiugeng, who, &[&room.path], day).await.expect("an answer")
            };
            assert_eq!((looks(chen).await, looks(shen).await), (hers, !hers), "{day}");
        }
        let again = worker.post("/staff/jiugeng/registry/contacts/hand-over", &fields).await;
        assert_eq!(again.status.as_u16(), 422, "there is nothing left to hand over");
    })
    .await;
}

#[tokio::test]
async fn a_grid_without_a_worker_is_flagged_until_it_has_one() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (chen, building) = (account(&stage, "chen").await, stage.place(stage.jiugeng, "1").await);
        let fields = [("name", "第一网格"), ("places", &*building.id.to_string())];
        worker.post("/staff/jiugeng/registry/grids", &fields).await;
        assert!(sound(&worker.get("/staff/jiugeng/registry").await).contains("有 1 个网格还没有负责人"));
        let grid = stage.house().grids(stage.jiugeng).await.expect("grids").remove(0);
        let both = [
            ("grid", grid.id.to_string()),
            ("name", "第一网格".into()),
            ("worker", chen.to_string()),
            ("deputy", chen.to_string()),
        ];
        let fields: Vec<(&str, &str)> = both.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(worker.post("/staff/jiugeng/registry/grids", &fields).await.status.as_u16(), 422);
        worker.post("/staff/jiugeng/registry/grids", &fields[..3]).await;
        let page = worker.get("/staff/jiugeng/registry").await;
        assert!(!sound(&page).contains("还没有负责人"));
        let grid = stage.house().grids(stage.jiugeng).await.expect("grids").remove(0);
        assert_eq!((grid.worker_id, grid.places.len()), (Some(chen), 1), "its places stay");
    })
    .await;
}

#[tokio::test]
async fn only_ones_own_colleagues_and_places_can_be_named() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (stranger, chen) =
            (account(&stage, "li").await.to_string(), account(&stage, "chen").await.to_string());
        let here = stage.place(stage.jiugeng, "1").await.id.to_string();
        let there = stage.place(stage.hanyang, "1").await.id.to_string();
        let post = async |worker: &mut linju_web::testing::Browser, account: &str, place: &str| {
            let fields = [("account", account), ("places", place)];
            worker.post("/staff/jiugeng/registry/contacts", &fields).await.status.as_u16()
        };
        assert_eq!(post(&mut worker, &stranger, &here).await, 422);
        assert_eq!(post(&mut worker, &chen, &there).await, 404);
        assert_eq!(post(&mut worker, &chen, &here).await, 303);
    })
    .await;
}

#[tokio::test]
async fn organisations_property_areas_and_public_housing_are_kept() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (compound, utility) = (stage.place(stage.jiugeng, "c1").await, stage.utility.to_string());
        let id = compound.id.to_string();
        worker
            .post(
                "/staff/jiugeng/registry/organisations",
                &[("organisation", &utility), ("kind", "partner_unit")],
            )
            .await;
        worker
            .post("/staff/jiugeng/registry/property-areas", &[("name", "久耕物业管理区域"), ("places", &id)])
            .await;
        worker
            .post("/staff/jiugeng/registry/property-units", &[("organisation", &utility), ("place", &id)])
            .await;
        let page = worker.get("/staff/jiugeng/registry/bodies").await;
        let body = sound(&page);
        assert!(
            body.contains("路灯管理所") && body.contains("共建单位") && body.contains("久耕物业管理区域")
        );
        let room = stage.place(stage.jiugeng, "1-1-401").await;
        let page = worker.get(&format!("/staff/jiugeng/registry/places/{}", room.id)).await;
        assert!(sound(&page).contains("公房，产权单位： 路灯管理所"));
    })
    .await;
}

#[tokio::test]
async fn one_stairwell_is_let_go_and_whoever_left_is_flagged_until_all_is_handed_over() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("shen").await;
        let chen = stage.house().account_by_login("chen").await.expect("an answer").expect("an account");
        let (one, two) = (stage.place(stage.jiugeng, "1-1").await, stage.place(stage.jiugeng, "2-1").await);
        for place in [&one, &two] {
            let fields = [
                ("account", &*chen.id.to_string()),
                ("places", &*place.id.to_string()),
                ("from", "2026-01-01"),
            ];
            worker.post("/staff/jiugeng/registry/contacts", &fields).await;
        }
        let today: linju_kernel::Day = "2026-11-23".parse().expect("a day");
        let held = stage.house().assignments(stage.jiugeng, today).await.expect("assignments");
        let end = format!("/staff/jiugeng/registry/contacts/{}/end", held[0].id);
        assert_eq!(worker.post(&end, &[]).await.status.as_u16(), 303);
        assert_eq!(worker.post(&end, &[]).await.status.as_u16(), 404, "it has ended");
        let looks = async |path: &str, day: linju_kernel::Day| {
            stage.house().looks_after(stage.jiugeng, chen.id, &[path], day).await.expect("an answer")
        };
        assert!(looks(&one.path, today).await && !looks(&one.path, today.plus_days(1)).await);
        assert!(looks(&two.path, today.plus_days(1)).await);
        let page = worker.get("/staff/jiugeng/registry/duties").await;
        assert!(!sound(&page).contains("已经不在这里工作"));

        let (_, roles) = stage.house().account(chen.id).await.expect("an account");
        let actor = linju_core::Actor::System("stage");
        stage.house().end_role(&roles[0], today.plus_days(-1), actor).await.expect("a leaver");
        let page = worker.get("/staff/jiugeng/registry/duties").await;
        assert!(sound(&page).contains("有 1 处的联系人已经不在这里工作"));
    })
    .await;
}

#[tokio::test]
async fn a_room_of_public_housing_names_its_owner_and_its_lessee() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (building, room) =
            (stage.place(stage.jiugeng, "1").await, stage.place(stage.jiugeng, "1-1-401").await);
        let unit = [("organisation", &*stage.utility.to_string()), ("place", &*building.id.to_string())];
        worker.post("/staff/jiugeng/registry/property-units", &unit).await;
        let path = format!("/staff/jiugeng/registry/places/{}", room.id);
        assert!(sound(&worker.get(&path).await).contains("还没有登记承租人"));
        let liu = [("name", "刘德康"), ("role", "lessee"), ("address", room.full_name.as_str())];
        crate::register(&mut worker, &liu).await;
        let page = worker.get(&path).await;
        assert!(sound(&page).contains("承租人 刘**") && !page.body.contains("还没有登记承租人"));
        let end = format!("/staff/jiugeng/registry/property-units/{}/end", building.id);
        assert_eq!(worker.post(&end, &[]).await.status.as_u16(), 303);
        assert!(!sound(&worker.get(&path).await).contains("产权单位"));
    })
    .await;
}
