//! The rows of rounds, and the statements that write them.

use crate::rules::question::{self, Answers, Question};
use crate::rules::{Filter, Kind, Mark, State, Test, Together, Unit};
use linju_core::subject::Subject;
use linju_core::{House, Result};
use linju_db::{Record, Statement, Value, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts};

linju_db::coded_columns!(Kind, Unit, State, Mark, Together);

/// Rows written by one statement: engines limit how many values one may carry.
const AT_ONCE: usize = 200;

record! {
    /// A round as stored.
    #[derive(Debug, Clone)]
    pub struct RoundRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Kind.
        pub kind: Kind,
        /// What its lines are.
        pub unit: Unit,
        /// What it is called.
        pub title: String,
        /// Where.
        pub place_id: Id,
        /// Path of where.
        pub place_path: String,
        /// Full name of where.
        pub place_name: String,
        /// [`Test`] codes it was chosen by, separated by spaces.
        pub tests: String,
        /// How several are meant.
        pub together: Together,
        /// Its questions, as [`question::write`] has them.
        pub questions: String,
        /// State.
        pub state: State,
        /// Who began it.
        pub created_by: Id,
        /// When.
        pub created_at: Ts,
        /// By when it should be done.
        pub due_day: Option<Day>,
        /// When it was closed or called off.
        pub closed_at: Option<Ts>,
        /// Why doors were left, or why it was called off.
        pub reason: String,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// A sheet: one stairwell of a round.
    #[derive(Debug, Clone)]
    pub struct SheetRow {
        /// Area.
        pub area_id: Id,
        /// Round.
        pub round_id: Id,
        /// Its number in the round, as it stands on paper.
        pub n: i64,
        /// The stairwell, or what else its lines are in.
        pub place_id: Id,
        /// Path of it.
        pub place_path: String,
        /// Full name of it.
        pub name: String,
        /// Who goes.
        pub account_id: Option<Id>,
        /// The steward of the stairwell.
        pub steward_id: Option<Id>,
    }
}

record! {
    /// A line of a sheet.
    #[derive(Debug, Clone)]
    pub struct LineRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Round.
        pub round_id: Id,
        /// Number of the sheet.
        pub sheet: i64,
        /// Room or place.
        pub place_id: Id,
        /// Path of it.
        pub place_path: String,
        /// What it is called on its sheet: 401室.
        pub place_name: String,
        /// Whom it is about, or whom to speak to there.
        pub person_id: Option<Id>,
        /// [`Test`] codes that speak for it, separated by spaces.
        pub reasons: String,
        /// How it stands.
        pub mark: Mark,
        /// How often somebody went or called.
        pub tries: i64,
        /// What was noted, sealed.
        pub note_sealed: Option<Vec<u8>>,
        /// What was answered, one a line, sealed.
        pub answers_sealed: Option<Vec<u8>>,
        /// What the registry is to learn, sealed.
        pub facts_sealed: Option<Vec<u8>>,
        /// Who marked it last.
        pub by_account: Option<Id>,
        /// When.
        pub at: Option<Ts>,
        /// Category of the hazard that went to the desk; empty without one.
        pub category: String,
        /// When the hazard is to be looked at again.
        pub recheck_day: Option<Day>,
        /// The case it became.
        pub case_id: Option<Id>,
        /// That case's receipt.
        pub receipt: Option<i64>,
        /// Rises with each change.
        pub version: i64,
    }
}

/// The statement that writes this row over the one it was read as.
fn replace<R: Record>(table: &str, next: &R, area: Id, id: Id, version: i64) -> Statement {
    let columns: Vec<String> = R::COLUMNS[2..].iter().map(|c| format!("{c} = ?")).collect();
    let sql =
        format!("update {table} set {} where area_id = ? and id = ? and version = ?", columns.join(", "));
    let mut values = next.values().split_off(2);
    values.extend(args![area, id, version]);
    Statement::new(sql, values).expect(1)
}

/// The statements that make `rows`, many at once.
fn insert_all<R: Record>(table: &str, rows: &[R]) -> Vec<Statement> {
    let one = format!("({})", vec!["?"; R::COLUMNS.len()].join(", "));
    let some = |rows: &[R]| {
        let marks = vec![one.as_str(); rows.len()].join(", ");
        let values: Vec<Value> = rows.iter().flat_map(Record::values).collect();
        Statement::new(format!("insert into {table} ({}) values {marks}", R::COLUMNS.join(", ")), values)
    };
    rows.chunks(AT_ONCE).map(some).collect()
}

impl RoundRow {
    /// What it asks.
    pub fn questions(&self) -> Vec<Question> {
        question::read(&self.questions)
    }

    /// What its lines were chosen by.
    pub fn filter(&self) -> Filter {
        Filter { tests: self.tests.split(' ').filter_map(Test::of).collect(), together: self.together }
    }

    /// Is it late on `today`?
    pub fn late(&self, today: Day) -> bool {
        self.state == State::Running && self.due_day.is_some_and(|due| due < today)
    }

    fn card(&self) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: "round".into(),
            title: self.title.clone(),
            state: self.state.code().into(),
            place_path: self.place_path.clone(),
            at: self.created_at,
        }
    }

    /// The statements that make it, with its sheets and lines.
    pub fn insert(&self, sheets: &[SheetRow], lines: &[LineRow]) -> Vec<Statement> {
        let mut out = vec![Statement::insert("round", self), self.card().write()];
        out.extend(insert_all("round_sheet", sheets));
        out.extend(insert_all("round_line", lines));
        out
    }

    /// The statements that write this row over the one it was read as.
    pub fn replace(&self) -> [Statement; 2] {
        let next = RoundRow { version: self.version + 1, ..self.clone() };
        [replace("round", &next, self.area_id, self.id, self.version), self.card().write()]
    }
}

impl LineRow {
    /// The statement that writes this row over the one it was read as.
    pub fn replace(&self) -> Statement {
        let next = LineRow { version: self.version + 1, ..self.clone() };
        replace("round_line", &next, self.area_id, self.id, self.version)
    }

    /// What speaks for it.
    pub fn tests(&self) -> Vec<Test> {
        self.reasons.split(' ').filter_map(Test::of).collect()
    }

    /// Is it to be called first: does more than one thing speak for it?
    pub fn first(&self) -> bool {
        self.reasons.contains(' ')
    }

    fn opened(&self, house: &House, column: &str, sealed: &Option<Vec<u8>>) -> Result<String> {
        let Some(sealed) = sealed else { return Ok(String::new()) };
        Ok(house.key(self.area_id)?.open("round_line", column, self.area_id, self.id, sealed)?)
    }

    /// `plain` sealed for `column`; none of nothing.
    pub fn seal(&self, house: &House, column: &str, plain: &str) -> Result<Option<Vec<u8>>> {
        let key = house.key(self.area_id)?;
        let sealed = |plain: &str| key.seal("round_line", column, self.area_id, self.id, plain);
        Ok(Some(plain).filter(|plain| !plain.trim().is_empty()).map(sealed))
    }

    /// What was noted.
    pub fn note(&self, house: &House) -> Result<String> {
        self.opened(house, "note", &self.note_sealed)
    }

    /// What was answered, question by question.
    pub fn answers(&self, house: &House) -> Result<Answers> {
        Ok(self.opened(house, "answers", &self.answers_sealed)?.split('\n').map(str::to_owned).collect())
    }

    /// What the registry is to learn, as it was kept.
    pub fn facts(&self, house: &House) -> Result<String> {
        self.opened(house, "facts", &self.facts_sealed)
    }
}
