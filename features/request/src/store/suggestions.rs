//! What was suggested for a case, and whether staff took it.

use super::CaseRow;
use linju_core::{Change, House, Result};
use linju_db::{Sql, Statement, Value, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts, coded};

coded! {
    /// What is suggested.
    pub enum Kind {
        /// What kind of matter it is.
        Category = "category",
        /// Which open case it looks like.
        Similar = "similar",
        /// Who usually has it.
        Party = "party",
    }
}

record! {
    /// A suggestion for a case; there is one of each kind at most.
    #[derive(Debug, Clone)]
    pub struct Suggestion {
        /// Area.
        pub area_id: Id,
        /// The case.
        pub case_id: Id,
        /// [`Kind`] code.
        pub kind: String,
        /// What was offered, best first: codes or ids, separated by spaces.
        pub offered: String,
        /// When.
        pub at: Ts,
        /// Rank of what staff took, 1 the first; 0 where they did something else; none while nothing is decided.
        pub taken: Option<i64>,
        /// When they did.
        pub taken_at: Option<Ts>,
    }
}

impl Suggestion {
    /// Kind.
    pub fn kind(&self) -> Option<Kind> {
        Kind::of(&self.kind)
    }

    /// What was offered, best first.
    pub fn offered(&self) -> impl Iterator<Item = &str> {
        self.offered.split_whitespace()
    }

    /// The rank of `choice` in it, 1 the first; 0 where it is not among them.
    pub fn rank(&self, choice: &str) -> i64 {
        self.offered().position(|one| one == choice).map_or(0, |at| at as i64 + 1)
    }
}

/// The counter of suggestions of `kind` that came to `what`: `offered`, or a rank.
pub fn counter(kind: Kind, what: &str) -> String {
    format!("suggest.{}.{what}", kind.code())
}

/// Writes down what is offered for `case`, and at once what was taken where that is known. A second one of the same
/// kind breaks the unit, as [`linju_db::Error::Unique`].
pub fn offer(change: &mut Change, case: Id, kind: Kind, offered: &[String], taken: Option<i64>) {
    if offered.is_empty() {
        return;
    }
    let row = Suggestion {
        area_id: change.area,
        case_id: case,
        kind: kind.code().into(),
        offered: offered.join(" "),
        at: change.at,
        taken,
        taken_at: taken.map(|_| change.at),
    };
    change.push(Statement::insert("suggestion", &row)).count(counter(kind, "offered"), 1);
    if let Some(rank) = taken {
        change.count(counter(kind, &rank.to_string()), 1);
    }
}

/// Writes down what was taken of `kind`. Broken as [`linju_core::Error::Changed`] where that is known already.
pub fn decide(change: &mut Change, case: Id, kind: Kind, rank: i64) {
    let sql = "update suggestion set taken = ?, taken_at = ? \
               where area_id = ? and case_id = ? and kind = ? and taken is null";
    change.push(Statement::new(sql, args![rank, change.at, change.area, case, kind.code()]).expect(1));
    change.count(counter(kind, &rank.to_string()), 1);
}

/// What was suggested for a case.
pub async fn of_case(house: &House, area: Id, case: Id) -> Result<Vec<Suggestion>> {
    let select = Suggestion::select("s");
    let sql = format!("select {select} from suggestion s where s.area_id = ? and s.case_id = ?");
    Ok(house.db.all(Sql::new(sql, args![area, case])).await?)
}

/// What a case `c` must be to be shown as similar: still worked on, and hiding nobody.
pub const JOINABLE: &str = "c.open = 1 and c.confidential = 0 and c.state not in ('handled', 'verified')";

/// Those of these cases that may be shown as similar, in no order.
pub async fn joinable(house: &House, area: Id, cases: &[Id]) -> Result<Vec<CaseRow>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; cases.len()].join(", ");
    let mut values = args![area];
    values.extend(cases.iter().map(|case| Value::from(*case)));
    let sql = format!(
        "select {} from cases c where c.area_id = ? and c.id in ({marks}) and {JOINABLE}",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, values)).await?)
}
