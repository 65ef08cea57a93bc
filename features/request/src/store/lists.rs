//! Lists of cases: one query each, paged by key, whatever the table's size.

use super::CaseRow;
use crate::rules::Level;
use linju_core::{House, Result};
use linju_db::{Sql, Value, args};
use linju_kernel::path;
use linju_kernel::{Day, Id, Ts, coded};

coded! {
    /// A tab of the inbox.
    pub enum Tab {
        /// Everything open.
        Open = "open",
        /// Nobody has looked at it.
        New = "new",
        /// Looked at, to be given to someone.
        ToDispatch = "to_dispatch",
        /// With someone.
        InHand = "in_hand",
        /// Waiting on someone outside.
        Waiting = "waiting",
        /// Handled, the requester to be asked.
        FollowUp = "follow_up",
        /// Due today.
        Today = "today",
        /// Late.
        Overdue = "overdue",
        /// Taken up the ladder.
        Raised = "raised",
        /// Ended.
        Done = "done",
        /// All there is.
        All = "all",
    }
}

/// What a list shows.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Tab.
    pub tab: Tab,
    /// Only what this worker looks after.
    pub worker: Option<Id>,
    /// Only what this organisation is responsible for.
    pub organisation: Option<Id>,
    /// Category, or the first two digits of a family.
    pub category: String,
    /// Only at this place and in it.
    pub place_path: String,
    /// Words in title, place or what was said.
    pub words: String,
    /// End of today, for [`Tab::Today`].
    pub day_end: Ts,
    /// Start of today.
    pub day_start: Ts,
}

/// Where a page of a list begins: behind this row. As text `due.id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Its `due_sort`; 0 in lists by age.
    pub due: i64,
    /// Its id.
    pub id: Id,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.due, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = Unreadable;

    fn from_str(text: &str) -> std::result::Result<Self, Unreadable> {
        let (due, id) = text.split_once('.').ok_or(Unreadable)?;
        Ok(Cursor { due: due.parse().map_err(|_| Unreadable)?, id: id.parse().map_err(|_| Unreadable)? })
    }
}

/// A text that is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl Filter {
    /// Everything open in an area.
    pub fn open(day_start: Ts, day_end: Ts) -> Self {
        Filter {
            tab: Tab::Open,
            worker: None,
            organisation: None,
            category: String::new(),
            place_path: String::new(),
            words: String::new(),
            day_end,
            day_start,
        }
    }

    /// Is the list by age, newest first, and not by what is due next?
    pub fn by_age(&self) -> bool {
        matches!(self.tab, Tab::Done | Tab::All) || !self.words.is_empty()
    }

    /// Where the page behind `last` begins.
    pub fn behind(&self, last: &CaseRow) -> Cursor {
        Cursor { due: if self.by_age() { 0 } else { last.due_sort }, id: last.id }
    }
}

/// A page of `limit` cases behind `after`.
pub async fn page(
    house: &House,
    area: Id,
    filter: &Filter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let mut sql =
        Sql::new(format!("select {} from cases c where c.area_id = ?", CaseRow::select("c")), args![area]);
    sql = match filter.tab {
        Tab::Open => sql.and(" and c.open = 1", args![]),
        Tab::New => sql.and(" and c.state in ('received', 'reopened')", args![]),
        Tab::ToDispatch => sql.and(" and c.state = 'triaged'", args![]),
        Tab::InHand => sql.and(" and c.state in ('dispatched', 'acknowledged', 'handling')", args![]),
        Tab::Waiting => sql.and(" and c.state = 'waiting'", args![]),
        Tab::FollowUp => sql.and(" and c.state in ('handled', 'verified')", args![]),
        Tab::Today => {
            let today = args![filter.day_start, filter.day_end];
            sql.and(" and c.open = 1 and c.due_sort >= ? and c.due_sort < ?", today)
        }
        Tab::Overdue => sql.and(" and c.open = 1 and c.overdue = 1", args![]),
        Tab::Raised => sql.and(" and c.open = 1 and c.level in ('secretary', 'street')", args![]),
        Tab::Done => sql.and(" and c.open = 0", args![]),
        Tab::All => sql,
    };
    sql = sql.when(filter.worker, " and c.worker_id = ?").when(filter.organisation, " and c.party_id = ?");
    if !filter.category.is_empty() {
        let end = format!("{}~", filter.category);
        sql = sql
            .and(" and c.category_code >= ? and c.category_code < ?", args![filter.category.as_str(), end]);
    }
    if !filter.place_path.is_empty() {
        let (low, high) = path::below(&filter.place_path);
        let at = filter.place_path.as_str();
        sql = sql
            .and(" and (c.place_path = ? or c.place_path >= ? and c.place_path < ?)", args![at, low, high]);
    }
    if !filter.words.is_empty() {
        sql = sql.matching("c.id", area, &filter.words);
    }
    sql = match (after, filter.by_age()) {
        (Some(after), true) => sql.and(" and c.id < ?", args![after.id]),
        (Some(after), false) => {
            let at: Vec<Value> = args![after.due, after.id];
            sql.and(" and (c.due_sort, c.id) > (?, ?)", at)
        }
        (None, _) => sql,
    };
    let order =
        if filter.by_age() { " order by c.id desc limit ?" } else { " order by c.due_sort, c.id limit ?" };
    Ok(house.db.all(sql.and(order, args![limit])).await?)
}

