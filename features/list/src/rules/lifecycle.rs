//! The life of an item as one table. Buttons, permissions, tests and the diagram in the documentation are read
//! from it.

use linju_kernel::coded;
use linju_kernel::lifecycle::{Edge, Lifecycle};

coded! {
    /// Where an item stands.
    pub enum State {
        /// 待认领.
        Open = "open",
        /// 已认领: someone does it, until a day.
        Claimed = "claimed",
        /// 在做.
        Doing = "doing",
        /// 做好了: whoever did it says so.
        Done = "done",
        /// 已核实: someone else has seen it.
        Verified = "verified",
        /// 已销号: struck off with its evidence.
        StruckOff = "struck_off",
        /// 退回: not to be done, for a reason.
        Returned = "returned",
        /// 成效保持: it held when it was looked at again.
        Kept = "kept",
        /// 成效没保住: it is on the list again.
        Reopened = "reopened",
    }
}

impl State {
    /// Is something still to be done about it?
    pub fn is_open(self) -> bool {
        !matches!(self, State::StruckOff | State::Returned | State::Kept)
    }

    /// May somebody still take it?
    pub fn is_free(self) -> bool {
        matches!(self, State::Open | State::Reopened)
    }
}

coded! {
    /// What is done with an item.
    pub enum Verb {
        /// Correct what stands on the list.
        Change = "change",
        /// An issue becomes the need it shows.
        ToNeed = "to_need",
        /// A need goes on to the projects.
        Propose = "propose_project",
        /// Give it to somebody.
        Assign = "assign",
        /// Take it of one's own accord (认领).
        Claim = "claim",
        /// Give it back.
        Release = "release",
        /// Begin.
        Start = "start",
        /// Say that it is done, with evidence.
        Finish = "finish",
        /// Look whether it is.
        Verify = "verify",
        /// It is not: back to work.
        Reject = "reject",
        /// 销号.
        StrikeOff = "strike_off",
        /// 退回: it will not be done.
        Return = "return",
        /// Put what was returned on the list again.
        Relist = "relist",
        /// It still holds when looked at again.
        Keep = "keep",
        /// It does not: onto the list again.
        Reopen = "reopen",
        /// Bring it before the street.
        Escalate = "escalate",
    }
}

/// Who does something with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The committee's workers.
    Desk,
    /// Secretary or director: they give work, strike off and return.
    Lead,
    /// An account of an organisation that is a partner here.
    Partner,
    /// Whoever has it now.
    Owner,
}

const DESK: &[Part] = &[Part::Desk, Part::Lead];
const LEAD: &[Part] = &[Part::Lead];
const DOER: &[Part] = &[Part::Desk, Part::Lead, Part::Owner];
const FREE: &[State] = &[State::Open, State::Reopened];
const TAKEN: &[State] = &[State::Claimed, State::Doing];
const BEFORE_DONE: &[State] = &[State::Open, State::Reopened, State::Claimed, State::Doing];

/// The table.
pub const LIFE: Lifecycle<State, Verb, Part> = Lifecycle {
    edges: &[
        Edge { from: FREE, verb: Verb::Claim, to: Some(State::Claimed), who: &[Part::Partner] },
        Edge {
            from: &[State::Open, State::Reopened, State::Claimed],
            verb: Verb::Assign,
            to: Some(State::Claimed),
            who: LEAD,
        },
        Edge { from: &[State::Claimed], verb: Verb::Start, to: Some(State::Doing), who: DOER },
        Edge { from: TAKEN, verb: Verb::Finish, to: Some(State::Done), who: DOER },
        Edge { from: &[State::Done], verb: Verb::Verify, to: Some(State::Verified), who: DESK },
        Edge { from: &[State::Done], verb: Verb::Reject, to: Some(State::Doing), who: DESK },
        Edge { from: &[State::Verified], verb: Verb::StrikeOff, to: Some(State::StruckOff), who: LEAD },
        Edge { from: &[State::StruckOff], verb: Verb::Keep, to: Some(State::Kept), who: DESK },
        Edge {
            from: &[State::StruckOff, State::Kept],
            verb: Verb::Reopen,
            to: Some(State::Reopened),
            who: DESK,
        },
        Edge { from: &[State::Returned], verb: Verb::Relist, to: Some(State::Open), who: LEAD },
        Edge { from: TAKEN, verb: Verb::Release, to: Some(State::Open), who: &[Part::Lead, Part::Owner] },
        Edge { from: FREE, verb: Verb::ToNeed, to: None, who: DESK },
        Edge { from: BEFORE_DONE, verb: Verb::Propose, to: None, who: LEAD },
        Edge { from: BEFORE_DONE, verb: Verb::Change, to: None, who: DESK },
        Edge { from: BEFORE_DONE, verb: Verb::Escalate, to: None, who: LEAD },
        Edge { from: BEFORE_DONE, verb: Verb::Return, to: Some(State::Returned), who: LEAD },
    ],
};
