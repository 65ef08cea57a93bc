//! The kinds of meetings as one table: who calls them, how long before, who must be heard, how many must come.

use linju_kernel::coded;

coded! {
    /// A kind of meeting, named as the practice names it.
    pub enum Kind {
        /// 民情恳谈会: people say what weighs on them, at the place it is about.
        Talk = "talk_meeting",
        /// 听证会: before a decision.
        Hearing = "hearing",
        /// 协调会: where interests collide.
        Coordination = "coordination_meeting",
        /// 评议会: judging what was done.
        Review = "review_meeting",
        /// 居民议事会.
        Council = "residents_council",
        /// 民主议事室.
        Room = "deliberation_room",
        /// 联席会议 of the troika: committee, property company, owners' committee.
        Joint = "joint_conference",
        /// 居民会议.
        Residents = "residents_meeting",
        /// 居民代表会议.
        Delegates = "delegates_meeting",
        /// 三会一课, as a channel for topics and opinions only.
        Branch = "branch_meetings",
        /// 互助工坊.
        Workshop = "mutual_aid_workshop",
    }
}

coded! {
    /// For whom somebody is there.
    pub enum Group {
        /// 居民, for themselves.
        Resident = "resident",
        /// 户代表 or an adult of the neighbourhood with a vote in its residents' meeting.
        Voter = "voter",
        /// 居民代表.
        Delegate = "delegate",
        /// Those whom the matter touches.
        Affected = "affected",
        /// 居委会.
        Committee = "committee",
        /// 党支部.
        Branch = "party_branch",
        /// 业委会.
        Owners = "owners_committee",
        /// 物业.
        Property = "property_company",
        /// 楼组长.
        Steward = "steward",
        /// 街道 and its units.
        Street = "street",
        /// 共建单位.
        Partner = "partner",
    }
}

coded! {
    /// Who calls a meeting.
    pub enum Convener {
        /// 居民区党总支.
        PartyBranch = "party_branch",
        /// 居民委员会.
        Committee = "committee",
    }
}

/// How long before a meeting people must know of it, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The law says so: no shorter.
    Law(i64, &'static str),
    /// It is usual: shorter needs a reason that stands on the notice.
    Usual(i64),
}

/// How many must be there before anything can be decided, of those entitled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quorum {
    /// None: people come and speak.
    None,
    /// More than `num`/`den` of the group.
    MoreThan(Group, i64, i64, &'static str),
    /// At least `num`/`den` of the group.
    AtLeast(Group, i64, i64, &'static str),
}

/// What a kind of meeting demands.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The kind.
    pub kind: Kind,
    /// Who calls it.
    pub convener: Convener,
    /// How long before.
    pub notice: Notice,
    /// How many must come.
    pub quorum: Quorum,
    /// Who must be heard, or recorded as not having come.
    pub groups: &'static [Group],
    /// Are notice and minutes for everyone? What the branch holds among its members is not.
    pub public: bool,
}

/// More than half of those entitled must be there (Organic Law 27).
const HALF: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第二十七条";
/// Ten days before (Organic Law 26).
const TEN_DAYS: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第二十六条";
/// Two thirds of the delegates (Organic Law 29).
const TWO_THIRDS: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第二十九条";

const fn open(kind: Kind, convener: Convener, notice: i64, groups: &'static [Group]) -> Terms {
    Terms { kind, convener, notice: Notice::Usual(notice), quorum: Quorum::None, groups, public: true }
}

/// Every kind and what it demands. The three meetings are called by the committee under the branch
/// (居民委员会工作条例 16); delegates must be two thirds, residents more than half.
pub const TERMS: [Terms; 11] = [
    open(Kind::Talk, Convener::PartyBranch, 1, &[]),
    open(Kind::Hearing, Convener::Committee, 3, &[Group::Affected, Group::Delegate]),
    open(Kind::Coordination, Convener::Committee, 3, &[Group::Affected]),
    open(Kind::Review, Convener::Committee, 3, &[Group::Delegate]),
    open(Kind::Council, Convener::Committee, 3, &[Group::Delegate]),
    open(Kind::Room, Convener::Committee, 1, &[]),
    open(Kind::Joint, Convener::PartyBranch, 1, &[Group::Committee, Group::Owners, Group::Property]),
    Terms {
        kind: Kind::Residents,
        convener: Convener::Committee,
        notice: Notice::Law(10, TEN_DAYS),
        quorum: Quorum::MoreThan(Group::Voter, 1, 2, HALF),
        groups: &[],
        public: true,
    },
    Terms {
        kind: Kind::Delegates,
        convener: Convener::Committee,
        notice: Notice::Usual(3),
        quorum: Quorum::AtLeast(Group::Delegate, 2, 3, TWO_THIRDS),
        groups: &[],
        public: true,
    },
    Terms {
        kind: Kind::Branch,
        convener: Convener::PartyBranch,
        notice: Notice::Usual(1),
        quorum: Quorum::None,
        groups: &[],
        public: false,
    },
    open(Kind::Workshop, Convener::Committee, 1, &[]),
];

impl Kind {
    /// What it demands.
    pub fn terms(self) -> &'static Terms {
        TERMS.iter().find(|t| t.kind == self).expect("every kind has its terms")
    }
}

impl Notice {
    /// Whole days before.
    pub fn days(self) -> i64 {
        match self {
            Notice::Law(days, _) | Notice::Usual(days) => days,
        }
    }
}

impl Quorum {
    /// The group that is counted, if any is.
    pub fn of(self) -> Option<Group> {
        match self {
            Quorum::None => None,
            Quorum::MoreThan(group, ..) | Quorum::AtLeast(group, ..) => Some(group),
        }
    }

    /// The article it rests on.
    pub fn law(self) -> Option<&'static str> {
        match self {
            Quorum::None => None,
            Quorum::MoreThan(.., law) | Quorum::AtLeast(.., law) => Some(law),
        }
    }

    /// The smallest number of `entitled` people that is enough.
    pub fn needed(self, entitled: i64) -> i64 {
        match self {
            Quorum::None => 0,
            Quorum::MoreThan(_, num, den, _) => entitled * num / den + 1,
            Quorum::AtLeast(_, num, den, _) => (entitled * num + den - 1) / den,
        }
    }
}
