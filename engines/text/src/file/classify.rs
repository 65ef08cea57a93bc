//! A model learnt from one file and tried on another.

use super::{Row, RowsError};
use crate::category::{Example, FILL_IN, Model, Options, Suggestion};
use serde::Serialize;

/// How the model did.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// Rows learnt from.
    pub learnt: usize,
    /// Categories known.
    pub categories: usize,
    /// Of the rows that have a category, the share where the first suggestion was it.
    pub accuracy: Option<f64>,
    /// Likewise, where one of the three was it.
    pub among_three: Option<f64>,
    /// What was claimed beside what was right.
    pub calibration: Vec<Band>,
    /// The rows.
    pub rows: Vec<Classified>,
}

/// The rows whose first suggestion was claimed with a confidence in a band a tenth wide.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Band {
    /// Lower end.
    pub from: f64,
    /// How many rows with a known category.
    pub rows: usize,
    /// Their mean confidence.
    pub claimed: f64,
    /// The share that was right.
    pub right: f64,
}

/// One row with what is suggested for it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Classified {
    /// The row.
    pub id: String,
    /// Its own category; empty where the file does not say.
    pub category: String,
    /// What is suggested, best first, at most three.
    pub suggestions: Vec<Suggestion>,
    /// The category that may be filled in.
    pub fill: Option<String>,
}

/// Learns from `train` in the order of its times and tries the model on `test`. Every row of `train` must have a
/// category.
pub fn classify(train: &[Row], test: &[Row], options: &Options) -> Result<(Model, Report), RowsError> {
    if train.iter().all(|row| row.category.is_empty()) {
        return Err(RowsError::Missing("category"));
    }
    let mut known: Vec<&Row> = train.iter().filter(|row| !row.category.is_empty()).collect();
    known.sort_by_key(|row| row.at);
    let examples: Vec<Example> =
        known.iter().map(|row| Example { text: &row.text, category: &row.category }).collect();
    let model = Model::refit(&examples, options);
    let rows: Vec<Classified> = test.iter().map(|row| classified(&model, row)).collect();
    let judged: Vec<&Classified> = rows.iter().filter(|row| !row.category.is_empty()).collect();
    let share = |fits: &dyn Fn(&Classified) -> bool| {
        let fitting = judged.iter().filter(|row| fits(row)).count();
        (!judged.is_empty()).then(|| fitting as f64 / judged.len() as f64)
    };
    let report = Report {
        learnt: examples.len(),
        categories: model.categories().len(),
        accuracy: share(&|row| row.right()),
        among_three: share(&|row| row.suggestions.iter().any(|s| s.category == row.category)),
        calibration: (0..10).filter_map(|band| in_band(&judged, band)).collect(),
        rows,
    };
    Ok((model, report))
}

impl Classified {
    fn right(&self) -> bool {
        self.suggestions.first().is_some_and(|first| first.category == self.category)
    }

    fn claimed(&self) -> Option<f64> {
        self.suggestions.first()?.confidence
    }
}

fn classified(model: &Model, row: &Row) -> Classified {
    let suggestions = model.suggest(&row.text);
    let sure = |first: &&Suggestion| first.confidence.is_some_and(|confidence| confidence >= FILL_IN);
    let fill = suggestions.first().filter(sure).map(|first| first.category.clone());
    Classified { id: row.id.clone(), category: row.category.clone(), suggestions, fill }
}

fn in_band(judged: &[&Classified], band: usize) -> Option<Band> {
    let in_it = |claimed: f64| ((claimed * 10.0) as usize).min(9) == band;
    let told: Vec<(f64, bool)> =
        judged.iter().filter_map(|row| Some((row.claimed().filter(|c| in_it(*c))?, row.right()))).collect();
    let rows = told.len();
    (rows > 0).then(|| Band {
        from: band as f64 / 10.0,
        rows,
        claimed: told.iter().map(|(claimed, _)| claimed).sum::<f64>() / rows as f64,
        right: told.iter().filter(|(_, right)| *right).count() as f64 / rows as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::rows;

    #[test]
    fn a_file_is_learnt_and_another_judged() {
        let line = |n: usize| match n % 2 {
            0 => format!("{n}号楼楼道灯坏了,0105\n"),
            _ => format!("{n}号楼下水道堵了,0103\n"),
        };
        let train = format!("text,category\n{}", (1..=400).map(line).collect::<String>());
        let train = rows(&train).expect("rows");
        let test = rows("text,category\n三号楼灯坏了,0105\n下水道堵了,\n").expect("rows");
        let (_, report) = classify(&train, &test, &Options::default()).expect("a report");
        assert_eq!((report.learnt, report.categories, report.accuracy), (400, 2, Some(1.0)));
        assert_eq!(report.rows[1].suggestions[0].category, "0103");
        assert_eq!(report.rows[0].fill.as_deref(), Some("0105"));
        assert_eq!(report.calibration.iter().map(|band| band.rows).sum::<usize>(), 1);
        assert_eq!(classify(&[], &test, &Options::default()).err(), Some(RowsError::Missing("category")));
    }
}
