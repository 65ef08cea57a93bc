//! The published and measured results that the scan must give again (see `data/README.md`).

use jiff::civil::{Date, date};
use linju_scan::files::{Calendar, Unit, satscan};
use linju_scan::scan::{
    Bernoulli, Chances, Cluster, Findings, Method, Metric, Model, Places, Poisson, Study, Ties, Time, scan,
};
use std::collections::BTreeSet;

fn data(name: &str) -> String {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn chances(replicates: usize) -> Chances {
    Chances { replicates, seed: 20260630, stop_at: None, ties: Ties::Count, threads: None }
}

fn study(places: &Places, intervals: usize, time: Time) -> Study {
    Study {
        places: places.clone(),
        intervals,
        time,
        max_radius: f64::INFINITY,
        max_share: 0.5,
        min_cases: 2,
        min_households: 1,
    }
}

fn names<'a>(cluster: &Cluster, names: &'a [String]) -> BTreeSet<&'a str> {
    cluster.places.iter().map(|&place| names[place].as_str()).collect()
}

/// Within three standard errors of a Monte Carlo of so many replicates.
fn agrees(p: f64, published: f64, replicates: f64) {
    let error = (published * (1.0 - published) / replicates).sqrt();
    assert!((p - published).abs() <= 3.0 * error + 1.0 / (replicates + 1.0), "{p} for {published}");
}

struct Run {
    names: Vec<String>,
    calendar: Calendar,
    findings: Findings,
}

impl Run {
    fn dates(&self, cluster: &Cluster) -> (Date, Date) {
        (self.calendar.first(cluster.from), self.calendar.last(cluster.to))
    }
}

fn permutation(
    file: &str,
    metric: Metric,
    period: (Date, Date),
    radius: f64,
    longest: usize,
    chances: &Chances,
) -> Run {
    let (cases, coordinates) = (data(&format!("{file}.cas")), data(&format!("{file}.geo")));
    let named = satscan::places(&coordinates, metric).expect("coordinates");
    let cases = satscan::counts(&cases).expect("cases");
    let calendar = Calendar::new(period.0, period.1, Unit::Day).expect("period");
    let model = Model::Permutation(named.permutation(&cases, &calendar).expect("cases at places"));
    let mut study = study(&named.places, calendar.intervals(), Time::Now { longest });
    study.max_radius = radius;
    let findings = scan(&study, &model, chances).expect("a study");
    Run { names: named.names, calendar, findings }
}

#[test]
fn xiaoqu() {
    let period = (date(2025, 7, 1), date(2026, 6, 30));
    let run = permutation("xiaoqu", Metric::Plane, period, 200.0, 28, &chances(9_999));
    let best = &run.findings.clusters[0];
    assert!((best.llr - 11.950613).abs() < 1e-6, "{best:?}");
    assert_eq!(run.names[best.centre], "B0034");
    assert_eq!(names(best, &run.names), BTreeSet::from(["B0026", "B0034", "B0035"]));
    assert_eq!(run.dates(best), (date(2026, 6, 25), date(2026, 6, 30)));
    assert_eq!((best.cases, (best.expected * 100.0).round()), (12, 192.0));
    agrees(best.p.value, 0.0002, 9_999.0);
}

#[test]
fn new_york_fever() {
    let period = (date(2001, 11, 1), date(2001, 11, 24));
    let sequential = Chances { stop_at: Some(50), ..chances(999) };
    let run = permutation("NYCfever", Metric::Sphere, period, 3.0, 7, &sequential);
    let clusters = &run.findings.clusters;
    let llr: Vec<f64> = clusters.iter().map(|cluster| cluster.llr).collect();
    for (llr, published) in llr.iter().zip([3.845418, 3.164201, 2.137259]) {
        assert!((llr - published).abs() < 1e-6, "{llr} for {published}");
    }
    assert_eq!(clusters.len(), 3);
    let published = ["11418", "11415", "11419", "11435", "11416", "11421", "11451", "11375", "11417"];
    assert_eq!(run.names[clusters[0].centre], "11418");
    assert_eq!(names(&clusters[0], &run.names), BTreeSet::from(published));
    assert_eq!(run.dates(&clusters[0]), (date(2001, 11, 22), date(2001, 11, 24)));
    assert_eq!((clusters[0].cases, (clusters[0].expected * 100.0).round()), (4, 67.0));
    assert_eq!((clusters[0].radius * 10.0).round(), 29.0);
    assert_eq!(clusters[0].p.method, Method::Sequential);
    assert_eq!(run.findings.replicates.iter().filter(|&&llr| llr >= clusters[0].llr - 1e-9).count(), 50);
    agrees(clusters[0].p.value, 0.222, run.findings.replicates.len() as f64);
    assert!(clusters.iter().all(|cluster| cluster.p.value > 0.05));
}

