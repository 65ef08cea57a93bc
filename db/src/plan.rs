//! What SQLite's planner is told about the tables, so that it looks things up the same way on the first day and at
//! a million rows.
//!
//! Every key begins with the area. Knowing nothing, the planner takes an area for ten rows and walks through all of
//! them in the order of the primary key, where an index would lead to the one row asked for. Statistics gathered
//! from a young database say the same. So they are not gathered but given: an area is large, and what stands behind
//! it in an index tells rows apart. PostgreSQL keeps its own.

use crate::{Db, Engine, Result};

/// Rows of a table, and rows that share the first columns of an index, as the planner is told.
const ROWS: i64 = 1_000_000;
const SHARE: [i64; 4] = [10_000, 20, 5, 2];

/// The indexes whose first column is the area: table, index as the planner calls it, is it unique, its columns. A
/// partial index is small by design and needs no word.
const INDEXES: &str = "select t.name, case when i.origin = 'pk' and t.wr = 1 then t.name else i.name end, \
    i.\"unique\", (select count(*) from pragma_index_info(i.name)) \
    from pragma_table_list t join pragma_index_list(t.name) i \
    where t.schema = 'main' and t.type = 'table' and i.partial = 0 \
    and (select c.name from pragma_index_info(i.name) c where c.seqno = 0) = 'area_id'";

/// An empty table of statistics, made by the smallest of analyses. That it is a new one is a change of the schema,
/// which makes every other connection read what it holds.
const AFRESH: &str = "drop table if exists sqlite_stat1; analyze migration; delete from sqlite_stat1;";

/// Tells the planner about all tables there are now. The last analysis makes the writing connection read it.
pub(crate) async fn tell(db: &Db) -> Result<()> {
    if db.engine() != Engine::Sqlite {
        return Ok(());
    }
    let indexes: Vec<(String, String, bool, i64)> = db.all(INDEXES).await?;
    let mut script = String::from(AFRESH);
    for (table, index, unique, columns) in indexes {
        let stat = stat(columns as usize, unique);
        script +=
            &format!("insert into sqlite_stat1 (tbl, idx, stat) values ('{table}', '{index}', '{stat}');");
    }
    db.script(script + "analyze sqlite_schema;").await
}

fn stat(columns: usize, unique: bool) -> String {
    let mut stat = ROWS.to_string();
    for column in 1..=columns {
        let share = if unique && column == columns { 1 } else { SHARE[(column - 1).min(SHARE.len() - 1)] };
        stat += &format!(" {share}");
    }
    stat
}

#[cfg(test)]
mod tests {
    use super::stat;

    #[test]
    fn an_area_is_large_and_a_key_is_one_row() {
        assert_eq!(stat(2, true), "1000000 10000 1");
        assert_eq!(stat(3, false), "1000000 10000 20 5");
        assert_eq!(stat(6, false), "1000000 10000 20 5 2 2 2");
    }
}
