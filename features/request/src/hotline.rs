//! Orders of the 12345 hotline on their way in and out: dry run, import and its undoing, reply and return.
//!
//! Their order and our case are two things: the hotline's callback closes theirs, the resident's word ours.

mod taking;
pub mod undo;

pub use taking::{Choice, Taken, take_in};

use crate::rules::gazetteer::{Gazetteer, SPOTS, spot};
use crate::rules::guess::guess;
use crate::rules::hotline::{self as rules, Cells, Column, Fault, Order, Scope};
use crate::rules::{Command, State};
use crate::store::hotline::OrderState;
use crate::store::{CaseRow, cases, hotline as store};
use crate::work::{self, Doer, Press};
use linju_core::access::Session;
use linju_core::area::Area;
use linju_core::ledger::NewEvent;
use linju_core::place::{Place, PlaceKind};
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal, path};
use linju_web::sheet::{self, Bounds, ColumnAs, Sheet, letters};
use std::collections::HashSet;

/// The category of an order that no name in the catalogue fits; whoever takes it in corrects it.
const UNKNOWN: &str = "1404";
/// Orders in one reply file, the newest first where there are more.
const MOST_EXPORTED: i64 = 5_000;

/// A street passes on some dozens of orders a day, and each may come back with two choices in one form.
pub const BOUNDS: Bounds =
    Bounds { rows: 900, unpacked: 100 * 1024 * 1024, too_many: "hotline-too-many-rows" };

/// A row with the number its file gave it.
pub type Numbered = (usize, Cells);

/// The orders of a file or a paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its rows.
    pub rows: Vec<Numbered>,
    /// Letters and heads of the columns that nothing is taken from.
    pub unused: Vec<String>,
}

/// What would become of a row.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It would be taken in.
    New(Box<Incoming>),
    /// It has been: its case.
    Already(Id),
    /// It cannot be, for these reasons.
    Faulty(Vec<Fault>),
}

/// A row of a dry run.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its number in the file.
    pub line: usize,
    /// Its cells.
    pub cells: Cells,
    /// What would become of it.
    pub verdict: Verdict,
}

/// An order about to be taken in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The order.
    pub order: Order,
    /// Where it was placed.
    pub place: Place,
    /// Was the place found in its text?
    pub located: bool,
    /// The likeliest categories, best first; never empty.
    pub categories: Vec<String>,
    /// Open cases that may be the same matter (同一件,已在办): same place, same category.
    pub same: Vec<CaseRow>,
}

/// The orders in a file. What `said` says of a column holds against its head. Refuses what [`sheet::read`]
/// refuses, `hotline-no-header`, `hotline-too-many-rows`, a column that is not there (`sheet-column-missing`) or
/// taken as something unheard of (`hotline-column-unknown`).
pub fn read(bytes: &[u8], said: &[ColumnAs]) -> Result<Table> {
    table(sheet::read(bytes, &BOUNDS)?, said)
}

/// The orders in what was pasted. Refuses as [`read`] does.
pub fn pasted(text: &str) -> Result<Table> {
    table(sheet::pasted(text, &BOUNDS)?, &[])
}

/// The header, in any order of columns, is a line with three names known; without one a single line's columns
/// stand in their usual order.
fn table(lines: Vec<sheet::Line>, said: &[ColumnAs]) -> Result<Table> {
    let (_, known) = sheet::header_at(&lines, |name| Column::of_header(name).is_some());
    if known < 3 && said.is_empty() {
        if lines.len() > 1 {
            return Err(Refusal::new("hotline-no-header").at("file").into());
        }
        let rows = lines.iter().map(|(line, cells)| (*line, Cells::of(None, cells))).collect();
        return Ok(Table { rows, unused: Vec::new() });
    }
    let sheet = Sheet::of(lines, |name| Column::of_header(name).is_some(), &BOUNDS)?;
    let mut columns = rules::columns_of(&sheet.header);
    let meaning = |name: &str| Column::of_header(name).map(Some);
    sheet::say(&mut columns, said, meaning, "hotline-column-unknown")?;
    let rows: Vec<Numbered> =
        sheet.rows.iter().map(|(line, cells)| (*line, Cells::of(Some(&columns), cells))).collect();
    if rows.is_empty() {
        return Err(Refusal::new("sheet-empty").at("file").into());
    }
    let heads = sheet.header.iter().zip(&columns).enumerate();
    let unused = heads.filter(|(_, (head, column))| column.is_none() && !head.is_empty());
    Ok(Table { rows, unused: unused.map(|(at, (head, _))| format!("{} {head}", letters(at))).collect() })
}

