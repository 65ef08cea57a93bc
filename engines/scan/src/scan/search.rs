//! Finding the most unusual window: exactly, and exactly but fast.
//!
//! A replicate is worth its highest ratio, and almost all of its windows are far below. So a floor is learnt from
//! the first few replicates that nearly every other exceeds. For each window the least count that reaches the floor
//! is worked out once; from then on a window costs an addition and a comparison of small integers, and logarithms
//! are taken only where the comparison succeeds. A replicate that stays below the floor everywhere is searched again
//! with a lower one, and at last in full: the answer is the same, not nearly the same.

use super::batch::Batch;
use super::board::{Board, Count, Prints, add, reaches};
use super::ground::{Field, Ground};
use super::null::Hit;
use super::place::Disc;

/// A window: circle and span, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Window {
    pub field: usize,
    pub disc: usize,
    pub ring: usize,
    pub span: usize,
    pub llr: f64,
}

/// The fields whose counts fit into a `T`, and what counting in them needs.
#[derive(Debug)]
pub(crate) struct Panel<'a, T> {
    pub ground: &'a Ground,
    pub prints: Prints<T>,
    fields: Vec<usize>,
}

impl<'a, T: Count> Panel<'a, T> {
    /// The fields that never count as much as `most`, but at least `least`.
    pub fn new(ground: &'a Ground, intervals: usize, least: usize, most: usize) -> Self {
        let fields =
            (0..ground.fields.len()).filter(|&field| (least..most).contains(&ground.fields[field].most));
        Self { ground, prints: Prints::new(ground, intervals), fields: fields.collect() }
    }
}

/// The least count of each window that reaches a floor.
#[derive(Debug)]
pub(crate) struct Floor<T> {
    /// By field of the panel: by circle and span.
    windows: Vec<Vec<T>>,
    /// By field of the panel: by disc, the least of all its windows.
    discs: Vec<Vec<T>>,
}

impl<T: Count> Floor<T> {
    /// The counts that reach the ratio `floor`.
    pub fn new(panel: &Panel<T>, floor: f64) -> Self {
        let ground = panel.ground;
        let (mut windows, mut discs) = (Vec::new(), Vec::new());
        for field in panel.fields.iter().map(|&field| &ground.fields[field]) {
            let steps = field.score.steps(floor, field.most);
            let mut of_field = vec![T::NEVER; ground.rows * ground.spans.width];
            let mut lowest = vec![T::NEVER; panel.prints.discs_width];
            for (disc, lowest) in ground.discs.iter().zip(&mut lowest) {
                *lowest = disc_floor(ground, field, disc, &steps, &mut of_field);
            }
            windows.push(of_field);
            discs.push(lowest);
        }
        Self { windows, discs }
    }
}

/// Fills in the disc's windows, and answers the least of them. As a circle grows, so does what it expects, and with
/// it the count it needs: each search goes on from where the smaller circle's ended.
fn disc_floor<T: Count>(ground: &Ground, field: &Field, disc: &Disc, steps: &[f64], windows: &mut [T]) -> T {
    let (spans, width) = (ground.spans.list.len(), ground.spans.width);
    let mut measures = vec![0.0; spans];
    let mut needs = vec![ground.least() as usize; spans];
    let mut begin = 0;
    let mut lowest = T::NEVER;
    for (ring, row) in disc.rings.iter().zip(windows[disc.first_row * width..].chunks_mut(width)) {
        for &place in &disc.order[begin..ring.upto] {
            let more = &field.measure[place as usize * spans..][..spans];
            measures.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        for ((need, measure), least) in needs.iter_mut().zip(&measures).zip(row) {
            while *need < steps.len() && steps[*need] < *measure {
                *need += 1;
            }
            *least = if *need < steps.len() { T::threshold(*need) } else { T::NEVER };
            lowest = lowest.min(*least);
        }
        begin = ring.upto;
    }
    lowest
}

/// Looks for windows in one field of one replicate at a time.
pub(crate) struct Search<'a, T> {
    panel: &'a Panel<'a, T>,
    board: Board<T>,
    counts: Vec<T>,
    measures: Vec<f64>,
}

impl<'a, T: Count> Search<'a, T> {
    pub fn new(panel: &'a Panel<'a, T>) -> Self {
        let ground = panel.ground;
        Self {
            panel,
            board: Board::new(ground, &panel.prints),
            counts: vec![T::default(); ground.spans.width],
            measures: vec![0.0; ground.spans.list.len()],
        }
    }

    /// The best window of each field and disc of one replicate, where there is one.
    pub fn best_of_each(&mut self, one: &Batch) -> Vec<Window> {
        let panel = self.panel;
        let mut found = Vec::new();
        for &field in &panel.fields {
            let hits = one.hits(field, 0);
            self.board.count(panel.ground, &panel.prints, hits);
            found.extend((0..panel.ground.discs.len()).filter_map(|disc| self.best(hits, field, disc, 0.0)));
        }
        found
    }

