//! Joint action: the parts of a case that other organisations do beside whoever is responsible.

use linju_core::{Change, House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts};

record! {
    /// A co-handler's part.
    #[derive(Debug, Clone)]
    pub struct Task {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Its case.
        pub case_id: Id,
        /// Who does it.
        pub organisation_id: Id,
        /// What is to be done.
        pub what: String,
        /// By when, if a day was agreed.
        pub due_at: Option<Ts>,
        /// `open`, `done`, or `dropped` where the case was taken back.
        pub state: String,
        /// What they said when it was done.
        pub note: String,
        /// When they were asked.
        pub created_at: Ts,
        /// When it was done.
        pub done_at: Option<Ts>,
    }
}

impl Task {
    /// Is it still to be done?
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// The parts of a case, in the order in which they were asked for.
pub async fn of_case(house: &House, area: Id, case: Id) -> Result<Vec<Task>> {
    let sql = format!(
        "select {} from case_task t where t.area_id = ? and t.case_id = ? order by t.id",
        Task::select("t")
    );
    Ok(house.db.all(Sql::new(sql, args![area, case])).await?)
}

/// Asks for a part.
pub fn ask(change: &mut Change, task: &Task) {
    change.push(Statement::insert("case_task", task));
}

/// A part of `case` is done. Refuses `task-not-open` where someone else has said so before.
pub fn finish(change: &mut Change, case: Id, task: Id, note: &str) {
    let sql = "update case_task set state = 'done', note = ?, done_at = ? \
               where area_id = ? and case_id = ? and id = ? and state = 'open'";
    let statement = Statement::new(sql, args![note.trim(), change.at, change.area, case, task]);
    change.push(statement.expect(1).refuse("task-not-open"));
}

/// The parts of `case` that are not done are no longer asked for.
pub fn drop_open(change: &mut Change, case: Id) {
    let sql = "update case_task set state = 'dropped' where area_id = ? and case_id = ? and state = 'open'";
    change.push(Statement::new(sql, args![change.area, case]));
}
