//! 两委成员联系群众: who looks after which stairwells, and since when.

use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Day, Id, path};

record! {
    /// An account looks after a place.
    #[derive(Debug, Clone)]
    pub struct Assignment {
        /// Area.
        pub area_id: Id,
        /// Id of the row.
        pub id: Id,
        /// Who.
        pub account_id: Id,
        /// Which stairwell or building.
        pub place_id: Id,
        /// Its path.
        pub path: String,
        /// First day.
        pub from_day: Day,
        /// Last day; none while it holds.
        pub to_day: Option<Day>,
    }
}

impl Assignment {
    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("contact_assignment", self)
    }

    /// The statement that ends it after `last`, its last day.
    pub fn end(&self, last: Day) -> Statement {
        let sql = "update contact_assignment set to_day = ? where area_id = ? and id = ? and to_day is null";
        Statement::new(sql, args![last, self.area_id, self.id]).expect(1)
    }
}

/// The statements by which everything in `held` passes to `to` on `day`: the day before is the last of the old,
/// so that at no day nobody or both look after a place. An assignment that would begin on `day` or later just
/// changes hands.
pub fn hand_over(held: &[Assignment], to: Id, day: Day, mut id: impl FnMut() -> Id) -> Vec<Statement> {
    let pass = |a: &Assignment, id: Id| {
        let next = Assignment { id, account_id: to, from_day: day, ..a.clone() };
        [a.end(day.plus_days(-1)), next.insert()]
    };
    let change_hands = |a: &Assignment| {
        let sql =
            "update contact_assignment set account_id = ? where area_id = ? and id = ? and to_day is null";
        Statement::new(sql, args![to, a.area_id, a.id]).expect(1)
    };
    let mut out = Vec::new();
    for assignment in held.iter().filter(|a| a.to_day.is_none()) {
        if assignment.from_day >= day {
            out.push(change_hands(assignment));
        } else {
            out.extend(pass(assignment, id()));
        }
    }
    out
}

impl House {
    /// Who looks after what in `area` on `day`, in the order of paths, with what begins later.
    pub async fn assignments(&self, area: Id, day: Day) -> Result<Vec<Assignment>> {
        let sql = format!(
            "select {} from contact_assignment a where a.area_id = ? and (a.to_day is null or a.to_day >= ?) \
             order by a.path, a.from_day, a.id",
            Assignment::select("a")
        );
        Ok(self.db.all(Sql::new(sql, args![area, day])).await?)
    }

    /// Does `account` look after one of the places at `paths` on `day`, or after what one is in? One query.
    pub async fn looks_after(&self, area: Id, account: Id, paths: &[&str], day: Day) -> Result<bool> {
        let sql = "select a.path from contact_assignment a where a.account_id = ? and a.area_id = ? \
                   and a.from_day <= ? and (a.to_day is null or a.to_day >= ?)";
        let held = self.db.all::<(String,)>(Sql::new(sql, args![account, area, day, day])).await?;
        Ok(held.iter().any(|(root,)| paths.iter().any(|at| path::within(at, root))))
    }
}
