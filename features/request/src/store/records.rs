//! What is written down beside a case for those who work on it only, and what was done at the counter
//! without one.

use linju_core::{Change, House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts, coded};

coded! {
    /// What a record of dissuasion or mediation holds.
    pub enum RecordKind {
        /// 劝阻.
        Dissuasion = "dissuasion",
        /// What one side says, noted apart.
        SideA = "side_a",
        /// What the other side says.
        SideB = "side_b",
        /// What both agreed.
        Agreement = "agreement",
        /// Who mediates.
        Mediator = "mediator",
    }
}

record! {
    /// A record of dissuasion or mediation.
    #[derive(Debug, Clone)]
    pub struct CaseRecord {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Its case.
        pub case_id: Id,
        /// [`RecordKind`] code.
        pub kind: String,
        /// What was written.
        pub text: String,
        /// By whom.
        pub by_account: Option<Id>,
        /// When.
        pub at: Ts,
    }
}

/// The records of a case, oldest first.
pub async fn of_case(house: &House, area: Id, case: Id) -> Result<Vec<CaseRecord>> {
    let select = CaseRecord::select("r");
    let sql =
        format!("select {select} from case_record r where r.area_id = ? and r.case_id = ? order by r.id");
    Ok(house.db.all(Sql::new(sql, args![area, case])).await?)
}

/// Writes a record down.
pub fn add(change: &mut Change, record: &CaseRecord) {
    change.push(Statement::insert("case_record", record));
}

coded! {
    /// What someone came to the counter for.
    pub enum VisitKind {
        /// Asked and answered.
        Answered = "answered",
        /// 代办: something was done for them.
        Proxy = "proxy",
        /// 证明: a certificate.
        Certificate = "certificate",
    }
}

record! {
    /// Counter service answered on the spot: one line, no case, no name.
    #[derive(Debug, Clone)]
    pub struct Visit {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`VisitKind`] code.
        pub kind: String,
        /// What was asked.
        pub what: String,
        /// What was answered.
        pub reply: String,
        /// Who answered.
        pub account_id: Id,
        /// When.
        pub at: Ts,
    }
}

/// Writes a line of the counter.
pub fn serve(change: &mut Change, visit: &Visit) {
    change.push(Statement::insert("counter_visit", visit));
}

/// The counter's lines since `from`, newest first.
pub async fn visits(house: &House, area: Id, from: Ts, limit: i64) -> Result<Vec<Visit>> {
    let select = Visit::select("v");
    let sql = format!(
        "select {select} from counter_visit v where v.area_id = ? and v.at >= ? order by v.id desc limit ?"
    );
    Ok(house.db.all(Sql::new(sql, args![area, from, limit])).await?)
}

/// One line of the counter.
pub async fn visit(house: &House, area: Id, id: Id) -> Result<Visit> {
    let sql = format!("select {} from counter_visit v where v.area_id = ? and v.id = ?", Visit::select("v"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}
