//! The dry run: every cell read, every problem named with its row and column.

use super::cells;
use super::columns::{Column, Mapping};
use super::places::{Parts, PlaceBook};
use linju_core::party::{Details, Gender, ResidenceState, RoleKind};
use linju_kernel::{Day, Id, Refusal, coded};
use linju_web::sheet::Sheet;
use std::collections::HashMap;

coded! {
    /// What can be wrong with a row.
    pub enum Problem {
        /// No name.
        NameMissing = "name-missing",
        /// A name of more than forty characters.
        NameLong = "name-long",
        /// Digits or signs in a name.
        NameOdd = "name-odd",
        /// Neither 男 nor 女.
        GenderUnknown = "gender-unknown",
        /// No day.
        BornUnreadable = "born-unreadable",
        /// Born after today.
        BornFuture = "born-future",
        /// Older than 120.
        BornTooOld = "born-too-old",
        /// Not 18 digits.
        IdNumberLength = "id-number-length",
        /// Its birthday is no day.
        IdNumberDate = "id-number-date",
        /// Its check digit is wrong.
        IdNumberCheck = "id-number-check",
        /// Identity number and birthday disagree.
        IdNumberBorn = "id-number-born",
        /// Identity number and sex disagree.
        IdNumberGender = "id-number-gender",
        /// No phone number.
        PhoneUnreadable = "phone-unreadable",
        /// Excel has swallowed digits: 1.38E+10.
        PhoneSwallowed = "phone-swallowed",
        /// No landline number.
        LandlineUnreadable = "landline-unreadable",
        /// Nothing says where.
        PlaceMissing = "place-missing",
        /// An address without a number.
        AddressUnreadable = "address-unreadable",
        /// No such compound.
        CompoundUnknown = "compound-unknown",
        /// No such building.
        BuildingUnknown = "building-unknown",
        /// The room is not in that stairwell.
        StairwellUnknown = "stairwell-unknown",
        /// No such room.
        RoomUnknown = "room-unknown",
        /// Several rooms fit.
        PlaceAmbiguous = "place-ambiguous",
        /// An unknown residence state.
        StateUnknown = "state-unknown",
        /// An unknown role.
        RoleUnknown = "role-unknown",
        /// The first day is no day.
        FromUnreadable = "from-unreadable",
        /// The first day is after today.
        FromFuture = "from-future",
        /// The first day is before the birthday.
        FromBeforeBorn = "from-before-born",
        /// The row stands twice in the file.
        TwiceInFile = "twice-in-file",
        /// An error of the spreadsheet: `#REF!`.
        CellError = "cell-error",
        /// A note of more than 500 characters.
        NoteLong = "note-long",
        /// More than four people share the phone: a look is worth while, but the row is taken.
        PhoneShared = "phone-shared",
    }
}

impl Problem {
    /// Does it keep the row out?
    pub fn blocks(self) -> bool {
        self != Self::PhoneShared
    }
}

/// A problem with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Row, as the file numbers it.
    pub line: usize,
    /// Column of the sheet, from 0.
    pub column: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
    /// The other row, of a row that stands twice.
    pub other: Option<usize>,
}

/// Where a row's person belongs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Where {
    /// A room of the register.
    Room(Id),
    /// A room that is to be made.
    Make(Parts),
}

/// A row that can be taken.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Row, as the file numbers it.
    pub line: usize,
    /// The person.
    pub details: Details,
    /// The room.
    pub place: Where,
    /// How they stand in the register, where the file says or implies it.
    pub state: Option<ResidenceState>,
    /// What they are besides.
    pub role: Option<RoleKind>,
    /// Since when.
    pub from: Option<Day>,
}

/// The dry run's result.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Rows that can be taken.
    pub entries: Vec<Entry>,
    /// What is wrong, in the order of rows.
    pub findings: Vec<Finding>,
    /// Rows kept out.
    pub blocked: usize,
}

/// How a file is to be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taking {
    /// The compound of rows that name none; empty where the file says it itself.
    pub compound: String,
    /// Rooms that are not there are made.
    pub make_places: bool,
    /// It lists everyone of the buildings it names: whoever is not in it is gone.
    pub whole: bool,
}

