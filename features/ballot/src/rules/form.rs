//! The legal forms of a decision as one table: who decides, who calls it, how long before, how it is counted.

use linju_kernel::coded;
use linju_tally::meeting::{Body, DELEGATES_MEETING, RESIDENTS_MEETING};

coded! {
    /// In what form it is decided.
    pub enum Form {
        /// 业主共同决定.
        Owners = "owners",
        /// 居民会议 of all adults.
        Residents = "residents",
        /// 居民会议 of one delegate per household.
        Households = "households",
        /// 居民代表会议.
        Delegates = "delegates",
        /// 意见征询: the households are asked; what they choose binds nobody by law.
        Consultation = "consultation",
    }
}

coded! {
    /// Who calls it and announces the result.
    pub enum Convener {
        /// 业主委员会, guided by the neighbourhood committee.
        OwnersCommittee = "owners_committee",
        /// 居民委员会.
        Committee = "committee",
    }
}

/// How long before the first vote people must know of it, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// By law.
    Law(i64, &'static str),
    /// By the rule printed on the notice.
    Rule(i64),
}

impl Notice {
    /// Whole days before.
    pub fn days(self) -> i64 {
        match self {
            Notice::Law(days, _) | Notice::Rule(days) => days,
        }
    }

    /// The article, if law says so.
    pub fn law(self) -> Option<&'static str> {
        match self {
            Notice::Law(_, law) => Some(law),
            Notice::Rule(_) => None,
        }
    }
}

/// How it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// By area and by heads (民法典 278).
    ByAreaAndHeads,
    /// By heads, with quorum and majority.
    ByHeads(&'static Body),
    /// What most chose.
    Most,
}

/// What a form demands.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The form.
    pub form: Form,
    /// Who calls it.
    pub convener: Convener,
    /// Is it not known who chose what? Owners decide by name, for their parts weigh differently.
    pub secret: bool,
    /// How long before.
    pub notice: Notice,
    /// Days on which anybody may object to the list of those entitled.
    pub objection_days: i64,
    /// How it is counted.
    pub counted: Counted,
    /// Who is entitled, and that nobody else is.
    pub entitled_by: &'static str,
    /// That somebody else votes for them only with written authority.
    pub proxy_by: &'static str,
}

/// The printed rules of the ballot itself, where no law speaks.
pub const PRINTED_RULES: &str = "公告所列表决规则";
/// Fifteen days before owners meet (物业管理条例 14).
const FIFTEEN_DAYS: &str = "《物业管理条例》第十四条";
/// Ten days before residents meet.
const TEN_DAYS: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第二十六条";
const CODE_278: &str = "《中华人民共和国民法典》第二百七十八条";
const LAW_27: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第二十七条";
const LAW_29: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第二十八条、第二十九条";
const SHANGHAI_18: &str = "《上海市住宅物业管理规定》第十八条";
/// Days that a result stays up at least.
pub const PUBLISHED_BY: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第三十四条";

const fn heads(form: Form, notice: Notice, body: &'static Body, entitled_by: &'static str) -> Terms {
    Terms {
        form,
        convener: Convener::Committee,
        secret: true,
        notice,
        objection_days: 3,
        counted: Counted::ByHeads(body),
        entitled_by,
        proxy_by: PRINTED_RULES,
    }
}

/// Every form and what it demands.
pub const TERMS: [Terms; 5] = [
    Terms {
        form: Form::Owners,
        convener: Convener::OwnersCommittee,
        secret: false,
        notice: Notice::Law(15, FIFTEEN_DAYS),
        objection_days: 7,
        counted: Counted::ByAreaAndHeads,
        entitled_by: CODE_278,
        proxy_by: SHANGHAI_18,
    },
    heads(Form::Residents, Notice::Law(10, TEN_DAYS), &RESIDENTS_MEETING, LAW_27),
    heads(Form::Households, Notice::Law(10, TEN_DAYS), &RESIDENTS_MEETING, LAW_27),
    heads(Form::Delegates, Notice::Rule(3), &DELEGATES_MEETING, LAW_29),
    Terms {
        form: Form::Consultation,
        convener: Convener::Committee,
        secret: true,
        notice: Notice::Rule(3),
        objection_days: 3,
        counted: Counted::Most,
        entitled_by: PRINTED_RULES,
        proxy_by: PRINTED_RULES,
    },
];

impl Form {
    /// What it demands.
    pub fn terms(self) -> &'static Terms {
        TERMS.iter().find(|t| t.form == self).expect("every form has its terms")
    }

    /// Does a law say what is enough? Then it can only be asked whether.
    pub fn binding(self) -> bool {
        self.terms().counted != Counted::Most
    }
}
