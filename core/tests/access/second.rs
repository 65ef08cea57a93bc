//! What stands behind the password: codes, trusted devices, PINs, things owed first.

use crate::desk::{Desk, HERE, PASSWORD, SYSTEM, THERE, at, opened, refusal};
use linju_core::access::login::{Origin, Owed, SESSION_MS, TRUST_MS};
use linju_core::access::tries::PER_ACCOUNT;
use linju_core::access::{Right, Role, second};
use linju_db::testing::each_engine;
use linju_db::{Batch, args};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;

#[tokio::test]
async fn a_code_counts_once_and_only_with_a_fresh_ticket() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let secret = desk.enrol("chen").await;
        let origin = Origin { peer: "10.0.0.1", ..Origin::default() };
        let code = desk.code(&secret);
        let confirm =
            async |ticket: &str, code: &str| desk.house.confirm_code(ticket, code, false, origin).await;

        let ticket = desk.ticket("chen", None).await;
        assert_eq!(refusal(confirm(&ticket, "000000").await), "login-code-wrong");
        assert_eq!(refusal(confirm(&ticket, &code).await), "nothing");
        assert_eq!(refusal(confirm(&ticket, &code).await), "login-code-wrong", "the same code again");
        desk.later(30_000);
        assert_eq!(
            refusal(confirm(&ticket, &code).await),
            "login-code-wrong",
            "still within the phone's skew"
        );
        assert_eq!(refusal(confirm(&ticket, &desk.code(&secret)).await), "nothing");

        desk.later(5 * 60_000);
        assert_eq!(refusal(confirm(&ticket, &desk.code(&secret)).await), "login-again", "an old ticket");
        assert_eq!(refusal(confirm("nonsense 票", &code).await), "login-again");
        let forged = desk.ticket("chen", None).await.replacen(|_| true, "1", 1);
        assert_eq!(refusal(confirm(&forged, &desk.code(&secret)).await), "login-again");
    })
    .await;
}

#[tokio::test]
async fn codes_cannot_be_guessed_for_long() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let secret = desk.enrol("chen").await;
        let right = desk.code(&secret);
        let ticket = desk.ticket("chen", None).await;
        let confirm =
            async |code: &str| desk.house.confirm_code(&ticket, code, false, Origin::default()).await;
        for _ in 0..PER_ACCOUNT {
            assert_eq!(refusal(confirm("12345").await), "login-code-wrong");
        }
        assert_eq!(refusal(confirm(&right).await), "too-many");
    })
    .await;
}

#[tokio::test]
async fn a_trusted_device_is_asked_once_in_thirty_days_and_no_other_is_trusted() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        desk.worker("zhu").await;
        let secret = desk.enrol("chen").await;
        let zhus = desk.enrol("zhu").await;
        let device = {
            let ticket = desk.ticket("chen", None).await;
            desk.house
                .confirm_code(&ticket, &desk.code(&secret), true, Origin::default())
                .await
                .unwrap()
                .device
        };
        let here = Origin { peer: "10.0.0.1", device: Some(&device), name: "Chrome" };
        opened(desk.house.sign_in("chen", PASSWORD, here).await.unwrap());
        let ticket = desk.ticket("zhu", Some(&device)).await;
        let untrusted = desk.house.confirm_code(&ticket, &desk.code(&zhus), false, here).await.unwrap();
        assert_eq!(untrusted.device, device, "a shared PC keeps its token");
        desk.ticket("zhu", Some(&device)).await;
        desk.ticket("chen", None).await;
        desk.later(TRUST_MS);
        desk.ticket("chen", Some(&device)).await;
    })
    .await;
}

