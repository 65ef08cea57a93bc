//! What a request is here, and the script of its life. The loader turns each step into the ordinary
//! command at the step's moment; nothing here knows a table.

use crate::codes::codes;
use crate::{AreaRef, OrgRef, PersonRef, PlaceRef, StaffRef};
use linju_kernel::{Day, Ts};

codes! {
    /// How a request came.
    Channel {
        Screen = "screen", "手机页面";
        Phone = "phone", "电话";
        Paper = "paper", "纸质";
        Doorstep = "doorstep", "上门";
        Meeting = "meeting", "会上";
        Wechat = "wechat", "微信";
        Hotline = "hotline", "热线";
        Counter = "counter", "窗口";
    }
}

codes! {
    /// What came of the work.
    Outcome {
        Solved = "solved", "解决了";
        Partly = "partly", "解决了一部分";
        CannotBeSolved = "cannot_be_solved", "办不了";
        MovedToList = "moved_to_list", "列入清单";
    }
}

codes! {
    /// How a case ended.
    Closing {
        Word = "residents_word", "居民说好了";
        Desk = "desk", "当场办结";
        Unreached = "unreached", "未联系上";
        Posted = "posted", "凭回执公布";
    }
}

codes! {
    /// How content the requester is.
    Satisfaction {
        Satisfied = "satisfied", "满意";
        Basically = "basically_satisfied", "基本满意";
        Not = "not_satisfied", "不满意";
    }
}

/// 急难愁盼: which of the four a matter is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Urgency {
    /// 急: cannot wait.
    pub urgent: bool,
    /// 难: hard to settle.
    pub hard: bool,
    /// 愁: weighs on people.
    pub worrying: bool,
    /// 盼: long hoped for.
    pub hoped: bool,
}

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Requester {
    /// Someone of the register.
    Person(PersonRef),
    /// Someone who gave no name.
    Anonymous,
}

/// A row of the 12345 hotline, which comes through the street's city operation centre.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HotlineOrder {
    /// Its own number.
    pub number: String,
    /// 派单时间.
    pub dispatched_at: Ts,
    /// Its own due time, which never pauses.
    pub due: Ts,
    /// When the hotline's callback closed *their* order, if it did.
    pub closed_at: Option<Ts>,
}

/// A dispute between neighbours. The requester stays hidden from the other party.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dispute {
    /// The neighbour it is about.
    pub other_party: PersonRef,
}

/// What someone said, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The area.
    pub area: AreaRef,
    /// When it was said.
    pub at: Ts,
    /// How it came.
    pub channel: Channel,
    /// Where the matter is.
    pub place: PlaceRef,
    /// More exactly: `2楼楼道`.
    pub spot: Option<String>,
    /// A code of the taxonomy.
    pub category: &'static str,
    /// The words as said, 8–60 characters.
    pub words: String,
    /// The title staff gave it; names no one.
    pub title: String,
    /// Who said it.
    pub by: Requester,
    /// Who wrote it down; none if the requester did.
    pub entered_by: Option<StaffRef>,
    /// The flags staff set.
    pub urgency: Urgency,
    /// If it came through the hotline.
    pub hotline: Option<HotlineOrder>,
    /// If it is about a neighbour.
    pub dispute: Option<Dispute>,
    /// The receipt a story wishes for; otherwise any.
    pub receipt: Option<u16>,
    /// Requests with the same mark are meant to show as one hot spot.
    pub cluster: Option<&'static str>,
    /// Its life, in order of time, up to now.
    pub steps: Vec<Step>,
}

impl Request {
    /// Does its case still await something? A merged request has no case of its own.
    pub fn is_open(&self) -> bool {
        !self.steps.iter().any(|step| step.what.ends())
    }

    /// When the case was first said to be handled.
    pub fn handled_at(&self) -> Option<Ts> {
        self.steps.iter().find(|step| matches!(step.what, What::Handle { .. })).map(|step| step.at)
    }

    /// The outcome last reported.
    pub fn outcome(&self) -> Option<Outcome> {
        self.steps.iter().rev().find_map(|step| match &step.what {
            What::Handle { outcome, .. } => Some(*outcome),
            _ => None,
        })
    }
}

/// Who does a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doer {
    /// Someone with an account.
    Staff(StaffRef),
    /// An organisation without an account, over its one-time link.
    Org(OrgRef),
    /// The requester.
    Requester,
}

/// One step of a life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// When.
    pub at: Ts,
    /// Who.
    pub by: Doer,
    /// What.
    pub what: What,
}

/// The commands of a case, as far as the script uses them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// Category, place and urgency are confirmed.
    Triage,
    /// Not accepted, with the law that says so.
    Decline {
        /// In plain words.
        reason: &'static str,
        /// The article.
        law: &'static str,
    },
    /// The requester is told the right channel.
    Redirect {
        /// `110`, `派出所`.
        channel: &'static str,
    },
    /// Becomes part of another request's case: an index into the same list (stream or story).
    Merge {
        /// The other request.
        into: usize,
    },
    /// The requester takes it back.
    Withdraw,
    /// Handed to whoever handles it; the committee may hand it to itself.
    Dispatch {
        /// The party.
        to: OrgRef,
    },
    /// The party hands it back.
    Return {
        /// Why.
        reason: &'static str,
    },
    /// The party takes it.
    Acknowledge,
    /// The requester is called for the first time.
    Contact {
        /// What was said.
        note: &'static str,
    },
    /// Work stands still because of someone else.
    Wait {
        /// On whom or what.
        on: &'static str,
        /// Until when, as promised.
        until: Day,
    },
    /// Work goes on.
    Resume,
    /// More time, with the secretary's approval.
    Extend {
        /// Why.
        reason: &'static str,
        /// The new day.
        until: Day,
    },
    /// 催一催.
    Nudge,
    /// Someone was talked out of an unlawful act.
    Dissuade {
        /// What was said and answered.
        note: &'static str,
    },
    /// A mediator hears one side; noted apart from the other side's.
    HearSide {
        /// The requester's side, or the other party's?
        requester: bool,
        /// The note.
        note: &'static str,
    },
    /// Both sides agree.
    Agree {
        /// What they agreed.
        agreement: &'static str,
    },
    /// The handler reports the outcome.
    Handle {
        /// Which.
        outcome: Outcome,
        /// What the requester is told, as a person writes it.
        reply: String,
        /// Why not, or why only partly.
        constraint: Option<&'static str>,
        /// What can be had instead.
        alternative: Option<&'static str>,
    },
    /// Someone other than the handler saw for themselves.
    Verify {
        /// What was seen.
        note: &'static str,
    },
    /// The requester is asked; `None` in `solved` means no one was reached.
    FollowUp {
        /// How.
        channel: Channel,
        /// Is it solved, in the requester's words?
        solved: Option<bool>,
        /// How content.
        satisfaction: Option<Satisfaction>,
        /// What was said.
        note: &'static str,
    },
    /// The case is closed.
    Close {
        /// On what ground.
        by: Closing,
    },
    /// 没修好: a new clock.
    Reopen {
        /// The requester's words.
        words: &'static str,
    },
}

impl What {
    /// Does this end the life of a case, unless it is reopened?
    fn ends(&self) -> bool {
        matches!(
            self,
            What::Close { .. }
                | What::Decline { .. }
                | What::Redirect { .. }
                | What::Merge { .. }
                | What::Withdraw
        )
    }
}
