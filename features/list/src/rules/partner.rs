//! 共建单位: agreements, what a partner is qualified for, and which offer may fit which need.

use super::Theme;
use linju_kernel::lifecycle::{Edge, Lifecycle};
use linju_kernel::{Day, coded, path};

coded! {
    /// Where an agreement stands.
    pub enum Agreement {
        /// 拟定.
        Draft = "draft",
        /// 已签.
        Signed = "signed",
        /// 履行中.
        Active = "active",
        /// 已结束.
        Ended = "ended",
    }
}

coded! {
    /// What is done with an agreement.
    pub enum Deed {
        /// Sign it.
        Sign = "sign",
        /// It takes effect.
        Begin = "begin",
        /// It ends.
        End = "end",
    }
}

/// The life of an agreement. Only the lead takes its steps.
pub const AGREEMENT: Lifecycle<Agreement, Deed, ()> = Lifecycle {
    edges: &[
        Edge { from: &[Agreement::Draft], verb: Deed::Sign, to: Some(Agreement::Signed), who: &[()] },
        Edge { from: &[Agreement::Signed], verb: Deed::Begin, to: Some(Agreement::Active), who: &[()] },
        Edge {
            from: &[Agreement::Draft, Agreement::Signed, Agreement::Active],
            verb: Deed::End,
            to: Some(Agreement::Ended),
            who: &[()],
        },
    ],
};

coded! {
    /// What a paper says its holder may do.
    pub enum Qualification {
        /// 建筑施工.
        Building = "building",
        /// 电气作业.
        Electric = "electric",
        /// 消防设施.
        Fire = "fire",
        /// 医疗护理.
        Medical = "medical",
        /// 餐饮.
        Catering = "catering",
        /// 法律服务.
        Legal = "legal",
    }
}

/// How near its end a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Holds,
    /// It ends within 30 days.
    EndsSoon,
    /// It has ended.
    Expired,
}

/// How a paper that holds until `to` stands on `today`; the last day still counts.
pub fn standing(to: Day, today: Day) -> Standing {
    match () {
        () if to < today => Standing::Expired,
        () if to <= today.plus_days(30) => Standing::EndsSoon,
        () => Standing::Holds,
    }
}

/// May whoever has the papers `held` do what needs `required`? The committee's own people arrange such work and
/// do not do it: without an organisation nothing that needs a paper can be taken.
pub fn qualified(required: &str, organisation: bool, held: &[String]) -> bool {
    required.is_empty() || organisation && held.iter().any(|code| code == required)
}

/// An offer or a need, as far as fitting looks at it.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Theme.
    pub theme: Theme,
    /// Where.
    pub place_path: String,
    /// Title, for words in common.
    pub title: String,
    /// How much is left, of an offer.
    pub left: i64,
}

/// How well an offer fits a need: 0 not at all. Theme 4, each pair of characters in common 1 (three at most), at
/// the place or around it 2. An offer with nothing left fits nothing.
pub fn fit(need: &Wish, offer: &Wish) -> i64 {
    if offer.left < 1 {
        return 0;
    }
    let words = in_common(&need.title, &offer.title).min(3);
    let theme = if need.theme == offer.theme && need.theme != Theme::Other { 4 } else { 0 };
    if theme + words == 0 {
        return 0;
    }
    theme + words + if path::within(&need.place_path, &offer.place_path) { 2 } else { 0 }
}

fn in_common(a: &str, b: &str) -> i64 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        chars.windows(2).map(|w| (w[0], w[1])).collect()
    };
    let (mut ours, theirs) = (pairs(a), pairs(b));
    ours.sort_unstable();
    ours.dedup();
    ours.iter().filter(|pair| theirs.contains(pair)).count() as i64
}

/// The use of what was offered, in per mille, rounded half up; none where nothing was.
pub fn use_rate(used: i64, offered: i64) -> Option<i64> {
    (offered > 0).then(|| (used * 2_000 + offered) / (offered * 2))
}
