//! A building entered twice, a stairwell under the wrong building, a house pulled down.

use crate::bodies::{reader_only, told};
use crate::{register, rows, sound, stage};
use linju_core::party::RoleKind;
use linju_core::place::Place;
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::{Day, Id};
use linju_web::testing::{Answer, Browser, Stage};

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

async fn post(worker: &mut Browser, place: Id, what: &str, fields: &[(&str, &str)]) -> Answer {
    worker.post(&format!("/staff/jiugeng/registry/places/{place}/{what}"), fields).await
}

/// The page where a place is moved, removed or closed.
async fn page(worker: &mut Browser, place: Id) -> String {
    let answer = worker.get(&format!("/staff/jiugeng/registry/places/{place}/standing")).await;
    sound(&answer).to_owned()
}

async fn again(stage: &Stage, place: &Place) -> Place {
    stage.house().place(stage.jiugeng, place.id).await.expect("the place")
}

/// Looks after the stairwell `1-1` from the year's beginning on.
async fn assign(stage: &Stage, worker: &mut Browser, place: Id) -> Id {
    let chen = stage.house().account_by_login("chen").await.expect("an answer").expect("an account").id;
    let fields = [("account", &*chen.to_string()), ("places", &place.to_string()), ("from", "2026-01-01")];
    worker.post("/staff/jiugeng/registry/contacts", &fields).await;
    chen
}

#[tokio::test]
async fn a_stairwell_under_the_wrong_building_moves_with_its_rooms_people_and_contacts() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (house, area) = (stage.house(), stage.jiugeng);
        let (stairwell, right) = (stage.place(area, "1-2").await, stage.place(area, "3").await);
        let (room, wrong) = (stage.place(area, "1-2-401").await, stage.place(area, "1").await);
        let liu = [("name", "刘德康"), ("state", "lives_here"), ("address", room.full_name.as_str())];
        let liu: Id = register(&mut worker, &liu).await.parse().expect("an id");
        let chen = assign(&stage, &mut worker, stairwell.id).await;
        let to = right.id.to_string();

        let taken = post(&mut worker, stairwell.id, "move", &[("to", &to)]).await;
        assert_eq!(taken.status.as_u16(), 422);
        assert!(taken.body.contains("id=\"to-err\"") && taken.body.contains("已经有叫这个名称的了"));
        let renamed = [("name", "3单元"), ("code", "1-2")];
        assert_eq!(post(&mut worker, stairwell.id, "change", &renamed).await.status.as_u16(), 303);
        assert!(page(&mut worker, stairwell.id).await.contains("久耕小区 3号楼"));
        let moved = post(&mut worker, stairwell.id, "move", &[("to", &to)]).await;
        assert!(sound(&worker.follow(&moved).await).contains("久耕小区 3号楼 3单元"));

        let (now, room) = (again(&stage, &stairwell).await, again(&stage, &room).await);
        assert_eq!(now.parent_id, Some(right.id));
        assert_eq!(
            (now.code.as_str(), room.code.as_str()),
            ("1-2", "1-2-401"),
            "plates on the wall still lead here"
        );
        assert_eq!(room.full_name, "久耕小区 3号楼 3单元 401室");
        assert!(room.path.starts_with(&format!("{}.", now.path)) && now.path.starts_with(&right.path));
        let living =
            house.roles_in(area, &right.path, &[RoleKind::Resident], day(TODAY)).await.expect("roles");
        assert_eq!(
            living.iter().map(|r| (r.person_id, r.path.clone())).collect::<Vec<_>>(),
            [(liu, room.path.clone())]
        );
        assert!(house.looks_after(area, chen, &[&room.path], day(TODAY)).await.expect("an answer"));
        let figures =
            async |root: &str| house.profile(area, root, day(TODAY)).await.expect("a profile").figures(root);
        assert_eq!((figures(&right.path).await.residents, figures(&wrong.path).await.residents), (1, 0));
        assert_eq!((figures(&right.path).await.rooms, figures("a").await.rooms), (3, 6));
        let verbs: Vec<String> = told(&stage, stairwell.id).await.into_iter().map(|t| t.1).collect();
        assert_eq!(verbs, ["contact_assigned", "place_changed", "place_moved"]);
    })
    .await;
}

