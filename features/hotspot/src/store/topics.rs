//! 每月一题 and its tasks.

use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Day, Id, Ts};

record! {
    /// The theme of a month.
    #[derive(Debug, Clone)]
    pub struct TopicRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// `YYYY-MM`.
        pub month: String,
        /// What it is.
        pub title: String,
        /// The hot spot it comes from.
        pub hotspot_id: Option<Id>,
        /// Who leads.
        pub lead_id: Id,
        /// What came of it.
        pub result: String,
        /// When that was said.
        pub settled_at: Option<Ts>,
        /// Who chose it.
        pub created_by: Id,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// Something to be done for it.
    #[derive(Debug, Clone)]
    pub struct TaskRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// The theme.
        pub topic_id: Id,
        /// What.
        pub text: String,
        /// Who does it.
        pub responsible: String,
        /// Until when.
        pub due_day: Day,
        /// When it was done.
        pub done_at: Option<Ts>,
        /// What became of it.
        pub became: String,
    }
}

impl TopicRow {
    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("monthly_topic", self)
    }

    /// The statement that says what came of it.
    pub fn settle(&self, at: Ts, result: &str) -> Statement {
        let sql = "update monthly_topic set result = ?, settled_at = ?, version = version + 1 \
                   where area_id = ? and id = ? and version = ? and settled_at is null";
        Statement::new(sql, args![result, at, self.area_id, self.id, self.version]).expect(1)
    }
}

impl TaskRow {
    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("monthly_task", self)
    }

    /// The statement that says what became of it; twice is refused.
    pub fn done(&self, at: Ts, became: &str) -> Statement {
        let sql = "update monthly_task set done_at = ?, became = ? \
                   where area_id = ? and id = ? and done_at is null";
        Statement::new(sql, args![at, became, self.area_id, self.id]).expect(1)
    }
}

/// The theme with that id, and its tasks.
pub async fn load(house: &House, area: Id, id: Id) -> Result<(TopicRow, Vec<TaskRow>)> {
    let sql =
        format!("select {} from monthly_topic t where t.area_id = ? and t.id = ?", TopicRow::select("t"));
    let topic = house.db.one(Sql::new(sql, args![area, id])).await?;
    let sql = format!(
        "select {} from monthly_task t where t.area_id = ? and t.topic_id = ? order by t.id",
        TaskRow::select("t")
    );
    Ok((topic, house.db.all(Sql::new(sql, args![area, id])).await?))
}

/// The themes of an area with their tasks, the newest month first.
pub async fn list(house: &House, area: Id, limit: i64) -> Result<Vec<(TopicRow, Vec<TaskRow>)>> {
    let sql = format!(
        "select {} from monthly_topic t where t.area_id = ? order by t.month desc limit ?",
        TopicRow::select("t")
    );
    let topics: Vec<TopicRow> = house.db.all(Sql::new(sql, args![area, limit])).await?;
    let sql =
        format!("select {} from monthly_task t where t.area_id = ? order by t.id", TaskRow::select("t"));
    let tasks: Vec<TaskRow> = house.db.all(Sql::new(sql, args![area])).await?;
    let with_tasks = |topic: TopicRow| {
        let own = tasks.iter().filter(|task| task.topic_id == topic.id).cloned().collect();
        (topic, own)
    };
    Ok(topics.into_iter().map(with_tasks).collect())
}

/// The theme of `month` in each area that has one.
pub async fn of_month(house: &House, month: &str) -> Result<Vec<TopicRow>> {
    let sql =
        format!("select {} from monthly_topic t where t.month = ? order by t.area_id", TopicRow::select("t"));
    Ok(house.db.all(Sql::new(sql, args![month])).await?)
}
