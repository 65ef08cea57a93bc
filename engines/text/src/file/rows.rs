//! Rows of requests.

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::collections::HashSet;
use std::fmt;

/// One request of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// Its id; the number of the row, from 1, where the file has none.
    pub id: String,
    /// What was said.
    pub text: String,
    /// Where, as said: 久耕小区3号楼2单元. Empty where the file does not say.
    pub place: String,
    /// Its category. Empty where the file does not say.
    pub category: String,
    /// When, in milliseconds, all rows by the same clock; 0 where the file has no times.
    pub at: i64,
    /// Who said it. Empty where the file does not say.
    pub resident: String,
}

/// Why a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowsError {
    /// It has no column of this name.
    Missing(&'static str),
    /// The line (from 1) is not CSV, or has more or fewer fields than the head.
    Line(u64),
    /// The column's field on this line cannot be read.
    Field(u64, &'static str),
}

impl fmt::Display for RowsError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            RowsError::Missing(column) => write!(f, "there is no column {column}"),
            RowsError::Line(line) => {
                write!(f, "line {line}: not UTF-8, or not as many fields as the head has columns")
            }
            RowsError::Field(line, "time") => {
                write!(f, "line {line}, column time: expected a time such as 2026-11-23 08:30")
            }
            RowsError::Field(line, "id") => write!(f, "line {line}, column id: empty, or used before"),
            RowsError::Field(line, column) => write!(f, "line {line}, column {column}: empty"),
        }
    }
}

impl std::error::Error for RowsError {}

/// Reads a CSV with a head. Columns in any order, by their English or Chinese names: `text` (内容), and if the
/// file has them `id` (编号), `place` (地点), `category` (类别), `time` (时间), `resident` (居民); others are not read.
pub fn rows(csv: &str) -> Result<Vec<Row>, RowsError> {
    let csv = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    let mut reader = ReaderBuilder::new().from_reader(csv.as_bytes());
    let line_of = |error: csv::Error| RowsError::Line(error.position().map_or(1, csv::Position::line));
    let head = reader.headers().map_err(line_of)?.clone();
    let column = |names: [&str; 2]| head.iter().position(|name| names.contains(&name.trim()));
    let text = column(["text", "内容"]).ok_or(RowsError::Missing("text"))?;
    let (id, place) = (column(["id", "编号"]), column(["place", "地点"]));
    let (category, time) = (column(["category", "类别"]), column(["time", "时间"]));
    let resident = column(["resident", "居民"]);
    let mut used = HashSet::new();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(line_of)?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: Option<usize>| field(&record, column);
        let row = Row {
            id: id.map_or_else(|| (rows.len() + 1).to_string(), |id| field(Some(id))),
            text: field(Some(text)),
            place: field(place),
            category: field(category),
            at: match time {
                Some(_) => moment(&field(time)).ok_or(RowsError::Field(line, "time"))?,
                None => 0,
            },
            resident: field(resident),
        };
        if row.text.is_empty() {
            return Err(RowsError::Field(line, "text"));
        }
        if row.id.is_empty() || !used.insert(row.id.clone()) {
            return Err(RowsError::Field(line, "id"));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn field(record: &StringRecord, column: Option<usize>) -> String {
    column.and_then(|column| record.get(column)).unwrap_or_default().trim().to_owned()
}

/// A day, or a day and a time on the file's own clock.
fn moment(text: &str) -> Option<i64> {
    let time: DateTime = text.replace('/', "-").parse().ok()?;
    TimeZone::UTC.to_timestamp(time).ok().map(|moment| moment.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_heads() {
        let csv = "\u{feff}内容,编号,时间,备注\n\"灯坏了,两天\",a1,2026-11-23 08:30,x\n漏水,a2,2026-11-24,\n";
        let read = rows(csv).expect("rows");
        assert_eq!((read[0].id.as_str(), read[0].text.as_str()), ("a1", "灯坏了,两天"));
        assert_eq!(read[1].at - read[0].at, (24 * 60 - 510) * 60_000);
        assert_eq!(rows("text\n灯坏了\n").expect("rows")[0].id, "1");
    }

    #[test]
    fn what_cannot_be_read_is_named_by_line_and_column() {
        for (csv, error) in [
            ("id,category\n1,2\n", RowsError::Missing("text")),
            ("id,text\n1,灯\n1,水\n", RowsError::Field(3, "id")),
            ("id,text\n1,\n", RowsError::Field(2, "text")),
            ("text,time\n灯,昨天\n", RowsError::Field(2, "time")),
            ("id,text\n1,灯,多\n", RowsError::Line(2)),
        ] {
            assert_eq!(rows(csv), Err(error.clone()), "{csv}");
            assert!(!error.to_string().is_empty());
        }
    }
}
