//! What the schema holds, read from the engine's own catalogue: for moving a database as a whole, and for tests of
//! its keys. No feature decides by it.

use crate::{Db, Engine, FromRow, Result, Sql, args};
use std::collections::{BTreeMap, BTreeSet};

/// A table that migrations made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
    /// Columns of the primary key, in their order.
    pub key: Vec<String>,
    /// Columns of every other key that holds a value once, expressions as empty names.
    pub unique: BTreeSet<Vec<String>>,
    /// What it refers to.
    pub references: BTreeSet<Reference>,
}

/// Columns whose values stand in another table, or in the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The columns.
    pub columns: Vec<String>,
    /// The table referred to.
    pub table: String,
    /// Its columns.
    pub to: Vec<String>,
}

/// Tables of the seam itself.
const OWN: [&str; 3] = ["migration", "moving", "text_index"];

/// A column of a key: table, number of the key, whether it is the primary one, column.
type KeyColumn = (String, i64, bool, Option<String>);
/// A column of a reference: table, number of the reference, table referred to, column here, column there.
type ReferenceColumn = (String, i64, String, String, String);

impl Db {
    /// Every table that migrations made, by name.
    pub async fn tables(&self) -> Result<Vec<Table>> {
        let catalogue = Catalogue::of(self.engine());
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        for (name, column) in self.rows_of::<(String, String)>(catalogue.columns).await? {
            let table = tables.entry(name.clone()).or_insert_with(|| Table { name, ..Table::default() });
            table.columns.push(column);
        }
        tables.retain(|name, _| !OWN.contains(&name.as_str()) && !name.starts_with("text_index_"));
        let mut keys: BTreeMap<(String, i64, bool), Vec<String>> = BTreeMap::new();
        for (table, key, primary, column) in self.rows_of::<KeyColumn>(catalogue.keys).await? {
            keys.entry((table, key, primary)).or_default().push(column.unwrap_or_default());
        }
        for ((table, _, primary), columns) in keys {
            match tables.get_mut(&table) {
                Some(table) if primary => table.key = columns,
                Some(table) => _ = table.unique.insert(columns),
                None => {}
            }
        }
        let mut references: BTreeMap<(String, i64), Reference> = BTreeMap::new();
        for (table, number, other, column, there) in
            self.rows_of::<ReferenceColumn>(catalogue.references).await?
        {
            let empty = || Reference { columns: Vec::new(), table: other, to: Vec::new() };
            let reference = references.entry((table, number)).or_insert_with(empty);
            reference.columns.push(column);
            reference.to.push(there);
        }
        for ((table, _), reference) in references {
            tables.get_mut(&table).map(|table| table.references.insert(reference));
        }
        Ok(tables.into_values().collect())
    }

    async fn rows_of<T: FromRow>(&self, sql: &str) -> Result<Vec<T>> {
        self.all(Sql::new(sql, args![])).await
    }
}

/// The three questions in one engine's words.
struct Catalogue {
    columns: &'static str,
    keys: &'static str,
    references: &'static str,
}

impl Catalogue {
    fn of(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Catalogue {
                columns: "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c \
                          where t.type = 'table' and t.name not like 'sqlite!_%' escape '!' order by t.name, c.cid",
                keys: "select k.name, k.number, k.first, k.column from (\
                       select t.name, -1 number, 1 first, c.name \"column\", c.pk n from sqlite_schema t \
                       join pragma_table_info(t.name) c where t.type = 'table' and c.pk > 0 union all \
                       select t.name, i.seq, 0, c.name, c.seqno from sqlite_schema t \
                       join pragma_index_list(t.name) i join pragma_index_info(i.name) c \
                       where t.type = 'table' and i.\"unique\" = 1 and i.origin <> 'pk') k \
                       order by k.name, k.number, k.n",
                references: "select t.name, f.id, f.\"table\", f.\"from\", f.\"to\" from sqlite_schema t \
                             join pragma_foreign_key_list(t.name) f where t.type = 'table' \
                             order by t.name, f.id, f.seq",
            },
            Engine::Postgres => Catalogue {
                columns: "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid \
                          where c.relnamespace = current_schema()::text::regnamespace and c.relkind in ('r', 'p') \
                          and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum",
                keys: "select c.relname, i.indexrelid::int8, i.indisprimary, a.attname from pg_index i \
                       join pg_class c on c.oid = i.indrelid \
                       join lateral unnest(i.indkey) with ordinality k (attnum, n) on true \
                       left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum and k.attnum > 0 \
                       where i.indisunique and c.relnamespace = current_schema()::text::regnamespace \
                       order by c.relname, i.indexrelid, k.n",
                references: "select c.relname, k.oid::int8, p.relname, a.attname, b.attname from pg_constraint k \
                             join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid \
                             join lateral unnest(k.conkey, k.confkey) with ordinality u (here, there, n) on true \
                             join pg_attribute a on a.attrelid = c.oid and a.attnum = u.here \
                             join pg_attribute b on b.attrelid = p.oid and b.attnum = u.there \
                             where k.contype = 'f' and c.relnamespace = current_schema()::text::regnamespace \
                             order by c.relname, k.oid, u.n",
            },
        }
    }
}
