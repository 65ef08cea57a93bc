//! Cases in the database: reading one, and writing what a decision made of it.

use crate::rules::{Case, Level, Outcome, Party, Solved, State};
use linju_core::{Change, House, Result, subject::Subject};
use linju_db::{Sql, Statement, Value, args, record};
use linju_kernel::deadline::{Pause, TimeLimit};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts};

record! {
    /// A case as its row stands.
    #[derive(Debug, Clone)]
    pub struct CaseRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Raised by one with each change.
        pub version: i64,
        /// State code.
        pub state: String,
        /// What staff call it.
        pub title: String,
        /// What the public ledger calls it; empty until someone wrote one.
        pub public_title: String,
        /// Category.
        pub category_code: String,
        /// 急难愁盼 codes, separated by spaces.
        pub nature: String,
        /// Is the complainant hidden from the other party, and the case from the ledger?
        pub confidential: bool,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, in words.
        pub place_name: String,
        /// By which way its first request came.
        pub channel: String,
        /// Receipt of its first request.
        pub receipt: i64,
        /// How many requests go on in it.
        pub requests: i64,
        /// Kind of the responsible party.
        pub party: String,
        /// Its account or organisation.
        pub party_id: Option<Id>,
        /// The committee's worker who keeps an eye on it.
        pub worker_id: Option<Id>,
        /// Round.
        pub round: i64,
        /// When its first request came.
        pub received_at: Ts,
        /// When this round began.
        pub began_at: Ts,
        /// First contact due.
        pub contact_due: Option<Ts>,
        /// First contact made.
        pub contacted_at: Option<Ts>,
        /// Settling due.
        pub settle_due: Option<Ts>,
        /// The next thing due.
        pub due_at: Option<Ts>,
        /// The same for sorting: what is not due comes last.
        pub due_sort: i64,
        /// A limit shorter than the category's.
        pub own_limit: Option<String>,
        /// When that began to count.
        pub own_limit_from: Option<Ts>,
        /// Times of waiting, `from-to` in ms, separated by spaces.
        pub pauses: String,
        /// Limits granted on top, separated by spaces.
        pub extensions: String,
        /// On whom it waits.
        pub waiting_on: String,
        /// Until when.
        pub waiting_until: Option<Day>,
        /// When the handler finished.
        pub handled_at: Option<Ts>,
        /// Kind of the party that finished.
        pub handled_party: Option<String>,
        /// Its account or organisation.
        pub handled_party_id: Option<Id>,
        /// Account that said so.
        pub handled_by: Option<Id>,
        /// Outcome code.
        pub outcome: Option<String>,
        /// The reply, as the requester got it.
        pub outcome_reply: String,
        /// Why it cannot be solved.
        pub outcome_constraint: String,
        /// What instead.
        pub outcome_alternative: String,
        /// Which list item it moved to.
        pub outcome_item: String,
        /// Follow-up due.
        pub follow_up_due: Option<Ts>,
        /// Tries to reach the requester, in ms, separated by spaces.
        pub tries: String,
        /// Reached?
        pub reached: bool,
        /// Solved, by their word.
        pub solved: Option<String>,
        /// 1 to 5.
        pub satisfaction: Option<i64>,
        /// When it ended.
        pub closed_at: Option<Ts>,
        /// Returns in this round.
        pub returns: i64,
        /// May it be returned?
        pub returnable: bool,
        /// Rung.
        pub level: String,
        /// When the street answered.
        pub supported_at: Option<Ts>,
        /// Where it goes on.
        pub merged_into: Option<Id>,
        /// Where it stood before that.
        pub before_merge: Option<String>,
        /// Tasks not done.
        pub open_tasks: i64,
        /// Looked at?
        pub touched: bool,
        /// Was a contact left?
        pub reachable: bool,
        /// Last urged.
        pub nudged_at: Option<Ts>,
        /// How often urged.
        pub nudges: i64,
        /// Late by a clock that counts?
        pub overdue: bool,
        /// Open?
        pub open: bool,
        /// May words and photos be shown in the ledger?
        pub released: bool,
        /// Why it does not count in the rates.
        pub excluded_reason: String,
        /// Who proposed that.
        pub excluded_by: Option<Id>,
        /// Who agreed; it counts until then.
        pub excluded_second: Option<Id>,
        /// The hotline's own number.
        pub hotline_number: Option<String>,
        /// The hotline's own limit, which never pauses.
        pub hotline_due: Option<Ts>,
        /// Where the hotline's order stands: `open`, `replied`, `returned`.
        pub hotline_state: Option<String>,
        /// The limit of which whoever has it was warned.
        pub warned_due: Option<Ts>,
        /// The day by which the street wants it done.
        pub supervised_until: Option<Day>,
    }
}

