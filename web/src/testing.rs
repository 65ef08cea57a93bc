//! For tests of pages: a small street on a fresh database with a clock that stands, and browsers that keep
//! their cookies.

use crate::app::{App, Reach};
use crate::feature::Feature;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::file::FileStore;
use linju_core::place::{Place, PlaceKind};
use linju_core::words::{Source, Words};
use linju_core::{Actor, House};
use linju_db::{Batch, Db, Migration, Statement, args};
use linju_kernel::seal::{AreaKey, MasterKey};
use linju_kernel::time::{HeldClock, shanghai};
use linju_kernel::{Day, Id, Ts, path};
use std::sync::Arc;
use tower::ServiceExt;

/// Password of every account on the stage.
pub const PASSWORD: &str = "correct horse battery";

/// A street with two areas, `jiugeng` and `hanyang`; a property company, a utility and a street office; a
/// worker, a secretary and a foreman in 久耕, a worker in 汉阳, an officer of the street.
pub struct Stage {
    /// The application.
    pub app: App,
    /// Its routes.
    pub router: Router,
    /// The clock, standing at Monday 2026-11-23 10:00 in Shanghai.
    pub clock: Arc<HeldClock>,
    /// 久耕居民区.
    pub jiugeng: Id,
    /// 汉阳居民区.
    pub hanyang: Id,
    /// 久安物业.
    pub property: Id,
    /// 路灯管理所, an organisation without accounts.
    pub utility: Id,
    _files: tempfile::TempDir,
}

/// Login, name, organisation, role and area of an account on the stage.
type Seat = (&'static str, &'static str, Option<Id>, Role, Option<Id>);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// `Location`, if any.
    pub location: String,
    /// Headers.
    pub headers: axum::http::HeaderMap,
    /// Body as text.
    pub body: String,
    /// Body as sent.
    pub bytes: Vec<u8>,
}

/// A browser: keeps its cookies, follows nothing by itself.
pub struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

impl Stage {
    /// The stage with `features` on an empty database.
    pub async fn on(db: Db, features: &[Feature]) -> Stage {
        let mut migrations: Vec<Migration> = linju_core::MIGRATIONS.to_vec();
        migrations.extend(features.iter().flat_map(|f| f.migrations.iter().copied()));
        db.migrate(&migrations).await.expect("the schema is sound");
        let mut sources: Vec<Source> = vec![linju_core::WORDS, crate::WORDS];
        sources.extend(features.iter().flat_map(|f| f.words.iter().copied()));
        let words = Words::new(&sources).expect("the words are sound");
        let day: Day = "2026-11-23".parse().expect("a day");
        let clock = Arc::new(HeldClock::at(day.start(&shanghai()).plus_minutes(600)));
        let files = tempfile::tempdir().expect("a folder");
        let store = FileStore::new(files.path()).expect("a folder");
        let master = MasterKey::new([7; 32]);
        let (jiugeng, hanyang, street) = (Id(101), Id(102), Id(1));
        let (property, utility, office) = (Id(201), Id(202), Id(203));
        db.write(reference_rows(&master, street, [jiugeng, hanyang], [property, utility, office], day))
            .await
            .expect("rows");
        let house = House::open(db, clock.clone(), words, store, master).await.expect("a house");
        house.seed_catalogue().await.expect("categories");
        for area in [jiugeng, hanyang] {
            house.db.write(places(area)).await.expect("places");
        }
        let hash = hash_password(PASSWORD).await.expect("a hash");
        let accounts: [Seat; 6] = [
            ("chen", "陈晓雯", None, Role::CommunityWorker, Some(jiugeng)),
            ("shen", "沈书记", None, Role::Secretary, Some(jiugeng)),
            ("wang", "王师傅", Some(property), Role::PropertyCompany, Some(jiugeng)),
            ("li", "李社工", None, Role::CommunityWorker, Some(hanyang)),
            ("zhou", "周科长", Some(office), Role::StreetOfficer, None),
            ("admin", "管理员", None, Role::Administrator, None),
        ];
        for (login, name, organisation, role, area) in accounts {
            let new = NewAccount {
                street,
                organisation,
                login: login.into(),
                name: name.into(),
                phone: "02155550128".into(),
                password_hash: hash.clone(),
                temporary: false,
                grants: vec![Grant { role, area }],
            };
            house.create_account(new, day.plus_days(-30), Actor::System("stage")).await.expect("an account");
        }
        house.refresh().await.expect("a reference");
        let app = App::new(
            Arc::new(house),
            features,
            Reach { public_url: "http://linju.test".into(), ..Reach::default() },
        );
        let router = app.router(features);
        Stage { router, app, clock, jiugeng, hanyang, property, utility, _files: files }
    }

    /// The stage on an in-memory SQLite.
    pub async fn new(features: &[Feature]) -> Stage {
        Stage::on(Db::open("sqlite::memory:").expect("a database"), features).await
    }

    /// The house.
    pub fn house(&self) -> &Arc<House> {
        &self.app.house
    }

    /// Moves the clock to that moment in Shanghai, as `2026-11-24 09:30`.
    pub fn at(&self, moment: &str) -> Ts {
        let (day, clock) = moment.split_once(' ').expect("day and clock");
        let (hour, minute) = clock.split_once(':').expect("hour and minute");
        let minutes = hour.parse::<i64>().expect("an hour") * 60 + minute.parse::<i64>().expect("a minute");
        let ts = day.parse::<Day>().expect("a day").start(&shanghai()).plus_minutes(minutes);
        self.clock.set(ts);
        ts
    }

