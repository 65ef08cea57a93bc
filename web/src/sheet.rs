//! Tables as offices send them and want them back: `.xlsx`, `.csv`, a piece of clipboard. A cell is the text a
//! person sees in it.

mod column;
mod unpack;
mod workbook;
mod write;

pub use column::{ColumnAs, letters, say};
pub use write::{Cell, Leaf, attachment, plain, workbook};

use linju_kernel::Refusal;
use serde::{Deserialize, Serialize};

/// Largest file taken, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Lines above the header: a title, a date, who made it.
const MOST_ABOVE: usize = 10;
const MOST_COLUMNS: usize = 100;
const MOST_CELL: usize = 4_000;

/// A row as its file numbers it (1 is the first line), with its cells.
pub type Line = (usize, Vec<String>);

/// How much of a file is taken.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Most rows below the header.
    pub rows: usize,
    /// What a workbook may grow to when it is unpacked, in bytes.
    pub unpacked: u64,
    /// Name of the refusal of more rows; its sentence says how many there may be.
    pub too_many: &'static str,
}

/// A table: the names of its columns, and the rows below.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Line>,
}

impl Sheet {
    /// The table in `lines`, whose header is found by the names that are `known` ([`header_at`]). Its rows may
    /// be none. Refuses more of them than `bounds` allows.
    pub fn of(lines: Vec<Line>, known: impl Fn(&str) -> bool, bounds: &Bounds) -> Result<Self, Refusal> {
        let (head, _) = header_at(&lines, known);
        let mut lines = lines.into_iter().skip(head);
        let (_, header) = lines.next().unwrap_or_default();
        let rows: Vec<Line> = lines.collect();
        if rows.len() > bounds.rows { Err(refuse(bounds.too_many)) } else { Ok(Self { header, rows }) }
    }
}

/// Where the header stands, and how many names in it are `known`: the first of the first ten lines with the
/// most of them, so that a title above it does no harm.
pub fn header_at(lines: &[Line], known: impl Fn(&str) -> bool) -> (usize, usize) {
    let names = |(_, cells): &Line| cells.iter().filter(|cell| known(cell)).count();
    let counted = lines.iter().take(MOST_ABOVE).map(names).enumerate();
    counted.max_by_key(|(at, n)| (*n, std::cmp::Reverse(*at))).unwrap_or_default()
}

/// The filled lines of an `.xlsx` (its first sheet) or `.csv`, known by its content. Refuses `sheet-too-large`,
/// `sheet-bomb`, `sheet-old-excel`, `sheet-unreadable`, `sheet-empty` and what `bounds` name, all at `file`.
pub fn read(bytes: &[u8], bounds: &Bounds) -> Result<Vec<Line>, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(refuse("sheet-too-large"));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refuse("sheet-old-excel"));
    }
    filled(match bytes.starts_with(b"PK\x03\x04") {
        true => workbook::lines(bytes, bounds)?,
        false => delimited(&decode(bytes)?, bounds)?,
    })
}

/// The filled lines of what was pasted from a sheet. Refuses as [`read`] does.
pub fn pasted(text: &str, bounds: &Bounds) -> Result<Vec<Line>, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(refuse("sheet-too-large"));
    }
    filled(delimited(text, bounds)?)
}

fn refuse(name: &'static str) -> Refusal {
    Refusal::new(name).at("file")
}

fn unreadable() -> Refusal {
    refuse("sheet-unreadable")
}

fn filled(lines: Vec<Line>) -> Result<Vec<Line>, Refusal> {
    let filled = |(_, cells): &Line| cells.iter().any(|cell| !cell.is_empty());
    let lines: Vec<Line> = lines.into_iter().filter(filled).collect();
    if lines.is_empty() { Err(refuse("sheet-empty")) } else { Ok(lines) }
}

/// May one more line be kept beside `lines`?
fn room_for_one(lines: &[Line], bounds: &Bounds) -> Result<(), Refusal> {
    if lines.len() > bounds.rows + MOST_ABOVE { Err(refuse(bounds.too_many)) } else { Ok(()) }
}

/// UTF-8 with or without its mark, or the GB18030 that Excel writes in China.
fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
            Some(text.into_owned()).filter(|_| !broken).ok_or_else(unreadable)?
        }
    };
    if text.contains('\0') { Err(unreadable()) } else { Ok(text) }
}

fn delimited(text: &str, bounds: &Bounds) -> Result<Vec<Line>, Refusal> {
    // A reader that meets \r\n begins the next record before the \n, and counts its line as the one before.
    let text = text.replace("\r\n", "\n");
    let delimiter = if text.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| unreadable())?;
        room_for_one(&lines, bounds)?;
        let line = record.position().map_or(lines.len() + 1, |at| first_line(&text, at));
        lines.push((line, record.iter().take(MOST_COLUMNS).map(tidy).collect()));
    }
    Ok(lines)
}

/// The line a record begins on: its position is that of the empty lines before it.
fn first_line(text: &str, at: &csv::Position) -> usize {
    let rest = text.as_bytes().get(at.byte() as usize..).unwrap_or_default();
    at.line() as usize + rest.iter().take_while(|byte| **byte == b'\n').count()
}

fn tidy(text: &str) -> String {
    let text = text.trim().trim_start_matches('\'');
    text.chars().filter(|c| !c.is_control()).take(MOST_CELL).collect()
}

#[cfg(test)]
mod tests;
