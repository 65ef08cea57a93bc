//! The first sheet of an `.xlsx`, read cell by cell.

use super::unpack::unpacks_within;
use super::{Bounds, Line, MOST_COLUMNS, room_for_one, tidy, unreadable};
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx};
use linju_kernel::Refusal;
use std::io::Cursor;

/// The lines of the workbook in `bytes` that hold anything.
pub fn lines(bytes: &[u8], bounds: &Bounds) -> Result<Vec<Line>, Refusal> {
    unpacks_within(bytes, bounds.unpacked)?;
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
            room_for_one(&lines, bounds)?;
            lines.push((row, Vec::new()));
        }
        if let Some((_, cells)) = lines.last_mut() {
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = text;
        }
    }
    Ok(lines)
}

/// What a person sees in the cell: whole numbers without a fraction, longer ones as the spreadsheet rounds them,
/// days as `2026-11-23`, moments as `2026-11-23 09:30`, errors as `#REF!`.
fn shown(value: &DataRef<'_>) -> String {
    let text = match Data::from(value.clone()) {
        Data::Empty => String::new(),
        Data::String(text) => text,
        Data::Float(x) if x.abs() >= 1e15 => format!("{x:E}").replace('E', "E+"),
        Data::Float(x) if x.fract() == 0.0 => format!("{x:.0}"),
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
