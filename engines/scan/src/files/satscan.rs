//! The line formats of SaTScan's user guide: cases, coordinates, population and controls.
//!
//! | file | a line |
//! |---|---|
//! | `.cas` | place, number of cases, date, covariates; date and covariates may be missing |
//! | `.ctl` | place, number of controls, date |
//! | `.geo` | place, x, y; or place, latitude, longitude |
//! | `.pop` | place, year, people, covariates |

use super::calendar::{Calendar, Unit, When};
use super::text::{Word, lines, word};
use crate::Error;
use crate::scan::{Bernoulli, Case, Metric, Permutation, Places, Poisson, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// The places of a coordinates file, by name.
#[derive(Debug, Clone)]
pub struct Names {
    /// Sorted; a place's index is its position here.
    pub names: Vec<String>,
    /// Where they are.
    pub places: Places,
}

/// A line of cases or controls.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    place: Word<'a>,
    count: u32,
    when: Option<When>,
    covariates: Vec<&'a str>,
}

/// Reads a coordinates file. The order of its lines does not matter.
pub fn places(text: &str, metric: Metric) -> Result<Names, Error> {
    let mut known = BTreeMap::new();
    for words in lines(text) {
        let name = words[0];
        let point = [word(&words, 1, "the first coordinate")?, word(&words, 2, "the second coordinate")?];
        let point = [point[0].read("coordinate")?, point[1].read("coordinate")?];
        if known.insert(name.text.to_owned(), point).is_some() {
            return Err(name.wrong(format!("“{}” has coordinates already", name.text)));
        }
    }
    let (names, points): (Vec<String>, Vec<[f64; 2]>) = known.into_iter().unzip();
    Ok(Names { names, places: Places::new(points, metric)? })
}

/// Reads a file of cases or of controls.
pub fn counts(text: &str) -> Result<Vec<Line<'_>>, Error> {
    lines(text)
        .map(|words| {
            let when = words.get(2).map(|word| date(*word)).transpose()?;
            let count = word(&words, 1, "the number of cases")?.read("number of cases")?;
            let covariates = words.iter().skip(3).map(|word| word.text).collect();
            Ok(Line { place: words[0], count, when, covariates })
        })
        .collect()
}

fn date(word: Word) -> Result<When, Error> {
    When::parse(word.text).ok_or_else(|| word.wrong(format!("“{}” is no date such as 2026/6/30", word.text)))
}

/// What the lines count time in: the least exact of their dates; nothing if none has a date.
pub fn unit(lines: &[Line]) -> Option<Unit> {
    lines.iter().filter_map(|line| line.when).map(|when| when.unit).max()
}

/// First and last day the lines name.
pub fn period(lines: &[Line]) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    let days = || lines.iter().filter_map(|line| line.when).map(|when| when.first);
    days().min().zip(days().max())
}

impl Names {
    fn index(&self, place: Word) -> Result<usize, Error> {
        let found = self.names.binary_search_by(|name| name.as_str().cmp(place.text));
        found.map_err(|_| place.wrong(format!("“{}” has no coordinates", place.text)))
    }

    /// The interval of a line; without a date, the first. Nothing if it lies outside the study.
    fn interval(&self, line: &Line, calendar: &Calendar) -> Option<usize> {
        line.when.map_or(Some(0), |when| calendar.interval(when.first))
    }

    /// The lines as a table of places × intervals. Those outside the study are left out.
    fn table(&self, lines: &[Line], calendar: &Calendar) -> Result<Vec<u32>, Error> {
        let mut table = vec![0; self.names.len() * calendar.intervals()];
        for line in lines {
            let place = self.index(line.place)?;
            if let Some(interval) = self.interval(line, calendar) {
                let cell: &mut u32 = &mut table[place * calendar.intervals() + interval];
                *cell = cell
                    .checked_add(line.count)
                    .ok_or_else(|| line.place.wrong("there are too many cases"))?;
            }
        }
        Ok(table)
    }

    /// Cases for the permutation scan; their covariates are strata.
    pub fn permutation(&self, cases: &[Line], calendar: &Calendar) -> Result<Permutation, Error> {
        let strata: BTreeSet<&[&str]> = cases.iter().map(|line| &line.covariates[..]).collect();
        let strata: Vec<&[&str]> = strata.into_iter().collect();
        let mut all = Vec::new();
        for line in cases {
            let place = self.index(line.place)?;
            let category = 1 + strata.partition_point(|other| *other < &line.covariates[..]);
            if let Some(interval) = self.interval(line, calendar) {
                let case = Case { place, interval, category, household: None };
                all.extend(std::iter::repeat_n(case, line.count as usize));
            }
        }
        // All strata count together in the one category above them; alone they are not looked at.
        let tree = Tree::strata(strata.len());
        Ok(Permutation { cases: all, tree, classes: Vec::new(), kinds: Vec::new(), by_household: false })
    }

