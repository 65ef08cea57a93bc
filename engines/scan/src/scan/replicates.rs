//! Monte Carlo: the most unusual window of each of many replicates of chance.

use super::batch::Batch;
use super::chance::Chance;
use super::ground::Ground;
use super::null::{Hit, Scratch};
use super::search::{Floor, Panel, Search, Window};
use std::num::NonZero;
use std::ops::Range;
use std::thread;

/// How much chance to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chances {
    /// How many replicates; 999 tell a recurrence of once in a thousand days.
    pub replicates: usize,
    /// Where chance begins. The same seed gives the same answer.
    pub seed: u64,
    /// Stop as soon as this many replicates are at least as unusual as what was found (Besag and Clifford 1991):
    /// what is plainly ordinary need not be asked a thousand times.
    pub stop_at: Option<usize>,
    /// Whether a replicate exactly as unusual as what was found counts against it.
    pub ties: Ties,
    /// How many threads work; all cores if not given. The answer is the same.
    pub threads: Option<usize>,
}

/// What to do with replicates exactly as unusual as what was found. They are rare where expectations differ from
/// place to place, and common where a few people are all alike (Bernoulli).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// They count: the test keeps its level whatever the data.
    Count,
    /// They do not: for Bernoulli data this comes nearer to SaTScan's published p-values; how it treats ties, its
    /// guide does not say.
    LeaveOut,
}

impl Ties {
    /// Whether a replicate's ratio `other` speaks against `found`. Ratios are sums of logarithms: what differs only
    /// by rounding is a tie.
    pub(crate) fn reached(self, other: f64, found: f64) -> bool {
        let rounding = found * 1e-9;
        match self {
            Ties::Count => other > found - rounding,
            Ties::LeaveOut => other > found + rounding,
        }
    }
}

/// The highest ratio of each replicate, in their order.
#[derive(Debug)]
pub(crate) struct Maxima {
    pub llr: Vec<f64>,
    /// Whether the replicates were ended by their result and not by their number.
    pub stopped: bool,
    pub ties: Ties,
}

/// All fields, by the width of the counts they need: the narrower, the more of them fit into a register.
pub(crate) struct Panels<'a> {
    narrow: Panel<'a, u8>,
    middle: Panel<'a, u16>,
    wide: Panel<'a, u32>,
}

/// The least counts that reach a floor.
struct Floors {
    narrow: Floor<u8>,
    middle: Floor<u16>,
    wide: Floor<u32>,
}

impl<'a> Panels<'a> {
    pub fn new(ground: &'a Ground, intervals: usize) -> Self {
        const NARROW: usize = u8::MAX as usize;
        const MIDDLE: usize = u16::MAX as usize;
        Self {
            narrow: Panel::new(ground, intervals, 0, NARROW),
            middle: Panel::new(ground, intervals, NARROW, MIDDLE),
            wide: Panel::new(ground, intervals, MIDDLE, usize::MAX),
        }
    }

    /// The best window of each field and disc of one replicate.
    pub fn best_of_each(&self, one: &Batch) -> Vec<Window> {
        let mut found = Search::new(&self.narrow).best_of_each(one);
        found.extend(Search::new(&self.middle).best_of_each(one));
        found.extend(Search::new(&self.wide).best_of_each(one));
        found
    }

    fn floors(&self, floor: f64) -> Floors {
        Floors {
            narrow: Floor::new(&self.narrow, floor),
            middle: Floor::new(&self.middle, floor),
            wide: Floor::new(&self.wide, floor),
        }
    }
}

/// What one thread keeps.
struct Worker<'a> {
    ground: &'a Ground,
    narrow: Search<'a, u8>,
    middle: Search<'a, u16>,
    wide: Search<'a, u32>,
    scratch: Scratch,
    hits: Vec<Hit>,
    batch: Batch,
}

impl<'a> Worker<'a> {
    fn new(ground: &'a Ground, panels: &'a Panels<'a>) -> Self {
        Self {
            ground,
            narrow: Search::new(&panels.narrow),
            middle: Search::new(&panels.middle),
            wide: Search::new(&panels.wide),
            scratch: ground.null.scratch(),
            hits: Vec::new(),
            batch: Batch::new(ground),
        }
    }

