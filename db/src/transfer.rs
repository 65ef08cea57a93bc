//! Moving a database as a whole, from one engine to the other or to another of the same.
//!
//! Rows go in the order of their keys, so how far a move has come is the last key on the other side: a move that
//! was cut short goes on where it was. At the end both sides are read again, table by table, and compared by
//! count and hash. Until then a mark on the target keeps everyone else from opening it.

use crate::schema::Table;
use crate::{Batch, Db, Error, Migration, Result, Sql, Statement, Value, args, migrate};
use linju_kernel::Id;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Rows read at once.
const PAGE: usize = 2_000;
/// Arguments of one statement; both engines take more.
const ARGUMENTS: usize = 20_000;
/// Texts of the index held in memory at once.
const TEXTS: usize = 200_000;

/// The name by which the text index stands among the tables.
pub const TEXT_INDEX: &str = "text_index";

/// What is in a table: how many rows, and the hash of all of them in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Table.
    pub table: String,
    /// Rows.
    pub rows: usize,
    /// SHA-256.
    pub hash: [u8; 32],
}

/// How far a move has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// What it is at.
    pub table: &'a str,
    /// Rows of it that are over.
    pub done: usize,
    /// Rows of it in all.
    pub of: usize,
}

/// A refusal or failure of a move, for whoever stands before the screen.
#[derive(Debug, thiserror::Error)]
pub enum Stuck {
    /// The target holds something already, and it is not a move cut short.
    #[error("the target is not empty: give a database that holds nothing")]
    NotEmpty,
    /// A table on the other side is not what it was: someone wrote while it moved.
    #[error("{0} differs on the two sides: was someone writing? The target is not to be used")]
    Differs(String),
    /// Tables refer to each other in a circle, so none can go first.
    #[error("{0} refers to itself by a detour")]
    Circle(String),
    /// Whoever watches wants it to stop; the same move again goes on from here.
    #[error("stopped; the same move again goes on from here")]
    Stopped,
    /// The database.
    #[error(transparent)]
    Db(#[from] Error),
}

/// Copies everything in `from` to the empty `to`, compares, and gives what is there now, table by table. Both come
/// to the schema of `migrations` first. `watch` is told after each page and may say to stop (false). Nobody may
/// write to `from` meanwhile.
pub async fn transfer(
    from: &Db,
    to: &Db,
    migrations: &[Migration],
    mut watch: impl FnMut(Progress<'_>) -> bool,
) -> Result<Vec<Content>, Stuck> {
    from.migrate(migrations).await?;
    begin(to, migrations).await?;
    let tables = in_order(from.tables().await?)?;
    for table in &tables {
        copy(from, to, table, &mut watch).await?;
    }
    for table in tables.iter().filter(|table| table.refers_to_itself().is_some()) {
        refer(from, to, table).await?;
    }
    copy_texts(from, to, &mut watch).await?;
    let mut contents = Vec::new();
    for table in &tables {
        contents.push(same(table.name.clone(), content(from, table).await?, content(to, table).await?)?);
    }
    contents.push(same(TEXT_INDEX.into(), texts(from).await?, texts(to).await?)?);
    to.script("drop table moving".to_owned()).await?;
    Ok(contents)
}

/// Marks a fresh target, brings it to the schema and takes out what migrations put into it; only then the mark has
/// its row, and a move cut short before begins this anew.
async fn begin(to: &Db, migrations: &[Migration]) -> Result<(), Stuck> {
    if !migrate::is_moving(to).await? {
        if !to.tables().await?.is_empty() {
            return Err(Stuck::NotEmpty);
        }
        to.script("create table moving (ready bigint primary key)".to_owned()).await?;
    }
    if count(to, "moving").await? == 0 {
        migrate::forward(to, migrations).await?;
        let tables = in_order(to.tables().await?)?;
        let seeds: String = tables.iter().rev().map(|table| format!("delete from {};", table.name)).collect();
        to.script(format!("{seeds} insert into moving (ready) values (1)")).await?;
    }
    Ok(())
}

/// Each table after those it refers to.
fn in_order(tables: Vec<Table>) -> Result<Vec<Table>, Stuck> {
    let (mut rest, mut ordered) = (tables, Vec::<Table>::new());
    while !rest.is_empty() {
        let waiting: BTreeSet<String> = rest.iter().map(|table| table.name.clone()).collect();
        let (later, now): (Vec<Table>, Vec<Table>) = rest.into_iter().partition(|table| {
            table.references.iter().any(|r| r.table != table.name && waiting.contains(&r.table))
        });
        if now.is_empty() {
            return Err(Stuck::Circle(later[0].name.clone()));
        }
        ordered.extend(now);
        rest = later;
    }
    Ok(ordered)
}

impl Table {
    /// The columns, beside the key, by which a row refers to another of the same table.
    fn refers_to_itself(&self) -> Option<Vec<&String>> {
        let own = self.references.iter().filter(|r| r.table == self.name).flat_map(|r| &r.columns);
        let own: Vec<&String> = own.filter(|column| !self.key.contains(column)).collect();
        (!own.is_empty()).then_some(own)
    }

    fn position(&self, column: &str) -> usize {
        self.columns.iter().position(|c| c == column).expect("a key's columns are the table's")
    }

    fn key_of(&self, row: &[Value]) -> Vec<Value> {
        self.key.iter().map(|column| row[self.position(column)].clone()).collect()
    }

    /// The rows whose key comes after `last`.
    fn page(&self, last: Option<&[Value]>) -> Sql {
        let key = self.key.join(", ");
        let marks = vec!["?"; self.key.len()].join(", ");
        let sql = Sql::new(format!("select {} from {}", self.columns.join(", "), self.name), args![]);
        let sql = match last {
            Some(last) => sql.and(&format!(" where ({key}) > ({marks})"), last.to_vec()),
            None => sql,
        };
        sql.and(&format!(" order by {key} limit ?"), args![PAGE])
    }

    fn insert(&self, rows: &[Vec<Value>]) -> Statement {
        let marks = format!("({})", vec!["?"; self.columns.len()].join(", "));
        let marks = vec![marks; rows.len()].join(", ");
        let sql = format!("insert into {} ({}) values {marks}", self.name, self.columns.join(", "));
        Statement::new(sql, rows.concat()).expect(rows.len() as u64)
    }
}

async fn count(db: &Db, table: &str) -> Result<usize> {
    Ok(db.one::<(usize,)>(Sql::new(format!("select count(*) from {table}"), args![])).await?.0)
}

async fn last_key(db: &Db, table: &Table) -> Result<Option<Vec<Value>>> {
    let descending: Vec<String> = table.key.iter().map(|column| format!("{column} desc")).collect();
    let sql = format!(
        "select {} from {} order by {} limit 1",
        table.key.join(", "),
        table.name,
        descending.join(", ")
    );
    Ok(db.rows(Sql::new(sql, args![])).await?.pop().map(|row| row.0))
}

async fn page(db: &Db, table: &Table, last: Option<&[Value]>) -> Result<Vec<Vec<Value>>> {
    Ok(db.rows(table.page(last)).await?.into_iter().map(|row| row.0).collect())
}

async fn copy(
    from: &Db,
    to: &Db,
    table: &Table,
    watch: &mut impl FnMut(Progress<'_>) -> bool,
) -> Result<(), Stuck> {
    let of = count(from, &table.name).await?;
    let (mut last, mut done) = (last_key(to, table).await?, count(to, &table.name).await?);
    let open: Vec<usize> =
        table.refers_to_itself().unwrap_or_default().iter().map(|c| table.position(c)).collect();
    loop {
        let mut rows = page(from, table, last.as_deref()).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some(table.key_of(end));
        done += rows.len();
        // What a row refers to in its own table may come later: it is filled in when all are there.
        for row in &mut rows {
            open.iter().for_each(|&column| row[column] = Value::Null);
        }
        let inserts = rows.chunks(ARGUMENTS / table.columns.len()).map(|rows| table.insert(rows));
        to.write(inserts.collect()).await?;
        if !watch(Progress { table: &table.name, done, of }) {
            return Err(Stuck::Stopped);
        }
    }
}

/// Fills in what the rows of `table` refer to in their own table.
async fn refer(from: &Db, to: &Db, table: &Table) -> Result<(), Stuck> {
    let own = table.refers_to_itself().unwrap_or_default();
    let set: Vec<String> = own.iter().map(|column| format!("{column} = ?")).collect();
    let at: Vec<String> = table.key.iter().map(|column| format!("{column} = ?")).collect();
    let sql = format!("update {} set {} where {}", table.name, set.join(", "), at.join(" and "));
    let mut last: Option<Vec<Value>> = None;
    loop {
        let rows = page(from, table, last.as_deref()).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some(table.key_of(end));
        let update = |row: &Vec<Value>| {
            let mut values: Vec<Value> =
                own.iter().map(|column| row[table.position(column)].clone()).collect();
            let refers = values.iter().any(|value| *value != Value::Null);
            values.extend(table.key_of(row));
            refers.then(|| Statement::new(sql.clone(), values).expect(1))
        };
        to.write(rows.iter().filter_map(update).collect()).await?;
    }
}

fn same(table: String, here: (usize, [u8; 32]), there: (usize, [u8; 32])) -> Result<Content, Stuck> {
    if here != there {
        return Err(Stuck::Differs(table));
    }
    Ok(Content { table, rows: here.0, hash: here.1 })
}

async fn content(db: &Db, table: &Table) -> Result<(usize, [u8; 32])> {
    let (mut rows, mut hash, mut last) = (0, Sha256::new(), None::<Vec<Value>>);
    loop {
        let found = page(db, table, last.as_deref()).await?;
        let Some(end) = found.last() else { return Ok((rows, hash.finalize().into())) };
        last = Some(table.key_of(end));
        rows += found.len();
        found.iter().flatten().for_each(|value| digest(&mut hash, value));
    }
}

/// A value as bytes that no other value has.
fn digest(hash: &mut Sha256, value: &Value) {
    let mut sized = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        Value::Null => sized(0, &[]),
        Value::Int(int) => sized(1, &int.to_be_bytes()),
        Value::Real(real) => sized(2, &real.to_bits().to_be_bytes()),
        Value::Text(text) => sized(3, text.as_bytes()),
        Value::Bytes(bytes) => sized(4, bytes),
    }
}

/// How many slices the index is read in, so that each fits into memory.
async fn slices(db: &Db) -> Result<usize> {
    Ok(count(db, TEXT_INDEX).await?.div_ceil(TEXTS).max(1))
}

async fn copy_texts(from: &Db, to: &Db, watch: &mut impl FnMut(Progress<'_>) -> bool) -> Result<(), Stuck> {
    let (slices, of) = (slices(from).await?, count(from, TEXT_INDEX).await?);
    let mut done = 0;
    for slice in 0..slices {
        for texts in from.texts(slice, slices).await?.chunks(PAGE) {
            let index =
                |(area, subject, text): &(Id, Id, String)| Statement::index_text(*area, *subject, text);
            to.write(texts.iter().map(index).collect::<Batch>()).await?;
            done += texts.len();
            if !watch(Progress { table: TEXT_INDEX, done, of }) {
                return Err(Stuck::Stopped);
            }
        }
    }
    Ok(())
}

async fn texts(db: &Db) -> Result<(usize, [u8; 32])> {
    let (slices, mut rows, mut hash) = (slices(db).await?, 0, Sha256::new());
    for slice in 0..slices {
        for (area, subject, text) in db.texts(slice, slices).await? {
            rows += 1;
            [Value::from(area), subject.into(), text.into()]
                .iter()
                .for_each(|value| digest(&mut hash, value));
        }
    }
    Ok((rows, hash.finalize().into()))
}
