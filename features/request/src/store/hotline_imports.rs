//! Imports of the hotline's orders: what each brought, what has happened to it since, and taking it out again.

use super::CaseRow;
use linju_core::{Change, House, Result};
use linju_db::{FromRow, Row, Sql, Statement, args, record};
use linju_kernel::{Id, Ts};
use std::collections::{HashMap, HashSet};

record! {
    /// A file or a paste of orders as it was taken in.
    #[derive(Debug, Clone)]
    pub struct Import {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Name the file had; empty for a paste.
        pub file_name: String,
        /// Orders it brought.
        pub orders: i64,
        /// Its rows that had been brought in before.
        pub already: i64,
        /// Its rows that could not be.
        pub faulty: i64,
        /// Who.
        pub made_by: Id,
        /// When.
        pub made_at: Ts,
    }
}

/// Writes an import about to bring its orders.
pub fn begin(change: &mut Change, import: &Import) {
    change.push(Statement::insert("hotline_import", import));
}

const HERE: &str = "(select event_seq from area_clock where area_id = ?)";

/// Writes that `import` brought the order of `case` with the events of this change.
pub fn brought(change: &mut Change, import: Id, case: Id) {
    let sql = format!(
        "insert into hotline_import_order (area_id, case_id, import_id, seq) values (?, ?, ?, {HERE})"
    );
    change.push(Statement::new(sql, args![change.area, case, import, change.area]));
}

/// Writes that the import, with the events of this change, let `case` go on in `into`.
pub fn joined(change: &mut Change, case: Id, into: Id) {
    let sql = format!(
        "update hotline_import_order set seq = {HERE}, joined_id = ? where area_id = ? and case_id = ?"
    );
    change.push(Statement::new(sql, args![change.area, into, change.area, case]).expect(1));
}

/// An import in the list, with how many of its orders are still there.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The import.
    pub import: Import,
    /// Its orders that were not taken out.
    pub left: i64,
}

impl FromRow for Listed {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Listed { import: Import::from_row(row)?, left: row.get(Import::COLUMNS.len())? })
    }
}

/// The newest imports of `area`.
pub async fn newest(house: &House, area: Id, limit: i64) -> Result<Vec<Listed>> {
    let sql = format!(
        "select {}, (select count(*) from hotline_import_order o where o.area_id = i.area_id and o.import_id = i.id) \
         from hotline_import i where i.area_id = ? order by i.id desc limit ?",
        Import::select("i")
    );
    Ok(house.db.all(Sql::new(sql, args![area, limit])).await?)
}

/// The import with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<Import> {
    let select = Import::select("i");
    let sql = format!("select {select} from hotline_import i where i.area_id = ? and i.id = ?");
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The cases that the orders of `import` were opened as and that are still there.
pub async fn cases_of(house: &House, area: Id, import: Id) -> Result<Vec<CaseRow>> {
    let select = CaseRow::select("c");
    let sql = format!(
        "select {select} from hotline_import_order o join cases c on c.area_id = o.area_id and c.id = o.case_id \
         where o.area_id = ? and o.import_id = ? order by o.case_id"
    );
    Ok(house.db.all(Sql::new(sql, args![area, import])).await?)
}

/// The last thing that someone did to an order's case, or to the case it joined, after the import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// What, as a verb of the ledger.
    pub verb: String,
    /// When.
    pub at: Ts,
}

/// What people did after `import` to its cases, to those its orders joined, or by telling their requesters: the
/// last of it each. What the platform does by itself (late, escalated, deadlines anew) is no work on them, and
/// neither is another request that joins or parts where an order of the import joined.
pub async fn touched(house: &House, area: Id, import: Id) -> Result<HashMap<Id, Touch>> {
    let on = |subject: &str, of: &str| {
        format!(
            "select o.case_id, e.verb, e.at, e.seq from hotline_import_order o {of} \
             join event e on e.area_id = o.area_id and e.subject_id = {subject} and e.seq > o.seq \
             where o.area_id = ? and o.import_id = ? and e.actor_kind in ('account', 'requester', 'link')"
        )
    };
    let messages = "join hotline_order h on h.area_id = o.area_id and h.case_id = o.case_id \
                    join message m on m.area_id = h.area_id and m.request_id = h.request_id";
    let others = "e.verb not in ('joined', 'parted', 'unjoined')";
    let (own, told, joined) = (on("o.case_id", ""), on("m.id", messages), on("o.joined_id", ""));
    let sql = format!("{own} union all {told} union all {joined} and {others} order by 4");
    let values = args![area, import, area, import, area, import];
    let rows: Vec<(Id, String, Ts, i64)> = house.db.all(Sql::new(sql, values)).await?;
    Ok(rows.into_iter().map(|(case, verb, at, _)| (case, Touch { verb, at })).collect())
}

/// The cases of `import` whose requester holds the matter in hand: a phone that shows it, or a printed code.
pub async fn held(house: &House, area: Id, import: Id) -> Result<HashSet<Id>> {
    let held = |table: &str| {
        format!(
            "select o.case_id from hotline_import_order o \
             join request r on r.area_id = o.area_id and r.first_case_id = o.case_id \
             join {table} d on d.area_id = r.area_id and d.request_id = r.id \
             where o.area_id = ? and o.import_id = ?"
        )
    };
    let sql = format!("{} union {}", held("device_request"), held("device_code"));
    let rows: Vec<(Id,)> = house.db.all(Sql::new(sql, args![area, import, area, import])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// How many messages to the requester of an order of `import` still wait to be told, by its case.
pub async fn waiting_messages(house: &House, area: Id, import: Id) -> Result<HashMap<Id, i64>> {
    let sql = "select o.case_id, count(*) from hotline_import_order o \
               join hotline_order h on h.area_id = o.area_id and h.case_id = o.case_id \
               join message m on m.area_id = h.area_id and m.request_id = h.request_id \
               where o.area_id = ? and o.import_id = ? and m.state = 'pending' group by o.case_id";
    Ok(house.db.all::<(Id, i64)>(Sql::new(sql, args![area, import])).await?.into_iter().collect())
}

/// Takes the order of `case` out, with its request and what its requester was or is (`waiting`) to be told. The
/// case itself is left to [`cases::remove`](super::cases::remove).
pub fn take_out(change: &mut Change, case: Id, waiting: i64) {
    let area = change.area;
    let messages = "delete from message where area_id = ? and request_id in \
                    (select request_id from hotline_order where area_id = ? and case_id = ?)";
    let pending = format!("{messages} and state = 'pending'");
    change.push(Statement::new(pending, args![area, area, case]).expect(waiting.unsigned_abs()));
    change.push(Statement::new(messages, args![area, area, case]));
    change.count("message.pending", -waiting);
    for sql in [
        "delete from hotline_import_order where area_id = ? and case_id = ?",
        "delete from hotline_order where area_id = ? and case_id = ?",
        "delete from request where area_id = ? and first_case_id = ?",
    ] {
        change.push(Statement::new(sql, args![area, case]).expect(1));
    }
}

/// Forgets the import, if none of its orders is left.
pub fn end(change: &mut Change, import: Id) {
    let sql = "delete from hotline_import where area_id = ? and id = ? and not exists \
               (select 1 from hotline_import_order o where o.area_id = ? and o.import_id = ?)";
    change.push(Statement::new(sql, args![change.area, import, change.area, import]));
}
