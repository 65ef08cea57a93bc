//! A one-time link for an organisation without accounts: address, QR code, and a slip to print.

use super::{case_href, note_once, require, see};
use crate::rules::case::Party;
use crate::store::devices::{self, Link};
use crate::store::{CaseRow, Stored, tasks};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_kernel::{Id, Refusal, Ts};
use linju_web::{App, Page, Posted, Result, Staff, html, qr};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "staff/link.html")]
struct LinkPage {
    p: Page,
    href: String,
    row: CaseRow,
    what: String,
    task: Option<Id>,
    organisation: String,
    until: Ts,
}

#[derive(Template)]
#[template(path = "staff/link-slip.html")]
struct LinkSlip {
    p: Page,
    href: String,
    row: CaseRow,
    what: String,
    organisation: String,
    address: String,
    qr: String,
    until: Ts,
}

/// What a link is asked for: the whole case, or one part of it.
struct Wanted {
    row: CaseRow,
    link: Link,
    what: String,
}

impl Wanted {
    /// Refuses `link-needs-party` where no organisation has the case or the part now.
    async fn of(app: &App, area: Id, case: Id, task: Option<Id>) -> Result<Wanted> {
        let (Stored { row, .. }, tasks) = tasks::with_case(&app.house, area, case).await?;
        let part = tasks.into_iter().find(|t| Some(t.id) == task && t.is_open());
        let (organisation, what) = match (task, part, row.party()) {
            (Some(_), Some(part), _) => (part.organisation_id, part.what),
            (None, _, Party::Organisation(organisation)) => (organisation, row.title.clone()),
            _ => return Err(Refusal::new("link-needs-party").into()),
        };
        Ok(Wanted { link: Link { case, organisation, task }, what, row })
    }

    fn organisation(&self, app: &App) -> String {
        app.house.reference().organisation_name(Some(self.link.organisation)).to_owned()
    }
}

/// Before one is made: what it opens and for how long. Behind the press that made it: the slip.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    require(&staff)?;
    let task = asked.get("task").and_then(|id| id.parse().ok());
    let wanted = Wanted::of(&app, staff.area_id(), case, task).await?;
    let organisation = wanted.organisation(&app);
    let Wanted { row, what, .. } = wanted;
    let p = staff.page;
    let (href, until) = (case_href(&p, case), p.now.plus_ms(devices::LINK_MS));
    let token = asked.get("k").and_then(|k| note_once::unwrap(&app.house, row.area_id, case, k));
    let Some(token) = token else {
        return html(&LinkPage { href, row, what, task, organisation, until, p });
    };
    let address = format!("{}/link/{}/{token}", app.reach.public_url, p.area().code);
    let qr = qr::svg(&address, &p.t("staff-link-qr"));
    html(&LinkSlip { href, row, what, organisation, address, qr, until, p })
}

/// Makes a link for the organisation that has the case, or a part of it, now.
pub async fn give(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    require(&staff)?;
    let house = &app.house;
    let Wanted { row, link, .. } = Wanted::of(&app, staff.area_id(), case, form.id("task")).await?;
    let token = devices::token();
    let mut change = Change::new(row.area_id, house.now(), staff.actor());
    devices::give_link(&mut change, &token, link);
    change.event(
        NewEvent::new("case", case, "link")
            .with("party", "organisation")
            .with("to", link.organisation.to_string()),
    );
    house.commit(change).await?;
    let key = note_once::wrap(house, row.area_id, case, &token)?;
    let task = link.task.map(|id| format!("&task={id}")).unwrap_or_default();
    see(&format!("{}/link?k={key}{task}", case_href(&staff.page, case)))
}
