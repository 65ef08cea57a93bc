//! Joint action: the parts of a case that other organisations do beside whoever is responsible.

use super::suggestions::{JOINABLE, Suggestion};
use super::{CaseRow, Stored};
use linju_core::{Change, Error, House, Result};
use linju_db::{FromRow, Row, Sql, Statement, Value, args, record};
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

/// A case with its parts, in the order in which they were asked for.
pub async fn with_case(house: &House, area: Id, case: Id) -> Result<(Stored, Vec<Task>)> {
    let sql = format!(
        "select {}, {} from cases c left join case_task t on t.area_id = c.area_id and t.case_id = c.id \
         where c.area_id = ? and c.id = ? order by t.id",
        CaseRow::select("c"),
        Task::select("t")
    );
    let rows: Vec<Beside> = house.db.all(Sql::new(sql, args![area, case])).await?;
    let mut tasks = Vec::new();
    let mut found = None;
    for Beside(case, task) in rows {
        found.get_or_insert(case);
        tasks.extend(task);
    }
    Ok((Stored::of(found.ok_or(Error::NotFound)?), tasks))
}

/// A case and what stands beside it on its page.
pub struct Around {
    /// The case.
    pub stored: Stored,
    /// Its parts, in the order in which they were asked for.
    pub tasks: Vec<Task>,
    /// What was suggested for it and nobody has decided on.
    pub suggested: Vec<Suggestion>,
    /// The cases it looks like that may still be shown, in the order of what was asked for.
    pub alike: Vec<CaseRow>,
}

/// A case with all that stands beside it, in one query; `alike` are the cases that it was found to look like.
pub async fn around(house: &House, area: Id, case: Id, alike: &[Id]) -> Result<Around> {
    let marks = vec!["?"; alike.len()].join(", ");
    let others =
        if alike.is_empty() { String::new() } else { format!(" or (c.id in ({marks}) and {JOINABLE})") };
    let sql = format!(
        "select {}, {}, {} from cases c \
         left join case_task t on t.area_id = c.area_id and t.case_id = c.id and t.case_id = ? \
         left join suggestion s on s.area_id = c.area_id and s.case_id = c.id and s.case_id = ? and s.taken is null \
         where c.area_id = ? and (c.id = ?{others}) order by t.id, s.kind",
        CaseRow::select("c"),
        Task::select("t"),
        Suggestion::select("s")
    );
    let mut values = args![case, case, area, case];
    values.extend(alike.iter().map(|id| Value::from(*id)));
    let rows: Vec<Suggested> = house.db.all(Sql::new(sql, values)).await?;
    let (mut found, mut others) = (None, Vec::new());
    let (mut tasks, mut suggested) = (Vec::<Task>::new(), Vec::<Suggestion>::new());
    for Suggested(Beside(row, task), suggestion) in rows {
        if row.id != case {
            others.push(row);
            continue;
        }
        found.get_or_insert(row);
        tasks.extend(task.filter(|task| tasks.last().is_none_or(|last| last.id != task.id)));
        suggested.extend(suggestion.filter(|one| suggested.iter().all(|known| known.kind != one.kind)));
    }
    others.sort_by_key(|row| alike.iter().position(|id| *id == row.id));
    Ok(Around { stored: Stored::of(found.ok_or(Error::NotFound)?), tasks, suggested, alike: others })
}

/// A case beside one of its parts and one suggestion for it, if it has any.
struct Suggested(Beside, Option<Suggestion>);

impl FromRow for Suggested {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let rest = row.skip(CaseRow::COLUMNS.len() + Task::COLUMNS.len());
        let suggestion = rest.get::<Option<Id>>(0)?.map(|_| Suggestion::from_row(&rest)).transpose()?;
        Ok(Suggested(Beside::from_row(row)?, suggestion))
    }
}

/// A case beside one of its parts, if it has any.
struct Beside(CaseRow, Option<Task>);

impl FromRow for Beside {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let rest = row.skip(CaseRow::COLUMNS.len());
        let task = rest.get::<Option<Id>>(0)?.map(|_| Task::from_row(&rest)).transpose()?;
        Ok(Beside(CaseRow::from_row(row)?, task))
    }
}

/// A part with its case.
pub struct Asked {
    /// The part.
    pub task: Task,
    /// The case it is part of.
    pub case: CaseRow,
}

impl FromRow for Asked {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Asked { task: Task::from_row(row)?, case: CaseRow::from_row(&row.skip(Task::COLUMNS.len()))? })
    }
}

fn asked() -> String {
    format!(
        "select {}, {} from case_task t join cases c on c.area_id = t.area_id and c.id = t.case_id where ",
        Task::select("t"),
        CaseRow::select("c")
    )
}

/// One part with its case.
pub async fn load(house: &House, area: Id, task: Id) -> Result<Asked> {
    let sql = asked() + "t.area_id = ? and t.id = ?";
    Ok(house.db.one(Sql::new(sql, args![area, task])).await?)
}

/// The parts that `organisation` was asked to do in these areas and has not done, the oldest first.
pub async fn open_of(house: &House, areas: &[Id], organisation: Id, limit: i64) -> Result<Vec<Asked>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; areas.len()].join(", ");
    let mut values: Vec<Value> = areas.iter().map(|a| Value::from(*a)).collect();
    values.extend(args![organisation, limit]);
    let rest = format!(
        "t.area_id in ({marks}) and t.organisation_id = ? and t.state = 'open' and c.open = 1 \
         order by t.created_at, t.id limit ?"
    );
    Ok(house.db.all(Sql::new(asked() + &rest, values)).await?)
}

/// What a press does to the parts of its case.
#[derive(Debug, Clone)]
pub enum Joint {
    /// Another organisation is asked to do one.
    Ask(Task),
    /// That one is done.
    Finish(Id),
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
