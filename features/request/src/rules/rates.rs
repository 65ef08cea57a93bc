//! The three rates, with what they stand on.
//!
//! Response, resolution and satisfaction after the Beijing regulation (接诉即办工作条例 art. 32) and the
//! project's rules 2.1: counted by what requesters said, never by what handlers report; coverage is always
//! shown beside them; no rate without its denominator.

/// What a period's cases come to. All are counts of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Due in the period and not excluded: the base.
    pub base: i64,
    /// Excluded, each with a reason and a second person.
    pub excluded: i64,
    /// First contact in time.
    pub contacted_in_time: i64,
    /// Requester reached by follow-up.
    pub reached: i64,
    /// Of those: solved, by their word.
    pub solved: i64,
    /// Of those: partly.
    pub partly: i64,
    /// Of those: rated.
    pub rated: i64,
    /// Of those: satisfied (4 or 5 of 5).
    pub satisfied: i64,
}

/// A rate as shown: so many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Numerator.
    pub n: i64,
    /// Denominator.
    pub of: i64,
}

impl Rate {
    /// Tenths of a percent, rounded half up; none where nothing was counted.
    pub fn per_mille(self) -> Option<i64> {
        (self.of > 0).then(|| (self.n * 2_000 + self.of) / (2 * self.of))
    }

    /// `94.0%`; a dash where nothing was counted.
    pub fn percent(self) -> String {
        self.per_mille().map_or_else(|| "—".into(), |m| format!("{}.{}%", m / 10, m % 10))
    }
}

impl Tally {
    /// 响应率: contacted in time, of the base.
    pub fn response(&self) -> Rate {
        Rate { n: self.contacted_in_time, of: self.base }
    }

    /// 解决率: solved by the requester's word, of those reached. Partly counts as not.
    pub fn resolution(&self) -> Rate {
        Rate { n: self.solved, of: self.reached }
    }

    /// 满意率: satisfied, of those who rated.
    pub fn satisfaction(&self) -> Rate {
        Rate { n: self.satisfied, of: self.rated }
    }

    /// 回访覆盖: reached, of the base; without it the other two can be gamed.
    pub fn coverage(&self) -> Rate {
        Rate { n: self.reached, of: self.base }
    }
}
