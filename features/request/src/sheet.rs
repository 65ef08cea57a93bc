//! Tables as offices send them: `.xlsx`, `.csv`, a piece of clipboard. A cell is the text a person sees in it.

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx};
use linju_kernel::Refusal;
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Read};

/// Most rows taken from one file, without its header: each may come back with two choices in one form.
pub const MOST_ROWS: usize = 900;
const MOST_COLUMNS: usize = 60;
const MOST_CELL: usize = 4_000;
const MOST_LINES: usize = MOST_ROWS + 20;
/// What a workbook may grow to when it is unpacked.
const MOST_UNPACKED: u64 = 100 * 1024 * 1024;

/// A row as its file numbers it (1 is the first line), with its cells.
pub type Line = (usize, Vec<String>);

/// The filled lines of a file's first sheet. Refuses `table-empty`, `table-too-long`, `table-old-excel` and
/// `table-unreadable`, all at `file`.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    let lines = if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refuse("table-old-excel"));
    } else {
        delimited(&decode(bytes)?)?
    };
    filled(lines)
}

/// The lines of what was pasted from a sheet. Refuses as [`read`] does.
pub fn pasted(text: &str) -> Result<Vec<Line>, Refusal> {
    filled(delimited(text)?)
}

/// A workbook of one sheet with `header` over `rows`, everything as text.
pub fn write(header: &[&str], rows: &[Vec<String>]) -> linju_core::Result<Vec<u8>> {
    let fault = |error: rust_xlsxwriter::XlsxError| linju_core::Error::Fault(error.to_string());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
    for (r, row) in std::iter::once(&header).chain(rows).enumerate() {
        for (c, text) in row.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, text).map_err(fault)?;
        }
    }
    book.save_to_buffer().map_err(fault)
}

fn refuse(name: &'static str) -> Refusal {
    Refusal::new(name).at("file")
}

fn filled(lines: Vec<Line>) -> Result<Vec<Line>, Refusal> {
    let lines: Vec<Line> =
        lines.into_iter().filter(|(_, cells)| cells.iter().any(|c| !c.is_empty())).collect();
    match lines.len() {
        0 => Err(refuse("table-empty")),
        n if n > MOST_ROWS + 1 => Err(refuse("table-too-long")),
        _ => Ok(lines),
    }
}

/// UTF-8 with or without its mark, or the GB18030 that Excel writes in China.
fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
            Some(text.into_owned()).filter(|_| !broken).ok_or(refuse("table-unreadable"))?
        }
    };
    if text.contains('\0') { Err(refuse("table-unreadable")) } else { Ok(text) }
}

fn delimited(text: &str) -> Result<Vec<Line>, Refusal> {
    let delimiter = if text.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records().take(MOST_LINES) {
        let record = record.map_err(|_| refuse("table-unreadable"))?;
        let line = record.position().map_or(lines.len() + 1, |at| first_line(text, at));
        lines.push((line, record.iter().take(MOST_COLUMNS).map(tidy).collect()));
    }
    Ok(lines)
}

/// The line a record begins on: its position is that of the empty lines before it.
fn first_line(text: &str, at: &csv::Position) -> usize {
    let rest = text.as_bytes().get(at.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).filter(|b| **b == b'\n').count();
    at.line() as usize + empty
}

fn workbook(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    unpacks_within(bytes, MOST_UNPACKED)?;
    let unreadable = || refuse("table-unreadable");
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_: calamine::XlsxError| unreadable())?;
    let first = book.sheet_names().first().cloned().ok_or_else(unreadable)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|_| unreadable())?;
    let mut lines: Vec<Line> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
        let (row, column) = (cell.get_position().0 as usize + 1, cell.get_position().1 as usize);
        let text = shown(cell.get_value());
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if lines.last().is_none_or(|(line, _)| *line != row) {
            if lines.len() == MOST_LINES {
                return Ok(lines);
            }
            lines.push((row, Vec::new()));
        }
        if let Some((_, cells)) = lines.last_mut() {
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = text;
        }
    }
    Ok(lines)
}

