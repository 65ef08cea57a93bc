//! Visits as workers live them, over HTTP, on each database at hand.

use linju_core::party::{Details, NewRole, ResidenceState, RoleKind};
use linju_core::place::Place;
use linju_db::testing::each_engine;
use linju_db::{Batch, Sql, args};
use linju_kernel::{Day, Id};
use linju_web::testing::{Answer, Browser, Stage};

const ALL: &str = "/staff/jiugeng/visits";
const TODAY: &str = "2026-11-23";

async fn stage(db: linju_db::Db) -> Stage {
    Stage::on(db, &[linju_visit::FEATURE]).await
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// The key of a form, as the page puts it in.
fn key(n: i64) -> String {
    Id(n).to_string()
}

/// A page that came whole: no missing words.
fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    let at = answer.body.find("[visit").or(answer.body.find("[refusal"));
    assert!(at.is_none(), "a missing text: {:?}", at.map(|at| &answer.body[at..]));
    &answer.body
}

/// Somebody born on `born` who moved into the room on `since`; their id.
async fn lives(stage: &Stage, room: &str, name: &str, born: &str, since: &str) -> Id {
    let house = stage.house();
    let room = stage.place(stage.jiugeng, room).await;
    let id = house.id();
    let details =
        Details { born: Some(day(born)), phone: Some("13800005678".into()), ..Details::named(name) };
    let key = house.key(stage.jiugeng).expect("a key");
    let role =
        NewRole::resident(id, ResidenceState::LivesHere, day(since)).at(&room, house.id()).expect("a role");
    let batch =
        Batch::new().push(details.seal(&key, stage.jiugeng, id, house.now()).insert()).push(role.insert());
    house.db.write(batch).await.expect("someone");
    id
}

/// A daughter to call for `person`; her id.
async fn daughter(stage: &Stage, person: Id, room: &Place) -> Id {
    let house = stage.house();
    let id = house.id();
    let details = Details { phone: Some("13900001234".into()), ..Details::named("刘小梅") };
    let role = NewRole {
        for_person: Some(person),
        relation: "女儿".into(),
        ..NewRole::plain(id, RoleKind::EmergencyContact, day("2026-01-01"))
    };
    let key = house.key(stage.jiugeng).expect("a key");
    let batch = Batch::new()
        .push(details.seal(&key, stage.jiugeng, id, house.now()).insert())
        .push(role.at(room, house.id()).expect("a role").insert());
    house.db.write(batch).await.expect("a daughter");
    id
}

async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
}

async fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], sentence: &str) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 422, "{path}: {}", answer.body);
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

fn told<'f>(once: &'f str, outcome: &'f str, on: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![("once", once), ("outcome", outcome), ("way", "door"), ("day", on)]
}

async fn visits(stage: &Stage) -> i64 {
    let sql = Sql::new("select count(*) from visit where area_id = ?", args![stage.jiugeng]);
    stage.house().db.one::<(i64,)>(sql).await.expect("a count").0
}

#[tokio::test]
async fn an_elder_alone_is_due_each_week_and_a_visit_pressed_twice_is_one() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01", "2026-11-10").await;
        let mut worker = stage.signed_in("chen").await;
        let list = worker.get(ALL).await;
        assert!(sound(&list).contains("久耕小区 3号楼 1单元") && list.body.contains("刘**"));
        assert!(
            list.body.contains("超期</span> · 还没有走访记录") && list.body.contains("超期 1 人"),
            "{}",
            list.body
        );
        assert!(!list.body.contains("刘桂英"), "names are masked");
        let at = format!("{ALL}/{liu}");
        let page = worker.get(&at).await;
        assert!(sound(&page).contains("82 岁") && !page.body.contains("刘桂英"));
        let once = key(1);
        refused(&mut worker, &at, &[("once", &once), ("way", "door"), ("day", TODAY)], "请选见到了").await;
        refused(&mut worker, &at, &told(&once, "met", "2026-11-24"), "不能在今天以后").await;
        for _ in 0..2 {
            done(&mut worker, &at, &told(&once, "met", TODAY)).await;
        }
        assert_eq!(visits(&stage).await, 1);
        let list = worker.get(ALL).await;
        assert!(sound(&list).contains("眼下没有要走访的人") && list.body.contains("100%"));
        stage.at("2026-12-01 09:00");
        let mut worker = stage.signed_in("chen").await;
        assert!(worker.get(ALL).await.body.contains("超期 1 天"));
    })
    .await;
}

