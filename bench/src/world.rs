//! Data folders of a given size: one area with so many cases, nine in ten of them long answered, the others taken in,
//! a few not yet looked at.

use anyhow::{Context, Result};
use linju_app::admin::{self, NewArea};
use linju_app::open::Place;
use linju_core::access::account::NewAccount;
use linju_core::access::login::{Origin, SignedIn};
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::place::{Place as Spot, PlaceKind};
use linju_core::{Actor, Change, House};
use linju_db::Batch;
use linju_kernel::time::{SystemClock, shanghai};
use linju_kernel::{Id, Ts, path};
use linju_request::intake::{self, Said};
use linju_request::rules::case::Channel;
use linju_request::rules::{self, Command, command};
use linju_request::store::cases;
use linju_request::work::{self, Doer, Press};
use std::path::Path;
use std::sync::Arc;

/// Code of the area.
pub const AREA: &str = "jiugeng";
/// Two characters that stand in one case of sixteen.
pub const FREQUENT: &str = "漏水";
/// Two characters that stand in one case.
pub const RARE: &str = "麒麟";
/// Cases are written so many at a time.
const CHUNK: usize = 500;
/// Cases nobody has looked at yet.
const UNSEEN: usize = 20;
/// Over how long they came in, in ms: three hundred days.
const SPAN_MS: i64 = 300 * 86_400_000;
const BUILDINGS: u32 = 40;
const PASSWORD: &str = "correct horse battery";

const WHAT: [&str; 16] = [
    "厨房顶上漏水",
    "路灯不亮",
    "楼道堆满纸箱",
    "垃圾没人收",
    "下水道堵了",
    "电梯停了",
    "门禁坏了",
    "墙皮往下掉",
    "树枝碰到窗",
    "夜里装修太吵",
    "电瓶车在楼道充电",
    "信箱锁坏了",
    "健身器材断了",
    "停车挡住了出口",
    "自来水发黄",
    "扶手松了",
];
const WORDS: [&str; 4] = [
    "已经三天了,老人进出不方便。",
    "上礼拜就讲过,一直没有人来看。",
    "麻烦快点派人来看看。",
    "隔壁几家也是这样,大家都急。",
];

/// A world that was made.
pub struct World {
    /// Door code of a place in it.
    pub place: String,
    /// Category its residents report.
    pub category: String,
    /// Cookie of a worker who is signed in.
    pub cookie: String,
    /// A case that is open.
    pub case: Id,
}

/// Makes one with `cases` cases in the folder `data`.
pub async fn make(data: &Path, cases: usize) -> Result<World> {
    let place = Place { data: data.to_owned(), ..Place::default() };
    let house = place.house(Arc::new(SystemClock)).await?;
    admin::street(&house, "北外滩街道").await?;
    house.refresh().await?;
    let area = NewArea {
        code: AREA.into(),
        name: "久耕居民区".into(),
        seal: "久耕".into(),
        phone: "02155550128".into(),
        address: "九龙路1号".into(),
        owners_committee: true,
        demo: true,
    };
    let root = admin::area(&house, &area).await?;
    let places = buildings(&house, &root).await?;
    let worker = worker(&house, root.area_id).await?;
    let category =
        house.reference().categories.iter().find(|c| c.active && c.quick > 0 && !c.is_emergency()).cloned();
    let category = category.context("a category on a tile")?.code;
    let teller = Teller { house: &house, places: &places, category: &category, worker, cases };
    let case = teller.tell().await?;
    let origin = Origin { peer: "127.0.0.1", device: None, name: "bench" };
    let SignedIn::In(opened) = house.sign_in("chen", PASSWORD, origin).await? else {
        anyhow::bail!("a code was asked for")
    };
    house.db.close().await;
    Ok(World {
        place: places[0].code.clone(),
        category,
        cookie: format!("linju_session={}", opened.token),
        case,
    })
}

