//! Hot spots as workers, the street and residents meet them, over HTTP, on each database at hand. What cases and
//! meetings tell is told here by their events.

use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::subject::Subject;
use linju_core::{Actor, Change};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_hotspot::FEATURE;
use linju_hotspot::store::facts;
use linju_kernel::{Day, Id, Ts};
use linju_web::testing::{Answer, Browser, Stage};
use std::collections::BTreeMap;

const ALL: &str = "/staff/jiugeng/hotspots";

async fn stage(db: linju_db::Db) -> Stage {
    Stage::on(db, &[FEATURE]).await
}

/// A page that came whole: no missing words.
fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    let gap = ["[hotspot", "[topic", "[refusal"].iter().find_map(|mark| answer.body.find(mark));
    assert!(gap.is_none(), "a missing text: {:?}", gap.map(|at| answer.body.get(at..at + 40)));
    &answer.body
}

/// A case as the desk's part of the house tells of it, from that home; its number is its id.
async fn receive(stage: &Stage, case: i64, at: Ts, place: &Place, category: &str, home: i64) {
    let area = stage.jiugeng;
    let mut change = Change::new(area, at, Actor::System("test"));
    let card = Subject {
        area_id: area,
        id: Id(case),
        kind: "case".into(),
        title: format!("{} 第{case}件", place.name),
        state: "received".into(),
        place_path: place.path.clone(),
        at,
    };
    change.push(card.write());
    change.event(
        NewEvent::new("case", Id(case), "receive")
            .with("category", category)
            .with("place", place.id.to_string())
            .with("household", Id(home).to_string()),
    );
    stage.house().commit(change).await.expect("a case");
}

async fn tell(stage: &Stage, event: NewEvent) {
    let mut change = Change::new(stage.jiugeng, stage.house().now(), Actor::System("test"));
    change.event(event);
    stage.house().commit(change).await.expect("an event");
}

async fn react(stage: &Stage) {
    stage.house().react(stage.jiugeng, FEATURE.reactions).await.expect("reactions");
}

/// Leaks of three homes of 3号楼 2单元 since Friday.
async fn leaks(stage: &Stage) {
    let place = stage.place(stage.jiugeng, "3-2").await;
    for (n, at) in ["2026-11-20 09:00", "2026-11-21 20:00", "2026-11-23 08:00"].iter().enumerate() {
        let at = stage.at(at);
        receive(stage, 500 + n as i64, at, &place, "0104", 900 + n as i64).await;
    }
    stage.at("2026-11-23 10:00");
    react(stage).await;
}

async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
    answer
}

async fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], sentence: &str) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 422, "{path}");
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

/// The address of the only hot spot on the list.
async fn only(browser: &mut Browser) -> String {
    let list = browser.get(ALL).await;
    let of = |rest: &str| rest.split('"').next().map(str::to_owned);
    let links: Vec<String> = sound(&list)
        .split("href=\"")
        .filter_map(of)
        .filter(|link| {
            link.strip_prefix(&format!("{ALL}/")).is_some_and(|id| !["map", "season"].contains(&id))
        })
        .collect();
    assert_eq!(links.len(), 1, "one thing is one alert: {links:?}");
    links[0].clone()
}