#[tokio::test]
async fn a_handed_password_and_a_demanded_factor_come_before_any_role() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let id = desk.worker("chen").await;
        let secret = desk.enrol("chen").await;
        let before = desk.ticket("chen", None).await;
        let old =
            desk.house.confirm_code(&before, &desk.code(&secret), true, Origin::default()).await.unwrap();

        let handed = desk.house.reset_account(id, Some(HERE), SYSTEM).await.unwrap();
        assert!(desk.session(&old.token).await.is_none());
        assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.0.1").await), "login-failed");
        let now = opened(desk.try_in("chen", &handed, "10.0.0.1").await.unwrap());
        assert_eq!(now.owes, Some(Owed::Password));
        let me = desk.session(&now.token).await.unwrap();
        assert!(me.grants.is_empty());
        assert_eq!(
            refusal(desk.house.change_password(&me, "not it at all", PASSWORD, None).await),
            "password-wrong"
        );
        assert_eq!(refusal(desk.house.change_password(&me, &handed, "short", None).await), "password-short");
        assert_eq!(refusal(desk.house.change_password(&me, &handed, &handed, None).await), "password-same");
        desk.house.change_password(&me, &handed, PASSWORD, None).await.unwrap();
        assert!(desk.session(&now.token).await.unwrap().may(Right::WorkCases, HERE));

        desk.later(1);
        desk.house.demand_second_factor(&[Role::CommunityWorker]).await.unwrap();
        assert!(
            desk.session(&now.token).await.unwrap().may(Right::WorkCases, HERE),
            "work under way goes on"
        );
        let next = desk.sign_in("chen").await;
        assert_eq!(next.owes, Some(Owed::SecondFactor));
        let me = desk.session(&next.token).await.unwrap();
        assert!(me.grants.is_empty());
        let secret = second::fresh_secret();
        assert_eq!(
            refusal(desk.house.enrol_second_factor(&me, PASSWORD, &secret, "000000").await),
            "login-code-wrong"
        );
        desk.house.enrol_second_factor(&me, PASSWORD, &secret, &desk.code(&secret)).await.unwrap();
        assert!(desk.session(&now.token).await.is_none(), "a session without the factor ends");
        assert!(desk.session(&next.token).await.unwrap().may(Right::WorkCases, HERE));
        let again = second::fresh_secret();
        assert_eq!(
            refusal(desk.house.enrol_second_factor(&me, PASSWORD, &again, &desk.code(&again)).await),
            "totp-already"
        );
        assert_eq!(refusal(desk.house.remove_second_factor(&me, PASSWORD).await), "totp-demanded");
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_is_demanded_of_the_roles_named_and_of_no_other() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        desk.hire("yang", vec![at(Role::Secretary, HERE)]).await;
        desk.hire("tang", vec![at(Role::Secretary, HERE), at(Role::CommunityWorker, THERE)]).await;
        desk.house.demand_second_factor(&[Role::Secretary]).await.unwrap();
        assert_eq!(desk.sign_in("chen").await.owes, None);
        assert!(desk.signed_in("chen").await.may(Right::WorkCases, HERE));
        assert_eq!(desk.sign_in("yang").await.owes, Some(Owed::SecondFactor));
        let both = desk.signed_in("tang").await;
        assert!(both.grants.is_empty(), "an account that owes has no role, also where none is demanded");
        desk.house.demand_second_factor(&[]).await.unwrap();
        assert_eq!(desk.sign_in("yang").await.owes, None);
        assert!(desk.signed_in("yang").await.may(Right::Coordinate, HERE));
    })
    .await;
}

#[tokio::test]
async fn a_setting_of_one_means_every_role() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let all = "insert into setting (area_id, key, value) values (0, 'totp_required', '1')";
        desk.house.db.write(Batch::new().exec(all, args![])).await.unwrap();
        desk.house.refresh().await.unwrap();
        assert_eq!(desk.house.reference().demanding(), Role::ALL);
        assert_eq!(desk.sign_in("chen").await.owes, Some(Owed::SecondFactor));
    })
    .await;
}

#[tokio::test]
async fn a_pin_opens_only_where_its_owner_signed_in_today_and_not_after_five_wrong_ones() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let chen = desk.worker("chen").await;
        let zhu = desk.worker("zhu").await;
        let pc = desk.sign_in("chen").await;
        let me = desk.session(&pc.token).await.unwrap();
        assert!(desk.house.familiar_on(&pc.device).await.unwrap().is_empty(), "no PIN yet");
        assert_eq!(refusal(desk.house.set_pin(&me, PASSWORD, "1111").await), "pin-easy");
        desk.house.set_pin(&me, PASSWORD, "902108").await.unwrap();
        let at_pc = Origin { peer: "10.0.0.1", device: Some(&pc.device), name: "Chrome" };
        let zhus = opened(desk.house.sign_in("zhu", PASSWORD, at_pc).await.unwrap());
        let zhu_session = desk.session(&zhus.token).await.unwrap();

        let names: Vec<Id> = desk.house.familiar_on(&pc.device).await.unwrap().iter().map(|f| f.id).collect();
        assert_eq!(names, [chen]);
        let back = desk.house.switch_to(chen, "902108", Some(&zhu_session), at_pc).await.unwrap();
        assert_eq!(desk.session(&back.token).await.unwrap().account, chen);
        assert!(desk.session(&zhus.token).await.is_none(), "whoever left is signed out");

        let elsewhere = Origin { device: None, ..at_pc };
        assert_eq!(refusal(desk.house.switch_to(chen, "902108", None, elsewhere).await), "pin-ended");
        assert_eq!(
            refusal(desk.house.switch_to(zhu, "902108", None, at_pc).await),
            "pin-ended",
            "zhu has none"
        );
        for _ in 0..4 {
            assert_eq!(refusal(desk.house.switch_to(chen, "1357", None, at_pc).await), "pin-wrong");
        }
        assert_eq!(refusal(desk.house.switch_to(chen, "1357", None, at_pc).await), "pin-ended");
        assert_eq!(refusal(desk.house.switch_to(chen, "902108", None, at_pc).await), "pin-ended");
        assert!(desk.house.familiar_on(&pc.device).await.unwrap().is_empty());

        opened(desk.house.sign_in("chen", PASSWORD, at_pc).await.unwrap());
        desk.house.switch_to(chen, "902108", None, at_pc).await.unwrap();
        desk.later(SESSION_MS);
        assert_eq!(
            refusal(desk.house.switch_to(chen, "902108", None, at_pc).await),
            "pin-ended",
            "the day is over"
        );
    })
    .await;
}
