//! 闸门 as data: which gates a project passes, in which order, who opens each and what it wants to see.

use super::need::Need;
use super::piece::Group;
use linju_kernel::{Refusal, coded};

coded! {
    /// Where a project stands. The order of their declaration is the order of the gates: every course is a part
    /// of it.
    pub enum State {
        /// Being thought of; nobody outside sees it.
        Draft = "draft",
        /// 调查研究 done.
        Surveyed = "surveyed",
        /// 征求意见: every required group was heard, or is recorded as having said nothing.
        Consulted = "consulted",
        /// 三会一课、居民议事会 spoke about it.
        Deliberated = "deliberated",
        /// Agreed who does it, and from what money: without the street.
        Agreed = "agreed",
        /// 立项 by the street.
        Initiated = "initiated",
        /// 亮思路、赛举措: a jury scored it.
        Pitched = "pitched",
        /// 街道评估审核 approved it.
        Reviewed = "street_reviewed",
        /// The street's party work committee 审定 the design, which is frozen.
        Designed = "designed",
        /// A contract stands, and money covers it.
        Contracted = "contracted",
        /// Being built.
        InWorks = "in_works",
        /// The small thing is done.
        Done = "done",
        /// 验收, signed by the residents who watched.
        Accepted = "accepted",
        /// 结项: every fen is accounted for.
        Settled = "settled",
        /// Those it was built for judged it.
        Evaluated = "evaluated",
        /// The street refused it.
        Refused = "refused",
        /// It was given up, with a reason.
        Dropped = "dropped",
    }
}

impl State {
    /// Is the project over?
    pub fn over(self) -> bool {
        matches!(self, State::Evaluated | State::Refused | State::Dropped)
    }

    /// Was it stopped before it was built?
    pub fn stopped(self) -> bool {
        matches!(self, State::Refused | State::Dropped)
    }
}

coded! {
    /// What is to be made; each is a template with usual costs and steps.
    pub enum Kind {
        /// 墙面彩绘.
        Wall = "wall_painting",
        /// 车棚.
        Shed = "bike_shed",
        /// 小区入口.
        Entrance = "entrance",
        /// 闲置空间、基层党建微阵地.
        Venue = "idle_space",
        /// 路灯.
        Lamp = "lamp",
        /// 充电设施.
        Charging = "charging",
        /// 适老化改造.
        Retrofit = "retrofit_programme",
        /// 技防: lift guard, cameras.
        Guard = "safety_equipment",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// Which procedure it follows.
    pub enum Course {
        /// The whole procedure, with 亮思路、赛举措.
        Whole = "whole",
        /// 党建联建: with a partner unit.
        CoBuilding = "co_building",
        /// 小微实事.
        Micro = "micro_matter",
        /// 自治项目.
        SelfGoverned = "self_governance",
        /// A small repair, a lamp.
        Small = "small_repair",
    }
}

/// Who does something with a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The committee's workers.
    Desk,
    /// Secretary or director.
    Lead,
    /// The street.
    Street,
    /// A resident.
    Resident,
}

/// A gate: where it leads, who opens it, what it wants to see.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// The state behind it.
    pub to: State,
    /// Who opens it.
    pub who: Part,
    /// What must be there, each by name.
    pub needs: &'static [Need],
}

const fn gate(to: State, who: Part, needs: &'static [Need]) -> Gate {
    Gate { to, who, needs }
}

const WORKS: Gate = gate(State::InWorks, Part::Lead, &[Need::Supervisors, Need::Before]);
const ACCEPTED: Gate = gate(
    State::Accepted,
    Part::Lead,
    &[Need::Diary, Need::Fixed, Need::After, Need::Signatures, Need::Upkeep],
);
const CONTRACTED: Gate = gate(State::Contracted, Part::Lead, &[Need::Contract, Need::Covered]);
const SETTLED: Gate = gate(State::Settled, Part::Lead, &[Need::Settlement]);
const EVALUATED: Gate = gate(State::Evaluated, Part::Lead, &[Need::Evaluation]);
const INITIATED: Gate = gate(State::Initiated, Part::Street, &[Need::Checks, Need::Initiation]);
const SURVEYED: Gate = gate(State::Surveyed, Part::Desk, &[Need::Survey]);
const CONSULTED: Gate = gate(State::Consulted, Part::Desk, &[Need::Opinions]);
const DESIGNED: Gate = gate(State::Designed, Part::Street, &[Need::Design, Need::Answers, Need::Frozen]);

const WHOLE: &[Gate] = &[
    SURVEYED,
    CONSULTED,
    gate(State::Deliberated, Part::Lead, &[Need::Branch, Need::Council]),
    INITIATED,
    gate(State::Pitched, Part::Lead, &[Need::Jury]),
    gate(State::Reviewed, Part::Street, &[Need::Approval]),
    DESIGNED,
    CONTRACTED,
    gate(State::InWorks, Part::Lead, &[Need::Squad, Need::Supervisors, Need::Before]),
    ACCEPTED,
    SETTLED,
    EVALUATED,
];

