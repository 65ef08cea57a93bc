//! Carrying a decision out: load, decide, and write case, events, messages and files as one unit.

use crate::rules::terms::Terms;
use crate::rules::{self, Actor, Case, Command, Facts, Happening, Party, State, Verb, Who, decide};
use crate::rules::{command, decide::Fact};
use crate::store::tasks::{self, Joint};
use crate::store::{CaseRow, Stored, cases, requests};
use crate::tell::tell;
use linju_core::access::{Right, Session};
use linju_core::file::{File, Stored as StoredFile};
use linju_core::ledger::NewEvent;
use linju_core::words::Locale;
use linju_core::{Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::{Day, Id, Ts};

/// Who does something, and on whose word.
#[derive(Debug, Clone)]
pub struct Doer {
    /// For the ledger.
    pub actor: linju_core::Actor,
    /// Parts, account and organisation, for the rules.
    pub part: Actor,
    /// The organisation whose word a worker records, as told on the phone.
    pub told_by: Option<Id>,
}

impl Doer {
    /// What someone signed in is to this case. Empty parts where they have none: then every step is refused.
    pub fn of(session: &Session, row: &CaseRow) -> Doer {
        let (area, party) = (row.area_id, row.party());
        let mut parts = Vec::new();
        if session.may(Right::WorkCases, area) {
            parts.push(Who::Worker);
            if party.is_committee() {
                parts.push(Who::Handler);
            }
        }
        if session.may(Right::Coordinate, area) {
            parts.push(Who::Secretary);
        }
        let ours = session.organisation.is_some()
            && party == Party::Organisation(session.organisation.unwrap_or_default());
        if session.may(Right::HandleCases, area) && ours {
            parts.push(Who::Handler);
        }
        let raised = row.level == rules::Level::Street.code();
        if raised && session.may_on_street(Right::StreetView) {
            parts.push(Who::Street);
        }
        let part = Actor { parts, account: Some(session.account), organisation: session.organisation };
        Doer { actor: linju_core::Actor::Account(session.account), part, told_by: None }
    }

    /// The requester, by receipt or device.
    pub fn requester(request: Id) -> Doer {
        let part = Actor { parts: vec![Who::Requester], ..Actor::default() };
        Doer { actor: linju_core::Actor::Requester(request), part, told_by: None }
    }

    /// Whoever holds the one-time link given to `organisation`, in the part it was given for.
    pub fn link(organisation: Id, part: Who) -> Doer {
        let part = Actor { parts: vec![part], account: None, organisation: Some(organisation) };
        Doer { actor: linju_core::Actor::Link(organisation), part, told_by: None }
    }

    /// Someone signed in whose organisation was asked to do a part.
    pub fn co_handler(session: &Session) -> Doer {
        let (account, organisation) = (session.account, session.organisation);
        let part = Actor { parts: vec![Who::CoHandler], account: Some(account), organisation };
        Doer { actor: linju_core::Actor::Account(account), part, told_by: None }
    }

    /// The platform, by the rule of that name.
    pub fn system(rule: &'static str) -> Doer {
        let part = Actor { parts: vec![Who::System], ..Actor::default() };
        Doer { actor: linju_core::Actor::System(rule), part, told_by: None }
    }
}

/// A step to carry out: the command and what came with it.
#[derive(Debug, Clone)]
pub struct Step {
    /// What.
    pub command: Command,
    /// What the actor wrote: a reason, a reply.
    pub note: String,
}

impl Step {
    /// A step with a note.
    pub fn new(command: Command, note: &str) -> Self {
        Self { command, note: note.trim().to_owned() }
    }
}

/// Everything done to one case in one press.
#[derive(Debug, Clone, Default)]
pub struct Press {
    /// Steps, in order; all or none.
    pub steps: Vec<Step>,
    /// Photos and papers added, with their purpose.
    pub files: Vec<(&'static str, StoredFile)>,
    /// A new title, category or nature, if they were corrected on the way.
    pub title: Option<String>,
    /// The new category.
    pub category: Option<String>,
    /// The worker who keeps an eye on it from now on.
    pub worker: Option<Id>,
    /// What it does to a part of the case.
    pub joint: Option<Joint>,
    /// Idempotency key, if the form carries one.
    pub once: Option<String>,
}

impl Press {
    /// One step.
    pub fn one(command: Command, note: &str) -> Self {
        Press { steps: vec![Step::new(command, note)], ..Press::default() }
    }

    /// And then another.
    pub fn then(mut self, command: Command, note: &str) -> Self {
        self.steps.push(Step::new(command, note));
        self
    }
}

/// What `area` has set for itself in the rules.
pub fn terms(house: &House, area: Id) -> Terms {
    let reference = house.reference();
    Terms::of(|key| reference.setting(area, key))
}

/// What the rules look at for a case now.
pub fn with_facts<T>(house: &House, row: &CaseRow, now: Ts, body: impl FnOnce(&Facts) -> T) -> Result<T> {
    let reference = house.reference();
    let category = reference.category(&row.category_code).ok_or(Error::NotFound)?;
    Ok(body(&Facts {
        now,
        calendar: reference.calendar(row.area_id),
        contact: category.contact(),
        settle: category.settle(),
        terms: terms(house, row.area_id),
        needs_photo: category.needs_photo,
        needs_verification: category.needs_verification,
    }))
}

/// Carries a press out on a case at this moment.
pub async fn carry_out(house: &House, doer: &Doer, area: Id, case: Id, press: Press) -> Result<CaseRow> {
    let stored = cases::load(house, area, case).await?;
    let now = house.now();
    carry_out_on(house, doer, stored, press, now).await
}

/// Carries a press out on a case that was read, as of `now`. If someone else changed it since, nothing is
/// written and the answer is [`Error::Changed`]; a press sent twice with the same key counts once.
pub async fn carry_out_on(
    house: &House,
    doer: &Doer,
    stored: Stored,
    press: Press,
    now: Ts,
) -> Result<CaseRow> {
    let mut change = Change::new(stored.row.area_id, now, doer.actor);
    let (area, case) = (stored.row.area_id, stored.row.id);
    let row = prepare(house, doer, stored, press, &mut change).await?;
    match house.commit(change).await {
        Ok(()) => Ok(row),
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(cases::load(house, area, case).await?.row),
        Err(error) => Err(error),
    }
}

/// Decides a press and puts all it changes into `change`.
pub async fn prepare(
    house: &House,
    doer: &Doer,
    stored: Stored,
    press: Press,
    change: &mut Change,
) -> Result<CaseRow> {
    let (old, mut case, now) = (stored.row, stored.case, change.at);
    if let Some(key) = &press.once {
        change.once(key.clone(), old.id.to_string());
    }
    let mut row = old.clone();
    if let Some(code) = press.category.filter(|code| *code != row.category_code) {
        let reference = house.reference();
        let category = reference.category(&code).filter(|c| c.active);
        let category = category.ok_or(linju_kernel::Refusal::new("category-unknown").at("category"))?;
        row.confidential = row.confidential || category.confidential;
        change.event(
            NewEvent::new("case", row.id, "recategorise")
                .with("from", row.category_code)
                .with("to", code.as_str()),
        );
        row.category_code = code;
    }
    row.title = press.title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).unwrap_or(row.title);
    row.worker_id = press.worker.or(row.worker_id).or(doer.actor.account().filter(|_| is_worker(doer)));
    for step in &press.steps {
        let decision = with_facts(house, &row, now, |facts| {
            decide(&case, &step.command, &step.note, &doer.part, facts)
        })??;
        case = decision.case;
        row = note_outcome(row.with(&case), step, now);
        let event = event_of(&row, &decision.happened, doer, &step.note);
        change.event(event);
        follow_up(house, change, &row, &case, step).await?;
        tell(house, change, &row, &decision.happened, step).await?;
    }
    match &press.joint {
        Some(Joint::Ask(task)) => tasks::ask(change, task),
        Some(Joint::Finish(task)) => {
            let note = press.steps.last().map_or("", |step| &step.note);
            tasks::finish(change, old.id, *task, note);
        }
        None => {}
    }
    for (purpose, file) in press.files {
        change.push(Statement::insert("file", &file_row(house, &row, purpose, file, doer, now)));
    }
    if row.title != old.title || row.category_code != old.category_code {
        change.push(Statement::index_text(row.area_id, row.id, &index_text(house, &row).await?));
    }
    Ok(cases::update(change, house, &old, row))
}

fn is_worker(doer: &Doer) -> bool {
    doer.part.parts.contains(&Who::Worker)
}

/// Keeps what the reply, the constraint and the alternative said beside the case, where pages and the public
/// ledger read them.
fn note_outcome(mut row: CaseRow, step: &Step, now: Ts) -> CaseRow {
    match &step.command {
        Command::Handle { constraint, alternative, item, .. } => {
            row.outcome_reply = step.note.clone();
            row.outcome_constraint = constraint.trim().to_owned();
            row.outcome_alternative = alternative.trim().to_owned();
            row.outcome_item = item.trim().to_owned();
        }
        Command::QuickFix { .. } | Command::Answer | Command::Decline { .. } => {
            row.outcome_reply = step.note.clone();
        }
        Command::Redirect { channel } => {
            row.outcome_reply = format!("{}{}", channel.trim(), sentence(&step.note))
        }
        Command::Wait { on, until, .. } => {
            row.waiting_on = on.trim().to_owned();
            row.waiting_until = Some(*until);
        }
        Command::Dispute => {
            row.outcome_reply.clear();
            row.outcome_constraint.clear();
            row.outcome_alternative.clear();
            row.outcome_item.clear();
        }
        Command::Nudge => row.nudges += 1,
        Command::Support => row.supported_at = Some(now),
        Command::Supervise { by, .. } => row.supervised_until = Some(*by),
        _ => {}
    }
    row
}

fn sentence(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!("。{note}") }
}