/// Reads every row of `sheet` as `mapping` says.
pub fn check(sheet: &Sheet, mapping: &Mapping, book: &PlaceBook, today: Day, taking: &Taking) -> Checked {
    let reader = Rows { mapping, book, today, taking };
    let mut checked = Checked::default();
    for (line, cells) in &sheet.rows {
        let mut findings = Vec::new();
        let entry = reader.entry(*line, cells, &mut findings);
        match entry {
            Some(entry) if !findings.iter().any(|f: &Finding| f.problem.blocks()) => {
                checked.entries.push(entry)
            }
            _ => checked.blocked += 1,
        }
        checked.findings.extend(findings);
    }
    refuse_twins(&mut checked, mapping);
    warn_of_shared_phones(&mut checked, mapping);
    checked.findings.sort_by_key(|f| (f.line, f.column));
    checked
}

/// One row being read: what is wrong with it is noted as it is found.
struct Row<'a> {
    line: usize,
    cells: &'a [String],
    mapping: &'a Mapping,
    findings: &'a mut Vec<Finding>,
}

impl Row<'_> {
    fn get(&self, column: Column) -> &str {
        self.mapping.get(column, self.cells).trim()
    }

    fn note(&mut self, column: Column, problem: Problem) {
        self.findings.push(Finding {
            line: self.line,
            column: self.mapping.at(column),
            problem,
            other: None,
        });
    }

    fn take<T>(&mut self, column: Column, read: impl FnOnce(&str) -> Result<T, Problem>) -> Option<T> {
        match read(self.get(column)) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.note(column, problem);
                None
            }
        }
    }

    /// The first column that holds an error of the spreadsheet.
    fn broken(&self) -> Option<Column> {
        let is_error = |at: usize| self.cells.get(at).is_some_and(|c| ERRORS.contains(&c.as_str()));
        self.mapping.0.iter().enumerate().find_map(|(at, column)| column.filter(|_| is_error(at)))
    }
}

const ERRORS: [&str; 7] = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"];

struct Rows<'a> {
    mapping: &'a Mapping,
    book: &'a PlaceBook,
    today: Day,
    taking: &'a Taking,
}

impl Rows<'_> {
    /// The row's person, if every cell can be read; each that cannot is noted.
    fn entry(&self, line: usize, cells: &[String], findings: &mut Vec<Finding>) -> Option<Entry> {
        let mut row = Row { line, cells, mapping: self.mapping, findings };
        if let Some(column) = row.broken() {
            row.note(column, Problem::CellError);
            return None;
        }
        let name = row.take(Column::Name, cells::name);
        let gender = row.take(Column::Gender, cells::gender);
        let born = row.take(Column::Born, |text| cells::born(text, self.today));
        let identity = row.take(Column::IdNumber, cells::id_number);
        let phone = row.take(Column::Phone, |text| cells::phone(text, Problem::PhoneUnreadable));
        let landline = row.take(Column::Landline, |text| cells::phone(text, Problem::LandlineUnreadable));
        let state = row.take(Column::State, cells::state);
        let role = row.take(Column::Role, cells::role);
        let note = row.take(Column::Note, cells::note);
        let from = row.take(Column::From, |text| cells::from(text, self.today, born.flatten()));
        let place = self.place(cells).map_err(|(column, problem)| row.note(column, problem)).ok();
        let (born, gender) =
            agree(born?, gender?, identity?).map_err(|problem| row.note(Column::IdNumber, problem)).ok()?;
        let details = Details { name: name?, phone: phone?, landline: landline?, born, gender, note: note? };
        let (state, role) = (state?, role?);
        Some(Entry {
            line,
            details: own_kind(details),
            place: place?,
            state: implied(state, role),
            role,
            from: from?,
        })
    }

    fn place(&self, cells: &[String]) -> Result<Where, (Column, Problem)> {
        let cell = |column| self.mapping.get(column, cells).trim().to_owned();
        let address = cell(Column::Address);
        let mut parts = Parts {
            compound: cell(Column::Compound),
            building: cell(Column::Building),
            stairwell: cell(Column::Stairwell),
            room: cell(Column::Room),
        };
        let whole = parts.building.is_empty() && !address.is_empty();
        if whole {
            if self.taking.compound.is_empty()
                && let Ok(room) = self.book.room_at(&address)
            {
                return Ok(Where::Room(room.id));
            }
            parts = self.book.split(&address).ok_or((Column::Address, Problem::AddressUnreadable))?;
        }
        if parts.compound.is_empty() {
            parts.compound.clone_from(&self.taking.compound);
        }
        match self.book.room(&parts) {
            Ok(room) => Ok(Where::Room(room.id)),
            Err(refusal) if self.taking.make_places && refusal.name.ends_with("-unknown") => {
                match parts.compound.as_str() {
                    "" => Err((Column::Compound, Problem::CompoundUnknown)),
                    _ => Ok(Where::Make(parts)),
                }
            }
            Err(refusal) => Err(told(&refusal, whole)),
        }
    }
}

