//! Typing a sheet back in: one row a line, by the keyboard alone, all of it in one press.

use super::{at, desk, doer, parts};
use crate::rules::{Mark, Question};
use crate::store::{self, Line, RoundRow, SheetRow};
use crate::work::{self, LONGEST_NOTE, Told};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "round_grid.html")]
struct GridPage {
    p: Page,
    row: RoundRow,
    sheet: SheetRow,
    last: i64,
    lines: Vec<Line>,
    questions: Vec<Question>,
    form: Posted,
    errs: FieldErrors,
    /// Names of the fields that were typed wrong.
    wrong: Vec<String>,
}

impl GridPage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, rest)
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.iter().any(|wrong| wrong == field)
    }

    /// The digits of marks: 1 叫到 2 未应 3 需转移.
    fn digits(&self) -> Vec<(usize, &Mark)> {
        (1..).zip(self.row.kind.first_marks()).collect()
    }
}

/// Field of a line's mark.
fn mark_field(line: &Line) -> String {
    format!("mark-{}", line.row.id)
}

/// Field of a line's answer to question `n`.
fn answer_field(line: &Line, n: &usize) -> String {
    format!("answer{n}-{}", line.row.id)
}

/// Field of a line's note.
fn note_field(line: &Line) -> String {
    format!("note-{}", line.row.id)
}

/// The form.
pub async fn show(
    State(app): State<App>,
    Path((_, id, n)): Path<(String, Id, i64)>,
    staff: Staff,
) -> Result<Response> {
    let form = Posted::default().with("once", app.house.id().to_string());
    page(&app, staff, (id, n), form, FieldErrors::new(), Vec::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    (id, n): (Id, i64),
    form: Posted,
    errs: FieldErrors,
    wrong: Vec<String>,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let (sheet, last) = store::sheet(house, area, id, n).await?;
    let lines = store::lines(house, area, id, n).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let questions = row.questions();
    html_with(status, &GridPage { p: staff.page, row, sheet, last, lines, questions, form, errs, wrong })
}

/// Enters the sheet and goes on to the next.
pub async fn enter(
    State(app): State<App>,
    Path((_, id, n)): Path<(String, Id, i64)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let row = store::load(house, area, id).await?;
    let (_, last) = store::sheet(house, area, id, n).await?;
    let lines = store::lines(house, area, id, n).await?;
    let (told, errs, wrong) = read(&staff, &row, lines, &form);
    if !errs.is_empty() {
        return page(&app, staff, (id, n), form, errs, wrong).await;
    }
    let next = if n < last { format!("/sheets/{}/grid", n + 1) } else { String::new() };
    match work::enter(house, &doer(&staff), &row, &told, &once).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&at(&staff.page, &id, &next)).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, (id, n), form, refusal.into(), wrong).await,
        Err(error) => Err(error),
    }
}

type Read = (Vec<(Line, Told)>, FieldErrors, Vec<String>);

/// What the rows say, what is wrong with them, and where.
fn read(staff: &Staff, row: &RoundRow, lines: Vec<Line>, form: &Posted) -> Read {
    let (mut told, mut errs, mut wrong) = (Vec::new(), FieldErrors::new(), Vec::new());
    let mut fault = |refusal: Refusal, field: String| {
        if !errs.iter().any(|known| known.name == refusal.name) {
            errs.push(refusal);
        }
        wrong.push(field);
    };
    for line in lines {
        let mut one = Told { note: form.get(&note_field(&line)).to_owned(), ..Told::default() };
        if one.note.chars().count() > LONGEST_NOTE {
            fault(Refusal::new("round-note-long").at("grid"), note_field(&line));
        }
        match marked(staff, row, &line, form.get(&mark_field(&line))) {
            Ok(mark) => one.mark = mark,
            Err(refusal) => fault(refusal.at("grid"), mark_field(&line)),
        }
        for (n, question) in row.questions().iter().enumerate() {
            match question.answer(form.get(&answer_field(&line, &n))) {
                Ok(answer) => one.answers.push(answer),
                Err(refusal) => fault(refusal.at("grid"), answer_field(&line, &n)),
            }
        }
        told.push((line, one));
    }
    (told, errs, wrong)
}

/// The mark a digit means. Refuses `round-digit` and what the line's life refuses.
fn marked(staff: &Staff, row: &RoundRow, line: &Line, digit: &str) -> Result<Option<Mark>, Refusal> {
    if digit.is_empty() {
        return Ok(None);
    }
    let at = digit.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let mark =
        at.and_then(|at| row.kind.first_marks().get(at)).copied().ok_or(Refusal::new("round-digit"))?;
    row.kind.lines().step(line.row.mark, mark, &parts(&staff.page)).map(Some)
}