/// May residents see that this happened?
pub fn is_public(verb: Verb) -> bool {
    !matches!(
        verb,
        Verb::Note
            | Verb::Try
            | Verb::Invite
            | Verb::TaskDone
            | Verb::Warn
            | Verb::Late
            | Verb::Recall
            | Verb::Return
    )
}

fn event_of(row: &CaseRow, happened: &Happening, doer: &Doer, note: &str) -> NewEvent {
    let mut event = NewEvent::new("case", row.id, happened.verb.code())
        .public(is_public(happened.verb))
        .with("state", row.state.as_str())
        .with("round", row.round)
        .note(note);
    for (key, fact) in &happened.facts {
        event = match fact {
            Fact::Text(text) => event.with(key, text.as_str()),
            Fact::Number(n) => event.with(key, *n),
            Fact::Nothing => event.with(key, ()),
        };
    }
    if let Some(organisation) = doer.told_by {
        event = event.with("told_by", organisation.to_string());
    }
    if happened.verb == Verb::Handle && row.outcome.as_deref() == Some(rules::Outcome::MovedToList.code()) {
        // Whoever keeps the lists makes an item of it: where, what about, of how many, and whether anyone may know.
        event = event
            .with("place", row.place_id.to_string())
            .with("category", row.category_code.as_str())
            .with("confidential", row.confidential)
            .with("requests", row.requests);
    }
    event
}