#[test]
fn new_mexico_brain_cancer() {
    let (cases, coordinates, people) = (data("nm.cas"), data("nm.geo"), data("nm.pop"));
    let named = satscan::places(&coordinates, Metric::Sphere).expect("coordinates");
    let cases = satscan::counts(&cases).expect("cases");
    assert_eq!(satscan::unit(&cases), Some(Unit::Year));
    let calendar = Calendar::new(date(1973, 1, 1), date(1991, 12, 31), Unit::Year).expect("period");
    let model = Model::Poisson(named.poisson(&cases, &people, &calendar).expect("cases among people"));
    let study = study(&named.places, calendar.intervals(), Time::Ever { longest: 9 });
    let findings = scan(&study, &model, &chances(999)).expect("a study");
    let best = &findings.clusters[0];
    let published = [
        "Torrance",
        "Bernalillo",
        "Valencia",
        "SantaFe",
        "Guadelupe",
        "Socorro",
        "Sandoval",
        "SanMiguel",
        "LosAlamos",
    ];
    assert!((best.llr - 10.979758).abs() < 1e-6, "{best:?}");
    assert_eq!(named.names[best.centre], "Torrance");
    assert_eq!(names(best, &named.names), BTreeSet::from(published));
    assert_eq!((calendar.first(best.from), calendar.last(best.to)), (date(1985, 1, 1), date(1989, 12, 31)));
    assert_eq!((best.cases, (best.expected * 100.0).round()), (236, 17622.0));
    assert_eq!((best.radius * 10.0).round(), 1256.0);
    assert_eq!(best.recurrence, None);
    agrees(best.p.value, 0.014, 999.0);
}

#[test]
fn north_humberside() {
    let (cases, controls, coordinates) =
        (data("NHumberside.cas"), data("NHumberside.ctl"), data("NHumberside.geo"));
    let named = satscan::places(&coordinates, Metric::Plane).expect("coordinates");
    let (cases, controls) =
        (satscan::counts(&cases).expect("cases"), satscan::counts(&controls).expect("controls"));
    let calendar = Calendar::new(date(2000, 1, 1), date(2000, 1, 1), Unit::Day).expect("a day");
    let model = Model::Bernoulli(named.bernoulli(&cases, &controls, &calendar).expect("cases and controls"));
    let like_the_published = Chances { ties: Ties::LeaveOut, ..chances(999) };
    let findings = scan(&study(&named.places, 1, Time::Whole), &model, &like_the_published).expect("a study");
    let best = &findings.clusters[0];
    assert!((best.llr - 4.836516).abs() < 1e-6, "{best:?}");
    assert_eq!((best.cases, (best.expected * 100.0).round()), (4, 122.0));
    let tied = [BTreeSet::from(["170", "173", "172", "169"]), BTreeSet::from(["18", "19", "14", "26"])];
    assert!(tied.contains(&names(best, &named.names)), "{best:?}");
    // The published run stopped at its fiftieth replicate above, the 139th.
    agrees(best.p.value, 0.36, 139.0);
}

struct Counties {
    names: Vec<String>,
    places: Places,
    cases: Vec<u32>,
    people: Vec<u32>,
    expected: Vec<f64>,
}

fn pennsylvania() -> Counties {
    let text = data("pennLC.csv");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let number = |row: &Vec<&str>, column: usize| row[column].parse::<f64>().expect("a number");
    let column = |column: usize| rows.iter().map(|row| number(row, column)).collect::<Vec<f64>>();
    let points = column(1).into_iter().zip(column(2)).map(|(x, y)| [x, y]).collect();
    Counties {
        names: rows.iter().map(|row| row[0].trim_matches('"').to_owned()).collect(),
        places: Places::new(points, Metric::Plane).expect("coordinates"),
        cases: column(5).into_iter().map(|n| n as u32).collect(),
        people: column(6).into_iter().map(|n| n as u32).collect(),
        expected: column(7),
    }
}

#[test]
fn pennsylvania_lung_cancer_among_people() {
    let Counties { names: known, places, cases, people, .. } = pennsylvania();
    let model = Model::Bernoulli(Bernoulli { cases, people });
    let findings = scan(&study(&places, 1, Time::Whole), &model, &chances(999)).expect("a study");
    let best = &findings.clusters[0];
    assert!((best.llr - 36.57051).abs() < 1e-5, "{best:?}");
    assert_eq!((best.cases, (best.expected * 1000.0).round()), (2359, 2_008_223.0));
    let published = ["washington", "greene", "allegheny", "beaver", "fayette", "westmoreland", "butler"];
    assert_eq!(names(best, &known), BTreeSet::from(published));
    assert_eq!(best.p.method, Method::GumbelApproximate);
    agrees(best.p.value, 0.001, 999.0);
}

#[test]
fn pennsylvania_lung_cancer_by_age_and_sex() {
    let Counties { names: known, places, cases, people, expected } = pennsylvania();
    let people = people.into_iter().map(f64::from).collect();
    let model = Model::Poisson(Poisson { cases, expected, people: Some(people) });
    let findings = scan(&study(&places, 1, Time::Whole), &model, &chances(999)).expect("a study");
    let [best, second, ..] = &findings.clusters[..] else { panic!("{findings:?}") };
    assert!((best.llr - 17.66288).abs() < 1e-5, "{best:?}");
    assert_eq!((best.cases, (best.expected * 1000.0).round()), (1900, 1_673_649.0));
    assert_eq!(names(best, &known), BTreeSet::from(["delaware", "philadelphia"]));
    agrees(best.p.value, 0.001, 999.0);
    assert!((second.llr - 7.098944).abs() < 1e-6, "{second:?}");
    assert_eq!((second.cases, (second.expected * 1e6).round()), (2359, 2_200_961_066.0));
    agrees(second.p.value, 0.036, 999.0);
}
