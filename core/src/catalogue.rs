//! The catalogue of what there is to report: whose it is, by when, on what ground.
//!
//! Categories are data, 81 of them to begin with (`taxonomy.csv`); a street maintains them on a page. The
//! anchor of work follows from the category and is never typed.

mod seed;

pub use seed::seed;

use linju_db::record;
use linju_kernel::Id;
use linju_kernel::coded;
use linju_kernel::deadline::{TimeLimit, Unit};

const ONE_WORK_DAY: TimeLimit = TimeLimit::new(1, Unit::WorkDay).expect("one is not nothing");
const FIVE_WORK_DAYS: TimeLimit = TimeLimit::new(5, Unit::WorkDay).expect("five is not nothing");

coded! {
    /// What the committee is for a category, which decides whether it may be given to it at all
    /// (Shanghai committee regulation art. 27: affairs outside the list may be refused).
    pub enum CommitteePart {
        /// It leads.
        Lead = "lead",
        /// It helps whoever leads.
        Help = "help",
        /// Not its affair: the lawful reply names whose it is.
        None = "none",
    }
}

coded! {
    /// How urgent a category is by itself.
    pub enum Emergency {
        /// Life or limb: call now, record afterwards.
        E0 = "E0",
        /// Within the day.
        E1 = "E1",
        /// Soon.
        E2 = "E2",
        /// By the ordinary limit.
        E3 = "E3",
    }
}

record! {
    /// One category.
    #[derive(Debug, Clone)]
    pub struct Category {
        /// Four digits, the first two its family.
        pub code: String,
        /// Identifier of its family.
        pub family: String,
        /// Name of its family: 房屋维修.
        pub family_name: String,
        /// Name: 路灯不亮.
        pub name: String,
        /// What a resident would say: 路灯不亮, 灯坏了.
        pub spoken: String,
        /// Identifier.
        pub identifier: String,
        /// Who is responsible, in words: 物业→业委会(维修资金).
        pub responsible: String,
        /// [`CommitteePart`] code.
        pub committee_part: String,
        /// Limit for first contact, see [`TimeLimit`].
        pub contact_limit: String,
        /// Limit for settling.
        pub settle_limit: String,
        /// The limit as the source words it.
        pub limit_note: String,
        /// On what ground.
        pub basis: String,
        /// [`Emergency`] code.
        pub emergency: String,
        /// Anchor of work, 1 to 4.
        pub anchor: i64,
        /// Must handling be shown by a photo?
        pub needs_photo: bool,
        /// Must someone other than the handler verify (a hazard or a promise is at stake)?
        pub needs_verification: bool,
        /// A dispute or private matter: the complainant is hidden.
        pub confidential: bool,
        /// Whom to call now; empty unless E0.
        pub emergency_advice: String,
        /// Icon name.
        pub icon: String,
        /// Place among the tiles of residents' first step; 0 is not there.
        pub quick: i64,
        /// May it still be chosen?
        pub active: bool,
        /// Moves with every change, so that two officers do not overwrite one another.
        pub version: i64,
    }
}

impl Category {
    /// Limit for first contact; a working day where the text does not parse.
    pub fn contact(&self) -> TimeLimit {
        self.contact_limit.parse().unwrap_or(ONE_WORK_DAY)
    }

    /// Limit for settling; five working days where the text does not parse.
    pub fn settle(&self) -> TimeLimit {
        self.settle_limit.parse().unwrap_or(FIVE_WORK_DAYS)
    }

    /// Is this for calling first and recording afterwards?
    pub fn is_emergency(&self) -> bool {
        self.emergency == Emergency::E0.code()
    }
}

record! {
    /// Who takes a category in an area.
    #[derive(Debug, Clone)]
    pub struct DispatchRule {
        /// Area.
        pub area_id: Id,
        /// Category.
        pub category_code: String,
        /// Who takes it.
        pub organisation_id: Id,
        /// A word to whoever dispatches.
        pub note: String,
    }
}