/// What a step changes beside its own case.
async fn follow_up(
    house: &House,
    change: &mut Change,
    row: &CaseRow,
    case: &Case,
    step: &Step,
) -> Result<()> {
    match &step.command {
        Command::Merge { into, .. } => {
            let target = cases::load(house, row.area_id, *into).await?;
            requests::follow(change, row.id, *into);
            let sql = "update cases set merged_into = ? where area_id = ? and merged_into = ?";
            change.push(Statement::new(sql, linju_db::args![*into, row.area_id, row.id]));
            let event = NewEvent::new("case", *into, "joined").public(true).with("from", row.id.to_string());
            change.event(event.with("requests", row.requests));
            let text = format!("{} {}", index_text(house, &target.row).await?, index_text(house, row).await?);
            change.push(Statement::index_text(row.area_id, *into, &text));
            let joined = CaseRow { requests: target.row.requests + row.requests, ..target.row.clone() };
            cases::update(change, house, &target.row, joined);
        }
        Command::Unmerge => {
            let back = requests::opened_as(house, row.area_id, row.id).await?.len() as i64;
            if let Some(id) = merged_into(house, row.area_id, row.id).await? {
                let target = cases::load(house, row.area_id, id).await?;
                let parted = CaseRow { requests: target.row.requests - back, ..target.row.clone() };
                cases::update(change, house, &target.row, parted);
                change
                    .event(NewEvent::new("case", id, "parted").public(true).with("case", row.id.to_string()));
                let text = index_text_without(house, &target.row, &[row.id]).await?;
                change.push(Statement::index_text(row.area_id, id, &text));
            }
            requests::come_back(change, row.id);
        }
        Command::Recall => tasks::drop_open(change, row.id),
        _ => {}
    }
    debug_assert!(case.id == row.id);
    Ok(())
}

