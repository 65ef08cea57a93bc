//! Every statement about money. Each changes a row only where the sums still allow it.

use super::{EntryKind, PaymentState, Source};
use crate::rules::Facts;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};

record! {
    /// A fund of an area.
    #[derive(Debug, Clone)]
    pub struct Fund {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`Source`] code.
        pub source: String,
        /// What it is called.
        pub name: String,
        /// The rule it is spent by, as everyone may read it.
        pub rule_text: String,
        /// What came in, in fen.
        pub granted: i64,
        /// What is kept for projects, what was paid included.
        pub committed: i64,
        /// What was paid.
        pub paid: i64,
        /// When it was set up.
        pub created_at: Ts,
    }
}

record! {
    /// Money kept for a project.
    #[derive(Debug, Clone)]
    pub struct Commitment {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Of which fund.
        pub fund_id: Id,
        /// For which project.
        pub project_id: Id,
        /// How much, in fen.
        pub fen: i64,
        /// Given back since.
        pub released: i64,
        /// Paid of it.
        pub paid: i64,
        /// Asked of it and not yet decided.
        pub asked: i64,
        /// On what it rests: a decision, a vote.
        pub basis: String,
        /// When.
        pub at: Ts,
    }
}

record! {
    /// A payment.
    #[derive(Debug, Clone)]
    pub struct Payment {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Fund.
        pub fund_id: Id,
        /// Out of what is kept.
        pub commitment_id: Id,
        /// Project.
        pub project_id: Id,
        /// How much, in fen.
        pub fen: i64,
        /// To which organisation.
        pub payee: String,
        /// For what.
        pub purpose: String,
        /// [`PaymentState`] code.
        pub state: String,
        /// Who asked.
        pub asked_by: Id,
        /// When.
        pub asked_at: Ts,
        /// Who decided: somebody else.
        pub decided_by: Option<Id>,
        /// When.
        pub decided_at: Option<Ts>,
        /// Why it was refused.
        pub note: String,
    }
}

record! {
    /// A line of the ledger.
    #[derive(Debug, Clone)]
    pub struct Entry {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Fund.
        pub fund_id: Id,
        /// [`EntryKind`] code.
        pub kind: String,
        /// How much, in fen.
        pub fen: i64,
        /// For which project.
        pub project_id: Option<Id>,
        /// From whom, on what it rests, to whom.
        pub text: String,
        /// When.
        pub at: Ts,
        /// Who entered it.
        pub account_id: Option<Id>,
    }
}

impl Fund {
    /// Where its money comes from.
    pub fn source(&self) -> Source {
        Source::of(&self.source).expect("the store holds known sources")
    }

    /// What can still be kept for a project.
    pub fn free(&self) -> i64 {
        self.granted - self.committed
    }

    /// What lies in it.
    pub fn balance(&self) -> i64 {
        self.granted - self.paid
    }

    /// The statement that sets it up.
    pub fn insert(&self) -> Statement {
        Statement::insert("fund", self)
    }
}

impl Commitment {
    /// What is neither given back, paid nor asked for.
    pub fn left(&self) -> i64 {
        self.fen - self.released - self.paid - self.asked
    }

    pub(super) fn insert(&self) -> Statement {
        Statement::insert("fund_commitment", self)
    }
}

impl Payment {
    /// Where it stands.
    pub fn state(&self) -> PaymentState {
        PaymentState::of(&self.state).expect("the store holds known states")
    }

    pub(super) fn insert(&self) -> Statement {
        Statement::insert("fund_payment", self)
    }
}

impl Entry {
    /// What it is.
    pub fn kind(&self) -> EntryKind {
        EntryKind::of(&self.kind).expect("the store holds known kinds")
    }

    pub(super) fn insert(&self) -> Statement {
        Statement::insert("fund_entry", self)
    }
}

pub(super) fn granted(area: Id, fund: Id, fen: i64) -> Statement {
    let sql = "update fund set granted = granted + ? where area_id = ? and id = ?";
    Statement::new(sql, args![fen, area, fund]).expect(1)
}

pub(super) fn kept(area: Id, fund: Id, fen: i64) -> Statement {
    let sql = "update fund set committed = committed + ? \
               where area_id = ? and id = ? and granted - committed >= ?";
    Statement::new(sql, args![fen, area, fund, fen]).expect(1).refuse("fund-not-covered")
}

pub(super) fn unkept(area: Id, fund: Id, fen: i64) -> Statement {
    let sql =
        "update fund set committed = committed - ? where area_id = ? and id = ? and committed - paid >= ?";
    Statement::new(sql, args![fen, area, fund, fen]).expect(1)
}