#[tokio::test]
async fn a_place_goes_only_where_its_kind_may_be() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let stairwell = stage.place(stage.jiugeng, "1-2").await;
        let there = stage.place(stage.hanyang, "1").await;
        for (to, sentence) in
            [("1", "它本来就在那里"), ("c1", "这样的地方不能放在那里"), ("3-1", "这样的地方不能放在那里")]
        {
            let to = stage.place(stage.jiugeng, to).await.id.to_string();
            let answer = post(&mut worker, stairwell.id, "move", &[("to", &to)]).await;
            assert_eq!(answer.status.as_u16(), 422);
            assert!(answer.body.contains(sentence), "{sentence}");
        }
        let over_the_wall = post(&mut worker, stairwell.id, "move", &[("to", &there.id.to_string())]).await;
        assert_eq!(over_the_wall.status.as_u16(), 404);
        let root = stage.place(stage.jiugeng, "0").await;
        assert_eq!(post(&mut worker, root.id, "remove", &[]).await.status.as_u16(), 404);
        assert_eq!(again(&stage, &stairwell).await.path, stairwell.path);
    })
    .await;
}

#[tokio::test]
async fn a_building_entered_twice_is_removed_while_nothing_hangs_on_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (area, twin) = (stage.jiugeng, stage.place(stage.jiugeng, "2").await);
        let before = rows(&stage, "place", area).await;
        assert!(page(&mut worker, twin.id).await.contains("下面的 4 处也一起撤掉"));
        let gone = post(&mut worker, twin.id, "remove", &[]).await;
        assert_eq!(gone.status.as_u16(), 303, "{}", gone.body);
        let above = worker.follow(&gone).await;
        assert!(!sound(&above).contains("2号楼") && above.body.contains("3号楼"));
        assert_eq!(rows(&stage, "place", area).await, before - 5);
        assert_eq!(told(&stage, twin.id).await, [("place".into(), "place_removed".into())]);
        assert!(stage.house().place_by_code(area, "2-1").await.is_err());

        let lived_in = stage.place(area, "3").await;
        let liu = [("name", "刘德康"), ("state", "lives_here"), ("address", "久耕小区 3号楼 1单元 401室")];
        register(&mut worker, &liu).await;
        assert!(page(&mut worker, lived_in.id).await.contains("不能撤掉"));
        let kept = post(&mut worker, lived_in.id, "remove", &[]).await;
        assert_eq!(kept.status.as_u16(), 422);
        assert!(kept.body.contains("请先移走，或者停用"));
        assert_eq!(rows(&stage, "place", area).await, before - 5);
    })
    .await;
}

