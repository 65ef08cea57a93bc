//! The scan as the platform sets it: docs/hotspots.md says how it was measured.

use super::finding::{Fact, Finding, Rule, days_between};
use super::ground::{FURTHEST, Ground};
use linju_kernel::Day;
use linju_kernel::Id;
use linju_scan::scan::{
    Case, Chances, Cluster, Method, Metric, Model, Permutation, Places, Study, Ties, Time, Tree, scan,
};
use std::collections::HashMap;

/// How many days are looked back.
pub const DAYS: i64 = 365;
/// The longest span that a cluster may last.
const LONGEST: usize = 28;
/// With fewer requests, or fewer days, the past says too little of what is usual.
const FEWEST: usize = 60;
const SHORTEST: usize = 60;
/// Replicates of chance: they tell a recurrence of once in a thousand days.
const REPLICATES: usize = 999;
const ENOUGH: usize = 50;

/// Windows that chance brings at most once in `interval` days, as of `today`. `works` says which days are working
/// days; the seed follows from the day, so that a look repeated says the same.
pub fn look(
    facts: &[Fact],
    ground: &Ground,
    today: Day,
    interval: i64,
    works: impl Fn(Day) -> bool,
) -> Vec<Finding> {
    let Some(first) = facts.iter().map(|fact| fact.day).min() else { return Vec::new() };
    let first = first.max(today.plus_days(1 - DAYS));
    let intervals = usize::try_from(days_between(first, today) + 1).unwrap_or(0);
    let seen: Vec<(&Fact, usize)> = facts
        .iter()
        .filter(|fact| (first..=today).contains(&fact.day))
        .filter_map(|fact| Some((fact, ground.site(&fact.path)?)))
        .collect();
    if seen.len() < FEWEST || intervals < SHORTEST {
        return Vec::new();
    }
    let kinds = Kinds::of(&seen);
    let mut homes: HashMap<Id, usize> = HashMap::new();
    let mut case = |(fact, site): &(&Fact, usize)| {
        let next = homes.len();
        Case {
            place: *site,
            interval: days_between(first, fact.day) as usize,
            category: kinds.index[&fact.category],
            household: Some(*homes.entry(fact.household).or_insert(next)),
        }
    };
    let cases = seen.iter().map(&mut case).collect();
    let classes = (0..intervals as i64).map(|day| u8::from(works(first.plus_days(day)))).collect();
    let points = ground.sites.iter().map(|site| site.at).collect();
    let (Ok(tree), Ok(places)) = (Tree::new(kinds.parents()), Places::new(points, Metric::Plane)) else {
        return Vec::new();
    };
    let study = Study {
        places,
        intervals,
        time: Time::Now { longest: LONGEST },
        max_radius: FURTHEST,
        max_share: 0.5,
        min_cases: 3,
        min_households: 2,
    };
    let model =
        Model::Permutation(Permutation { cases, tree, classes, kinds: Vec::new(), by_household: true });
    let seed = days_between(Day::new(2020, 1, 1).unwrap_or(today), today).unsigned_abs();
    let chances =
        Chances { replicates: REPLICATES, seed, stop_at: Some(ENOUGH), ties: Ties::Count, threads: Some(1) };
    let Ok(found) = scan(&study, &model, &chances) else { return Vec::new() };
    let rare = |cluster: &&Cluster| cluster.recurrence.is_some_and(|days| days >= interval as f64);
    found.clusters.iter().filter(rare).map(|cluster| told(cluster, &seen, &kinds, ground, first)).collect()
}

/// The tree: families first, then kinds.
struct Kinds {
    codes: Vec<String>,
    families: usize,
    index: HashMap<String, usize>,
}

impl Kinds {
    fn of(seen: &[(&Fact, usize)]) -> Kinds {
        let mut kinds: Vec<String> = seen.iter().map(|(fact, _)| fact.category.clone()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut codes: Vec<String> = kinds.iter().map(|kind| family(kind).to_owned()).collect();
        codes.dedup();
        let families = codes.len();
        codes.extend(kinds);
        let index = codes.iter().cloned().zip(0..).skip(families).collect();
        Kinds { codes, families, index }
    }

    fn parents(&self) -> Vec<Option<usize>> {
        let parent = |code: &String| self.codes[..self.families].iter().position(|f| *f == family(code));
        let none = std::iter::repeat_n(None, self.families);
        none.chain(self.codes[self.families..].iter().map(parent)).collect()
    }
}

/// The two digits of a kind's family.
pub fn family(kind: &str) -> &str {
    kind.get(..2).unwrap_or(kind)
}

fn told(cluster: &Cluster, seen: &[(&Fact, usize)], kinds: &Kinds, ground: &Ground, first: Day) -> Finding {
    let category = kinds.codes[cluster.category].clone();
    let (from, to) = (first.plus_days(cluster.from as i64), first.plus_days(cluster.to as i64));
    let within = |(fact, site): &&(&Fact, usize)| {
        cluster.places.contains(site)
            && (from..=to).contains(&fact.day)
            && fact.category.starts_with(&category)
    };
    let cases: Vec<&(&Fact, usize)> = seen.iter().filter(within).collect();
    // Of a circle, only the places that something came from are named.
    let mut places: Vec<usize> = cases.iter().map(|(_, site)| *site).collect();
    places.sort_unstable();
    places.dedup();
    let most = |site: &&usize| cases.iter().filter(|(_, at)| at == *site).count();
    let centre = places.iter().max_by_key(most).copied().unwrap_or(cluster.centre);
    Finding {
        rule: Rule::Scan,
        category,
        path: ground.sites[centre].path.clone(),
        places: places.len() as i64,
        from,
        to,
        cases: cases.iter().map(|(fact, _)| (fact.case, fact.household)).collect(),
        households: cluster.households as i64,
        expected: cluster.expected,
        recurrence: cluster.recurrence,
        approximate: cluster.p.method == Method::GumbelApproximate,
        bound: None,
    }
}
