//! Signing in, second factor, devices, roles: what a guesser, a thief and a leaver meet.

use linju_core::access::account::NewAccount;
use linju_core::access::login::{Opened, Origin, Owed, SESSION_MS, SignedIn, TRUST_MS};
use linju_core::access::password::hash_password;
use linju_core::access::tries::{PER_ACCOUNT, PER_ADDRESS, WINDOW_MS};
use linju_core::access::{Grant, Right, Role, Session, second, token};
use linju_core::file::FileStore;
use linju_core::words::Words;
use linju_core::{Actor, Error, House, MIGRATIONS, WORDS};
use linju_db::testing::each_engine;
use linju_db::{Batch, Db, Sql, args};
use linju_kernel::seal::{AreaKey, MasterKey};
use linju_kernel::time::{HeldClock, shanghai};
use linju_kernel::{Day, Id, Ts};
use std::sync::Arc;
use tokio::sync::OnceCell;

const STREET: Id = Id(1);
const HERE: Id = Id(10);
const THERE: Id = Id(11);
const PASSWORD: &str = "plum rain on the lane";
const SYSTEM: Actor = Actor::System("test");

/// 2026-11-23 09:00 in Shanghai.
const MORNING: Ts = Ts(1_795_395_600_000);

struct Desk {
    house: House,
    clock: Arc<HeldClock>,
    _files: tempfile::TempDir,
}

impl Desk {
    async fn open(db: Db) -> Desk {
        db.migrate(MIGRATIONS).await.unwrap();
        let master = MasterKey::new([7; 32]);
        let mut batch = Batch::new().exec("insert into street (id, name) values (?, '北外滩街道')", args![STREET]);
        for (id, code) in [(HERE, "here"), (THERE, "there")] {
            let sql = "insert into area (id, street_id, code, name, seal, committee, phone, night_phone, address, \
                       zone, key_wrapped, has_owners_committee) values (?, ?, ?, '久耕居民区', '久耕', '久耕居委', \
                       '', '', '', 'Asia/Shanghai', ?, 0)";
            let key = master.wrap(id, &AreaKey::fresh());
            batch = batch.exec(sql, args![id, STREET, code, key]);
            batch = batch.exec("insert into area_clock (area_id, event_seq) values (?, 0)", args![id]);
        }
        db.write(batch).await.unwrap();
        let files = tempfile::tempdir().unwrap();
        let clock = Arc::new(HeldClock::at(MORNING));
        let store = FileStore::new(files.path()).unwrap();
        let words = Words::new(&[WORDS]).unwrap();
        let house = House::open(db, clock.clone(), words, store, master, 1).await.unwrap();
        Desk { house, clock, _files: files }
    }

    async fn hire(&self, login: &str, grants: Vec<Grant>) -> Id {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let password_hash = HASH.get_or_init(|| async { hash_password(PASSWORD).await.unwrap() }).await.clone();
        let new = NewAccount {
            street: STREET, organisation: None, login: login.into(), name: login.into(), phone: String::new(),
            password_hash, temporary: false, grants,
        };
        self.house.create_account(new, self.today(), SYSTEM).await.unwrap()
    }

    async fn worker(&self, login: &str) -> Id {
        self.hire(login, vec![at(Role::CommunityWorker, HERE)]).await
    }

    fn today(&self) -> Day {
        self.house.now().day(&shanghai())
    }

    fn later(&self, ms: i64) {
        self.clock.set(self.house.now().plus_ms(ms));
    }

    async fn try_in(&self, login: &str, password: &str, peer: &str) -> Result<SignedIn, Error> {
        self.house.sign_in(login, password, Origin { peer, device: None, name: "Chrome" }).await
    }

    async fn sign_in(&self, login: &str) -> Opened {
        opened(self.try_in(login, PASSWORD, "10.0.0.1").await.unwrap())
    }

    async fn session(&self, token: &str) -> Option<Session> {
        self.house.session_by_token(token).await.unwrap()
    }

    async fn signed_in(&self, login: &str) -> Session {
        let opened = self.sign_in(login).await;
        self.session(&opened.token).await.unwrap()
    }

    /// Enrols a second factor and gives its secret.
    async fn enrol(&self, login: &str) -> String {
        let secret = second::fresh_secret();
        let me = self.signed_in(login).await;
        self.house.enrol_second_factor(&me, PASSWORD, &secret, &self.code(&secret)).await.unwrap();
        self.later(30_000);
        secret
    }

    /// What the phone shows now.
    fn code(&self, secret: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(self.house.now().0 as u64 / 1_000).to_string()
    }

    async fn ticket(&self, login: &str, device: Option<&str>) -> String {
        let origin = Origin { peer: "10.0.0.1", device, name: "Chrome" };
        match self.house.sign_in(login, PASSWORD, origin).await.unwrap() {
            SignedIn::CodeNeeded { ticket } => ticket,
            SignedIn::In(_) => panic!("no code was asked for"),
        }
    }
}

fn at(role: Role, area: Id) -> Grant {
    Grant { role, area: Some(area) }
}

fn opened(signed: SignedIn) -> Opened {
    match signed {
        SignedIn::In(opened) => opened,
        SignedIn::CodeNeeded { .. } => panic!("a code was asked for"),
    }
}

