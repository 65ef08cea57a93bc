use crate::bodies::{reader_only, told};
use crate::{register, rows, sound, stage, worded};
use linju_core::place::Place;
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_web::testing::{Browser, Stage};

fn at(id: Id, rest: &str) -> String {
    format!("/staff/jiugeng/registry/places/{id}{rest}")
}

/// Makes a place in `parent` through the form.
async fn made(stage: &Stage, worker: &mut Browser, parent: Id, fields: &[(&str, &str)]) -> Place {
    let answer = worker.post(&at(parent, "/new"), fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    let id = answer.location.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its id");
    sound(&worker.follow(&answer).await);
    stage.house().place(stage.jiugeng, id).await.expect("the place")
}

/// The value the form has for `field`.
fn value<'a>(page: &'a str, field: &str) -> &'a str {
    let start = page.split(&format!("name=\"{field}\"")).nth(1).expect("the field");
    start.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its value")
}

#[tokio::test]
async fn a_new_building_is_in_the_figures_and_in_the_list_residents_choose_from() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let compound = stage.place(stage.jiugeng, "c1").await;
        let blank = worker.get(&at(compound.id, "/new")).await;
        let code = value(sound(&blank), "code").to_owned();
        assert_eq!(code, "0001", "four digits nobody has");
        let fields = [
            ("kind", "building"),
            ("name", "5号楼"),
            ("code", code.as_str()),
            ("built_year", "1992"),
            ("storeys", "6"),
            ("lift", "no"),
            ("floor", "9"),
        ];
        let building = made(&stage, &mut worker, compound.id, &fields).await;
        assert_eq!((building.full_name.as_str(), building.code.as_str()), ("久耕小区 5号楼", "0001"));
        assert_eq!(
            (building.built_year, building.storeys, building.has_lift),
            (Some(1992), Some(6), Some(false))
        );
        assert_eq!(building.floor, None, "a building is on no floor");
        assert_eq!(told(&stage, building.id).await, [("place".into(), "place_added".into())]);
        let stairwell = [("kind", "stairwell"), ("name", "1单元"), ("code", "0002")];
        let stairwell = made(&stage, &mut worker, building.id, &stairwell).await;
        let room = made(&stage, &mut worker, stairwell.id, &[("kind", "room"), ("name", "1203室")]).await;
        assert_eq!((room.full_name.as_str(), room.floor), ("久耕小区 5号楼 1单元 1203室", Some(12)));

        let house = stage.house();
        let names = async |parent: Id| -> Vec<String> {
            let places = house.places_in(stage.jiugeng, parent).await.expect("places");
            places.into_iter().map(|p| p.name).collect()
        };
        assert_eq!(names(compound.id).await, ["1号楼", "2号楼", "3号楼", "5号楼"]);
        assert_eq!(names(building.id).await, ["1单元"]);
        assert_eq!(house.door("jiugeng", "0001").await.expect("a door").id, building.id);

        let day = "2026-11-23".parse().expect("a day");
        let rooms = async || house.profile(stage.jiugeng, "a", day).await.expect("a profile").figures("a");
        assert_eq!(rooms().await.rooms, 7);
        let person =
            [("name", "刘德康"), ("state", "lives_here"), ("address", "久耕小区 5号楼 1单元 1203室")];
        register(&mut worker, &person).await;
        assert_eq!((rooms().await.residents, rooms().await.households), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn each_place_offers_what_it_can_hold_and_refuses_the_rest() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let root = stage.place(stage.jiugeng, "0").await;
        let page = worker.get(&at(root.id, "/new")).await;
        let offered = |body: &str, kind: &str| body.contains(&format!("<option value=\"{kind}\""));
        assert!(offered(sound(&page), "compound") && !offered(&page.body, "building"));
        let venue = made(&stage, &mut worker, root.id, &[("kind", "venue"), ("name", "邻里汇")]).await;
        assert_eq!((venue.full_name.as_str(), venue.code.as_str()), ("邻里汇", "0001"));
        let page = worker.get(&at(venue.id, "")).await;
        assert!(
            sound(&page).contains(&at(venue.id, "/change")) && !page.body.contains(&at(venue.id, "/new"))
        );
        for (parent, kind) in
            [("0", "building"), ("c1", "room"), ("1", "room"), ("1-1", "stairwell"), ("1", "area")]
        {
            let parent = stage.place(stage.jiugeng, parent).await;
            let answer = worker.post(&at(parent.id, "/new"), &[("kind", kind), ("name", "新的")]).await;
            assert_eq!(answer.status.as_u16(), 422, "{kind} in {}", parent.name);
            assert!(answer.body.contains("id=\"kind-err\"") && answer.body.contains("value=\"新的\""));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_made() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let compound = stage.place(stage.jiugeng, "c1").await;
        let before = rows(&stage, "place", stage.jiugeng).await;
        for (name, extra, field, sentence) in [
            ("", ("lift", "yes"), "name", "请填名称"),
            ("3号楼", ("lift", "yes"), "name", "已经有叫这个名称的了"),
            ("5号楼", ("code", "1-1"), "code", "已经有地方在用了"),
            ("5号楼", ("code", "五号"), "code", "只能用字母、数字"),
            ("5号楼", ("built_year", "八六年"), "built_year", "四位数字"),
            ("5号楼", ("built_year", "2030"), "built_year", "不能在今年以后"),
            ("5号楼", ("storeys", "0"), "storeys", "1 到 200"),
        ] {
            let answer =
                worker.post(&at(compound.id, "/new"), &[("kind", "building"), ("name", name), extra]).await;
            assert_eq!(answer.status.as_u16(), 422, "{field}");
            worded(&answer.body);
            assert!(answer.body.contains(&format!("id=\"{field}-err\"")), "{field}: {}", answer.body);
            assert!(answer.body.contains(sentence), "{sentence}");
            assert_eq!(value(&answer.body, "name"), name, "the name stays");
        }
        assert_eq!(rows(&stage, "place", stage.jiugeng).await, before);
        let other = stage.place(stage.jiugeng, "2").await;
        let same = [("kind", "stairwell"), ("name", "3单元"), ("code", "0777")];
        made(&stage, &mut worker, other.id, &same).await;
        let building = stage.place(stage.jiugeng, "3").await;
        made(&stage, &mut worker, building.id, &[("kind", "stairwell"), ("name", "3单元")]).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_name_is_in_all_that_lies_under_it_and_paths_stay() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let old = stage.place(stage.jiugeng, "1").await;
        let page = worker.get(&at(old.id, "/change")).await;
        assert_eq!((value(sound(&page), "name"), value(&page.body, "code")), ("1号楼", "1"));
        let fields =
            [("name", "甲号楼"), ("code", ""), ("built_year", "1986"), ("storeys", "7"), ("lift", "yes")];
        assert_eq!(worker.post(&at(old.id, "/change"), &fields).await.status.as_u16(), 303);
        let new = stage.place(stage.jiugeng, "1").await;
        assert_eq!((new.full_name.as_str(), new.path.as_str()), ("久耕小区 甲号楼", old.path.as_str()));
        assert_eq!((new.built_year, new.storeys, new.has_lift), (Some(1986), Some(7), Some(true)));
        for (code, name) in [
            ("1-2", "久耕小区 甲号楼 2单元"),
            ("1-2-401", "久耕小区 甲号楼 2单元 401室"),
            ("2-1-401", "久耕小区 2号楼 1单元 401室"),
        ] {
            assert_eq!(stage.place(stage.jiugeng, code).await.full_name, name);
        }
        let untouched = stage.place(stage.hanyang, "1-2-401").await.full_name;
        assert_eq!(untouched, "久耕小区 1号楼 2单元 401室", "汉阳's rooms keep their names");

        let compound = stage.place(stage.jiugeng, "c1").await;
        worker.post(&at(compound.id, "/change"), &[("name", "久新小区"), ("code", "c1")]).await;
        assert_eq!(stage.place(stage.jiugeng, "1-2-401").await.full_name, "久新小区 甲号楼 2单元 401室");
        assert_eq!(
            stage.place(stage.jiugeng, "c1").await.built_year,
            compound.built_year,
            "not asked, not lost"
        );
        let room = stage.place(stage.jiugeng, "1-2-401").await;
        let fields = [("name", "402室"), ("code", "1-2-402"), ("floor", "3")];
        assert_eq!(worker.post(&at(room.id, "/change"), &fields).await.status.as_u16(), 303);
        let room = stage.place(stage.jiugeng, "1-2-402").await;
        assert_eq!((room.full_name.as_str(), room.floor), ("久新小区 甲号楼 2单元 402室", Some(3)));
        assert_eq!(told(&stage, room.id).await, [("place".into(), "place_changed".into())]);
        worker.post(&at(room.id, "/change"), &fields).await;
        assert_eq!(told(&stage, room.id).await.len(), 1, "what changes nothing is no event");
    })
    .await;
}

