//! Every statement about rounds.

mod registry;
mod rows;

pub use registry::{Door, homes, spots};
pub use rows::{LineRow, RoundRow, SheetRow};

use crate::rules::{Kind, Mark, Tally};
use linju_core::party::Person;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Statement, Value, args};
use linju_kernel::personal::mask_name;
use linju_kernel::{Day, Id, Ts};
use std::collections::BTreeMap;

/// The most lines shown of those that wait.
pub const MOST_WAITING: usize = 500;

/// A line with the name of whom it is about, opened in memory.
#[derive(Debug, Clone)]
pub struct Line {
    /// The line.
    pub row: LineRow,
    /// Their whole name; empty of a place.
    pub name: String,
}

impl Line {
    /// The name as lists show it.
    pub fn masked(&self) -> String {
        mask_name(&self.name)
    }
}

struct Named(LineRow, Option<Vec<u8>>);

impl FromRow for Named {
    fn from_row(row: &Row) -> Result<Self, linju_db::Error> {
        Ok(Named(LineRow::from_row(row)?, row.get(LineRow::COLUMNS.len())?))
    }
}

fn opened(house: &House, area: Id, rows: Vec<Named>) -> Result<Vec<Line>> {
    let key = house.key(area)?;
    let open = |Named(row, sealed): Named| {
        let name = match (row.person_id, sealed) {
            (Some(person), Some(sealed)) => key.open("person", "name", area, person, &sealed)?,
            _ => String::new(),
        };
        Ok(Line { row, name })
    };
    rows.into_iter().map(open).collect()
}

fn named() -> String {
    format!(
        "select {}, p.name_sealed from round_line l left join person p on p.area_id = l.area_id and p.id = l.person_id",
        LineRow::select("l")
    )
}

/// The round with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<RoundRow> {
    let sql = format!("select {} from round r where r.area_id = ? and r.id = ?", RoundRow::select("r"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The rounds of an area, newest first, with how their lines stand: two queries.
pub async fn rounds(house: &House, area: Id, limit: i64) -> Result<Vec<(RoundRow, Tally)>> {
    let sql = format!(
        "select {} from round r where r.area_id = ? order by r.created_at desc, r.id desc limit ?",
        RoundRow::select("r")
    );
    let rows: Vec<RoundRow> = house.db.all(Sql::new(sql, args![area, limit])).await?;
    let Some(oldest) = rows.iter().map(|row| row.created_at).min() else { return Ok(Vec::new()) };
    let sql = "select l.round_id, l.mark, count(*) from round_line l join round r on r.area_id = l.area_id \
               and r.id = l.round_id where l.area_id = ? and r.created_at >= ? group by l.round_id, l.mark";
    let mut tallies: BTreeMap<Id, Tally> = BTreeMap::new();
    for (round, mark, n) in house.db.all::<(Id, Mark, i64)>(Sql::new(sql, args![area, oldest])).await? {
        tallies.entry(round).or_default().add(mark, n);
    }
    Ok(rows.into_iter().map(|row| (row.clone(), tallies.remove(&row.id).unwrap_or_default())).collect())
}

/// A sheet with how its lines stand.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The sheet.
    pub sheet: SheetRow,
    /// Its lines by mark.
    pub tally: Tally,
}

/// The sheets of a round in the order of their numbers, counted: two queries, whatever its size.
pub async fn sheets(house: &House, area: Id, round: Id) -> Result<Vec<Counted>> {
    let sql = format!(
        "select {} from round_sheet s where s.area_id = ? and s.round_id = ? order by s.n",
        SheetRow::select("s")
    );
    let rows: Vec<SheetRow> = house.db.all(Sql::new(sql, args![area, round])).await?;
    let sql = "select l.sheet, l.mark, count(*) from round_line l where l.area_id = ? and l.round_id = ? \
               group by l.sheet, l.mark";
    let mut tallies: BTreeMap<i64, Tally> = BTreeMap::new();
    for (sheet, mark, n) in house.db.all::<(i64, Mark, i64)>(Sql::new(sql, args![area, round])).await? {
        tallies.entry(sheet).or_default().add(mark, n);
    }
    let counted = |sheet: SheetRow| Counted { tally: tallies.remove(&sheet.n).unwrap_or_default(), sheet };
    Ok(rows.into_iter().map(counted).collect())
}

/// The lines of one sheet, in the order in which one walks: one query.
pub async fn lines(house: &House, area: Id, round: Id, sheet: i64) -> Result<Vec<Line>> {
    let sql = format!(
        "{} where l.area_id = ? and l.round_id = ? and l.sheet = ? order by l.place_path, l.id",
        named()
    );
    let rows = house.db.all::<Named>(Sql::new(sql, args![area, round, sheet])).await?;
    opened(house, area, rows)
}

/// All lines of a round, sheet by sheet: one query.
pub async fn all_lines(house: &House, area: Id, round: Id) -> Result<Vec<Line>> {
    let sql =
        format!("{} where l.area_id = ? and l.round_id = ? order by l.sheet, l.place_path, l.id", named());
    let rows = house.db.all::<Named>(Sql::new(sql, args![area, round])).await?;
    opened(house, area, rows)
}

/// The lines that stand as one of `marks`, sheet by sheet, at most [`MOST_WAITING`]: one query.
pub async fn marked(house: &House, area: Id, round: Id, marks: &[Mark]) -> Result<Vec<Line>> {
    let places = vec!["?"; marks.len()].join(", ");
    let sql = format!(
        "{} where l.area_id = ? and l.round_id = ? and l.mark in ({places}) \
         order by l.sheet, l.place_path, l.id limit {MOST_WAITING}",
        named()
    );
    let mut values = args![area, round];
    values.extend(marks.iter().map(|mark| Value::from(*mark)));
    let rows = house.db.all::<Named>(Sql::new(sql, values)).await?;
    opened(house, area, rows)
}

/// The lines on which something is to be told to the registry, of one round.
pub async fn with_facts(house: &House, area: Id, round: Id) -> Result<Vec<Line>> {
    let sql = format!(
        "{} where l.area_id = ? and l.round_id = ? and l.facts_sealed is not null order by l.sheet, l.place_path, l.id",
        named()
    );
    let rows = house.db.all::<Named>(Sql::new(sql, args![area, round])).await?;
    opened(house, area, rows)
}

/// The line with that id.
pub async fn line(house: &House, area: Id, round: Id, id: Id) -> Result<Line> {
    let sql = format!("{} where l.area_id = ? and l.round_id = ? and l.id = ?", named());
    let row: Named = house.db.one(Sql::new(sql, args![area, round, id])).await?;
    opened(house, area, vec![row])?.pop().ok_or(linju_core::Error::NotFound)
}

/// The hazards of an area that are to be looked at again by `day`, longest due first.
pub async fn rechecks(house: &House, area: Id, day: Day) -> Result<Vec<Line>> {
    let sql = format!(
        "{} where l.area_id = ? and l.recheck_day <= ? order by l.recheck_day, l.place_path limit 200",
        named()
    );
    let rows = house.db.all::<Named>(Sql::new(sql, args![area, day])).await?;
    opened(house, area, rows)
}

/// The statement that ties a line to the case its hazard became.
pub fn became(area: Id, line: Id, case: Id, receipt: i64) -> Statement {
    let sql =
        "update round_line set case_id = ?, receipt = ?, version = version + 1 where area_id = ? and id = ?";
    Statement::new(sql, args![case, receipt, area, line])
}

/// The statement that gives a sheet to an account.
pub fn give(area: Id, round: Id, sheet: i64, to: Id) -> Statement {
    let sql = "update round_sheet set account_id = ? where area_id = ? and round_id = ? and n = ?";
    Statement::new(sql, args![to, area, round, sheet]).expect(1)
}

/// A warning of some area as the street reads it: counts, and nobody's name.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Area.
    pub area: Id,
    /// Kind.
    pub kind: Kind,
    /// When it began.
    pub since: Ts,
    /// When it ended.
    pub closed: Option<Ts>,
    /// How its lines stand.
    pub tally: Tally,
}