fn refusal<T>(outcome: Result<T, Error>) -> &'static str {
    match outcome {
        Err(Error::Refused(refusal)) => refusal.name,
        Err(Error::TooMany) => "too-many",
        Err(other) => panic!("{other}"),
        Ok(_) => "nothing",
    }
}

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
            assert_eq!(refusal(desk.try_in("chen", "wrong guess", &format!("10.0.1.{i}")).await), "login-failed");
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
            assert_eq!(refusal(desk.try_in(&format!("guess{i}"), "wrong guess", "10.0.0.1").await), "login-failed");
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

        let hashes: Vec<(Vec<u8>,)> =
            desk.house.db.all("select token_hash from session union all select token_hash from trusted_device").await.unwrap();
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
        desk.house.give_role(&account, at(Role::CommunityWorker, HERE), from, Some(to), SYSTEM).await.unwrap();
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
async fn a_code_counts_once_and_only_with_a_fresh_ticket() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let secret = desk.enrol("chen").await;
        let origin = Origin { peer: "10.0.0.1", ..Origin::default() };
        let code = desk.code(&secret);
        let confirm = async |ticket: &str, code: &str| desk.house.confirm_code(ticket, code, false, origin).await;

        let ticket = desk.ticket("chen", None).await;
        assert_eq!(refusal(confirm(&ticket, "000000").await), "login-code-wrong");
        assert_eq!(refusal(confirm(&ticket, &code).await), "nothing");
        assert_eq!(refusal(confirm(&ticket, &code).await), "login-code-wrong", "the same code again");
        desk.later(30_000);
        assert_eq!(refusal(confirm(&ticket, &code).await), "login-code-wrong", "still within the phone's skew");
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
        let confirm = async |code: &str| desk.house.confirm_code(&ticket, code, false, Origin::default()).await;
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
            desk.house.confirm_code(&ticket, &desk.code(&secret), true, Origin::default()).await.unwrap().device
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
        let old = desk.house.confirm_code(&before, &desk.code(&secret), true, Origin::default()).await.unwrap();

        let handed = desk.house.reset_account(id, Some(HERE), SYSTEM).await.unwrap();
        assert!(desk.session(&old.token).await.is_none());
        assert_eq!(refusal(desk.try_in("chen", PASSWORD, "10.0.0.1").await), "login-failed");
        let now = opened(desk.try_in("chen", &handed, "10.0.0.1").await.unwrap());
        assert_eq!(now.owes, Some(Owed::Password));
        let me = desk.session(&now.token).await.unwrap();
        assert!(me.grants.is_empty());
        assert_eq!(refusal(desk.house.change_password(&me, "not it at all", PASSWORD, None).await), "password-wrong");
        assert_eq!(refusal(desk.house.change_password(&me, &handed, "short", None).await), "password-short");
        assert_eq!(refusal(desk.house.change_password(&me, &handed, &handed, None).await), "password-same");
        desk.house.change_password(&me, &handed, PASSWORD, None).await.unwrap();
        assert!(desk.session(&now.token).await.unwrap().may(Right::WorkCases, HERE));

        let demand = "insert into setting (area_id, key, value) values (0, 'totp_required', '1')";
        desk.house.db.write(Batch::new().exec(demand, args![])).await.unwrap();
        let me = desk.session(&now.token).await.unwrap();
        assert!(me.grants.is_empty());
        assert_eq!(desk.sign_in("chen").await.owes, Some(Owed::SecondFactor));
        let secret = second::fresh_secret();
        assert_eq!(refusal(desk.house.enrol_second_factor(&me, PASSWORD, &secret, "000000").await), "login-code-wrong");
        desk.house.enrol_second_factor(&me, PASSWORD, &secret, &desk.code(&secret)).await.unwrap();
        assert!(desk.session(&now.token).await.unwrap().may(Right::WorkCases, HERE));
        let again = second::fresh_secret();
        assert_eq!(refusal(desk.house.enrol_second_factor(&me, PASSWORD, &again, &desk.code(&again)).await), "totp-already");
        assert_eq!(refusal(desk.house.remove_second_factor(&me, PASSWORD).await), "totp-demanded");
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
        assert_eq!(refusal(desk.house.switch_to(zhu, "902108", None, at_pc).await), "pin-ended", "zhu has none");
        for _ in 0..4 {
            assert_eq!(refusal(desk.house.switch_to(chen, "1357", None, at_pc).await), "pin-wrong");
        }
        assert_eq!(refusal(desk.house.switch_to(chen, "1357", None, at_pc).await), "pin-ended");
        assert_eq!(refusal(desk.house.switch_to(chen, "902108", None, at_pc).await), "pin-ended");
        assert!(desk.house.familiar_on(&pc.device).await.unwrap().is_empty());

        opened(desk.house.sign_in("chen", PASSWORD, at_pc).await.unwrap());
        desk.house.switch_to(chen, "902108", None, at_pc).await.unwrap();
        desk.later(SESSION_MS);
        assert_eq!(refusal(desk.house.switch_to(chen, "902108", None, at_pc).await), "pin-ended", "the day is over");
    })
    .await;
}

#[tokio::test]
async fn accounts_are_made_and_told_by_the_rules() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.worker("chen").await;
        let new = |login: &str, grant: Grant| NewAccount {
            street: STREET, organisation: None, login: login.into(), name: "陈".into(), phone: String::new(),
            password_hash: "x".into(), temporary: true, grants: vec![grant],
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
        let shared = desk.hire("shared", vec![at(Role::CommunityWorker, HERE), at(Role::CommunityWorker, THERE)]).await;
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
