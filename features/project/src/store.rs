//! Every statement about projects and their evidence.

use crate::fund;
use crate::rules::{Course, Facts, Kind, Piece, Project, Proof, State, Verdict};
use linju_core::file::File;
use linju_core::subject::Subject;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::mask_name;
use linju_kernel::{Id, Ts};

record! {
    /// A project as its row stands.
    #[derive(Debug, Clone)]
    pub struct ProjectRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`Kind`] code.
        pub kind: String,
        /// [`Course`] code.
        pub course: String,
        /// Did the street name it for the whole procedure?
        pub named: bool,
        /// What it is called: 邻聚里.
        pub title: String,
        /// What for, in plain words.
        pub purpose: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, in words.
        pub place_name: String,
        /// What it may cost, in fen.
        pub estimate: i64,
        /// Whom it serves: 老人、上班族、小朋友.
        pub serves: String,
        /// Who leads it: 三联居民区党总支.
        pub lead: String,
        /// The community planner's office; empty if none.
        pub planner: String,
        /// 社区合伙人; empty if none.
        pub partner: String,
        /// [`State`] code.
        pub state: String,
        /// Why it was refused or given up.
        pub reason: String,
        /// The cases it comes from, ids separated by spaces.
        pub cases: String,
        /// The list item it comes from.
        pub item_id: Option<Id>,
        /// Which project it was copied from, as words; empty if none.
        pub copied_from: String,
        /// Who planned it; none where another list did.
        pub created_by: Option<Id>,
        /// When.
        pub created_at: Ts,
        /// Since when it stands where it stands.
        pub state_at: Ts,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// A piece of evidence.
    #[derive(Debug, Clone)]
    pub struct ProofRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Project.
        pub project_id: Id,
        /// [`Piece`] code.
        pub piece: String,
        /// What of its kind: a group, a check, a juror's seat.
        pub for_group: String,
        /// [`Verdict`] code; empty if none.
        pub verdict: String,
        /// First number.
        pub n: i64,
        /// Second number.
        pub m: i64,
        /// Amount in fen.
        pub fen: i64,
        /// In words, naming nobody.
        pub text: String,
        /// What it is about.
        pub refers_id: Option<Id>,
        /// SHA-256 of the file it is about.
        pub sha256: Option<Vec<u8>>,
        /// Someone's name.
        pub who_sealed: Option<Vec<u8>>,
        /// When.
        pub at: Ts,
        /// Who recorded it; none where a resident did.
        pub account_id: Option<Id>,
        /// What was answered.
        pub answer: String,
        /// When.
        pub answered_at: Option<Ts>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Ts>,
        /// Why.
        pub withdrawn_why: String,
    }
}

impl ProjectRow {
    /// What is made.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.kind).expect("the store holds known kinds")
    }

    /// Which procedure it follows.
    pub fn course(&self) -> Course {
        Course::of(&self.course).expect("the store holds known courses")
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        State::of(&self.state).expect("the store holds known states")
    }

    /// What the rules look at.
    pub fn rules(&self) -> Project {
        Project { kind: self.kind(), course: self.course(), named: self.named, state: self.state() }
    }

    /// May residents know of it? From the first gate on.
    pub fn public(&self) -> bool {
        !matches!(self.state(), State::Draft | State::Dropped)
    }

    /// How many gates it has passed, and how many there are.
    pub fn passed(&self) -> (usize, usize) {
        let gates = self.course().gates();
        let state = self.state();
        let passed = if state.stopped() { 0 } else { gates.iter().filter(|g| g.to <= state).count() };
        (passed, gates.len())
    }

    fn card(&self) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: "project".into(),
            title: self.title.clone(),
            state: self.state.clone(),
            place_path: self.place_path.clone(),
            at: self.created_at,
        }
    }

    /// The statements that make it.
    pub fn insert(&self) -> [Statement; 2] {
        [Statement::insert("project", self), self.card().write()]
    }

    /// The statements that write this row over the one it was read as.
    pub fn replace(&self) -> [Statement; 2] {
        let columns: Vec<String> = Self::COLUMNS[2..].iter().map(|c| format!("{c} = ?")).collect();
        let sql =
            format!("update project set {} where area_id = ? and id = ? and version = ?", columns.join(", "));
        let next = ProjectRow { version: self.version + 1, ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![self.area_id, self.id, self.version]);
        [Statement::new(sql, values).expect(1), self.card().write()]
    }
}

impl ProofRow {
    /// Its kind.
    pub fn piece(&self) -> Piece {
        Piece::of(&self.piece).expect("the store holds known kinds")
    }

    /// Does it count?
    pub fn holds(&self) -> bool {
        self.withdrawn_at.is_none()
    }

    /// What the rules look at.
    pub fn proof(&self) -> Proof {
        Proof {
            id: self.id,
            piece: self.piece(),
            group: self.for_group.clone(),
            verdict: Verdict::of(&self.verdict),
            n: self.n,
            m: self.m,
            fen: self.fen,
            refers: self.refers_id,
            hash: self.sha256.clone().unwrap_or_default(),
            answered: self.answered_at.is_some(),
        }
    }

    /// The statement that adds it.
    pub fn insert(&self) -> Statement {
        Statement::insert("project_proof", self)
    }

    /// The statement that answers it; twice is refused.
    pub fn answer(&self, at: Ts, answer: &str) -> Statement {
        let sql = "update project_proof set answer = ?, answered_at = ? \
                   where area_id = ? and id = ? and answered_at is null";
        Statement::new(sql, args![answer, at, self.area_id, self.id]).expect(1)
    }

