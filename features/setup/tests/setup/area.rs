//! What an area sets up for itself.

use crate::desk::{
    COMMITTEE, Desk, ELSEWHERE, FOREMAN, HANYANG, JIUGENG, LAMPS, NEIGHBOUR, OFFICER, PROPERTY, SECRETARY,
    WORKER, at,
};
use axum::http::StatusCode;
use linju_core::setting::ButtonWord;
use linju_core::words::Locale;
use linju_db::testing::each_engine;
use linju_kernel::Id;

const PAGES: [&str; 5] = [
    "/staff/jiugeng/setup",
    "/staff/jiugeng/setup/hours",
    "/staff/jiugeng/setup/dispatch",
    "/staff/jiugeng/duty",
    "/staff/jiugeng/duty/sheet",
];
const WRITES: [(&str, &[(&str, &str)]); 8] = [
    ("/staff/jiugeng/setup", &[("phone", "55550101")]),
    ("/staff/jiugeng/setup/hours", &[("hours", "9:00-17:00")]),
    ("/staff/jiugeng/setup/days", &[("day", "2026-11-23"), ("kind", "off"), ("name", "搬家")]),
    ("/staff/jiugeng/setup/days/remove", &[("day", "2026-11-23")]),
    ("/staff/jiugeng/setup/dispatch", &[]),
    ("/staff/jiugeng/setup/dispatch/0105", &[("organisation", "")]),
    ("/staff/jiugeng/duty/shifts", &[("name", "x"), ("phone", "55550101"), ("key", "k")]),
    ("/staff/jiugeng/duty/shifts/remove", &[("shift", "0000000000001")]),
];

fn taker(desk: &Desk, code: &str) -> Option<Id> {
    let reference = desk.house().reference();
    let mut rules =
        reference.dispatch_rules.iter().filter(|r| r.area_id == JIUGENG && r.category_code == code);
    rules.next().map(|r| r.organisation_id)
}

#[tokio::test]
async fn a_worker_reads_and_changes_nothing_and_others_see_nothing() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        for page in PAGES {
            for role in [SECRETARY, WORKER] {
                assert_eq!(desk.get(role, page).await.status, StatusCode::OK, "{page}");
            }
            for role in [NEIGHBOUR, FOREMAN, OFFICER] {
                assert_eq!(desk.get(role, page).await.status, StatusCode::NOT_FOUND, "{page} {role}");
            }
        }
        for (path, fields) in WRITES {
            for role in [WORKER, NEIGHBOUR, FOREMAN, OFFICER] {
                assert_eq!(
                    desk.post(role, path, fields).await.status,
                    StatusCode::NOT_FOUND,
                    "{path} {role}"
                );
            }
        }
        assert!(desk.told(JIUGENG, JIUGENG).await.is_empty() && desk.told(HANYANG, HANYANG).await.is_empty());
        let page = desk.get(WORKER, "/staff/jiugeng/setup").await.body;
        assert!(page.contains("<fieldset disabled>") && !page.contains("<button class=\"btn\">"));
    })
    .await;
}

#[tokio::test]
async fn phones_and_words_are_the_areas_own() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let fields = [
            ("phone", "5555 0101"),
            ("night_phone", ""),
            ("address", "久耕路1号"),
            ("button_to_property", "交给物业"),
        ];
        let answer = desk.post(SECRETARY, "/staff/jiugeng/setup", &fields).await;
        assert_eq!(answer.location, "/staff/jiugeng/setup?saved");
        let reference = desk.house().reference();
        let area = reference.area(JIUGENG).unwrap();
        assert_eq!(
            (area.phone.as_str(), area.night_phone.as_str(), area.address.as_str()),
            ("02155550101", "", "久耕路1号")
        );
        assert_eq!(reference.area(HANYANG).unwrap().phone, "02155550128");
        let said = |area, word| desk.house().button_word(area, word, Locale::Zh);
        assert_eq!(said(JIUGENG, ButtonWord::ToProperty), "交给物业");
        assert_eq!(said(JIUGENG, ButtonWord::ToStreet), "请街道协调");
        assert_eq!(said(HANYANG, ButtonWord::ToProperty), "转物业");
        desk.post(SECRETARY, "/staff/jiugeng/setup", &[("phone", "55550101")]).await;
        assert_eq!(desk.house().button_word(JIUGENG, ButtonWord::ToProperty, Locale::Zh), "转物业");
        assert_eq!(desk.told(JIUGENG, JIUGENG).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_desk_without_a_phone_is_refused() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let fields = [("phone", "问小陈"), ("button_dispatch", "这个按钮上的字实在太多了")];
        let answer = desk.post(SECRETARY, "/staff/jiugeng/setup", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.body.contains("id=\"phone-err\"") && answer.body.contains("id=\"button_dispatch-err\"")
        );
        assert_eq!(desk.house().reference().area(JIUGENG).unwrap().phone, "02155550128");
    })
    .await;
}