/// Says of each row what would become of it; nothing is written.
pub async fn dry_run(house: &House, area: &Area, rows: Vec<Numbered>) -> Result<Vec<Judged>> {
    let reference = house.reference();
    let other_seals = reference.areas.iter().filter(|a| a.street_id == area.street_id && a.id != area.id);
    let scope = Scope {
        now: house.now(),
        zone: reference.zone(area.id),
        street: reference.street_of(area),
        area: &area.seal,
        others: other_seals.map(|a| a.seal.as_str()).collect(),
    };
    let places = house.places_of(area.id, PlaceKind::ALL).await?;
    let gazetteer = Gazetteer::new(&places);
    let root = places.iter().find(|p| p.kind == PlaceKind::Area.code()).ok_or(Error::NotFound)?;
    let numbers: Vec<String> = rows.iter().map(|(_, cells)| cells.get(Column::Number).to_owned()).collect();
    let known = store::known(house, area.id, &numbers).await?;
    let mut seen = HashSet::new();
    let mut judged: Vec<Judged> = Vec::with_capacity(rows.len());
    for (line, cells) in rows {
        let number = cells.get(Column::Number).to_owned();
        let verdict = match (known.get(&number), rules::read(&cells, &scope)) {
            (Some(case), _) => Verdict::Already(*case),
            (None, Err(faults)) => Verdict::Faulty(faults),
            (None, Ok(_)) if !seen.insert(number) => {
                Verdict::Faulty(vec![Fault { column: Column::Number, name: "number-twice" }])
            }
            (None, Ok(order)) => {
                let found = gazetteer.find(&order.place).or_else(|| gazetteer.find(&order.words));
                let said =
                    format!("{} {} {}", cells.get(Column::Sort), cells.get(Column::Title), order.words);
                let guessed = guess(&said, &reference.categories).into_iter().map(|c| c.code.clone());
                let mut categories: Vec<String> = guessed.collect();
                if categories.is_empty() {
                    categories.push(UNKNOWN.into());
                }
                let place = found.unwrap_or(root).clone();
                Verdict::New(Box::new(Incoming {
                    located: found.is_some(),
                    order,
                    place,
                    categories,
                    same: Vec::new(),
                }))
            }
        };
        judged.push(Judged { line, cells, verdict });
    }
    find_same(house, area.id, &places, &mut judged).await?;
    Ok(judged)
}

async fn find_same(house: &House, area: Id, places: &[Place], judged: &mut [Judged]) -> Result<()> {
    let incoming =
        || judged.iter().filter_map(|j| if let Verdict::New(new) = &j.verdict { Some(new) } else { None });
    let categories: HashSet<String> = incoming().flat_map(|new| new.categories.clone()).collect();
    let open = store::open_alike(house, area, &categories.into_iter().collect::<Vec<_>>()).await?;
    let spots: Vec<&Place> =
        places.iter().filter(|p| SPOTS.iter().any(|kind| kind.code() == p.kind)).collect();
    for row in judged {
        if let Verdict::New(new) = &mut row.verdict {
            let at = spot(spots.iter().copied(), &new.place.path);
            let same = open.iter().filter(|case| at.is_some_and(|at| is_same(case, &new.categories, at)));
            new.same = same.take(5).cloned().collect();
        }
    }
    Ok(())
}

/// In a compound or an area the same category says little: there the place must be the same one.
fn is_same(case: &CaseRow, categories: &[String], at: &Place) -> bool {
    let wide = at.kind == PlaceKind::Area.code() || at.kind == PlaceKind::Compound.code();
    let here = if wide { case.place_path == at.path } else { path::within(&case.place_path, &at.path) };
    here && categories.contains(&case.category_code)
}

