//! What the street keeps for its areas: organisations they share, and how often their workers looked.

use crate::{register, sound, stage, worded};
use linju_db::testing::each_engine;
use linju_kernel::{Day, Id};
use linju_web::testing::Stage;

const LIST: &str = "/street/organisations";

fn today() -> Day {
    "2026-11-23".parse().expect("a day")
}

/// What the organisation is in `area` today.
fn acts(stage: &Stage, area: Id, id: Id) -> Vec<String> {
    let reference = stage.house().reference();
    reference.organisations_in(area, today()).filter(|(o, _)| o.id == id).map(|(_, k)| k.to_owned()).collect()
}

async fn told(stage: &Stage, area: Id, id: Id) -> Vec<String> {
    let entries = stage.house().timeline(area, id, false).await.expect("a timeline");
    entries.into_iter().map(|e| e.event.verb).collect()
}

#[tokio::test]
async fn the_street_makes_an_organisation_two_areas_share_and_changes_it_once_for_both() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut officer = stage.signed_in("zhou").await;
        worded(sound(&officer.get(&format!("{LIST}/new")).await));
        let (here, there) = (stage.jiugeng.to_string(), stage.hanyang.to_string());
        let new = [
            ("name", "虹口燃气"),
            ("kind", "gas_supply"),
            ("phone", "962777"),
            ("from", "2026-11-01"),
            ("areas", here.as_str()),
            ("areas", there.as_str()),
        ];
        let made = officer.post(&format!("{LIST}/new"), &new).await;
        assert_eq!(made.status.as_u16(), 303, "{}", made.body);
        assert!(sound(&officer.follow(&made).await).contains("汉阳居民区"));
        let id: Id = made.location.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        for area in [stage.jiugeng, stage.hanyang] {
            assert_eq!(acts(&stage, area, id), ["gas_supply"]);
            assert_eq!(told(&stage, area, id).await, ["organisation_added"]);
        }
        let taken = officer.post(&format!("{LIST}/new"), &new).await;
        assert!(taken.status.as_u16() == 422 && taken.body.contains("value=\"虹口燃气\""));
        assert!(taken.body.contains("已经有叫这个名称的组织了"));

        let renamed = [("name", "虹口燃气分公司"), ("phone", "962777"), ("valid_to", "2026-06-30")];
        assert_eq!(officer.post(&made.location, &renamed).await.status.as_u16(), 303);
        let page = officer.get(LIST).await;
        assert!(sound(&page).contains("虹口燃气分公司") && page.body.contains("资质过期"));
        let unreadable = officer.post(&made.location, &[("name", "虹口燃气"), ("phone", "打总机")]).await;
        assert!(unreadable.status.as_u16() == 422 && unreadable.body.contains("id=\"phone-err\""));
        let mut worker = stage.signed_in("li").await;
        assert!(sound(&worker.get("/staff/hanyang/registry/bodies").await).contains("虹口燃气分公司"));
        for area in [stage.jiugeng, stage.hanyang] {
            assert_eq!(told(&stage, area, id).await, ["organisation_added", "organisation_changed"]);
        }
    })
    .await;
}

#[tokio::test]
async fn where_an_organisation_acts_is_a_dated_role_and_ends_area_by_area_or_everywhere() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut officer = stage.signed_in("zhou").await;
        let one = format!("{LIST}/{}", stage.utility);
        let there = stage.hanyang.to_string();
        let add = [("area", there.as_str()), ("kind", "street_lighting"), ("from", "2026-11-23")];
        assert_eq!(officer.post(&format!("{one}/roles"), &add).await.status.as_u16(), 303);
        assert_eq!(acts(&stage, stage.hanyang, stage.utility), ["street_lighting"]);
        let twice = officer.post(&format!("{one}/roles"), &add).await;
        assert!(twice.status.as_u16() == 422 && twice.body.contains("已经是这个了"));
        assert!(twice.body.contains("value=\"路灯管理所\""), "the form above keeps what is known");

        let page = officer.get(&one).await;
        let body = sound(&page);
        let ends: Vec<&str> =
            body.split("action=\"").skip(1).map(|rest| rest.split('"').next().expect("its end")).collect();
        let end = ends.iter().find(|a| a.contains("/roles/")).expect("a role to end");
        let early = officer.post(end, &[("to", "2020-01-01")]).await;
        assert!(early.status.as_u16() == 422 && early.body.contains("不能早于第一天"));
        let first = officer.post(end, &[("to", "2026-11-22")]).await;
        assert_eq!(first.status.as_u16(), 422, "it began on the 23rd");
        assert_eq!(officer.post(end, &[("to", "2026-11-23")]).await.status.as_u16(), 303);
        assert_eq!(
            acts(&stage, stage.hanyang, stage.utility),
            ["street_lighting"],
            "its last day still counts"
        );

        assert_eq!(officer.post(&format!("{one}/end"), &[("to", "2026-11-22")]).await.status.as_u16(), 303);
        assert!(acts(&stage, stage.jiugeng, stage.utility).is_empty());
        let nothing = officer.post(&format!("{one}/end"), &[("to", "2026-11-23")]).await;
        assert!(nothing.status.as_u16() == 422 && nothing.body.contains("没有要结束的"));
        assert_eq!(told(&stage, stage.hanyang, stage.utility).await, ["role_given", "role_ended"]);
        assert_eq!(told(&stage, stage.jiugeng, stage.utility).await, ["role_ended"]);
    })
    .await;
}

