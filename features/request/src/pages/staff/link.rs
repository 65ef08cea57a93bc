//! A one-time link for an organisation without accounts: address, QR code, and a slip to print.

use super::{case_href, note_once, require, see};
use crate::rules::case::Party;
use crate::store::{CaseRow, cases, devices};
use crate::work::party_name;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_kernel::{Id, Refusal, Ts};
use linju_web::{App, Page, Result, Staff, html, qr};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "staff/link.html")]
struct LinkPage {
    p: Page,
    href: String,
    row: CaseRow,
    organisation: String,
    until: Ts,
}

#[derive(Template)]
#[template(path = "staff/link-slip.html")]
struct LinkSlip {
    p: Page,
    href: String,
    row: CaseRow,
    organisation: String,
    address: String,
    qr: String,
    until: Ts,
}

/// Before one is made: what it opens and for how long. Behind the press that made it: the slip.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    require(&staff)?;
    let row = cases::load(&app.house, staff.area_id(), case).await?.row;
    let organisation = party_name(&app.house, row.area_id, row.party());
    let p = staff.page;
    let (href, until) = (case_href(&p, case), p.now.plus_ms(devices::LINK_MS));
    let token = asked.get("k").and_then(|k| note_once::unwrap(&app.house, row.area_id, case, k));
    let Some(token) = token else {
        return html(&LinkPage { href, row, organisation, until, p });
    };
    let address = format!("{}/link/{}/{token}", app.reach.public_url, p.area().code);
    let qr = qr::svg(&address, &p.t("staff-link-qr"));
    html(&LinkSlip { href, row, organisation, address, qr, until, p })
}

/// Makes a link for the organisation that is responsible now.
pub async fn give(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let house = &app.house;
    let row = cases::load(house, staff.area_id(), case).await?.row;
    let Party::Organisation(organisation) = row.party() else {
        return Err(Refusal::new("link-needs-party").into());
    };
    let token = devices::token();
    let mut change = Change::new(row.area_id, house.now(), staff.actor());
    devices::give_link(&mut change, &token, case, organisation);
    change.event(
        NewEvent::new("case", case, "link")
            .with("party", "organisation")
            .with("to", organisation.to_string()),
    );
    house.commit(change).await?;
    let key = note_once::wrap(house, row.area_id, case, &token)?;
    see(&format!("{}/link?k={key}", case_href(&staff.page, case)))
}