    /// A browser nobody has used.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Vec::new() }
    }

    /// A browser in which `login` is signed in.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let origin = linju_core::access::login::Origin { peer: "127.0.0.1", device: None, name: "stage" };
        let signed = self.app.house.sign_in(login, PASSWORD, origin).await.expect("the stage's password");
        let linju_core::access::login::SignedIn::In(opened) = signed else {
            panic!("no code is asked on the stage")
        };
        let cookies = vec![(crate::session::SESSION_COOKIE.to_owned(), opened.token)];
        Browser { router: self.router.clone(), cookies }
    }

    /// The place of 久耕 or 汉阳 with that door code: `3` (3号楼), `3-2` (its 2单元), `3-2-401`.
    pub async fn place(&self, area: Id, code: &str) -> Place {
        self.app.house.place_by_code(area, code).await.expect("a place on the stage")
    }
}

impl Browser {
    /// GET.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// POST of a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            fields.iter().map(|(k, v)| format!("{}={}", escape(k), escape(v))).collect::<Vec<_>>().join("&");
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), body.into_bytes()).await
    }

    /// POST of a form with files: field, file name, content.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--B0\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, file, content) in files {
            let head = format!(
                "--B0\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--B0--\r\n");
        self.send(Method::POST, path, Some("multipart/form-data; boundary=B0"), body).await
    }

    /// GET of where an answer leads.
    pub async fn follow(&mut self, answer: &Answer) -> Answer {
        assert!(answer.status.is_redirection(), "{} does not lead anywhere: {}", answer.status, answer.body);
        self.get(&answer.location).await
    }

    /// The value of one of its cookies.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    async fn send(&mut self, method: Method, path: &str, media_type: Option<&str>, body: Vec<u8>) -> Answer {
        let cookies = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "linju.test");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie is ASCII");
            let (name, value) = text.split(';').next().and_then(|p| p.split_once('=')).expect("name=value");
            self.cookies.retain(|(n, _)| n != name);
            if !text.contains("Max-Age=0") {
                self.cookies.push((name.into(), value.into()));
            }
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let location =
            parts.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, location, headers: parts.headers, body, bytes: bytes.to_vec() }
    }
}

fn escape(text: &str) -> String {
    let keep = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    text.bytes().map(|b| if keep(&b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

fn reference_rows(master: &MasterKey, street: Id, areas: [Id; 2], organisations: [Id; 3], day: Day) -> Batch {
    let mut batch =
        Batch::new().exec("insert into street (id, name) values (?, ?)", args![street, "北外滩街道"]);
    for (id, code, name, seal) in
        [(areas[0], "jiugeng", "久耕居民区", "久耕"), (areas[1], "hanyang", "汉阳居民区", "汉阳")]
    {
        let committee = format!("{seal}居委");
        let sql = "insert into area (id, street_id, code, name, seal, committee, phone, night_phone, address, zone, \
                   key_wrapped, has_owners_committee, demo) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)";
        let key = master.wrap(id, &AreaKey::fresh());
        batch = batch
            .exec(
                sql,
                args![
                    id,
                    street,
                    code,
                    name,
                    seal,
                    committee,
                    "02155550128",
                    "02155550199",
                    "九龙路1号",
                    "Asia/Shanghai",
                    key
                ],
            )
            .exec("insert into area_clock (area_id, event_seq) values (?, 0)", args![id]);
    }
    let kinds = [
        (organisations[0], "property_company", "久安物业"),
        (organisations[1], "utility", "路灯管理所"),
        (organisations[2], "street_office", "北外滩街道办事处"),
    ];
    for (id, kind, name) in kinds {
        let sql = "insert into organisation (id, street_id, kind, name, phone, parent_id, valid_to) values (?, ?, ?, ?, '02155550133', null, null)";
        batch = batch.exec(sql, args![id, street, kind, name]);
        let sql = "insert into organisation_role (area_id, id, organisation_id, kind, from_day, to_day) values (?, ?, ?, ?, ?, null)";
        batch = batch.exec(sql, args![areas[0], id, id, kind, day.plus_days(-365)]);
    }
    batch
}

fn places(area: Id) -> Batch {
    let mut rows: Vec<Place> = Vec::new();
    let mut add = |kind: PlaceKind, parent: Option<usize>, n: u32, name: &str, code: &str| {
        let above = parent.map(|p| rows[p].clone());
        let inside = above.as_ref().filter(|p| p.kind != PlaceKind::Area.code());
        rows.push(Place {
            area_id: area,
            id: Id(area.0 * 1_000 + rows.len() as i64 + 1),
            kind: kind.code().into(),
            parent_id: above.as_ref().map(|p| p.id),
            path: above.as_ref().map_or_else(|| "a".into(), |p| path::child(&p.path, n)),
            name: name.into(),
            full_name: inside.map_or_else(|| name.into(), |p| format!("{} {name}", p.full_name)),
            code: code.into(),
            built_year: Some(1985),
            storeys: Some(6),
            has_lift: Some(false),
            floor: None,
            to_day: None,
        });
        rows.len() - 1
    };
    let root = add(PlaceKind::Area, None, 0, "本居民区", "0");
    let compound = add(PlaceKind::Compound, Some(root), 1, "久耕小区", "c1");
    for building in 1..=3 {
        let b = add(
            PlaceKind::Building,
            Some(compound),
            building,
            &format!("{building}号楼"),
            &building.to_string(),
        );
        for stairwell in 1..=2 {
            let code = format!("{building}-{stairwell}");
            let s = add(PlaceKind::Stairwell, Some(b), stairwell, &format!("{stairwell}单元"), &code);
            add(PlaceKind::Room, Some(s), 401, "401室", &format!("{code}-401"));
        }
    }
    rows.iter().map(|row| Statement::insert("place", row)).collect()
}
