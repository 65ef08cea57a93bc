use crate::{register, rows, sound, stage};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_web::testing::Stage;

const ROOM: &str = "久耕小区 1号楼 1单元 401室";

async fn looks(stage: &Stage) -> Vec<(String, String)> {
    let sql = "select field, reason from look where area_id = ? order by id";
    stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("looks")
}

#[tokio::test]
async fn a_phone_is_shown_once_with_a_reason_and_the_look_is_recorded() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu =
            [("name", "刘德康"), ("phone", "138 0000 5678"), ("state", "lives_here"), ("address", ROOM)];
        let path = format!("/staff/jiugeng/registry/people/{}", register(&mut worker, &liu).await);
        let masked = worker.get(&path).await;
        assert!(sound(&masked).contains("138****5678"));
        assert!(!masked.body.contains("138 0000 5678") && !masked.body.contains("刘德康"));

        let refused = worker.post(&format!("{path}/reveal"), &[("field", "phone")]).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(looks(&stage).await.is_empty());

        let shown =
            worker.post(&format!("{path}/reveal"), &[("field", "phone"), ("reason", "通知停水")]).await;
        assert!(sound(&shown).contains("tel:13800005678") && !shown.body.contains("刘德康"));
        assert_eq!(looks(&stage).await, [("phone".to_owned(), "通知停水".to_owned())]);
        assert!(sound(&worker.get(&path).await).contains("138****5678"), "the next page is masked again");
    })
    .await;
}

#[tokio::test]
async fn whoever_looks_after_the_stairwell_gives_no_reason_but_is_recorded() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [("name", "刘德康"), ("phone", "13800005678"), ("state", "lives_here"), ("address", ROOM)];
        let path = format!("/staff/jiugeng/registry/people/{}", register(&mut worker, &liu).await);
        let chen = stage.house().account_by_login("chen").await.expect("an answer").expect("an account");
        let stairwell = stage.place(stage.jiugeng, "1-1").await;
        let assign = [
            ("account", &*chen.id.to_string()),
            ("places", &stairwell.id.to_string()),
            ("from", "2026-01-01"),
        ];
        worker.post("/staff/jiugeng/registry/contacts", &assign).await;
        let shown = worker.post(&format!("{path}/reveal"), &[("field", "phone")]).await;
        assert!(sound(&shown).contains("tel:13800005678"));
        assert_eq!(looks(&stage).await, [("phone".to_owned(), "contact_assignment".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_name_phone_and_last_four() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [
            ("name", "刘德康"),
            ("phone", "13800005678"),
            ("landline", "55550128"),
            ("state", "lives_here"),
            ("address", ROOM),
        ];
        let id = register(&mut worker, &liu).await;
        for words in ["德康", "13800005678", "+86 138-0000-5678", "5678", "0128", "021-55550128"] {
            let query: String = words.bytes().map(|b| format!("%{b:02X}")).collect();
            let page = worker.get(&format!("/staff/jiugeng/registry/people?q={query}")).await;
            assert!(sound(&page).contains(&id), "{words}");
        }
        let page = worker.get("/staff/jiugeng/registry/people?q=9999").await;
        assert!(sound(&page).contains("没有找到"));
    })
    .await;
}

