//! A plain table of requests with a head, one request a line, columns in any order.
//!
//! | head | or | what |
//! |---|---|---|
//! | `date` | 日期 | day, as 2026-06-30 or 2026/6/30 |
//! | `place` | 地点 | name of the place |
//! | `x`, `y` | | metres on a plan |
//! | `lat`, `lon` | 纬度, 经度 | degrees, instead of `x` and `y` |
//! | `category` | 类别 | levels from the general to the particular, with `/` between; may be missing |
//! | `household` | 户 | who asked, any text; may be missing |
//! | `cases` | 件数 | how many; 1 if missing |

use super::calendar::{Calendar, Unit, When};
use crate::Error;
use crate::scan::{Case, Metric, Permutation, Places, Tree};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Requests as a table has them.
#[derive(Debug, Clone)]
pub struct Requests {
    /// Names of the places, sorted; a place's index is its position here.
    pub names: Vec<String>,
    /// Where they are.
    pub places: Places,
    /// Names of the categories, from the first level down; number 0 is all of them and has no name.
    pub categories: Vec<String>,
    tree: Tree,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    day: Date,
    place: usize,
    category: usize,
    household: Option<usize>,
    cases: usize,
}

struct Row {
    day: Date,
    place: String,
    category: String,
    household: String,
    cases: usize,
}

/// Where each column stands.
struct Heads {
    date: usize,
    place: usize,
    metric: Metric,
    point: [usize; 2],
    category: Option<usize>,
    household: Option<usize>,
    cases: Option<usize>,
}

/// Reads a table.
pub fn requests(text: &str) -> Result<Requests, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heads = Heads::read(reader.headers().map_err(broken)?)?;
    let mut points = BTreeMap::new();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let (row, point) = heads.row(&record)?;
        let known = *points.entry(row.place.clone()).or_insert(point);
        if known != point {
            return Err(wrong(&record, heads.point[0], format!("“{}” stood elsewhere before", row.place)));
        }
        rows.push(row);
    }
    let (names, points): (Vec<String>, Vec<[f64; 2]>) = points.into_iter().unzip();
    let (categories, parents) = categories(&rows);
    let households = numbers(rows.iter().map(|row| row.household.as_str()));
    let lines = rows
        .iter()
        .map(|row| Line {
            day: row.day,
            place: position(&names, &row.place),
            category: position(&categories, &row.category),
            household: households.get(row.household.as_str()).copied().filter(|_| !row.household.is_empty()),
            cases: row.cases,
        })
        .collect();
    Ok(Requests {
        places: Places::new(points, heads.metric)?,
        names,
        categories,
        tree: Tree::new(parents)?,
        lines,
    })
}

impl Requests {
    /// First and last day of any request.
    pub fn period(&self) -> Option<(Date, Date)> {
        let days = || self.lines.iter().map(|line| line.day);
        days().min().zip(days().max())
    }

    /// The requests within the calendar, for the permutation scan. Pooled, the categories of one first level are of
    /// one kind.
    pub fn permutation(&self, calendar: &Calendar, pooled: bool, by_household: bool) -> Permutation {
        let first_level = |name: &String| position(&self.categories, name.split('/').next().unwrap_or(""));
        let case = |line: &Line| {
            let interval = calendar.interval(line.day)?;
            let Line { place, category, household, cases, .. } = *line;
            Some(std::iter::repeat_n(Case { place, interval, category, household }, cases))
        };
        let cases = self.lines.iter().filter_map(case).flatten().collect();
        let kinds = if pooled { self.categories.iter().map(first_level).collect() } else { Vec::new() };
        Permutation { cases, tree: self.tree.clone(), classes: Vec::new(), kinds, by_household }
    }
}

impl Heads {
    fn read(heads: &csv::StringRecord) -> Result<Self, Error> {
        let find = |names: &[&str]| {
            heads.iter().position(|head| names.iter().any(|name| head.eq_ignore_ascii_case(name)))
        };
        let need = |names: &[&str]| {
            let missing = || Error::Text {
                line: 1,
                column: 1,
                what: format!("no column is called “{}”", names.join("” or “")),
            };
            find(names).ok_or_else(missing)
        };
        let degrees = find(&["lat", "latitude", "纬度"]).zip(find(&["lon", "longitude", "经度"]));
        let (metric, point) = match degrees {
            Some((lat, lon)) => (Metric::Sphere, [lat, lon]),
            None => (Metric::Plane, [need(&["x", "lat", "纬度"])?, need(&["y", "lon", "经度"])?]),
        };
        Ok(Self {
            date: need(&["date", "day", "日期"])?,
            place: need(&["place", "location", "地点"])?,
            metric,
            point,
            category: find(&["category", "类别"]),
            household: find(&["household", "户"]),
            cases: find(&["cases", "count", "件数"]),
        })
    }

