//! Looks at personal data: who, whose, which field, why, when. Recorded with each look, and shown to those who
//! answer for the area.

use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts};

/// The reason a look records where none is asked: the case is one's own.
pub const OWN_CASE: &str = "own";
/// The reason a look records where none is asked: one looks after the stairwell.
pub const OWN_STAIRWELL: &str = "contact_assignment";
/// The reason a look records where whoever handles a case calls who asked.
pub const HANDLER_CALLS: &str = "handler-calls";

/// The reasons that are recorded by themselves; any other was written by hand.
pub const BY_ITSELF: [&str; 3] = [OWN_CASE, OWN_STAIRWELL, HANDLER_CALLS];

/// The most looks shown at once.
pub const MOST_LOOKS: usize = 200;

record! {
    /// A look.
    #[derive(Debug, Clone)]
    pub struct Look {
        /// Area.
        pub area_id: Id,
        /// Id of the row.
        pub id: Id,
        /// Who looked.
        pub account_id: Id,
        /// At whom, or at the case or place through which.
        pub subject_id: Id,
        /// What was uncovered: `name`, `phone`, `rest`, `export`.
        pub field: String,
        /// Why: one of [`BY_ITSELF`], or as written.
        pub reason: String,
        /// When.
        pub at: Ts,
    }
}

/// A look with the full name of the place it was at, where it was at one.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The look.
    pub look: Look,
    /// The place whose people were taken out as a table.
    pub place: Option<String>,
}

impl linju_db::FromRow for Looked {
    fn from_row(row: &linju_db::Row) -> Result<Self, linju_db::Error> {
        Ok(Looked { look: Look::from_row(row)?, place: row.get(Look::COLUMNS.len())? })
    }
}

record! {
    /// How often someone looked in an area since a day.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Looker {
        /// Who.
        pub account_id: Id,
        /// How often.
        pub looks: i64,
        /// At how many different people, cases and places.
        pub subjects: i64,
        /// How often outside their own cases and stairwells, with a reason written by hand.
        pub reasoned: i64,
        /// When last.
        pub last: Ts,
    }
}

impl House {
    /// Records a look at personal data of `subject`, and why.
    pub async fn record_look(
        &self,
        area: Id,
        account: Id,
        subject: Id,
        field: &str,
        reason: &str,
    ) -> Result<()> {
        let look = Look {
            area_id: area,
            id: self.id(),
            account_id: account,
            subject_id: subject,
            field: field.to_owned(),
            reason: reason.to_owned(),
            at: self.now(),
        };
        self.db.write(linju_db::Batch::new().push(Statement::insert("look", &look))).await?;
        Ok(())
    }

    /// Has `account` recorded a look at `subject` since then? What was recorded may be shown again for a while.
    pub async fn has_looked(&self, area: Id, account: Id, subject: Id, since: Ts) -> Result<bool> {
        let sql =
            "select id from look where area_id = ? and subject_id = ? and account_id = ? and at >= ? limit 1";
        let found = self.db.first::<(Id,)>(Sql::new(sql, args![area, subject, account, since])).await?;
        Ok(found.is_some())
    }

    /// The looks at `subject`, newest first, at most [`MOST_LOOKS`].
    pub async fn looks_at(&self, area: Id, subject: Id) -> Result<Vec<Looked>> {
        self.looks("l.subject_id = ?", args![area, subject]).await
    }

    /// What `account` looked at in `area` since then, newest first, at most [`MOST_LOOKS`].
    pub async fn looks_by(&self, area: Id, account: Id, since: Ts) -> Result<Vec<Looked>> {
        self.looks("l.account_id = ? and l.at >= ?", args![area, account, since]).await
    }

    async fn looks(&self, test: &str, values: Vec<linju_db::Value>) -> Result<Vec<Looked>> {
        let sql = format!(
            "select {}, p.full_name from look l left join place p on p.area_id = l.area_id and p.id = l.subject_id \
             where l.area_id = ? and {test} order by l.at desc, l.id desc limit {MOST_LOOKS}",
            Look::select("l")
        );
        Ok(self.db.all(Sql::new(sql, values)).await?)
    }

    /// Who looked in `area` since then and how often, most often first: one query.
    pub async fn lookers(&self, area: Id, since: Ts) -> Result<Vec<Looker>> {
        let marks = vec!["?"; BY_ITSELF.len()].join(", ");
        let sql = format!(
            "select l.account_id, count(*), count(distinct l.subject_id), \
             cast(sum(case when l.reason in ({marks}) then 0 else 1 end) as bigint), max(l.at) from look l \
             where l.area_id = ? and l.at >= ? group by l.account_id order by count(*) desc, l.account_id"
        );
        let mut values: Vec<linju_db::Value> = BY_ITSELF.map(linju_db::Value::from).to_vec();
        values.extend(args![area, since]);
        Ok(self.db.all(Sql::new(sql, values)).await?)
    }
}
