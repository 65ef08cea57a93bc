//! The alarms that R's `surveillance` 1.20.3 gives on its own sample series (see `data/README.md`).

use jiff::civil::date;
use linju_scan::surge::farrington::{self, Bound};
use linju_scan::surge::{Judged, cusum, ears};

fn rows(name: &str) -> Vec<Vec<String>> {
    let path = format!("{}/tests/data/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect())
        .collect()
}

fn series(name: &str) -> Vec<u32> {
    rows(name).iter().map(|row| row[1].parse().expect("a count")).collect()
}

/// Compares with a file of index, (date), observed, bound, alarm; bounds to within `tolerance`.
fn same(judged: &[Judged], name: &str, tolerance: f64) {
    let rows = rows(name);
    assert_eq!(judged.len(), rows.len());
    for (judged, row) in judged.iter().zip(&rows) {
        let [.., observed, bound, alarm] = &row[..] else { panic!("{row:?}") };
        assert_eq!((judged.index + 1).to_string(), row[0]);
        assert_eq!(judged.observed.to_string(), *observed);
        let bound: f64 = bound.parse().expect("a bound");
        assert!((judged.bound - bound).abs() <= tolerance, "{judged:?} for {row:?}");
        assert_eq!(judged.alarm, ["TRUE", "1"].contains(&alarm.as_str()), "{judged:?} for {row:?}");
    }
}

#[test]
fn ears_alarms() {
    let counts = series("salmNewport");
    for (method, alpha, name) in [
        (ears::Method::C1, 0.001, "expected_earsC1_salmNewport"),
        (ears::Method::C2, 0.001, "expected_earsC2_salmNewport"),
        (ears::Method::C3, 0.025, "expected_earsC3_salmNewport"),
    ] {
        same(&ears::judge(&counts, 428, method, alpha, 0.0).expect("a long series"), name, 1e-9);
    }
}

#[test]
fn cusum_alarms() {
    let counts = series("salmonella_agona");
    let judged = cusum::judge(&counts, 199, cusum::Settings::default()).expect("a long series");
    same(&judged, "expected_cusum_rossi_agona", 1e-9);
}

fn farrington(bound: Bound) -> Vec<Judged> {
    let settings =
        farrington::Settings { bound, enough: 0, enough_in: 50, ..farrington::Settings::default() };
    farrington::judge(date(2004, 1, 5), &series("salmNewport"), 428, &settings).expect("a long series")
}

#[test]
fn farrington_alarms() {
    same(&farrington(Bound::NegativeBinomial), "expected_farringtonFlexible_nbPlugin", 0.0);
    same(&farrington(Bound::TwoThirds), "expected_farringtonFlexible_salmNewport", 0.3);
}
