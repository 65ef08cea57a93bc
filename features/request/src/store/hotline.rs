//! Orders of the hotline: the row as it came, sealed, and where the order stands.

use super::CaseRow;
use crate::rules::hotline::Cells;
use linju_core::{Change, Error, House, Result};
use linju_db::{FromRow, Row, Sql, Statement, Value, args, record};
use linju_kernel::{Id, coded};
use std::collections::HashMap;

coded! {
    /// Where the hotline's own order stands; the case has a state of its own.
    pub enum OrderState {
        /// With us.
        Open = "open",
        /// We replied; their callback closes it.
        Replied = "replied",
        /// 退单: sent back.
        Returned = "returned",
    }
}

/// What requests brought in from the hotline name as their source.
pub const SOURCE: &str = "12345";

record! {
    /// The sealed row an order came as.
    #[derive(Debug, Clone)]
    pub struct OrderRow {
        /// Area.
        pub area_id: Id,
        /// The case it was opened as.
        pub case_id: Id,
        /// Its request.
        pub request_id: Id,
        /// All cells, as JSON, sealed.
        pub row_sealed: Vec<u8>,
    }
}

impl OrderRow {
    /// The cells as they came.
    pub fn cells(&self, house: &House) -> Result<Cells> {
        let key = house.key(self.area_id)?;
        let text = key.open("hotline_order", "row", self.area_id, self.case_id, &self.row_sealed)?;
        serde_json::from_str(&text).map_err(|e| Error::Fault(e.to_string()))
    }
}

/// Keeps the row an order came as.
pub fn insert(change: &mut Change, house: &House, case: Id, request: Id, cells: &Cells) -> Result<()> {
    let text = serde_json::to_string(cells).map_err(|e| Error::Fault(e.to_string()))?;
    let row_sealed = house.key(change.area)?.seal("hotline_order", "row", change.area, case, &text);
    let row = OrderRow { area_id: change.area, case_id: case, request_id: request, row_sealed };
    change.push(Statement::insert("hotline_order", &row));
    Ok(())
}

/// The row that `case` came as.
pub async fn order(house: &House, area: Id, case: Id) -> Result<OrderRow> {
    let sql = format!(
        "select {} from hotline_order o where o.area_id = ? and o.case_id = ?",
        OrderRow::select("o")
    );
    Ok(house.db.one(Sql::new(sql, args![area, case])).await?)
}

/// Which of these numbers have been brought in already, and the cases they now go on in.
pub async fn known(house: &House, area: Id, numbers: &[String]) -> Result<HashMap<String, Id>> {
    let mut known = HashMap::new();
    for numbers in numbers.chunks(500) {
        let mut values = args![area, SOURCE];
        values.extend(numbers.iter().map(|n| Value::from(n.as_str())));
        let marks = vec!["?"; numbers.len()].join(", ");
        let sql = format!(
            "select source_id, case_id from request where area_id = ? and source = ? and source_id in ({marks})"
        );
        known.extend(house.db.all::<(String, Id)>(Sql::new(sql, values)).await?);
    }
    Ok(known)
}

/// The newest cases of these categories that someone still works on, before the handler has finished.
pub async fn open_alike(house: &House, area: Id, categories: &[String]) -> Result<Vec<CaseRow>> {
    if categories.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; categories.len()].join(", ");
    let mut values = args![area];
    values.extend(categories.iter().map(|c| Value::from(c.as_str())));
    let sql = format!(
        "select {} from cases c where c.area_id = ? and c.open = 1 and c.category_code in ({marks}) \
         and c.state not in ('handled', 'verified') order by c.id desc limit 2000",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, values)).await?)
}

/// The cases that the orders in `state` were opened as, by the hotline's limit, those without one last.
pub async fn orders(house: &House, area: Id, state: OrderState, limit: i64) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "select {} from cases c where c.area_id = ? and c.hotline_state = ? \
         order by coalesce(c.hotline_due, 9223372036854775807), c.id limit ?",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, args![area, state.code(), limit])).await?)
}

/// The rows of the orders in `state` with the cases they now go on in, newest first, at most `limit`.
pub async fn to_export(
    house: &House,
    area: Id,
    state: OrderState,
    limit: i64,
) -> Result<Vec<(OrderRow, CaseRow)>> {
    struct Pair(OrderRow, CaseRow);
    impl FromRow for Pair {
        fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
            let rest = row.skip(OrderRow::COLUMNS.len());
            Ok(Pair(OrderRow::from_row(row)?, CaseRow::from_row(&rest)?))
        }
    }
    let sql = format!(
        "select {}, {} from cases own \
         join hotline_order o on o.area_id = own.area_id and o.case_id = own.id \
         join request r on r.area_id = o.area_id and r.id = o.request_id \
         join cases c on c.area_id = r.area_id and c.id = r.case_id \
         where own.area_id = ? and own.hotline_state = ? order by own.id desc limit ?",
        OrderRow::select("o"),
        CaseRow::select("c")
    );
    let pairs = house.db.all::<Pair>(Sql::new(sql, args![area, state.code(), limit])).await?;
    Ok(pairs.into_iter().map(|Pair(order, case)| (order, case)).collect())
}