#[tokio::test]
async fn whom_nobody_reaches_stands_on_top_and_the_daughters_number_is_shown_and_recorded() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01", "2026-01-01").await;
        let room = stage.place(stage.jiugeng, "3-1-401").await;
        let mei = daughter(&stage, liu, &room).await;
        let mut worker = stage.signed_in("chen").await;
        let at = format!("{ALL}/{liu}");
        let (first, second, third) = (key(1), key(2), key(3));
        done(&mut worker, &at, &told(&first, "no_answer", "2026-11-22")).await;
        assert!(!worker.get(ALL).await.body.contains("联系不上"), "once is not yet");
        done(&mut worker, &at, &told(&second, "no_answer", TODAY)).await;
        assert!(sound(&worker.get(ALL).await).contains("联系不上"));
        let page = worker.get(&at).await;
        assert!(sound(&page).contains("女儿") && page.body.contains("139****1234"));
        assert!(!page.body.contains("13900001234"));

        let (liu, mei) = (liu.to_string(), mei.to_string());
        let reveal = format!("{at}/reveal");
        refused(&mut worker, &reveal, &[("whom", &mei), ("field", "phone")], "请写为什么要看").await;
        let shown = worker.post(&reveal, &[("whom", &mei), ("field", "phone"), ("why", "走访联系")]).await;
        assert!(sound(&shown).contains("tel:13900001234") && !shown.body.contains("刘小梅"));
        let sql =
            Sql::new("select subject_id, field, reason from look where area_id = ?", args![stage.jiugeng]);
        let looks: Vec<(Id, String, String)> = stage.house().db.all(sql).await.expect("looks");
        assert_eq!(looks.len(), 1);
        assert_eq!((looks[0].0.to_string(), looks[0].2.as_str()), (mei.clone(), "走访联系"));
        assert!(worker.get(&at).await.body.contains("139****1234"), "the next page is masked again");
        let stranger = lives(&stage, "1-1-401", "张三", "1990-01-01", "2026-01-01").await.to_string();
        let answer = worker.post(&reveal, &[("whom", &stranger), ("field", "phone"), ("why", "看看")]).await;
        assert_eq!(answer.status.as_u16(), 404, "only whom to call for her");
        let named = worker.post(&reveal, &[("whom", &liu), ("field", "name"), ("why", "核对")]).await;
        assert!(sound(&named).contains("刘桂英"));

        done(&mut worker, &at, &told(&third, "met", TODAY)).await;
        assert!(!worker.get(ALL).await.body.contains("联系不上"));
    })
    .await;
}