#[tokio::test]
async fn a_place_something_happened_at_is_closed_and_its_history_stays() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (house, area) = (stage.house(), stage.jiugeng);
        let (building, room) = (stage.place(area, "1").await, stage.place(area, "1-1-401").await);
        let liu = [
            ("name", "刘德康"),
            ("state", "lives_here"),
            ("address", room.full_name.as_str()),
            ("from", "2026-01-01"),
        ];
        let liu = register(&mut worker, &liu).await;
        let chen = assign(&stage, &mut worker, building.id).await;
        let grid = [("name", "第一网格"), ("places", &*building.id.to_string())];
        worker.post("/staff/jiugeng/registry/grids", &grid).await;

        assert!(page(&mut worker, building.id).await.contains("还有人登记在这里"));
        let lived_in = post(&mut worker, building.id, "close", &[("last", TODAY)]).await;
        assert!(lived_in.status.as_u16() == 422 && lived_in.body.contains("还有人登记在这里"));
        let away = [("state", "moved_out"), ("from", "2026-11-01")];
        worker.post(&format!("/staff/jiugeng/registry/people/{liu}/state"), &away).await;
        let future = post(&mut worker, building.id, "close", &[("last", "2026-12-01")]).await;
        assert!(future.status.as_u16() == 422 && future.body.contains("不能在今天以后"));
        let closed = post(&mut worker, building.id, "close", &[("last", "2026-11-20")]).await;
        assert_eq!(closed.status.as_u16(), 303, "{}", closed.body);
        assert!(sound(&worker.follow(&closed).await).contains("后来没有了"));

        let offered = house.places_of(area, &[linju_core::place::PlaceKind::Room]).await.expect("rooms");
        assert_eq!(offered.len(), 4, "its two rooms can no longer be chosen");
        let compound = stage.place(area, "c1").await;
        assert_eq!(stage.place(area, "1-1-401").await.id, compound.id, "its old plates lead to the compound");
        let rooms = async |on: &str| house.profile(area, "a", day(on)).await.expect("a profile").figures("a");
        assert_eq!((rooms("2026-11-20").await.rooms, rooms("2026-11-21").await.rooms), (6, 4));
        assert_eq!(rooms("2026-06-01").await.residents, 1, "who lived there then still did");
        assert!(house.looks_after(area, chen, &[&room.path], day("2026-11-20")).await.expect("an answer"));
        assert!(!house.looks_after(area, chen, &[&room.path], day("2026-11-21")).await.expect("an answer"));
        assert!(house.grids(area).await.expect("grids")[0].places.is_empty());
        let new = [("kind", "stairwell"), ("name", "3单元")];
        assert!(post(&mut worker, building.id, "new", &new).await.body.contains("已经停用了"));

        let twin = [("kind", "building"), ("name", "1号楼")];
        assert_eq!(
            post(&mut worker, compound.id, "new", &twin).await.status.as_u16(),
            303,
            "its name is free"
        );
        let taken = post(&mut worker, building.id, "reopen", &[]).await;
        assert!(taken.status.as_u16() == 422 && taken.body.contains("已经有叫这个名称的了"));
    })
    .await;
}

#[tokio::test]
async fn a_closing_by_mistake_is_taken_back_whole() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (area, building) = (stage.jiugeng, stage.place(stage.jiugeng, "1").await);
        let stairwell = stage.place(area, "1-1").await;
        post(&mut worker, stairwell.id, "close", &[("last", "2026-10-01")]).await;
        post(&mut worker, building.id, "close", &[("last", TODAY)]).await;
        let inner = stage.house().place(area, stairwell.id).await.expect("it is kept");
        assert_eq!(inner.to_day, Some(day("2026-10-01")), "what was closed before keeps its day");
        let under = post(&mut worker, stairwell.id, "reopen", &[]).await;
        assert!(under.body.contains("已经停用了"), "nothing opens in a closed building");
        assert_eq!(post(&mut worker, building.id, "reopen", &[]).await.status.as_u16(), 303);
        assert_eq!(again(&stage, &building).await.to_day, None);
        assert_eq!(stage.place(area, "1-2-401").await.code, "1-2-401");
        assert!(again(&stage, &stairwell).await.to_day.is_some());
        assert_eq!(post(&mut worker, stairwell.id, "reopen", &[]).await.status.as_u16(), 303);
        assert_eq!(post(&mut worker, stairwell.id, "reopen", &[]).await.status.as_u16(), 422);
    })
    .await;
}

