//! The 81 categories a street begins with, as a file one can read in a spreadsheet.
//!
//! Where a category's source names no hour, the limits are ours: first contact within a working day, within four
//! working hours where it is urgent, within two hours by the clock where the settling itself counts in hours,
//! and within half an hour where life is at stake. `limit_note` keeps what the source says.

use super::Category;
use crate::{House, Result};
use linju_db::Statement;

const FILE: &str = include_str!("categories.tsv");

/// The categories of the taxonomy, in the order of their codes.
pub fn seed() -> Vec<Category> {
    FILE.lines().skip(1).map(category).collect()
}

fn category(line: &str) -> Category {
    let mut fields = line.split('\t');
    let mut text = || fields.next().expect("a line of the built-in catalogue is whole").to_owned();
    let number = |text: String| text.parse::<i64>().expect("a number of the built-in catalogue is one");
    Category {
        code: text(),
        family: text(),
        family_name: text(),
        name: text(),
        spoken: text(),
        identifier: text(),
        responsible: text(),
        committee_part: text(),
        contact_limit: text(),
        settle_limit: text(),
        limit_note: text(),
        basis: text(),
        emergency: text(),
        anchor: number(text()),
        needs_photo: text() == "1",
        needs_verification: text() == "1",
        confidential: text() == "1",
        emergency_advice: text(),
        icon: text(),
        quick: number(text()),
        active: true,
        version: 1,
    }
}

impl House {
    /// Puts those of the 81 categories into the catalogue that are not there; what a street has changed stays.
    pub async fn seed_catalogue(&self) -> Result<()> {
        let columns = Category::COLUMNS.join(", ");
        let marks = vec!["?"; Category::COLUMNS.len()].join(", ");
        let sql = format!("insert into category ({columns}) values ({marks}) on conflict (code) do nothing");
        let rows = seed().into_iter().map(|c| Statement::new(sql.clone(), c.values()));
        self.db.write(rows.collect()).await?;
        self.refresh().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{CommitteePart, Emergency};
    use linju_kernel::calendar::WorkCalendar;
    use linju_kernel::deadline::TimeLimit;
    use linju_kernel::lifecycle::Coded;
    use linju_kernel::{Day, time};
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn there_are_81_in_the_order_of_their_codes_each_once() {
        let codes: Vec<String> = seed().into_iter().map(|c| c.code).collect();
        assert_eq!(codes.len(), 81);
        assert!(codes.is_sorted() && codes.iter().collect::<BTreeSet<_>>().len() == 81);
        assert!(codes.iter().all(|c| c.len() == 4 && c.bytes().all(|b| b.is_ascii_digit())));
        let identifiers: BTreeSet<String> = seed().into_iter().map(|c| c.identifier).collect();
        assert_eq!(identifiers.len(), 81);
        let families: BTreeMap<String, String> =
            seed().into_iter().map(|c| (c.code[..2].into(), c.family)).collect();
        assert!(seed().iter().all(|c| families[&c.code[..2]] == c.family));
    }

    #[test]
    fn every_value_is_one_the_rules_know() {
        for c in seed() {
            assert!(c.contact_limit.parse::<TimeLimit>().is_ok(), "{}", c.code);
            assert!(c.settle_limit.parse::<TimeLimit>().is_ok(), "{}", c.code);
            assert!(CommitteePart::of(&c.committee_part).is_some(), "{}", c.code);
            assert!(Emergency::of(&c.emergency).is_some(), "{}", c.code);
            assert!((1..=4).contains(&c.anchor), "{}", c.code);
            let words = [&c.name, &c.spoken, &c.responsible, &c.limit_note, &c.basis, &c.icon];
            assert!(words.iter().all(|w| !w.is_empty()), "{}", c.code);
        }
    }

    #[test]
    fn where_life_is_at_stake_it_says_whom_to_call() {
        for c in seed() {
            let advised = ["110", "119", "120", "962777"].iter().any(|n| c.emergency_advice.contains(n));
            assert_eq!(c.is_emergency(), advised, "{}", c.code);
            assert_eq!(c.is_emergency(), !c.emergency_advice.is_empty(), "{}", c.code);
        }
    }

    #[test]
    fn the_first_step_has_eight_tiles() {
        let mut tiles: Vec<(i64, String)> =
            seed().into_iter().filter(|c| c.quick > 0).map(|c| (c.quick, c.spoken)).collect();
        tiles.sort();
        assert_eq!(tiles.iter().map(|t| t.0).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
        assert_eq!(
            tiles.iter().take(4).map(|t| t.1.as_str()).collect::<Vec<_>>(),
            ["灯坏了", "漏水", "电瓶车", "上下楼"]
        );
    }

    #[test]
    fn first_contact_never_comes_after_settling_whatever_the_hour() {
        let calendar = WorkCalendar::national();
        let begin = Day::new(2026, 1, 1).unwrap().start(&time::shanghai());
        for c in seed() {
            for start in (0..365).map(|n| begin.plus_minutes(n * (24 * 60 + 7))) {
                let (contact, settle) =
                    (calendar.deadline(start, c.contact(), &[]), calendar.deadline(start, c.settle(), &[]));
                assert!(contact <= settle, "{} from {start:?}", c.code);
            }
        }
    }
}
