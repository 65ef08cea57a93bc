//! The highest first.

use super::profile::{Candidate, Profile};
use super::{Merit, Tally, Verdict};
use std::cmp::Ordering;

/// The greedy count: pass over what does not fit, or `stop` there.
pub(super) fn count(profile: &Profile, by: Merit, stop: bool, threshold: u64) -> Tally {
    let mut tally = Tally::new(profile);
    take(profile, &mut tally, by, stop, threshold);
    tally
}

/// Spends what is left.
pub(super) fn complete(profile: &Profile, tally: &mut Tally) {
    take(profile, tally, Merit::PerMoney, false, 0);
}

fn merit(by: Merit, a: &Candidate, b: &Candidate) -> Ordering {
    match by {
        Merit::PerMoney => a.density(b),
        Merit::Score => a.worth.cmp(&b.worth),
    }
}

fn take(profile: &Profile, tally: &mut Tally, by: Merit, stop: bool, threshold: u64) {
    let merit = |p: usize, q: usize| merit(by, &profile.projects[p], &profile.projects[q]);
    let mut order: Vec<usize> = (0..profile.projects.len()).filter(|&p| !tally.is_selected(p)).collect();
    order.sort_by_key(|&p| profile.projects[p].rank);
    order.sort_by(|&p, &q| merit(q, p));
    let mut ended = None;
    for (at, &p) in order.iter().enumerate() {
        let project = &profile.projects[p];
        let left = profile.budget - tally.cost;
        if project.points < threshold {
            tally.reject(p, Verdict::BelowThreshold { score: project.points, threshold });
        } else if let Some(by) = ended {
            tally.reject(p, Verdict::AfterEnd { by });
        } else if project.cost > left {
            tally.reject(p, Verdict::NoRoom { left });
            ended = stop.then_some(p);
        } else {
            let equals = order[at + 1..].iter().copied().take_while(|&q| merit(p, q).is_eq());
            let before: Vec<usize> = equals.filter(|&q| profile.projects[q].cost <= left).collect();
            tally.ties += u64::from(!before.is_empty());
            tally.select(profile, p, before);
        }
    }
}
