//! What can go wrong, in the words the floors above decide by.

/// Why the database did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A statement changed another number of rows than it expected; its whole batch was rolled back.
    #[error("statement {statement} did not find what it expected{}", name.map(|n| format!(": {n}")).unwrap_or_default())]
    Conflict {
        /// Which statement of the batch, counted from 0.
        statement: usize,
        /// The name given by [`Batch::refuse`](crate::Batch::refuse).
        name: Option<&'static str>,
    },
    /// A row with this key is already there.
    #[error("already there in {table}: {detail}")]
    Unique {
        /// The table; ask [`Error::is_unique`], for a cluster puts shard numbers behind.
        table: String,
        /// Columns or constraint, in the engine's words.
        detail: String,
    },
    /// A row that is referred to is missing, or is still referred to.
    #[error("broken reference on writing {table}: {detail}")]
    ForeignKey {
        /// The table the statement writes.
        table: String,
        /// The engine's words.
        detail: String,
    },
    /// A value that its column forbids: a check, a missing value, a value of another kind.
    #[error("value refused on writing {table}: {detail}")]
    Check {
        /// The table the statement writes.
        table: String,
        /// The engine's words.
        detail: String,
    },
    /// The database is locked, gone or starting up; the same call may succeed later.
    #[error("the database is busy or away")]
    Busy,
    /// Nothing can be written: the disk is full, or the database is open for reading only. Reads go on.
    #[error("the database takes nothing in: its disk is full, or it is read-only")]
    Full,
    /// It was let go of by [`Db::close`](crate::Db::close).
    #[error("the database is closed")]
    Closed,
    /// The one row asked for is not there.
    #[error("not found")]
    NotFound,
    /// A column did not hold what the program reads from it.
    #[error("unreadable row: {0}")]
    Decode(String),
    /// The schema and this program do not belong together.
    #[error("{0}")]
    Schema(String),
    /// Anything else; a defect or a broken machine.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// Whether a key of `table` was already taken. Knows the table by its shards, too (`event_102282`).
    pub fn is_unique(&self, table: &str) -> bool {
        let Error::Unique { table: found, .. } = self else { return false };
        found.strip_prefix(table).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix('_').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        })
    }
}

/// The table that the statement `sql` writes.
pub(crate) fn written_table(sql: &str) -> String {
    let lower = sql.to_ascii_lowercase();
    let after = |word: &str| lower.find(word).map(|at| &lower[at + word.len()..]);
    let rest = after("into ").or_else(|| after("update ")).or_else(|| after("delete from "));
    let name = rest.unwrap_or_default().trim_start();
    name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_its_table_but_a_longer_name_is_not() {
        let unique = |table: &str| Error::Unique { table: table.into(), detail: String::new() };
        assert!(unique("event").is_unique("event"));
        assert!(unique("event_102282").is_unique("event"));
        assert!(!unique("event_reader").is_unique("event"));
        assert!(!unique("events").is_unique("event"));
        assert!(!Error::NotFound.is_unique("event"));
    }

    #[test]
    fn the_written_table_is_read_from_the_statement() {
        assert_eq!(
            written_table("insert into cases (id) values (?) on conflict do update set id = 1"),
            "cases"
        );
        assert_eq!(written_table("update cases set x = 1"), "cases");
        assert_eq!(written_table("delete from cases where id in (select id from other)"), "cases");
    }
}
