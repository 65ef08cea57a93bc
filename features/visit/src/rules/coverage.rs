//! How far an area has come: of all there are, who was seen in time.

use super::due::Due;
use super::tier::Tier;

/// How far it has come in one tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Tier.
    pub tier: Tier,
    /// How many there are.
    pub all: i64,
    /// How many were met within the interval.
    pub covered: i64,
    /// Whose day is past.
    pub overdue: i64,
}

impl Coverage {
    /// Covered among all in percent, rounded down: only all of them are a hundred. None where nobody is.
    pub fn percent(&self) -> Option<i64> {
        (self.all > 0).then(|| self.covered * 100 / self.all)
    }
}

/// How far it has come, tier by tier.
pub fn coverage(plan: &[Due]) -> [Coverage; 4] {
    let mut all = [Tier::Key, Tier::Care, Tier::General, Tier::Other].map(|tier| Coverage {
        tier,
        all: 0,
        covered: 0,
        overdue: 0,
    });
    for due in plan {
        let one = &mut all[due.tier as usize];
        one.all += 1;
        one.covered += i64::from(due.covered());
        one.overdue += i64::from(due.overdue());
    }
    all
}