/// A case, its row, and the version that was read: what a decision needs.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The row.
    pub row: CaseRow,
    /// The case in it.
    pub case: Case,
}

impl Stored {
    /// A row with the case in it.
    pub fn of(row: CaseRow) -> Self {
        Stored { case: row.case(), row }
    }
}

impl CaseRow {
    /// State.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Received)
    }

    /// Responsible party.
    pub fn party(&self) -> Party {
        Party::of(&self.party, self.party_id)
    }

    /// What the public ledger calls it: the written title, or the category and place.
    pub fn shown_title<'a>(&'a self, fallback: &'a str) -> &'a str {
        if self.public_title.is_empty() { fallback } else { &self.public_title }
    }

    /// Was it settled within its limit? What ended without handling is measured by its end.
    pub fn is_in_time(&self) -> bool {
        let settled = self.handled_at.or(self.closed_at);
        settled.is_some_and(|at| self.settle_due.is_none_or(|due| at <= due))
    }

    /// The case in it, as its rules look at it.
    pub fn case(&self) -> Case {
        let limits = |text: &str| text.split(' ').filter_map(|t| t.parse::<TimeLimit>().ok()).collect();
        Case {
            id: self.id,
            state: self.state(),
            party: self.party(),
            round: self.round,
            began_at: self.began_at,
            contact_due: self.contact_due,
            contacted_at: self.contacted_at,
            settle_due: self.settle_due,
            own_limit: self.own_limit.as_deref().and_then(|l| l.parse().ok()).zip(self.own_limit_from),
            pauses: self.pauses.split(' ').filter_map(pause_of).collect(),
            extensions: limits(&self.extensions),
            handled_at: self.handled_at,
            handled_party: self.handled_party.as_deref().map(|code| Party::of(code, self.handled_party_id)),
            handled_by: self.handled_by,
            outcome: self.outcome.as_deref().and_then(Outcome::of),
            follow_up_due: self.follow_up_due,
            tries: self.tries.split(' ').filter_map(|t| t.parse().ok().map(Ts)).collect(),
            reached: self.reached,
            solved: self.solved.as_deref().and_then(Solved::of),
            satisfaction: self.satisfaction,
            closed_at: self.closed_at,
            returns: self.returns,
            returnable: self.returnable,
            level: Level::of(&self.level).unwrap_or(Level::Area),
            merged_into: self.merged_into,
            before_merge: self.before_merge.as_deref().and_then(State::of),
            open_tasks: self.open_tasks,
            touched: self.touched,
            reachable: self.reachable,
            nudged_at: self.nudged_at,
            warned: self.warned_due,
            overdue: self.overdue,
        }
    }

    /// The row as `case` makes it.
    pub fn with(mut self, case: &Case) -> Self {
        let join = |parts: Vec<String>| parts.join(" ");
        self.state = case.state.code().into();
        (self.party, self.party_id) = (case.party.code().into(), case.party.id());
        (self.round, self.began_at) = (case.round, case.began_at);
        (self.contact_due, self.contacted_at) = (case.contact_due, case.contacted_at);
        (self.settle_due, self.due_at) = (case.settle_due, case.due_at());
        self.due_sort = self.due_at.map_or(i64::MAX, |due| due.0);
        self.own_limit = case.own_limit.map(|(limit, _)| limit.to_string());
        self.own_limit_from = case.own_limit.map(|(_, from)| from);
        self.pauses = join(case.pauses.iter().map(pause_text).collect());
        self.extensions = join(case.extensions.iter().map(ToString::to_string).collect());
        (self.handled_at, self.handled_by) = (case.handled_at, case.handled_by);
        self.handled_party = case.handled_party.map(|p| p.code().into());
        self.handled_party_id = case.handled_party.and_then(Party::id);
        self.outcome = case.outcome.map(|o| o.code().into());
        self.follow_up_due = case.follow_up_due;
        self.tries = join(case.tries.iter().map(|t| t.0.to_string()).collect());
        self.reached = case.reached;
        self.solved = case.solved.map(|s| s.code().into());
        (self.satisfaction, self.closed_at) = (case.satisfaction, case.closed_at);
        (self.returns, self.returnable) = (case.returns, case.returnable);
        self.level = case.level.code().into();
        (self.merged_into, self.before_merge) =
            (case.merged_into, case.before_merge.map(|s| s.code().into()));
        (self.open_tasks, self.touched, self.reachable) = (case.open_tasks, case.touched, case.reachable);
        (self.nudged_at, self.warned_due, self.overdue) = (case.nudged_at, case.warned, case.overdue);
        self.open = case.state.is_open();
        if case.state != State::Waiting {
            self.waiting_on.clear();
            self.waiting_until = None;
        }
        self
    }

    /// The card of this case.
    pub fn subject(&self) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: "case".into(),
            title: self.title.clone(),
            state: self.state.clone(),
            place_path: self.place_path.clone(),
            at: self.received_at,
        }
    }
}