async fn merged_into(house: &House, area: Id, case: Id) -> Result<Option<Id>> {
    Ok(cases::load(house, area, case).await?.case.merged_into)
}

/// What a party is called.
pub fn party_name(house: &House, area: Id, party: Party) -> String {
    let reference = house.reference();
    let committee = || reference.area(area).map(|a| a.committee.clone()).unwrap_or_default();
    match party {
        Party::Desk => committee(),
        Party::Worker(id) => reference.name_of(Some(id)).to_owned(),
        Party::Organisation(id) => reference.organisation_name(Some(id)).to_owned(),
        Party::Secretary => house.words.get(Locale::Zh, "party-secretary").into_owned(),
        Party::Street => reference.area(area).map(|a| reference.street_of(a).to_owned()).unwrap_or_default(),
    }
}

fn file_row(house: &House, row: &CaseRow, purpose: &str, file: StoredFile, doer: &Doer, now: Ts) -> File {
    File {
        area_id: row.area_id,
        id: house.id(),
        subject_id: row.id,
        purpose: purpose.into(),
        media_type: file.media_type.into(),
        sha256: file.sha256,
        bytes: file.bytes,
        width: file.size.map(|s| i64::from(s.0)),
        height: file.size.map(|s| i64::from(s.1)),
        uploaded_by: doer.actor.account(),
        created_at: now,
    }
}

/// What a search finds a case by: title, place, receipt and the words of its requests with phones masked.
async fn index_text(house: &House, row: &CaseRow) -> Result<String> {
    index_text_without(house, row, &[]).await
}

/// The same, without the words of the requests that were opened as one of `parted`.
pub(crate) async fn index_text_without(house: &House, row: &CaseRow, parted: &[Id]) -> Result<String> {
    let mut text = format!("{} {} {:04}", row.title, row.place_name, row.receipt);
    let requests = requests::of_case(house, row.area_id, row.id, 20).await?;
    for request in requests.iter().filter(|request| !parted.contains(&request.first_case_id)) {
        text.push(' ');
        text.push_str(&request.words_masked);
    }
    Ok(text)
}

/// What someone may do next on a case: the buttons of its page, in the table's order.
pub fn open_verbs(doer: &Doer, row: &CaseRow) -> Vec<command::Verb> {
    rules::lifecycle::LIFE.verbs(row.state(), &doer.part.parts)
}

/// The committee's state of `row` for someone who must wait: on whom, until when.
pub fn waits(row: &CaseRow) -> Option<(&str, Option<Day>)> {
    (row.state() == State::Waiting).then_some((row.waiting_on.as_str(), row.waiting_until))
}
