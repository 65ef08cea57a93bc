//! 协办: one part of a joint action, for whoever was asked to do it. They see what, where and whom to call, and
//! say that it is done; the rest of the case is not theirs.

use super::act::PHOTOS;
use crate::pages::kept::{self, Kept};
use crate::pages::say::{self, Distance};
use crate::rules::{Command, Party, State};
use crate::store::tasks::{self, Asked, Joint};
use crate::store::{Stored, devices};
use crate::work::{self, Doer, Press};
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// A co-handler at its part.
pub struct Part {
    /// Address of the part's page.
    pub base: String,
    /// Where its form goes.
    pub action: String,
    /// Who acts.
    pub doer: Doer,
    /// The part and its case.
    pub asked: Asked,
    /// Have they an account, and so a list to go back to?
    pub home: bool,
}

impl Part {
    /// The part of someone signed in; not found unless their organisation was asked for it.
    async fn by_account(app: &App, staff: &Staff, task: Id) -> Result<Part> {
        staff.require(Right::HandleCases)?;
        let organisation = staff.session.organisation.ok_or(Error::NotFound)?;
        let asked = Part::asked(app, staff.area_id(), task, organisation).await?;
        let base = format!("/work/{}/task/{task}", staff.area().code);
        let doer = Doer::co_handler(&staff.session);
        Ok(Part { action: base.clone(), base, doer, asked, home: true })
    }

    /// The part `task` of `organisation`; not found where it is another's, or no longer asked for.
    pub async fn asked(app: &App, area: Id, task: Id, organisation: Id) -> Result<Asked> {
        let asked = tasks::load(&app.house, area, task).await?;
        let theirs = asked.task.organisation_id == organisation && asked.task.state != "dropped";
        if theirs { Ok(asked) } else { Err(Error::NotFound) }
    }
}

#[derive(Template)]
#[template(path = "party/task.html")]
struct TaskPage {
    p: Page,
    part: Part,
    /// Who leads, and their phone.
    lead: (String, String),
    due: Option<Distance>,
    category: String,
    /// Can it be said now that it is done?
    open: bool,
    done: bool,
    kept: Vec<Kept>,
    form: Posted,
    errs: FieldErrors,
}

/// The page for someone signed in.
pub async fn show(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, task)): Path<(String, Id)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let part = Part::by_account(&app, &staff, task).await?;
    begin(staff.page, part, query.contains_key("done"))
}

/// The press of someone signed in.
pub async fn press(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, task)): Path<(String, Id)>,
    posted: Posted,
) -> Result<Response> {
    let part = Part::by_account(&app, &staff, task).await?;
    finish(staff.page, part, posted).await
}

/// The page of `part`.
pub fn begin(p: Page, part: Part, done: bool) -> Result<Response> {
    let form = Posted::default().with("once", devices::token());
    render(p, part, done, form, Vec::new(), FieldErrors::new(), StatusCode::OK)
}

/// Says that `part` is done; a refusal brings the form back with everything typed and chosen.
pub async fn finish(p: Page, part: Part, posted: Posted) -> Result<Response> {
    let house = p.app.house.clone();
    let case = &part.asked.case;
    let (kept, mut errs) = Kept::all(&house, case.area_id, &posted, &PHOTOS).await?;
    errs.check(posted.ticked("note"), "note", "task-reply-missing");
    if errs.is_empty() {
        let press = Press {
            files: kept::stored(&kept),
            joint: Some(Joint::Finish(part.asked.task.id)),
            once: Some(posted.get("once").to_owned()).filter(|key| !key.is_empty()),
            ..Press::one(Command::TaskDone, posted.get("note"))
        };
        match work::carry_out_on(&house, &part.doer, Stored::of(case.clone()), press, p.now).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}?done", part.base)).into_response()),
            Err(linju_core::Error::Refused(refusal)) => errs.push(refusal),
            Err(other) => return Err(other.into()),
        }
    }
    render(p, part, false, posted, kept, errs, StatusCode::UNPROCESSABLE_ENTITY)
}

fn render(
    p: Page,
    part: Part,
    done: bool,
    form: Posted,
    kept: Vec<Kept>,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let house = p.app.house.clone();
    let reference = house.reference();
    let case = &part.asked.case;
    let lead = match case.party() {
        Party::Organisation(id) => {
            reference.organisations.get(&id).map(|o| (o.name.clone(), o.phone.clone()))
        }
        _ => None,
    };
    let desk = || (p.area().committee.clone(), p.area().phone.clone());
    let in_hand = matches!(case.state(), State::Acknowledged | State::Handling | State::Waiting);
    let page = TaskPage {
        lead: lead.filter(|(_, phone)| !phone.is_empty()).unwrap_or_else(desk),
        due: part.asked.task.due_at.map(|due| say::distance(&p, case.area_id, due)),
        category: reference.category(&case.category_code).map(|c| c.name.clone()).unwrap_or_default(),
        open: part.asked.task.is_open() && in_hand,
        done,
        kept,
        form,
        errs,
        part,
        p,
    };
    html_with(status, &page)
}