#[tokio::test]
async fn from_the_alert_to_the_account_that_residents_read() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        leaks(&stage).await;
        done(&mut worker, &format!("{ALL}/look"), &[]).await;
        done(&mut worker, &format!("{ALL}/look"), &[]).await;
        let at = only(&mut worker).await;
        let page = worker.get(&at).await;
        assert!(sound(&page).contains("有 3 户不同的人家反映") && page.body.contains("2单元"));
        assert!(!page.body.contains("这样的巧合"), "the plain rule claims no probability");
        assert!(page.body.contains("相关诉求 3 件") && page.body.contains("/staff/jiugeng/cases/"));

        let acknowledge = format!("{at}/do/acknowledge");
        assert_eq!(worker.post(&acknowledge, &[]).await.status.as_u16(), 422, "the lead takes the lead");
        sound(&lead.get(&acknowledge).await);
        refused(&mut lead, &acknowledge, &[("lead", "")], "请选谁领办").await;
        let me = linju_lead(&stage, "沈书记");
        done(&mut lead, &acknowledge, &[("lead", &me)]).await;
        sound(&worker.get(&format!("{at}/do/plan")).await);
        let kept = [("plan", "repair"), ("note", "换一段总管"), ("due", "2026-11-01")];
        refused(&mut worker, &format!("{at}/do/plan"), &kept, "日子已经过了").await;
        let plan = [("plan", "repair"), ("note", "换一段总管"), ("due", "2026-11-30")];
        done(&mut worker, &format!("{at}/do/plan"), &plan).await;
        assert!(
            !stage.browser().get("/a/jiugeng/topics").await.body.contains("漏水"),
            "not before it is done"
        );
        let account = [("evidence", "seen"), ("note", "总管换好了，一周没有再漏。")];
        refused(&mut lead, &format!("{at}/do/strike_off"), &[("note", "总管换好了")], "请选依据").await;
        done(&mut lead, &format!("{at}/do/strike_off"), &account).await;
        let read = stage.browser().get("/a/jiugeng/topics").await;
        assert!(sound(&read).contains("总管换好了，一周没有再漏。") && read.body.contains("3号楼"));
        assert!(!read.body.contains("2单元"), "residents see the building");
        done(&mut worker, &format!("{ALL}/look"), &[]).await;
        assert_eq!(only(&mut worker).await, at, "what was struck off does not come back by itself");
    })
    .await;
}

/// Id of the colleague of that name.
fn linju_lead(stage: &Stage, name: &str) -> String {
    let reference = stage.house().reference();
    let roles = [linju_core::access::Role::Secretary];
    let staff = reference.staff(stage.jiugeng, &roles, stage.house().now());
    staff.iter().find(|one| one.name == name).expect("on the stage").id.to_string()
}

#[tokio::test]
async fn a_meeting_is_asked_for_and_its_minutes_come_back() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut lead = stage.signed_in("shen").await;
        leaks(&stage).await;
        done(&mut lead, &format!("{ALL}/look"), &[]).await;
        let at = only(&mut lead).await;
        let me = linju_lead(&stage, "沈书记");
        done(&mut lead, &format!("{at}/do/acknowledge"), &[("lead", &me)]).await;
        let form = lead.get(&format!("{at}/do/convene")).await;
        assert!(sound(&form).contains("公共水管漏水爆裂，怎么办") && form.body.contains("2026-11-26T14:00"));
        let place = stage.place(stage.jiugeng, "3").await.id.to_string();
        let mut asked = vec![("title", "漏水怎么办"), ("topics", "先修哪里\n谁来做"), ("place", &place)];
        refused(&mut lead, &format!("{at}/do/convene"), &asked, "请填开会的日期和时间").await;
        asked.push(("starts", "2026-11-27T14:00"));
        done(&mut lead, &format!("{at}/do/convene"), &asked).await;
        let hotspot: Id = at.rsplit('/').next().expect("an id").parse().expect("an id");
        let sql = "select e.body, n.text from event e join event_note n on n.area_id = e.area_id \
                   and n.event_id = e.id where e.area_id = ? and e.verb = 'convene'";
        let (body, words): (String, String) =
            stage.house().db.one(Sql::new(sql, args![stage.jiugeng])).await.expect("the asking");
        assert_eq!(words, "漏水怎么办\n先修哪里\n谁来做");
        assert!(!body.contains("漏水") && body.contains(&place), "facts name no words: {body}");

        let meeting = Id(4_000);
        tell(&stage, NewEvent::new("meeting", meeting, "plan").with("from", format!("hotspot {hotspot}")))
            .await;
        react(&stage).await;
        let page = lead.get(&at).await;
        assert!(page.body.contains(&format!("/staff/jiugeng/meetings/{meeting}")));
        assert!(!page.body.contains("/do/convene"), "one meeting at a time");
        tell(&stage, NewEvent::new("meeting", meeting, "publish")).await;
        react(&stage).await;
        assert!(sound(&lead.get(&at).await).contains("纪要已公布"));
        let sql = "select e.actor_kind, e.body from event e where e.area_id = ? and e.verb = 'minutes'";
        let told: Vec<(String, String)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("events");
        assert_eq!(told.len(), 1);
        assert!(
            told[0].0 == "hotspot-meeting"
                && [500, 501, 502].iter().all(|n| told[0].1.contains(&Id(*n).to_string()))
        );
    })
    .await;
}

