//! Who goes where: sheets follow whoever looks after the stairwell, and can be evened out.

use linju_kernel::{Id, path};

/// Someone who answers for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Path of the place.
    pub path: String,
    /// Account, or person.
    pub who: Id,
}

/// A sheet before anybody has it: a stairwell with so many lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Path of the stairwell.
    pub path: String,
    /// Lines on it.
    pub lines: i64,
}

/// Of those who answer for the place at `at` or what it is in, the nearest.
pub fn nearest(at: &str, charges: &[Charge]) -> Option<Id> {
    let over = charges.iter().filter(|charge| path::within(at, &charge.path));
    over.max_by_key(|charge| charge.path.len()).map(|charge| charge.who)
}

/// Who takes each sheet: whoever looks after the stairwell, else the worker of its grid, else whoever of `workers`
/// has least so far. None only where there are no workers.
pub fn share(bundles: &[Bundle], contacts: &[Charge], grids: &[Charge], workers: &[Id]) -> Vec<Option<Id>> {
    let own = |bundle: &Bundle| nearest(&bundle.path, contacts).or_else(|| nearest(&bundle.path, grids));
    let mut given: Vec<Option<Id>> = bundles.iter().map(own).collect();
    for n in 0..bundles.len() {
        if given[n].is_none() {
            given[n] = workers.iter().copied().min_by_key(|worker| (load(*worker, bundles, &given), *worker));
        }
    }
    given
}

fn load(worker: Id, bundles: &[Bundle], given: &[Option<Id>]) -> i64 {
    let theirs = bundles.iter().zip(given).filter(|(_, who)| **who == Some(worker));
    theirs.map(|(bundle, _)| bundle.lines).sum()
}

/// Moves whole sheets from whoever has most to whoever of `workers` has least, as long as that makes the greatest
/// load smaller. The largest sheet that helps goes first, so that few change hands.
pub fn even_out(bundles: &[Bundle], given: &mut [Option<Id>], workers: &[Id]) {
    loop {
        let loads: Vec<(i64, Id)> = workers.iter().map(|w| (load(*w, bundles, given), *w)).collect();
        let (Some((most, from)), Some((least, to))) = (loads.iter().max(), loads.iter().min()) else {
            return;
        };
        let helps = |n: &usize| given[*n] == Some(*from) && least + bundles[*n].lines < *most;
        let Some(n) = (0..bundles.len()).filter(helps).max_by_key(|n| (bundles[*n].lines, *n)) else {
            return;
        };
        given[n] = Some(*to);
    }
}
