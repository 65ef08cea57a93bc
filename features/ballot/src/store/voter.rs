//! The list of those entitled: what it is made from, and what it is.

use crate::rules::electorate::{Entry, Holds, Room};
use crate::rules::{Form, Reason};
use linju_core::party::{ResidenceState, RoleKind};
use linju_core::place::PlaceKind;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, Value, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts, path};
use linju_tally::owners;
use std::collections::HashMap;

record! {
    /// A room's area, as its papers say.
    #[derive(Debug, Clone)]
    pub struct PartRow {
        /// Area.
        pub area_id: Id,
        /// Room.
        pub place_id: Id,
        /// As registered, in 0.01 m².
        pub registered: Option<i64>,
        /// As surveyed.
        pub surveyed: Option<i64>,
        /// As in the contract of sale.
        pub contract: Option<i64>,
        /// Not sold, or not handed over.
        pub developer: bool,
    }
}

impl PartRow {
    /// The area that counts (SPC 2020, art. 8).
    pub fn counts(&self) -> Option<i64> {
        let plain = |area: Option<i64>| area.and_then(|area| u64::try_from(area).ok());
        let area = owners::area(plain(self.registered), plain(self.surveyed), plain(self.contract));
        area.and_then(|area| i64::try_from(area).ok())
    }

    /// Writes it, or writes it anew.
    pub fn write(&self) -> Statement {
        let sql = "insert into ballot_part (area_id, place_id, registered, surveyed, contract, developer) \
                   values (?, ?, ?, ?, ?, ?) on conflict (area_id, place_id) do update set \
                   registered = excluded.registered, surveyed = excluded.surveyed, contract = excluded.contract, \
                   developer = excluded.developer";
        Statement::new(sql, self.values())
    }
}

record! {
    /// One head on the list.
    #[derive(Debug, Clone)]
    pub struct VoterRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Ballot.
        pub ballot_id: Id,
        /// Number on the list, from 1.
        pub number: i64,
        /// The rooms.
        pub label: String,
        /// The first room.
        pub place_id: Id,
        /// Its path.
        pub place_path: String,
        /// Who may vote for it: ids separated by spaces.
        pub persons: String,
        /// Area in 0.01 m².
        pub weight: i64,
        /// [`Reason`] code.
        pub reason: String,
        /// Why it was struck off; empty while it stands.
        pub struck: String,
        /// Keyed hash of its code.
        pub code_print: Option<Vec<u8>>,
    }
}

impl VoterRow {
    /// The row of `entry`, number `number` of `ballot`.
    pub fn of(house: &House, area: Id, ballot: Id, number: usize, entry: &Entry) -> Self {
        Self {
            area_id: area,
            id: house.id(),
            ballot_id: ballot,
            number: number as i64,
            label: entry.label.clone(),
            place_id: entry.place,
            place_path: entry.path.clone(),
            persons: entry.persons.iter().map(Id::to_string).collect::<Vec<_>>().join(" "),
            weight: entry.area,
            reason: entry.reason.code().into(),
            struck: String::new(),
            code_print: None,
        }
    }

    /// Who may vote for it.
    pub fn persons(&self) -> Vec<Id> {
        self.persons.split(' ').filter_map(|id| id.parse().ok()).collect()
    }

    /// Why it stands on the list.
    pub fn reason(&self) -> Reason {
        Reason::of(&self.reason).expect("the store holds known reasons")
    }

    /// Gives it a code, instead of any it had.
    pub fn give_code(&self, print: Vec<u8>) -> Statement {
        let sql = "update ballot_voter set code_print = ? where area_id = ? and id = ?";
        Statement::new(sql, args![print, self.area_id, self.id]).expect(1)
    }

    /// Strikes it off.
    pub fn strike(&self, why: &str) -> Statement {
        let sql = "update ballot_voter set struck = ? where area_id = ? and id = ? and struck = ''";
        Statement::new(sql, args![why, self.area_id, self.id]).expect(1)
    }
}

/// What the database keeps of a code.
pub fn print(house: &House, area: Id, ballot: Id, code: &str) -> Result<Vec<u8>> {
    Ok(house.key(area)?.fingerprint("ballot_code", &format!("{ballot}/{code}")))
}

/// Takes the whole list back.
pub fn forget(area: Id, ballot: Id) -> Statement {
    Statement::new("delete from ballot_voter where area_id = ? and ballot_id = ?", args![area, ballot])
}

/// The list, in its order.
pub async fn list(house: &House, area: Id, ballot: Id) -> Result<Vec<VoterRow>> {
    let sql = format!(
        "select {} from ballot_voter v where v.area_id = ? and v.ballot_id = ? order by v.number",
        VoterRow::select("v")
    );
    Ok(house.db.all(Sql::new(sql, args![area, ballot])).await?)
}

/// Whoever holds that code.
pub async fn by_code(house: &House, area: Id, ballot: Id, code: &str) -> Result<Option<VoterRow>> {
    one_where(house, area, ballot, "v.code_print = ?", print(house, area, ballot, code)?.into()).await
}

/// Number `number` of the list.
pub async fn by_number(house: &House, area: Id, ballot: Id, number: i64) -> Result<Option<VoterRow>> {
    one_where(house, area, ballot, "v.number = ?", number.into()).await
}

async fn one_where(
    house: &House,
    area: Id,
    ballot: Id,
    test: &str,
    value: Value,
) -> Result<Option<VoterRow>> {
    let sql = format!(
        "select {} from ballot_voter v where v.area_id = ? and v.ballot_id = ? and {test}",
        VoterRow::select("v")
    );
    Ok(house.db.first(Sql::new(sql, args![area, ballot, value])).await?)
}

