//! Carrying a step out: load, decide, commit. Pages, reactions and the demo's loader come in by this door alike.

use crate::rules::{Course, Kind, Part, Piece, Proof, State, Verdict, Want};
use crate::store::{ProjectRow, ProofRow, Whole};
use linju_core::file::{File, Stored};
use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::words::Locale;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Id, Refusal, Ts};

/// Someone who does something with a project.
#[derive(Debug, Clone)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// As what.
    pub parts: Vec<Part>,
    /// When.
    pub at: Ts,
}

impl Doer {
    /// An empty change of theirs in `area`.
    pub fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }
}

/// What is planned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is made.
    pub kind: Kind,
    /// Which procedure.
    pub course: Course,
    /// Did the street name it?
    pub named: bool,
    /// What it is called.
    pub title: String,
    /// What for.
    pub purpose: String,
    /// Where.
    pub place: Place,
    /// What it may cost, in fen.
    pub estimate: i64,
    /// Whom it serves.
    pub serves: String,
    /// Who leads it.
    pub lead: String,
    /// The planner's office.
    pub planner: String,
    /// The partner.
    pub partner: String,
    /// The cases it comes from.
    pub cases: Vec<Id>,
    /// The list item it comes from.
    pub item: Option<Id>,
}

impl Plan {
    /// The row of a project so planned. Refuses what [`Course::fits`] refuses.
    pub fn row(self, house: &House, doer: &Doer) -> std::result::Result<ProjectRow, Refusal> {
        self.course.fits(self.kind, self.named, self.estimate)?;
        Ok(ProjectRow {
            area_id: self.place.area_id,
            id: house.id(),
            kind: self.kind.code().into(),
            course: self.course.code().into(),
            named: self.named,
            title: self.title,
            purpose: mask_phones_in(&self.purpose),
            place_id: self.place.id,
            place_path: self.place.path,
            place_name: self.place.full_name,
            estimate: self.estimate,
            serves: self.serves,
            lead: self.lead,
            planner: self.planner,
            partner: self.partner,
            state: State::Draft.code().into(),
            reason: String::new(),
            cases: self.cases.iter().map(Id::to_string).collect::<Vec<_>>().join(" "),
            item_id: self.item,
            copied_from: String::new(),
            created_by: doer.actor.account(),
            created_at: doer.at,
            state_at: doer.at,
            version: 1,
        })
    }
}

/// Evidence as it is given.
#[derive(Debug, Clone)]
pub struct New {
    /// Kind.
    pub piece: Piece,
    /// What of its kind.
    pub group: String,
    /// Verdict.
    pub verdict: Option<Verdict>,
    /// First number.
    pub n: i64,
    /// Second number.
    pub m: i64,
    /// Amount in fen.
    pub fen: i64,
    /// In words; phone numbers in them are masked.
    pub text: String,
    /// What it is about.
    pub refers: Option<Id>,
    /// Somebody's name.
    pub who: String,
    /// Its files, already stored.
    pub files: Vec<Stored>,
}

impl New {
    /// Empty evidence of that kind.
    pub fn of(piece: Piece) -> Self {
        Self {
            piece,
            group: String::new(),
            verdict: None,
            n: 0,
            m: 0,
            fen: 0,
            text: String::new(),
            refers: None,
            who: String::new(),
            files: Vec::new(),
        }
    }

