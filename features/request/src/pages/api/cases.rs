//! Cases: a page of a list by key, and one with its ledger.

use super::json;
use crate::rules::Party;
use crate::store::lists::{self, Cursor, Filter, Line, Tab};
use crate::store::{CaseRow, cases};
use crate::work::party_name;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::ledger::Entry;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal, Ts};
use linju_web::{App, Page, Result, Staff};
use serde_json::{Value, json};
use std::collections::HashMap;

const MOST: i64 = 100;

/// `?tab=open&n=100&after=…`: the lines of a tab, what is due first first; `next` leads on while there is more.
/// Refuses `api-tab-unknown`, `api-n-out-of-range` and `api-cursor-unreadable`.
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
    let after = match asked("after") {
        Some(text) => Some(cursor(text).ok_or(Refusal::new("api-cursor-unreadable").at("after"))?),
        None => None,
    };
    let (today, zone) = (p.today(), p.zone());
    let filter = Filter { tab, ..Filter::open(today.start(&zone), today.plus_days(1).start(&zone)) };
    let lines = lists::page(&app.house, p.area().id, &filter, after, n).await?;
    let last = lines.last().filter(|_| lines.len() as i64 == n);
    let next = last.map(|line| format!("{}.{}", if filter.by_age() { 0 } else { line.due_sort }, line.id));
    let cases: Vec<Value> = lines.iter().map(|line| of_line(&p, line)).collect();
    Ok(json(StatusCode::OK, json!({ "cases": cases, "next": next })))
}

fn cursor(text: &str) -> Option<Cursor> {
    let (due, id) = text.split_once('.')?;
    Some(Cursor { due: due.parse().ok()?, id: id.parse().ok()? })
}

/// A case with its ledger: everything but people's names, phones and words.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let p = staff.page;
    let row = cases::load(&app.house, p.area().id, case).await?.row;
    let events = app.house.timeline(row.area_id, case, false).await?;
    let events: Vec<Value> = events.iter().map(|entry| of_entry(&p, entry)).collect();
    let mut body = of_row(&p, &row);
    body["events"] = events.into();
    Ok(json(StatusCode::OK, body))
}

fn moment(p: &Page, at: Option<Ts>) -> Option<String> {
    at.map(|at| p.iso(&at))
}

fn party(p: &Page, code: &str, id: Option<Id>) -> Value {
    let name = party_name(&p.app.house, p.area().id, Party::of(code, id));
    json!({ "kind": code, "id": id.map(|id| id.to_string()), "name": name })
}

fn of_line(p: &Page, line: &Line) -> Value {
    json!({
        "id": line.id.to_string(),
        "receipt": format!("{:04}", line.receipt),
        "state": line.state,
        "title": line.title,
        "category": line.category_code,
        "confidential": line.confidential,
        "place": line.place_name,
        "channel": line.channel,
        "requests": line.requests,
        "party": party(p, &line.party, line.party_id),
        "level": line.level,
        "round": line.round,
        "received_at": p.iso(&line.received_at),
        "contacted_at": moment(p, line.contacted_at),
        "due_at": moment(p, line.due_at),
        "overdue": line.overdue,
        "closed_at": moment(p, line.closed_at),
        "outcome": line.outcome,
        "hotline_number": line.hotline_number,
    })
}

fn of_row(p: &Page, row: &CaseRow) -> Value {
    json!({
        "id": row.id.to_string(),
        "version": row.version,
        "receipt": format!("{:04}", row.receipt),
        "state": row.state,
        "title": row.title,
        "public_title": row.public_title,
        "category": row.category_code,
        "nature": row.nature.split_whitespace().collect::<Vec<_>>(),
        "confidential": row.confidential,
        "place_id": row.place_id.to_string(),
        "place": row.place_name,
        "channel": row.channel,
        "requests": row.requests,
        "party": party(p, &row.party, row.party_id),
        "level": row.level,
        "round": row.round,
        "received_at": p.iso(&row.received_at),
        "contact_due": moment(p, row.contact_due),
        "contacted_at": moment(p, row.contacted_at),
        "settle_due": moment(p, row.settle_due),
        "due_at": moment(p, row.due_at),
        "overdue": row.overdue,
        "waiting_on": row.waiting_on,
        "waiting_until": row.waiting_until.map(|day| day.to_string()),
        "handled_at": moment(p, row.handled_at),
        "outcome": row.outcome,
        "reply": row.outcome_reply,
        "constraint": row.outcome_constraint,
        "alternative": row.outcome_alternative,
        "reached": row.reached,
        "solved": row.solved,
        "satisfaction": row.satisfaction,
        "closed_at": moment(p, row.closed_at),
        "merged_into": row.merged_into.map(|id| id.to_string()),
        "hotline": row.hotline_number.as_ref().map(|number| json!({
            "number": number,
            "due": moment(p, row.hotline_due),
            "state": row.hotline_state,
        })),
    })
}

fn of_entry(p: &Page, entry: &Entry) -> Value {
    json!({
        "seq": entry.event.seq,
        "at": p.iso(&entry.event.at),
        "verb": entry.event.verb,
        "public": entry.event.public,
        "actor": entry.event.actor_kind,
        "actor_id": entry.event.actor_id.map(|id| id.to_string()),
        "facts": entry.facts,
    })
}
