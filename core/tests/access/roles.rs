//! Accounts and roles: who may do what, from when to when, and who keeps whom.

use crate::desk::{Desk, HERE, STREET, SYSTEM, THERE, at, refusal};
use linju_core::access::account::NewAccount;
use linju_core::access::{Grant, Right, Role};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::time::shanghai;

#[tokio::test]
async fn disabling_an_account_ends_it_everywhere_at_once() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let id = desk.worker("chen").await;
        let opened = desk.sign_in("chen").await;
        desk.house.disable_account(id, Some(HERE), SYSTEM).await.unwrap();
        assert!(desk.session(&opened.token).await.is_none());
        desk.house.enable_account(id, Some(HERE), SYSTEM).await.unwrap();
        assert!(desk.session(&opened.token).await.is_none(), "an ended session stays ended");
        desk.sign_in("chen").await;
    })
    .await;
}

#[tokio::test]
async fn a_role_holds_from_its_first_day_to_its_last_in_the_areas_zone() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let id = desk.hire("chen", vec![]).await;
        let (account, _) = desk.house.account(id).await.unwrap();
        let (from, to) = (desk.today().plus_days(1), desk.today().plus_days(1));
        desk.house
            .give_role(&account, at(Role::CommunityWorker, HERE), from, Some(to), SYSTEM)
            .await
            .unwrap();
        let works = async || desk.signed_in("chen").await.may(Right::WorkCases, HERE);
        assert!(!works().await, "the evening before");
        desk.clock.set(from.start(&shanghai()).plus_ms(-1));
        assert!(!works().await, "a moment before midnight in Shanghai");
        desk.clock.set(from.start(&shanghai()));
        assert!(works().await, "from midnight");
        desk.clock.set(to.plus_days(1).start(&shanghai()).plus_ms(-1));
        assert!(works().await, "to the last moment");
        desk.clock.set(to.plus_days(1).start(&shanghai()));
        assert!(!works().await, "and no longer");
    })
    .await;
}

#[tokio::test]
async fn accounts_are_made_and_told_by_the_rules() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let new = |login: &str, grant: Grant| NewAccount {
            street: STREET,
            organisation: None,
            login: login.into(),
            name: "陈".into(),
            phone: String::new(),
            password_hash: "x".into(),
            temporary: true,
            grants: vec![grant],
        };
        let make = async |login: &str, grant: Grant| {
            refusal(desk.house.create_account(new(login, grant), desk.today(), SYSTEM).await)
        };
        let work = at(Role::CommunityWorker, HERE);
        assert_eq!(make("Chen", work).await, "login-taken");
        assert_eq!(make("陈晓雯", work).await, "login-shape");
        assert_eq!(make("x", work).await, "login-shape");
        assert_eq!(make("officer", at(Role::StreetOfficer, HERE)).await, "role-misplaced");
        assert_eq!(make("worker", Grant { role: Role::CommunityWorker, area: None }).await, "role-misplaced");
        assert_eq!(make("wuye", at(Role::PropertyCompany, HERE)).await, "organisation-missing");
        let told = Sql::new("select verb from event where area_id = ? order by seq", args![HERE]);
        let told: Vec<(String,)> = desk.house.db.all(told).await.unwrap();
        assert_eq!(told, [("role_given".to_owned(),)], "a refused one leaves no trace");
    })
    .await;
}

#[tokio::test]
async fn a_keeper_reaches_no_further_than_her_area() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", vec![at(Role::Secretary, HERE)]).await;
        desk.hire("jiang", vec![at(Role::Secretary, THERE)]).await;
        desk.hire("root", vec![Grant { role: Role::Administrator, area: None }]).await;
        let shared = desk
            .hire("shared", vec![at(Role::CommunityWorker, HERE), at(Role::CommunityWorker, THERE)])
            .await;
        let (yang, jiang, root) =
            (desk.signed_in("yang").await, desk.signed_in("jiang").await, desk.signed_in("root").await);
        let today = desk.today();
        let (_, roles) = desk.house.account(shared).await.unwrap();
        assert!(!yang.keeps(&roles, today) && !jiang.keeps(&roles, today) && root.keeps(&roles, today));
        assert!(yang.may_grant(at(Role::Director, HERE)) && !yang.may_grant(at(Role::Director, THERE)));
        assert!(!yang.may_grant(Grant { role: Role::Administrator, area: None }));
        let there = roles.iter().find(|r| r.grant.area == Some(THERE)).unwrap();
        desk.house.end_role(there, today, SYSTEM).await.unwrap();
        let (_, roles) = desk.house.account(shared).await.unwrap();
        assert!(!yang.keeps(&roles, today), "it lasts to the end of today");
        assert!(yang.keeps(&roles, today.plus_days(1)));
        assert!(!yang.keeps(&[], today), "an account with no role is the street's");
        assert_eq!(desk.house.accounts_in(THERE).await.unwrap().len(), 2);
        assert_eq!(desk.house.accounts_of_street(STREET).await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_name_and_a_phone_are_changed_for_all_who_work_with_it() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let id = desk.worker("chen").await;
        let rename = async |name: &str, phone: &str| {
            desk.house.rename_account(id, name, phone, Some(HERE), SYSTEM).await
        };
        assert_eq!(refusal(rename(" ", "").await), "name-missing");
        assert_eq!(refusal(rename(&"陈".repeat(41), "").await), "name-long");
        assert_eq!(refusal(rename("陈晓雯", "打我手机").await), "account-phone");
        rename(" 陈晓雯 ", "021-5555 0128").await.unwrap();
        let (account, _) = desk.house.account(id).await.unwrap();
        assert_eq!((account.name.as_str(), account.phone.as_str()), ("陈晓雯", "021-5555 0128"));
        assert_eq!(desk.house.reference().name_of(Some(id)), "陈晓雯");
        assert_eq!(desk.signed_in("chen").await.name, "陈晓雯");
    })
    .await;
}