    /// What is missing in it, by field.
    fn complete(&self) -> std::result::Result<(), Refusal> {
        let asks = self.piece.asks();
        let lacks = |want: Want, empty: bool| want == Want::Must && empty;
        let picture = matches!(self.piece, Piece::Before | Piece::After);
        let refusal = if asks.group.is_some() && self.group.is_empty() {
            Refusal::new("project-group").at("group")
        } else if !asks.verdicts.is_empty() && self.verdict.is_none_or(|v| !asks.verdicts.contains(&v)) {
            Refusal::new("project-verdict").at("verdict")
        } else if self.n < 0 || self.m < 0 {
            Refusal::new("project-counts").at("n")
        } else if self.fen < 0 {
            Refusal::new("fund-amount").at("fen")
        } else if lacks(asks.text, self.text.trim().chars().count() < 2) {
            Refusal::new("project-text").at("text")
        } else if lacks(asks.who, self.who.is_empty()) {
            Refusal::new("project-who").at("who")
        } else if lacks(asks.file, self.files.is_empty()) {
            Refusal::new("project-file").at("file")
        } else if picture && !self.files.iter().all(|f| f.media_type == "image/jpeg") {
            Refusal::new("project-photo").at("file")
        } else {
            return Ok(());
        };
        Err(refusal)
    }
}

const REASON: std::ops::RangeInclusive<usize> = 2..=300;

/// Plans a project; the same `once` again gives the first one.
pub async fn plan(house: &House, doer: &Doer, row: &ProjectRow, once: &str) -> Result<Id> {
    plan_with(house, doer, row, Vec::new(), once).await
}

async fn plan_with(
    house: &House,
    doer: &Doer,
    row: &ProjectRow,
    papers: Vec<Statement>,
    once: &str,
) -> Result<Id> {
    let key = format!("project {once}");
    let mut change = doer.change(row.area_id);
    for statement in row.insert().into_iter().chain(papers) {
        change.push(statement);
    }
    change.event(NewEvent::new("project", row.id, "plan").with("kind", row.kind.as_str()));
    change.once(key.clone(), row.id.to_string());
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(row.area_id, &key).await?;
            first.and_then(|id| id.parse().ok()).ok_or(Error::Changed)
        }
        done => done.map(|()| row.id),
    }
}

/// Changes what is planned to `row`, which carries the version that was read. Only a draft can be changed.
pub async fn change(house: &House, doer: &Doer, row: &ProjectRow) -> Result<()> {
    if row.state() != State::Draft {
        return Err(Refusal::new("not-now").into());
    }
    let mut change = doer.change(row.area_id);
    written(&mut change, row, NewEvent::new("project", row.id, "change"));
    house.commit(change).await
}

/// Records evidence. A decision of the street opens its gate, or ends the project, in the same unit; evidence that
/// undoes what a passed gate rested on (a new version of a frozen design) leads back before it.
pub async fn record(house: &House, doer: &Doer, whole: &Whole, new: New, once: &str) -> Result<Id> {
    new.complete()?;
    let mut row = whole.row.clone();
    let proof = proof_row(house, doer, whole, &new)?;
    let (rules, proofs) = (row.rules(), whole.evidence());
    let added = proof.proof();
    rules.record(&added, &doer.parts, &proofs, &whole.facts)?;
    let mut change = doer.change(row.area_id);
    change.push(proof.insert());
    for stored in &new.files {
        change.push(Statement::insert("file", &file_row(house, doer, &proof, stored)));
    }
    let event = NewEvent::new("project", row.id, "evidence");
    let event = event.with("piece", proof.piece.as_str()).with("verdict", proof.verdict.as_str());
    change.event(event.public(row.public() && new.piece.public()));
    let to = rules.decided(&added);
    if to == State::Refused {
        row.reason = proof.text.clone();
    }
    match to == row.state() {
        false => moved(house, &mut change, &mut row, to, "advance"),
        true => {
            reconsidered(house, &mut change, &mut row, proofs.into_iter().chain([added]).collect(), whole)
        }
    }
    written_quietly(&mut change, &row);
    change.once(format!("project-proof {once}"), proof.id.to_string());
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(proof.id),
        done => done.map(|()| proof.id),
    }
}

/// Opens the next gate.
pub async fn advance(house: &House, doer: &Doer, whole: &Whole) -> Result<State> {
    let mut row = whole.row.clone();
    let to = row.rules().advance(&doer.parts, &whole.evidence(), &whole.facts)?;
    let mut change = doer.change(row.area_id);
    moved(house, &mut change, &mut row, to, "advance");
    written_quietly(&mut change, &row);
    house.commit(change).await?;
    Ok(to)
}

