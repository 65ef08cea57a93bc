use crate::{rows, sound, stage, worded};
use linju_core::Actor;
use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_db::testing::each_engine;
use linju_db::{Batch, Sql, args};
use linju_kernel::{Day, Id};
use linju_web::testing::{Browser, PASSWORD, Stage};

const NEW: &str = "/staff/jiugeng/registry/organisations/new";

const CLOUD: [(&str, &str); 4] =
    [("name", "云舒物业"), ("kind", "property_company"), ("phone", "5555 0144"), ("valid_to", "2027-12-31")];

fn today() -> Day {
    "2026-11-23".parse().expect("a day")
}

/// The organisation of that name which can be dispatched to in `area` now: name, role, phone.
fn here(stage: &Stage, area: Id, name: &str) -> Option<(Id, String, String)> {
    let reference = stage.house().reference();
    let found = reference.organisations_in(area, today()).find(|(o, _)| o.name == name);
    found.map(|(o, kind)| (o.id, kind.to_owned(), o.phone.clone()))
}

/// Signs in a member of the committee of 久耕, who may read the registry and not change it.
pub async fn reader_only(stage: &Stage) -> Browser {
    let new = NewAccount {
        street: Id(1),
        organisation: None,
        login: "qian".into(),
        name: "钱委员".into(),
        phone: "02155550128".into(),
        password_hash: hash_password(PASSWORD).await.expect("a hash"),
        temporary: false,
        grants: vec![Grant { role: Role::CommitteeMember, area: Some(stage.jiugeng) }],
    };
    stage.house().create_account(new, today(), Actor::System("stage")).await.expect("an account");
    stage.signed_in("qian").await
}

/// The verbs told of `subject` in the ledger of 久耕.
pub async fn told(stage: &Stage, subject: Id) -> Vec<(String, String)> {
    let entries = stage.house().timeline(stage.jiugeng, subject, false).await.expect("a timeline");
    entries.into_iter().map(|e| (e.event.subject_kind, e.event.verb)).collect()
}

#[tokio::test]
async fn a_new_property_company_can_be_dispatched_to_at_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        worded(&worker.get(NEW).await.body);
        let answer = worker.post(NEW, &CLOUD).await;
        let page = worker.follow(&answer).await;
        assert!(sound(&page).contains("云舒物业"));
        let (id, role, phone) = here(&stage, stage.jiugeng, "云舒物业").expect("it is in the reference");
        assert_eq!((role.as_str(), phone.as_str()), ("property_company", "02155550144"));
        assert_eq!(stage.house().reference().organisations[&id].valid_to, "2027-12-31".parse().ok());
        assert!(here(&stage, stage.hanyang, "云舒物业").is_none(), "it is nothing in another area");
        assert_eq!(told(&stage, id).await, [("organisation".into(), "organisation_added".into())]);
    })
    .await;
}

#[tokio::test]
async fn a_kind_the_list_does_not_have_is_written_and_a_known_one_is_recognised() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let hospital = [("name", "安安宠物医院"), ("other", "宠物医院"), ("phone", "962121")];
        assert_eq!(worker.post(NEW, &hospital).await.status.as_u16(), 303);
        assert_eq!(worker.post(NEW, &[("name", "兴业物业"), ("other", "物业")]).await.status.as_u16(), 303);
        let page = worker.get("/staff/jiugeng/registry/bodies").await;
        assert!(sound(&page).contains(">宠物医院<") && page.body.contains("962121"));
        let (_, role, _) = here(&stage, stage.jiugeng, "兴业物业").expect("it is in the reference");
        assert_eq!(role, "property_company");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let before = rows(&stage, "organisation_role", stage.jiugeng).await;
        for (fields, field, sentence) in [
            (&[("name", ""), ("kind", "telecom")][..], "name", "请填组织的名称"),
            (&[("name", "久安物业"), ("kind", "telecom")], "name", "已经有叫这个名称的组织"),
            (&[("name", "云舒物业")], "kind", "请选一种"),
            (&[("name", "云舒物业"), ("kind", "telecom"), ("phone", "门卫")], "phone", "值班电话读不出"),
            (&[("name", "云舒物业"), ("kind", "telecom"), ("valid_to", "年底")], "valid_to", "日期读不出"),
            (&[("name", "云舒物业"), ("kind", "telecom"), ("from", "2027-01-01")], "from", "不能在今天以后"),
        ] {
            let answer = worker.post(NEW, fields).await;
            assert_eq!(answer.status.as_u16(), 422, "{field}");
            worded(&answer.body);
            assert!(answer.body.contains(&format!("id=\"{field}-err\"")), "{field}: {}", answer.body);
            assert!(answer.body.contains(sentence), "{sentence}");
            assert!(answer.body.contains(&format!("value=\"{}\"", fields[0].1)), "the name stays");
        }
        assert_eq!(rows(&stage, "organisation_role", stage.jiugeng).await, before);
    })
    .await;
}

