//! A ballot's own page: where it stands, how many have voted, what comes next.

use super::{Choice, act, load, options, parts_of};
use crate::rules::{Asks, LIFE, State, Verb};
use crate::store::{self, BallotRow, Turnout};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_core::ledger::Entry;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html};

#[derive(Template)]
#[template(path = "ballot.html")]
struct BallotPage {
    p: Page,
    row: BallotRow,
    turnout: Turnout,
    timeline: Vec<Entry>,
}

impl BallotPage {
    fn may(&self, verb: Verb) -> bool {
        LIFE.verbs(self.row.state(), &parts_of(&self.p)).contains(&verb)
    }

    fn items(&self) -> Vec<Choice> {
        options(&self.p, &self.row)
    }

    fn matter(&self) -> String {
        self.p.code("ballot-matter", &self.row.matter.to_string()).into_owned()
    }

    fn steps(&self) -> Vec<Verb> {
        act::offered(&self.p, &self.row)
    }

    fn listed(&self) -> bool {
        self.row.state() != State::Drafted && self.row.frozen_at.is_some()
    }

    fn counted(&self) -> bool {
        matches!(self.row.state(), State::Counted | State::Published | State::Lapsed)
    }

    /// What happened, without every single vote.
    fn life(&self) -> impl Iterator<Item = &Entry> {
        const SHOWN: [&str; 2] = ["vote", "hand_in"];
        self.timeline.iter().filter(|entry| !SHOWN.contains(&entry.event.verb.as_str()))
    }

    fn happened(&self, entry: &Entry) -> String {
        self.p.code("ballot-did", &entry.event.verb).into_owned()
    }

    fn who(&self, entry: &Entry) -> String {
        match entry.event.actor_kind.as_str() {
            "account" => self.p.name_of(&entry.event.actor_id),
            _ => String::new(),
        }
    }
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let turnout = store::turnout(&app.house, row.area_id, id).await?;
    let timeline = app.house.timeline(row.area_id, id, false).await?;
    html(&BallotPage { p: staff.page, row, turnout, timeline })
}