#[tokio::test]
async fn only_who_keeps_the_street_comes_to_its_organisations() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let one = format!("{LIST}/{}", stage.utility);
        for login in ["chen", "shen", "wang", "li"] {
            let mut browser = stage.signed_in(login).await;
            for path in [LIST, &format!("{LIST}/new"), &one, "/street/looks"] {
                assert_eq!(browser.get(path).await.status.as_u16(), 404, "{login} {path}");
            }
            for path in [&format!("{LIST}/new"), &one, &format!("{one}/roles"), &format!("{one}/end")] {
                let answer = browser.post(path, &[("name", "别人的"), ("to", "2026-11-23")]).await;
                assert_eq!(answer.status.as_u16(), 404, "{login} {path}");
            }
        }
        assert_eq!(stage.house().reference().organisations[&stage.utility].name, "路灯管理所");
    })
    .await;
}

#[tokio::test]
async fn who_looked_is_shown_to_who_answers_for_it_and_to_the_street_only_how_often() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [
            ("name", "刘德康"),
            ("phone", "13800005678"),
            ("state", "lives_here"),
            ("address", "久耕小区 1号楼 1单元 401室"),
        ];
        let person = format!("/staff/jiugeng/registry/people/{}", register(&mut worker, &liu).await);
        let reveal = format!("{person}/reveal");
        stage.at("2026-10-24 09:00");
        worker.post(&reveal, &[("field", "name"), ("reason", "一个多月以前")]).await;
        stage.at("2026-11-23 10:00");
        let mut worker = stage.signed_in("chen").await;
        worker.post(&reveal, &[("field", "phone"), ("reason", "通知<b>停水")]).await;
        let stairwell = stage.place(stage.jiugeng, "1-1").await.id.to_string();
        let chen = stage.house().account_by_login("chen").await.expect("an answer").expect("an account").id;
        let assign = [("account", &*chen.to_string()), ("places", &*stairwell), ("from", "2026-01-01")];
        worker.post("/staff/jiugeng/registry/contacts", &assign).await;
        worker.post(&reveal, &[("field", "rest")]).await;
        assert!(
            !sound(&worker.get(&person).await).contains("停水"),
            "a colleague's reasons are not hers to read"
        );
        assert_eq!(worker.get("/staff/jiugeng/registry/looks").await.status.as_u16(), 404);

        let mut secretary = stage.signed_in("shen").await;
        let at_person = secretary.get(&person).await;
        let body = sound(&at_person);
        assert!(body.contains("一个多月以前") && body.contains("自己联系的楼组") && body.contains("陈晓雯"));
        assert!(body.contains("停水") && !body.contains("通知<b>停水") && !body.contains("刘德康"));
        let lately = secretary.get("/staff/jiugeng/registry/looks").await;
        assert!(sound(&lately).contains("陈晓雯") && !lately.body.contains("停水"));
        let looker = stage.house().lookers(stage.jiugeng, stage.house().now().plus_ms(-86_400_000)).await;
        let looker = looker.expect("lookers").remove(0);
        assert_eq!((looker.looks, looker.subjects, looker.reasoned), (2, 1, 1));
        let hers = secretary.get(&format!("/staff/jiugeng/registry/looks?who={chen}")).await;
        assert!(sound(&hers).contains("停水") && hers.body.contains("刘**"));
        assert!(!hers.body.contains("一个多月以前"), "thirty days, no more");

        let mut officer = stage.signed_in("zhou").await;
        let street = officer.get("/street/looks").await;
        assert!(sound(&street).contains("陈晓雯") && street.body.contains("久耕居民区"));
        assert!(
            !street.body.contains("停水") && !street.body.contains("刘") && !street.body.contains("people/")
        );
        assert_eq!(officer.get("/staff/jiugeng/registry/looks").await.status.as_u16(), 404);
    })
    .await;
}
