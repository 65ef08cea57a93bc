//! Slips with codes: made, shown once to be printed, and known to nobody afterwards.

use super::{doer, load, open_link};
use crate::envelope::in_fours;
use crate::store::{self, BallotRow, Turnout};
use crate::work;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html, qr};

#[derive(Template)]
#[template(path = "ballot_slips.html")]
struct AskPage {
    p: Page,
    row: BallotRow,
    turnout: Turnout,
    form: Posted,
    errs: FieldErrors,
}

/// One slip as it is printed.
struct Slip {
    number: i64,
    label: String,
    code: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "ballot_slips_print.html")]
struct PrintPage {
    p: Page,
    row: BallotRow,
    sheets: Vec<Vec<Slip>>,
}

/// Slips on one A4 sheet.
const ON_A_SHEET: usize = 4;

/// Says what printing slips means.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    page(&app, staff, row, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, row: BallotRow, form: Posted, errs: FieldErrors) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let turnout = store::turnout(&app.house, row.area_id, row.id).await?;
    html_with(status, &AskPage { p: staff.page, row, turnout, form, errs })
}

/// Makes codes and answers with the slips.
pub async fn print(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let only = form.ticked("only").then(|| form.number("only").unwrap_or_default());
    let issued = match work::issue(&app.house, &doer(&staff), &row, only).await.map_err(Error::from) {
        Ok(issued) => issued,
        Err(Error::Refused(refusal)) => return page(&app, staff, row, form, refusal.into()).await,
        Err(error) => return Err(error),
    };
    let label = staff.page.t("ballot-slip-qr").into_owned();
    let slip = |one: work::Issued| {
        let path = open_link(staff.area(), &id, "/vote");
        let url = format!("{}{path}?code={}", app.reach.public_url, one.code);
        let (number, code) = (one.voter.number, in_fours(&one.code));
        Slip { number, label: one.voter.label, code, qr: qr::svg(&url, &format!("{label} {number}")) }
    };
    let mut slips = issued.into_iter().map(slip).peekable();
    let mut sheets = Vec::new();
    while slips.peek().is_some() {
        sheets.push(slips.by_ref().take(ON_A_SHEET).collect());
    }
    html(&PrintPage { p: staff.page, row, sheets })
}
