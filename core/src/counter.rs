//! Aggregates kept by events.

use crate::{House, Result};
use linju_db::{Sql, args};
use linju_kernel::Id;
use std::collections::HashMap;

/// Key under which [`House::standing`] says how far the area's ledger goes.
pub const LEDGER: &str = "event.seq";

impl House {
    /// All counters of `area`, and as [`LEDGER`] the place of its newest event; in one query.
    pub async fn standing(&self, area: Id) -> Result<HashMap<String, i64>> {
        let sql = "select key, n from counter where area_id = ? \
                   union all select ?, event_seq from area_clock where area_id = ?";
        let rows = self.db.all::<(String, i64)>(Sql::new(sql, args![area, LEDGER, area])).await?;
        Ok(rows.into_iter().collect())
    }

    /// All counters of `area` whose key begins with `prefix`, in one query.
    pub async fn counters(&self, area: Id, prefix: &str) -> Result<HashMap<String, i64>> {
        let end = format!("{prefix}~");
        let sql = "select key, n from counter where area_id = ? and key >= ? and key < ?";
        let rows = self.db.all::<(String, i64)>(Sql::new(sql, args![area, prefix, end])).await?;
        Ok(rows.into_iter().collect())
    }
}
