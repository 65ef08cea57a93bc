//! Papers, typed by one clerk and again by another.

use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts};

record! {
    /// A bundle of papers.
    #[derive(Debug, Clone)]
    pub struct BatchRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Ballot.
        pub ballot_id: Id,
        /// What is written on the bundle.
        pub label: String,
        /// Who typed it first.
        pub first_by: Id,
        /// Who typed it again.
        pub second_by: Option<Id>,
        /// When it was first typed.
        pub at: Ts,
    }
}

record! {
    /// One paper of a bundle. What it says is a vote; of an open ballot, the voter's number and the vote.
    #[derive(Debug, Clone)]
    pub struct PaperRow {
        /// Area.
        pub area_id: Id,
        /// Bundle.
        pub batch_id: Id,
        /// Its place in the bundle, from 1.
        pub number: i64,
        /// What the first clerk read.
        pub first: String,
        /// What the second read; empty before.
        pub second: String,
        /// What holds where the two differ; empty while nobody has looked.
        pub settled: String,
        /// Who looked.
        pub settled_by: Option<Id>,
    }
}

impl PaperRow {
    /// Do the two clerks differ?
    pub fn differs(&self) -> bool {
        !self.second.is_empty() && self.first != self.second
    }

    /// What it says, once that is certain.
    pub fn says(&self) -> Option<&str> {
        match (self.settled.as_str(), self.differs(), self.second.as_str()) {
            (_, _, "") | ("", true, _) => None,
            ("", false, _) => Some(&self.first),
            (settled, ..) => Some(settled),
        }
    }

    /// The statement for what the second clerk read.
    pub fn again(&self, read: &str) -> Statement {
        let sql = "update ballot_paper set second = ? where area_id = ? and batch_id = ? and number = ? and second = ''";
        Statement::new(sql, args![read, self.area_id, self.batch_id, self.number]).expect(1)
    }

    /// The statement for what holds.
    pub fn settle(&self, holds: &str, by: Option<Id>) -> Statement {
        let sql = "update ballot_paper set settled = ?, settled_by = ? where area_id = ? and batch_id = ? and number = ? \
                   and settled = '' and first <> second and second <> ''";
        Statement::new(sql, args![holds, by, self.area_id, self.batch_id, self.number]).expect(1)
    }
}

impl BatchRow {
    /// The statement that says who typed it again; once.
    pub fn typed_again(&self, by: Id) -> Statement {
        let sql = "update ballot_batch set second_by = ? where area_id = ? and id = ? and second_by is null";
        Statement::new(sql, args![by, self.area_id, self.id]).expect(1)
    }
}

/// The bundles of a ballot.
pub async fn batches(house: &House, area: Id, ballot: Id) -> Result<Vec<BatchRow>> {
    let sql = format!(
        "select {} from ballot_batch b where b.area_id = ? and b.ballot_id = ? order by b.id",
        BatchRow::select("b")
    );
    Ok(house.db.all(Sql::new(sql, args![area, ballot])).await?)
}

/// One bundle.
pub async fn batch(house: &House, area: Id, ballot: Id, id: Id) -> Result<BatchRow> {
    let sql = format!(
        "select {} from ballot_batch b where b.area_id = ? and b.ballot_id = ? and b.id = ?",
        BatchRow::select("b")
    );
    Ok(house.db.one(Sql::new(sql, args![area, ballot, id])).await?)
}

/// The papers of a bundle.
pub async fn papers(house: &House, area: Id, batch: Id) -> Result<Vec<PaperRow>> {
    let sql = format!(
        "select {} from ballot_paper p where p.area_id = ? and p.batch_id = ? order by p.number",
        PaperRow::select("p")
    );
    Ok(house.db.all(Sql::new(sql, args![area, batch])).await?)
}

/// Every paper of a ballot.
pub async fn all(house: &House, area: Id, ballot: Id) -> Result<Vec<PaperRow>> {
    let sql = format!(
        "select {} from ballot_paper p join ballot_batch b on b.area_id = p.area_id and b.id = p.batch_id \
         where b.area_id = ? and b.ballot_id = ? order by p.batch_id, p.number",
        PaperRow::select("p")
    );
    Ok(house.db.all(Sql::new(sql, args![area, ballot])).await?)
}

/// How many papers are certain, and how many are not yet.
pub async fn progress(house: &House, area: Id, ballot: Id) -> Result<(i64, i64)> {
    let papers = all(house, area, ballot).await?;
    let certain = papers.iter().filter(|paper| paper.says().is_some()).count();
    Ok((certain as i64, (papers.len() - certain) as i64))
}
