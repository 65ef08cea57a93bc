//! A case: our work on what was said. The words themselves stand in the request and never change.

use linju_kernel::deadline::{Pause, TimeLimit};
use linju_kernel::{Id, Ts, coded};

coded! {
    /// Where a case stands.
    pub enum State {
        /// 收到: nobody has looked at it.
        Received = "received",
        /// 受理: looked at, not yet given to anyone.
        Triaged = "triaged",
        /// 已转: given to someone who has not said yes.
        Dispatched = "dispatched",
        /// 已接: they said yes.
        Acknowledged = "acknowledged",
        /// 办理中.
        Handling = "handling",
        /// 等待: on someone outside, until a day; the clock stands.
        Waiting = "waiting",
        /// 办完: the handler says so; the requester has not.
        Handled = "handled",
        /// 核实过: someone other than the handler has seen it.
        Verified = "verified",
        /// 重办: the requester says it is not solved.
        Reopened = "reopened",
        /// 办结: by the requester's word, or after logged tries.
        Closed = "closed",
        /// 不予受理, with the reason and the law.
        Declined = "declined",
        /// 已告知渠道: not ours; the requester was told whose.
        Redirected = "redirected",
        /// 并案: goes on in another case.
        Merged = "merged",
        /// 撤回 by the requester.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Is work still to be done on it here?
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            State::Closed | State::Declined | State::Redirected | State::Merged | State::Withdrawn
        )
    }

    /// Has the handler not yet finished, so that the settle clock counts?
    pub fn is_before_handled(self) -> bool {
        self.is_open() && !matches!(self, State::Handled | State::Verified)
    }

    /// Which of the four steps a requester sees: 收到, 派人, 在办, 办好.
    pub fn step(self) -> u8 {
        match self {
            State::Received | State::Triaged | State::Withdrawn => 1,
            State::Dispatched | State::Reopened => 2,
            State::Acknowledged | State::Handling | State::Waiting | State::Merged => 3,
            State::Handled | State::Verified | State::Closed | State::Declined | State::Redirected => 4,
        }
    }
}

/// Who is responsible now. There is exactly one at every moment of an open case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The committee's desk: whoever is on duty there.
    Desk,
    /// A worker of the committee, by account.
    Worker(Id),
    /// An organisation.
    Organisation(Id),
    /// The secretary, who leads it himself (书记领办).
    Secretary,
    /// The street.
    Street,
}

impl Party {
    /// Stable code of the kind.
    pub fn code(self) -> &'static str {
        match self {
            Party::Desk => "desk",
            Party::Worker(_) => "worker",
            Party::Organisation(_) => "organisation",
            Party::Secretary => "secretary",
            Party::Street => "street",
        }
    }

    /// Account or organisation.
    pub fn id(self) -> Option<Id> {
        match self {
            Party::Worker(id) | Party::Organisation(id) => Some(id),
            _ => None,
        }
    }

    /// The party of a code and an id; the desk where they do not fit.
    pub fn of(code: &str, id: Option<Id>) -> Party {
        match (code, id) {
            ("worker", Some(id)) => Party::Worker(id),
            ("organisation", Some(id)) => Party::Organisation(id),
            ("secretary", _) => Party::Secretary,
            ("street", _) => Party::Street,
            _ => Party::Desk,
        }
    }

    /// Is it the committee itself?
    pub fn is_committee(self) -> bool {
        matches!(self, Party::Desk | Party::Worker(_) | Party::Secretary)
    }
}

coded! {
    /// What came of it.
    pub enum Outcome {
        /// 办好了.
        Solved = "solved",
        /// 办了一部分.
        Partly = "partly",
        /// 暂时办不了: because of a constraint, with an alternative.
        CannotBeSolved = "cannot_be_solved",
        /// 转入清单.
        MovedToList = "moved_to_list",
        /// 当场答复.
        Answered = "answered",
    }
}

coded! {
    /// What the requester says.
    pub enum Solved {
        /// Yes.
        Yes = "yes",
        /// Partly.
        Partly = "partly",
        /// No.
        No = "no",
    }
}

coded! {
    /// How far up it has been taken.
    pub enum Level {
        /// Where it belongs.
        Area = "area",
        /// With the secretary.
        Secretary = "secretary",
        /// With the street.
        Street = "street",
    }
}

