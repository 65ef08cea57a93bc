//! Who visits: whoever looks after the stairwell, else the worker of the grid.

use linju_kernel::{Id, path};

/// Someone who answers for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Path of the place.
    pub path: String,
    /// Account.
    pub account: Id,
}

/// Who visits the room at `at`: of those who look after it or what it is in, the nearest; where nobody does, the
/// same among the workers of grids.
pub fn visitor(at: &str, contacts: &[Charge], grids: &[Charge]) -> Option<Id> {
    let nearest = |charges: &[Charge]| {
        let over = charges.iter().filter(|charge| path::within(at, &charge.path));
        over.max_by_key(|charge| charge.path.len()).map(|charge| charge.account)
    };
    nearest(contacts).or_else(|| nearest(grids))
}