fn pause_of(text: &str) -> Option<Pause> {
    let (from, to) = text.split_once('-')?;
    Some(Pause { from: Ts(from.parse().ok()?), to: to.parse().ok().map(Ts) })
}

fn pause_text(pause: &Pause) -> String {
    format!("{}-{}", pause.from.0, pause.to.map_or(String::new(), |to| to.0.to_string()))
}

/// The case with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<Stored> {
    let sql = format!("select {} from cases c where c.area_id = ? and c.id = ?", CaseRow::select("c"));
    let row: CaseRow = house.db.one(Sql::new(sql, args![area, id])).await?;
    Ok(Stored::of(row))
}

/// The open cases whose handler has not finished.
pub async fn unsettled(house: &House, area: Id) -> Result<Vec<Id>> {
    let sql = "select id from cases where area_id = ? and open = 1 and state not in ('handled', 'verified') order by id";
    let rows = house.db.all::<(Id,)>(Sql::new(sql, args![area])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Writes a new case.
pub fn insert(change: &mut Change, house: &House, row: &CaseRow) {
    change.push(Statement::insert("cases", row)).push(row.subject().write());
    count(change, house, row, 1);
}

/// Writes `new` over `old`, if nobody else has in the meantime.
pub fn update(change: &mut Change, house: &House, old: &CaseRow, new: CaseRow) -> CaseRow {
    let new = CaseRow { version: old.version + 1, ..new };
    let columns = &CaseRow::COLUMNS[2..];
    let sets = columns.join(" = ?, ");
    let sql = format!("update cases set {sets} = ? where area_id = ? and id = ? and version = ?");
    let mut values: Vec<Value> = new.values().split_off(2);
    values.extend(args![old.area_id, old.id, old.version]);
    change.push(Statement::new(sql, values).expect(1)).push(new.subject().write());
    count(change, house, old, -1);
    count(change, house, &new, 1);
    new
}

/// Takes a case out that nobody has worked on since it was read, as if it had never come.
pub fn remove(change: &mut Change, house: &House, row: &CaseRow) {
    let suggested = "delete from suggestion where area_id = ? and case_id = ?";
    change.push(Statement::new(suggested, args![row.area_id, row.id]));
    let sql = "delete from cases where area_id = ? and id = ? and version = ?";
    change.push(Statement::new(sql, args![row.area_id, row.id, row.version]).expect(1));
    let card = "delete from subject where area_id = ? and id = ?";
    change.push(Statement::new(card, args![row.area_id, row.id]));
    change.push(Statement::unindex_text(row.area_id, row.id));
    count(change, house, row, -1);
}

fn count(change: &mut Change, house: &House, row: &CaseRow, by: i64) {
    counters(house, row).into_iter().for_each(|key| _ = change.count(key, by));
}

/// The counters a case stands in: its state, the months and days it came and ended in, the day it is due, whether
/// it is late, who looks after it. Days are those of its area.
pub fn counters(house: &House, row: &CaseRow) -> Vec<String> {
    let reference = house.reference();
    let day = |at: Ts| at.day(reference.zone(row.area_id));
    let mut keys = vec![format!("case.state.{}", row.state)];
    if !matches!(row.state(), State::Withdrawn | State::Merged) {
        keys.push(month_key(day(row.received_at), "received"));
        if let Some(at) = row.closed_at {
            keys.extend([month_key(day(at), "closed"), day_key(day(at), "closed")]);
            keys.extend(row.is_in_time().then(|| day_key(day(at), "in_time")));
        }
    }
    if row.open {
        keys.push("case.open".to_owned());
        keys.extend(row.overdue.then(|| "case.overdue".to_owned()));
        keys.extend(row.due_at.map(|due| format!("case.due.{}", day(due))));
        keys.extend(row.worker_id.map(|worker| format!("case.worker.{worker}")));
        keys.extend((row.level != Level::Area.code()).then(|| format!("case.level.{}", row.level)));
    }
    keys
}

/// The counter of cases that came (`received`) or ended (`closed`) in the month of `day`, as
/// `case.month.2026-11.closed`. What was withdrawn or goes on in another case is in neither.
pub fn month_key(day: Day, what: &str) -> String {
    format!("case.month.{:04}-{:02}.{what}", day.0.year(), day.0.month())
}

/// The counter of cases that ended on `day`: all (`closed`), or those settled within their limit (`in_time`). The
/// sweep forgets days that no page looks at any more.
pub fn day_key(day: Day, what: &str) -> String {
    format!("case.day.{day}.{what}")
}