    /// The statement that withdraws it; twice is refused.
    pub fn withdraw(&self, at: Ts, why: &str) -> Statement {
        let sql = "update project_proof set withdrawn_at = ?, withdrawn_why = ? \
                   where area_id = ? and id = ? and withdrawn_at is null";
        Statement::new(sql, args![at, why, self.area_id, self.id]).expect(1)
    }

    /// Somebody's name as lists show it.
    pub fn masked(&self, house: &House) -> Result<String> {
        let Some(sealed) = &self.who_sealed else { return Ok(String::new()) };
        let key = house.key(self.area_id)?;
        Ok(mask_name(&key.open("project_proof", "who", self.area_id, self.id, sealed)?))
    }

    /// Seals a name into it.
    pub fn name(&mut self, house: &House, name: &str) -> Result<()> {
        let key = house.key(self.area_id)?;
        let sealed = || key.seal("project_proof", "who", self.area_id, self.id, name);
        self.who_sealed = (!name.is_empty()).then(sealed);
        Ok(())
    }
}

/// A project with its evidence and what the funds say of it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The project.
    pub row: ProjectRow,
    /// Everything recorded, oldest first; what was withdrawn is among it.
    pub proofs: Vec<ProofRow>,
    /// What the funds say.
    pub facts: Facts,
}

impl Whole {
    /// What counts, as the rules look at it.
    pub fn evidence(&self) -> Vec<Proof> {
        self.proofs.iter().filter(|p| p.holds()).map(ProofRow::proof).collect()
    }

    /// What counts of one kind, oldest first.
    pub fn of(&self, piece: Piece) -> impl DoubleEndedIterator<Item = &ProofRow> {
        self.proofs.iter().filter(move |p| p.holds() && p.piece() == piece)
    }
}

/// A project with what the funds hold for it: a line of a portfolio.
#[derive(Debug, Clone)]
pub struct Line {
    /// The project.
    pub row: ProjectRow,
    /// What the funds say.
    pub facts: Facts,
}

impl linju_db::FromRow for Line {
    fn from_row(row: &linju_db::Row) -> std::result::Result<Self, linju_db::Error> {
        let facts = fund::store::facts(row, ProjectRow::COLUMNS.len())?;
        Ok(Line { row: ProjectRow::from_row(row)?, facts })
    }
}

fn lines() -> String {
    format!("select {}, {} from project p", ProjectRow::select("p"), fund::store::FACTS)
}

/// The project with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<Line> {
    let sql = format!("{} where p.area_id = ? and p.id = ?", lines());
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The same with its evidence.
pub async fn whole(house: &House, area: Id, id: Id) -> Result<Whole> {
    let Line { row, facts } = load(house, area, id).await?;
    let sql = format!(
        "select {} from project_proof e where e.area_id = ? and e.project_id = ? order by e.id",
        ProofRow::select("e")
    );
    let proofs = house.db.all(Sql::new(sql, args![area, id])).await?;
    Ok(Whole { row, proofs, facts })
}

/// One piece of evidence.
pub async fn proof(house: &House, area: Id, project: Id, id: Id) -> Result<ProofRow> {
    let sql = format!(
        "select {} from project_proof e where e.area_id = ? and e.project_id = ? and e.id = ?",
        ProofRow::select("e")
    );
    Ok(house.db.one(Sql::new(sql, args![area, project, id])).await?)
}

/// The files of a project's evidence, oldest first.
pub async fn files(house: &House, area: Id, project: Id) -> Result<Vec<File>> {
    let sql = format!(
        "select {} from file f join project_proof e on e.area_id = f.area_id and e.id = f.subject_id \
         where e.area_id = ? and e.project_id = ? and e.withdrawn_at is null order by f.id",
        File::select("f")
    );
    Ok(house.db.all(Sql::new(sql, args![area, project])).await?)
}

/// One file of a project's evidence, with the kind of evidence.
pub async fn file(house: &House, area: Id, project: Id, file: Id) -> Result<(File, ProofRow)> {
    let file = house.file(area, file).await?;
    let proof = proof(house, area, project, file.subject_id).await?;
    Ok((file, proof))
}

/// The projects of `areas`, those under way first, then the newest; without what residents may not know where
/// `public`.
pub async fn portfolio(house: &House, areas: &[Id], public: bool) -> Result<Vec<Line>> {
    let marks = vec!["?"; areas.len()].join(", ");
    let hidden = if public { "and p.state not in ('draft', 'dropped')" } else { "" };
    let sql = format!(
        "{} where p.area_id in ({marks}) {hidden} order by \
         case when p.state in ('evaluated', 'refused', 'dropped') then 1 else 0 end, p.state_at desc, p.id desc \
         limit 600",
        lines()
    );
    let values = areas.iter().map(|id| linju_db::Value::from(*id)).collect();
    Ok(house.db.all(Sql::new(sql, values)).await?)
}

/// The project that came from the list item `item`, or from the case `case` alone.
pub async fn proposed(house: &House, area: Id, from: Id) -> Result<bool> {
    let sql = "select 1 from project where area_id = ? and (item_id = ? or cases = ?) limit 1";
    let found = house.db.first::<(i64,)>(Sql::new(sql, args![area, from, from.to_string()])).await?;
    Ok(found.is_some())
}

/// Moves the row's version, so that money and gates are decided one after the other; refused once it is settled.
pub fn while_open(area: Id, project: Id) -> Statement {
    let sql = "update project set version = version + 1 where area_id = ? and id = ? \
               and state not in ('draft', 'settled', 'evaluated', 'refused', 'dropped')";
    Statement::new(sql, args![area, project]).expect(1).refuse("fund-project-over")
}