    fn row(&self, record: &csv::StringRecord) -> Result<(Row, [f64; 2]), Error> {
        let said = |column: usize| record.get(column).unwrap_or("");
        let number = |column: usize| {
            said(column)
                .parse::<f64>()
                .map_err(|_| wrong(record, column, format!("“{}” is no coordinate", said(column))))
        };
        let day = When::parse(said(self.date)).filter(|when| when.unit == Unit::Day).ok_or_else(|| {
            wrong(record, self.date, format!("“{}” is no day such as 2026-06-30", said(self.date)))
        })?;
        if said(self.place).is_empty() {
            return Err(wrong(record, self.place, "the place is missing".to_owned()));
        }
        let cases = match self.cases {
            Some(column) => said(column)
                .parse()
                .map_err(|_| wrong(record, column, format!("“{}” is no number of cases", said(column))))?,
            None => 1,
        };
        let row = Row {
            day: day.first,
            place: said(self.place).to_owned(),
            category: self.category.map_or(String::new(), |column| said(column).trim_matches('/').to_owned()),
            household: self.household.map_or(String::new(), |column| said(column).to_owned()),
            cases,
        };
        Ok((row, [number(self.point[0])?, number(self.point[1])?]))
    }
}

/// All categories and those above them, each after the one it belongs to.
fn categories(rows: &[Row]) -> (Vec<String>, Vec<Option<usize>>) {
    let above = |path: &str| path.rsplit_once('/').map_or("", |(above, _)| above).to_owned();
    let mut names = vec![String::new()];
    for row in rows {
        let paths =
            std::iter::successors(Some(row.category.clone()), |path| (!path.is_empty()).then(|| above(path)));
        names.extend(paths);
    }
    names.sort();
    names.dedup();
    let parent = |name: &String| (!name.is_empty()).then(|| position(&names, &above(name)));
    let parents = names.iter().map(parent).collect();
    (names, parents)
}

fn numbers<'a>(words: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut numbers: BTreeMap<&str, usize> = words.map(|word| (word, 0)).collect();
    numbers.values_mut().enumerate().for_each(|(number, value)| *value = number);
    numbers
}

fn position(sorted: &[String], name: &str) -> usize {
    sorted.partition_point(|other| other.as_str() < name)
}

fn wrong(record: &csv::StringRecord, column: usize, what: String) -> Error {
    let line = record.position().map_or(1, |position| position.line() as usize);
    Error::Text { line, column: column + 1, what }
}

fn broken(error: csv::Error) -> Error {
    let line = error.position().map_or(1, |position| position.line() as usize);
    Error::Text { line, column: 1, what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\u{feff}日期,地点,x,y,类别,户\n\
        2026-06-01,3号楼,0,0,房屋/漏水,501\n\
        2026/6/2,1号楼,10,5,房屋/电梯,\n\
        2026-06-02,3号楼,0,0,噪声,501\n";

    #[test]
    fn a_table_becomes_places_categories_and_cases() {
        let read = requests(TABLE).expect("a sound table");
        assert_eq!(read.names, ["1号楼", "3号楼"]);
        assert_eq!(read.categories, ["", "噪声", "房屋", "房屋/漏水", "房屋/电梯"]);
        let (from, to) = read.period().expect("days");
        let calendar = Calendar::new(from, to, Unit::Day).expect("in order");
        let model = read.permutation(&calendar, true, true);
        assert_eq!(model.kinds, [0, 1, 2, 2, 2]);
        assert_eq!(model.tree.path(3).collect::<Vec<_>>(), [3, 2, 0]);
        let said: Vec<_> =
            model.cases.iter().map(|case| (case.place, case.interval, case.category)).collect();
        assert_eq!(said, [(1, 0, 3), (0, 1, 4), (1, 1, 1)]);
        assert_eq!(model.cases[0].household, model.cases[2].household);
        assert_eq!(model.cases[1].household, None);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = |table: &str| requests(table).expect_err("unsound").to_string();
        assert_eq!(told("place,x,y\n"), "line 1, column 1: no column is called “date” or “day” or “日期”");
        assert_eq!(
            told(&TABLE.replace("2026/6/2", "昨天")),
            "line 3, column 1: “昨天” is no day such as 2026-06-30"
        );
        assert_eq!(
            told(&TABLE.replace("3号楼,0,0,噪声", "3号楼,0,1,噪声")),
            "line 4, column 3: “3号楼” stood elsewhere before"
        );
        assert!(told(&TABLE.replace(",噪声,501", "")).starts_with("line 4"));
    }
}