/// The cases with that receipt, newest first.
pub async fn by_receipt(house: &House, area: Id, receipt: i64) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "select distinct {} from request r join cases c on c.area_id = r.area_id and c.id = r.case_id \
         where r.area_id = ? and r.receipt = ? order by c.id desc limit 20",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, args![area, receipt])).await?)
}

/// The cases whose requester's phone ends in those four digits, newest first.
pub async fn by_last_four(house: &House, area: Id, four: &str) -> Result<Vec<CaseRow>> {
    let print = house.key(area)?.fingerprint("last-four", four);
    let sql = format!(
        "select distinct {} from request r join cases c on c.area_id = r.area_id and c.id = r.case_id \
         where r.area_id = ? and r.last_four_print = ? order by c.id desc limit 20",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, args![area, print])).await?)
}

/// Cases due from `now` to `until` whose handlers were not warned of it, the most urgent first.
pub async fn due_until(house: &House, area: Id, now: Ts, until: Ts, limit: i64) -> Result<Vec<Id>> {
    let sql = "select id from cases where area_id = ? and open = 1 and overdue = 0 and due_at >= ? and due_at <= ? \
               and coalesce(warned_due, 0) <> due_at and state not in ('handled', 'verified') order by due_at limit ?";
    let rows = house.db.all::<(Id,)>(Sql::new(sql, args![area, now, until, limit])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Cases whose clock ran out and that nobody has marked as late, oldest first.
pub async fn just_late(house: &House, area: Id, now: Ts, limit: i64) -> Result<Vec<Id>> {
    let sql = "select id from cases where area_id = ? and open = 1 and overdue = 0 and due_at < ? order by due_at limit ?";
    let rows = house.db.all::<(Id,)>(Sql::new(sql, args![area, now, limit])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Late cases that are still on `level` and were due before `before`.
pub async fn late_on(house: &House, area: Id, level: Level, before: Ts, limit: i64) -> Result<Vec<Id>> {
    let sql = "select id from cases where area_id = ? and level = ? and open = 1 and overdue = 1 and due_at < ? \
               and state not in ('handled', 'verified') order by due_at limit ?";
    let rows = house.db.all::<(Id,)>(Sql::new(sql, args![area, level.code(), before, limit])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Waiting cases whose day has come.
pub async fn waited_enough(house: &House, area: Id, today: Day, limit: i64) -> Result<Vec<Id>> {
    let sql = "select id from cases where area_id = ? and state = 'waiting' and waiting_until < ? limit ?";
    let rows = house.db.all::<(Id,)>(Sql::new(sql, args![area, today, limit])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Cases of these areas taken to the street, longest stuck first: its own query, over what was escalated only.
pub async fn raised_to_street(house: &House, areas: &[Id], limit: i64) -> Result<Vec<CaseRow>> {
    let marks = vec!["?"; areas.len()].join(", ");
    let mut values: Vec<Value> = areas.iter().map(|a| Value::from(*a)).collect();
    values.push(limit.into());
    let sql = format!(
        "select {} from cases c where c.area_id in ({marks}) and c.level = 'street' and c.open = 1 \
         order by c.due_sort, c.id limit ?",
        CaseRow::select("c")
    );
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    Ok(house.db.all(Sql::new(sql, values)).await?)
}