#[tokio::test]
async fn no_fact_is_lost_and_disputes_never_enter() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (house, area) = (stage.house(), stage.jiugeng);
        let place = stage.place(area, "1-1").await;
        let now = house.now();
        for (n, category) in [(1, "0104"), (2, "0301"), (3, "0805"), (4, "0501"), (5, "0104"), (6, "0105")] {
            receive(&stage, n, now, &place, category, 90 + n).await;
        }
        let changed =
            |case: i64, to: &'static str| NewEvent::new("case", Id(case), "recategorise").with("to", to);
        tell(&stage, changed(2, "0104")).await;
        tell(&stage, changed(4, "0802")).await;
        tell(&stage, changed(3, "0104")).await;
        tell(&stage, NewEvent::new("case", Id(5), "withdraw")).await;
        tell(&stage, NewEvent::new("case", Id(6), "undone")).await;
        react(&stage).await;
        let from: Day = "2026-01-01".parse().expect("a day");
        let by_case = |rows: Vec<facts::FactRow>| -> BTreeMap<Id, facts::FactRow> {
            rows.into_iter().map(|row| (row.case_id, row)).collect()
        };
        let kept = by_case(facts::rows(house, area, from).await.expect("facts"));
        let kinds: Vec<(i64, &str)> = kept.iter().map(|(id, row)| (id.0, row.category.as_str())).collect();
        assert_eq!(kinds, [(1, "0104"), (2, "0104")]);
        assert_eq!(
            kept,
            facts::replayed(house, area).await.expect("the ledger"),
            "the ledger tells the same"
        );
        // Everything read twice, as after a crash.
        let again = "delete from reaction_cursor where area_id = ?";
        house.db.write(linju_db::Batch::new().exec(again, args![area])).await.expect("a cursor");
        react(&stage).await;
        assert_eq!(kept, by_case(facts::rows(house, area, from).await.expect("facts")));
        assert_eq!(facts::mend(house, area).await.expect("a look"), 0, "nothing was lost");
        let lost = linju_db::Batch::new()
            .exec("delete from hotspot_fact where case_id = 1", args![])
            .exec("update hotspot_fact set category = '0301' where case_id = 2", args![]);
        house.db.write(lost).await.expect("harm");
        assert_eq!(facts::mend(house, area).await.expect("a look"), 2);
        assert_eq!(kept, by_case(facts::rows(house, area, from).await.expect("facts")));
    })
    .await;
}

#[tokio::test]
async fn the_night_looks_once_for_each_rule_and_its_firing_is_in_the_ledger() {
    each_engine(async |db| {
        let stage = stage(db).await;
        leaks(&stage).await;
        let jobs = FEATURE.jobs;
        for moment in ["2026-11-24 01:30", "2026-11-24 02:15", "2026-11-24 03:15", "2026-11-25 02:15"] {
            stage.at(moment);
            for job in jobs {
                (job.run)(stage.house().clone()).await.expect("a turn");
            }
        }
        let sql = "select actor_kind, verb from event where area_id = ? and subject_kind = 'hotspot'";
        let fired: Vec<(String, String)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("events");
        assert_eq!(fired, [("hotspot-neighbours".to_owned(), "alert".to_owned())]);
        let looks = facts::looks(stage.house(), stage.jiugeng).await.expect("looks");
        assert_eq!(looks.len(), 3);
        assert!(looks.iter().all(|look| look.day.to_string() == "2026-11-24" && look.facts == 3));
        let mut worker = stage.signed_in("chen").await;
        let page = worker.get(ALL).await;
        assert!(sound(&page).contains("邻里同诉") && page.body.contains("<span class=\"n num\">1</span>"));
    })
    .await;
}

