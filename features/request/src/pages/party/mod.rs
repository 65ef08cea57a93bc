//! Those who do the work: an organisation's people on their phones, with an account or by a one-time link.
//!
//! They see the case that is theirs: what, where, photos, what happened in public. Never the committee's own
//! notes, and never who complained where that is confidential.

mod act;
mod call;
mod case;
mod link;
mod list;
mod task;

use crate::rules::{Party, Verb};
use crate::store::Stored;
use crate::store::tasks::{self, Task};
use crate::work::Doer;
use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_kernel::Id;
use linju_web::{App, Error, NavItem, Result, Staff};

/// Where an organisation's people begin.
pub const MENU: NavItem = NavItem {
    order: 10,
    label: "party-list",
    icon: "wrench",
    path: "/work",
    right: Right::HandleCases,
    counter: None,
};

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/work", get(list::show))
        .route("/work/{area}/{case}", get(case::show))
        .route("/work/{area}/{case}/do/{verb}", get(act::show).post(act::press))
        .route("/work/{area}/{case}/call/{request}", get(call::show).post(call::reveal))
        .route("/work/{area}/{case}/file/{file}", get(case::file))
        .route("/work/{area}/task/{task}", get(task::show).post(task::press))
        .route("/link/{area}/{token}", get(link::show))
        .route("/link/{area}/{token}/part", post(link::finish))
        .route("/link/{area}/{token}/do/{verb}", get(link::form).post(link::press))
        .route("/link/{area}/{token}/file/{file}", get(link::file))
}

/// What an organisation may press, most likely first.
const VERBS: [Verb; 7] =
    [Verb::Acknowledge, Verb::Start, Verb::Resume, Verb::Handle, Verb::Wait, Verb::Contact, Verb::Return];

/// An organisation at one of its cases.
struct Door {
    /// Address of the case's page.
    base: String,
    /// Who acts.
    doer: Doer,
    /// The case.
    stored: Stored,
    /// The parts of it that others do.
    tasks: Vec<Task>,
    /// The account, if they have one.
    account: Option<Id>,
}

impl Door {
    /// The case of someone signed in; not found unless it is their organisation's now.
    async fn by_account(app: &App, staff: &Staff, case: Id) -> Result<Door> {
        staff.require(Right::HandleCases)?;
        let organisation = staff.session.organisation.ok_or(Error::NotFound)?;
        let (stored, tasks) = tasks::with_case(&app.house, staff.area_id(), case).await?;
        if stored.case.party != Party::Organisation(organisation) {
            return Err(Error::NotFound);
        }
        let base = format!("/work/{}/{case}", staff.area().code);
        let doer = Doer::of(&staff.session, &stored.row);
        Ok(Door { base, doer, stored, tasks, account: Some(staff.session.account) })
    }
}