    /// The highest ratio of each replicate in `range`, by the floors from the highest down, then in full.
    fn highest(&mut self, seed: u64, range: Range<usize>, floors: &[Floors]) -> Vec<f64> {
        self.batch.clear();
        for replicate in range {
            self.ground.null.draw(&mut self.scratch, &mut Chance::of(seed, replicate as u64), &mut self.hits);
            self.batch.push(self.ground, &self.hits);
        }
        let mut highest = vec![None; self.batch.len()];
        for floors in floors.iter().map(Some).chain([None]) {
            let below: Vec<usize> =
                (0..highest.len()).filter(|&replicate| highest[replicate].is_none()).collect();
            self.narrow.raise(&self.batch, &below, floors.map(|floors| &floors.narrow), &mut highest);
            self.middle.raise(&self.batch, &below, floors.map(|floors| &floors.middle), &mut highest);
            self.wide.raise(&self.batch, &below, floors.map(|floors| &floors.wide), &mut highest);
        }
        highest.into_iter().map(|highest| highest.unwrap_or(0.0)).collect()
    }
}

/// Replicates from which the floor is learnt.
const PILOTS: usize = 32;
/// How much lower the second floor lies, so that next to none is left to be searched in full.
const LOWER: f64 = 0.6;
/// Replicates between two looks at whether to stop.
const LOOK: usize = 256;
/// Replicates searched side by side.
const BATCH: usize = 32;

/// Draws the replicates, until enough of them reach `observed` if the run may stop early.
pub(crate) fn maxima(ground: &Ground, panels: &Panels, chances: &Chances, observed: f64) -> Maxima {
    let threads =
        chances.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get)).max(1);
    let run = |range, floors: &[Floors]| spread(ground, panels, chances.seed, threads, range, floors);
    let enough = chances.stop_at.unwrap_or(usize::MAX);
    let look = if chances.stop_at.is_some() { LOOK } else { chances.replicates };
    let (mut llr, mut floors) = (Vec::new(), Vec::new());
    loop {
        let reached = |&replicate: &usize| chances.ties.reached(llr[replicate], observed);
        if let Some(last) = (0..llr.len()).filter(reached).nth(enough.saturating_sub(1)) {
            llr.truncate(last + 1);
            return Maxima { llr, stopped: true, ties: chances.ties };
        }
        if llr.len() >= chances.replicates {
            return Maxima { llr, stopped: false, ties: chances.ties };
        }
        // One replicate tells roughly where the others will be, and the pilots tell it well.
        let upto = match llr.len() {
            0 => 1,
            1 => PILOTS,
            done => done + look,
        };
        llr.extend(run(llr.len()..chances.replicates.min(upto), &floors));
        match llr.len() {
            1 if llr[0] > 0.0 => floors = vec![panels.floors(llr[0] * LOWER)],
            PILOTS => {
                let floor = floor_of(&llr);
                floors = floor
                    .iter()
                    .flat_map(|floor| [*floor, floor * LOWER])
                    .map(|floor| panels.floors(floor))
                    .collect();
            }
            _ => {}
        }
    }
}

/// The second lowest of the pilots: about one replicate in thirty stays below.
fn floor_of(pilots: &[f64]) -> Option<f64> {
    let mut sorted = pilots.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(1).copied().filter(|&floor| floor > 0.0)
}

/// Shares the replicates among threads. Each replicate has its own stream of chance, so who draws it is all one.
fn spread(
    ground: &Ground,
    panels: &Panels,
    seed: u64,
    threads: usize,
    range: Range<usize>,
    floors: &[Floors],
) -> Vec<f64> {
    let share = range.len().div_ceil(threads).max(1);
    let cut = |range: Range<usize>, size| {
        range.clone().step_by(size).map(move |from| from..range.end.min(from + size))
    };
    let work = |part: Range<usize>| {
        let mut worker = Worker::new(ground, panels);
        cut(part, BATCH).flat_map(|batch| worker.highest(seed, batch, floors)).collect::<Vec<f64>>()
    };
    if threads == 1 || range.len() == 1 {
        return work(range);
    }
    thread::scope(|scope| {
        let running: Vec<_> = cut(range, share).map(|part| scope.spawn(move || work(part))).collect();
        // A thread ends early only by a defect of this crate, which must not look like a result.
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|p| std::panic::resume_unwind(p)))
            .collect()
    })
}