#[tokio::test]
async fn own_hours_and_days_move_the_areas_deadlines_and_no_others() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let hours = [("hours", "9:00-12:00,13:00-18:00")];
        assert_eq!(
            desk.post(SECRETARY, "/staff/jiugeng/setup/hours", &hours).await.status,
            StatusCode::SEE_OTHER
        );
        let day = [("day", "2026-11-24"), ("kind", "off"), ("name", "搬家")];
        assert_eq!(
            desk.post(SECRETARY, "/staff/jiugeng/setup/days", &day).await.status,
            StatusCode::SEE_OTHER
        );
        let house = desk.house().clone();
        let due = |area| {
            let one = "1wd".parse().unwrap();
            house.reference().calendar(area).deadline(at("2026-11-23 10:00"), one, &[]).unwrap()
        };
        assert_eq!((due(JIUGENG), due(HANYANG)), (at("2026-11-25 18:00"), at("2026-11-24 17:00")));
        let page = desk.get(WORKER, "/staff/jiugeng/setup/hours").await.body;
        assert!(page.contains("9:00-12:00,13:00-18:00") && page.contains("搬家"));
        desk.post(SECRETARY, "/staff/jiugeng/setup/days/remove", &[("day", "2026-11-24")]).await;
        desk.post(SECRETARY, "/staff/jiugeng/setup/hours", &[("hours", "")]).await;
        assert_eq!(due(JIUGENG), at("2026-11-24 17:00"));
        let told = desk.told(JIUGENG, JIUGENG).await;
        assert!(told.iter().all(|e| e.event.subject_kind == "calendar"));
        let verbs: Vec<&str> = told.iter().map(|e| e.event.verb.as_str()).collect();
        assert_eq!(verbs, ["hours_changed", "own_day_set", "own_day_dropped", "hours_changed"]);
    })
    .await;
}

#[tokio::test]
async fn hours_that_cannot_be_are_refused() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        for hours in
            ["上午", "17:00-9:00", "9:00-12:00,11:00-17:00", "9:00-24:00", "25:00-26:00", "9:99-10:99-11:00"]
        {
            let answer = desk.post(SECRETARY, "/staff/jiugeng/setup/hours", &[("hours", hours)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{hours}");
            assert!(answer.body.contains("id=\"hours-err\"") && answer.body.contains(hours), "{hours}");
        }
        let day = desk
            .post(SECRETARY, "/staff/jiugeng/setup/days", &[("day", "2026-02-30"), ("kind", "maybe")])
            .await;
        for field in ["day", "kind", "name"] {
            assert!(day.body.contains(&format!("id=\"{field}-err\"")), "{field}");
        }
        assert!(desk.house().own_days(JIUGENG).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn one_press_sets_who_usually_takes_what_is_not_set() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let chosen = [("organisation", LAMPS.to_string())];
        let fields: Vec<(&str, &str)> = chosen.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = desk.post(SECRETARY, "/staff/jiugeng/setup/dispatch/0105", &fields).await;
        assert_eq!(answer.location, "/staff/jiugeng/setup/dispatch?saved");
        assert!(desk.get(WORKER, "/staff/jiugeng/setup/dispatch").await.body.contains("还有 80 类没定"));
        desk.post(SECRETARY, "/staff/jiugeng/setup/dispatch", &[]).await;
        assert_eq!(taker(&desk, "0105"), Some(LAMPS), "what was set stays");
        assert_eq!(taker(&desk, "0101"), Some(PROPERTY));
        assert_eq!(taker(&desk, "0304"), Some(LAMPS), "the street's own organisations serve everywhere");
        assert_eq!(taker(&desk, "1001"), Some(COMMITTEE));
        assert_eq!(taker(&desk, "1101"), None, "there is no police station here");
        desk.post(SECRETARY, "/staff/jiugeng/setup/dispatch/0101", &[("organisation", "")]).await;
        assert_eq!(taker(&desk, "0101"), None);
        let verbs: Vec<String> =
            desk.told(JIUGENG, JIUGENG).await.into_iter().map(|e| e.event.verb).collect();
        assert_eq!(verbs, ["dispatch_rule_set", "dispatch_rules_adopted", "dispatch_rule_set"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_given_to_an_organisation_of_another_area() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let form = desk.get(SECRETARY, "/staff/jiugeng/setup/dispatch/0101").await.body;
        assert!(form.contains("久安物业") && form.contains("路灯管理所") && !form.contains("联安物业"));
        let elsewhere = ELSEWHERE.to_string();
        for organisation in [elsewhere.as_str(), "nonsense"] {
            let fields = [("organisation", organisation)];
            let answer = desk.post(SECRETARY, "/staff/jiugeng/setup/dispatch/0101", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{organisation}");
        }
        assert_eq!(taker(&desk, "0101"), None);
        let unknown = desk.get(SECRETARY, "/staff/jiugeng/setup/dispatch/9999").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    })
    .await;
}