pub(super) fn released(from: &Commitment, fen: i64) -> Statement {
    let sql = "update fund_commitment set released = released + ? \
               where area_id = ? and id = ? and fen - released - paid - asked >= ?";
    Statement::new(sql, args![fen, from.area_id, from.id, fen]).expect(1).refuse("fund-over-commitment")
}

pub(super) fn asked(payment: &Payment) -> Statement {
    let sql = "update fund_commitment set asked = asked + ? \
               where area_id = ? and id = ? and fund_id = ? and fen - released - paid - asked >= ?";
    let Payment { area_id, commitment_id, fund_id, fen, .. } = payment;
    Statement::new(sql, args![*fen, *area_id, *commitment_id, *fund_id, *fen])
        .expect(1)
        .refuse("fund-over-commitment")
}

pub(super) fn decided(payment: &Payment, to: PaymentState, by: Id, at: Ts, note: &str) -> Statement {
    let sql = "update fund_payment set state = ?, decided_by = ?, decided_at = ?, note = ? \
               where area_id = ? and id = ? and state = 'asked' and asked_by <> ?";
    Statement::new(sql, args![to.code(), by, at, note, payment.area_id, payment.id, by])
        .expect(1)
        .refuse("fund-decided")
}

pub(super) fn no_longer_asked(payment: &Payment, pay: bool) -> Statement {
    let paid = if pay { payment.fen } else { 0 };
    let sql = "update fund_commitment set asked = asked - ?, paid = paid + ? where area_id = ? and id = ?";
    Statement::new(sql, args![payment.fen, paid, payment.area_id, payment.commitment_id]).expect(1)
}

pub(super) fn paid(payment: &Payment) -> Statement {
    let sql = "update fund set paid = paid + ? where area_id = ? and id = ?";
    Statement::new(sql, args![payment.fen, payment.area_id, payment.fund_id]).expect(1)
}

/// The funds of an area.
pub async fn funds(house: &House, area: Id) -> Result<Vec<Fund>> {
    let sql = format!("select {} from fund f where f.area_id = ? order by f.id", Fund::select("f"));
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// The fund with that id.
pub async fn fund(house: &House, area: Id, id: Id) -> Result<Fund> {
    let sql = format!("select {} from fund f where f.area_id = ? and f.id = ?", Fund::select("f"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The lines of an area's ledger, oldest first.
pub async fn entries(house: &House, area: Id) -> Result<Vec<Entry>> {
    let sql = format!(
        "select {} from fund_entry e where e.area_id = ? order by e.at, e.id limit 20000",
        Entry::select("e")
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// What is kept for a project.
pub async fn commitments(house: &House, area: Id, project: Id) -> Result<Vec<Commitment>> {
    let sql = format!(
        "select {} from fund_commitment c where c.area_id = ? and c.project_id = ? order by c.id",
        Commitment::select("c")
    );
    Ok(house.db.all(Sql::new(sql, args![area, project])).await?)
}

/// What is kept with that id.
pub async fn commitment(house: &House, area: Id, project: Id, id: Id) -> Result<Commitment> {
    let sql = format!(
        "select {} from fund_commitment c where c.area_id = ? and c.project_id = ? and c.id = ?",
        Commitment::select("c")
    );
    Ok(house.db.one(Sql::new(sql, args![area, project, id])).await?)
}

/// The payments of an area that wait for a second pair of eyes, oldest first.
pub async fn waiting(house: &House, area: Id) -> Result<Vec<Payment>> {
    let sql = format!(
        "select {} from fund_payment p where p.area_id = ? and p.state = 'asked' order by p.asked_at, p.id \
         limit 500",
        Payment::select("p")
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// The payment with that id.
pub async fn payment(house: &House, area: Id, id: Id) -> Result<Payment> {
    let sql = format!("select {} from fund_payment p where p.area_id = ? and p.id = ?", Payment::select("p"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// Columns that say what the funds hold for the project `p`, for a select list.
pub const FACTS: &str = "(select coalesce(sum(c.fen), 0) from fund_commitment c where c.area_id = p.area_id and \
    c.project_id = p.id), (select coalesce(sum(c.paid), 0) from fund_commitment c where c.area_id = p.area_id and \
    c.project_id = p.id), (select coalesce(sum(c.asked), 0) from fund_commitment c where c.area_id = p.area_id and \
    c.project_id = p.id)";

/// Those columns, read from `at` on.
pub fn facts(row: &linju_db::Row, at: usize) -> std::result::Result<Facts, linju_db::Error> {
    Ok(Facts { committed: row.get(at)?, paid: row.get(at + 1)?, asked: row.get(at + 2)? })
}