#[tokio::test]
async fn no_name_and_no_phone_stands_in_the_tables_or_the_ledger() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [
            ("name", "刘德康"),
            ("phone", "13800005678"),
            ("note", "耳背"),
            ("state", "lives_here"),
            ("address", ROOM),
        ];
        let id = register(&mut worker, &liu).await;
        let daughter = [
            ("name", "刘小梅"),
            ("phone", "13900001234"),
            ("relation", "女儿"),
            ("emergency", "1"),
            ("key", "1"),
        ];
        let answer = worker.post(&format!("/staff/jiugeng/registry/people/{id}/contacts"), &daughter).await;
        assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
        let sql = "select body from event where area_id = ?";
        let bodies: Vec<(String,)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("events");
        for (body,) in &bodies {
            assert!(!body.contains('刘') && !body.contains("1380000"), "{body}");
        }
        let sql = "select name_sealed, phone_sealed from person where area_id = ?";
        let sealed: Vec<(Vec<u8>, Vec<u8>)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("people");
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert_eq!(sealed.len(), 2);
        assert!(sealed.iter().all(|(name, phone)| !holds(name, "刘") && !holds(phone, "0000")));
        let page = worker.get(&format!("/staff/jiugeng/registry/people/{id}")).await;
        assert!(
            sound(&page).contains("刘**") && page.body.contains("女儿") && page.body.contains("139****1234")
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_left_empty_stays_and_a_stale_form_is_refused() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [
            ("name", "刘德康"),
            ("phone", "13800005678"),
            ("born", "1950-01-01"),
            ("state", "lives_here"),
            ("address", ROOM),
        ];
        let id = register(&mut worker, &liu).await;
        let path = format!("/staff/jiugeng/registry/people/{id}");
        worker.post(&path, &[("version", "1"), ("landline", "5555 0128"), ("gender", "male")]).await;
        let person = stage.house().person(stage.jiugeng, id.parse().expect("an id")).await.expect("a person");
        assert_eq!(person.details.name, "刘德康");
        assert_eq!(person.details.phone.as_deref(), Some("13800005678"));
        assert_eq!(person.details.landline.as_deref(), Some("02155550128"));
        let stale = worker.post(&path, &[("version", "1"), ("name", "别人")]).await;
        assert_eq!(stale.status.as_u16(), 409);
        worker.post(&path, &[("version", "2"), ("remove", "phone")]).await;
        let person = stage.house().person(stage.jiugeng, id.parse().expect("an id")).await.expect("a person");
        assert_eq!(person.details.phone, None);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_comes_back_with_what_was_typed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let refused = [
            (vec![("name", "")], "请填姓名"),
            (vec![("name", "刘<script>"), ("phone", "123")], "电话读不出"),
            (vec![("name", "刘"), ("born", "2030-01-01")], "不能在今天以后"),
            (vec![("name", "刘"), ("address", "9号楼101")], "没有这栋楼"),
            (vec![("name", "刘"), ("address", ROOM)], "请选一个身份或居住状态"),
        ];
        for (fields, words) in refused {
            let page = worker.post("/staff/jiugeng/registry/people/new", &fields).await;
            assert_eq!(page.status.as_u16(), 422, "{fields:?}");
            assert!(page.body.contains(words), "{words} is not in {}", page.body);
            assert!(!page.body.contains("刘<script>"));
        }
        assert_eq!(rows(&stage, "person", stage.jiugeng).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_emergency_contact_and_a_key_holder_are_noted_and_end_when_they_no_longer_are() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let liu = [("name", "刘德康"), ("phone", "13800005678"), ("state", "lives_here"), ("address", ROOM)];
        let path = format!("/staff/jiugeng/registry/people/{}", register(&mut worker, &liu).await);
        let neither = [("name", "刘小梅"), ("phone", "13900001234"), ("relation", "女儿")];
        let refused = worker.post(&format!("{path}/contacts"), &neither).await;
        assert_eq!(refused.status.as_u16(), 422, "emergency contact or key holder, or both");
        let both = [&neither[..], &[("emergency", "1"), ("key", "1")]].concat();
        assert_eq!(worker.post(&format!("{path}/contacts"), &both).await.status.as_u16(), 303);
        let page = worker.get(&path).await;
        let ends: Vec<&str> = sound(&page)
            .split("action=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().expect("its end"))
            .filter(|action| action.ends_with("/end"))
            .collect();
        assert_eq!(ends.len(), 2);
        let version = page.body.split("name=\"version\" value=\"").nth(1).expect("a version");
        let version = version.split('"').next().expect("its end");
        assert_eq!(worker.post(ends[0], &[("version", version)]).await.status.as_u16(), 303);
        assert_eq!(worker.post(ends[1], &[("version", version)]).await.status.as_u16(), 409, "a stale page");
        let room = stage.place(stage.jiugeng, "1-1-401").await;
        let kinds = [linju_core::party::RoleKind::EmergencyContact, linju_core::party::RoleKind::KeyHolder];
        let on = async |day: &str| {
            let day = day.parse().expect("a day");
            stage.house().roles_in(stage.jiugeng, &room.path, &kinds, day).await.expect("roles").len()
        };
        assert_eq!((on("2026-11-23").await, on("2026-11-24").await), (2, 1));
    })
    .await;
}
