//! Receipts: four digits that an elder can say on the phone.
//!
//! Numbers run from 1000 to 9999, once per area and cycle, in an order that a cycle's salt shuffles. A node
//! leases a block of them by one conditional update and hands them out from memory. The number is guessable
//! by design: it opens nothing without the phone's last four, and whoever has no phone gets a printed secret.

use crate::{House, Result};
use linju_db::{Batch, Sql, Statement, args};
use linju_kernel::Id;

/// Numbers in a cycle.
pub const PER_CYCLE: i64 = 9_000;
const BLOCK: i64 = 64;

/// A receipt: unique in its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Cycle, from 1.
    pub cycle: i64,
    /// The four digits.
    pub number: i64,
}

/// Numbers leased by this node and not yet given out, last first.
#[derive(Debug, Default)]
pub(crate) struct Block(Vec<Receipt>);

impl House {
    /// The next receipt of `area`.
    pub async fn next_receipt(&self, area: Id) -> Result<Receipt> {
        let mut blocks = self.receipts.lock().await;
        let block = blocks.entry(area).or_default();
        if let Some(receipt) = block.0.pop() {
            return Ok(receipt);
        }
        let mut leased = self.lease_block(area).await?;
        leased.reverse();
        block.0 = leased;
        Ok(block.0.pop().expect("a leased block is never empty"))
    }

    async fn lease_block(&self, area: Id) -> Result<Vec<Receipt>> {
        loop {
            let sql =
                "select cycle, used, salt from receipt_cycle where area_id = ? order by cycle desc limit 1";
            let newest = self.db.first::<(i64, i64, i64)>(Sql::new(sql, args![area])).await?;
            let mut batch = Vec::new();
            let (cycle, used, salt) = match newest {
                Some(row) if row.1 < PER_CYCLE => row,
                other => {
                    let row = (other.map_or(1, |r| r.0 + 1), 0, i64::from(rand::random::<u32>()));
                    let sql = "insert into receipt_cycle (area_id, cycle, used, salt) values (?, ?, 0, ?)";
                    batch.push(Statement::new(sql, args![area, row.0, row.2]));
                    row
                }
            };
            let end = (used + BLOCK).min(PER_CYCLE);
            let sql = "update receipt_cycle set used = ? where area_id = ? and cycle = ? and used = ?";
            batch.push(Statement::new(sql, args![end, area, cycle, used]).expect(1));
            match self.db.write(Batch::from_iter(batch)).await {
                Ok(_) => {
                    let order = shuffled(salt as u64);
                    let numbers = &order[used as usize..end as usize];
                    return Ok(numbers.iter().map(|n| Receipt { cycle, number: *n }).collect());
                }
                Err(linju_db::Error::Conflict { .. }) => {}
                Err(error) if error.is_unique("receipt_cycle") => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The numbers of a cycle in the order in which they are given out: Fisher and Yates with splitmix64, written
/// here because the order must never change between releases.
fn shuffled(salt: u64) -> Vec<i64> {
    let mut state = salt;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut numbers: Vec<i64> = (1_000..10_000).collect();
    for i in (1..numbers.len()).rev() {
        numbers.swap(i, (next() % (i as u64 + 1)) as usize);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_holds_every_number_once_in_an_order_of_its_own() {
        let order = shuffled(7);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (1_000..10_000).collect::<Vec<_>>());
        assert_ne!(order, shuffled(8));
        assert_eq!(order, shuffled(7));
    }
}
