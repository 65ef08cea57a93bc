//! A typed reference to any thing, with what a list or a search result shows of it.

use linju_db::{Statement, record};
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
