//! Shares that must be reached, in whole numbers, and the line that says whether one was.

use serde::Serialize;

/// A share of a whole: `parts` out of `of`, reached from it on (以上 includes the number, 民法典 1259) or only above
/// it (过半数).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// Numerator.
    pub parts: u64,
    /// Denominator.
    pub of: u64,
    /// Only above it.
    pub above: bool,
}

/// More than half.
pub const MORE_THAN_HALF: Threshold = Threshold::above(1, 2);

impl Threshold {
    /// `parts / of` or more.
    pub const fn from(parts: u64, of: u64) -> Self {
        Self { parts, of, above: false }
    }

    /// More than `parts / of`.
    pub const fn above(parts: u64, of: u64) -> Self {
        Self { parts, of, above: true }
    }

    /// The least that reaches it. Of nothing, nothing does: then it is one.
    pub fn least(self, whole: u64) -> u64 {
        let share = u128::from(whole) * u128::from(self.parts);
        let of = u128::from(self.of.max(1));
        let least = if self.above { share / of + 1 } else { share.div_ceil(of) };
        u64::try_from(least.max(1)).unwrap_or(u64::MAX)
    }

    /// Whether `have` of `whole` reaches it.
    pub fn reached(self, have: u64, whole: u64) -> bool {
        have >= self.least(whole)
    }
}

/// Where a rule is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Article {
    /// The law, by its usual short name.
    pub law: &'static str,
    /// The article, with paragraph or item where needed.
    pub article: &'static str,
}

/// What a condition asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// Enough took part, by area of their parts.
    ParticipationByArea,
    /// Enough took part, by heads.
    ParticipationByHeads,
    /// Enough agreed, by area.
    ApprovalByArea,
    /// Enough agreed, by heads.
    ApprovalByHeads,
    /// Enough came.
    Quorum,
    /// Enough agreed.
    Approval,
}

/// One line of the account: what was asked, by which article, and what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// What is asked.
    pub asked: Asked,
    /// Where.
    pub article: Article,
    /// How much of the whole.
    pub threshold: Threshold,
    /// What there is: areas in 0.01 m², otherwise heads.
    pub have: u64,
    /// The whole, in the same measure.
    pub whole: u64,
    /// The least that would have reached it.
    pub least: u64,
    /// What is missing; 0 where it is reached.
    pub lacking: u64,
    /// Whether it is reached.
    pub reached: bool,
}

impl Condition {
    /// The line for one threshold.
    pub fn new(asked: Asked, article: Article, threshold: Threshold, have: u64, whole: u64) -> Self {
        let least = threshold.least(whole);
        Self {
            asked,
            article,
            threshold,
            have,
            whole,
            least,
            lacking: least.saturating_sub(have),
            reached: threshold.reached(have, whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_thirds_of_2149_households_are_1433() {
        let two_thirds = Threshold::from(2, 3);
        assert_eq!(two_thirds.least(2149), 1433);
        assert!(two_thirds.reached(1433, 2149) && !two_thirds.reached(1432, 2149));
    }

    #[test]
    fn two_thirds_include_the_number_and_half_does_not() {
        assert!(Threshold::from(2, 3).reached(1400, 2100) && !Threshold::from(2, 3).reached(1399, 2100));
        assert!(!MORE_THAN_HALF.reached(50, 100) && MORE_THAN_HALF.reached(51, 100));
        assert!(MORE_THAN_HALF.reached(51, 101) && !MORE_THAN_HALF.reached(50, 101));
    }

    #[test]
    fn a_hundredth_of_a_square_metre_decides() {
        let area = 12_345_678_901;
        let least = Threshold::from(3, 4).least(area);
        assert_eq!(least, 9_259_259_176);
        assert!(!Threshold::from(3, 4).reached(least - 1, area));
    }

    #[test]
    fn nobody_cannot_decide() {
        assert!(!Threshold::from(2, 3).reached(0, 0) && !MORE_THAN_HALF.reached(0, 0));
    }
}
