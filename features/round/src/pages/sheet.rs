//! A sheet on a phone: a stairwell as a list to tick.

use super::{at, desk, doer, parts};
use crate::rules::{LIFE, Mark, Verb};
use crate::store::{self, Line, RoundRow, SheetRow};
use crate::work::{self, Told};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "round_sheet.html")]
struct SheetPage {
    p: Page,
    row: RoundRow,
    sheet: SheetRow,
    /// Number of the last sheet.
    last: i64,
    lines: Vec<Line>,
    once: String,
    errs: FieldErrors,
}

impl SheetPage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, rest)
    }

    fn may(&self) -> bool {
        LIFE.verbs(self.row.state, &parts(&self.p)).contains(&Verb::Mark)
    }

    /// The marks a line may be given here at once. What must be noted, and what asks questions, has its own page.
    fn buttons(&self, line: &Line) -> Vec<Mark> {
        let asks = !self.row.questions.is_empty();
        let first = self.row.kind.first_marks().iter().copied();
        let open = self.row.kind.lines().verbs(line.row.mark, &parts(&self.p));
        first.filter(|m| open.contains(m) && *m != line.row.mark && !(asks && *m == Mark::Done)).collect()
    }

    fn again(&self, line: &Line) -> bool {
        matches!(line.row.mark, Mark::Absent | Mark::NoAnswer)
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id, n)): Path<(String, Id, i64)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, id, n, FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, id: Id, n: i64, errs: FieldErrors) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let (sheet, last) = store::sheet(house, area, id, n).await?;
    let lines = store::lines(house, area, id, n).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let once = house.id().to_string();
    html_with(status, &SheetPage { p: staff.page, row, sheet, last, lines, once, errs })
}

/// Marks one line by one press.
pub async fn mark(
    State(app): State<App>,
    Path((_, id, n)): Path<(String, Id, i64)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let (once, line) = (form.id("once"), form.id("line"));
    let (Some(once), Some(line), Some(mark)) = (once, line, form.coded::<Mark>("mark")) else {
        return Err(Error::BadRequest);
    };
    let row = store::load(house, area, id).await?;
    let told = Told { mark: Some(mark), ..Told::default() };
    let pair = [(store::line(house, area, id, line).await?, told)];
    let once = format!("{once} {line} {}", mark.code());
    match work::enter(house, &doer(&staff), &row, &pair, &once).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&at(&staff.page, &id, &format!("/sheets/{n}#l{line}"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, id, n, refusal.into()).await,
        Err(error) => Err(error),
    }
}
