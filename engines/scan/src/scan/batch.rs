//! Some replicates at once, their cases sorted by field.
//!
//! Fields are searched one after the other, each in all replicates of the batch: what is known of a field then
//! stays near the processor while it is needed.

use super::ground::Ground;
use super::null::Hit;

/// The hits of several replicates.
#[derive(Debug)]
pub(crate) struct Batch {
    fields: Vec<Column>,
    len: usize,
}

#[derive(Debug, Default)]
struct Column {
    hits: Vec<Hit>,
    ends: Vec<usize>,
}

impl Batch {
    pub fn new(ground: &Ground) -> Self {
        Self { fields: ground.fields.iter().map(|_| Column::default()).collect(), len: 0 }
    }

    /// The batch of one replicate alone.
    pub fn of(ground: &Ground, hits: &[Hit]) -> Self {
        let mut batch = Self::new(ground);
        batch.push(ground, hits);
        batch
    }

    pub fn clear(&mut self) {
        self.len = 0;
        for column in &mut self.fields {
            column.hits.clear();
            column.ends.clear();
        }
    }

    /// Adds a replicate; the order of its hits is kept.
    pub fn push(&mut self, ground: &Ground, hits: &[Hit]) {
        self.len += 1;
        for hit in hits {
            ground.paths[hit.category as usize]
                .iter()
                .for_each(|&field| self.fields[field as usize].hits.push(*hit));
        }
        for column in &mut self.fields {
            column.ends.push(column.hits.len());
        }
    }

    /// How many replicates there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The hits of one replicate that count in a field.
    pub fn hits(&self, field: usize, replicate: usize) -> &[Hit] {
        let column = &self.fields[field];
        let begin = replicate.checked_sub(1).map_or(0, |before| column.ends[before]);
        &column.hits[begin..column.ends[replicate]]
    }
}