#[tokio::test]
async fn an_area_changes_what_is_its_own_and_nothing_that_others_share() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        worker.post(NEW, &CLOUD).await;
        let (id, ..) = here(&stage, stage.jiugeng, "云舒物业").expect("it is in the reference");
        let path = format!("/staff/jiugeng/registry/organisations/{id}/change");
        let page = worker.get(&path).await;
        assert!(sound(&page).contains("云舒物业") && page.body.contains("2027-12-31"));
        let taken = worker.post(&path, &[("name", "久安物业")]).await;
        assert_eq!(taken.status.as_u16(), 422);
        let fields = [("name", "云舒物业服务"), ("phone", "021-5555 0155")];
        assert_eq!(worker.post(&path, &fields).await.status.as_u16(), 303);
        let (_, _, phone) = here(&stage, stage.jiugeng, "云舒物业服务").expect("the new name");
        assert_eq!(phone, "02155550155");
        assert!(told(&stage, id).await.contains(&("organisation".into(), "organisation_changed".into())));

        let mut other = stage.signed_in("li").await;
        let shared = [("organisation", &*id.to_string()), ("kind", "property_company")];
        other.post("/staff/hanyang/registry/organisations", &shared).await;
        assert_eq!(worker.get(&path).await.status.as_u16(), 404);
        assert_eq!(worker.post(&path, &fields).await.status.as_u16(), 404, "it is 汉阳's, too");
        let page = worker.get("/staff/jiugeng/registry/bodies").await;
        assert!(!sound(&page).contains(&format!("organisations/{id}/change")));
        assert!(page.body.contains("要由街道改"));
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_a_change_of_what_became_shared_elsewhere() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let sql = "insert into organisation_role (area_id, id, organisation_id, kind, from_day) \
                   values (?, 9001, ?, 'utility', '2026-01-01')";
        let elsewhere = Batch::new().exec(sql, args![stage.hanyang, stage.utility]);
        stage.house().db.write(elsewhere).await.expect("a role written by another node");
        let path = format!("/staff/jiugeng/registry/organisations/{}/change", stage.utility);
        let answer = worker.post(&path, &[("name", "路灯所")]).await;
        assert_eq!(answer.status.as_u16(), 422);
        assert!(answer.body.contains("别的居民区也在用这个组织"));
        let name = Sql::new("select name from organisation where id = ?", args![stage.utility]);
        assert_eq!(stage.house().db.one::<(String,)>(name).await.expect("a row").0, "路灯管理所");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_edit_here_finds_no_way_to_organisations() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let change = format!("/staff/jiugeng/registry/organisations/{}/change", stage.utility);
        let mut strangers = vec![reader_only(&stage).await];
        for login in ["li", "zhou", "wang"] {
            strangers.push(stage.signed_in(login).await);
        }
        for stranger in &mut strangers {
            for path in [NEW, change.as_str()] {
                assert_eq!(stranger.get(path).await.status.as_u16(), 404, "{path}");
                assert_eq!(stranger.post(path, &CLOUD).await.status.as_u16(), 404, "{path}");
            }
        }
        assert!(here(&stage, stage.jiugeng, "云舒物业").is_none());
        let page = strangers[0].get("/staff/jiugeng/registry/bodies").await;
        assert!(!sound(&page).contains("新建一个组织"), "a reader is offered nothing to press");
    })
    .await;
}

#[tokio::test]
async fn the_contact_card_says_who_is_called_for_what_and_who_answers_for_each_grid() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        assert_eq!(worker.post(NEW, &CLOUD).await.status.as_u16(), 303);
        let card = worker.get("/staff/jiugeng/registry/card").await;
        for text in ["110", "119", "120", "12345", "云舒物业"] {
            assert!(sound(&card).contains(text), "{text}");
        }
        assert!(stage.browser().get("/staff/jiugeng/registry/card").await.status.as_u16() != 200);
    })
    .await;
}
