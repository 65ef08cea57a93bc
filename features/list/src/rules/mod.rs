//! What may happen to an item of a list, to an offer and to an agreement, decided without a database.

pub mod decide;
pub mod lifecycle;
pub mod partner;
pub mod priority;
#[cfg(test)]
mod tests;

pub use decide::{Facts, Item, Owner};
pub use lifecycle::{LIFE, Part, State, Verb};
pub use priority::{Measure, Weights};

use linju_kernel::coded;

coded! {
    /// Which list an item stands on. 项目清单 is kept by the projects, which a need goes on to.
    pub enum List {
        /// 问题清单.
        Issue = "issue",
        /// 需求清单.
        Need = "need",
        /// 资源清单: what a partner or the committee offers.
        Resource = "resource",
    }
}

coded! {
    /// What an item is about. An offer and a need of one theme may fit each other.
    pub enum Theme {
        /// 照明与标识.
        Lighting = "lighting",
        /// 充电与停车.
        Charging = "charging",
        /// 场地与空间.
        Space = "space",
        /// 修缮与绿化.
        Repair = "repair",
        /// 助老与上门服务.
        Care = "care",
        /// 讲座与活动.
        Activity = "activity",
        /// 安全与消防.
        Safety = "safety",
        /// 物资与资金.
        Goods = "goods",
        /// 其他.
        Other = "other",
    }
}

coded! {
    /// Where an item comes from.
    pub enum Source {
        /// 居民诉求: a case that was moved to the list.
        Case = "case",
        /// 群众下单: ordered from the menu.
        Order = "order",
        /// 会议: a line of the minutes.
        Meeting = "meeting",
        /// 热点: what many said.
        Hotspot = "hotspot",
        /// 居委会提出.
        Staff = "staff",
        /// 街道交办.
        Street = "street",
        /// 共建单位提供.
        Partner = "partner",
    }
}

impl Source {
    /// Did residents ask for it (下单), rather than the committee or the street set it (派单)? None for offers,
    /// which nobody asks for.
    pub fn ordered(self) -> Option<bool> {
        match self {
            Source::Case | Source::Order | Source::Meeting | Source::Hotspot => Some(true),
            Source::Staff | Source::Street => Some(false),
            Source::Partner => None,
        }
    }
}

coded! {
    /// A field in which partners take part (M007).
    pub enum Field {
        /// 城市更新.
        Renewal = "renewal",
        /// 邻里互助.
        MutualAid = "mutual_aid",
        /// 纠纷调解.
        Mediation = "mediation",
        /// 文明城区创建.
        Civility = "civility",
    }
}

coded! {
    /// What a partner gives.
    pub enum Gift {
        /// Money, in fen.
        Money = "money",
        /// Material, in pieces.
        Material = "material",
        /// Work, in quarters of an hour.
        Hours = "hours",
    }
}
