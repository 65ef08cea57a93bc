//! A typed reference to any thing, with what a list or a search result shows of it.

use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts};

record! {
    /// The card of a thing: no personal data, written in the same unit as the thing.
    #[derive(Debug, Clone)]
    pub struct Subject {
        /// Area it belongs to.
        pub area_id: Id,
        /// Id of the thing itself.
        pub id: Id,
        /// Kind: `case`, `place`, …
        pub kind: String,
        /// What it is called.
        pub title: String,
        /// State code in its lifecycle.
        pub state: String,
        /// Where it is.
        pub place_path: String,
        /// When it came.
        pub at: Ts,
    }
}

impl Subject {
    /// Writes the card, or renews it.
    pub fn write(&self) -> Statement {
        let sql = "insert into subject (area_id, id, kind, title, state, place_path, at) values (?, ?, ?, ?, ?, ?, ?) \
                   on conflict (area_id, id) do update set title = excluded.title, state = excluded.state, \
                   place_path = excluded.place_path";
        Statement::new(sql, self.values())
    }
}

impl House {
    /// The newest things of `area` whose text holds all of `words`, at most `limit`.
    pub async fn search(&self, area: Id, words: &str, limit: i64) -> Result<Vec<Subject>> {
        let sql = Sql::new(
            format!("select {} from subject s where s.area_id = ?", Subject::select("s")),
            args![area],
        )
        .matching("s.id", area, words)
        .and(" order by s.id desc limit ?", args![limit]);
        Ok(self.db.all(sql).await?)
    }
}
