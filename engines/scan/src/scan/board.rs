//! The counts of one replicate, and how they are summed fast.

use super::ground::Ground;
use super::null::Hit;
use super::place::Disc;
use super::span::LANES;
use std::ops::AddAssign;

/// A count small enough for many of them to share a register.
pub(crate) trait Count: Copy + Default + Ord + AddAssign + From<u8> + Into<u32> + Send + Sync {
    /// The largest; no sum may reach it, so that as a threshold it means never.
    const NEVER: Self;
    /// The number as a threshold.
    fn threshold(number: usize) -> Self;
}

macro_rules! count {
    ($($number:ty),*) => {$(
        impl Count for $number {
            const NEVER: Self = <$number>::MAX;
            fn threshold(number: usize) -> Self {
                <$number>::try_from(number).unwrap_or(Self::NEVER)
            }
        }
    )*};
}
count!(u8, u16, u32);

/// Adds `row` to `sum`, lane by lane. Both are padded to whole registers.
#[inline]
pub(crate) fn add<T: Count>(sum: &mut [T], row: &[T]) {
    for (sum, row) in sum.chunks_exact_mut(LANES).zip(row.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sum[lane] += row[lane];
        }
    }
}

/// Whether any lane of `sum` reaches its threshold.
#[inline]
pub(crate) fn reaches<T: Count>(sum: &[T], least: &[T]) -> bool {
    let mut any = false;
    for (sum, least) in sum.chunks_exact(LANES).zip(least.chunks_exact(LANES)) {
        let mut lanes = false;
        for lane in 0..LANES {
            lanes |= sum[lane] >= least[lane];
        }
        any |= lanes;
    }
    any
}

/// What a case adds to: the spans that cover its interval, and the discs that hold its place.
#[derive(Debug)]
pub(crate) struct Prints<T> {
    /// Interval by interval, 1 for each span that covers it.
    spans: Vec<T>,
    /// Place by place, 1 for each disc that holds it.
    discs: Vec<T>,
    /// Length of a row of `discs`, padded.
    pub discs_width: usize,
}

impl<T: Count> Prints<T> {
    pub fn new(ground: &Ground, intervals: usize) -> Self {
        let discs_width = ground.discs.len().next_multiple_of(LANES);
        let mut spans = vec![T::default(); intervals * ground.spans.width];
        for (span, &(from, to)) in ground.spans.list.iter().enumerate() {
            (from..=to).for_each(|interval| spans[interval * ground.spans.width + span] = T::from(1));
        }
        let mut discs = vec![T::default(); ground.places * discs_width];
        for (number, disc) in ground.discs.iter().enumerate() {
            disc.order.iter().for_each(|&place| discs[place as usize * discs_width + number] = T::from(1));
        }
        Self { spans, discs, discs_width }
    }
}

/// The counts of one field, by place and span, and by disc.
#[derive(Debug)]
pub(crate) struct Board<T> {
    rows: Vec<T>,
    occupied: Vec<bool>,
    touched: Vec<usize>,
    near: Vec<T>,
    /// When each household was last counted.
    seen: Vec<u32>,
    time: u32,
    width: usize,
}

impl<T: Count> Board<T> {
    pub fn new(ground: &Ground, prints: &Prints<T>) -> Self {
        Self {
            rows: vec![T::default(); ground.places * ground.spans.width],
            occupied: vec![false; ground.places],
            touched: Vec::new(),
            near: vec![T::default(); prints.discs_width],
            seen: vec![0; if ground.by_household { ground.households } else { 0 }],
            time: 0,
            width: ground.spans.width,
        }
    }

    /// Counts `hits` from nothing. Where households are counted, the latest of each comes first and counts alone:
    /// all windows end now, so that no window holds an earlier one without it.
    pub fn count(&mut self, ground: &Ground, prints: &Prints<T>, hits: &[Hit]) {
        self.clear();
        for hit in hits {
            if ground.by_household && !self.first(hit.household) {
                continue;
            }
            let place = hit.place as usize;
            if !self.occupied[place] {
                self.occupied[place] = true;
                self.touched.push(place);
            }
            let print = &prints.spans[hit.interval as usize * self.width..][..self.width];
            add(&mut self.rows[place * self.width..][..self.width], print);
            add(&mut self.near, &prints.discs[place * prints.discs_width..][..prints.discs_width]);
        }
    }

    fn clear(&mut self) {
        for place in self.touched.drain(..) {
            self.occupied[place] = false;
            self.rows[place * self.width..][..self.width].fill(T::default());
        }
        self.near.fill(T::default());
        self.time += 1;
    }

    fn first(&mut self, household: u32) -> bool {
        std::mem::replace(&mut self.seen[household as usize], self.time) != self.time
    }

    /// The place's counts by span, if it has any.
    #[inline]
    pub fn row(&self, place: u32) -> Option<&[T]> {
        let place = place as usize;
        self.occupied[place].then(|| self.row_of(place))
    }

    /// The place's counts by span.
    #[inline]
    pub fn row_of(&self, place: usize) -> &[T] {
        &self.rows[place * self.width..][..self.width]
    }

    /// Which of the disc's positions `64 * word ..` have counts, as bits; by the shorter of the two ways.
    #[inline]
    pub fn marks(&self, disc: &Disc, word: usize) -> u64 {
        let positions = &disc.order[word * 64..disc.order.len().min(word * 64 + 64)];
        if self.touched.len() < positions.len() {
            let mark = |&place: &usize| {
                let position = disc.position[place];
                u64::from(position >> 6 == word as u32) << (position & 63)
            };
            self.touched.iter().map(mark).fold(0, |marks, mark| marks | mark)
        } else {
            let mark = |(bit, &place): (usize, &u32)| u64::from(self.occupied[place as usize]) << bit;
            positions.iter().enumerate().map(mark).fold(0, |marks, mark| marks | mark)
        }
    }

    /// The counts of the largest circle of each disc, over the time of all spans.
    pub fn near(&self) -> &[T] {
        &self.near
    }
}
