//! For every row, the earlier rows that look like it.

use super::Row;
use crate::similar::{Category, Entry, Index, Match, Nearness, Parts, Place, Tuning, Weights};
use serde::Serialize;
use std::collections::BTreeSet;

/// One row, and what it looks like.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Looked {
    /// The row.
    pub id: String,
    /// The earlier row that the same resident had sent already, nearly word for word.
    pub repost_of: Option<String>,
    /// Earlier rows that look like it, best first.
    pub similar: Vec<Found>,
}

/// An earlier row that looks like the one asked about.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Found {
    /// The row.
    pub id: String,
    /// How alike the two are, at most 1.
    pub score: f64,
    /// Why.
    pub parts: Parts,
    /// The smallest place both are known to be in.
    pub nearness: Nearness,
    /// How many days before.
    pub days: f64,
}

/// For each row, in order of time, the `most` earlier ones that look most like it. A row without a place is
/// where its words say. A category of four digits is of the family of its first two.
pub fn similar(rows: &[Row], most: usize) -> Vec<Looked> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| rows[*at].at);
    let categories = numbered(rows.iter().map(|row| row.category.as_str()));
    let families = numbered(rows.iter().map(|row| family(&row.category)));
    let residents = numbered(rows.iter().map(|row| row.resident.as_str()));
    let number = |names: &[&str], name: &str| names.binary_search(&name).ok().filter(|_| !name.is_empty());
    let category = |row: &Row| {
        let code = number(&categories, &row.category)? as u32;
        Some(Category { family: number(&families, family(&row.category))? as u32, code })
    };
    let mut index = Index::new(Weights::learn(rows.iter().map(|row| row.text.as_str())), Tuning::default());
    let mut all = Vec::with_capacity(rows.len());
    for at in order {
        let row = &rows[at];
        let place = if row.place.is_empty() { &row.text } else { &row.place };
        let entry = Entry {
            id: at as u64,
            text: &row.text,
            place: Place::said(place, ""),
            category: category(row),
            at: row.at,
            by: number(&residents, &row.resident).map(|n| n as u64),
        };
        let id = |found: u64| rows[found as usize].id.clone();
        let found = |m: Match| Found {
            id: id(m.id),
            score: m.score,
            parts: m.parts,
            nearness: m.nearness,
            days: m.days,
        };
        all.push(Looked {
            id: row.id.clone(),
            repost_of: index.repost(&entry).map(id),
            similar: index.nearest(&entry, most).into_iter().map(found).collect(),
        });
        index.add(&entry);
    }
    all
}

fn family(category: &str) -> &str {
    let digits = category.len() == 4 && category.bytes().all(|byte| byte.is_ascii_digit());
    if digits { &category[..2] } else { category }
}

/// The different names, in order: a name's number is its position.
fn numbered<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::rows;

    #[test]
    fn a_file_of_three_requests_answers_with_the_one_that_is_meant() {
        let csv = "id,text,place,category,time,resident\n\
            c,三幢2单元灯不亮,,0105,2026-11-23 09:00,甲\n\
            a,3号楼二单元楼道灯坏了两天,,0105,2026-11-20,乙\n\
            b,3号楼二单元楼道灯坏了两天,久耕小区5号楼,0105,2026-11-21,乙\n";
        let looked = similar(&rows(csv).expect("rows"), 5);
        assert_eq!(looked.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(looked[0].similar.is_empty());
        assert_eq!(looked[1].repost_of, None, "another building");
        assert_eq!(
            (looked[2].similar[0].id.as_str(), looked[2].similar[0].nearness),
            ("a", Nearness::Stairwell)
        );
        assert!((looked[2].similar[0].days - 3.375).abs() < 1e-9);
    }
}
