//! An owners' vote as one sheet (CSV in UTF-8): a line per part, and one more for every further ballot of a part.
//!
//! | column | what it holds |
//! |---|---|
//! | `part` | name of the part |
//! | `building` | building it stands in; may be missing |
//! | `area` | square metres with up to two decimals: 89.35 |
//! | `holder` | its owner, or owners separated by `+`; `developer` (or 建设单位) where it is not sold or handed over |
//! | `vote` | yes, no, abstain (同意, 反对, 弃权), or nothing |
//! | `proxy` | nothing, `written` (书面) or `unwritten` (无书面); may be missing |
//! | `served` | yes or no (是, 否): the ballot was delivered; yes where missing |

use super::{Ballot, Choice, Holder, Part, Voice};
use std::collections::HashMap;
use thiserror::Error;

/// A roll and its ballots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The parts, in the order of their first lines.
    pub roll: Vec<Part>,
    /// The ballots, in the order of the lines.
    pub ballots: Vec<Ballot>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub struct Fault {
    /// Line, from 1.
    pub line: u64,
    /// Name of the column.
    pub column: &'static str,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Wrong {
    /// A column that must be there is not.
    #[error("this column is missing")]
    NoColumn,
    /// A field that must not be empty is.
    #[error("nothing is written here")]
    Empty,
    /// Not an area.
    #[error("{0:?} is no area in square metres with up to two decimals")]
    Area(String),
    /// Not one of the words known.
    #[error("{found:?} is none of {known}")]
    Word {
        /// What is written.
        found: String,
        /// What may be.
        known: &'static str,
    },
    /// Two lines of one part say different things about it.
    #[error("an earlier line says otherwise about part {0}")]
    Differs(String),
    /// Quotes or bytes that cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// Reads a sheet. A byte order mark is passed over, columns are known by their heads.
pub fn read(text: &str) -> Result<Sheet, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::new(reader.headers().map_err(|error| unreadable(1, &error))?)?;
    let mut sheet = Sheet::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut line = 1;
    for record in reader.into_records() {
        let record = record.map_err(|error| unreadable(line, &error))?;
        line = record.position().map_or(line, csv::Position::line);
        let fault = |(column, what)| Fault { line, column, what };
        let part = columns.part(&record).map_err(fault)?;
        if let Some(ballot) = columns.ballot(&record, &part.id).map_err(fault)? {
            sheet.ballots.push(ballot);
        }
        match known.get(&part.id) {
            None => {
                known.insert(part.id.clone(), sheet.roll.len());
                sheet.roll.push(part);
            }
            Some(&at) if sheet.roll[at] == part => {}
            Some(_) => return Err(fault(("part", Wrong::Differs(part.id)))),
        }
    }
    Ok(sheet)
}

fn unreadable(line: u64, error: &csv::Error) -> Fault {
    Fault { line, column: "-", what: Wrong::Unreadable(error.to_string()) }
}

type Field<T> = Result<T, (&'static str, Wrong)>;

struct Columns {
    part: usize,
    building: Option<usize>,
    area: usize,
    holder: usize,
    vote: usize,
    proxy: Option<usize>,
    served: Option<usize>,
}

impl Columns {
    fn new(heads: &csv::StringRecord) -> Result<Self, Fault> {
        let find = |name: &str| heads.iter().position(|head| head == name);
        let must =
            |name: &'static str| find(name).ok_or(Fault { line: 1, column: name, what: Wrong::NoColumn });
        Ok(Self {
            part: must("part")?,
            building: find("building"),
            area: must("area")?,
            holder: must("holder")?,
            vote: must("vote")?,
            proxy: find("proxy"),
            served: find("served"),
        })
    }

    fn part(&self, record: &csv::StringRecord) -> Field<Part> {
        let must = |at: usize, name| match &record[at] {
            "" => Err((name, Wrong::Empty)),
            field => Ok(field.to_owned()),
        };
        let area = must(self.area, "area")?;
        Ok(Part {
            id: must(self.part, "part")?,
            building: optional(record, self.building).to_owned(),
            area: hundredths(&area).ok_or(("area", Wrong::Area(area)))?,
            holder: holder(&must(self.holder, "holder")?),
            served: match optional(record, self.served) {
                "" | "yes" | "是" => true,
                "no" | "否" => false,
                found => return Err(word("served", found, "yes, no, 是, 否")),
            },
        })
    }

    fn ballot(&self, record: &csv::StringRecord, part: &str) -> Field<Option<Ballot>> {
        let choice = match &record[self.vote] {
            "" => return Ok(None),
            "yes" | "同意" => Choice::Yes,
            "no" | "反对" => Choice::No,
            "abstain" | "弃权" => Choice::Abstain,
            found => return Err(word("vote", found, "yes, no, abstain, 同意, 反对, 弃权")),
        };
        let voice = match optional(record, self.proxy) {
            "" => Voice::Owner,
            "written" | "书面" => Voice::Proxy { written: true },
            "unwritten" | "无书面" => Voice::Proxy { written: false },
            found => return Err(word("proxy", found, "written, unwritten, 书面, 无书面")),
        };
        Ok(Some(Ballot { part: part.to_owned(), choice, voice }))
    }
}

fn optional(record: &csv::StringRecord, at: Option<usize>) -> &str {
    at.map_or("", |at| &record[at])
}

fn word(column: &'static str, found: &str, known: &'static str) -> (&'static str, Wrong) {
    (column, Wrong::Word { found: found.to_owned(), known })
}

fn holder(field: &str) -> Holder {
    match field {
        "developer" | "建设单位" => Holder::Developer,
        owners => {
            let owners = owners.split(['+', '＋']).map(str::trim).filter(|owner| !owner.is_empty());
            Holder::Owners(owners.map(str::to_owned).collect())
        }
    }
}

/// Square metres in 0.01 m².
fn hundredths(field: &str) -> Option<u64> {
    let (whole, after) = field.split_once('.').unwrap_or((field, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || after.len() > 2 || !digits(whole) || !digits(after) {
        return None;
    }
    format!("{whole}{after:0<2}").parse().ok()
}
