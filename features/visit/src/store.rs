//! Every statement about visits.

pub mod contact;
pub mod pair;
pub mod plan;

use crate::rules::{Contact, Intervals, Living, Outcome, Standing, Tier, Way};
use linju_core::party::{ResidenceState, RoleKind};
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Statement, Value, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts};

linju_db::coded_columns!(Contact, Outcome, Tier, Way);

record! {
    /// Where visiting stands with someone, as stored.
    #[derive(Debug, Clone)]
    pub struct StandingRow {
        /// Area.
        pub area_id: Id,
        /// Who.
        pub person_id: Id,
        /// The tier set by hand, if one was.
        pub tier: Option<Tier>,
        /// Why, sealed.
        pub reason_sealed: Option<Vec<u8>>,
        /// When they were last met.
        pub met_day: Option<Day>,
        /// When they were last met, or refused.
        pub reached_day: Option<Day>,
        /// When someone last tried.
        pub tried_day: Option<Day>,
        /// How often nobody answered since.
        pub unanswered: i64,
        /// Rises with each change; 0 before the first.
        pub version: i64,
        /// What they were last met by, where it was no visit.
        pub contact: Option<Contact>,
    }
}

record! {
    /// A visit as stored.
    #[derive(Debug, Clone)]
    pub struct VisitRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Who was visited.
        pub person_id: Id,
        /// In which room they lived then.
        pub place_id: Id,
        /// How it ended.
        pub outcome: Outcome,
        /// How they were sought.
        pub way: Way,
        /// What was noted, sealed.
        pub note_sealed: Option<Vec<u8>>,
        /// Category of what went to the desk; empty if nothing did.
        pub category: String,
        /// The day it took place.
        pub day: Day,
        /// Who visited.
        pub by_account: Option<Id>,
        /// When it was entered.
        pub entered_at: Ts,
        /// The case a finding became.
        pub case_id: Option<Id>,
        /// That case's receipt.
        pub receipt: Option<i64>,
    }
}

/// Someone who lives in a room, with what a list says of where.
#[derive(Debug, Clone)]
pub struct Lodger {
    /// What the rules look at.
    pub living: Living,
    /// The room.
    pub room_id: Id,
    /// Name of the room: `401室`.
    pub room: String,
    /// Full name of the room.
    pub full_name: String,
}

impl FromRow for Lodger {
    fn from_row(row: &Row) -> Result<Self, linju_db::Error> {
        let standing = Standing {
            met: row.get(8)?,
            reached: row.get(9)?,
            tried: row.get(10)?,
            unanswered: row.get::<Option<i64>>(11)?.unwrap_or_default(),
            contact: row.get(12)?,
        };
        let (person, path, since) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let living = Living { person, path, since, born: row.get(3)?, standing, by_hand: row.get(7)? };
        Ok(Lodger { living, room_id: row.get(4)?, room: row.get(5)?, full_name: row.get(6)? })
    }
}

impl Lodger {
    /// The stairwell or building the room is in, as it is called.
    pub fn stairwell(&self) -> &str {
        self.full_name.strip_suffix(self.room.as_str()).unwrap_or(&self.full_name).trim_end()
    }
}

impl StandingRow {
    /// Nothing was said of them yet.
    pub fn blank(area: Id, person: Id) -> Self {
        Self {
            area_id: area,
            person_id: person,
            tier: None,
            reason_sealed: None,
            met_day: None,
            reached_day: None,
            tried_day: None,
            unanswered: 0,
            version: 0,
            contact: None,
        }
    }

    /// What the rules look at.
    pub fn rules(&self) -> Standing {
        Standing {
            met: self.met_day,
            reached: self.reached_day,
            tried: self.tried_day,
            unanswered: self.unanswered,
            contact: self.contact,
        }
    }

    /// The row as it stands after a visit.
    pub fn after(self, outcome: Outcome, day: Day) -> Self {
        let standing = self.rules().after(outcome, day);
        self.with(standing)
    }

    /// The row as it stands after a contact that was no visit.
    pub fn after_contact(self, contact: Contact, day: Day) -> Self {
        let standing = self.rules().after_contact(contact, day);
        self.with(standing)
    }

    fn with(self, standing: Standing) -> Self {
        let Standing { met, reached, tried, unanswered, contact } = standing;
        Self { met_day: met, reached_day: reached, tried_day: tried, unanswered, contact, ..self }
    }

    /// The statement that writes this row over the one it was read as.
    pub fn write(&self) -> Statement {
        let set: Vec<String> = Self::COLUMNS[2..].iter().map(|c| format!("{c} = excluded.{c}")).collect();
        let marks = vec!["?"; Self::COLUMNS.len()].join(", ");
        let sql = format!(
            "insert into visit_standing ({}) values ({marks}) on conflict (area_id, person_id) do update set {} \
             where visit_standing.version = ?",
            Self::COLUMNS.join(", "),
            set.join(", ")
        );
        let mut values = StandingRow { version: self.version + 1, ..self.clone() }.values();
        values.push(self.version.into());
        Statement::new(sql, values).expect(1)
    }

