//! The year by months: which families rise when, and what came at this time a year ago.

use std::collections::BTreeMap;

/// Requests of a family by month of the year, 1 to 12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// Two digits.
    pub family: String,
    /// January first.
    pub months: [i64; 12],
}

/// The families of `counts` (month `YYYY-MM`, family, requests), the most asked first.
pub fn seasons(counts: &[(String, String, i64)]) -> Vec<Season> {
    let mut by: BTreeMap<&str, [i64; 12]> = BTreeMap::new();
    for (month, family, n) in counts {
        let number = month.get(5..7).and_then(|m| m.parse::<usize>().ok()).filter(|m| (1..=12).contains(m));
        if let Some(number) = number {
            by.entry(family).or_default()[number - 1] += n;
        }
    }
    let mut seasons: Vec<Season> =
        by.into_iter().map(|(family, months)| Season { family: family.to_owned(), months }).collect();
    seasons.sort_by_key(|season| -season.months.iter().sum::<i64>());
    seasons
}

impl Season {
    /// Is this month (from 0) the family's busiest? Under `fewest` requests nothing is claimed.
    pub fn busiest(&self, month: usize, fewest: i64) -> bool {
        let most = self.months.iter().copied().max().unwrap_or(0);
        self.months[month] == most && self.months.iter().sum::<i64>() >= fewest
    }
}
