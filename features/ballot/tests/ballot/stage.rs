//! A desk with a neighbourhood of as many households as a test needs.

use linju_ballot::published::Published;
use linju_ballot::rules::{Asks, Form, Item, Part, Verb};
use linju_ballot::store::voter::{PartRow, VoterRow};
use linju_ballot::store::{self, BallotRow};
use linju_ballot::work::cast::{self, Cast};
use linju_ballot::work::{self, Doer, Issued, Plan, count};
use linju_core::party::{Details, NewRole, ResidenceState, RoleKind};
use linju_core::place::{Place, PlaceKind};
use linju_core::{Actor, Error, House, Result};
use linju_db::{Batch, Db, FromRow, Row, Sql, Statement, args};
use linju_kernel::{Id, Ts, path};
use linju_web::testing::Stage;
use std::sync::Arc;

/// A moment at which the box is open.
pub const OPEN: &str = "2026-12-10 10:00";

/// The desk.
pub struct Desk {
    /// The stage.
    pub stage: Stage,
    /// The secretary.
    pub doer: Doer,
    /// A worker.
    pub other: Doer,
}

impl Desk {
    /// On an empty database.
    pub async fn on(db: Db) -> Self {
        let stage = Stage::on(db, &[linju_ballot::FEATURE]).await;
        let (doer, other) = (doer(&stage, "shen").await, doer(&stage, "chen").await);
        Self { doer, other, stage }
    }

    /// The house.
    pub fn house(&self) -> &Arc<House> {
        self.stage.house()
    }

    /// Moves the clock.
    pub fn at(&self, moment: &str) -> Ts {
        self.stage.at(moment)
    }

    /// The secretary now.
    pub fn now(&self) -> Doer {
        Doer { at: self.house().now(), ..self.doer.clone() }
    }

    /// A stairwell with so many rooms, each with one who lives there, owns it, and was elected delegate. The last room
    /// is large.
    pub async fn people(&self, rooms: usize) -> Place {
        let (house, area) = (self.house(), self.stage.jiugeng);
        let stairwell = self.stage.place(area, "1-1").await;
        let (now, since) = (house.now(), "2020-01-01".parse().expect("a day"));
        let key = house.key(area).expect("a key");
        let known = house.places_in(area, stairwell.id).await.expect("rooms");
        if known.iter().any(|room| room.code == "1-1-500") {
            return stairwell;
        }
        let mut batch = Batch::new();
        for n in 0..rooms {
            let room = Place {
                id: house.id(),
                kind: PlaceKind::Room.code().into(),
                parent_id: Some(stairwell.id),
                path: path::child(&stairwell.path, 600 + n as u32),
                name: format!("{}室", 500 + n),
                full_name: format!("{} {}室", stairwell.full_name, 500 + n),
                code: format!("1-1-{}", 500 + n),
                ..stairwell.clone()
            };
            let person = Details::named(&format!("居民{n}")).seal(&key, area, house.id(), now);
            let resident = NewRole::resident(person.id, ResidenceState::LivesHere, since);
            let owner = NewRole::plain(person.id, RoleKind::Owner, since);
            let delegate = NewRole::plain(person.id, RoleKind::ResidentDelegate, since);
            batch = batch.insert("place", &room).push(person.insert());
            for (role, place) in [(resident, &room), (owner, &room), (delegate, &stairwell)] {
                batch = batch.push(role.at(place, house.id()).expect("a role").insert());
            }
            let registered = Some(if n + 1 == rooms { 20_000 } else { 5_000 });
            let (surveyed, contract) = (None, None);
            let part = PartRow {
                area_id: area,
                place_id: room.id,
                registered,
                surveyed,
                contract,
                developer: false,
            };
            batch = batch.push(part.write());
        }
        for room in known {
            let sql = "update place set to_day = '2020-01-01' where area_id = ? and id = ?";
            batch = batch.push(Statement::new(sql, args![area, room.id]));
        }
        house.db.write(batch).await.expect("people");
        stairwell
    }

