//! The schema's history: each migration runs once, in the order of its id, on either engine.

use crate::sql::token_length;
use crate::{Db, Engine, Error, Result, plan, search};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One step of the schema. Written once, with the types `bigint, double precision, text, bytea` only.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its name, which sorts by date and then order across all features: `20261123_1_place`.
    pub id: &'static str,
    /// Its statements. Once released they are never changed; a later migration is added instead.
    pub sql: &'static str,
}

impl Migration {
    fn checksum(&self) -> String {
        Sha256::digest(self.sql).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

const HISTORY: &str = "create table if not exists migration (id text primary key, checksum text not null);";

/// How often to look again when another node is migrating at the same moment.
const ROUNDS: usize = 5;

/// Applies what is new in `migrations`; see [`Db::migrate`].
pub(crate) async fn run(db: &Db, migrations: &[Migration]) -> Result<usize> {
    if is_moving(db).await? {
        return Err(Error::Schema(
            "a move into this database is not finished: give the same move again".into(),
        ));
    }
    forward(db, migrations).await
}

/// [`run`], whether or not a move is going on.
pub(crate) async fn forward(db: &Db, migrations: &[Migration]) -> Result<usize> {
    let mut rounds = 0;
    loop {
        rounds += 1;
        match apply(db, migrations).await {
            // Another node was faster with the same row; what it did is seen in the next round.
            Err(Error::Unique { .. }) if rounds < ROUNDS => continue,
            outcome => return outcome,
        }
    }
}

/// Whether a move into this database has begun and not ended.
pub(crate) async fn is_moving(db: &Db) -> Result<bool> {
    let sql = match db.engine() {
        Engine::Sqlite => "select count(*) > 0 from sqlite_schema where name = 'moving'",
        Engine::Postgres => "select to_regclass('moving') is not null",
    };
    Ok(db.one::<(bool,)>(sql).await?.0)
}

async fn apply(db: &Db, migrations: &[Migration]) -> Result<usize> {
    let engine = db.engine();
    db.script(format!("{} {}", rewrite(HISTORY, engine), search::schema(engine))).await?;
    let history: Vec<(String, String)> = db.all("select id, checksum from migration").await?;
    let history: BTreeMap<_, _> = history.into_iter().collect();
    let wanted: BTreeMap<_, _> = migrations.iter().map(|migration| (migration.id, migration)).collect();
    if let Some(id) = history.keys().rev().find(|id| !wanted.contains_key(id.as_str())) {
        return Err(Error::Schema(format!(
            "the database has been through {id}, which this program does not know: start the newer release"
        )));
    }
    let mut applied = 0;
    for migration in wanted.values() {
        let checksum = migration.checksum();
        match history.get(migration.id) {
            Some(known) if *known == checksum => continue,
            Some(_) => {
                return Err(Error::Schema(format!("{} was changed after it had run here", migration.id)));
            }
            None => {}
        }
        // The row comes first: whoever migrates at the same time waits for it.
        let script = format!(
            "insert into migration (id, checksum) values ('{}', '{checksum}');\n{}",
            migration.id,
            rewrite(migration.sql, engine)
        );
        db.script(script).await.map_err(|error| match error {
            Error::Other(why) => Error::Schema(format!("{}: {why}", migration.id)),
            other => other,
        })?;
        applied += 1;
    }
    if applied > 0 {
        plan::tell(db).await?;
    }
    Ok(applied)
}

/// `sql` in the words of `engine`: only types in column definitions change, and the ends of tables.
fn rewrite(sql: &str, engine: Engine) -> String {
    let mut out = String::with_capacity(sql.len() + sql.len() / 8);
    let mut place = Place::default();
    let mut rest = sql;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        let first = token.as_bytes()[0];
        if first.is_ascii_alphabetic() || first == b'_' {
            out.push_str(place.word(token, engine));
        } else {
            if token == ";" {
                out.push_str(place.end(engine));
            }
            place.mark(token);
            out.push_str(token);
        }
        rest = after;
    }
    out.push_str(place.end(engine));
    out
}

/// Where in a statement the rewriting stands.
#[derive(Default)]
struct Place {
    words: usize,
    create: bool,
    table: bool,
    depth: usize,
    column: Column,
    primary: bool,
    composite: bool,
}

/// How far a column's definition has been read.
#[derive(Default, PartialEq)]
enum Column {
    #[default]
    Elsewhere,
    Name,
    Type,
    Double,
}

impl Place {
    /// What to write for `word`.
    fn word<'a>(&mut self, word: &'a str, engine: Engine) -> &'a str {
        self.words += 1;
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        self.create |= self.words == 1 && is("create");
        self.table |= self.words == 2 && self.create && is("table");
        let (next, written) = match (&self.column, engine) {
            (Column::Name, _) => {
                self.primary = is("primary");
                (Column::Type, word)
            }
            (Column::Type, Engine::Sqlite) if is("bigint") => (Column::Elsewhere, "integer"),
            (Column::Type, Engine::Sqlite) if is("bytea") => (Column::Elsewhere, "blob"),
            (Column::Type, Engine::Sqlite) if is("double") => (Column::Double, ""),
            (Column::Double, Engine::Sqlite) if is("precision") => (Column::Elsewhere, "real"),
            (Column::Type, Engine::Postgres) if is("text") => (Column::Elsewhere, "text collate \"C\""),
            _ if is("column") => (Column::Name, word),
            _ => (Column::Elsewhere, word),
        };
        self.column = next;
        written
    }

    /// Takes note of a character between words.
    fn mark(&mut self, token: &str) {
        match token {
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            "," if self.primary && self.depth == 2 => self.composite = true,
            ";" => *self = Place::default(),
            _ => {}
        }
        if self.table && self.depth == 1 && matches!(token, "(" | ",") {
            (self.column, self.primary) = (Column::Name, false);
        }
    }

    /// What to write at the end of the statement. A table with a composite key is stored in its order,
    /// so that an area's rows lie together.
    fn end(&self, engine: Engine) -> &'static str {
        match (engine, self.table, self.composite) {
            (Engine::Sqlite, true, true) => " strict, without rowid",
            (Engine::Sqlite, true, false) => " strict",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "create table a (area_id bigint not null, text text, w double precision, b bytea,
  note text default 'a, text;', -- a text, here
  primary key (area_id, text), check (length(text) > 0));
create index a_w on a (w, text);
alter table a add column more text";

    #[test]
    fn sqlite_gets_its_types_and_strict_tables() {
        let expected = "create table a (area_id integer not null, text text, w  real, b blob,
  note text default 'a, text;', -- a text, here
  primary key (area_id, text), check (length(text) > 0)) strict, without rowid;
create index a_w on a (w, text);
alter table a add column more text";
        assert_eq!(rewrite(SQL, Engine::Sqlite), expected);
        assert_eq!(
            rewrite("create table b (id bigint primary key)", Engine::Sqlite),
            "create table b (id integer primary key) strict"
        );
    }

    #[test]
    fn postgres_compares_text_by_its_bytes() {
        let expected =
            "create table a (area_id bigint not null, text text collate \"C\", w double precision, b bytea,
  note text collate \"C\" default 'a, text;', -- a text, here
  primary key (area_id, text), check (length(text) > 0));
create index a_w on a (w, text);
alter table a add column more text collate \"C\"";
        assert_eq!(rewrite(SQL, Engine::Postgres), expected);
    }
}