#[tokio::test]
async fn what_is_noted_is_sealed_and_read_in_this_area_alone() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01", "2026-01-01").await;
        let mut worker = stage.signed_in("chen").await;
        let at = format!("{ALL}/{liu}");
        let once = key(1);
        let mut form = told(&once, "met", TODAY);
        form.push(("note", "膝盖不好,下楼要扶"));
        done(&mut worker, &at, &form).await;
        assert!(sound(&worker.get(&at).await).contains("膝盖不好"));
        let sql = Sql::new("select note_sealed from visit where area_id = ?", args![stage.jiugeng]);
        let (sealed,) = stage.house().db.one::<(Vec<u8>,)>(sql).await.expect("a visit");
        assert!(!sealed.windows(6).any(|w| w == "膝盖".as_bytes()));
        let sql = Sql::new("select body from event where area_id = ?", args![stage.jiugeng]);
        for (body,) in stage.house().db.all::<(String,)>(sql).await.expect("events") {
            assert!(!body.contains('膝') && !body.contains('刘'), "{body}");
        }
        for login in ["li", "zhou", "wang"] {
            let mut other = stage.signed_in(login).await;
            for path in [
                ALL.to_owned(),
                at.clone(),
                format!("{ALL}/round"),
                format!("{ALL}/sheet"),
                format!("{ALL}/tiers"),
            ] {
                assert_eq!(other.get(&path).await.status.as_u16(), 404, "{login} at {path}");
            }
        }
        let theirs = at.replace("jiugeng", "hanyang");
        assert_eq!(stage.signed_in("li").await.get(&theirs).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn the_secretary_sets_how_often_and_a_tier_by_hand_has_its_reason() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let wu = lives(&stage, "2-1-401", "吴敏", "1990-05-01", "2026-11-01").await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        assert!(!worker.get(ALL).await.body.contains("吴"), "a yearly visit is far off");
        let at = format!("{ALL}/{wu}");
        refused(&mut worker, &format!("{at}/tier"), &[("tier", "key"), ("reason", "")], "请写为什么").await;
        done(&mut worker, &format!("{at}/tier"), &[("tier", "key"), ("reason", "做完手术,一个人")]).await;
        assert!(sound(&worker.get(&at).await).contains("做完手术"));
        assert!(worker.get(ALL).await.body.contains("吴*"));

        let tiers = format!("{ALL}/tiers");
        let days = |key| [("key", key), ("care", "30"), ("general", "91"), ("other", "365")];
        assert!(sound(&worker.get(&tiers).await).contains("由书记、主任来改"));
        assert_eq!(worker.post(&tiers, &days("10")).await.status.as_u16(), 404);
        refused(&mut lead, &tiers, &days("0"), "1 到 730").await;
        refused(&mut lead, &tiers, &days("31"), "走访不能更少").await;
        done(&mut lead, &tiers, &days("30")).await;
        assert!(sound(&lead.get(&tiers).await).contains("value=\"30\""));
        let sql = Sql::new(
            "select verb from event where area_id = ? and verb like 'visit%' order by seq",
            args![stage.jiugeng],
        );
        let verbs: Vec<(String,)> = stage.house().db.all(sql).await.expect("events");
        assert_eq!(verbs, [("visit_tier".to_owned(),), ("visit_intervals".to_owned(),)]);
        assert!(!worker.get(ALL).await.body.contains("吴*"), "a month has not passed");
        done(&mut worker, &format!("{at}/tier"), &[("tier", ""), ("reason", "")]).await;
        assert!(!worker.get(&at).await.body.contains("做完手术"), "what no longer holds is not kept");
    })
    .await;
}

#[tokio::test]
async fn a_round_goes_out_on_paper_and_comes_back_in_one_form() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01", "2026-01-01").await;
        let he = lives(&stage, "3-2-401", "何阿大", "1950-05-01", "2026-01-01").await;
        lives(&stage, "1-1-401", "张老伯", "1950-05-01", "2026-01-01").await;
        let building = stage.place(stage.jiugeng, "3").await.id;
        let mut worker = stage.signed_in("chen").await;
        let paper = worker.get(&format!("{ALL}/round?building={building}")).await;
        assert!(sound(&paper).contains("2单元 401室") && paper.body.contains("何**"));
        for hidden in ["何阿大", "张", "岁", "独居", "重点", "138"] {
            assert!(!paper.body.contains(hidden), "{hidden} is not for the stairwell");
        }
        let whole = worker.get(&format!("{ALL}/round")).await;
        assert_eq!(sound(&whole).matches("class=\"sheet\"").count(), 2, "a sheet for each building");

        let sheet = format!("{ALL}/sheet?who=all&building={building}");
        let first = worker.get(&format!("{ALL}/sheet")).await;
        assert!(sound(&first).contains("张**") && !first.body.contains("何**"), "one building at a time");
        let form = worker.get(&sheet).await;
        assert!(sound(&form).contains(&format!("said-{liu}")));
        let (once, said_liu, said_he) = (key(5), format!("said-{liu}"), format!("said-{he}"));
        let note = format!("note-{liu}");
        let mut fields = vec![
            ("once", &*once),
            ("day", ""),
            (&*said_liu, "met"),
            (&*said_he, "no_answer"),
            (&*note, "都好"),
        ];
        refused(&mut worker, &sheet, &fields, "请填走访日期").await;
        fields[1].1 = "2026-11-22";
        for _ in 0..2 {
            done(&mut worker, &sheet, &fields).await;
        }
        assert_eq!(visits(&stage).await, 2);
        assert!(worker.get(&format!("{ALL}/{liu}")).await.body.contains("都好"));
        assert!(worker.get(&format!("{ALL}/{he}")).await.body.contains("没人应"));
    })
    .await;
}