/// Records where the hotline's order stands now, with the reply or the reason as it was sent. Our case stays
/// where it is. Refuses `reply-missing` or `reason-missing` at `note`.
pub async fn set_state(
    house: &House,
    area: Id,
    case: Id,
    session: &Session,
    to: OrderState,
    note: &str,
) -> Result<()> {
    let missing = if to == OrderState::Returned { "reason-missing" } else { "reply-missing" };
    if to != OrderState::Open && note.trim().is_empty() {
        return Err(Refusal::new(missing).at("note").into());
    }
    let old = cases::load(house, area, case).await?.row;
    let from = old.hotline_state.clone().ok_or(Error::NotFound)?;
    let mut change = Change::new(area, house.now(), Actor::Account(session.account));
    change.event(NewEvent::new("case", case, "hotline").with("from", from).with("to", to.code()).note(note));
    let row = CaseRow { hotline_state: Some(to.code().into()), ..old.clone() };
    cases::update(&mut change, house, &old, row);
    house.commit(change).await
}

/// The orders in `state` as a file with the hotline's own columns, filled with what came of them. Callers' names
/// and phones go back masked: the hotline has its own.
pub async fn reply_file(house: &House, area: &Area, state: OrderState) -> Result<Vec<u8>> {
    let header = Column::ALL.iter().take(rules::OWN_COLUMNS).map(|c| c.header().to_owned()).collect();
    let mut rows = Vec::new();
    for (order, case) in store::to_export(house, area.id, state, MOST_EXPORTED).await? {
        let cells = answered(order.cells(house)?, house, &case);
        rows.push(Column::ALL.iter().take(rules::OWN_COLUMNS).map(|c| cells.get(*c).to_owned()).collect());
    }
    sheet::plain(header, rows)
}

fn answered(mut cells: Cells, house: &House, case: &CaseRow) -> Cells {
    use linju_kernel::personal::{mask_name, mask_phone, normalise_phone};
    let word =
        |key: String| house.words.get(linju_core::words::Locale::Zh, &key.replace('_', "-")).into_owned();
    let mut set = |column, text: String| {
        if !text.is_empty() {
            cells.set(column, text);
        }
    };
    set(Column::State, word(format!("state-{}", case.state)));
    set(Column::Result, case.outcome.as_deref().map(|o| word(format!("outcome-{o}"))).unwrap_or_default());
    set(Column::Reply, reply(case));
    set(Column::Way, work::party_name(house, case.area_id, case.party()));
    let zone = house.reference().zone(case.area_id).clone();
    let closed = case.closed_at.map(|at| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string());
    set(Column::ClosedAt, closed.unwrap_or_default());
    set(Column::Solved, case.solved.as_deref().map(|s| word(format!("solved-{s}"))).unwrap_or_default());
    let satisfied = case.satisfaction.map(|n| word(format!("hotline-satisfied-{n}")));
    set(Column::Satisfied, satisfied.unwrap_or_default());
    cells.set(Column::Caller, mask_name(cells.get(Column::Caller)));
    let phone = normalise_phone(cells.get(Column::Phone)).map(|p| mask_phone(&p)).unwrap_or_default();
    cells.set(Column::Phone, phone);
    cells
}

/// What can be told the hotline now: the reply, and where it could not be solved the constraint and what instead.
pub fn reply(case: &CaseRow) -> String {
    let parts = [&case.outcome_reply, &case.outcome_constraint, &case.outcome_alternative];
    let parts: Vec<&str> =
        parts.iter().map(|p| p.trim().trim_end_matches('。')).filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!("{}。", parts.join("。")) }
}

/// Takes an order's case in, if nobody has, and logs the first contact, if there was one: one press.
pub async fn accept(
    house: &House,
    area: Id,
    case: Id,
    session: &Session,
    contacted: bool,
    note: &str,
) -> Result<()> {
    let stored = cases::load(house, area, case).await?;
    let doer = Doer::of(session, &stored.row);
    let mut press = Press { worker: Some(session.account), ..Press::default() };
    if stored.case.state == State::Received {
        press = press.then(Command::Triage, "");
    }
    if contacted {
        press = press.then(Command::Contact, note);
    }
    if press.steps.is_empty() {
        return Err(Refusal::new("not-now").into());
    }
    work::carry_out_on(house, &doer, stored, press, house.now()).await?;
    Ok(())
}
