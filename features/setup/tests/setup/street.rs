//! The street's catalogue and calendar.

use crate::desk::{CENTRE, Desk, HANYANG, JIUGENG, OFFICER, SECRETARY, at};
use axum::http::StatusCode;
use linju_db::testing::each_engine;
use linju_kernel::deadline::TimeLimit;
use linju_kernel::{Day, Id};

const SOURCE: (&str, &str) = ("source", "国务院办公厅关于2027年部分节假日安排的通知");
const YEAR: (&str, &str) = ("notice_year", "2027");
const NOTICE: &str =
    "日期,类型,名称\n2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,休,元旦\n2027-01-09,班,元旦\n";

fn edit<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("version", "1"),
        ("responsible", "物业"),
        ("committee_part", "none"),
        ("contact_amount", "4"),
        ("contact_unit", "wh"),
        ("settle_amount", "3"),
        ("settle_unit", "wd"),
        ("emergency", "E3"),
        ("needs_photo", "1"),
        ("active", "1"),
    ];
    changes.iter().copied().chain(usual).collect()
}

fn settled(desk: &Desk) -> String {
    desk.house().reference().category("0105").unwrap().settle_limit.clone()
}

#[tokio::test]
async fn a_changed_category_counts_by_its_new_limits_and_every_areas_ledger_tells_so() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let list = desk.get(OFFICER, "/street/categories").await;
        assert!(list.status.is_success() && list.body.contains("楼道灯、扶手、门窗损坏"));
        assert!(desk.get(OFFICER, "/street/categories/0105").await.body.contains("灯具建议3日"));
        let answer = desk.post(OFFICER, "/street/categories/0105", &edit(&[])).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (StatusCode::SEE_OTHER, "/street/categories?saved")
        );
        let reference = desk.house().reference();
        let category = reference.category("0105").unwrap();
        assert_eq!(
            (category.contact().to_string(), category.settle().to_string()),
            ("4wh".into(), "3wd".into())
        );
        for area in [JIUGENG, HANYANG] {
            let told = desk.told(area, Id(105)).await;
            assert_eq!(told.len(), 1);
            assert_eq!(
                (told[0].event.subject_kind.as_str(), told[0].event.verb.as_str()),
                ("category", "category_changed")
            );
            assert_eq!((told[0].fact("settle_limit_before"), told[0].fact("settle_limit")), ("5wd", "3wd"));
        }
    })
    .await;
}

#[tokio::test]
async fn two_officers_do_not_overwrite_one_another() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        assert_eq!(
            desk.post(OFFICER, "/street/categories/0105", &edit(&[])).await.status,
            StatusCode::SEE_OTHER
        );
        let late = desk.post(OFFICER, "/street/categories/0105", &edit(&[("settle_amount", "9")])).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(settled(&desk), "3wd");
        assert_eq!(desk.told(JIUGENG, Id(105)).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed_and_changes_nothing() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let wrong = edit(&[("settle_amount", "0"), ("responsible", "<script>alert(1)</script>")]);
        let answer = desk.post(OFFICER, "/street/categories/0105", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("id=\"settle-err\"") && answer.body.contains("alert(1)"));
        assert!(!answer.body.contains("<script>alert"));
        assert_eq!(settled(&desk), "5wd");
        assert!(desk.told(JIUGENG, Id(105)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_second_seeding_leaves_what_the_street_changed() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        desk.post(OFFICER, "/street/categories/0105", &edit(&[])).await;
        desk.house().seed_catalogue().await.unwrap();
        assert_eq!(desk.house().reference().categories.len(), 81);
        assert_eq!(settled(&desk), "3wd");
    })
    .await;
}

