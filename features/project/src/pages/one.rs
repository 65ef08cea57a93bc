//! A project's own page: its gates, what the next one wants, the evidence, the money, what happened.

use super::{Desk, money};
use crate::fund::store as funds;
use crate::fund::store::Commitment;
use crate::rules::{Need, Part, Piece, Proof, State};
use crate::store::{self, ProofRow, Whole};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// The latest things that happened, as many as the page shows.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "project.html")]
struct ProjectPage {
    p: Page,
    desk: Desk,
    whole: Whole,
    files: Vec<File>,
    timeline: Vec<Entry>,
    commitments: Vec<Commitment>,
    /// Names of people, masked, by the evidence that names them.
    names: HashMap<Id, String>,
    evidence: Vec<Proof>,
    form: Posted,
    errs: FieldErrors,
}

/// A gate of the ladder.
struct Rung {
    state: State,
    class: &'static str,
    needs: Vec<(Need, bool)>,
    who: Part,
}

impl ProjectPage {
    fn base(&self) -> String {
        format!("{}/{}", self.desk.base, self.whole.row.id)
    }

    fn ladder(&self) -> Vec<Rung> {
        let (rules, course) = (self.whole.row.rules(), self.whole.row.course());
        let next = rules.next().map(|g| g.to);
        let met = |n: &Need| (*n, n.met(course, &self.evidence, &self.whole.facts));
        let rung = |gate: &crate::rules::Gate| Rung {
            state: gate.to,
            class: match gate.to {
                to if to <= rules.state && !rules.state.stopped() => "",
                to if Some(to) == next => " tl__it--now",
                _ => " tl__it--todo",
            },
            needs: gate.needs.iter().map(met).collect(),
            who: gate.who,
        };
        course.gates().iter().map(rung).collect()
    }

    fn who(&self, part: &Part) -> String {
        self.p
            .t(match part {
                Part::Street => "project-opens-street",
                Part::Lead => "project-opens-lead",
                _ => "project-opens-desk",
            })
            .into_owned()
    }

    /// The pages of evidence that whoever looks may record now; what the next gate lacks comes first.
    fn open(&self) -> (Vec<Piece>, Vec<Piece>) {
        let rules = self.whole.row.rules();
        let lacking = rules.lacking(&self.evidence, &self.whole.facts);
        let wanted = |piece: &Piece| lacking.iter().any(|n| n.piece() == Some(*piece));
        let open = Piece::ALL.iter().copied().filter(|p| rules.open(*p, &self.desk.parts).is_ok());
        open.partition(wanted)
    }

    fn advances(&self) -> bool {
        let rules = self.whole.row.rules();
        // The street's gates open with its decision.
        let gate = rules.next();
        gate.is_some_and(|g| self.desk.parts.contains(&g.who) && g.who != Part::Street)
    }

    fn gives_up(&self) -> bool {
        self.whole.row.rules().give_up(&self.desk.parts).is_ok()
    }

    fn keeps_money(&self) -> bool {
        let state = self.whole.row.state();
        self.desk.leads() && state > State::Draft && state < State::Settled
    }

    fn pays(&self) -> bool {
        let state = self.whole.row.state();
        let open = state > State::Draft && state < State::Settled;
        !self.desk.street() && open && self.commitments.iter().any(|c| c.left() > 0)
    }

    fn pieces(&self) -> Vec<(Piece, Vec<&ProofRow>)> {
        let of = |piece: &Piece| {
            let rows: Vec<_> = self.whole.proofs.iter().filter(|p| p.piece() == *piece).collect();
            (*piece, rows)
        };
        Piece::ALL.iter().map(of).filter(|(_, rows)| !rows.is_empty()).collect()
    }

    fn name(&self, proof: &ProofRow) -> &str {
        self.names.get(&proof.id).map_or("", String::as_str)
    }

    fn files_of(&self, proof: &ProofRow) -> Vec<&File> {
        self.files.iter().filter(|f| f.subject_id == proof.id).collect()
    }

    fn picture(&self, file: &File) -> bool {
        file.media_type.starts_with("image/")
    }

    fn may_withdraw(&self, proof: &ProofRow) -> bool {
        let street = proof.piece().who() == [Part::Street];
        let whose = if street { Part::Street } else { Part::Lead };
        proof.holds() && !self.whole.row.state().stopped() && self.desk.parts.contains(&whose)
    }

