//! Statements about the plan.

use crate::rules::Goer;
use linju_core::party::RoleKind;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Statement, args, record};
use linju_kernel::{Day, Id, Ts};

record! {
    /// The plan of an area as stored.
    #[derive(Debug, Clone)]
    pub struct PlanRow {
        /// Area.
        pub area_id: Id,
        /// First day.
        pub from_day: Day,
        /// Last day.
        pub until_day: Day,
        /// When it was made.
        pub made_at: Ts,
        /// By whom; none by the platform.
        pub made_by: Option<Id>,
        /// How many of those due found no room in it.
        pub left_out: i64,
        /// Rises each time it is made.
        pub version: i64,
    }
}

record! {
    /// A visit of the plan as stored.
    #[derive(Debug, Clone)]
    pub struct PlannedRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Who is visited.
        pub person_id: Id,
        /// In which room.
        pub place_id: Id,
        /// When.
        pub day: Day,
        /// From when on any contact settles it.
        pub counts_from: Day,
        /// How long it is taken to last.
        pub minutes: i64,
        /// Who goes, if someone who works here.
        pub account_id: Option<Id>,
        /// Who goes, if a steward.
        pub steward_id: Option<Id>,
        /// Did a person set its day or who goes?
        pub by_hand: bool,
        /// When it was settled, by a visit or another contact.
        pub done_day: Option<Day>,
    }
}

impl PlannedRow {
    /// Who goes.
    pub fn goer(&self) -> Option<Goer> {
        self.account_id.map(Goer::Account).or(self.steward_id.map(Goer::Steward))
    }
}

/// A visit of the plan with what a list says of where.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The visit.
    pub row: PlannedRow,
    /// Name of the room.
    pub room: String,
    /// Full name of the room.
    pub full_name: String,
    /// Path of the room.
    pub path: String,
}

impl FromRow for Planned {
    fn from_row(row: &Row) -> Result<Self, linju_db::Error> {
        let n = PlannedRow::COLUMNS.len();
        let (room, full_name, path) = (row.get(n)?, row.get(n + 1)?, row.get(n + 2)?);
        Ok(Planned { row: PlannedRow::from_row(row)?, room, full_name, path })
    }
}

/// The statement that writes a plan over the one of `version`, which is 0 where none stood.
pub fn write(row: &PlanRow) -> Statement {
    let columns = PlanRow::COLUMNS;
    let set: Vec<String> = columns[1..].iter().map(|c| format!("{c} = excluded.{c}")).collect();
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!(
        "insert into visit_plan ({}) values ({marks}) on conflict (area_id) do update set {} where visit_plan.version = ?",
        columns.join(", "),
        set.join(", ")
    );
    let mut values = row.values();
    values.push((row.version - 1).into());
    Statement::new(sql, values).expect(1)
}

/// The statements that take away what a new plan replaces: every open visit that nobody set by hand.
pub fn clear(area: Id) -> Statement {
    let sql = "delete from visit_planned where area_id = ? and done_day is null and by_hand = 0";
    Statement::new(sql, args![area])
}

/// The statement that settles what a contact on `day` settles.
pub fn settle(area: Id, person: Id, day: Day) -> Statement {
    let sql = "update visit_planned set done_day = ? \
               where area_id = ? and person_id = ? and done_day is null and counts_from <= ?";
    Statement::new(sql, args![day, area, person, day])
}

/// The statement that moves a visit to another day or gives it to another.
pub fn shift(row: &PlannedRow, day: Day, goer: Goer) -> Statement {
    let (account, steward) = columns_of(goer);
    let sql = "update visit_planned set day = ?, account_id = ?, steward_id = ?, by_hand = 1 \
               where area_id = ? and id = ? and done_day is null and day = ?";
    Statement::new(sql, args![day, account, steward, row.area_id, row.id, row.day])
        .expect(1)
        .refuse("visit-plan-settled")
}

/// The statement by which every open visit of an account from `day` on passes to another.
pub fn pass(area: Id, from: Id, to: Id, day: Day) -> Statement {
    let sql = "update visit_planned set account_id = ?, by_hand = 1 \
               where area_id = ? and account_id = ? and done_day is null and day >= ?";
    Statement::new(sql, args![to, area, from, day])
}

/// Who goes, as the two columns say it.
pub fn columns_of(goer: Goer) -> (Option<Id>, Option<Id>) {
    match goer {
        Goer::Account(id) => (Some(id), None),
        Goer::Steward(id) => (None, Some(id)),
    }
}

/// The plan that stands in an area.
pub async fn standing(house: &House, area: Id) -> Result<Option<PlanRow>> {
    let sql = format!("select {} from visit_plan p where p.area_id = ?", PlanRow::select("p"));
    Ok(house.db.first(Sql::new(sql, args![area])).await?)
}

/// The visits of the plan from `from` to `until`, and before it what is still open, day by day in walking order.
pub async fn planned(house: &House, area: Id, from: Day, until: Day) -> Result<Vec<Planned>> {
    let sql = format!(
        "select {}, l.name, l.full_name, l.path from visit_planned v \
         join place l on l.area_id = v.area_id and l.id = v.place_id \
         where v.area_id = ? and v.day <= ? and (v.day >= ? or v.done_day is null) order by v.day, l.path, v.id",
        PlannedRow::select("v")
    );
    Ok(house.db.all(Sql::new(sql, args![area, until, from])).await?)
}

/// One visit of the plan.
pub async fn one(house: &House, area: Id, id: Id) -> Result<Planned> {
    let sql = format!(
        "select {}, l.name, l.full_name, l.path from visit_planned v \
         join place l on l.area_id = v.area_id and l.id = v.place_id where v.area_id = ? and v.id = ?",
        PlannedRow::select("v")
    );
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// Whose open visits a person set by hand: they are left as they are.
pub async fn set_by_hand(house: &House, area: Id) -> Result<Vec<Id>> {
    let sql =
        "select distinct person_id from visit_planned where area_id = ? and done_day is null and by_hand = 1";
    Ok(house.db.all::<(Id,)>(Sql::new(sql, args![area])).await?.into_iter().map(|row| row.0).collect())
}

/// Stewards with the path of what they look after, on `day`.
pub async fn stewards(house: &House, area: Id, day: Day) -> Result<Vec<(Id, String)>> {
    let sql = "select person_id, path from person_role where area_id = ? and kind = ? and from_day <= ? \
               and (to_day is null or to_day >= ?) order by path, person_id";
    Ok(house.db.all(Sql::new(sql, args![area, RoleKind::Steward, day, day])).await?)
}

/// Who met whom last since `day`, the latest last.
pub async fn faces(house: &House, area: Id, day: Day) -> Result<Vec<(Id, Id)>> {
    let sql = "select person_id, by_account from visit where area_id = ? and day >= ? and outcome = 'met' \
               and by_account is not null order by day, id";
    Ok(house.db.all(Sql::new(sql, args![area, day])).await?)
}
