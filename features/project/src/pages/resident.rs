//! What residents see of projects, and what they say to them.

use super::{act, money};
use crate::rules::{Part, Piece, State};
use crate::store::{self, Line, ProofRow, Whole};
use crate::work::{self, Doer};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::Actor;
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, html};
use std::borrow::Borrow;

const TRIES: usize = 3;

#[derive(Template)]
#[template(path = "resident_projects.html")]
struct ListPage {
    p: Page,
    lines: Vec<Line>,
}

impl ListPage {
    fn under_way(&self) -> Vec<&Line> {
        self.lines.iter().filter(|l| !self.ended(l)).collect()
    }

    fn over(&self) -> Vec<&Line> {
        self.lines.iter().filter(|l| self.ended(l)).collect()
    }

    fn ended(&self, line: &Line) -> bool {
        line.row.state() >= State::Accepted
    }
}

#[derive(Template)]
#[template(path = "resident_project.html")]
struct OnePage {
    p: Page,
    whole: Whole,
    files: Vec<File>,
    timeline: Vec<Entry>,
    said: bool,
    form: Posted,
    errs: FieldErrors,
}

impl OnePage {
    fn address(&self) -> String {
        format!("/a/{}/projects/{}", self.p.area().code, self.whole.row.id)
    }

    /// The gates: words, and how each stands.
    fn ladder(&self) -> Vec<(String, &'static str)> {
        let rules = self.whole.row.rules();
        let next = rules.next().map(|g| g.to);
        let class = |to: State| match to {
            to if to <= rules.state && !rules.state.stopped() => "",
            to if Some(to) == next => " tl__it--now",
            _ => " tl__it--todo",
        };
        let gates = self.whole.row.course().gates().iter();
        gates.map(|g| (self.p.code("project-state", g.to.code()).into_owned(), class(g.to))).collect()
    }

    fn photos(&self, piece: impl Borrow<Piece>) -> Vec<&File> {
        let ids: Vec<Id> = self.whole.of(*piece.borrow()).map(|p| p.id).collect();
        let seen = |f: &&File| ids.contains(&f.subject_id) && f.media_type.starts_with("image/");
        self.files.iter().filter(seen).collect()
    }

    fn shown(&self, piece: impl Borrow<Piece>) -> Vec<&ProofRow> {
        self.whole.of(*piece.borrow()).collect()
    }

    fn paper(&self, proof: &ProofRow) -> Option<&File> {
        self.files.iter().find(|f| f.subject_id == proof.id)
    }

    fn is_frozen(&self, design: &ProofRow) -> bool {
        let approval = self.whole.of(Piece::Approval).next_back();
        approval.is_some_and(|a| a.verdict == "yes" && a.sha256 == design.sha256)
    }

    fn watchers(&self) -> String {
        self.p.n("project-who-watches", &(self.whole.of(Piece::Supervisor).count() as i64))
    }

    fn capacity(&self) -> Option<&ProofRow> {
        self.whole.of(Piece::Capacity).next_back()
    }

    fn upkeep(&self) -> Option<&ProofRow> {
        self.whole.of(Piece::Upkeep).next_back()
    }

    fn judged(&self) -> Option<&ProofRow> {
        self.whole.of(Piece::Evaluation).next_back()
    }

    /// What a resident may say now: of the design, of the site.
    fn open(&self) -> Vec<Piece> {
        let rules = self.whole.row.rules();
        let mine = [Piece::Comment, Piece::Supervision];
        mine.into_iter().filter(|p| rules.open(*p, &[Part::Resident]).is_ok()).collect()
    }

    fn answered(&self) -> Vec<&ProofRow> {
        let mut rows: Vec<_> =
            self.whole.of(Piece::Comment).chain(self.whole.of(Piece::Supervision)).collect();
        rows.sort_by_key(|p| p.id);
        rows
    }

    /// The way it took: gates opened and opened again, newest first.
    fn way(&self) -> Vec<&Entry> {
        let told = ["advance", "reopen", "commit", "pay"];
        self.timeline.iter().rev().filter(|e| told.contains(&e.event.verb.as_str())).collect()
    }

    fn happened(&self, entry: &Entry) -> String {
        let did = self.p.code("project-did", &entry.event.verb).into_owned();
        match entry.event.verb.as_str() {
            "advance" | "reopen" => format!("{did} {}", self.p.code("project-state", entry.fact("to"))),
            _ => format!("{did} {}", money(entry.number("fen").unwrap_or_default())),
        }
    }
}

/// The projects of an area.
pub async fn list(Shared(app): Shared<App>, p: Page, Path(area): Path<String>) -> Result<Response> {
    let p = p.at(&area)?;
    let lines = store::portfolio(&app.house, &[p.area().id], true).await?;
    html(&ListPage { p, lines })
}

/// One of them.
pub async fn one(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let said = p.here.contains("?said");
    page(&app, p, id, said, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, p: Page, id: Id, said: bool, form: Posted, errs: FieldErrors) -> Result<Response> {
    let (house, area) = (&app.house, p.area().id);
    let whole = store::whole(house, area, id).await?;
    if !whole.row.public() {
        return Err(Error::NotFound);
    }
    let files = store::files(house, area, id).await?;
    let timeline = house.timeline(area, id, true).await?;
    let form = if form.ticked("once") { form } else { form.with("once", house.id().to_string()) };
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &OnePage { p, whole, files, timeline, said, form, errs })
}

/// Takes in what a resident says of the design or the site, with or without a name.
pub async fn say(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    match take(&app, &p, id, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/a/{area}/projects/{id}?said#said")).into_response()),
        Err(Error::Refused(refusal)) => page(&app, p, id, false, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

async fn take(app: &App, p: &Page, id: Id, form: &Posted) -> Result<()> {
    let piece: Piece = form.coded("piece").ok_or(Refusal::new("project-piece").at("piece"))?;
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let mut new = act::read(&app.house, piece, form).await?;
    new.text = new.text.chars().take(500).collect();
    let doer = Doer { actor: Actor::System("resident"), parts: vec![Part::Resident], at: p.now };
    // The desk may be writing at this moment; a resident is not asked to try again for that.
    for left in (0..TRIES).rev() {
        let whole = store::whole(&app.house, p.area().id, id).await?;
        if !whole.row.public() {
            return Err(Error::NotFound);
        }
        match work::record(&app.house, &doer, &whole, new.clone(), &once).await.map_err(Error::from) {
            Err(Error::Changed) if left > 0 => {}
            other => return other.map(|_| ()),
        }
    }
    Err(Error::Changed)
}