    /// Why the tier was set by hand.
    pub fn reason(&self, house: &House) -> Result<Option<String>> {
        let Some(sealed) = &self.reason_sealed else { return Ok(None) };
        let key = house.key(self.area_id)?;
        Ok(Some(key.open("visit_standing", "reason", self.area_id, self.person_id, sealed)?))
    }
}

impl VisitRow {
    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("visit", self)
    }

    /// What was noted.
    pub fn note(&self, house: &House) -> Result<Option<String>> {
        let Some(sealed) = &self.note_sealed else { return Ok(None) };
        Ok(Some(house.key(self.area_id)?.open("visit", "note", self.area_id, self.id, sealed)?))
    }
}

/// The statement that ties a visit to the case its finding became.
pub fn became(area: Id, visit: Id, case: Id, receipt: i64) -> Statement {
    let sql = "update visit set case_id = ?, receipt = ? where area_id = ? and id = ?";
    Statement::new(sql, args![case, receipt, area, visit])
}

/// The statements that set the intervals of an area.
pub fn set_intervals(area: Id, intervals: &Intervals) -> Vec<Statement> {
    let sql = "insert into visit_interval (area_id, tier, days) values (?, ?, ?) \
               on conflict (area_id, tier) do update set days = excluded.days";
    let set = |tier: &Tier| Statement::new(sql, args![area, *tier, intervals.days(*tier)]);
    Tier::ALL.iter().map(set).collect()
}

/// The intervals of an area.
pub async fn intervals(house: &House, area: Id) -> Result<Intervals> {
    let sql = "select tier, days from visit_interval where area_id = ?";
    let mut intervals = Intervals::default();
    for (tier, days) in house.db.all::<(Tier, i64)>(Sql::new(sql, args![area])).await? {
        intervals.set(tier, days);
    }
    Ok(intervals)
}

/// Everyone who lives in the area on `day`, in the order of paths: one query.
pub async fn lodgers(house: &House, area: Id, day: Day) -> Result<Vec<Lodger>> {
    lodging(house, area, day, "", Vec::new()).await
}

/// Everyone who lives in a room with `person` on `day`, themselves among them, in the order of paths.
pub async fn household(house: &House, area: Id, person: Id, day: Day) -> Result<Vec<Lodger>> {
    let rooms =
        "and r.path in (select path from person_role where area_id = ? and person_id = ? and kind = ?)";
    lodging(house, area, day, rooms, args![area, person, RoleKind::Resident]).await
}

async fn lodging(house: &House, area: Id, day: Day, rooms: &str, of: Vec<Value>) -> Result<Vec<Lodger>> {
    let sql = format!(
        "select r.person_id, r.path, (select min(f.from_day) from person_role f where f.area_id = r.area_id \
         and f.person_id = r.person_id and f.kind = r.kind), p.born, r.place_id, l.name, l.full_name, \
         s.tier, s.met_day, s.reached_day, s.tried_day, s.unanswered, s.contact \
         from person_role r join person p on p.area_id = r.area_id and p.id = r.person_id \
         join place l on l.area_id = r.area_id and l.id = r.place_id \
         left join visit_standing s on s.area_id = r.area_id and s.person_id = r.person_id \
         where r.area_id = ? and r.kind = ? and r.residence_state in (?, ?) \
         and r.from_day <= ? and (r.to_day is null or r.to_day >= ?) {rooms} order by r.path, r.person_id"
    );
    let (here, elsewhere) = (ResidenceState::LivesHere, ResidenceState::RegisteredElsewhere);
    let mut values = args![area, RoleKind::Resident, here, elsewhere, day, day];
    values.extend(of);
    Ok(house.db.all(Sql::new(sql, values)).await?)
}

/// Where visiting stands with these people; blank where nothing was said yet.
pub async fn standings(house: &House, area: Id, people: &[Id]) -> Result<Vec<StandingRow>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; people.len()].join(", ");
    let select = StandingRow::select("s");
    let sql =
        format!("select {select} from visit_standing s where s.area_id = ? and s.person_id in ({marks})");
    let mut values = args![area];
    values.extend(people.iter().map(|id| Value::from(*id)));
    let known: Vec<StandingRow> = house.db.all(Sql::new(sql, values)).await?;
    let find = |id: &Id| known.iter().find(|row| row.person_id == *id).cloned();
    Ok(people.iter().map(|id| find(id).unwrap_or_else(|| StandingRow::blank(area, *id))).collect())
}

/// The latest visits of someone, newest first.
pub async fn visits(house: &House, area: Id, person: Id) -> Result<Vec<VisitRow>> {
    let sql = format!(
        "select {} from visit v where v.area_id = ? and v.person_id = ? order by v.day desc, v.id desc limit 60",
        VisitRow::select("v")
    );
    Ok(house.db.all(Sql::new(sql, args![area, person])).await?)
}
