//! The printed receipt, large enough for an 82-year-old.

use super::{case_href, desk, note_once, require};
use crate::rules::State as CaseState;
use crate::store::{CaseRow, RequestRow, cases, requests};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html, qr};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "staff/slip.html")]
struct SlipPage {
    p: Page,
    request: RequestRow,
    row: CaseRow,
    case_href: String,
    new_href: String,
    matter: String,
    secret: Option<String>,
    next: Vec<String>,
    qr: String,
}

impl SlipPage {
    fn receipt(&self) -> String {
        self.p.spoken_receipt(&self.request.receipt)
    }

    fn phone(&self) -> String {
        self.p.spoken_phone(&self.p.area().phone)
    }
}

/// The slip of a request. Its printed secret stands on it only behind the press that made it.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    require(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let request = requests::load(house, area, id).await?;
    let row = cases::load(house, area, request.case_id).await?.row;
    let matter =
        house.reference().category(&request.category_code).map(|c| c.name.clone()).unwrap_or_default();
    let secret = asked.get("k").and_then(|k| note_once::unwrap(house, area, id, k));
    let p = staff.page;
    let address = format!("{}/a/{}/track", app.reach.public_url, p.area().code);
    html(&SlipPage {
        case_href: case_href(&p, row.id),
        new_href: format!("{}/requests/new", desk(&p)),
        next: next(&p, &row),
        qr: qr::svg(&address, &p.t("staff-slip-qr")),
        matter,
        secret,
        request,
        row,
        p,
    })
}

/// What happens next, with the real times; the answer, where it was given at once.
fn next(p: &Page, row: &CaseRow) -> Vec<String> {
    if row.state() == CaseState::Closed {
        return vec![p.a("staff-slip-answered", "reply", row.outcome_reply.clone())];
    }
    let contact = row.contact_due.filter(|_| row.contacted_at.is_none());
    let contact = contact.map(|due| p.a("staff-slip-contact", "due", p.when(&due)));
    let settle = row.settle_due.map(|due| p.a("staff-slip-settle", "due", p.when(&due)));
    let nod = Some(p.t("staff-slip-nod").into_owned());
    [contact, settle, nod].into_iter().flatten().collect()
}
