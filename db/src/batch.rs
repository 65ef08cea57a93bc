//! A write as data: statements with expectations that succeed or fail as one, and may be tried again as one.

use crate::{Engine, Record, Value, search};
use linju_kernel::Id;
use std::borrow::Cow;

/// One statement that changes rows, and how many it must change.
#[derive(Debug, Clone)]
pub struct Statement {
    act: Act,
    expect: Option<u64>,
    name: Option<&'static str>,
}

#[derive(Debug, Clone)]
enum Act {
    Sql(Cow<'static, str>, Vec<Value>),
    Index { area: Id, subject: Id, text: String },
    Unindex { area: Id, subject: Id },
}

impl Act {
    fn done(self) -> Statement {
        Statement { act: self, expect: None, name: None }
    }
}

impl Statement {
    /// An insert, update or delete (without `returning`), with `args` for its `?`.
    pub fn new(sql: impl Into<Cow<'static, str>>, args: Vec<Value>) -> Self {
        Act::Sql(sql.into(), args).done()
    }

    /// Inserts `record` into `table`.
    pub fn insert<R: Record>(table: &str, record: &R) -> Self {
        let marks = vec!["?"; R::COLUMNS.len()].join(", ");
        let sql = format!("insert into {table} ({}) values ({marks})", R::COLUMNS.join(", "));
        Self::new(sql, record.values())
    }

    /// Makes `subject` findable in `area` by `text`, instead of any text it was findable by before.
    /// The text must be fit to be read by whoever may search: mask personal data first.
    pub fn index_text(area: Id, subject: Id, text: &str) -> Self {
        Act::Index { area, subject, text: text.to_owned() }.done()
    }

    /// Makes `subject` unfindable.
    pub fn unindex_text(area: Id, subject: Id) -> Self {
        Act::Unindex { area, subject }.done()
    }

    /// Demands that exactly `rows` rows change; otherwise the batch is rolled back with
    /// [`Error::Conflict`](crate::Error::Conflict).
    pub fn expect(mut self, rows: u64) -> Self {
        self.expect = Some(rows);
        self
    }

    /// The name a failing expectation is reported with.
    pub fn refuse(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }
}

/// Statements that are written in one transaction, all or none.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    statements: Vec<Statement>,
}

impl Batch {
    /// A batch that does nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it would do nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Appends `statement`.
    pub fn push(mut self, statement: Statement) -> Self {
        self.statements.push(statement);
        self
    }

    /// Appends the statement `sql` with `args` for its `?`.
    pub fn exec(self, sql: impl Into<Cow<'static, str>>, args: Vec<Value>) -> Self {
        self.push(Statement::new(sql, args))
    }

    /// Appends the insert of `record` into `table`.
    pub fn insert<R: Record>(self, table: &str, record: &R) -> Self {
        self.push(Statement::insert(table, record))
    }

    /// Appends all statements of `other`.
    pub fn append(mut self, other: Batch) -> Self {
        self.statements.extend(other.statements);
        self
    }

    /// [`Statement::index_text`], appended.
    pub fn index_text(self, area: Id, subject: Id, text: &str) -> Self {
        self.push(Statement::index_text(area, subject, text))
    }

    /// [`Statement::unindex_text`], appended.
    pub fn unindex_text(self, area: Id, subject: Id) -> Self {
        self.push(Statement::unindex_text(area, subject))
    }

    /// [`Statement::expect`] for the last statement.
    pub fn expect(self, rows: u64) -> Self {
        self.last(|statement| statement.expect(rows))
    }

    /// [`Statement::refuse`] for the last statement.
    pub fn refuse(self, name: &'static str) -> Self {
        self.last(|statement| statement.refuse(name))
    }

    fn last(mut self, change: impl FnOnce(Statement) -> Statement) -> Self {
        let last = self.statements.pop();
        self.statements.extend(last.map(change));
        self
    }

    /// What `engine` has to do.
    pub(crate) fn render(self, engine: Engine) -> Vec<Step> {
        let step = |statement: Statement| {
            let (sql, args) = match statement.act {
                Act::Sql(sql, args) => (sql, args),
                Act::Index { area, subject, text } => search::index(engine, area, subject, &text),
                Act::Unindex { area, subject } => search::unindex(engine, area, subject),
            };
            Step { sql, args, expect: statement.expect, name: statement.name }
        };
        self.statements.into_iter().map(step).collect()
    }
}

impl FromIterator<Statement> for Batch {
    fn from_iter<I: IntoIterator<Item = Statement>>(statements: I) -> Self {
        Self { statements: statements.into_iter().collect() }
    }
}

/// A statement as one engine runs it.
#[derive(Debug)]
pub(crate) struct Step {
    pub sql: Cow<'static, str>,
    pub args: Vec<Value>,
    expect: Option<u64>,
    name: Option<&'static str>,
}

impl Step {
    /// `rows` if that is what was expected of statement number `statement`.
    pub fn check(&self, statement: usize, rows: u64) -> Result<u64, crate::Error> {
        if self.expect.is_none_or(|expected| expected == rows) {
            return Ok(rows);
        }
        Err(crate::Error::Conflict { statement, name: self.name })
    }
}
