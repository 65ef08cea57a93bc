//! Evidence: its kinds, who records each and when.

use super::course::{Part, State};
use linju_kernel::{Id, coded};

coded! {
    /// A kind of evidence.
    pub enum Piece {
        /// An exclusion check ([`Check`]), with its verdict.
        Check = "check",
        /// 调查研究: how many were asked, how many want it.
        Survey = "survey",
        /// The opinion of a group, or that it had none.
        Opinion = "opinion",
        /// 会议纪要 of the branch or the residents' council.
        Minutes = "minutes",
        /// 立项 decided by the street.
        Initiation = "initiation",
        /// What one juror gave for feasibility and benefit.
        Score = "score",
        /// 街道评估审核.
        Review = "review",
        /// A version of the design.
        Design = "design",
        /// What somebody said of the design, with its answer.
        Comment = "comment",
        /// 审定: the version the street's party work committee froze.
        Approval = "approval",
        /// Who builds it, and for how much.
        Contract = "contract",
        /// A member of 幸福改造小分队.
        Squad = "squad",
        /// A resident who watches the works and signs at the end.
        Supervisor = "supervisor",
        /// How it looked before.
        Before = "before",
        /// A day on the site.
        Diary = "diary",
        /// Something found wrong; its answer says how it was put right.
        Issue = "issue",
        /// What a resident saw on the site; its answer says what was done about it.
        Supervision = "supervision",
        /// How it looks now.
        After = "after",
        /// What a supervisor signs at acceptance.
        Signature = "signature",
        /// Who keeps it up from now on.
        Upkeep = "upkeep",
        /// What it cost in the end.
        Settlement = "settlement",
        /// What those it was built for say.
        Evaluation = "evaluation",
        /// How much it held before, how much now.
        Capacity = "capacity",
        /// Residents asked about cameras, and only about them.
        CameraOpinion = "camera_opinion",
        /// Who puts cameras where, for what, for how long.
        CameraAgreement = "camera_agreement",
        /// A paper to work from: steps and costs of another area's project.
        Paper = "paper",
    }
}

coded! {
    /// What must not be the case.
    pub enum Check {
        /// 不属于物业合同应做的.
        NotPropertyDuty = "not_property_duty",
        /// 没有列入其他计划.
        NotPlanned = "not_planned",
        /// 合法合规.
        Lawful = "lawful",
    }
}

coded! {
    /// Whose opinion it is.
    pub enum Group {
        /// 居民代表.
        Delegate = "delegate",
        /// 业委会.
        Owners = "owners_committee",
        /// 楼组长.
        Steward = "steward",
        /// 党员.
        Party = "party_member",
        /// 物业.
        Property = "property_company",
        /// 居民.
        Resident = "resident",
    }
}

coded! {
    /// Where members of the follow squad come from: 社工+物业+党员志愿者.
    pub enum Squad {
        /// 社工.
        Worker = "community_worker",
        /// 物业.
        Property = "property_company",
        /// 党员志愿者.
        Volunteer = "party_volunteer",
    }
}

coded! {
    /// Which meeting spoke.
    pub enum Forum {
        /// 三会一课.
        Branch = "branch_meetings",
        /// 居民议事会.
        Council = "residents_council",
    }
}

coded! {
    /// What was found or decided.
    pub enum Verdict {
        /// For it; clear; signed.
        Yes = "yes",
        /// Against it; not clear; not signed.
        No = "no",
        /// Nothing was said.
        Nothing = "none",
        /// Back to the area, with reasons.
        Returned = "returned",
    }
}

/// When a kind of evidence may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// From the first state on, before the second.
    Between(State, State),
    /// While the next gate asks for it.
    AtGate,
    /// While it is being built.
    Works,
    /// Since it is being built.
    SinceWorks,
}

/// Evidence as far as the rules look at it. What was withdrawn is not among it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Id; later is larger.
    pub id: Id,
    /// Kind.
    pub piece: Piece,
    /// [`Check`], [`Group`], [`Squad`] or [`Forum`] code, or the seat of a juror.
    pub group: String,
    /// [`Verdict`], where there is one.
    pub verdict: Option<Verdict>,
    /// First number: asked, people, feasibility, before.
    pub n: i64,
    /// Second number: in favour, benefit, after.
    pub m: i64,
    /// An amount in fen.
    pub fen: i64,
    /// What it is about: the design of a comment, the supervisor of a signature.
    pub refers: Option<Id>,
    /// SHA-256 of its file.
    pub hash: Vec<u8>,
    /// Was it answered?
    pub answered: bool,
}

impl Piece {
    /// Who records it.
    pub fn who(self) -> &'static [Part] {
        match self {
            Piece::Initiation | Piece::Score | Piece::Review | Piece::Approval => &[Part::Street],
            Piece::Comment | Piece::Supervision => &[Part::Resident, Part::Desk],
            Piece::Contract | Piece::Settlement | Piece::CameraAgreement => &[Part::Lead],
            _ => &[Part::Desk],
        }
    }

    /// When it may be recorded.
    pub fn opens(self) -> Opens {
        use Opens::{AtGate, Between, SinceWorks, Works};
        use State::*;
        match self {
            Piece::Check => Between(Draft, Contracted),
            Piece::Survey | Piece::Opinion => Between(Draft, Initiated),
            Piece::Minutes => Between(Surveyed, Initiated),
            Piece::Score => Between(Initiated, Reviewed),
            Piece::Design => Between(Consulted, Accepted),
            Piece::Comment => Between(Consulted, Contracted),
            Piece::Squad | Piece::Supervisor => Between(Consulted, Accepted),
            Piece::Before => Between(Draft, Accepted),
            Piece::Diary | Piece::Issue | Piece::Supervision => Works,
            Piece::After | Piece::Upkeep => SinceWorks,
            Piece::Capacity | Piece::Paper => Between(Draft, Refused),
            Piece::CameraOpinion | Piece::CameraAgreement => Between(Consulted, Refused),
            Piece::Initiation
            | Piece::Review
            | Piece::Approval
            | Piece::Contract
            | Piece::Signature
            | Piece::Settlement
            | Piece::Evaluation => AtGate,
        }
    }

    /// May residents read it? Scores of single jurors and notes of checks stay inside.
    pub fn public(self) -> bool {
        !matches!(self, Piece::Score | Piece::Check | Piece::Paper)
    }

    /// Is it a decision of the street that opens its gate?
    pub fn decides(self) -> bool {
        matches!(self, Piece::Initiation | Piece::Review | Piece::Approval)
    }

    /// Does it wait for an answer?
    pub fn answerable(self) -> bool {
        matches!(self, Piece::Comment | Piece::Issue | Piece::Supervision)
    }
}