/// The warnings of `areas` begun since then that were not called off, newest first: one query.
pub async fn warnings(house: &House, areas: &[Id], since: Ts) -> Result<Vec<Seen>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; areas.len()].join(", ");
    let sql = format!(
        "select r.id, r.area_id, r.kind, r.created_at, r.closed_at, l.mark, count(*) from round r \
         join round_line l on l.area_id = r.area_id and l.round_id = r.id \
         where r.area_id in ({marks}) and r.created_at >= ? and r.state in ('running', 'closed') \
         and r.kind in ('storm', 'heat', 'cold', 'cut_off') \
         group by r.id, r.area_id, r.kind, r.created_at, r.closed_at, l.mark order by r.created_at desc, r.id desc"
    );
    let mut values: Vec<Value> = areas.iter().map(|id| Value::from(*id)).collect();
    values.push(since.into());
    type Group = (Id, Id, Kind, Ts, Option<Ts>, Mark, i64);
    let mut seen: Vec<(Id, Seen)> = Vec::new();
    for (id, area, kind, since, closed, mark, n) in house.db.all::<Group>(Sql::new(sql, values)).await? {
        if seen.last().is_none_or(|(last, _)| *last != id) {
            seen.push((id, Seen { area, kind, since, closed, tally: Tally::default() }));
        }
        seen.last_mut().into_iter().for_each(|(_, one)| one.tally.add(mark, n));
    }
    Ok(seen.into_iter().map(|(_, one)| one).collect())
}

/// The people with these ids, for showing names of stewards.
pub async fn names(house: &House, area: Id, ids: &[Id]) -> Result<BTreeMap<Id, String>> {
    let people = house.people(area, ids).await?;
    Ok(people.into_iter().map(|person| (person.id, person.details.name)).collect())
}

/// Names and numbers of everyone on a round's lines, for a list on paper: one query.
pub async fn people(house: &House, area: Id, round: Id) -> Result<BTreeMap<Id, linju_core::party::Plain>> {
    let sql = format!(
        "select {} from person p where p.area_id = ? and p.id in \
         (select l.person_id from round_line l where l.area_id = ? and l.round_id = ?)",
        Person::select("p")
    );
    let key = house.key(area)?;
    let rows: Vec<Person> = house.db.all(Sql::new(sql, args![area, area, round])).await?;
    rows.iter().map(|person| Ok((person.id, person.open(&key)?))).collect()
}

struct Of(SheetRow, i64);
impl FromRow for Of {
    fn from_row(row: &Row) -> Result<Self, linju_db::Error> {
        Ok(Of(SheetRow::from_row(row)?, row.get(SheetRow::COLUMNS.len())?))
    }
}

/// The sheet with that number, and the number of the last one: one query.
pub async fn sheet(house: &House, area: Id, round: Id, n: i64) -> Result<(SheetRow, i64)> {
    let sql = format!(
        "select {}, (select max(x.n) from round_sheet x where x.area_id = s.area_id and x.round_id = s.round_id) \
         from round_sheet s where s.area_id = ? and s.round_id = ? and s.n = ?",
        SheetRow::select("s")
    );
    let Of(sheet, last) = house.db.one(Sql::new(sql, args![area, round, n])).await?;
    Ok((sheet, last))
}