#[tokio::test]
async fn a_change_takes_no_siblings_name_and_no_others_code() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let building = stage.place(stage.jiugeng, "1").await;
        let answer = worker.post(&at(building.id, "/change"), &[("name", "2号楼"), ("code", "1")]).await;
        assert_eq!(answer.status.as_u16(), 422);
        assert!(answer.body.contains("id=\"name-err\"") && value(&answer.body, "name") == "2号楼");
        let answer = worker.post(&at(building.id, "/change"), &[("name", "1号楼"), ("code", "2")]).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("id=\"code-err\""));
        let root = stage.place(stage.jiugeng, "0").await;
        for answer in [
            worker.get(&at(root.id, "/change")).await,
            worker.post(&at(root.id, "/change"), &[("name", "x")]).await,
        ] {
            assert_eq!(answer.status.as_u16(), 404, "the area is not named here");
        }
        assert_eq!(stage.place(stage.jiugeng, "1").await.full_name, "久耕小区 1号楼");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_edit_here_makes_and_changes_no_place() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let compound = stage.place(stage.jiugeng, "c1").await;
        let before = rows(&stage, "place", stage.jiugeng).await;
        let fields = [("kind", "building"), ("name", "5号楼")];
        let mut strangers = vec![reader_only(&stage).await];
        for login in ["li", "zhou", "wang"] {
            strangers.push(stage.signed_in(login).await);
        }
        for stranger in &mut strangers {
            for end in ["/new", "/change"] {
                assert_eq!(stranger.get(&at(compound.id, end)).await.status.as_u16(), 404, "{end}");
                assert_eq!(stranger.post(&at(compound.id, end), &fields).await.status.as_u16(), 404, "{end}");
            }
        }
        let through_her_own = format!("/staff/hanyang/registry/places/{}/new", compound.id);
        assert_eq!(strangers[1].post(&through_her_own, &fields).await.status.as_u16(), 404);
        assert_eq!(rows(&stage, "place", stage.jiugeng).await, before);
        assert_eq!(stage.place(stage.jiugeng, "c1").await.name, "久耕小区");
        let page = strangers[0].get(&at(compound.id, "")).await;
        assert!(!sound(&page).contains(&at(compound.id, "/new")), "a reader is offered nothing to press");
    })
    .await;
}
