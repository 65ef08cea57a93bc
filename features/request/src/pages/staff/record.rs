//! 劝阻与调解: what each side says, noted apart, who mediates, and what was agreed. For those who work on the
//! case only.

use super::{case_href, require, see};
use crate::store::records::{self, CaseRecord, RecordKind};
use crate::store::{CaseRow, cases};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "staff/records.html")]
struct RecordsPage {
    p: Page,
    href: String,
    row: CaseRow,
    records: Vec<CaseRecord>,
    form: Posted,
    errs: FieldErrors,
}

impl RecordsPage {
    fn kinds(&self) -> Vec<(&'static str, String)> {
        RecordKind::ALL
            .iter()
            .map(|k| (k.code(), self.p.code("staff-record", k.code()).into_owned()))
            .collect()
    }
}

/// The records of a case, and the form for one more.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    page(&app, staff, case, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    app: &App,
    staff: Staff,
    case: Id,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    require(&staff)?;
    let row = cases::load(&app.house, staff.area_id(), case).await?.row;
    let records = records::of_case(&app.house, row.area_id, case).await?;
    let p = staff.page;
    html_with(status, &RecordsPage { href: case_href(&p, case), row, records, form, errs, p })
}

/// Writes one down. The ledger has that it was written, never what.
pub async fn add(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    require(&staff)?;
    let house = &app.house;
    let row = cases::load(house, staff.area_id(), case).await?.row;
    let mut errs = FieldErrors::new();
    errs.check(form.coded::<RecordKind>("kind").is_some(), "kind", "record-kind-missing");
    errs.check(form.ticked("text"), "text", "note-missing");
    let (Some(kind), true) = (form.coded::<RecordKind>("kind"), errs.is_empty()) else {
        return page(&app, staff, case, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut change = Change::new(row.area_id, house.now(), staff.actor());
    let record = CaseRecord {
        area_id: row.area_id,
        id: house.id(),
        case_id: case,
        kind: kind.code().into(),
        text: form.get("text").into(),
        by_account: Some(staff.session.account),
        at: house.now(),
    };
    records::add(&mut change, &record);
    change.event(NewEvent::new("case", case, "record").with("kind", kind.code()));
    house.commit(change).await?;
    see(&format!("{}/records", case_href(&staff.page, case)))
}
