//! What must hold of any scan, tried on small studies in which every window can be written out.

use linju_scan::Error;
use linju_scan::scan::{
    Bernoulli, Case, Chances, Findings, Method, Metric, Model, Permutation, Places, Study, Ties, Time, Tree,
    scan,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn chances(replicates: usize) -> Chances {
    Chances { replicates, seed: 1, stop_at: None, ties: Ties::Count, threads: None }
}

fn study(points: Vec<[f64; 2]>, intervals: usize, longest: usize) -> Study {
    Study {
        places: Places::new(points, Metric::Plane).expect("points"),
        intervals,
        time: Time::Now { longest },
        max_radius: f64::INFINITY,
        max_share: 1.0,
        min_cases: 1,
        min_households: 1,
    }
}

fn only(cases: Vec<Case>) -> Permutation {
    Permutation { cases, tree: Tree::single(), classes: Vec::new(), kinds: Vec::new(), by_household: false }
}

fn run(study: &Study, model: &Permutation, chances: &Chances) -> Findings {
    scan(study, &Model::Permutation(model.clone()), chances).expect("a sound study")
}

fn at(place: usize, interval: usize) -> Case {
    Case { place, interval, category: 0, household: None }
}

// --- the naive scan --------------------------------------------------------------------------------------------

fn ln_choose(n: usize, k: usize) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    (0..k).map(|i| ((n - i) as f64 / (k - i) as f64).ln()).sum()
}

/// The highest ratio over every category, centre, distance and span, each counted out from the definition.
fn naive(study: &Study, model: &Permutation) -> f64 {
    let mut best: f64 = 0.0;
    let spans: Vec<(usize, usize)> = match study.time {
        Time::Now { longest } => (1..=longest).map(|k| (study.intervals - k, study.intervals - 1)).collect(),
        Time::Ever { longest } => (0..study.intervals)
            .flat_map(|from| (from..study.intervals.min(from + longest)).map(move |to| (from, to)))
            .collect(),
        Time::Whole => vec![(0, study.intervals - 1)],
    };
    for category in 0..model.tree.len() {
        let of: Vec<&Case> = model
            .cases
            .iter()
            .filter(|case| model.tree.path(case.category).any(|node| node == category))
            .collect();
        for centre in 0..study.places.len() {
            for edge in 0..study.places.len() {
                let radius = study.places.distance(centre, edge);
                let inside: Vec<bool> = (0..study.places.len())
                    .map(|place| study.places.distance(centre, place) <= radius)
                    .collect();
                let held = model.cases.iter().filter(|case| inside[case.place]).count() as f64;
                if radius > study.max_radius || held > study.max_share * model.cases.len() as f64 {
                    continue;
                }
                for &(from, to) in &spans {
                    best = best.max(window(study, model, &of, &inside, from, to));
                }
            }
        }
    }
    best
}

fn window(study: &Study, model: &Permutation, of: &[&Case], inside: &[bool], from: usize, to: usize) -> f64 {
    let within = |case: &Case| inside[case.place] && (from..=to).contains(&case.interval);
    let kind = |case: &Case| model.kinds.get(case.category).copied().unwrap_or(case.category);
    let class = |case: &Case| (kind(case), model.classes.get(case.interval).copied().unwrap_or(0));
    let asker = |index: usize, case: &Case| (case.place, case.household.unwrap_or(1000 + index));
    let counted: Vec<(usize, &Case)> =
        of.iter().copied().enumerate().filter(|(_, case)| within(case)).collect();
    let askers: BTreeSet<_> = counted.iter().map(|(index, case)| asker(*index, case)).collect();
    let unit = |index: usize, case: &Case| match model.by_household {
        true => asker(index, case),
        false => (case.place, 1000 + index),
    };
    let units: BTreeSet<_> = of.iter().enumerate().map(|(index, case)| unit(index, case)).collect();
    let mut expected = 0.0;
    for one in units.iter().filter(|one| inside[one.0]) {
        let strata: BTreeSet<_> = of.iter().map(|case| class(case)).collect();
        let mut absent = 1.0;
        for stratum in strata {
            let all = model.cases.iter().filter(|case| class(case) == stratum).count();
            let days = model
                .cases
                .iter()
                .filter(|case| class(case) == stratum && (from..=to).contains(&case.interval))
                .count();
            let own = of
                .iter()
                .enumerate()
                .filter(|(index, case)| class(case) == stratum && unit(*index, case) == *one)
                .count();
            absent *= (ln_choose(all - days, own) - ln_choose(all, own)).exp();
        }
        expected += 1.0 - absent;
    }
    let (count, total) = match model.by_household {
        true => (askers.len() as f64, units.len() as f64),
        false => (counted.len() as f64, of.len() as f64),
    };
    if counted.len() < study.min_cases as usize
        || askers.len() < study.min_households as usize
        || count <= expected
    {
        return 0.0;
    }
    let outside =
        if total > count { (total - count) * ((total - count) / (total - expected)).ln() } else { 0.0 };
    count * (count / expected).ln() + outside
}

