//! The scan: the windows in which more happens than chance explains, and how sure that is.

mod batch;
mod board;
mod chance;
mod chosen;
mod ground;
mod model;
mod null;
mod place;
mod replicates;
mod score;
mod search;
mod span;

pub use chosen::{Cluster, Findings, Method, PValue};
pub use model::{Bernoulli, Case, Model, Permutation, Poisson, Study, Tree};
pub use place::{Metric, Places};
pub use replicates::{Chances, Ties};
pub use span::Time;

use crate::Error;
use batch::Batch;
use ground::Ground;
use replicates::Panels;

/// Looks at every window of the study and says which are more unusual than chance makes the most unusual one.
///
/// The answer depends on the input as a set (not on the order of its cases) and on the seed, and on nothing else:
/// neither on the number of cores nor on the machine.
pub fn scan(study: &Study, model: &Model, chances: &Chances) -> Result<Findings, Error> {
    let ground = Ground::new(study, model)?;
    let panels = Panels::new(&ground, study.intervals);
    let observed = Batch::of(&ground, &ground.observed);
    let apart = chosen::apart(&ground, &chosen::tree(model), panels.best_of_each(&observed));
    let Some(best) = apart.first() else { return Ok(Findings::default()) };
    let maxima = replicates::maxima(&ground, &panels, chances, best.llr);
    Ok(chosen::describe(&ground, study, &observed, &apart, maxima))
}

#[cfg(test)]
mod tests {
    use super::board::Count;
    use super::chance::Chance;
    use super::search::{Floor, Panel, Search};
    use super::*;

    /// A year of a few kinds of requests at a grid of places, some of the same household.
    fn year(by_household: bool) -> (Study, Model) {
        let mut chance = Chance::of(17, 0);
        let points = (0..30).map(|n| [f64::from(n % 6) * 40.0, f64::from(n / 6) * 60.0]).collect();
        let mut case = |_| Case {
            place: chance.below(30),
            interval: chance.below(120),
            category: 1 + chance.below(3),
            household: Some(chance.below(4)),
        };
        let cases = (0..700).map(&mut case).collect();
        let study = Study {
            places: Places::new(points, Metric::Plane).expect("points"),
            intervals: 120,
            time: Time::Now { longest: 28 },
            max_radius: 130.0,
            max_share: 0.5,
            min_cases: 3,
            min_households: 2,
        };
        let tree = Tree::new(vec![None, Some(0), Some(0), Some(1)]).expect("parents first");
        (
            study,
            Model::Permutation(Permutation {
                cases,
                tree,
                classes: Vec::new(),
                kinds: Vec::new(),
                by_household,
            }),
        )
    }

    /// Searches replicates above a floor, where the search is fast, and in full.
    fn fast_is_full<T: Count>(by_household: bool) {
        let (study, model) = year(by_household);
        let ground = Ground::new(&study, &model).expect("a sound study");
        let panel = Panel::<T>::new(&ground, study.intervals, 0, usize::MAX);
        let mut search = Search::new(&panel);
        let (mut scratch, mut hits, mut below) = (ground.null.scratch(), Vec::new(), 0);
        let floor = 4.5;
        let least = Floor::new(&panel, floor);
        for replicate in 0..300 {
            ground.null.draw(&mut scratch, &mut Chance::of(1, replicate), &mut hits);
            let batch = Batch::of(&ground, &hits);
            let (mut full, mut fast) = ([None], [None]);
            search.raise(&batch, &[0], None, &mut full);
            search.raise(&batch, &[0], Some(&least), &mut fast);
            match full[0].filter(|&llr| llr >= floor) {
                Some(llr) => assert_eq!(fast[0], Some(llr)),
                None => assert_eq!(fast[0], None, "{full:?}"),
            }
            below += usize::from(fast[0].is_none());
        }
        assert!((30..270).contains(&below), "the floor must divide the replicates: {below}");
    }

    #[test]
    fn the_fast_search_finds_what_the_full_one_finds() {
        fast_is_full::<u8>(false);
        fast_is_full::<u16>(true);
        fast_is_full::<u32>(false);
    }
}
