//! Cases: a page of a list by key, and one with its ledger.

use super::{Stamp, answer};
use crate::store::lists::{self, Filter, Tab};
use crate::store::{CaseRow, cases};
use crate::work::party_name;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::ledger::Entry;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::{App, Page, Result, Staff};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

const MOST: i64 = 100;

/// A page of a list; `next` leads on while there is more.
#[derive(Serialize)]
struct List {
    cases: Vec<Line>,
    next: Option<String>,
}

/// What a list tells of a case.
#[derive(Serialize)]
struct Line {
    id: String,
    receipt: String,
    state: String,
    title: String,
    category: String,
    confidential: bool,
    place: String,
    channel: String,
    requests: i64,
    party: Responsible,
    level: String,
    round: i64,
    received_at: Stamp,
    contacted_at: Option<Stamp>,
    due_at: Option<Stamp>,
    overdue: bool,
    closed_at: Option<Stamp>,
    outcome: Option<String>,
    hotline_number: Option<String>,
}

/// Who is responsible.
#[derive(Serialize)]
struct Responsible {
    kind: String,
    id: Option<String>,
    name: String,
}

/// A case with its ledger: everything but people's names, phones and words.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    line: Line,
    version: i64,
    public_title: String,
    nature: Vec<String>,
    place_id: String,
    contact_due: Option<Stamp>,
    settle_due: Option<Stamp>,
    waiting_on: String,
    waiting_until: Option<String>,
    handled_at: Option<Stamp>,
    reply: String,
    constraint: String,
    alternative: String,
    reached: bool,
    solved: Option<String>,
    satisfaction: Option<i64>,
    merged_into: Option<String>,
    hotline: Option<Order>,
    events: Vec<Happened>,
}

/// The hotline's order a case came as.
#[derive(Serialize)]
struct Order {
    number: String,
    due: Option<Stamp>,
    state: Option<String>,
}

/// A row of the ledger.
#[derive(Serialize)]
struct Happened {
    seq: i64,
    at: Stamp,
    verb: String,
    public: bool,
    actor: String,
    actor_id: Option<String>,
    facts: Value,
}

/// `?tab=open&n=100&after=…`: the cases of a tab, what is due first first. Refuses `api-tab-unknown`,
/// `api-n-out-of-range` and `api-cursor-unreadable`.
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let p = staff.page;
    let asked = |name: &str| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let tab =
        asked("tab").map_or(Some(Tab::Open), Tab::of).ok_or(Refusal::new("api-tab-unknown").at("tab"))?;
    let n = asked("n").map_or(Ok(50), str::parse::<i64>).ok().filter(|n| (1..=MOST).contains(n));
    let n = n.ok_or(Refusal::new("api-n-out-of-range").at("n"))?;
    let after = asked("after").map(str::parse).transpose();
    let after = after.map_err(|_| Refusal::new("api-cursor-unreadable").at("after"))?;
    let (today, zone) = (p.today(), p.zone());
    let filter = Filter { tab, ..Filter::open(today.start(&zone), today.plus_days(1).start(&zone)) };
    let rows = lists::page(&app.house, p.area().id, &filter, after, n).await?;
    let last = rows.last().filter(|_| rows.len() as i64 == n);
    let next = last.map(|last| filter.behind(last).to_string());
    answer(StatusCode::OK, &List { cases: rows.into_iter().map(|row| line(&p, row)).collect(), next })
}

/// A case with its ledger.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let p = staff.page;
    let row = cases::load(&app.house, p.area().id, case).await?.row;
    let events = app.house.timeline(row.area_id, case, false).await?;
    let events = events.into_iter().map(|entry| happened(&p, entry)).collect();
    answer(StatusCode::OK, &whole(&p, row, events))
}

fn line(p: &Page, row: CaseRow) -> Line {
    let stamp = |at| Stamp::of(p, at);
    Line {
        id: row.id.to_string(),
        receipt: format!("{:04}", row.receipt),
        party: Responsible {
            id: row.party_id.map(|id| id.to_string()),
            name: party_name(&p.app.house, row.area_id, row.party()),
            kind: row.party,
        },
        state: row.state,
        title: row.title,
        category: row.category_code,
        confidential: row.confidential,
        place: row.place_name,
        channel: row.channel,
        requests: row.requests,
        level: row.level,
        round: row.round,
        received_at: stamp(row.received_at),
        contacted_at: row.contacted_at.map(stamp),
        due_at: row.due_at.map(stamp),
        overdue: row.overdue,
        closed_at: row.closed_at.map(stamp),
        outcome: row.outcome,
        hotline_number: row.hotline_number,
    }
}

fn whole(p: &Page, row: CaseRow, events: Vec<Happened>) -> Whole {
    let stamp = |at| Stamp::of(p, at);
    let order = |number| Order { number, due: row.hotline_due.map(stamp), state: row.hotline_state.clone() };
    Whole {
        version: row.version,
        public_title: row.public_title.clone(),
        nature: row.nature.split_whitespace().map(str::to_owned).collect(),
        place_id: row.place_id.to_string(),
        contact_due: row.contact_due.map(stamp),
        settle_due: row.settle_due.map(stamp),
        waiting_on: row.waiting_on.clone(),
        waiting_until: row.waiting_until.map(|day| day.to_string()),
        handled_at: row.handled_at.map(stamp),
        reply: row.outcome_reply.clone(),
        constraint: row.outcome_constraint.clone(),
        alternative: row.outcome_alternative.clone(),
        reached: row.reached,
        solved: row.solved.clone(),
        satisfaction: row.satisfaction,
        merged_into: row.merged_into.map(|id| id.to_string()),
        hotline: row.hotline_number.clone().map(order),
        events,
        line: line(p, row),
    }
}

fn happened(p: &Page, entry: Entry) -> Happened {
    Happened {
        seq: entry.event.seq,
        at: Stamp::of(p, entry.event.at),
        verb: entry.event.verb,
        public: entry.event.public,
        actor: entry.event.actor_kind,
        actor_id: entry.event.actor_id.map(|id| id.to_string()),
        facts: entry.facts,
    }
}
