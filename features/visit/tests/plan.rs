//! The plan, the day on a phone, contacts that were no visits and 老伙伴, over HTTP, on each database at hand.

use linju_core::ledger::NewEvent;
use linju_core::party::{Details, NewRole, ResidenceState, RoleKind};
use linju_core::subject::Subject;
use linju_core::{Actor, Change};
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

/// Somebody who lives alone in the room and is as old as that; their id.
async fn lives(stage: &Stage, room: &str, name: &str, born: &str) -> Id {
    let house = stage.house();
    let room = stage.place(stage.jiugeng, room).await;
    let id = house.id();
    let details = Details { born: Some(day(born)), ..Details::named(name) };
    let key = house.key(stage.jiugeng).expect("a key");
    let role = NewRole::resident(id, ResidenceState::LivesHere, day("2026-01-01"));
    let batch = Batch::new()
        .push(details.seal(&key, stage.jiugeng, id, house.now()).insert())
        .push(role.at(&room, house.id()).expect("a role").insert());
    house.db.write(batch).await.expect("someone");
    id
}

/// The same one is also that.
async fn is_a(stage: &Stage, person: Id, kind: RoleKind, place: &str) {
    let house = stage.house();
    let place = stage.place(stage.jiugeng, place).await;
    let role = NewRole::plain(person, kind, day("2026-01-01")).at(&place, house.id()).expect("a role");
    house.db.write(Batch::new().push(role.insert())).await.expect("a role");
}

