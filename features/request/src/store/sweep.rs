//! What the minute's sweep looks for besides the lists, and the counters it clears away.

use super::cases::day_key;
use linju_core::{House, Result};
use linju_db::{Batch, Sql, Value, args};
use linju_kernel::{Day, Id};
use std::collections::HashMap;

/// Days whose ended cases are kept as counters: the inbox looks at seven.
pub const KEPT_DAYS: i64 = 14;

/// Forgets the counters of days before `today` on which nothing is due any more, and of those that ended longer
/// ago than anyone looks.
pub async fn forget_past_days(house: &House, area: Id, today: Day) -> Result<()> {
    let due = "delete from counter where area_id = ? and key >= 'case.due.' and key < ? and n = 0";
    let ended = "delete from counter where area_id = ? and key >= 'case.day.' and key < ?";
    let first = day_key(today.plus_days(-KEPT_DAYS), "");
    let batch =
        Batch::new().exec(due, args![area, format!("case.due.{today}")]).exec(ended, args![area, first]);
    house.db.write(batch).await?;
    Ok(())
}

/// How often each of these rules has done something in `area`.
pub async fn fired(house: &House, area: Id, rules: &[&str]) -> Result<HashMap<String, i64>> {
    let marks = vec!["?"; rules.len()].join(", ");
    let mut values = args![area];
    values.extend(rules.iter().map(|rule| Value::from(*rule)));
    let sql = format!(
        "select actor_kind, count(*) from event where area_id = ? and actor_kind in ({marks}) group by actor_kind"
    );
    let rows = house.db.all::<(String, i64)>(Sql::new(sql, values)).await?;
    Ok(rows.into_iter().collect())
}