/// Does one of those who may vote for `voter` still have what made them so on `day`? An entry without people, as the
/// developer's, always does.
pub async fn still(house: &House, form: Form, voter: &VoterRow, day: Day) -> Result<bool> {
    let persons = voter.persons();
    if persons.is_empty() {
        return Ok(true);
    }
    let marks = vec!["?"; persons.len()].join(", ");
    let kind = match form {
        Form::Owners => RoleKind::Owner,
        Form::Delegates => RoleKind::ResidentDelegate,
        _ => RoleKind::Resident,
    };
    let sql = format!(
        "select r.residence_state from person_role r where r.area_id = ? and r.kind = ? and r.from_day <= ? \
         and (r.to_day is null or r.to_day >= ?) and r.person_id in ({marks}) {}",
        if kind == RoleKind::ResidentDelegate { "" } else { "and r.path = ?" }
    );
    let mut values = args![voter.area_id, kind, day, day];
    values.extend(persons.into_iter().map(Value::from));
    if kind != RoleKind::ResidentDelegate {
        values.push(voter.place_path.as_str().into());
    }
    let states: Vec<(Option<ResidenceState>,)> = house.db.all(Sql::new(sql, values)).await?;
    Ok(states.iter().any(|(state,)| state.is_none_or(ResidenceState::lives_there)))
}

struct Held(Holds);

impl linju_db::FromRow for Held {
    fn from_row(row: &linju_db::Row) -> Result<Self, linju_db::Error> {
        Ok(Held(Holds {
            person: row.get(0)?,
            kind: row.get(1)?,
            path: row.get(2)?,
            state: row.get(3)?,
            born: row.get(4)?,
        }))
    }
}

/// What the register says of `root` on `day`: its rooms, and who is what in them, both in the order of paths.
pub async fn register(house: &House, area: Id, root: &str, day: Day) -> Result<(Vec<Room>, Vec<Holds>)> {
    let (low, high) = path::below(root);
    let sql = "select p.id, p.path, p.full_name from place p where p.area_id = ? and p.kind = ? \
               and (p.path = ? or p.path >= ? and p.path < ?) and (p.to_day is null or p.to_day >= ?) order by p.path";
    let rooms: Vec<(Id, String, String)> =
        house.db.all(Sql::new(sql, args![area, PlaceKind::Room.code(), root, &low, &high, day])).await?;
    let parts = parts(house, area).await?;
    let units = "select u.path, o.name from property_unit u join organisation o on o.id = u.organisation_id \
                 where u.area_id = ? order by u.path desc";
    let units: Vec<(String, String)> = house.db.all(Sql::new(units, args![area])).await?;
    let room = |(id, at, name): (Id, String, String)| {
        let part = parts.get(&id);
        let unit = units.iter().find(|(root, _)| path::within(&at, root)).map(|(_, name)| name.clone());
        let (area, developer) = (part.and_then(PartRow::counts), part.is_some_and(|p| p.developer));
        Room { id, path: at, name, area, developer, unit }
    };
    let (a, b, c) = (RoleKind::Owner, RoleKind::Resident, RoleKind::ResidentDelegate);
    let sql = "select r.person_id, r.kind, r.path, r.residence_state, p.born from person_role r \
               join person p on p.area_id = r.area_id and p.id = r.person_id \
               where r.area_id = ? and (r.path = ? or r.path >= ? and r.path < ?) and r.kind in (?, ?, ?) \
               and r.from_day <= ? and (r.to_day is null or r.to_day >= ?) order by r.path, r.id";
    let holds: Vec<Held> =
        house.db.all(Sql::new(sql, args![area, root, low, high, a, b, c, day, day])).await?;
    Ok((rooms.into_iter().map(room).collect(), holds.into_iter().map(|h| h.0).collect()))
}

/// The areas known of rooms.
pub async fn parts(house: &House, area: Id) -> Result<HashMap<Id, PartRow>> {
    let sql = format!("select {} from ballot_part x where x.area_id = ?", PartRow::select("x"));
    let rows: Vec<PartRow> = house.db.all(Sql::new(sql, args![area])).await?;
    Ok(rows.into_iter().map(|row| (row.place_id, row)).collect())
}

record! {
    /// An objection to the list.
    #[derive(Debug, Clone)]
    pub struct ObjectionRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Ballot.
        pub ballot_id: Id,
        /// What is objected to; phone numbers masked.
        pub words: String,
        /// Who wrote it down.
        pub entered_by: Id,
        /// When.
        pub at: Ts,
        /// When it was answered.
        pub settled_at: Option<Ts>,
        /// By whom.
        pub settled_by: Option<Id>,
        /// The answer.
        pub answer: String,
    }
}

/// The objections to the list of a ballot.
pub async fn objections(house: &House, area: Id, ballot: Id) -> Result<Vec<ObjectionRow>> {
    let sql = format!(
        "select {} from ballot_objection o where o.area_id = ? and o.ballot_id = ? order by o.id",
        ObjectionRow::select("o")
    );
    Ok(house.db.all(Sql::new(sql, args![area, ballot])).await?)
}

/// The statement that answers an objection; once.
pub fn answer(area: Id, id: Id, by: Option<Id>, at: Ts, answer: &str) -> Statement {
    let sql = "update ballot_objection set settled_at = ?, settled_by = ?, answer = ? \
               where area_id = ? and id = ? and settled_at is null";
    Statement::new(sql, args![at, by, answer, area, id]).expect(1)
}