#[tokio::test]
async fn moving_house_keeps_the_date_and_who_left_needs_no_visit() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01", "2026-01-01").await;
        let mut worker = stage.signed_in("chen").await;
        let at = format!("{ALL}/{liu}");
        let once = key(1);
        done(&mut worker, &at, &told(&once, "met", "2026-11-15")).await;
        let house = stage.house();
        let role = house.roles_around(stage.jiugeng, liu).await.expect("roles")[0].role.clone();
        let leave = |last: &str| linju_core::party::end_role(&role, day(last));
        let room = stage.place(stage.jiugeng, "1-2-401").await;
        let next = NewRole::resident(liu, ResidenceState::LivesHere, day("2026-11-20"));
        let next = next.at(&room, house.id()).expect("a role");
        let batch = Batch::new().push(leave("2026-11-19")).push(next.insert());
        house.db.write(batch).await.expect("moved");
        let page = worker.get(&at).await;
        assert!(
            sound(&page).contains("1号楼 2单元 401室") && page.body.contains("超期 1 天"),
            "{}",
            page.body
        );
        house
            .db
            .write(Batch::new().push(linju_core::party::end_role(&next, day("2026-11-21"))))
            .await
            .expect("left");
        assert!(sound(&worker.get(&at).await).contains("不用走访"));
        let once = key(2);
        assert_eq!(worker.post(&at, &told(&once, "met", TODAY)).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn everyone_has_their_own_list_and_a_building_shows_all_who_live_there() {
    each_engine(async |db| {
        let stage = stage(db).await;
        lives(&stage, "3-1-401", "刘桂英", "1944-05-01", "2026-01-01").await;
        lives(&stage, "1-1-401", "张老伯", "1950-05-01", "2026-01-01").await;
        lives(&stage, "1-2-401", "吴敏", "1990-05-01", "2026-01-01").await;
        let house = stage.house();
        let chen = house.account_by_login("chen").await.expect("an answer").expect("an account").id;
        let shen = house.account_by_login("shen").await.expect("an answer").expect("an account").id;
        let (three, one) = (stage.place(stage.jiugeng, "3-1").await, stage.place(stage.jiugeng, "1").await);
        let assignment = linju_core::party::Assignment {
            area_id: stage.jiugeng,
            id: house.id(),
            account_id: chen,
            place_id: three.id,
            path: three.path.clone(),
            from_day: day("2026-01-01"),
            to_day: None,
        };
        let grid =
            linju_core::party::save_grid(stage.jiugeng, house.id(), "一格", Some(shen), None, &[one.id]);
        let batch = grid.into_iter().fold(Batch::new().push(assignment.insert()), Batch::push);
        house.db.write(batch).await.expect("duties");
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let mine = worker.get(ALL).await;
        assert!(sound(&mine).contains("刘**") && !mine.body.contains("张**"));
        let grids = lead.get(ALL).await;
        assert!(
            sound(&grids).contains("张**") && !grids.body.contains("刘**") && !grids.body.contains("吴*")
        );
        let building = lead.get(&format!("{ALL}?who=all&building={}", one.id)).await;
        assert!(sound(&building).contains("吴*"), "due or not");
        lives(&stage, "2-1-401", "何阿大", "1950-05-01", "2026-01-01").await;
        let nobodys = worker.get(&format!("{ALL}?who=nobody")).await;
        assert!(sound(&nobodys).contains("没人负责") && nobodys.body.contains("何**"));
        assert!(!nobodys.body.contains("刘**"));
        let all = worker.get(&format!("{ALL}?who=all")).await;
        assert!(sound(&all).contains("刘**") && all.body.contains("张**"));
    })
    .await;
}
