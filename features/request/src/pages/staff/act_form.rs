//! The forms of the verbs as data: which fields each one has, and the press that a filled form is.

use crate::rules::case::{Level, Outcome, Party, Solved};
use crate::rules::command::{Command, Verb};
use crate::rules::lifecycle::LIFE;
use crate::store::CaseRow;
use crate::work::{Press, Step};
use linju_core::file::Stored as StoredFile;
use linju_kernel::deadline::TimeLimit;
use linju_kernel::{Id, Refusal, coded};
use linju_web::{Page, Posted};

coded! {
    /// A field of a verb's form. The code is its name in the form.
    pub enum Field {
        /// To which organisation.
        Party = "party",
        /// What kind of matter it is.
        Category = "category",
        /// What staff call it.
        Title = "title",
        /// The committee's worker who keeps an eye on it.
        Worker = "worker",
        /// A limit: shorter than the category's, or time on top.
        Limit = "limit",
        /// How the requester was contacted.
        How = "how",
        /// On what ground it is declined.
        Law = "law",
        /// Whose it is instead.
        Channel = "channel",
        /// Which case it goes on in.
        Into = "into",
        /// On whom it waits.
        On = "on",
        /// Until which day.
        Until = "until",
        /// What came of it.
        Outcome = "outcome",
        /// Up to whom.
        To = "to",
        /// What the requester says.
        Solved = "solved",
        /// How satisfied they are.
        Satisfaction = "satisfaction",
        /// Who is asked to do a part.
        Organisation = "organisation",
        /// By which day a part is to be done.
        TaskDue = "task_due",
        /// Which part is done.
        Task = "task",
        /// What the actor writes.
        Note = "note",
        /// Photos from before.
        Before = "before",
        /// Photos from after.
        Photos = "photos",
        /// Papers that prove it: a planning line, a report.
        Evidence = "evidence",
        /// The requester was spoken to already.
        Contacted = "contacted",
        /// Work began at once.
        Started = "started",
        /// The requester nodded at once.
        Nodded = "nodded",
    }
}

/// The fields of a verb's form, in the order in which people think of them.
pub fn fields(verb: Verb) -> &'static [Field] {
    use Field::*;
    match verb {
        Verb::Triage => &[Category, Title, Worker, Contacted],
        Verb::Dispatch => &[Party, Category, Title, Limit, Worker, Note, Contacted],
        Verb::Take => &[Worker, Category, Title, Contacted],
        Verb::QuickFix => &[Note, Photos, Nodded],
        Verb::Answer => &[Note, Category],
        Verb::Decline => &[Law, Note],
        Verb::Redirect => &[Channel, Note],
        Verb::Merge => &[Into],
        Verb::Acknowledge => &[Note, Started],
        Verb::Contact => &[How, Note],
        Verb::Wait => &[On, Until, Note],
        Verb::Extend => &[Limit, Note],
        Verb::Handle => &[Outcome, Note, Before, Photos, Evidence],
        Verb::Confirm => &[Solved, Satisfaction, Note],
        Verb::Escalate => &[To, Note],
        Verb::Invite => &[Organisation, Note, TaskDue],
        Verb::TaskDone => &[Task, Note],
        Verb::Unmerge
        | Verb::Start
        | Verb::Resume
        | Verb::Try
        | Verb::CloseUnreached
        | Verb::ClosePosted
        | Verb::Verify
        | Verb::Nudge
        | Verb::Return
        | Verb::Recall
        | Verb::Reject
        | Verb::Dispute
        | Verb::Note
        | Verb::Support
        | Verb::Supervise
        | Verb::Withdraw
        | Verb::Warn
        | Verb::Late => &[Note],
    }
}

/// May what is written stay empty?
pub fn note_is_optional(verb: Verb) -> bool {
    use Verb::*;
    matches!(
        verb,
        Triage
            | Dispatch
            | Take
            | Redirect
            | Merge
            | Unmerge
            | Acknowledge
            | Contact
            | Start
            | Resume
            | Verify
            | Confirm
            | Try
            | CloseUnreached
            | ClosePosted
            | Nudge
            | TaskDone
    )
}