    /// Raises the highest ratio of each of the replicates `which` to the highest of this panel's fields. With a
    /// floor only what reaches it is seen.
    pub fn raise(
        &mut self,
        batch: &Batch,
        which: &[usize],
        floor: Option<&Floor<T>>,
        highest: &mut [Option<f64>],
    ) {
        let panel = self.panel;
        for (number, &field) in panel.fields.iter().enumerate() {
            for &replicate in which {
                let hits = batch.hits(field, replicate);
                self.board.count(panel.ground, &panel.prints, hits);
                let highest = &mut highest[replicate];
                match floor {
                    Some(floor) => {
                        self.above(hits, field, &floor.windows[number], &floor.discs[number], highest)
                    }
                    None => self.in_full(hits, field, highest),
                }
            }
        }
    }

    fn in_full(&mut self, hits: &[Hit], field: usize, highest: &mut Option<f64>) {
        for disc in 0..self.panel.ground.discs.len() {
            if let Some(window) = self.best(hits, field, disc, highest.unwrap_or(0.0)) {
                *highest = Some(window.llr);
            }
        }
    }

    /// The best window of this field and disc with a ratio above `above`; of equal ones the smallest.
    fn best(&mut self, hits: &[Hit], field: usize, disc: usize, above: f64) -> Option<Window> {
        let ground = self.panel.ground;
        let (of, around, spans) = (&ground.fields[field], &ground.discs[disc], ground.spans.list.len());
        let least = ground.least();
        self.counts.fill(T::default());
        self.measures.fill(0.0);
        let (mut best, mut highest, mut begin) = (None, above, 0);
        for (ring, circle) in around.rings.iter().enumerate() {
            let mut more = false;
            for &place in &around.order[begin..circle.upto] {
                let measures = &of.measure[place as usize * spans..][..spans];
                self.measures.iter_mut().zip(measures).for_each(|(sum, measure)| *sum += measure);
                if let Some(row) = self.board.row(place) {
                    add(&mut self.counts, row);
                    more = true;
                }
            }
            begin = circle.upto;
            // With no case more than the smaller circle, it can only be less unusual.
            for span in (0..spans).filter(|_| more) {
                let count: u32 = self.counts[span].into();
                if count < least {
                    continue;
                }
                let llr = of.score.llr(f64::from(count), self.measures[span]);
                if llr > highest && self.admits(hits, &around.order[..circle.upto], span) {
                    highest = llr;
                    best = Some(Window { field, disc, ring, span, llr });
                }
            }
        }
        best
    }

    /// Raises `highest` to the highest ratio of the field's windows that reach the floor, if any does.
    fn above(&mut self, hits: &[Hit], field: usize, windows: &[T], discs: &[T], highest: &mut Option<f64>) {
        let ground = self.panel.ground;
        if !reaches(self.board.near(), discs) {
            return;
        }
        for (number, disc) in ground.discs.iter().enumerate() {
            if self.board.near()[number] >= discs[number] {
                let of = &ground.fields[field];
                let rows = &windows[disc.first_row * ground.spans.width..];
                // Of known length, the sums stay in registers.
                match ground.spans.width {
                    16 => self.above_around([T::default(); 16], hits, of, disc, rows, highest),
                    32 => self.above_around([T::default(); 32], hits, of, disc, rows, highest),
                    width => self.above_around(vec![T::default(); width], hits, of, disc, rows, highest),
                }
            }
        }
    }

    /// Goes through the places that have counts, from the centre outwards, and looks at each circle that has more
    /// than the one within it.
    fn above_around<C: AsRef<[T]> + AsMut<[T]>>(
        &self,
        mut counts: C,
        hits: &[Hit],
        of: &Field,
        disc: &Disc,
        floor: &[T],
        highest: &mut Option<f64>,
    ) {
        let width = counts.as_ref().len();
        let mut look = |counts: &[T], ring: usize| {
            let least = &floor[ring * width..][..width];
            if reaches(counts, least) {
                self.above_circle(counts, hits, of, &disc.order[..disc.rings[ring].upto], least, highest);
            }
        };
        let mut ring = None;
        for word in 0..disc.order.len().div_ceil(64) {
            let mut left = self.board.marks(disc, word);
            while left != 0 {
                let position = word * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let next = disc.ring_of[position] as usize;
                if let Some(done) = ring.filter(|&ring| ring != next) {
                    look(counts.as_ref(), done);
                }
                ring = Some(next);
                add(counts.as_mut(), &self.board.row_of(disc.order[position] as usize)[..width]);
            }
        }
        if let Some(last) = ring {
            look(counts.as_ref(), last);
        }
    }

    #[cold]
    fn above_circle(
        &self,
        counts: &[T],
        hits: &[Hit],
        of: &Field,
        within: &[u32],
        least: &[T],
        highest: &mut Option<f64>,
    ) {
        for span in (0..counts.len()).filter(|&span| counts[span] >= least[span]) {
            let count: u32 = counts[span].into();
            let llr = of.score.llr(f64::from(count), self.panel.ground.measure(of, within, span));
            if highest.is_none_or(|highest| llr > highest) && self.admits(hits, within, span) {
                *highest = Some(llr);
            }
        }
    }

    /// Whether the window has cases enough and households enough, of which the counts tell only one.
    fn admits(&self, hits: &[Hit], within: &[u32], span: usize) -> bool {
        let ground = self.panel.ground;
        // So many households have at least so many cases, and any case is somebody's.
        let implied =
            if ground.by_household { ground.min_cases <= ground.least() } else { ground.min_households <= 1 };
        if implied {
            return true;
        }
        let (cases, households) = ground.holds(hits, within, span);
        cases >= ground.min_cases as usize && households >= ground.min_households as usize
    }
}
