//! A file or a piece of clipboard as rows of text. A cell is what a person sees in it.

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx};
use linju_kernel::Refusal;
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read};

/// Largest file taken, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most rows taken, without the header.
pub const MAX_ROWS: usize = 20_000;
const MAX_COLUMNS: usize = 100;
const MAX_CELL: usize = 2_000;
/// What a workbook may grow to when it is unpacked.
const MAX_UNPACKED: u64 = 300 * 1024 * 1024;

/// The first sheet of a file, from its header on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows as the file numbers them (1 is its first line), with their cells.
    pub rows: Vec<(usize, Vec<String>)>,
}

fn refuse(name: &'static str) -> Refusal {
    Refusal::new(name).at("file")
}

/// Reads an `.xlsx` or `.csv`, known by its content. Refuses `roster-too-large`, `roster-too-many-rows`,
/// `roster-bomb`, `roster-old-excel`, `roster-unreadable` and `roster-empty`, all at `file`.
pub fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(refuse("roster-too-large"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return from_lines(workbook(bytes)?);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refuse("roster-old-excel"));
    }
    let text = decode(bytes)?;
    from_lines(delimited(&text, if text.contains('\t') { b'\t' } else { b',' })?)
}

/// Reads what was pasted from a sheet: cells separated by tabs.
pub fn pasted(text: &str) -> Result<Sheet, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(refuse("roster-too-large"));
    }
    from_lines(delimited(text, if text.contains('\t') { b'\t' } else { b',' })?)
}

/// UTF-8 with or without its mark, or the GB18030 that Excel writes in China.
fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.contains('\0') { Err(refuse("roster-unreadable")) } else { Ok(text.to_owned()) };
    }
    let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
    if broken || text.contains('\0') { Err(refuse("roster-unreadable")) } else { Ok(text.into_owned()) }
}

fn delimited(text: &str, delimiter: u8) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
    // A reader that meets \r\n begins the next record before the \n, and counts its line as the one before.
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| refuse("roster-unreadable"))?;
        let line = record.position().map_or(lines.len() + 1, |p| p.line() as usize);
        if lines.len() > MAX_ROWS + 50 {
            return Err(refuse("roster-too-many-rows"));
        }
        lines.push((line, record.iter().take(MAX_COLUMNS).map(tidy).collect()));
    }
    Ok(lines)
}

fn workbook(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
    unpacks_within(bytes, MAX_UNPACKED)?;
    let unreadable = || refuse("roster-unreadable");
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_: calamine::XlsxError| unreadable())?;
    let first = book.sheet_names().first().cloned().ok_or_else(unreadable)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|_| unreadable())?;
    let mut lines: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
        let (row, column) = cell.get_position();
        let text = shown(cell.get_value());
        if text.is_empty() || column as usize >= MAX_COLUMNS {
            continue;
        }
        let line = row as usize + 1;
        if lines.last().is_none_or(|(l, _)| *l != line) {
            if lines.len() > MAX_ROWS + 50 {
                return Err(refuse("roster-too-many-rows"));
            }
            lines.push((line, Vec::new()));
        }
        if let Some((_, cells)) = lines.last_mut() {
            cells.resize(cells.len().max(column as usize + 1), String::new());
            cells[column as usize] = text;
        }
    }
    Ok(lines)
}

/// What a person sees in the cell: whole numbers without a fraction, dates as `2026-11-23`, errors as `#REF!`.
fn shown(value: &DataRef<'_>) -> String {
    let text = match Data::from(value.clone()) {
        Data::Empty => String::new(),
        Data::String(text) => text,
        Data::Int(n) => n.to_string(),
        Data::Float(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        Data::Float(x) => x.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(at) => day(&at),
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        Data::DurationIso(text) => text,
        Data::Error(error) => error.to_string(),
    };
    tidy(&text)
}

fn day(at: &ExcelDateTime) -> String {
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

fn tidy(text: &str) -> String {
    let text = text.trim().trim_start_matches('\'');
    text.chars().filter(|c| !c.is_control()).take(MAX_CELL).collect()
}

/// Refuses `roster-bomb` where unpacking the archive gives more than `limit` bytes, whatever its headers claim:
/// every entry is unpacked and counted, nothing kept.
fn unpacks_within(bytes: &[u8], limit: u64) -> Result<(), Refusal> {
    let unreadable = || refuse("roster-unreadable");
    let int = |at: usize, n: usize| -> Option<usize> {
        bytes.get(at..at + n).map(|b| b.iter().rev().fold(0, |x, b| x << 8 | usize::from(*b)))
    };
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(unreadable)?;
    let (entries, mut at) = int(end + 10, 2).zip(int(end + 16, 4)).ok_or_else(unreadable)?;
    let mut left = limit;
    for _ in 0..entries {
        let header = |offset, n| int(at + offset, n).ok_or_else(unreadable);
        let (method, packed, local) = (header(10, 2)?, header(20, 4)?, header(42, 4)?);
        let body = local
            + 30
            + int(local + 26, 2).ok_or_else(unreadable)?
            + int(local + 28, 2).ok_or_else(unreadable)?;
        let data = bytes.get(body..body.saturating_add(packed)).ok_or_else(unreadable)?;
        let size = match method {
            0 => data.len() as u64,
            8 => {
                let mut unpacked = flate2::read::DeflateDecoder::new(data).take(left + 1);
                std::io::copy(&mut unpacked, &mut std::io::sink()).map_err(|_| unreadable())?
            }
            _ => return Err(unreadable()),
        };
        left = left.checked_sub(size).ok_or(refuse("roster-bomb"))?;
        at += 46 + header(28, 2)? + header(30, 2)? + header(32, 2)?;
    }
    Ok(())
}

/// The table in `lines`: its header is the first of the first ten lines with the most known names, so that a
/// title above it does no harm.
fn from_lines(lines: Vec<(usize, Vec<String>)>) -> Result<Sheet, Refusal> {
    let filled: Vec<(usize, Vec<String>)> =
        lines.into_iter().filter(|(_, c)| c.iter().any(|t| !t.is_empty())).collect();
    let known =
        |cells: &[String]| cells.iter().filter(|c| super::columns::Column::guess(c).is_some()).count();
    let best = filled
        .iter()
        .take(10)
        .map(|(_, c)| known(c))
        .enumerate()
        .max_by_key(|(i, n)| (*n, std::cmp::Reverse(*i)));
    let head = best.map_or(0, |(i, _)| i);
    let mut rows = filled.into_iter().skip(head);
    let (_, header) = rows.next().ok_or(refuse("roster-empty"))?;
    let rows: Vec<(usize, Vec<String>)> = rows.collect();
    match rows.len() {
        0 => Err(refuse("roster-empty")),
        n if n > MAX_ROWS => Err(refuse("roster-too-many-rows")),
        _ => Ok(Sheet { header, rows }),
    }
}

#[cfg(test)]
mod tests;
