//! Votes while they are taken: who has voted, and the sealed vote that can still be replaced.

use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Day, Id, Ts};

record! {
    /// That somebody voted; the sealed vote until the count, nothing of a paper.
    #[derive(Debug, Clone)]
    pub struct VoteRow {
        /// Area.
        pub area_id: Id,
        /// Ballot.
        pub ballot_id: Id,
        /// Voter.
        pub voter_id: Id,
        /// `phone`, `desk` or `paper`.
        pub way: String,
        /// The sealed vote.
        pub sealed: Option<Vec<u8>>,
        /// Who stood by at the desk; a code.
        pub companion: String,
        /// Who voted instead, by name, sealed.
        pub proxy_sealed: Option<Vec<u8>>,
        /// Kind of the written authority; a code.
        pub authority: String,
        /// The day it was written.
        pub authority_day: Option<Day>,
        /// Who took it down.
        pub entered_by: Option<Id>,
        /// When.
        pub at: Ts,
    }
}

impl VoteRow {
    /// Puts it into the box, instead of what lay there under this voter. A paper stays: it cannot be found again
    /// among the others.
    pub fn cast(&self) -> Statement {
        let columns = Self::COLUMNS.join(", ");
        let marks = vec!["?"; Self::COLUMNS.len()].join(", ");
        let renewed: Vec<String> = Self::COLUMNS[3..].iter().map(|c| format!("{c} = excluded.{c}")).collect();
        let sql = format!(
            "insert into ballot_vote ({columns}) values ({marks}) on conflict (area_id, ballot_id, voter_id) \
             do update set {} where ballot_vote.way <> 'paper'",
            renewed.join(", ")
        );
        Statement::new(sql, self.values()).expect(1).refuse("ballot-voted-on-paper")
    }

    /// The statement that holds the ballot open while the vote is put in: refused where it was closed meanwhile, or
    /// the last moment has passed.
    pub fn while_open(&self) -> Statement {
        let sql = "update ballot set state = 'open' where area_id = ? and id = ? and state = 'open' \
                   and opens_at <= ? and closes_at > ?";
        Statement::new(sql, args![self.area_id, self.ballot_id, self.at, self.at])
            .expect(1)
            .refuse("ballot-late")
    }
}

/// How `voter` has voted; none if not at all.
pub async fn of(house: &House, area: Id, ballot: Id, voter: Id) -> Result<Option<VoteRow>> {
    let sql = format!(
        "select {} from ballot_vote v where v.area_id = ? and v.ballot_id = ? and v.voter_id = ?",
        VoteRow::select("v")
    );
    Ok(house.db.first(Sql::new(sql, args![area, ballot, voter])).await?)
}

/// Everything in the box.
pub async fn all(house: &House, area: Id, ballot: Id) -> Result<Vec<VoteRow>> {
    let sql = format!(
        "select {} from ballot_vote v where v.area_id = ? and v.ballot_id = ? order by v.voter_id",
        VoteRow::select("v")
    );
    Ok(house.db.all(Sql::new(sql, args![area, ballot])).await?)
}

/// Numbers of those whose papers were handed in.
pub async fn papers(house: &House, area: Id, ballot: Id) -> Result<Vec<(Id, i64, i64)>> {
    let sql = "select r.id, r.number, r.weight from ballot_vote v join ballot_voter r on r.area_id = v.area_id \
               and r.id = v.voter_id where v.area_id = ? and v.ballot_id = ? and v.way = 'paper' order by r.number";
    Ok(house.db.all(Sql::new(sql, args![area, ballot])).await?)
}

/// Takes the sealed votes away from their voters, for good. That they voted, and how, stays.
pub fn unlink(area: Id, ballot: Id) -> Statement {
    let sql = "update ballot_vote set sealed = null where area_id = ? and ballot_id = ?";
    Statement::new(sql, args![area, ballot])
}
