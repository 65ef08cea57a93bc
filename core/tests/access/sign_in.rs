//! Guessers and thieves: equal refusals, counted tries, sessions.

use crate::desk::{Desk, HERE, PASSWORD, SYSTEM, at, refusal};
use linju_core::Error;
use linju_core::access::login::{Origin, SESSION_MS};
use linju_core::access::tries::{PER_ACCOUNT, PER_ADDRESS, WINDOW_MS};
use linju_core::access::{Role, token};
use linju_db::testing::each_engine;

#[tokio::test]
async fn an_unknown_login_a_wrong_password_and_a_disabled_account_sound_the_same() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let gone = desk.worker("gone").await;
        desk.house.disable_account(gone, Some(HERE), SYSTEM).await.unwrap();
        let work = async |login: &str, password: &str| {
            let (outcome, counts) = linju_db::counted(desk.try_in(login, password, "10.0.0.1")).await;
            (refusal(outcome), format!("{counts:?}"))
        };
        let unknown = work("nobody", PASSWORD).await;
        assert_eq!(unknown.0, "login-failed");
        assert_eq!(work("chen", "something else").await, unknown);
        assert_eq!(work("gone", PASSWORD).await, unknown);
        assert_eq!(refusal(desk.try_in(" CHEN ", PASSWORD, "10.0.0.1").await), "nothing");
    })
    .await;
}

#[tokio::test]
async fn guessing_ends_after_ten_tries_and_may_begin_again_after_a_quarter_of_an_hour() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        desk.worker("zhu").await;
        for i in 0..PER_ACCOUNT {
            assert_eq!(
                refusal(desk.try_in("chen", "wrong guess", &format!("10.0.1.{i}")).await),
                "login-failed"
            );
        }
        assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.2.1").await), "too-many");
        assert_eq!(refusal(desk.try_in("zhu", PASSWORD, "10.0.2.1").await), "nothing");
        desk.later(WINDOW_MS);
        assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.2.1").await), "nothing");
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_try_every_login_but_right_answers_cost_nothing() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        for i in 0..PER_ADDRESS {
            assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.0.1").await), "nothing");
            assert_eq!(
                refusal(desk.try_in(&format!("guess{i}"), "wrong guess", "10.0.0.1").await),
                "login-failed"
            );
        }
        assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.0.1").await), "too-many");
        assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.0.2").await), "nothing");
    })
    .await;
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_all_counted() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let guesses = (0..3 * PER_ACCOUNT).map(|_| desk.try_in("chen", "wrong guess", "10.0.0.1"));
        let outcomes = futures_util::future::join_all(guesses).await;
        let looked_at = outcomes.into_iter().filter(|o| matches!(o, Err(Error::Refused(_)))).count();
        assert_eq!(looked_at as i64, PER_ACCOUNT);
    })
    .await;
}

#[tokio::test]
async fn the_database_knows_no_token_no_address_and_no_secret() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let secret = desk.enrol("chen").await;
        let ticket = desk.ticket("chen", None).await;
        let origin = Origin { peer: "10.0.0.1", ..Origin::default() };
        let opened = desk.house.confirm_code(&ticket, &desk.code(&secret), true, origin).await.unwrap();
        _ = desk.try_in("chen", "wrong guess", "10.0.0.1").await;

        let hashes: Vec<(Vec<u8>,)> = desk
            .house
            .db
            .all("select token_hash from session union all select token_hash from trusted_device")
            .await
            .unwrap();
        assert!(hashes.iter().any(|h| h.0 == token::hash(&opened.token)));
        assert!(hashes.iter().all(|h| h.0 != opened.token.as_bytes() && h.0 != opened.device.as_bytes()));
        let keys: Vec<(String,)> = desk.house.db.all("select key from attempt").await.unwrap();
        assert!(!keys.is_empty() && keys.iter().all(|k| !k.0.contains("10.0.0.1") && !k.0.contains("chen")));
        let (sealed,): (Vec<u8>,) = desk.house.db.one("select totp_sealed from account").await.unwrap();
        let plain = totp_rs::Secret::try_from_base32(&secret).unwrap();
        assert!(!sealed.windows(20).any(|w| w == plain.as_bytes()));
    })
    .await;
}

#[tokio::test]
async fn a_session_costs_one_query_slides_and_ends() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let id = desk.hire("yang", vec![at(Role::Secretary, HERE), at(Role::Director, HERE)]).await;
        let opened = desk.sign_in("yang").await;
        let (session, counts) = linju_db::counted(desk.session(&opened.token)).await;
        assert_eq!((counts.queries, counts.writes), (1, 0));
        assert_eq!(session.unwrap().grants.len(), 2);

        desk.later(SESSION_MS - 1);
        assert!(desk.session(&opened.token).await.is_some(), "used within twelve hours");
        desk.later(SESSION_MS - 1);
        assert!(desk.session(&opened.token).await.is_some(), "and so on");
        desk.later(SESSION_MS);
        assert!(desk.session(&opened.token).await.is_none(), "left alone");
        desk.house.forget_stale_access().await.unwrap();
        assert!(desk.house.sessions_of(id).await.unwrap().is_empty());

        let (a, b) = (desk.sign_in("yang").await, desk.sign_in("yang").await);
        let me = desk.session(&a.token).await.unwrap();
        assert_eq!(desk.house.sessions_of(id).await.unwrap().len(), 2);
        desk.house.end_other_sessions(&me).await.unwrap();
        assert!(desk.session(&b.token).await.is_none());
        desk.house.end_session(id, &me.token_hash).await.unwrap();
        assert!(desk.session(&a.token).await.is_none());
        assert!(desk.session("no token at all").await.is_none());
    })
    .await;
}