coded! {
    /// 急难愁盼: what kind of urgency it has for those who ask.
    pub enum Nature {
        /// 急.
        Urgent = "urgent",
        /// 难.
        Hard = "hard",
        /// 愁.
        Worrying = "worrying",
        /// 盼.
        LongedFor = "longed_for",
    }
}

coded! {
    /// By which way the words came.
    pub enum Channel {
        /// 手机网页.
        Screen = "screen",
        /// 电话.
        Phone = "phone",
        /// 纸条、信.
        Paper = "paper",
        /// 上门走访.
        Doorstep = "doorstep",
        /// 会上.
        Meeting = "meeting",
        /// 微信群.
        Wechat = "wechat",
        /// 12345.
        Hotline = "hotline",
        /// 窗口.
        Counter = "counter",
        /// 别的平台, by Open311.
        Open311 = "open311",
    }
}

/// A case, as far as its rules look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Id.
    pub id: Id,
    /// State.
    pub state: State,
    /// Who is responsible.
    pub party: Party,
    /// Round: 1, and one more each time it is reopened.
    pub round: i64,
    /// When this round began.
    pub began_at: Ts,
    /// When the requester must have been contacted.
    pub contact_due: Option<Ts>,
    /// When they were, in this round.
    pub contacted_at: Option<Ts>,
    /// When it must be settled; none while someone outside is waited for.
    pub settle_due: Option<Ts>,
    /// A limit shorter than the category's, and when it began to count.
    pub own_limit: Option<(TimeLimit, Ts)>,
    /// Times of waiting on someone outside.
    pub pauses: Vec<Pause>,
    /// Limits granted on top of the category's, in order.
    pub extensions: Vec<TimeLimit>,
    /// When the handler finished.
    pub handled_at: Option<Ts>,
    /// Who finished it.
    pub handled_party: Option<Party>,
    /// Account that said so.
    pub handled_by: Option<Id>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// When the requester must have been asked.
    pub follow_up_due: Option<Ts>,
    /// Tries to reach them in this round, after handling.
    pub tries: Vec<Ts>,
    /// Was the requester reached?
    pub reached: bool,
    /// What they said.
    pub solved: Option<Solved>,
    /// 1 (no) to 5 (very), as they said.
    pub satisfaction: Option<i64>,
    /// When it ended here.
    pub closed_at: Option<Ts>,
    /// How often it was returned in this round.
    pub returns: i64,
    /// May whoever has it now return it?
    pub returnable: bool,
    /// Highest rung it has been taken to.
    pub level: Level,
    /// Where it goes on, if it was merged.
    pub merged_into: Option<Id>,
    /// Where it stood before.
    pub before_merge: Option<State>,
    /// Tasks of co-handlers that are not done.
    pub open_tasks: i64,
    /// Has anyone here looked at it or done anything?
    pub touched: bool,
    /// Did the requester leave a way to reach them?
    pub reachable: bool,
    /// When it was last urged.
    pub nudged_at: Option<Ts>,
    /// The limit of which whoever has it was warned.
    pub warned: Option<Ts>,
    /// Is it late by any clock that counts?
    pub overdue: bool,
}

impl Case {
    /// A case just received.
    pub fn received(id: Id, now: Ts, reachable: bool) -> Self {
        Case {
            id,
            state: State::Received,
            party: Party::Desk,
            round: 1,
            began_at: now,
            contact_due: None,
            contacted_at: None,
            settle_due: None,
            own_limit: None,
            pauses: Vec::new(),
            extensions: Vec::new(),
            handled_at: None,
            handled_party: None,
            handled_by: None,
            outcome: None,
            follow_up_due: None,
            tries: Vec::new(),
            reached: false,
            solved: None,
            satisfaction: None,
            closed_at: None,
            returns: 0,
            returnable: true,
            level: Level::Area,
            merged_into: None,
            before_merge: None,
            open_tasks: 0,
            touched: false,
            reachable,
            nudged_at: None,
            warned: None,
            overdue: false,
        }
    }

    /// The next moment anything is due, by the clocks that count in this state: a list sorts by it.
    pub fn due_at(&self) -> Option<Ts> {
        if !self.state.is_open() {
            return None;
        }
        let contact =
            self.contact_due.filter(|_| self.contacted_at.is_none() && self.state.is_before_handled());
        let settle =
            self.settle_due.filter(|_| self.state.is_before_handled() && self.state != State::Waiting);
        let follow_up = self.follow_up_due.filter(|_| !self.state.is_before_handled());
        [contact, settle, follow_up].into_iter().flatten().min()
    }
}
