//! Carrying a step out: load, decide, commit. Pages and the demo's loader come in by this door alike.

use crate::look::ALERTS;
use crate::rules::{Evidence, Facts, Part, PlanKind, Verb};
use crate::store::spots::SpotRow;
use crate::store::topics::{TaskRow, TopicRow};
use linju_core::ledger::NewEvent;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Day, Id, Refusal, Ts};

/// Someone who does something with a hot spot.
#[derive(Debug, Clone)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// As what.
    pub parts: Vec<Part>,
    /// When.
    pub at: Ts,
}

impl Doer {
    fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }

    fn leads(&self) -> std::result::Result<(), Refusal> {
        if self.parts.contains(&Part::Lead) { Ok(()) } else { Err(Refusal::new("not-yours")) }
    }
}

/// What a step is given besides the hot spot.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Who leads.
    pub lead: Option<Id>,
    /// What is done.
    pub plan: Option<PlanKind>,
    /// The plan, the reason, or the account.
    pub note: String,
    /// Until when.
    pub due: Option<Day>,
    /// What shows that it is done.
    pub evidence: Option<Evidence>,
    /// The meeting that is asked for.
    pub meeting: Option<Asked>,
}

/// A meeting that is asked for, about a hot spot.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it is called.
    pub title: String,
    /// 议题, one a line.
    pub topics: String,
    /// At which place.
    pub place: Id,
    /// When it begins.
    pub starts_at: Ts,
    /// Whose requests it is about.
    pub cases: Vec<Id>,
}

/// Takes a step of a hot spot's life. Refuses what the rules refuse.
pub async fn step(house: &House, doer: &Doer, row: &SpotRow, verb: Verb, given: Given) -> Result<()> {
    let zone = house.reference().zone(row.area_id).clone();
    let facts = Facts {
        lead: given.lead,
        plan: given.plan,
        note: given.note.clone(),
        due: given.due,
        today: Some(doer.at.day(&zone)),
        evidence: given.evidence,
        starts_at: given.meeting.as_ref().map(|asked| asked.starts_at),
        now: doer.at,
    };
    let to = row.rules().step(verb, &doer.parts, &facts)?;
    let mut next = SpotRow { state: to.code().into(), ..row.clone() };
    let note = mask_phones_in(given.note.trim());
    let mut event = NewEvent::new("hotspot", row.id, verb.code());
    let mut change = doer.change(row.area_id);
    match verb {
        Verb::Acknowledge => {
            next.lead_id = given.lead;
            next.acknowledged_at = Some(doer.at);
            event = event.with("lead", given.lead.map(|id| id.to_string()));
            change.count(ALERTS, -1);
        }
        Verb::Plan => {
            next.plan = given.plan.map_or("", PlanKind::code).into();
            next.plan_note = note.clone();
            next.plan_due = given.due;
            next.planned_at = next.planned_at.or(Some(doer.at));
            let due = given.due.map(|day| day.to_string());
            event = event.with("plan", next.plan.as_str()).with("due", due).note(&note);
        }
        Verb::Convene => {
            next.plan = PlanKind::Meeting.code().into();
            next.planned_at = next.planned_at.or(Some(doer.at));
            next.minutes_at = None;
            if let Some(asked) = &given.meeting {
                event = convening(event, asked);
            }
        }
        Verb::StrikeOff => {
            next.evidence = given.evidence.map_or("", Evidence::code).into();
            next.account = note.clone();
            next.struck_at = Some(doer.at);
            event = event.public(true).with("evidence", next.evidence.as_str()).note(&note);
        }
        Verb::Again | Verb::MeetingPlanned | Verb::Minutes => {}
    }
    for statement in next.replace() {
        change.push(statement);
    }
    change.event(event);
    house.commit(change).await
}

/// The event that asks for a meeting: its place, moment and cases are facts; title and topics stand beside it.
fn convening(event: NewEvent, asked: &Asked) -> NewEvent {
    let cases: Vec<String> = asked.cases.iter().map(Id::to_string).collect();
    let words = format!("{}\n{}", asked.title.trim(), asked.topics.trim());
    event
        .with("kind", "talk_meeting")
        .with("place", asked.place.to_string())
        .with("starts", asked.starts_at.0)
        .with("cases", cases)
        .note(&words)
}

/// Chooses the theme of a month. Refuses `topic-month` at `month` where the month has one.
pub async fn choose(house: &House, doer: &Doer, row: &TopicRow) -> Result<()> {
    doer.leads()?;
    let mut change = doer.change(row.area_id);
    change.push(row.insert());
    let event = NewEvent::new("monthly_topic", row.id, "choose").public(true);
    let hotspot = row.hotspot_id.map(|id| id.to_string());
    change.event(event.with("month", row.month.as_str()).with("hotspot", hotspot));
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("monthly_topic") => {
            Err(Refusal::new("topic-month").at("month").into())
        }
        other => other,
    }
}

/// Puts a task on the theme's list. Refuses `not-now` once its result was said.
pub async fn add_task(house: &House, doer: &Doer, topic: &TopicRow, task: &TaskRow) -> Result<()> {
    if topic.settled_at.is_some() {
        return Err(Refusal::new("not-now").into());
    }
    let mut change = doer.change(topic.area_id);
    change.push(task.insert());
    let event = NewEvent::new("monthly_topic", topic.id, "task").public(true);
    change.event(event.with("task", task.id.to_string()).with("due", task.due_day.to_string()));
    house.commit(change).await
}

/// Says what became of a task.
pub async fn task_done(
    house: &House,
    doer: &Doer,
    topic: &TopicRow,
    task: &TaskRow,
    became: &str,
) -> Result<()> {
    let became = mask_phones_in(became.trim());
    let mut change = doer.change(topic.area_id);
    change.push(task.done(doer.at, &became));
    let event = NewEvent::new("monthly_topic", topic.id, "task_done").public(true);
    change.event(event.with("task", task.id.to_string()).note(&became));
    house.commit(change).await
}

/// Says what came of the theme.
pub async fn settle_topic(house: &House, doer: &Doer, topic: &TopicRow, result: &str) -> Result<()> {
    doer.leads()?;
    let result = mask_phones_in(result.trim());
    let mut change = doer.change(topic.area_id);
    change.push(topic.settle(doer.at, &result));
    change.event(NewEvent::new("monthly_topic", topic.id, "settle").public(true).note(&result));
    house.commit(change).await
}