/// Withdraws evidence, with a reason: it stays in sight, no longer counts, and re-opens every gate that rested on it.
/// Refuses `project-reason` at `why`.
pub async fn withdraw(house: &House, doer: &Doer, whole: &Whole, proof: &ProofRow, why: &str) -> Result<()> {
    let street = proof.piece().who() == [Part::Street];
    let whose = if street { Part::Street } else { Part::Lead };
    if !doer.parts.contains(&whose) {
        return Err(Refusal::new("not-yours").into());
    }
    if !REASON.contains(&why.chars().count()) {
        return Err(Refusal::new("project-reason").at("why").into());
    }
    if whole.row.state().stopped() {
        return Err(Refusal::new("not-now").into());
    }
    let mut row = whole.row.clone();
    let mut change = doer.change(row.area_id);
    change.push(proof.withdraw(doer.at, &mask_phones_in(why)));
    let event = NewEvent::new("project", row.id, "withdraw").with("piece", proof.piece.as_str());
    change.event(event.public(row.public() && proof.piece().public()).note(why));
    let left = whole.evidence().into_iter().filter(|p| p.id != proof.id).collect();
    reconsidered(house, &mut change, &mut row, left, whole);
    written_quietly(&mut change, &row);
    house.commit(change).await
}

/// Answers a comment, an issue or what a resident saw. Refuses `project-answer` at `answer`.
pub async fn answer(house: &House, doer: &Doer, whole: &Whole, proof: &ProofRow, answer: &str) -> Result<()> {
    if !doer.parts.contains(&Part::Desk) || !proof.piece().answerable() || whole.row.state().stopped() {
        return Err(Refusal::new("not-yours").into());
    }
    if !REASON.contains(&answer.chars().count()) {
        return Err(Refusal::new("project-answer").at("answer").into());
    }
    let row = &whole.row;
    let mut change = doer.change(row.area_id);
    change.push(proof.answer(doer.at, &mask_phones_in(answer)));
    let event = NewEvent::new("project", row.id, "answer").with("piece", proof.piece.as_str());
    change.event(event.public(row.public()));
    written_quietly(&mut change, row);
    house.commit(change).await
}

/// Gives the project up. Refuses `project-reason` at `why`.
pub async fn give_up(house: &House, doer: &Doer, whole: &Whole, why: &str) -> Result<()> {
    let mut row = whole.row.clone();
    row.rules().give_up(&doer.parts)?;
    if !REASON.contains(&why.chars().count()) {
        return Err(Refusal::new("project-reason").at("why").into());
    }
    row.reason = mask_phones_in(why);
    let mut change = doer.change(row.area_id);
    moved(house, &mut change, &mut row, State::Dropped, "drop");
    written_quietly(&mut change, &row);
    house.commit(change).await
}

/// Makes a draft in `place` from a project of another area: its kind, course, costs and papers, and nothing that
/// anybody said or signed. `lines` are its steps and costs in words.
pub async fn copy(
    house: &House,
    doer: &Doer,
    from: &Whole,
    plan: Plan,
    (lines, files): (&[String], &[File]),
    once: &str,
) -> Result<Id> {
    let origin = house.reference().area(from.row.area_id).map_or_else(String::new, |a| a.name.clone());
    let mut row = plan.row(house, doer)?;
    row.copied_from = format!("{origin} {}", from.row.title);
    let mut papers = Vec::new();
    let mut paper = |text: &str, file: Option<&File>| -> Result<()> {
        let new = New { text: text.to_owned(), ..New::of(Piece::Paper) };
        let here = Whole { row: row.clone(), proofs: Vec::new(), facts: Default::default() };
        let proof = proof_row(house, doer, &here, &new)?;
        papers.push(proof.insert());
        if let Some(file) = file {
            let (area_id, subject_id) = (row.area_id, proof.id);
            let uploaded_by = doer.actor.account();
            let file = File {
                area_id,
                id: house.id(),
                subject_id,
                uploaded_by,
                created_at: doer.at,
                ..file.clone()
            };
            papers.push(Statement::insert("file", &file));
        }
        Ok(())
    };
    for line in lines {
        paper(line, None)?;
    }
    for design in from.of(Piece::Design) {
        let own = files.iter().find(|f| f.subject_id == design.id);
        paper(&design.text, own)?;
    }
    plan_with(house, doer, &row, papers, once).await
}