const CO_BUILDING: &[Gate] = &[
    SURVEYED,
    CONSULTED,
    gate(State::Deliberated, Part::Lead, &[Need::Council]),
    INITIATED,
    DESIGNED,
    CONTRACTED,
    WORKS,
    ACCEPTED,
    SETTLED,
    EVALUATED,
];

const MICRO: &[Gate] = &[
    CONSULTED,
    gate(State::Deliberated, Part::Lead, &[Need::Council]),
    INITIATED,
    CONTRACTED,
    WORKS,
    ACCEPTED,
    SETTLED,
    EVALUATED,
];

const SELF_GOVERNED: &[Gate] = &[
    CONSULTED,
    gate(State::Deliberated, Part::Lead, &[Need::Council]),
    gate(State::Agreed, Part::Lead, &[Need::Checks]),
    CONTRACTED,
    WORKS,
    ACCEPTED,
    SETTLED,
    EVALUATED,
];

const SMALL: &[Gate] = &[
    CONSULTED,
    gate(State::Agreed, Part::Lead, &[Need::Checks, Need::Contract, Need::Covered]),
    gate(State::Done, Part::Desk, &[Need::After]),
    gate(State::Accepted, Part::Lead, &[Need::Fixed, Need::Signatures, Need::Upkeep]),
];

impl Course {
    /// Its gates, in order. There is no other way from one state to a later one.
    pub fn gates(self) -> &'static [Gate] {
        match self {
            Course::Whole => WHOLE,
            Course::CoBuilding => CO_BUILDING,
            Course::Micro => MICRO,
            Course::SelfGoverned => SELF_GOVERNED,
            Course::Small => SMALL,
        }
    }

    /// The most it may cost, in fen; none where there is no limit. What the street has not set otherwise follows
    /// the practice of self-governance funds (items of ten to twenty thousand yuan).
    pub fn limit(self) -> Option<i64> {
        match self {
            Course::Whole | Course::CoBuilding => None,
            Course::Micro => Some(20_000_000),
            Course::SelfGoverned => Some(2_000_000),
            Course::Small => Some(1_000_000),
        }
    }

    /// Whose opinion must be recorded, or that there was none.
    pub fn groups(self) -> &'static [Group] {
        match self {
            Course::Whole => &[Group::Delegate, Group::Owners, Group::Steward, Group::Party],
            Course::CoBuilding => &[Group::Owners, Group::Property, Group::Party, Group::Delegate],
            Course::Micro | Course::SelfGoverned => &[Group::Delegate, Group::Steward],
            Course::Small => &[Group::Resident],
        }
    }

    /// May a project of that kind and cost follow it? 基层党建微阵地 and what the street names follow the whole
    /// procedure. Refuses `project-whole-compulsory` at `course`, `project-sum-over-course` at `estimate`.
    pub fn fits(self, kind: Kind, named: bool, fen: i64) -> Result<(), Refusal> {
        if (named || kind == Kind::Venue) && self != Course::Whole {
            return Err(Refusal::new("project-whole-compulsory").at("course"));
        }
        match self.limit() {
            Some(most) if fen > most => Err(Refusal::new("project-sum-over-course").at("estimate")),
            _ => Ok(()),
        }
    }
}

/// What is usual for a kind.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// The kind.
    pub kind: Kind,
    /// The course it usually follows.
    pub course: Course,
    /// Usual costs in fen, from and to.
    pub costs: (i64, i64),
}

const fn usually(kind: Kind, course: Course, from_yuan: i64, to_yuan: i64) -> Template {
    Template { kind, course, costs: (from_yuan * 100, to_yuan * 100) }
}

/// A template for every kind but [`Kind::Other`].
pub const TEMPLATES: [Template; 8] = [
    usually(Kind::Wall, Course::SelfGoverned, 5_000, 20_000),
    usually(Kind::Shed, Course::CoBuilding, 30_000, 150_000),
    usually(Kind::Entrance, Course::Whole, 80_000, 300_000),
    usually(Kind::Venue, Course::Whole, 30_000, 120_000),
    usually(Kind::Lamp, Course::Small, 1_500, 8_000),
    usually(Kind::Charging, Course::Micro, 40_000, 160_000),
    usually(Kind::Retrofit, Course::Micro, 3_000, 6_000),
    usually(Kind::Guard, Course::Micro, 8_000, 40_000),
];

/// The gates of every course as Mermaid state diagrams, for the documentation.
pub fn mermaid(course: Course) -> String {
    let mut out = String::from("stateDiagram-v2\n");
    let mut from = State::Draft;
    for gate in course.gates() {
        let needs: Vec<&str> = gate.needs.iter().map(|need| need.code()).collect();
        out += &format!("    {} --> {}: {}\n", from.code(), gate.to.code(), needs.join(", "));
        if gate.to == State::Reviewed {
            out += &format!("    {} --> {}: street\n", from.code(), State::Refused.code());
        }
        from = gate.to;
    }
    out
}