/// Birthday and sex from both sources, which must not contradict each other.
fn agree(
    born: Option<Day>,
    gender: Gender,
    id: Option<(Day, Gender)>,
) -> Result<(Option<Day>, Gender), Problem> {
    let Some((id_born, id_gender)) = id else { return Ok((born, gender)) };
    if born.is_some_and(|b| b != id_born) {
        return Err(Problem::IdNumberBorn);
    }
    if gender != Gender::Unknown && gender != id_gender {
        return Err(Problem::IdNumberGender);
    }
    Ok((Some(id_born), id_gender))
}

/// A number in the wrong of the two phone columns goes where it belongs.
fn own_kind(mut details: Details) -> Details {
    let mobile = |p: &Option<String>| p.as_ref().is_some_and(|p| p.starts_with('1'));
    if details.phone.is_some() && !mobile(&details.phone) && details.landline.is_none() {
        details.landline = details.phone.take();
    }
    details
}

/// A list of names without states is one of people who live there; an owner may live anywhere.
fn implied(state: Option<ResidenceState>, role: Option<RoleKind>) -> Option<ResidenceState> {
    match (state, role) {
        (Some(state), _) => Some(state),
        (None, Some(RoleKind::Owner)) => None,
        (None, Some(RoleKind::Tenant)) => Some(ResidenceState::RegisteredElsewhere),
        (None, _) => Some(ResidenceState::LivesHere),
    }
}

fn told(refusal: &Refusal, whole: bool) -> (Column, Problem) {
    let problem = match refusal.name {
        "compound-unknown" => Problem::CompoundUnknown,
        "building-unknown" => Problem::BuildingUnknown,
        "stairwell-unknown" => Problem::StairwellUnknown,
        "room-unknown" => Problem::RoomUnknown,
        "registry-place-ambiguous" => Problem::PlaceAmbiguous,
        "registry-place-unreadable" => Problem::AddressUnreadable,
        _ => Problem::PlaceMissing,
    };
    let column = match refusal.field {
        _ if whole => Column::Address,
        Some("compound") => Column::Compound,
        Some("stairwell") => Column::Stairwell,
        Some("room") => Column::Room,
        _ => Column::Building,
    };
    (column, problem)
}

/// Keeps out whoever stands in an earlier row already: same name with the same birthday, or in the same room
/// where a birthday is missing. One person may own several rooms, in rows that give another role or room.
fn refuse_twins(checked: &mut Checked, mapping: &Mapping) {
    let mut seen: HashMap<(String, Option<Day>, Where), usize> = HashMap::new();
    let mut twins = Vec::new();
    checked.entries.retain(|entry| {
        let key = (entry.details.name.clone(), entry.details.born, entry.place.clone());
        let first = *seen.entry(key).or_insert(entry.line);
        if first != entry.line {
            twins.push(Finding {
                line: entry.line,
                column: mapping.at(Column::Name),
                problem: Problem::TwiceInFile,
                other: Some(first),
            });
        }
        first == entry.line
    });
    checked.blocked += twins.len();
    checked.findings.extend(twins);
}

fn warn_of_shared_phones(checked: &mut Checked, mapping: &Mapping) {
    let mut users: HashMap<&str, Vec<usize>> = HashMap::new();
    for entry in &checked.entries {
        entry.details.phone.iter().for_each(|p| users.entry(p).or_default().push(entry.line));
    }
    let column = mapping.at(Column::Phone);
    let crowded = users.values().filter(|lines| lines.len() > 4);
    let findings: Vec<Finding> = crowded
        .map(|lines| Finding {
            line: lines[4],
            column,
            problem: Problem::PhoneShared,
            other: lines.first().copied(),
        })
        .collect();
    checked.findings.extend(findings);
}

#[cfg(test)]
mod tests;