/// The step that leads from `row`'s state to one in which `verb` is possible, where people expect both in one
/// press: handling what was accepted on the phone, or what no longer waits.
pub fn step_before(row: &CaseRow, verb: Verb) -> Option<Command> {
    if verb != Verb::Handle || LIFE.edge(row.state(), verb).is_some() {
        return None;
    }
    let leads = |step: &Command| {
        let next = LIFE.edge(row.state(), step.verb()).and_then(|edge| edge.to);
        next.is_some_and(|state| LIFE.edge(state, verb).is_some())
    };
    [Command::Acknowledge, Command::Resume].into_iter().find(leads)
}

/// What a form is read against.
pub struct Reading<'a> {
    /// The page it was on.
    pub p: &'a Page,
    /// The case.
    pub row: &'a CaseRow,
    /// Whoever sent it.
    pub account: Id,
    /// The case that a merge goes into, and whether it is open.
    pub into: Option<(Id, bool)>,
    /// Pictures that came with it.
    pub pictures: usize,
}

/// The press that a filled form of `verb` is. Refuses at the field what does not parse.
pub fn press(
    verb: Verb,
    form: &Posted,
    reading: &Reading<'_>,
    files: Vec<(&'static str, StoredFile)>,
) -> Result<Press, Refusal> {
    let command = command(verb, form, reading)?;
    let note = note(verb, form, reading.p);
    let mut steps: Vec<Step> = step_before(reading.row, verb).into_iter().map(|c| Step::new(c, "")).collect();
    steps.push(Step::new(command, &note));
    let then = [
        (Field::Contacted, Command::Contact),
        (Field::Started, Command::Start),
        (Field::Nodded, Command::Confirm { solved: Solved::Yes, satisfaction: None }),
    ];
    for (field, command) in then {
        let code = linju_kernel::lifecycle::Coded::code(field);
        if fields(verb).contains(&field) && form.ticked(code) {
            steps.push(Step::new(command, ""));
        }
    }
    let given = |field: Field, name: &str| {
        let value = form.get(name);
        (fields(verb).contains(&field) && !value.is_empty()).then(|| value.to_owned())
    };
    Ok(Press {
        steps,
        files,
        title: given(Field::Title, "title"),
        category: given(Field::Category, "category"),
        worker: if fields(verb).contains(&Field::Worker) { worker(form, reading)? } else { None },
        joint: None,
        once: Some(form.get("once").to_owned()).filter(|key| !key.is_empty()),
    })
}

fn command(verb: Verb, form: &Posted, reading: &Reading<'_>) -> Result<Command, Refusal> {
    let text = |name: &str| form.get(name).to_owned();
    Ok(match verb {
        Verb::Triage => Command::Triage,
        Verb::Decline => Command::Decline { law: text("law") },
        Verb::Redirect => Command::Redirect { channel: text("channel") },
        Verb::Merge => {
            let (into, into_open) = reading.into.ok_or(Refusal::new("merge-into-missing").at("into"))?;
            Command::Merge { into, into_open }
        }
        Verb::Unmerge => Command::Unmerge,
        Verb::Dispatch => Command::Dispatch { to: party(form, reading)?, limit: limit(form)? },
        Verb::Take => Command::Take { worker: worker(form, reading)?.unwrap_or(reading.account) },
        Verb::QuickFix => Command::QuickFix { photos: reading.pictures },
        Verb::Answer => Command::Answer,
        Verb::Acknowledge => Command::Acknowledge,
        Verb::Return => Command::Return,
        Verb::Recall => Command::Recall,
        Verb::Contact => Command::Contact,
        Verb::Start => Command::Start,
        Verb::Wait => {
            let until = form.day("until").ok_or(Refusal::new("waiting-until-past").at("until"))?;
            Command::Wait { on: text("on"), until, today: reading.p.today() }
        }
        Verb::Resume => Command::Resume,
        Verb::Extend => Command::Extend { by: limit(form)?.ok_or(Refusal::new("time-limit").at("limit"))? },
        Verb::Handle => Command::Handle {
            outcome: form.coded::<Outcome>("outcome").ok_or(Refusal::new("outcome-missing").at("outcome"))?,
            photos: reading.pictures,
            constraint: text("constraint"),
            alternative: text("alternative"),
            item: text("item"),
        },
        Verb::Verify => Command::Verify,
        Verb::Reject => Command::Reject,
        Verb::Confirm => asked(form, reading.row)?,
        Verb::Dispute => Command::Dispute,
        Verb::Try => Command::Try,
        Verb::CloseUnreached => Command::CloseUnreached,
        Verb::ClosePosted => Command::ClosePosted,
        Verb::Nudge => Command::Nudge,
        Verb::Escalate => {
            Command::Escalate { to: form.coded::<Level>("to").ok_or(Refusal::new("level-missing").at("to"))? }
        }
        Verb::Invite => Command::Invite,
        Verb::TaskDone => Command::TaskDone,
        Verb::Note => Command::Note,
        Verb::Support => Command::Support,
        Verb::Withdraw => Command::Withdraw,
        Verb::Warn => Command::Warn,
        Verb::Late => Command::Late,
        Verb::Supervise => {
            let by = form.day("by").ok_or(Refusal::new("wanted-by-past").at("by"))?;
            Command::Supervise { by, today: reading.p.today() }
        }
    })
}

/// What the requester said when asked: a no to something that was said to be fixed opens it again.
fn asked(form: &Posted, row: &CaseRow) -> Result<Command, Refusal> {
    let solved: Solved = form.coded("solved").ok_or(Refusal::new("solved-missing").at("solved"))?;
    let explained = matches!(row.outcome.as_deref(), Some("cannot_be_solved" | "moved_to_list"));
    if solved == Solved::No && !explained {
        return Ok(Command::Dispute);
    }
    Ok(Command::Confirm { solved, satisfaction: form.number("satisfaction") })
}

fn note(verb: Verb, form: &Posted, p: &Page) -> String {
    let note = form.get("note");
    match verb {
        Verb::Contact if form.ticked("how") => {
            let how = p.code("channel", form.get("how"));
            if note.is_empty() { how.into_owned() } else { format!("{how}：{note}") }
        }
        _ => note.to_owned(),
    }
}

fn limit(form: &Posted) -> Result<Option<TimeLimit>, Refusal> {
    let amount = form.get("limit");
    if amount.is_empty() {
        return Ok(None);
    }
    let limit = format!("{amount}{}", form.get("limit_unit")).parse::<TimeLimit>();
    limit.map(Some).map_err(|refusal| refusal.at("limit"))
}

fn party(form: &Posted, reading: &Reading<'_>) -> Result<Party, Refusal> {
    organisation(form, "party", reading.p)
        .map(Party::Organisation)
        .ok_or(Refusal::new("party-missing").at("party"))
}

/// The organisation a form names in `field`, if it is one of the area's.
pub fn organisation(form: &Posted, field: &str, p: &Page) -> Option<Id> {
    let reference = p.app.house.reference();
    let id = form.id(field)?;
    reference.organisations_in(p.area().id, p.today()).any(|(o, _)| o.id == id).then_some(id)
}

fn worker(form: &Posted, reading: &Reading<'_>) -> Result<Option<Id>, Refusal> {
    let Some(id) = form.id("worker") else { return Ok(None) };
    let known = super::act::colleagues(reading.p).iter().any(|(colleague, _)| *colleague == id);
    if known { Ok(Some(id)) } else { Err(Refusal::new("worker-unknown").at("worker")) }
}