    fn may_answer(&self, proof: &ProofRow) -> bool {
        let open = proof.holds() && proof.piece().answerable() && proof.answered_at.is_none();
        open && self.desk.parts.contains(&Part::Desk)
    }

    /// What happened last, newest first.
    fn life(&self) -> impl Iterator<Item = &Entry> {
        self.timeline.iter().rev().take(SHOWN)
    }

    fn happened(&self, entry: &Entry) -> String {
        let did = self.p.code("project-did", &entry.event.verb).into_owned();
        let about = match entry.event.verb.as_str() {
            "advance" | "reopen" => self.p.code("project-state", entry.fact("to")).into_owned(),
            "evidence" | "withdraw" | "answer" => {
                self.p.code("project-piece", entry.fact("piece")).into_owned()
            }
            _ => entry.number("fen").map(money).unwrap_or_default(),
        };
        format!("{did} {about}").trim_end().to_owned()
    }

    /// What was written beside it; a move says it in its own words already.
    fn note<'a>(&self, entry: &'a Entry) -> Option<&'a str> {
        let moves = matches!(entry.event.verb.as_str(), "advance" | "reopen");
        entry.note.as_deref().filter(|_| !moves)
    }

    fn actor(&self, entry: &Entry) -> String {
        match entry.event.actor_kind.as_str() {
            "account" => self.p.name_of(&entry.event.actor_id),
            _ => String::new(),
        }
    }
}

/// The page, for the committee.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, Desk::of(staff)?, id, Posted::default(), FieldErrors::new()).await
}

/// The page, for the street: what residents may know of, and no draft.
pub async fn street(
    Shared(app): Shared<App>,
    Path((at, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, Desk::of_street(&app, staff, &at)?, id, Posted::default(), FieldErrors::new()).await
}

/// The project, if the desk may see it.
pub async fn seen(app: &App, desk: &Desk, id: Id) -> Result<Whole> {
    let whole = store::whole(&app.house, desk.area.id, id).await?;
    if desk.street() && !whole.row.public() { Err(Error::NotFound) } else { Ok(whole) }
}

async fn page(app: &App, desk: Desk, id: Id, form: Posted, errs: FieldErrors) -> Result<Response> {
    let (house, area) = (&app.house, desk.area.id);
    let whole = seen(app, &desk, id).await?;
    let files = store::files(house, area, id).await?;
    let timeline = house.timeline(area, id, false).await?;
    let commitments = match whole.facts.committed {
        0 => Vec::new(),
        _ => funds::commitments(house, area, id).await?,
    };
    let mut names = HashMap::new();
    for proof in whole.proofs.iter().filter(|_| !desk.street()) {
        names.insert(proof.id, proof.masked(house)?);
    }
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (evidence, p) = (whole.evidence(), desk.p.clone());
    html_with(
        status,
        &ProjectPage { p, desk, whole, files, timeline, commitments, names, evidence, form, errs },
    )
}

/// Withdraws a piece of evidence, or answers it.
pub async fn proof(
    Shared(app): Shared<App>,
    Path((_, id, proof, what)): Path<(String, Id, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    on_proof(&app, desk, (id, proof, what), form).await
}

/// The same, for the street.
pub async fn street_proof(
    Shared(app): Shared<App>,
    Path((at, id, proof, what)): Path<(String, Id, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::of_street(&app, staff, &at)?;
    on_proof(&app, desk, (id, proof, what), form).await
}

async fn on_proof(
    app: &App,
    desk: Desk,
    (id, proof, what): (Id, Id, String),
    form: Posted,
) -> Result<Response> {
    let house = &app.house;
    let whole = seen(app, &desk, id).await?;
    let row = whole.proofs.iter().find(|p| p.id == proof).ok_or(Error::NotFound)?;
    let done = match what.as_str() {
        "withdraw" => crate::work::withdraw(house, &desk.doer(), &whole, row, form.get("why")).await,
        "answer" => crate::work::answer(house, &desk.doer(), &whole, row, form.get("answer")).await,
        _ => return Err(Error::NotFound),
    };
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&format!("{}/{id}#p{proof}", desk.base)).into_response()),
        Err(Error::Refused(refusal)) if refusal.field.is_some() => {
            page(app, desk, id, form.with("on", proof.to_string()), refusal.into()).await
        }
        Err(error) => Err(error),
    }
}
