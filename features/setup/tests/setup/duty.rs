//! The roster, who answers, and the hand-over.

use crate::desk::{Desk, HANYANG, JIUGENG, NEIGHBOUR, SECRETARY, WORKER, at};
use axum::http::StatusCode;
use linju_db::testing::each_engine;

const SHIFT: [(&str, &str); 4] =
    [("name", "陈晓雯"), ("from", "2026-11-23T17:00"), ("to", "2026-11-24T08:30"), ("key", "k1")];

async fn answers(desk: &Desk, now: &str) -> (bool, Option<String>, String) {
    let duty = desk.house().on_duty(JIUGENG, at(now)).await.unwrap();
    (duty.open, duty.name, duty.phone)
}

#[tokio::test]
async fn whoever_is_on_the_roster_answers_outside_the_desks_hours() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let answer = desk.post(SECRETARY, "/staff/jiugeng/duty/shifts", &SHIFT).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (StatusCode::SEE_OTHER, "/staff/jiugeng/duty?saved")
        );
        let desk_phone = "02155550128".to_owned();
        assert_eq!(answers(&desk, "2026-11-23 16:59").await, (true, None, desk_phone.clone()));
        assert_eq!(
            answers(&desk, "2026-11-23 22:00").await,
            (false, Some("陈晓雯".into()), desk_phone.clone())
        );
        assert_eq!(answers(&desk, "2026-11-24 20:00").await, (false, None, "02155550199".into()));
        assert_eq!(
            answers(&desk, "2026-10-01 10:00").await,
            (false, None, "02155550199".into()),
            "a holiday"
        );
        assert_eq!(answers(&desk, "2026-10-10 10:00").await, (true, None, desk_phone), "a make-up Saturday");
        let elsewhere = desk.house().on_duty(HANYANG, at("2026-11-23 22:00")).await.unwrap();
        assert_eq!(elsewhere.name, None);
        desk.later("2026-11-23 22:00");
        let page = desk.get(WORKER, "/staff/jiugeng/duty").await.body;
        assert!(page.contains("陈晓雯值班，打 021-5555 0128"));
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_shift_and_one_that_is_removed_is_gone() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        for _ in 0..2 {
            assert_eq!(
                desk.post(SECRETARY, "/staff/jiugeng/duty/shifts", &SHIFT).await.status,
                StatusCode::SEE_OTHER
            );
        }
        let shifts =
            desk.house().shifts(JIUGENG, at("2026-11-23 00:00"), at("2026-11-30 00:00")).await.unwrap();
        assert_eq!(shifts.len(), 1);
        let id = shifts[0].id.to_string();
        let fields = [("shift", id.as_str())];
        let removed = desk.post(SECRETARY, "/staff/jiugeng/duty/shifts/remove", &fields).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER);
        let again = desk.post(SECRETARY, "/staff/jiugeng/duty/shifts/remove", &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert_eq!(answers(&desk, "2026-11-23 22:00").await.1, None);
        let verbs: Vec<String> =
            desk.told(JIUGENG, JIUGENG).await.into_iter().map(|e| e.event.verb).collect();
        assert_eq!(verbs, ["shift_added", "shift_removed"]);
    })
    .await;
}

#[tokio::test]
async fn a_shift_that_cannot_be_is_refused_at_its_field() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let wrong: [(&[(&str, &str)], &str); 5] = [
            (&[("name", "")], "name"),
            (&[("name", "门卫老王")], "phone"),
            (&[("from", "明天")], "from"),
            (&[("to", "2026-11-23T16:00")], "to"),
            (&[("to", "2027-11-23T16:00")], "to"),
        ];
        for (changes, field) in wrong {
            let fields: Vec<(&str, &str)> = changes.iter().copied().chain(SHIFT).collect();
            let answer = desk.post(SECRETARY, "/staff/jiugeng/duty/shifts", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
            assert!(answer.body.contains(&format!("id=\"{field}-err\"")), "{changes:?}");
        }
        assert!(desk.told(JIUGENG, JIUGENG).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_one_shift_writes_the_next_one_reads_without_phone_numbers() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let note = [("text", "5号楼水管在漏，已打物业，居民电话 13812345678"), ("key", "k")];
        for _ in 0..2 {
            assert_eq!(
                desk.post(WORKER, "/staff/jiugeng/duty/notes", &note).await.status,
                StatusCode::SEE_OTHER
            );
        }
        for page in ["/staff/jiugeng/duty", "/staff/jiugeng/duty/sheet"] {
            let text = desk.get(SECRETARY, page).await.body;
            assert_eq!(text.matches("5号楼水管在漏").count(), 1, "{page}");
            assert!(text.contains("陈晓雯") && !text.contains("13812345678"), "{page}");
        }
        let told = desk.told(JIUGENG, JIUGENG).await;
        assert_eq!(told.len(), 1);
        assert!(!told[0].event.body.contains("水管") && told[0].note.is_none());
        desk.later("2026-11-27 09:00");
        let friday = desk.get(SECRETARY, "/staff/jiugeng/duty").await;
        assert!(friday.status.is_success() && !friday.body.contains("5号楼水管在漏"));
        let long = "长".repeat(2001);
        for text in ["", long.as_str()] {
            let answer =
                desk.post(WORKER, "/staff/jiugeng/duty/notes", &[("text", text), ("key", "n")]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let keyless = desk.post(WORKER, "/staff/jiugeng/duty/notes", &[("text", "灯")]).await;
        assert_eq!(keyless.status, StatusCode::BAD_REQUEST);
        let stranger = desk.post(NEIGHBOUR, "/staff/jiugeng/duty/notes", &note).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn where_nobody_answers_the_page_says_when_the_desk_opens() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        desk.post(SECRETARY, "/staff/jiugeng/setup", &[("phone", "55550128"), ("night_phone", "")]).await;
        desk.later("2026-11-27 20:00");
        let page = desk.get(WORKER, "/staff/jiugeng/duty").await.body;
        assert!(page.contains("现在没有人接电话，11月30日 周一 8:30 开门"));
    })
    .await;
}
