//! Workbooks to take away.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use linju_core::{Error, Result};
use linju_kernel::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, and a number that must keep its zeros.
    Text(String),
    /// A day, which the spreadsheet can count with.
    Day(Day),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

/// One sheet of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Leaf {
    /// Its name on the tab; the spreadsheet's own where empty.
    pub name: String,
    /// Widths of the first columns, in characters.
    pub widths: Vec<f64>,
    /// Names of the columns, which stay in sight; none where the rows speak for themselves.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A workbook of these sheets.
pub fn workbook(leaves: &[Leaf]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let written = leaves.iter().try_for_each(|leaf| fill(book.add_worksheet(), leaf));
    written.and_then(|()| book.save_to_buffer()).map_err(|error| Error::Fault(error.to_string()))
}

/// A workbook of one sheet with `header` over `rows`, everything as text.
pub fn plain(header: Vec<String>, rows: Vec<Vec<String>>) -> Result<Vec<u8>> {
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
    workbook(&[Leaf { header, rows, ..Leaf::default() }])
}

/// The workbook in `bytes` as a file to keep under `name`.
pub fn attachment(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, MEDIA_TYPE.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

fn fill(sheet: &mut Worksheet, leaf: &Leaf) -> Result<(), XlsxError> {
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let date = Format::new().set_num_format("yyyy-mm-dd");
    if !leaf.name.is_empty() {
        sheet.set_name(&leaf.name)?;
    }
    for (column, width) in leaf.widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    let first = u32::from(!leaf.header.is_empty());
    sheet.set_freeze_panes(first, 0)?;
    for (column, name) in leaf.header.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, name, &bold)?;
    }
    for (row, cells) in leaf.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (first + row as u32, column as u16);
            match cell {
                Cell::Text(words) => sheet.write_string_with_format(row, column, words, &text)?,
                Cell::Day(day) => sheet.write_datetime_with_format(row, column, excel_day(*day)?, &date)?,
            };
        }
    }
    Ok(())
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        day.0.year().unsigned_abs(),
        day.0.month().unsigned_abs(),
        day.0.day().unsigned_abs(),
    )
}
