//! The published instance, and an area of 4,195 people: within the best known, and no rule broken.

use linju_roster::file::{Goer, Resident, Task};

fn published() -> Task {
    Task::read(include_str!("data/visits385.json")).expect("the instance reads")
}

/// Counts the plan's objective again from nothing but the days it names, in twentieths.
fn counted(task: &Task, workers: &[usize], days: &[Vec<usize>]) -> i64 {
    let mut entered = std::collections::BTreeSet::new();
    let mut minutes = std::collections::BTreeMap::new();
    for ((resident, worker), days) in task.residents.iter().zip(workers).zip(days) {
        for day in days {
            entered.insert((worker, resident.b, day));
            *minutes.entry((worker, day)).or_insert(0) += resident.svc;
        }
    }
    let mut busiest = std::collections::BTreeMap::new();
    for ((worker, _), minutes) in minutes {
        let most = busiest.entry(worker).or_insert(0);
        *most = minutes.max(*most);
    }
    20 * entered.len() as i64 + busiest.values().sum::<i64>()
}

#[test]
fn every_seed_is_as_good_as_the_best_known() {
    let task = published();
    for seed in 1..=5 {
        let answer = task.solve(false, seed).expect("it has a plan");
        let workers: Vec<usize> = answer.residents.iter().map(|r| r.worker).collect();
        let days: Vec<_> = answer.residents.iter().map(|r| r.days.clone()).collect();
        assert_eq!(workers, task.residents.iter().filter_map(|r| r.worker).collect::<Vec<_>>());
        for (resident, days) in task.residents.iter().zip(&days) {
            assert!(task.patterns[&resident.tier].contains(days), "{days:?} is one of the patterns");
        }
        assert_eq!(answer.visits, 661);
        let objective = counted(&task, &workers, &days);
        assert_eq!(answer.objective, objective as f64 / 20.0);
        assert!(objective <= 268 * 20 + 10, "seed {seed}: {}", answer.objective);
    }
}

#[test]
fn whoever_is_late_comes_first() {
    let mut task = published();
    for resident in task.residents.iter_mut().step_by(10) {
        resident.by = Some(1);
    }
    let answer = task.solve(false, 1).expect("it has a plan");
    assert!(answer.residents.iter().step_by(10).all(|planned| planned.days[0] <= 1));
}

#[test]
fn visitors_given_anew_are_fair_and_mostly_known() {
    let answer = published().solve(true, 1).expect("it has a plan");
    assert!(answer.spread <= 100, "{} ‰", answer.spread);
    assert!(answer.new_faces * 5 < answer.visits as i64, "{} new faces", answer.new_faces);
}

#[test]
fn an_area_with_workers_and_stewards_keeps_every_rule() {
    let steward = |n: usize| Goer {
        share: Some(8),
        day_minutes: Some(90),
        buildings: (n * 4..n * 4 + 4).collect(),
        tiers: vec![1],
    };
    let worker = Goer { share: Some(100), day_minutes: Some(420), ..Goer::default() };
    let resident = |n: usize| {
        let b = n * 7 % 240;
        let (tier, svc) =
            [(1, 15), (1, 15), (2, 20), (1, 15), (1, 15), (1, 15), (4, 25), (1, 15), (1, 15)][n % 9];
        Resident { b, tier, svc, grid: Some(b / 20), last: Some(b / 20), worker: None, by: None }
    };
    let task = Task {
        residents: (0..4_195).map(resident).collect(),
        patterns: published().patterns,
        visitors: std::iter::repeat_n(worker, 12).chain((0..60).map(steward)).collect(),
    };
    let answer = task.solve(false, 1).expect("it has a plan");
    assert_eq!(answer.residents.len(), 4_195);
    assert!(answer.spread <= 100, "{} ‰", answer.spread);
    for (resident, planned) in task.residents.iter().zip(&answer.residents) {
        assert!(task.patterns[&resident.tier].contains(&planned.days));
        let goer = &task.visitors[planned.worker];
        assert!(goer.buildings.is_empty() || goer.buildings.contains(&resident.b));
        assert!(goer.tiers.is_empty() || goer.tiers.contains(&resident.tier));
    }
    for month in &answer.visitors {
        let most = task.visitors[month.worker].day_minutes.unwrap_or(0);
        assert!(month.days.iter().all(|minutes| *minutes <= most), "{month:?}");
    }
}

#[test]
fn what_does_not_work_is_said() {
    let said = |change: fn(&mut Task)| {
        let mut task = published();
        change(&mut task);
        task.solve(false, 1).expect_err("it has none").to_string()
    };
    assert_eq!(said(|t| t.residents[3].tier = 9), "tier 9 has no patterns of at most 64 days");
    assert_eq!(
        said(|t| t.patterns.get_mut(&1).expect("tier 1").push(vec![64])),
        "tier 1 has no patterns of at most 64 days"
    );
    let few = |t: &mut Task| t.visitors = vec![Goer { day_minutes: Some(100), ..Goer::default() }; 6];
    assert!(said(few).contains("more than they can carry"));
    let nobody = |t: &mut Task| {
        t.residents[0].worker = None;
        t.visitors = vec![Goer { buildings: vec![99], ..Goer::default() }; 6];
    };
    assert_eq!(said(nobody), "nobody may visit person 0");
}
