//! An application with two areas, and a browser that keeps its cookies.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use linju_account::FEATURE;
use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::{Actor, House};
use linju_db::Db;
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Id};
use linju_web::App;
use linju_web::app::Reach;
pub use linju_web::testing::PASSWORD;
use linju_web::testing::Stage;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// 久耕 and 汉阳 on the stage.
pub const HERE: Id = Id(101);
pub const THERE: Id = Id(102);

pub struct Desk {
    stage: Stage,
    pub house: Arc<House>,
}

impl Desk {
    pub async fn open(db: Db) -> Desk {
        let stage = Stage::on(db, &[FEATURE]).await;
        Desk { house: stage.house().clone(), stage }
    }

    pub async fn hire(&self, login: &str, role: Role, area: Option<Id>) -> Id {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let password_hash =
            HASH.get_or_init(|| async { hash_password(PASSWORD).await.unwrap() }).await.clone();
        let new = NewAccount {
            street: Id(1),
            organisation: None,
            login: login.into(),
            name: format!("{login}女士"),
            phone: String::new(),
            password_hash,
            temporary: false,
            grants: vec![Grant { role, area }],
        };
        self.house.create_account(new, self.today(), Actor::System("test")).await.unwrap()
    }

    pub fn today(&self) -> Day {
        self.house.now().day(&shanghai())
    }

    pub fn later(&self, ms: i64) {
        self.stage.clock.set(self.house.now().plus_ms(ms));
    }

    /// Nine in the morning, `days` later.
    pub fn days_later(&self, days: i64) {
        self.stage.clock.set(self.today().plus_days(days).start(&shanghai()).plus_ms(9 * 3_600_000));
    }

    /// What the phone with `secret` shows now.
    pub fn code(&self, secret: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(self.house.now().0 as u64 / 1_000).to_string()
    }

    pub fn browser(&self) -> Browser {
        self.browser_over(false)
    }

    pub fn browser_over(&self, https: bool) -> Browser {
        let reach = Reach { https, ..Reach::default() };
        let app = App::new(self.house.clone(), &[FEATURE], reach);
        Browser { router: app.router(&[FEATURE]), cookies: BTreeMap::new(), foreign: false }
    }

    /// A browser in which `login` is signed in.
    pub async fn at_desk(&self, login: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(login, PASSWORD).await;
        assert_eq!(answer.to, "/staff");
        browser
    }
}

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// Do its requests come from another site's page?
    pub foreign: bool,
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    /// Where it leads; empty if nowhere.
    pub to: String,
    pub text: String,
    pub set_cookies: Vec<String>,
}

impl Answer {
    /// The value of the hidden field `name`.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let rest =
            self.text.split(&mark).nth(1).unwrap_or_else(|| panic!("no field {name} in {}", self.text));
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", escape(v))).collect();
        let form = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(form, Body::from(pairs.join("&"))).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("/login", &[("login", login), ("password", password), ("next", "/")]).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let site = if self.foreign { "cross-site" } else { "same-origin" };
        let request = request.header(header::COOKIE, cookies.join("; ")).header("sec-fetch-site", site);
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let answer = read(response).await;
        for cookie in &answer.set_cookies {
            let (name, rest) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
        answer
    }
}

async fn read(response: Response<Body>) -> Answer {
    let header = |name| response.headers().get_all(name).iter().map(|v| v.to_str().unwrap().to_owned());
    let (to, set_cookies) =
        (header(header::LOCATION).next().unwrap_or_default(), header(header::SET_COOKIE).collect());
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    Answer { status, to, text: String::from_utf8(bytes.to_vec()).unwrap(), set_cookies }
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
