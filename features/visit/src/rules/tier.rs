//! How closely someone is looked after, and how often that means a visit.

use linju_core::party::rules::{ADVANCED, ELDER, HouseholdKind, household_kinds};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Refusal, coded};

coded! {
    /// How closely someone is looked after, closest first.
    pub enum Tier {
        /// 重点.
        Key = "key",
        /// 关心.
        Care = "care",
        /// 一般.
        General = "general",
        /// 其他: everyone else is seen once a year.
        Other = "other",
    }
}

impl Tier {
    /// The tier of someone of `age` in a household of these ages, themselves among them. No ordinance of this
    /// city names frequencies; the order follows what provinces do under 民发〔2022〕73号.
    pub fn derived(age: Option<i16>, household: &[Option<i16>]) -> Tier {
        let kinds = household_kinds(household);
        let at_least = |years: i16| age.is_some_and(|a| a >= years);
        if kinds.contains(&HouseholdKind::LoneElder) {
            Tier::Key
        } else if kinds.contains(&HouseholdKind::AllElder) || at_least(ADVANCED) {
            Tier::Care
        } else if at_least(ELDER) {
            Tier::General
        } else {
            Tier::Other
        }
    }
}

/// The longest time an area may leave between two visits, in days.
pub const LONGEST: i64 = 730;

/// The most days between two visits, in the order of the tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intervals([i64; 4]);

impl Default for Intervals {
    /// Weekly, monthly, quarterly, yearly.
    fn default() -> Self {
        Self([7, 30, 91, 365])
    }
}

impl Intervals {
    /// Intervals of these days. Refuses `visit-interval` outside 1 to [`LONGEST`], and `visit-interval-order`
    /// where someone looked after more closely would be seen less often.
    pub fn new(days: [i64; 4]) -> Result<Self, Refusal> {
        if let Some(n) = days.iter().position(|d| !(1..=LONGEST).contains(d)) {
            return Err(Refusal::new("visit-interval").at(Tier::ALL[n].code()));
        }
        match days.windows(2).position(|pair| pair[0] > pair[1]) {
            Some(n) => Err(Refusal::new("visit-interval-order").at(Tier::ALL[n].code())),
            None => Ok(Self(days)),
        }
    }

    /// The most days between two visits of `tier`.
    pub fn days(&self, tier: Tier) -> i64 {
        self.0[tier as usize]
    }

    /// Sets what an area has set for `tier`.
    pub fn set(&mut self, tier: Tier, days: i64) {
        self.0[tier as usize] = days;
    }
}
