//! A street with two areas, and people hired on the spot.

use linju_core::access::account::NewAccount;
use linju_core::access::login::{Opened, Origin, SignedIn};
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role, Session, second};
use linju_core::file::FileStore;
use linju_core::words::Words;
use linju_core::{Actor, Error, House, MIGRATIONS, WORDS};
use linju_db::{Batch, Db, args};
use linju_kernel::seal::{AreaKey, MasterKey};
use linju_kernel::time::{HeldClock, shanghai};
use linju_kernel::{Day, Id, Ts};
use std::sync::Arc;
use tokio::sync::OnceCell;

pub const STREET: Id = Id(1);
pub const HERE: Id = Id(10);
pub const THERE: Id = Id(11);
pub const PASSWORD: &str = "plum rain on the lane";
pub const SYSTEM: Actor = Actor::System("test");

/// 2026-11-23 09:00 in Shanghai.
pub const MORNING: Ts = Ts(1_795_395_600_000);

pub struct Desk {
    pub house: House,
    pub clock: Arc<HeldClock>,
    _files: tempfile::TempDir,
}

impl Desk {
    pub async fn open(db: Db) -> Desk {
        db.migrate(MIGRATIONS).await.unwrap();
        let master = MasterKey::new([7; 32]);
        let mut batch =
            Batch::new().exec("insert into street (id, name) values (?, '北外滩街道')", args![STREET]);
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
        let house = House::open(db, clock.clone(), words, store, master).await.unwrap();
        Desk { house, clock, _files: files }
    }

    pub async fn hire(&self, login: &str, grants: Vec<Grant>) -> Id {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let password_hash =
            HASH.get_or_init(|| async { hash_password(PASSWORD).await.unwrap() }).await.clone();
        let new = NewAccount {
            street: STREET,
            organisation: None,
            login: login.into(),
            name: login.into(),
            phone: String::new(),
            password_hash,
            temporary: false,
            grants,
        };
        self.house.create_account(new, self.today(), SYSTEM).await.unwrap()
    }

    pub async fn worker(&self, login: &str) -> Id {
        self.hire(login, vec![at(Role::CommunityWorker, HERE)]).await
    }

    pub fn today(&self) -> Day {
        self.house.now().day(&shanghai())
    }

    pub fn later(&self, ms: i64) {
        self.clock.set(self.house.now().plus_ms(ms));
    }

    pub async fn try_in(&self, login: &str, password: &str, peer: &str) -> Result<SignedIn, Error> {
        self.house.sign_in(login, password, Origin { peer, device: None, name: "Chrome" }).await
    }

    pub async fn sign_in(&self, login: &str) -> Opened {
        opened(self.try_in(login, PASSWORD, "10.0.0.1").await.unwrap())
    }

    pub async fn session(&self, token: &str) -> Option<Session> {
        self.house.session_by_token(token).await.unwrap()
    }

    pub async fn signed_in(&self, login: &str) -> Session {
        let opened = self.sign_in(login).await;
        self.session(&opened.token).await.unwrap()
    }

    /// Enrols a second factor and gives its secret.
    pub async fn enrol(&self, login: &str) -> String {
        let secret = second::fresh_secret();
        let me = self.signed_in(login).await;
        self.house.enrol_second_factor(&me, PASSWORD, &secret, &self.code(&secret)).await.unwrap();
        self.later(30_000);
        secret
    }

    /// What the phone shows now.
    pub fn code(&self, secret: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(self.house.now().0 as u64 / 1_000).to_string()
    }

    pub async fn ticket(&self, login: &str, device: Option<&str>) -> String {
        let origin = Origin { peer: "10.0.0.1", device, name: "Chrome" };
        match self.house.sign_in(login, PASSWORD, origin).await.unwrap() {
            SignedIn::CodeNeeded { ticket } => ticket,
            SignedIn::In(_) => panic!("no code was asked for"),
        }
    }
}

pub fn at(role: Role, area: Id) -> Grant {
    Grant { role, area: Some(area) }
}

pub fn opened(signed: SignedIn) -> Opened {
    match signed {
        SignedIn::In(opened) => opened,
        SignedIn::CodeNeeded { .. } => panic!("a code was asked for"),
    }
}

pub fn refusal<T>(outcome: Result<T, Error>) -> &'static str {
    match outcome {
        Err(Error::Refused(refusal)) => refusal.name,
        Err(Error::TooMany) => "too-many",
        Err(other) => panic!("{other}"),
        Ok(_) => "nothing",
    }
}
