//! Meetings that decide by heads: quorum and majority as data, each with its article.
//!
//! 居民会议 and 居民代表会议 follow the 城市居民委员会组织法 as revised on 2025-10-28, in force from 2026-01-01; the
//! owners' committee follows 上海市住宅物业管理规定 26.

use crate::majority::{Article, Asked, Condition, MORE_THAN_HALF, Threshold};
use serde::Serialize;
use thiserror::Error;

const fn organic_law(article: &'static str) -> Article {
    Article { law: "城市居民委员会组织法 (2025)", article }
}

const fn property_rules(article: &'static str) -> Article {
    Article { law: "上海市住宅物业管理规定", article }
}

/// Of whom a majority is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Those who came.
    Present,
    /// All who are entitled.
    Entitled,
}

/// How a body decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Body {
    /// How many must come, of all entitled.
    pub quorum: Threshold,
    /// Where that is written.
    pub quorum_article: Article,
    /// How many must agree.
    pub majority: Threshold,
    /// Of whom.
    pub base: Base,
    /// Where that is written.
    pub majority_article: Article,
}

/// 居民会议: of all residents of 18 or more, or of one delegate per household, whichever it was called with; the
/// entitled are counted accordingly.
pub const RESIDENTS_MEETING: Body = Body {
    quorum: MORE_THAN_HALF,
    quorum_article: organic_law("27"),
    majority: MORE_THAN_HALF,
    base: Base::Present,
    majority_article: organic_law("27"),
};

/// 居民代表会议.
pub const DELEGATES_MEETING: Body = Body {
    quorum: Threshold::from(2, 3),
    quorum_article: organic_law("28–29"),
    majority: MORE_THAN_HALF,
    base: Base::Present,
    majority_article: organic_law("28–29"),
};

/// 业主委员会: more than half must be there in person, and more than half of all members sign.
pub const OWNERS_COMMITTEE: Body = Body {
    quorum: MORE_THAN_HALF,
    quorum_article: property_rules("26"),
    majority: MORE_THAN_HALF,
    base: Base::Entitled,
    majority_article: property_rules("26"),
};

/// On whose demand a meeting must be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Demand {
    /// How many of them.
    pub threshold: Threshold,
    /// Where that is written.
    pub article: Article,
}

/// 居民会议 on demand of a tenth of the adults, or of the households.
pub const RESIDENTS_DEMAND: Demand = Demand { threshold: Threshold::from(1, 10), article: organic_law("26") };
/// 居民会议 on demand of a third of the delegates.
pub const DELEGATES_DEMAND_RESIDENTS: Demand =
    Demand { threshold: Threshold::from(1, 3), article: organic_law("26") };
/// 居民代表会议 on demand of a fifth of the delegates.
pub const DELEGATES_DEMAND: Demand =
    Demand { threshold: Threshold::from(1, 5), article: organic_law("28–29") };
/// An extraordinary 业主大会 on demand of a fifth of the owners.
pub const OWNERS_DEMAND: Demand = Demand { threshold: Threshold::from(1, 5), article: property_rules("25") };

impl Demand {
    /// The least who must ask, of so many entitled.
    pub fn least(&self, entitled: u64) -> u64 {
        self.threshold.least(entitled)
    }
}

/// What was counted at a meeting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Hands {
    /// All who may take part.
    pub entitled: u64,
    /// Those who came.
    pub present: u64,
    /// For it.
    pub yes: u64,
    /// Against it.
    pub no: u64,
    /// Neither; whoever is there and says nothing counts here too.
    pub abstain: u64,
}

/// Counts that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// More came than there are.
    #[error("{present} came, but only {entitled} may take part")]
    MorePresentThanEntitled {
        /// Those who came.
        present: u64,
        /// Those who may.
        entitled: u64,
    },
    /// More voted than came.
    #[error("{votes} votes, but only {present} are there")]
    MoreVotesThanPresent {
        /// Votes counted.
        votes: u128,
        /// Those who came.
        present: u64,
    },
}

/// What a meeting decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was counted.
    pub hands: Hands,
    /// Quorum and majority, each with its article.
    pub conditions: Vec<Condition>,
    /// Both are reached.
    pub adopted: bool,
}

/// Whether a body decided.
pub fn decide(body: &Body, hands: Hands) -> Result<Decision, Error> {
    let Hands { entitled, present, yes, no, abstain } = hands;
    if present > entitled {
        return Err(Error::MorePresentThanEntitled { present, entitled });
    }
    let votes = [yes, no, abstain].map(u128::from).iter().sum();
    if votes > u128::from(present) {
        return Err(Error::MoreVotesThanPresent { votes, present });
    }
    let base = match body.base {
        Base::Present => present,
        Base::Entitled => entitled,
    };
    let conditions = vec![
        Condition::new(Asked::Quorum, body.quorum_article, body.quorum, present, entitled),
        Condition::new(Asked::Approval, body.majority_article, body.majority, yes, base),
    ];
    Ok(Decision { hands, adopted: conditions.iter().all(|condition| condition.reached), conditions })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hands(entitled: u64, present: u64, yes: u64) -> Hands {
        Hands { entitled, present, yes, no: present - yes, abstain: 0 }
    }

    #[test]
    fn delegates_need_two_thirds_of_them_there() {
        let short = decide(&DELEGATES_MEETING, hands(63, 41, 41)).expect("possible");
        assert!(!short.adopted, "everyone agreed, but 42 of 63 had to come");
        assert_eq!((short.conditions[0].least, short.conditions[0].lacking), (42, 1));
        assert!(short.conditions[1].reached);
        assert!(decide(&DELEGATES_MEETING, hands(63, 42, 22)).expect("possible").adopted);
        assert!(!decide(&DELEGATES_MEETING, hands(63, 42, 21)).expect("possible").adopted);
    }

    #[test]
    fn residents_need_more_than_half_there_and_more_than_half_of_those() {
        assert!(!decide(&RESIDENTS_MEETING, hands(2000, 1000, 1000)).expect("possible").adopted);
        assert!(decide(&RESIDENTS_MEETING, hands(2000, 1001, 501)).expect("possible").adopted);
    }

    #[test]
    fn silence_is_not_agreement() {
        let hands = Hands { entitled: 10, present: 10, yes: 5, no: 0, abstain: 2 };
        assert!(!decide(&RESIDENTS_MEETING, hands).expect("possible").adopted);
    }

    #[test]
    fn a_committee_decides_by_all_its_members() {
        assert!(!decide(&OWNERS_COMMITTEE, hands(7, 4, 3)).expect("possible").adopted);
        assert!(decide(&OWNERS_COMMITTEE, hands(7, 4, 4)).expect("possible").adopted);
    }

    #[test]
    fn impossible_counts_are_refused() {
        let too_many = Error::MorePresentThanEntitled { present: 11, entitled: 10 };
        assert_eq!(decide(&RESIDENTS_MEETING, hands(10, 11, 1)), Err(too_many));
        let votes = Hands { entitled: 10, present: 5, yes: 6, no: 0, abstain: 0 };
        assert_eq!(
            decide(&RESIDENTS_MEETING, votes),
            Err(Error::MoreVotesThanPresent { votes: 6, present: 5 })
        );
    }

    #[test]
    fn a_tenth_may_call_the_residents_together() {
        assert_eq!(RESIDENTS_DEMAND.least(2149), 215);
        assert_eq!(DELEGATES_DEMAND.least(63), 13);
    }
}