    /// Cases among cases and controls.
    pub fn bernoulli(
        &self,
        cases: &[Line],
        controls: &[Line],
        calendar: &Calendar,
    ) -> Result<Bernoulli, Error> {
        let cases = self.table(cases, calendar)?;
        let mut people = self.table(controls, calendar)?;
        people.iter_mut().zip(&cases).for_each(|(people, cases)| *people = people.saturating_add(*cases));
        Ok(Bernoulli { cases, people })
    }

    /// Cases, and what is expected of a population file: the rate of each stratum over all places and years
    /// (indirect standardisation), applied to each place's people, who grow in a straight line between the years
    /// the file names.
    pub fn poisson(&self, cases: &[Line], people: &str, calendar: &Calendar) -> Result<Poisson, Error> {
        let intervals = calendar.intervals();
        let people = self.people(people)?;
        let mut sick: BTreeMap<&[&str], f64> = BTreeMap::new();
        for line in cases.iter().filter(|line| self.interval(line, calendar).is_some()) {
            *sick.entry(&line.covariates).or_default() += f64::from(line.count);
        }
        let mut expected = vec![0.0; self.names.len() * intervals];
        for (stratum, rows) in &people {
            let cells: Vec<(usize, f64)> = rows
                .iter()
                .flat_map(|(&place, row)| (0..intervals).map(move |at| (place * intervals + at, row, at)))
                .map(|(cell, row, at)| (cell, lived(row, calendar.bounds(at))))
                .collect();
            let total: f64 = cells.iter().map(|(_, people)| people).sum();
            let rate = sick.remove(&stratum[..]).unwrap_or(0.0) / total;
            for (cell, people) in cells.into_iter().filter(|_| total > 0.0) {
                expected[cell] += rate * people;
            }
        }
        let nobody = |line: &&Line| sick.contains_key(&line.covariates[..]);
        if let Some(line) = cases.iter().find(nobody) {
            return Err(line.place.wrong("the population file has nobody of this case's covariates"));
        }
        Ok(Poisson { cases: self.table(cases, calendar)?, expected, people: None })
    }

    /// People by stratum and place, as counts at moments.
    fn people<'a>(&self, text: &'a str) -> Result<People<'a>, Error> {
        let mut people = People::new();
        for words in lines(text) {
            let when = date(word(&words, 1, "the year")?)?;
            let count: f64 = word(&words, 2, "the number of people")?.read("number of people")?;
            let stratum = words.iter().skip(3).map(|word| word.text).collect();
            let row = people.entry(stratum).or_default().entry(self.index(words[0])?).or_default();
            row.push((when.moment(), count));
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        Ok(people)
    }
}

type People<'a> = BTreeMap<Vec<&'a str>, BTreeMap<usize, Vec<(f64, f64)>>>;

/// Person-days lived from `begin` to `end`: the area under the line through `counts`, which is level before the
/// first of them and after the last.
fn lived(counts: &[(f64, f64)], (begin, end): (f64, f64)) -> f64 {
    let inner = counts.iter().map(|count| count.0).filter(|&at| begin < at && at < end);
    let knots: Vec<f64> = std::iter::once(begin).chain(inner).chain([end]).collect();
    let area =
        |(&t0, &t1): (&f64, &f64)| (interpolate(counts, t0) + interpolate(counts, t1)) / 2.0 * (t1 - t0);
    knots.iter().zip(&knots[1..]).map(area).sum()
}

/// The value at `at` on the line through `points`, level before the first and after the last.
fn interpolate(points: &[(f64, f64)], at: f64) -> f64 {
    let next = points.partition_point(|point| point.0 < at);
    match (next.checked_sub(1).map(|last| points[last]), points.get(next)) {
        (Some((t0, n0)), Some(&(t1, n1))) => n0 + (n1 - n0) * (at - t0) / (t1 - t0),
        (Some((_, only)), None) | (None, Some(&(_, only))) => only,
        (None, None) => 0.0,
    }
}
