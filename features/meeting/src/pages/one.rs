//! A meeting's own page: where it stands, who is there, what was said, what comes next.

use super::{Choice, act, parts, whole};
use crate::rules::{Facts, Group, LIFE, PointKind, Verb};
use crate::store::{Attendance, PointRow, Whole};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::ledger::Entry;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage {
    p: Page,
    whole: Whole,
    facts: Facts,
    /// Those who are there: masked name, group, how they signed in.
    there: Vec<(String, Attendance)>,
    timeline: Vec<Entry>,
    categories: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl MeetingPage {
    fn may(&self, verb: Verb) -> bool {
        LIFE.verbs(self.whole.row.state(), &parts(&self.p)).contains(&verb)
    }

    fn steps(&self) -> Vec<Verb> {
        act::offered(&self.p, &self.whole.row)
    }

    fn here(&self) -> String {
        self.p.n("meeting-present", &self.facts.came())
    }

    fn groups(&self) -> Vec<Choice> {
        self.p.choices("meeting-group", Group::ALL)
    }

    fn kinds_of_points(&self) -> Vec<Choice> {
        self.p.choices("meeting-point", PointKind::ALL)
    }

    /// The points of one kind, in the order they were written.
    fn points(&self, kind: &PointKind) -> Vec<&PointRow> {
        self.whole.points.iter().filter(|point| point.kind == kind.code()).collect()
    }

    /// The quorum and how many have come: "需 34 人到会,已到 21 人".
    fn quorum(&self) -> Option<String> {
        let row = &self.whole.row;
        let quorum = row.kind().terms().quorum;
        let group = quorum.of()?;
        if row.entitled < 1 {
            return Some(self.p.t("meeting-entitled-open").into_owned());
        }
        let (needed, came) = (quorum.needed(row.entitled), self.facts.count(group));
        Some(self.p.a2("meeting-quorum", "needed", needed, "came", came))
    }

    fn unheard(&self) -> Vec<Group> {
        self.whole.row.rules().unheard(&self.facts)
    }

    /// What happened, without what the page shows in full anyway: who signed in, which lines were written.
    fn life(&self) -> impl Iterator<Item = &Entry> {
        const SHOWN: [&str; 3] = ["sign_in", "note", "take_back"];
        self.timeline.iter().filter(|entry| !SHOWN.contains(&entry.event.verb.as_str()))
    }

    fn happened(&self, entry: &Entry) -> String {
        self.p.code("meeting-did", &entry.event.verb).into_owned()
    }

    fn who(&self, entry: &Entry) -> String {
        match entry.event.actor_kind.as_str() {
            "account" => self.p.name_of(&entry.event.actor_id),
            _ => String::new(),
        }
    }

    /// What was typed about what became of `point`, where it was refused.
    fn became(&self, point: &PointRow) -> Option<&str> {
        let this = self.form.get("settling") == point.id.to_string();
        Some(self.form.get("became")).filter(|_| this)
    }

    fn late(&self, point: &PointRow) -> bool {
        point.settled_at.is_none() && point.due_day.is_some_and(|day| day < self.p.today())
    }
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    again(&app, staff, id, Posted::default(), FieldErrors::new()).await
}

/// The page with a form as it was typed, and what is wrong with it.
pub async fn again(app: &App, staff: Staff, id: Id, form: Posted, errs: FieldErrors) -> Result<Response> {
    let whole = whole(app, &staff, id).await?;
    let facts = whole.facts(&app.house, staff.now(), false)?;
    let masked = |a: &Attendance| Ok((a.masked(&app.house)?, a.clone()));
    let there = whole.attendance.iter().map(masked).collect::<linju_core::Result<_>>()?;
    let timeline = app.house.timeline(staff.area_id(), id, false).await?;
    let reference = app.house.reference();
    let active = reference.categories.iter().filter(|c| c.active);
    let categories = active.map(|c| Choice { value: c.code.clone(), label: c.name.clone() }).collect();
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = if form.ticked("once") { form } else { form.with("once", app.house.id().to_string()) };
    html_with(status, &MeetingPage { p: staff.page, whole, facts, there, timeline, categories, form, errs })
}
