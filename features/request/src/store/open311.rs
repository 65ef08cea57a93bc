//! What other platforms read and with which key they report.

use super::ledger::{self, PublicCase};
use crate::open311::question::Span;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Statement, Value, args, record};
use linju_kernel::{Id, Ts};

record! {
    /// A key as stored.
    #[derive(Debug, Clone)]
    pub struct KeyRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Whose it is.
        pub name: String,
        /// SHA-256 of the key.
        pub key_hash: Vec<u8>,
        /// Who made it.
        pub made_by: Id,
        /// When.
        pub made_at: Ts,
        /// When it ended.
        pub ended_at: Option<Ts>,
    }
}

impl KeyRow {
    /// Writes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("api_key", self)
    }
}

/// Ends a key.
pub fn end(area: Id, id: Id, at: Ts) -> Statement {
    let sql = "update api_key set ended_at = ? where area_id = ? and id = ? and ended_at is null";
    Statement::new(sql, args![at, area, id]).expect(1).refuse("not-now")
}

/// The keys of `area`, the newest first.
pub async fn keys(house: &House, area: Id) -> Result<Vec<KeyRow>> {
    let sql = format!("select {} from api_key k where k.area_id = ? order by k.id desc", KeyRow::select("k"));
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// The client whose key has this hash and has not ended.
pub async fn client(house: &House, area: Id, hash: Vec<u8>) -> Result<Option<Id>> {
    let sql = "select id from api_key where area_id = ? and key_hash = ? and ended_at is null";
    Ok(house.db.first::<(Id,)>(Sql::new(sql, args![area, hash])).await?.map(|row| row.0))
}

/// A case as it leaves the house.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The case that was asked for.
    pub asked: Id,
    /// Where it goes on, as everyone may see it.
    pub public: PublicCase,
    /// Door code of the place it is shown at; empty where that would name one person's home.
    pub code: String,
}

impl FromRow for Shown {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let public = PublicCase::from_row(row)?;
        let code: String = row.get(PublicCase::WIDTH + 1)?;
        let code = if public.is_of_one_person() { String::new() } else { code };
        Ok(Shown { asked: row.get(PublicCase::WIDTH)?, code, public })
    }
}

/// What came in `span` and was looked at, the newest first.
pub async fn between(house: &House, area: Id, span: &Span) -> Result<Vec<Shown>> {
    let more = format!(", c.id, {}", ledger::building_s("code"));
    let mut sql = Sql::new(ledger::select(&more, "cases c"), args![area])
        .and(
            " and c.state <> 'received' and c.received_at >= ? and c.received_at <= ?",
            args![span.from, span.to],
        )
        .when(span.open.map(i64::from), " and c.open = ?");
    if !span.services.is_empty() {
        let marks = vec!["?"; span.services.len()].join(", ");
        let values = span.services.iter().map(|code| Value::from(code.as_str())).collect();
        sql = sql.and(&format!(" and c.category_code in ({marks})"), values);
    }
    let page = args![span.size, (span.page - 1) * span.size];
    Ok(house.db.all(sql.and(" order by c.id desc limit ? offset ?", page)).await?)
}

/// The cases with these ids; one that goes on in another is told as that stands.
pub async fn these(house: &House, area: Id, ids: &[Id]) -> Result<Vec<Shown>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let more = format!(", o.id, {}", ledger::building_s("code"));
    let from = "cases o join cases c on c.area_id = o.area_id and c.id = coalesce(o.merged_into, o.id)";
    let marks = vec!["?"; ids.len()].join(", ");
    let values: Vec<Value> = ids.iter().map(|id| Value::from(*id)).collect();
    let sql = Sql::new(ledger::select(&more, from), args![area]);
    let sql = sql.and(&format!(" and o.confidential = 0 and o.id in ({marks}) order by o.id desc"), values);
    Ok(house.db.all(sql).await?)
}