#[tokio::test]
async fn the_operation_centre_reads_and_changes_nothing_and_an_areas_worker_sees_neither() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        for path in ["/street/categories", "/street/calendar"] {
            assert_eq!(desk.get(CENTRE, path).await.status, StatusCode::OK);
            assert_eq!(desk.get(SECRETARY, path).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(desk.get(CENTRE, "/street/categories/0105").await.status, StatusCode::NOT_FOUND);
        for role in [CENTRE, SECRETARY] {
            assert_eq!(
                desk.post(role, "/street/categories/0105", &edit(&[])).await.status,
                StatusCode::NOT_FOUND
            );
            let notice = [YEAR, SOURCE, ("notice", NOTICE)];
            assert_eq!(desk.post(role, "/street/calendar", &notice).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(settled(&desk), "5wd");
        assert!(desk.house().notices().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_deadline_of_next_year_is_provisional_until_the_notice_is_there_and_then_another() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let trial = "/street/calendar?year=2027&from=2026-12-31T10:00&try_amount=5&try_unit=wd";
        let before = desk.get(OFFICER, trial).await.body;
        assert_eq!(before.matches("data-provisional").count(), 2);
        assert!(before.contains("datetime=\"2027-01-08T17:00:00+08:00\""));
        let answer = desk.post(OFFICER, "/street/calendar", &[YEAR, SOURCE, ("notice", NOTICE)]).await;
        assert_eq!(answer.location, "/street/calendar?year=2027&saved=1");
        let after = desk.get(OFFICER, trial).await.body;
        assert_eq!(after.matches("data-provisional").count(), 0);
        assert!(after.contains("datetime=\"2027-01-08T17:00:00+08:00\"") && after.contains(SOURCE.1));
        let limit: TimeLimit = "6wd".parse().unwrap();
        let reference = desk.house().reference();
        let due = reference.calendar(JIUGENG).deadline(at("2026-12-31 10:00"), limit, &[]);
        assert_eq!(due, Some(at("2027-01-09 17:00")), "the Saturday that is worked counts");
        for area in [JIUGENG, HANYANG] {
            let told = desk.told(area, Id(2027)).await;
            assert_eq!(
                (told[0].event.subject_kind.as_str(), told[0].number("year")),
                ("calendar", Some(2027))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_broken_notice_is_refused_line_by_line_and_nothing_is_stored() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let broken = "日期,类型,名称\n2027-01-01,休,元旦\n2027-13-01,休,元旦\n2026-05-01,休,劳动节\n2027-01-02,假,元旦\n\
                      2027-01-03,休\n2027-01-01,休,元旦\n2027-01-04,休,\n";
        let answer = desk.post(OFFICER, "/street/calendar", &[YEAR, SOURCE, ("notice", broken)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = ["第 3 行：日期看不懂", "第 4 行：日期不在", "第 5 行：第二栏", "第 6 行：要有三栏", "第 7 行：这一天", "第 8 行：少了名称"];
        for sentence in said {
            assert!(answer.body.contains(sentence), "{sentence}");
        }
        assert!(!answer.body.contains("第 2 行") && answer.body.contains("2027-13-01"));
        let empty = desk.post(OFFICER, "/street/calendar", &[("notice_year", "0"), ("source", ""), ("notice", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("id=\"notice_year-err\"") && empty.body.contains("id=\"source-err\""));
        assert!(desk.house().notices().await.unwrap().is_empty());
        assert!(desk.house().reference().national().is_provisional(Day::new(2027, 1, 1).unwrap()));
    })
    .await;
}

#[tokio::test]
async fn a_notice_comes_as_a_file_too_if_it_is_text() {
    each_engine(|db| async move {
        let mut desk = Desk::open(db).await;
        let gbk = [b"2027-01-01,".as_slice(), &[0xd0, 0xdd], b",x"].concat();
        let refused = desk.upload(OFFICER, "/street/calendar", &[YEAR, SOURCE], &gbk).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("id=\"file-err\""));
        let excel = format!("\u{feff}{}", NOTICE.replace('\n', "\r\n"));
        let taken = desk.upload(OFFICER, "/street/calendar", &[YEAR, SOURCE], excel.as_bytes()).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        assert!(desk.house().reference().national().works(Day::new(2027, 1, 9).unwrap()));
    })
    .await;
}