async fn buildings(house: &House, root: &Spot) -> Result<Vec<Spot>> {
    let building = |n: u32| Spot {
        id: house.id(),
        kind: PlaceKind::Building.code().into(),
        parent_id: Some(root.id),
        path: path::child(&root.path, n),
        name: format!("{n}号楼"),
        full_name: format!("久耕小区 {n}号楼"),
        code: n.to_string(),
        ..root.clone()
    };
    let places: Vec<Spot> = (1..=BUILDINGS).map(building).collect();
    house.db.write(places.iter().fold(Batch::new(), |batch, place| batch.insert("place", place))).await?;
    Ok(places)
}

async fn worker(house: &House, area: Id) -> Result<Id> {
    let new = NewAccount {
        street: house.reference().streets[0].id,
        organisation: None,
        login: "chen".into(),
        name: "陈晓雯".into(),
        phone: "02155550128".into(),
        password_hash: hash_password(PASSWORD).await?,
        temporary: false,
        grants: vec![Grant { role: Role::CommunityWorker, area: Some(area) }],
    };
    let first_day = house.now().plus_ms(-2 * SPAN_MS).day(&shanghai());
    let id = house.create_account(new, first_day, Actor::System("bench")).await?;
    house.refresh().await?;
    Ok(id)
}

struct Teller<'a> {
    house: &'a House,
    places: &'a [Spot],
    category: &'a str,
    worker: Id,
    cases: usize,
}

impl Teller<'_> {
    /// Takes all of them in, oldest first, and works on all but the newest. Gives the newest.
    async fn tell(&self) -> Result<Id> {
        let mut newest = None;
        for from in (0..self.cases).step_by(CHUNK) {
            let mut received = Vec::new();
            let mut changes = Vec::new();
            for n in from..(from + CHUNK).min(self.cases) {
                let (change, taken_in) = intake::prepare(self.house, self.said(n)).await?;
                changes.push(change);
                received.push((n, taken_in.case));
            }
            self.house.commit_all(changes).await?;
            newest = received.last().map(|(_, case)| *case);
            let mut changes = Vec::new();
            for (n, case) in received.into_iter().filter(|(n, _)| n + UNSEEN < self.cases) {
                changes.push(self.work_on(n, case).await?);
            }
            self.house.commit_all(changes).await?;
        }
        newest.context("a world has cases")
    }

    /// An hour later the older ones are answered, the newer ones taken in.
    async fn work_on(&self, n: usize, case: Id) -> Result<Change> {
        let open = (self.cases / 10).max(self.cases.min(100));
        let press = match n + open < self.cases {
            true => Press::one(Command::Answer, "已经请师傅看过,当天修好了。"),
            false => Press::one(Command::Triage, ""),
        };
        let actor = Actor::Account(self.worker);
        let part = rules::Actor {
            parts: vec![command::Who::Worker],
            account: Some(self.worker),
            organisation: None,
        };
        let stored = cases::load(self.house, self.places[0].area_id, case).await?;
        let mut change = Change::new(stored.row.area_id, self.at(n).plus_minutes(60), actor);
        work::prepare(self.house, &Doer { actor, part, told_by: None }, stored, press, &mut change).await?;
        Ok(change)
    }

    fn at(&self, n: usize) -> Ts {
        let ago = SPAN_MS / self.cases as i64 * (self.cases - n) as i64;
        self.house.now().plus_ms(-ago)
    }

    fn said(&self, n: usize) -> Said {
        let what = WHAT[n % WHAT.len()];
        let rare = if n == self.cases / 2 { RARE } else { "" };
        Said {
            channel: Channel::Phone,
            place: self.places[n % self.places.len()].clone(),
            place_note: String::new(),
            words: format!("{what},{}{rare}", WORDS[n / WHAT.len() % WORDS.len()]),
            category: self.category.to_owned(),
            nature: String::new(),
            name: Some("周阿姨".into()),
            phone: Some(format!("138{:08}", n % 100_000_000)),
            behalf: None,
            way: None,
            entered_by: Some(self.worker),
            source: None,
            at: self.at(n),
            title: None,
            files: Vec::new(),
            device: None,
            secret: false,
            hotline: None,
            once: None,
        }
    }
}
