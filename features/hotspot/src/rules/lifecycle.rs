//! The life of a hot spot as one table. Buttons, permissions, tests and the diagram in the documentation are read
//! from it.

use linju_kernel::coded;
use linju_kernel::lifecycle::{Edge, Lifecycle};

coded! {
    /// Where a hot spot stands.
    pub enum State {
        /// A rule found it; nobody leads yet.
        Alert = "alert",
        /// Somebody leads.
        Acknowledged = "acknowledged",
        /// It is decided what is done.
        Planned = "planned",
        /// 销号: done, with an account that residents read.
        StruckOff = "struck_off",
    }
}

coded! {
    /// What happens to a hot spot.
    pub enum Verb {
        /// A rule found it again, with more requests.
        Again = "again",
        /// Someone leads.
        Acknowledge = "acknowledge",
        /// What is done about it.
        Plan = "plan",
        /// People are called together at the place.
        Convene = "convene",
        /// The meeting is being prepared.
        MeetingPlanned = "meeting_planned",
        /// Its minutes can be read.
        Minutes = "minutes",
        /// It is done with, or was nothing.
        StrikeOff = "strike_off",
    }
}

coded! {
    /// What is done about a hot spot.
    pub enum PlanKind {
        /// 修: somebody repairs.
        Repair = "repair",
        /// 并: the cases are handled as one.
        Merge = "merge",
        /// 议: people talk it over at the place.
        Meeting = "meeting",
        /// Nothing beyond the cases themselves, for a reason.
        NotNeeded = "not_needed",
    }
}

coded! {
    /// What shows that it is done.
    pub enum Evidence {
        /// Somebody went and looked.
        Seen = "seen",
        /// Photos stand at the cases.
        Photos = "photos",
        /// Those who asked say so.
        Asked = "asked",
        /// The minutes say so.
        Minutes = "minutes",
    }
}

/// Who does something with a hot spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The committee's workers.
    Desk,
    /// Secretary or director.
    Lead,
    /// The platform, by a rule.
    System,
}

const DESK: &[Part] = &[Part::Desk, Part::Lead];
const LEAD: &[Part] = &[Part::Lead];
const SYSTEM: &[Part] = &[Part::System];
const OPEN: &[State] = &[State::Alert, State::Acknowledged, State::Planned];
const LED: &[State] = &[State::Acknowledged, State::Planned];

/// The table.
pub const LIFE: Lifecycle<State, Verb, Part> = Lifecycle {
    edges: &[
        Edge { from: &[State::Alert], verb: Verb::Acknowledge, to: Some(State::Acknowledged), who: LEAD },
        Edge { from: LED, verb: Verb::Plan, to: Some(State::Planned), who: DESK },
        Edge { from: LED, verb: Verb::Convene, to: Some(State::Planned), who: LEAD },
        Edge { from: &[State::Planned], verb: Verb::StrikeOff, to: Some(State::StruckOff), who: LEAD },
        Edge { from: OPEN, verb: Verb::Again, to: None, who: SYSTEM },
        Edge { from: LED, verb: Verb::MeetingPlanned, to: None, who: SYSTEM },
        Edge { from: LED, verb: Verb::Minutes, to: None, who: SYSTEM },
    ],
};