    /// A ballot with its box open at [`OPEN`]: the row, everybody's slips, the shares.
    pub async fn opened(
        &self,
        form: Form,
        asks: Asks,
        rooms: usize,
    ) -> (BallotRow, Vec<Issued>, [String; 3]) {
        self.at("2026-11-01 09:00");
        let place = self.people(rooms).await;
        let item = |n: i64| Item { title: format!("方案{n}"), cost: 0 };
        let plan = Plan {
            form,
            asks,
            matter: if form == Form::Owners { 7 } else { 0 },
            title: "试一试".into(),
            words: "是否同意".into(),
            items: if asks == Asks::Whether { vec![] } else { (1..=3).map(item).collect() },
            budget: 0,
            place,
            opens_at: self.at("2026-12-01 08:00"),
            closes_at: self.at("2026-12-11 20:00"),
            case: None,
        };
        let row = plan.row(self.house(), self.doer.actor.account().expect("an account"));
        self.at("2026-11-01 09:00");
        work::plan(self.house(), &self.now(), &row, &row.id.to_string()).await.expect("planned");
        self.at("2026-11-02 09:00");
        self.step(&row, Verb::Freeze).await;
        self.at("2026-11-12 09:00");
        self.step(&row, Verb::Announce).await;
        let slips =
            work::issue(self.house(), &self.now(), &self.load(&row).await, None).await.expect("slips");
        self.at("2026-12-01 08:00");
        let shares = self.step(&row, Verb::Open).await.expect("shares");
        self.at(OPEN);
        (self.load(&row).await, slips, shares)
    }

    /// The row as it stands.
    pub async fn load(&self, row: &BallotRow) -> BallotRow {
        store::load(self.house(), row.area_id, row.id).await.expect("the ballot")
    }

    /// A vote by code, now.
    pub async fn vote(&self, row: &BallotRow, voter: &VoterRow, choice: &str) -> Result<Cast> {
        cast::vote(self.house(), &Doer::voter(self.house().now()), row, voter, [choice], None).await
    }

    /// A step of the secretary, now.
    pub async fn step(&self, row: &BallotRow, verb: Verb) -> Option<[String; 3]> {
        let row = self.load(row).await;
        work::step(self.house(), &self.now(), &row, verb, "").await.expect("a step")
    }

    /// The ballot after the close.
    pub async fn close(&self, row: &BallotRow) -> BallotRow {
        self.at("2026-12-11 20:00");
        self.step(row, Verb::Close).await;
        self.load(row).await
    }

    /// The count, now.
    pub async fn count(&self, row: &BallotRow, shares: [&str; 2]) -> Result<()> {
        count::count(self.house(), &self.now(), row, shares).await
    }

    /// Every row of a table as it is.
    pub async fn dump(&self, table: &str) -> Vec<String> {
        let sql = Sql::new(format!("select * from {table} where area_id = ?"), args![self.stage.jiugeng]);
        self.house().db.all::<Raw>(sql).await.expect("rows").into_iter().map(|row| row.0).collect()
    }

    /// Columns of all rows of a table, as text.
    pub async fn everything(&self, table: &str, columns: &str) -> String {
        let sql = format!("select {columns} from {table} where area_id = ?");
        let rows: Vec<(String, String)> =
            self.house().db.all(Sql::new(sql, args![self.stage.jiugeng])).await.expect("rows");
        rows.into_iter().map(|(a, b)| format!("{a} {b}\n")).collect()
    }
}

/// A row as it is, whatever its columns.
struct Raw(String);

impl FromRow for Raw {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Raw(format!("{row:?}")))
    }
}

/// How many chose each option, by its number.
pub fn votes_of(file: &Published) -> Vec<(usize, u64)> {
    let mut votes: Vec<_> = file.outcome.options.iter().map(|o| (o.number, o.votes)).collect();
    votes.sort_unstable();
    votes
}

async fn doer(stage: &Stage, login: &str) -> Doer {
    let sql = Sql::new("select id from account where login = ?", args![login]);
    let (account,): (Id,) = stage.house().db.one(sql).await.expect("an account");
    Doer { actor: Actor::Account(account), parts: vec![Part::Desk, Part::Lead], at: stage.house().now() }
}

/// Name of a refusal, and whether it names its ground.
pub fn name<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, bool) {
    match result {
        Err(Error::Refused(refusal)) => (refusal.name, refusal.law.is_some()),
        other => panic!("not a refusal: {other:?}"),
    }
}
