//! The round on paper, one building after the other, and entering it afterwards.
//!
//! The paper goes through stairwells: it holds the room and the family name, and neither age nor tier.

use super::{Asked, Choice, Line, Selection, doer, lines, link, selection};
use crate::rules::{Outcome, Way};
use crate::work::{self, Call, Told};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::place::Place;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, path};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html};
use std::collections::HashMap;

/// A round takes along whoever falls due within these days.
const AHEAD: i64 = 6;
/// Lines that fit on a sheet.
const LINES: usize = 16;

/// A sheet of paper.
struct Leaf {
    building: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "visit_round.html")]
struct RoundPage {
    p: Page,
    leaves: Vec<Leaf>,
    back: String,
}

/// Those of a round, in the order in which one walks.
fn walk(mut calls: Vec<Call>) -> Vec<Call> {
    calls.retain(|call| call.due.late >= -AHEAD);
    calls.sort_by(|a, b| a.due.living.path.cmp(&b.due.living.path));
    calls
}

/// The lists to print.
pub async fn print(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    let mut asked = selection(&app, &staff, &asked).await?;
    let calls = walk(std::mem::take(&mut asked.calls));
    let lines = lines(&app.house, staff.area_id(), calls).await?;
    let back = asked.here(staff.area(), "");
    html(&RoundPage { p: staff.page, leaves: leaves(&asked.buildings, lines), back })
}

/// The lines building by building, as many on a sheet as fit.
fn leaves(buildings: &[Place], lines: Vec<Line>) -> Vec<Leaf> {
    let name = |line: &Line| {
        let within = |b: &&Place| path::within(&line.call.due.living.path, &b.path);
        buildings.iter().find(within).map_or("", |b| b.full_name.as_str())
    };
    let mut leaves: Vec<Leaf> = Vec::new();
    for line in lines {
        match leaves.last_mut() {
            Some(leaf) if leaf.building == name(&line) && leaf.lines.len() < LINES => leaf.lines.push(line),
            _ => leaves.push(Leaf { building: name(&line).to_owned(), lines: vec![line] }),
        }
    }
    leaves
}

#[derive(Template)]
#[template(path = "visit_sheet.html")]
struct SheetPage {
    p: Page,
    asked: Selection,
    lines: Vec<Line>,
    form: Posted,
    errs: FieldErrors,
}

impl SheetPage {
    fn here(&self) -> String {
        self.asked.here(self.p.area(), "")
    }

    fn action(&self) -> String {
        self.asked.here(self.p.area(), "/sheet")
    }

    fn buildings(&self) -> Vec<(Choice, bool)> {
        self.asked.chips(self.p.area(), "/sheet")
    }

    fn chosen(&self, said: &str, outcome: &Outcome) -> bool {
        self.form.get(said) == outcome.code()
    }
}

/// Field of how it ended with someone.
fn said(person: &Id) -> String {
    format!("said-{person}")
}

/// Field of what was noted of someone.
fn noted(person: &Id) -> String {
    format!("note-{person}")
}

/// The form for the paper of one building.
pub async fn sheet(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    let form = Posted::default()
        .with("once", app.house.id().to_string())
        .with("day", staff.page.today().to_string());
    again(&app, staff, &asked, form, FieldErrors::new()).await
}

async fn again(
    app: &App,
    staff: Staff,
    asked: &HashMap<String, String>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let mut asked = selection(app, &staff, asked).await?.of_one_building();
    let calls = walk(std::mem::take(&mut asked.calls));
    let lines = lines(&app.house, staff.area_id(), calls).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &SheetPage { p: staff.page, asked, lines, form, errs })
}

/// Enters the paper: whoever has a tick was visited on its day.
pub async fn enter(State(app): State<App>, staff: Staff, asked: Asked, form: Posted) -> Result<Response> {
    let selected = selection(&app, &staff, &asked).await?.of_one_building();
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let Some(day) = form.day("day") else {
        let refusal = linju_kernel::Refusal::new("visit-day").at("day");
        return again(&app, staff, &asked, form, refusal.into()).await;
    };
    let told = |call: &Call| {
        let person = call.due.living.person;
        let outcome = form.coded::<Outcome>(&said(&person))?;
        let note = form.get(&noted(&person)).to_owned();
        Some(Told { person, room: call.lodger.room_id, outcome, way: Way::Door, day, note, finding: None })
    };
    let told: Vec<Told> = selected.calls.iter().filter_map(told).collect();
    match work::enter(&app.house, &doer(&staff), staff.area_id(), &told, &once).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "")).into_response()),
        Err(Error::Refused(refusal)) => again(&app, staff, &asked, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}