/// `login` works the grid of building `place`.
async fn grid(stage: &Stage, login: &str, name: &str, place: &str) -> Id {
    let house = stage.house();
    let sql = Sql::new("select id from account where login = ?", args![login]);
    let (account,) = house.db.one::<(Id,)>(sql).await.expect("an account");
    let place = stage.place(stage.jiugeng, place).await;
    let grid =
        linju_core::party::save_grid(stage.jiugeng, house.id(), name, Some(account), None, &[place.id]);
    house.db.write(grid.into_iter().fold(Batch::new(), Batch::push)).await.expect("a grid");
    account
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

type Row = (Id, Id, Day, Option<Id>, Option<Id>, Option<Day>);

async fn planned(stage: &Stage) -> Vec<Row> {
    let sql = "select id, person_id, day, account_id, steward_id, done_day from visit_planned where area_id = ? \
               order by day, id";
    stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("rows")
}

async fn met(stage: &Stage, person: Id) -> Option<(Option<Day>, Option<String>)> {
    let sql = "select met_day, contact from visit_standing where area_id = ? and person_id = ?";
    stage.house().db.first(Sql::new(sql, args![stage.jiugeng, person])).await.expect("a row")
}

#[tokio::test]
async fn the_lead_plans_four_weeks_and_each_due_visit_is_there_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let he = lives(&stage, "1-1-401", "何阿大", "1960-05-01").await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let plan = format!("{ALL}/plan");
        assert!(sound(&worker.get(&plan).await).contains("还没有排计划"));
        assert_eq!(worker.post(&plan, &[]).await.status.as_u16(), 404, "the lead plans");
        let chen = grid(&stage, "chen", "一格", "3").await;
        let shen = grid(&stage, "shen", "二格", "1").await;
        for _ in 0..2 {
            done(&mut lead, &plan, &[]).await;
        }
        let rows = planned(&stage).await;
        let hers: Vec<Day> = rows.iter().filter(|row| row.1 == liu).map(|row| row.2).collect();
        assert_eq!(hers.len(), 4, "each week once, however often it is pressed");
        assert!(hers.windows(2).all(|pair| pair[0].plus_days(7) >= pair[1]), "never more than a week apart");
        assert!(hers[0] <= day("2026-11-27"), "who is overdue comes in the first days");
        assert!(rows.iter().filter(|row| row.1 == liu).all(|row| row.3 == Some(chen)), "the same face");
        let his: Vec<&Row> = rows.iter().filter(|row| row.1 == he).collect();
        assert_eq!((his.len(), his[0].3), (4, Some(shen)), "alone at 66 is weekly too");
        let page = worker.get(&plan).await;
        assert!(
            sound(&page).contains("刘**") && !page.body.contains("刘桂英") && !page.body.contains("何**")
        );
        assert!(sound(&worker.get(&format!("{plan}/print")).await).contains("刘**"));
        assert_eq!(stage.signed_in("li").await.get(&plan).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_steward_sees_to_whoever_is_seen_seldom_and_never_to_who_is_closely_looked_after() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let wu = lives(&stage, "3-1-401", "吴敏", "1990-05-01").await;
        let yi = lives(&stage, "2-1-401", "易青", "1990-05-01").await;
        is_a(&stage, wu, RoleKind::Steward, "3-1").await;
        is_a(&stage, yi, RoleKind::Steward, "3-2").await;
        for _ in 0..6 {
            lives(&stage, "3-2-401", "张青", "1990-05-01").await;
        }
        stage.at("2026-12-20 09:00");
        grid(&stage, "chen", "一格", "3").await;
        done(&mut stage.signed_in("shen").await, &format!("{ALL}/plan"), &[]).await;
        let rows = planned(&stage).await;
        assert!(rows.iter().any(|row| row.1 == liu));
        assert!(rows.iter().filter(|row| row.1 == liu).all(|row| row.3.is_some() && row.4.is_none()));
        assert!(rows.iter().filter(|row| row.1 == wu).all(|row| row.4.is_none()), "nobody visits themselves");
        assert!(rows.iter().any(|row| row.4 == Some(yi)), "the steward has a part of the work");
        let page = stage.signed_in("chen").await.get(&format!("{ALL}/plan?who=s-{yi}")).await;
        assert!(sound(&page).contains("楼组长 易*"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn a_visit_is_moved_given_and_handed_over_and_stays_so_when_planned_anew() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let chen = grid(&stage, "chen", "一格", "3").await;
        let shen = grid(&stage, "shen", "二格", "1").await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let plan = format!("{ALL}/plan");
        done(&mut lead, &plan, &[]).await;
        let first = planned(&stage).await[0];
        let at = format!("{plan}/{}", first.0);
        assert!(sound(&worker.get(&at).await).contains("刘**"));
        let (me, her) = (chen.to_string(), shen.to_string());
        refused(&mut worker, &at, &[("day", "2026-11-22"), ("who", &me)], "今天以后").await;
        refused(&mut worker, &at, &[("day", "2027-02-01"), ("who", &me)], "计划以内").await;
        refused(&mut worker, &at, &[("day", "2026-11-28"), ("who", "1")], "请选由谁去").await;
        done(&mut worker, &at, &[("day", "2026-11-28"), ("who", &her)]).await;
        done(&mut lead, &plan, &[]).await;
        let rows = planned(&stage).await;
        let moved = rows.iter().find(|row| row.0 == first.0).expect("it stays");
        assert_eq!((moved.2, moved.3), (day("2026-11-28"), Some(shen)));
        let over = format!("{plan}/hand-over");
        assert_eq!(worker.post(&over, &[("from", &her), ("to", &me)]).await.status.as_u16(), 422, "not hers");
        refused(&mut lead, &over, &[("from", &her), ("to", &her)], "不能交给同一个人").await;
        done(&mut lead, &over, &[("from", &her), ("to", &me)]).await;
        assert!(planned(&stage).await.iter().all(|row| row.3 == Some(chen)));
        let sql = Sql::new(
            "select verb from event where area_id = ? and verb in ('visit_moved', 'visit_handed_over') order by seq",
            args![stage.jiugeng],
        );
        let verbs: Vec<(String,)> = stage.house().db.all(sql).await.expect("events");
        assert_eq!(verbs.len(), 2);
        let _ = liu;
    })
    .await;
}

#[tokio::test]
async fn todays_list_is_one_press_each_and_a_record_sent_twice_arrives_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let chen = grid(&stage, "chen", "一格", "3").await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        done(&mut lead, &format!("{ALL}/plan"), &[]).await;
        let first = planned(&stage).await[0];
        let me = chen.to_string();
        let at = format!("{ALL}/plan/{}", first.0);
        done(&mut worker, &at, &[("day", TODAY), ("who", &me)]).await;
        let today = worker.get(&format!("{ALL}/today")).await;
        assert!(sound(&today).contains("刘**") && !today.body.contains("刘桂英"));
        assert!(!lead.get(&format!("{ALL}/today")).await.body.contains("刘**"), "only one's own");

        let asked = worker.get(&format!("{ALL}/key?day={TODAY}")).await;
        assert_eq!((asked.status.as_u16(), asked.body.len()), (200, 32));
        let hers = lead.get(&format!("{ALL}/key?day={TODAY}")).await;
        assert_ne!(asked.body, hers.body, "another's phone opens nothing");
        let next = worker.get(&format!("{ALL}/key?day=2026-11-24")).await;
        assert_eq!(next.status.as_u16(), 404, "no key of a day to come");
        assert_eq!(
            stage.signed_in("li").await.get(&format!("{ALL}/key?day={TODAY}")).await.status.as_u16(),
            404
        );
        let shell = worker.get(&format!("{ALL}/shell")).await;
        assert!(!sound(&shell).contains("刘"), "what a phone keeps in the clear names nobody");

        let once = key(7);
        let form = [("once", &*once), ("day", TODAY), ("way", "door"), ("outcome", "met"), ("quiet", "yes")];
        for _ in 0..2 {
            let answer = worker.post(&format!("{ALL}/{liu}"), &form).await;
            assert_eq!(answer.status.as_u16(), 204, "{}", answer.body);
        }
        let sql = Sql::new("select count(*) from visit where area_id = ?", args![stage.jiugeng]);
        assert_eq!(stage.house().db.one::<(i64,)>(sql).await.expect("a count").0, 1);
        assert_eq!(planned(&stage).await[0].5, Some(day(TODAY)), "the plan knows");
        assert!(sound(&worker.get(&format!("{ALL}/today")).await).contains("已联系"));
    })
    .await;
}