#[tokio::test]
async fn a_theme_of_the_month_has_tasks_and_a_result_that_residents_read() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let all = "/staff/jiugeng/topics";
        assert_eq!(worker.get(&format!("{all}/new")).await.status.as_u16(), 404, "the lead chooses");
        sound(&lead.get(&format!("{all}/new")).await);
        let me = linju_lead(&stage, "沈书记");
        let (first, second) = (Id(71).to_string(), Id(72).to_string());
        let theme = [("once", first.as_str()), ("title", "漏水"), ("month", "2026-11"), ("lead", &me)];
        refused(&mut lead, &format!("{all}/new"), &[("title", "漏水"), ("month", "十一月")], "月份请写成")
            .await;
        let at = done(&mut lead, &format!("{all}/new"), &theme).await.location;
        let again = [("once", second.as_str()), ("title", "停车"), ("month", "2026-11"), ("lead", &me)];
        refused(&mut lead, &format!("{all}/new"), &again, "这个月已经有题目了").await;
        refused(&mut worker, &format!("{at}/tasks"), &[("once", &second), ("text", "查管道")], "请写谁来做")
            .await;
        let task = [
            ("once", second.as_str()),
            ("text", "查一遍总管"),
            ("responsible", "久安物业"),
            ("due", "2026-11-28"),
        ];
        done(&mut worker, &format!("{at}/tasks"), &task).await;
        done(&mut worker, &format!("{at}/tasks"), &task).await;
        let page = worker.get(&at).await;
        assert_eq!(sound(&page).matches("/done\"").count(), 1, "pressed twice is one task");
        let task = format!("{at}/tasks/{second}/done");
        refused(&mut worker, &task, &[("became", "")], "请写做得怎样").await;
        done(&mut worker, &task, &[("became", "三处要换")]).await;
        assert_eq!(
            worker.post(&format!("{at}/settle"), &[("result", "换了三处总管")]).await.status.as_u16(),
            422
        );
        done(&mut lead, &format!("{at}/settle"), &[("result", "换了三处总管")]).await;
        sound(&worker.get(all).await);
        let read = stage.browser().get("/a/jiugeng/topics").await;
        assert!(sound(&read).contains("换了三处总管") && read.body.contains("三处要换"));
    })
    .await;
}

#[tokio::test]
async fn the_map_hides_what_few_homes_said_and_the_street_sees_numbers_only() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        leaks(&stage).await;
        let lone = stage.place(stage.jiugeng, "1-1").await;
        for case in [800, 801] {
            receive(&stage, case, stage.house().now(), &lone, "0501", case).await;
        }
        react(&stage).await;
        done(&mut worker, &format!("{ALL}/look"), &[]).await;
        let map = worker.get(&format!("{ALL}/map")).await;
        assert_eq!(sound(&map).matches("3 件").count(), 2, "on the drawing and in the list");
        assert!(!map.body.contains("2 件") && map.body.contains("不到 3 户"));
        sound(&worker.get(&format!("{ALL}/season")).await);
        let mut street = stage.signed_in("zhou").await;
        let page = street.get("/street/hotspots").await;
        assert!(sound(&page).contains("久耕居民区") && !page.body.contains("号楼"));
        assert_eq!(worker.get("/street/hotspots").await.status.as_u16(), 404);
        let mut other = stage.signed_in("li").await;
        let at = only(&mut worker).await;
        for path in [ALL.to_owned(), at.clone(), format!("{ALL}/map"), at.replace("jiugeng", "hanyang")] {
            assert_eq!(other.get(&path).await.status.as_u16(), 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_secretary_sets_how_rare_a_coincidence_must_be() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let (mut worker, mut lead) = (stage.signed_in("chen").await, stage.signed_in("shen").await);
        let set = format!("{ALL}/interval");
        assert_eq!(worker.post(&set, &[("hotspot_interval", "100")]).await.status.as_u16(), 404);
        refused(&mut lead, &set, &[("hotspot_interval", "5000")], "30 到 1000").await;
        done(&mut lead, &set, &[("hotspot_interval", "100")]).await;
        assert!(lead.get(ALL).await.body.contains("value=\"100\""));
    })
    .await;
}