fn shown(value: &DataRef<'_>) -> String {
    let text = match Data::from(value.clone()) {
        Data::Empty => String::new(),
        Data::String(text) => text,
        Data::Float(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        Data::Float(x) if x.abs() >= 1e15 => format!("{x:E}").replace('E', "E+"),
        Data::DateTime(at) => moment(&at),
        Data::DateTimeIso(text) => text.replace('T', " "),
        other => other.to_string(),
    };
    tidy(&text)
}

fn moment(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    match (hour, minute) {
        (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

fn tidy(text: &str) -> String {
    let text = text.trim().trim_start_matches('\'');
    text.chars().filter(|c| !c.is_control()).take(MOST_CELL).collect()
}

/// Refuses `table-unreadable` where unpacking the archive gives more than `limit` bytes, whatever its headers
/// claim: every entry is unpacked and counted, nothing kept.
fn unpacks_within(bytes: &[u8], limit: u64) -> Result<(), Refusal> {
    let unreadable = || refuse("table-unreadable");
    let number = |at: usize, n: usize| -> Option<usize> {
        bytes.get(at..at.checked_add(n)?).map(|b| b.iter().rev().fold(0, |x, b| x << 8 | usize::from(*b)))
    };
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(unreadable)?;
    let (entries, mut at) = number(end + 10, 2).zip(number(end + 16, 4)).ok_or_else(unreadable)?;
    let mut left = limit;
    for _ in 0..entries {
        let header = |offset, n| number(at + offset, n).ok_or_else(unreadable);
        let (method, packed, local) = (header(10, 2)?, header(20, 4)?, header(42, 4)?);
        let names = number(local + 26, 2).zip(number(local + 28, 2)).ok_or_else(unreadable)?;
        let body = local + 30 + names.0 + names.1;
        let data = bytes.get(body..body.saturating_add(packed)).ok_or_else(unreadable)?;
        let size = match method {
            0 => data.len() as u64,
            8 => std::io::copy(
                &mut flate2::read::DeflateDecoder::new(data).take(left + 1),
                &mut std::io::sink(),
            )
            .map_err(|_| unreadable())?,
            _ => return Err(unreadable()),
        };
        left = left.checked_sub(size).ok_or_else(unreadable)?;
        at += 46 + header(28, 2)? + header(30, 2)? + header(32, 2)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_reads_the_same_in_every_encoding_an_office_sends() {
        let text = "工单编号,标题\nA1,\"灯坏了, 3号楼\"\n\nA2,漏水\n";
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let expected = read(text.as_bytes()).unwrap();
        assert_eq!(expected[1], (2, vec!["A1".to_owned(), "灯坏了, 3号楼".to_owned()]));
        assert_eq!(expected[2].0, 4, "rows keep the number the file shows");
        assert_eq!(read(&gbk).unwrap(), expected);
        assert_eq!(read(&marked).unwrap(), expected);
    }

    #[test]
    fn what_is_written_reads_back() {
        let rows =
            vec![vec!["00123".to_owned(), "楼道灯".to_owned()], vec![String::new(), "漏水".to_owned()]];
        let lines = read(&write(&["编号", "标题"], &rows).unwrap()).unwrap();
        assert_eq!(lines[1].1, rows[0], "a number kept as text keeps its zeros");
        assert_eq!(lines[2], (3, rows[1].clone()));
    }

    #[test]
    fn dates_and_long_numbers_are_shown_as_a_person_sees_them() {
        let mut book = Workbook::new();
        let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let at = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 20).unwrap().and_hms(9, 30, 0).unwrap();
        let sheet = book.add_worksheet();
        sheet.write_datetime_with_format(0, 0, &at, &format).unwrap();
        sheet.write_number(0, 1, 2.026_112e17).unwrap();
        sheet.write_number(0, 2, 42).unwrap();
        let lines = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(lines[0].1[0], "2026-11-20 09:30");
        assert!(lines[0].1[1].contains("E+"), "{}", lines[0].1[1]);
        assert_eq!(lines[0].1[2], "42");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let name = |bytes: &[u8]| read(bytes).unwrap_err().name;
        assert_eq!(name(b""), "table-empty");
        assert_eq!(name(b"\xd0\xcf\x11\xe0old"), "table-old-excel");
        assert_eq!(name(b"PK\x03\x04not a workbook"), "table-unreadable");
        assert_eq!(name(b"\xff\xff\xfe\0\0"), "table-unreadable");
        assert_eq!(name("a\n".repeat(MOST_ROWS + 2).as_bytes()), "table-too-long");
    }
}
