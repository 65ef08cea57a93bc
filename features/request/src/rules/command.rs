//! What can be done to a case, and who can do it.

use super::case::{Level, Outcome, Party, Solved};
use linju_kernel::deadline::TimeLimit;
use linju_kernel::{Day, Id, coded};

coded! {
    /// What is done. The code is the verb of the event, the path of the form and the key of its words.
    pub enum Verb {
        /// 受理.
        Triage = "triage",
        /// 不予受理.
        Decline = "decline",
        /// 告知渠道.
        Redirect = "redirect",
        /// 并案.
        Merge = "merge",
        /// 拆开.
        Unmerge = "unmerge",
        /// 转给承办方.
        Dispatch = "dispatch",
        /// 居委自己办.
        Take = "take",
        /// 当场办好.
        QuickFix = "quick_fix",
        /// 当场答复.
        Answer = "answer",
        /// 撤回.
        Withdraw = "withdraw",
        /// 接下.
        Acknowledge = "acknowledge",
        /// 退回.
        Return = "return",
        /// 收回.
        Recall = "recall",
        /// 联系诉求人.
        Contact = "contact",
        /// 开始办.
        Start = "start",
        /// 等人.
        Wait = "wait",
        /// 接着办.
        Resume = "resume",
        /// 延期.
        Extend = "extend",
        /// 办完.
        Handle = "handle",
        /// 核实.
        Verify = "verify",
        /// 核实没过.
        Reject = "reject",
        /// 居民点头.
        Confirm = "confirm",
        /// 没修好.
        Dispute = "dispute",
        /// 回访没找到人.
        Try = "try",
        /// 按未联系上办结.
        CloseUnreached = "close_unreached",
        /// 按回执公示办结.
        ClosePosted = "close_posted",
        /// 催一催.
        Nudge = "nudge",
        /// 快到时限.
        Warn = "warn",
        /// 超期.
        Late = "late",
        /// 请上一级.
        Escalate = "escalate",
        /// 街道答复.
        Support = "support",
        /// 督办.
        Supervise = "supervise",
        /// 请人协办.
        Invite = "invite",
        /// 协办完成.
        TaskDone = "task_done",
        /// 记一笔.
        Note = "note",
    }
}

coded! {
    /// In what part someone acts on a case.
    pub enum Who {
        /// Whoever asked, or family acting for them.
        Requester = "requester",
        /// Staff of the area.
        Worker = "worker",
        /// Whoever is responsible now.
        Handler = "handler",
        /// An organisation that was asked to do a part.
        CoHandler = "co_handler",
        /// The secretary or director of the area.
        Secretary = "secretary",
        /// The street.
        Street = "street",
        /// The platform, by a rule.
        System = "system",
    }
}

/// Something someone wants done, with what it needs. Free text travels as the note.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Look at it and take it in.
    Triage,
    /// Do not take it in, on the ground of `law`.
    Decline {
        /// Article, as it will be printed.
        law: String,
    },
    /// It is someone else's: tell the requester whose.
    Redirect {
        /// Where they should turn.
        channel: String,
    },
    /// It goes on in another case.
    Merge {
        /// Which.
        into: Id,
        /// Is that one open?
        into_open: bool,
    },
    /// It stands on its own again.
    Unmerge,
    /// Give it to someone.
    Dispatch {
        /// To whom.
        to: Party,
        /// A limit other than the category's.
        limit: Option<TimeLimit>,
    },
    /// The committee does it itself.
    Take {
        /// Who.
        worker: Id,
    },
    /// Settled in one press.
    QuickFix {
        /// Photos given.
        photos: usize,
    },
    /// Answered at the desk; the requester heard it.
    Answer,
    /// The requester takes it back.
    Withdraw,
    /// Yes, we take it.
    Acknowledge,
    /// No, it is not ours.
    Return,
    /// Take it back from whoever has it.
    Recall,
    /// The requester was contacted.
    Contact,
    /// Work begins.
    Start,
    /// Someone outside is waited for.
    Wait {
        /// On whom, as everyone will read it.
        on: String,
        /// Until when, by what they said.
        until: Day,
        /// Today, in the area.
        today: Day,
    },
    /// The waiting is over.
    Resume,
    /// More time.
    Extend {
        /// How much.
        by: TimeLimit,
    },
    /// Finished.
    Handle {
        /// What came of it.
        outcome: Outcome,
        /// Photos given.
        photos: usize,
        /// Where it cannot be solved: because of what.
        constraint: String,
        /// And what instead.
        alternative: String,
        /// Where it moved to a list: which item.
        item: String,
    },
    /// Someone else has seen that it is so.
    Verify,
    /// Someone else has seen that it is not.
    Reject,
    /// The requester nods.
    Confirm {
        /// Whole or in part.
        solved: Solved,
        /// 1 to 5, if they said.
        satisfaction: Option<i64>,
    },
    /// The requester says it is not solved.
    Dispute,
    /// Tried to reach them; nobody there.
    Try,
    /// Three tries: end it as not reached.
    CloseUnreached,
    /// No contact was left: end it by posting under its receipt.
    ClosePosted,
    /// Please hurry.
    Nudge,
    /// A clock is about to run out.
    Warn,
    /// A clock ran out.
    Late,
    /// Take it up a rung.
    Escalate {
        /// To which.
        to: Level,
    },
    /// The street answers.
    Support,
    /// The street wants it done by a day and watches over it.
    Supervise {
        /// By when.
        by: Day,
        /// Today, in the area.
        today: Day,
    },
    /// Ask another organisation to do a part.
    Invite,
    /// A part is done.
    TaskDone,
    /// Write something down.
    Note,
}

impl Command {
    /// Its verb.
    pub fn verb(&self) -> Verb {
        match self {
            Command::Triage => Verb::Triage,
            Command::Decline { .. } => Verb::Decline,
            Command::Redirect { .. } => Verb::Redirect,
            Command::Merge { .. } => Verb::Merge,
            Command::Unmerge => Verb::Unmerge,
            Command::Dispatch { .. } => Verb::Dispatch,
            Command::Take { .. } => Verb::Take,
            Command::QuickFix { .. } => Verb::QuickFix,
            Command::Answer => Verb::Answer,
            Command::Withdraw => Verb::Withdraw,
            Command::Acknowledge => Verb::Acknowledge,
            Command::Return => Verb::Return,
            Command::Recall => Verb::Recall,
            Command::Contact => Verb::Contact,
            Command::Start => Verb::Start,
            Command::Wait { .. } => Verb::Wait,
            Command::Resume => Verb::Resume,
            Command::Extend { .. } => Verb::Extend,
            Command::Handle { .. } => Verb::Handle,
            Command::Verify => Verb::Verify,
            Command::Reject => Verb::Reject,
            Command::Confirm { .. } => Verb::Confirm,
            Command::Dispute => Verb::Dispute,
            Command::Try => Verb::Try,
            Command::CloseUnreached => Verb::CloseUnreached,
            Command::ClosePosted => Verb::ClosePosted,
            Command::Nudge => Verb::Nudge,
            Command::Warn => Verb::Warn,
            Command::Late => Verb::Late,
            Command::Escalate { .. } => Verb::Escalate,
            Command::Support => Verb::Support,
            Command::Supervise { .. } => Verb::Supervise,
            Command::Invite => Verb::Invite,
            Command::TaskDone => Verb::TaskDone,
            Command::Note => Verb::Note,
        }
    }
}