fn small() -> impl Strategy<Value = (Study, Permutation)> {
    let points = prop::collection::vec((0..6_i32, 0..6_i32), 1..7);
    let cases =
        prop::collection::vec((0..7_usize, 0..10_usize, 0..4_usize, prop::option::of(0..3_usize)), 1..30);
    let time = (0..4_usize, 1..7_usize);
    let limits = (1..7_u32, 3..11_u32, 1..4_u32, 1..3_u32, any::<bool>(), any::<[bool; 2]>());
    (points, cases, time, limits).prop_map(|(points, cases, (kind, longest), limits)| {
        let (radius, share, min_cases, min_households, by_household, [weekly, pooled]) = limits;
        let places = points.len();
        let case = |(place, interval, category, household)| Case {
            place: place % places,
            interval,
            category,
            household,
        };
        let mut study =
            study(points.iter().map(|&(x, y)| [f64::from(x), f64::from(y)]).collect(), 10, longest);
        study.time = match kind {
            0 if !by_household => Time::Ever { longest },
            1 => Time::Whole,
            _ => Time::Now { longest },
        };
        (study.max_radius, study.max_share) = (f64::from(radius), f64::from(share) / 10.0);
        (study.min_cases, study.min_households) = (min_cases, min_households);
        let model = Permutation {
            cases: cases.into_iter().map(case).collect(),
            tree: Tree::new(vec![None, Some(0), Some(0), Some(1)]).expect("parents first"),
            classes: if weekly { (0..10).map(|day| u8::from(day % 7 > 4)).collect() } else { Vec::new() },
            kinds: if pooled { vec![0, 1, 0, 1] } else { Vec::new() },
            by_household,
        };
        (study, model)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_best_window_is_the_best_of_all_windows((study, model) in small()) {
        let found = run(&study, &model, &chances(0)).clusters.first().map_or(0.0, |best| best.llr);
        let naive = naive(&study, &model);
        prop_assert!((found - naive).abs() < 1e-9, "{found} for {naive}");
    }

    #[test]
    fn neither_the_order_of_cases_nor_the_number_of_cores_matters((study, mut model) in small(), turn in 0..30_usize) {
        let one = run(&study, &model, &Chances { threads: Some(1), ..chances(60) });
        let middle = turn % model.cases.len();
        model.cases.rotate_left(middle);
        model.cases[middle..].reverse();
        prop_assert_eq!(&one, &run(&study, &model, &Chances { threads: Some(3), ..chances(60) }));
    }

    #[test]
    fn clusters_of_one_kind_share_no_place((study, model) in small()) {
        let clusters = run(&study, &model, &chances(0)).clusters;
        for (index, cluster) in clusters.iter().enumerate() {
            prop_assert!(cluster.cases >= study.min_cases as usize && cluster.households >= study.min_households as usize);
            for other in &clusters[..index] {
                prop_assert!(other.llr >= cluster.llr);
                let apart = cluster.places.iter().all(|place| !other.places.contains(place));
                prop_assert!(apart || !model.tree.related(cluster.category, other.category));
            }
        }
    }
}

// --- chance ----------------------------------------------------------------------------------------------------

fn line(places: usize) -> Vec<[f64; 2]> {
    (0..places).map(|place| [(place * place) as f64, 0.0]).collect()
}

/// Every order of the days, as often as it comes up.
fn orders(days: &[usize]) -> Vec<Vec<usize>> {
    if days.is_empty() {
        return vec![Vec::new()];
    }
    let with = |first: usize| {
        let mut rest = days.to_vec();
        let day = rest.remove(first);
        orders(&rest).into_iter().map(move |mut order| {
            order.push(day);
            order
        })
    };
    (0..days.len()).flat_map(with).collect()
}

#[test]
fn the_p_value_is_that_of_all_orders_of_the_days() {
    let places = [0, 0, 1, 2, 2, 3];
    let model = |days: &[usize]| only(places.iter().zip(days).map(|(&place, &day)| at(place, day)).collect());
    let study = study(line(4), 6, 3);
    let llr =
        |days: &[usize]| run(&study, &model(days), &chances(0)).clusters.first().map_or(0.0, |best| best.llr);
    let all: Vec<f64> = orders(&[0, 1, 2, 3, 4, 5]).iter().map(|days| llr(days)).collect();
    for days in [[5, 4, 0, 1, 2, 3], [0, 1, 5, 4, 3, 2], [2, 3, 0, 5, 1, 4]] {
        let observed = llr(&days);
        let exact = all.iter().filter(|&&other| other > observed - 1e-9).count() as f64 / all.len() as f64;
        let asked = run(&study, &model(&days), &chances(20_000)).clusters[0].p.value;
        let error = (exact * (1.0 - exact) / 20_000.0).sqrt();
        assert!((asked - exact).abs() <= 4.0 * error + 1e-4, "{asked} for {exact}");
    }
}

/// A year of nothing in particular, from a number.
fn nothing(seed: u64, places: usize, days: usize, cases: usize) -> Vec<Case> {
    let mut state = seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1;
    let mut below = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % bound
    };
    (0..cases).map(|_| at(below(places), below(days))).collect()
}

#[test]
fn where_nothing_goes_on_every_p_value_is_as_likely() {
    let study = Study {
        min_cases: 2,
        ..study((0..16).map(|n| [f64::from(n % 4), f64::from(n / 4)]).collect(), 60, 14)
    };
    let p = |seed: u64| {
        let findings = run(&study, &only(nothing(seed, 16, 60, 120)), &Chances { seed, ..chances(99) });
        // The Gumbel tail is for display; the test of chance is the rank.
        findings.clusters.first().map_or(1.0, |best| match best.p.method {
            Method::GumbelApproximate => 0.01,
            _ => best.p.value,
        })
    };
    let all: Vec<f64> = (0..1000).map(p).collect();
    for level in [0.05, 0.1, 0.25, 0.5, 0.75] {
        let share = all.iter().filter(|&&p| p <= level).count() as f64 / 1000.0;
        let error = (level * (1.0 - level) / 1000.0_f64).sqrt();
        assert!((share - level).abs() < 4.0 * error, "{share} at {level}");
    }
}

#[test]
fn stopping_early_tells_the_same_story() {
    let study = Study { min_cases: 2, ..study(line(8), 60, 14) };
    let model = only(nothing(5, 8, 60, 100));
    let full = run(&study, &model, &chances(2_000));
    let stopped = run(&study, &model, &Chances { stop_at: Some(50), ..chances(2_000) });
    assert_eq!(stopped.clusters[0].p.method, Method::Sequential);
    assert_eq!(stopped.replicates[..], full.replicates[..stopped.replicates.len()]);
    let reached = |llr: &&f64| **llr > stopped.clusters[0].llr - 1e-9;
    assert_eq!(stopped.replicates.iter().filter(reached).count(), 50);
    assert!(stopped.replicates.last().is_some_and(|llr| reached(&llr)), "the fiftieth ends it");
    assert_eq!(stopped.clusters[0].p.value, 50.0 / stopped.replicates.len() as f64);
}

#[test]
fn a_recurrence_is_the_inverse_of_its_probability() {
    let mut cases = nothing(9, 8, 60, 100);
    cases.extend((0..6).map(|n| at(3, 57 + n % 3)));
    let best = &run(&study(line(8), 60, 14), &only(cases), &chances(999)).clusters[0];
    assert!(best.places.contains(&3) && best.p.value < 0.05, "{best:?}");
    assert_eq!(best.recurrence, Some(1.0 / best.p.value));
}

// --- households, categories, refusals --------------------------------------------------------------------------

#[test]
fn one_angry_caller_is_no_hot_spot() {
    let mut cases = nothing(11, 8, 60, 100);
    cases.extend((0..12).map(|n| Case { household: Some(7), ..at(2, 53 + n % 7) }));
    let study = Study { min_cases: 3, min_households: 2, ..study(line(8), 60, 14) };
    let by_request = run(&study, &only(cases.clone()), &chances(999));
    let by_household = run(&study, &Permutation { by_household: true, ..only(cases.clone()) }, &chances(999));
    assert!(by_request.clusters[0].p.value < 0.01, "twelve requests and somebody else's");
    assert!(
        by_household.clusters.iter().all(|cluster| cluster.p.value > 0.05),
        "{:?}",
        by_household.clusters
    );
    cases.iter_mut().rev().take(12).enumerate().for_each(|(n, case)| case.household = Some(n));
    let by_household = run(&study, &Permutation { by_household: true, ..only(cases) }, &chances(999));
    let best = &by_household.clusters[0];
    assert!(best.p.value < 0.01 && best.households >= 12, "twelve households: {best:?}");
}

#[test]
fn a_cluster_is_found_in_its_category_and_beside_that_of_another() {
    let mut cases = nothing(13, 12, 120, 300);
    (0..).zip(&mut cases).for_each(|(n, case)| case.category = 1 + n % 4);
    let more = |place, category, n: usize| (0..n).map(move |n| Case { category, ..at(place, 114 + n % 6) });
    cases.extend(more(4, 3, 9).chain(more(9, 4, 8)));
    let tree = Tree::new(vec![None, Some(0), Some(0), Some(1), Some(2)]).expect("parents first");
    let study = Study { min_cases: 3, max_share: 0.5, ..study(line(12), 120, 28) };
    let model = Permutation { tree: tree.clone(), ..only(cases) };
    let clusters = run(&study, &model, &chances(999)).clusters;
    let sure: Vec<_> = clusters.iter().filter(|cluster| cluster.p.value < 0.05).collect();
    let told: Vec<&[usize]> = sure.iter().map(|cluster| &cluster.places[..]).collect();
    assert_eq!(told, [&[4][..], &[9][..]], "{sure:?}");
    assert!(tree.related(sure[0].category, 3) && tree.related(sure[1].category, 4), "{sure:?}");
    assert!(!tree.related(sure[0].category, sure[1].category), "{sure:?}");
}

#[test]
fn a_rare_kind_is_seen_only_among_others() {
    let mut cases = nothing(19, 12, 120, 300);
    cases.iter_mut().skip(6).for_each(|case| case.category = 1);
    cases.iter_mut().take(6).for_each(|case| case.category = 2);
    cases.extend((0..8).map(|n| Case { category: 2, ..at(5, 116 + n % 4) }));
    let tree = Tree::new(vec![None, Some(0), Some(0)]).expect("parents first");
    let study = Study { min_cases: 3, max_share: 0.5, ..study(line(12), 120, 28) };
    let p = |kinds: Vec<usize>| {
        let model = Permutation { tree: tree.clone(), kinds, ..only(cases.clone()) };
        let best = run(&study, &model, &chances(999)).clusters.swap_remove(0);
        (best.p.value, best.category, best.places)
    };
    assert!(p(Vec::new()).0 > 0.05, "eight of fourteen in four days are the season of so rare a kind");
    let (value, category, places) = p(vec![0, 0, 0]);
    assert!(value < 0.01 && category == 2 && places == [5], "{value} {category} {places:?}");
}

#[test]
fn what_cannot_be_is_refused() {
    let wrong = |change: fn(&mut Study, &mut Permutation)| {
        let (mut study, mut model) = (study(line(3), 10, 5), only(vec![at(0, 9)]));
        change(&mut study, &mut model);
        scan(&study, &Model::Permutation(model), &chances(9)).err()
    };
    assert_eq!(wrong(|_, _| {}), None);
    assert_eq!(wrong(|_, model| model.cases.clear()), Some(Error::NoCases));
    assert_eq!(wrong(|_, model| model.cases.push(at(3, 0))), Some(Error::Outside { case: 1, what: "place" }));
    assert_eq!(
        wrong(|_, model| model.cases.push(at(0, 10))),
        Some(Error::Outside { case: 1, what: "interval" })
    );
    assert_eq!(wrong(|study, _| study.max_share = 0.0), Some(Error::Share));
    assert_eq!(wrong(|study, _| study.time = Time::Now { longest: 0 }), Some(Error::NoTime));
    let ever = wrong(|study, model| (study.time, model.by_household) = (Time::Ever { longest: 2 }, true));
    assert_eq!(ever, Some(Error::HouseholdsEver));
    assert_eq!(Places::new(vec![[91.0, 0.0]], Metric::Sphere).err(), Some(Error::Coordinate { place: 0 }));
    assert_eq!(Tree::new(vec![None, Some(2), None]).err(), Some(Error::Tree { category: 1 }));
    let more_than_people = Bernoulli { cases: vec![1, 2, 0], people: vec![2, 1, 4] };
    let whole = Study { intervals: 1, time: Time::Whole, ..study(line(3), 1, 1) };
    let refused = scan(&whole, &Model::Bernoulli(more_than_people), &chances(9)).err();
    assert_eq!(refused, Some(Error::Impossible { place: 1, interval: 0 }));
}