#[tokio::test]
async fn an_import_makes_no_second_of_a_path_or_a_code_that_a_closed_place_keeps() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let area = stage.jiugeng;
        let building = stage.place(area, "2").await;
        post(&mut worker, building.id, "close", &[("last", TODAY)]).await;
        let import = "/staff/jiugeng/registry/import";
        let table = "姓名\t小区\t楼栋\t单元\t户室\t居住状态\n刘德康\t久耕小区\t2\t1\t401\t人在户在";
        let draft = worker.upload(import, &[("pasted", table)], &[]).await.location;
        let mapped = [
            ("column-A", "name"),
            ("column-B", "compound"),
            ("column-C", "building"),
            ("column-D", "stairwell"),
            ("column-E", "room"),
            ("column-F", "state"),
            ("make", "1"),
        ];
        worker.post(&draft, &mapped).await;
        let taken = worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        assert_eq!(taken.status.as_u16(), 303, "{}", taken.body);
        let sql = "select count(*) from place where area_id = ? and name = '2号楼'";
        let twins = stage.house().db.one::<(i64,)>(Sql::new(sql, args![area])).await.expect("a count").0;
        assert_eq!(twins, 2, "the new one stands beside the closed one");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_edit_moves_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let stairwell = stage.place(stage.jiugeng, "1-2").await;
        let to = stage.place(stage.jiugeng, "3").await.id.to_string();
        let mut strangers = vec![reader_only(&stage).await];
        for login in ["li", "zhou", "wang"] {
            strangers.push(stage.signed_in(login).await);
        }
        for stranger in &mut strangers {
            for what in ["move", "remove", "close", "reopen"] {
                let answer = post(stranger, stairwell.id, what, &[("to", &to), ("last", TODAY)]).await;
                assert_eq!(answer.status.as_u16(), 404, "{what}");
            }
        }
        let kept = again(&stage, &stairwell).await;
        assert_eq!((kept.path, kept.to_day), (stairwell.path, None));
    })
    .await;
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// What no move, closing or removal may break.
async fn whole(stage: &Stage) {
    let places = stage.house().places_ever(stage.jiugeng).await.expect("places");
    for place in &places {
        let Some(parent) = place.parent_id else { continue };
        let parent = places.iter().find(|p| p.id == parent).expect("what it is in is there");
        let rest =
            place.path.strip_prefix(&format!("{}.", parent.path)).expect("its path goes on from there");
        assert!(!rest.contains('.'), "{} in {}", place.path, parent.path);
        let above = if parent.parent_id.is_some() { format!("{} ", parent.full_name) } else { String::new() };
        assert_eq!(place.full_name, format!("{above}{}", place.name));
        assert!(parent.to_day.is_some() <= place.to_day.is_some(), "{} stands in a closed place", place.path);
    }
    for table in ["person_role", "contact_assignment"] {
        let sql = format!(
            "select count(*) from {table} x join place p on p.area_id = x.area_id and p.id = x.place_id \
             where x.area_id = ? and x.path <> p.path"
        );
        let strayed =
            stage.house().db.one::<(i64,)>(Sql::new(sql, args![stage.jiugeng])).await.expect("a count").0;
        assert_eq!(strayed, 0, "{table} keeps the paths of its places");
    }
}

#[tokio::test]
async fn whatever_is_moved_closed_and_removed_in_any_order_stays_whole() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let (house, area) = (stage.house(), stage.jiugeng);
        for room in ["久耕小区 1号楼 1单元 401室", "久耕小区 3号楼 2单元 401室"] {
            register(&mut worker, &[("name", "刘德康"), ("state", "lives_here"), ("address", room)]).await;
        }
        let stairwell = stage.place(area, "2-1").await;
        assign(&stage, &mut worker, stairwell.id).await;
        let actor = linju_core::Actor::System("test");
        let mut dice = Dice(20_261_123);
        let (mut done, mut refused) = (0, 0);
        for n in 0..160 {
            let places = house.places_ever(area).await.expect("places");
            let place = &places[1 + dice.throw(places.len() - 1)];
            let result = match dice.throw(8) {
                0..=3 => {
                    let said = linju_core::place::Details { name: format!("{n}号"), ..Default::default() };
                    let _ = house.change_place(actor, place, &said).await;
                    let place = house.place(area, place.id).await.expect("it is there");
                    house.move_place(actor, &place, &places[dice.throw(places.len())]).await
                }
                4 => house.remove_place(actor, place).await,
                5 => house.close_place(actor, place, day(TODAY).plus_days(-(dice.throw(3) as i64))).await,
                _ => house.reopen_place(actor, place).await,
            };
            match result {
                Ok(()) => done += 1,
                Err(linju_core::Error::Refused(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
            whole(&stage).await;
        }
        assert!(done > 20 && refused > 20, "{done} done, {refused} refused");
    })
    .await;
}
