//! Voting at the desk with a worker, by proxy, and handing papers in.

use super::{Choice, doer, load, options, said};
use crate::rules::Verb;
use crate::store::BallotRow;
use crate::work::cast::{self, AtDesk, Authority, Companion};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "ballot_desk.html")]
struct DeskPage {
    p: Page,
    row: BallotRow,
    options: Vec<Choice>,
    companions: Vec<Choice>,
    authorities: Vec<Choice>,
    /// What was just taken in: the number, what was chosen, the receipt; of a paper the number alone.
    done: Option<Done>,
    form: Posted,
    errs: FieldErrors,
}

struct Done {
    number: i64,
    label: String,
    chosen: String,
    receipt: String,
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    row.rules().step(
        Verb::HandIn,
        &doer(&staff).parts,
        &crate::rules::Facts { now: staff.now(), ..Default::default() },
    )?;
    page(staff, row, None, Posted::default(), FieldErrors::new())
}

/// Takes a vote or a paper in; the answer shows once what was chosen.
pub async fn take(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    match taken(&app, &staff, &row, &form).await {
        Ok(done) => page(staff, row, Some(done), Posted::default(), FieldErrors::new()),
        Err(Error::Refused(refusal)) => page(staff, row, None, form, refusal.into()),
        Err(error) => Err(error),
    }
}

async fn taken(app: &App, staff: &Staff, row: &BallotRow, form: &Posted) -> Result<Done> {
    let (house, doer) = (&app.house, doer(staff));
    let voter = cast::numbered(house, row, form.number("number").unwrap_or_default()).await?;
    let proxy = cast::proxy(row, form.get("proxy"), form.coded("authority"), form.day("authority_day"))?;
    let desk = AtDesk { companion: form.coded::<Companion>("companion"), proxy };
    let (number, label) = (voter.number, voter.label.clone());
    if form.ticked("paper") {
        cast::hand_in(house, &doer, row, &voter, &desk).await?;
        return Ok(Done { number, label, chosen: String::new(), receipt: String::new() });
    }
    let chosen: Vec<String> = form.all("choice").map(str::to_owned).collect();
    let cast = cast::vote(house, &doer, row, &voter, chosen.iter().map(String::as_str), Some(&desk)).await?;
    Ok(Done { number, label, chosen: said(&staff.page, row, &cast.choice), receipt: cast.receipt })
}

fn page(
    staff: Staff,
    row: BallotRow,
    done: Option<Done>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let p = staff.page;
    let options = options(&p, &row);
    let (companions, authorities) =
        (p.choices("ballot-companion", Companion::ALL), p.choices("ballot-authority", Authority::ALL));
    html_with(status, &DeskPage { p, row, options, companions, authorities, done, form, errs })
}