fn proof_row(house: &House, doer: &Doer, whole: &Whole, new: &New) -> Result<ProofRow> {
    let design = || whole.of(Piece::Design).next_back().and_then(|d| d.sha256.clone());
    let mut row = ProofRow {
        area_id: whole.row.area_id,
        id: house.id(),
        project_id: whole.row.id,
        piece: new.piece.code().into(),
        for_group: new.group.clone(),
        verdict: new.verdict.map_or("", Verdict::code).into(),
        n: new.n,
        m: new.m,
        fen: new.fen,
        text: mask_phones_in(new.text.trim()),
        refers_id: new.refers,
        sha256: match new.piece {
            Piece::Approval => design(),
            _ => new.files.first().map(|f| f.sha256.clone()),
        },
        who_sealed: None,
        at: doer.at,
        account_id: doer.actor.account(),
        answer: String::new(),
        answered_at: None,
        withdrawn_at: None,
        withdrawn_why: String::new(),
    };
    row.name(house, new.who.trim())?;
    Ok(row)
}

fn file_row(house: &House, doer: &Doer, proof: &ProofRow, stored: &Stored) -> File {
    File {
        area_id: proof.area_id,
        id: house.id(),
        subject_id: proof.id,
        purpose: match proof.piece() {
            Piece::Before => "before",
            Piece::After => "after",
            Piece::Design | Piece::Contract | Piece::Minutes | Piece::Paper => "paper",
            _ => "evidence",
        }
        .into(),
        media_type: stored.media_type.into(),
        sha256: stored.sha256.clone(),
        bytes: stored.bytes,
        width: stored.size.map(|s| i64::from(s.0)),
        height: stored.size.map(|s| i64::from(s.1)),
        uploaded_by: doer.actor.account(),
        created_at: doer.at,
    }
}

/// Leads back before the first gate that the evidence no longer holds open.
fn reconsidered(house: &House, change: &mut Change, row: &mut ProjectRow, proofs: Vec<Proof>, whole: &Whole) {
    let to = row.rules().stands(&proofs, &whole.facts);
    if to != row.state() {
        moved(house, change, row, to, "reopen");
    }
}

/// Moves the row to `to` and says so: to everyone where residents know of it, and to those who asked first, for
/// whom a sentence stands beside the event.
fn moved(house: &House, change: &mut Change, row: &mut ProjectRow, to: State, verb: &'static str) {
    let known = row.public();
    let cases: Vec<&str> = row.cases.split(' ').filter(|id| !id.is_empty()).collect();
    let event = NewEvent::new("project", row.id, verb)
        .with("from", row.state.as_str())
        .with("to", to.code())
        .with("cases", cases);
    row.state = to.code().into();
    row.state_at = change.at;
    let state = house.words.with(Locale::Zh, &format!("project-state-{}", to.code().replace('_', "-")), &[]);
    let values = [
        ("title", row.title.as_str().into()),
        ("state", state.into()),
        ("reason", row.reason.as_str().into()),
    ];
    let key = if row.reason.is_empty() { "project-told" } else { "project-told-why" };
    let event = event.note(&house.words.with(Locale::Zh, key, &values));
    change.event(event.public(known || row.public()));
}

fn written_quietly(change: &mut Change, row: &ProjectRow) {
    for statement in row.replace() {
        change.push(statement);
    }
}

fn written(change: &mut Change, row: &ProjectRow, event: NewEvent) {
    written_quietly(change, row);
    change.event(event.public(row.public()));
}