/// Writes an event as another feature would, and lets the visits follow.
async fn happens(stage: &Stage, actor: Actor, event: NewEvent) {
    let house = stage.house();
    let mut change = Change::new(stage.jiugeng, house.now(), actor);
    change.event(event);
    house.commit(change).await.expect("an event");
    house.react(stage.jiugeng, linju_visit::FEATURE.reactions).await.expect("a reaction");
}

#[tokio::test]
async fn a_call_a_repair_and_a_meeting_count_and_nobody_enters_a_second_visit() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let chen = grid(&stage, "chen", "一格", "3").await;
        let room = stage.place(stage.jiugeng, "3-1-401").await;
        let mut worker = stage.signed_in("chen").await;
        done(&mut stage.signed_in("shen").await, &format!("{ALL}/plan"), &[]).await;
        assert!(worker.get(ALL).await.body.contains("刘**"));
        let (case, ours) = (Id(900), Actor::Account(chen));
        let received = |channel: &str| {
            let event = NewEvent::new("case", case, "receive").with("channel", channel);
            event.with("person", liu.to_string())
        };
        happens(&stage, Actor::Requester(Id(1)), received("screen")).await;
        assert_eq!(met(&stage, liu).await, None, "a form says nothing of how she is");
        happens(&stage, ours, received("phone")).await;
        assert_eq!(met(&stage, liu).await, Some((Some(day(TODAY)), Some("phone".into()))));
        assert!(planned(&stage).await[0].5.is_some(), "the plan knows");
        let page = worker.get(&format!("{ALL}/{liu}")).await;
        assert!(sound(&page).contains("来电 已联系"), "{}", page.body);
        assert!(sound(&worker.get(ALL).await).contains("眼下没有要走访的人"));

        stage.at("2026-11-25 15:00");
        let handled = || NewEvent::new("case", case, "handle");
        happens(&stage, ours, handled()).await;
        assert_eq!(
            met(&stage, liu).await.expect("a row").0,
            Some(day(TODAY)),
            "nobody says it was at her home"
        );
        let card = Subject {
            area_id: stage.jiugeng,
            id: case,
            kind: "case".into(),
            title: "401室 漏水".into(),
            state: "handling".into(),
            place_path: room.path.clone(),
            at: stage.house().now(),
        };
        stage.house().db.write(Batch::new().push(card.write())).await.expect("a card");
        happens(&stage, ours, handled()).await;
        assert_eq!(met(&stage, liu).await, Some((Some(day("2026-11-25")), Some("repair".into()))));
        stage.at("2026-11-27 15:00");
        let there = NewEvent::new("meeting", Id(901), "sign_in").with("person", liu.to_string());
        happens(&stage, ours, there).await;
        assert_eq!(met(&stage, liu).await, Some((Some(day("2026-11-27")), Some("meeting".into()))));
        let sql = Sql::new("select body from event where area_id = ?", args![stage.jiugeng]);
        for (body,) in stage.house().db.all::<(String,)>(sql).await.expect("events") {
            assert!(!body.contains('刘'), "{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_volunteer_looks_in_on_five_at_most_and_whoever_is_behind_is_listed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let wu = lives(&stage, "1-1-401", "吴敏", "1970-05-01").await;
        is_a(&stage, wu, RoleKind::Volunteer, "1").await;
        let rooms = ["1-2-401", "2-1-401", "2-2-401", "3-1-401", "3-2-401", "3-2-401"];
        let mut elders = Vec::new();
        for room in rooms {
            elders.push(lives(&stage, room, "刘桂英", "1944-05-01").await.to_string());
        }
        let mut worker = stage.signed_in("chen").await;
        let (pairs, volunteer) = (format!("{ALL}/pairs"), wu.to_string());
        refused(&mut worker, &pairs, &[("volunteer", ""), ("person", "")], "请选志愿者").await;
        for elder in &elders[..5] {
            done(&mut worker, &pairs, &[("volunteer", &volunteer), ("person", elder)]).await;
        }
        refused(&mut worker, &pairs, &[("volunteer", &volunteer), ("person", &elders[5])], "已经结对 5 位")
            .await;
        refused(&mut worker, &pairs, &[("volunteer", &volunteer), ("person", &elders[0])], "已经有老伙伴")
            .await;
        assert!(!sound(&worker.get(&pairs).await).contains("这周还差"), "nobody is behind on the first day");
        stage.at("2026-12-01 09:00");
        let mut worker = stage.signed_in("chen").await;
        assert!(sound(&worker.get(&pairs).await).contains("5 位老人这一周联系不够两次"));
        let slip = format!("{pairs}/{wu}/slip");
        let (once, first, second) = (key(3), format!("on-{}-1", elders[0]), format!("on-{}-2", elders[0]));
        refused(&mut worker, &slip, &[("once", &once)], "还没有填日期").await;
        let late = [("once", &*once), (&*first, "2026-12-02")];
        refused(&mut worker, &slip, &late, "不能在今天以后").await;
        let form = [("once", &*once), (&*first, "2026-11-27"), (&*second, "2026-11-30")];
        for _ in 0..2 {
            done(&mut worker, &slip, &form).await;
        }
        let page = worker.get(&pairs).await;
        assert!(sound(&page).contains("4 位老人这一周联系不够两次"), "{}", page.body);
        let elder: Id = elders[0].parse().expect("an id");
        assert_eq!(met(&stage, elder).await, Some((Some(day("2026-11-30")), Some("volunteer".into()))));
        let sql = Sql::new("select count(*) from visit_contact where area_id = ?", args![stage.jiugeng]);
        assert_eq!(stage.house().db.one::<(i64,)>(sql).await.expect("a count").0, 2);
    })
    .await;
}
