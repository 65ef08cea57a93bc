//! Aggregates kept by events.

use crate::{House, Result};
use linju_db::{Sql, args};
use linju_kernel::Id;
use std::collections::HashMap;

impl House {
    /// All counters of `area` whose key begins with `prefix`, in one query.
    pub async fn counters(&self, area: Id, prefix: &str) -> Result<HashMap<String, i64>> {
        let end = format!("{prefix}~");
        let sql = "select key, n from counter where area_id = ? and key >= ? and key < ?";
        let rows = self.db.all::<(String, i64)>(Sql::new(sql, args![area, prefix, end])).await?;
        Ok(rows.into_iter().collect())
    }
}
