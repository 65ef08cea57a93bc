//! One case that was taken up to the street: its public account, what was tried, and the street's answer.

use super::areas_of;
use super::cases::Seen;
use crate::rules::raised::yuan;
use crate::rules::{Command, Level, Verb};
use crate::store::raised::{self, Raised};
use crate::store::{Stored, cases, street};
use crate::work::{self, Doer, Press};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::area::Area;
use linju_core::ledger::Entry;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "street/one.html")]
struct OnePage {
    p: Page,
    seen: Seen,
    timeline: Vec<Entry>,
    raised: Raised,
    can_answer: bool,
    done: bool,
    form: Posted,
    errs: FieldErrors,
}

impl OnePage {
    fn name(&self, organisation: &Id) -> String {
        self.p.app.house.reference().organisation_name(Some(*organisation)).to_owned()
    }

    fn cost(&self) -> Option<String> {
        self.raised.package.as_ref()?.cost_fen.map(yuan)
    }
}

/// The case; not found unless it was taken up to the street.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((at, case)): Path<(String, Id)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let (area, stored) = load(&app, &staff, &at, case).await?;
    let done = query.contains_key("done");
    render(staff, area, stored, done, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

/// 街道答复, or 督办 where a day is given by which it wants it done.
pub async fn support(
    State(app): State<App>,
    staff: Staff,
    Path((at, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    let (area, stored) = load(&app, &staff, &at, case).await?;
    let doer = Doer::of(&staff.session, &stored.row);
    let command = match (form.ticked("watch"), form.day("by")) {
        (true, Some(by)) => Command::Supervise { by, today: staff.page.today() },
        (true, None) => {
            let refused = Refusal::new("wanted-by-past").at("by");
            return render(
                staff,
                area,
                stored,
                false,
                form,
                refused.into(),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
        }
        (false, _) => Command::Support,
    };
    let press = Press::one(command, form.get("note"));
    match work::carry_out_on(&app.house, &doer, stored.clone(), press, staff.now()).await {
        Ok(_) => Ok(Redirect::to(&format!("/street/cases/{at}/{case}?done")).into_response()),
        Err(linju_core::Error::Refused(refusal)) => {
            render(staff, area, stored, false, form, refusal.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn load(app: &App, staff: &Staff, at: &str, case: Id) -> Result<(Area, Stored)> {
    let area = areas_of(app, staff)?.into_iter().find(|a| a.code == at).ok_or(Error::NotFound)?;
    let stored = cases::load(&app.house, area.id, case).await?;
    if stored.case.level == Level::Street { Ok((area, stored)) } else { Err(Error::NotFound) }
}

async fn render(
    staff: Staff,
    area: Area,
    stored: Stored,
    done: bool,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let app = staff.page.app.clone();
    let house = &app.house;
    let doer = Doer::of(&staff.session, &stored.row);
    let can_answer = work::open_verbs(&doer, &stored.row).contains(&Verb::Support);
    let mut timeline = house.timeline(area.id, stored.row.id, true).await?;
    timeline.iter_mut().filter(|entry| holds_their_words(entry)).for_each(|entry| entry.note = None);
    let raisings = street::raisings(house, std::slice::from_ref(&stored.row)).await?;
    let raised = raised::of_case(house, area.id, stored.row.id).await?;
    let spots = street::spots(house, &[area.id]).await?;
    let p = staff.page;
    let seen = Seen::of(&p, &area, stored.row, &spots, &raisings);
    html_with(status, &OnePage { p, seen, timeline, raised, can_answer, done, form, errs })
}

/// Notes of these are what the requester said, whoever wrote them down.
fn holds_their_words(entry: &Entry) -> bool {
    let verb = Verb::of(&entry.event.verb);
    entry.event.actor_kind == "requester"
        || matches!(verb, Some(Verb::Dispute | Verb::Confirm | Verb::Nudge | Verb::Withdraw | Verb::Contact))
}
