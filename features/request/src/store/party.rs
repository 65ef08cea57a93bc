//! An organisation's own cases.

use super::CaseRow;
use linju_core::{House, Result};
use linju_db::{Sql, Value, args};
use linju_kernel::Id;

/// The open cases that `organisation` is responsible for in these areas, what is due first first.
pub async fn open_cases(house: &House, areas: &[Id], organisation: Id, limit: i64) -> Result<Vec<CaseRow>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; areas.len()].join(", ");
    let mut values: Vec<Value> = areas.iter().map(|a| Value::from(*a)).collect();
    values.extend(args![organisation, limit]);
    let sql = format!(
        "select {} from cases c where c.area_id in ({marks}) and c.party_id = ? and c.party = 'organisation' \
         and c.open = 1 order by c.due_sort, c.id limit ?",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, values)).await?)
}
