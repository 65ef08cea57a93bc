//! Looking a file or a pasted row through, and taking it in.

use super::{base, list};
use crate::hotline::{self, BOUNDS, Choice, Judged, Table, Verdict};
use crate::rules::hotline::{Cells, Column, Fault};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::Refusal;
use linju_web::{App, Error, Page, Posted, Result, Staff, html};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "hotline/look.html")]
struct LookPage {
    p: Page,
    base: String,
    judged: Vec<Judged>,
    /// Columns that nothing is taken from, in words.
    unused: String,
    rows: String,
    /// Name of the file; empty for a paste.
    file: String,
    new: i64,
    already: i64,
    faulty: i64,
}

impl LookPage {
    fn sentence(&self, line: &usize, fault: &Fault) -> String {
        sentence(&self.p, *line, fault)
    }

    fn cell<'a>(&self, judged: &'a Judged, column: Column) -> &'a str {
        judged.cells.get(column)
    }

    fn category(&self, code: &str) -> String {
        self.p.app.house.reference().category(code).map(|c| c.name.clone()).unwrap_or_default()
    }
}

/// A fault as a sentence: 第 5 行“派单时间”：读不出来.
pub fn sentence(p: &Page, line: usize, fault: &Fault) -> String {
    let what = p.code("hotline-fault", fault.name).into_owned();
    let at = p.a2("hotline-at", "line", line as i64, "column", fault.column.header());
    format!("{at}{what}")
}

/// What would become of each row. Nothing is written.
pub async fn look(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let Table { rows, unused } = match table_in(&form) {
        Ok(table) => table,
        Err(Error::Refused(refusal)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return list::render(&app, staff, &HashMap::new(), form, refusal.into(), status).await;
        }
        Err(other) => return Err(other),
    };
    let carried = serde_json::to_string(&rows).map_err(|_| Error::Broken)?;
    let judged = hotline::dry_run(&app.house, staff.area(), rows).await?;
    let count = |test: fn(&Verdict) -> bool| judged.iter().filter(|j| test(&j.verdict)).count() as i64;
    html(&LookPage {
        base: base(&staff.page),
        new: count(|v| matches!(v, Verdict::New(_))),
        already: count(|v| matches!(v, Verdict::Already(_))),
        faulty: count(|v| matches!(v, Verdict::Faulty(_))),
        unused: unused.join("、"),
        rows: carried,
        file: form.uploads("file").next().map(|upload| upload.name.clone()).unwrap_or_default(),
        judged,
        p: staff.page,
    })
}

/// A file leads; without one, what was pasted.
fn table_in(form: &Posted) -> Result<Table> {
    Ok(match form.uploads("file").next() {
        Some(upload) => hotline::read(&upload.bytes, &[])?,
        None if form.ticked("pasted") => hotline::pasted(form.raw("pasted")).map_err(at_pasted)?,
        None => return Err(Refusal::new("hotline-nothing").at("file").into()),
    })
}

fn at_pasted(error: linju_core::Error) -> linju_core::Error {
    match error {
        linju_core::Error::Refused(refusal) => refusal.at("pasted").into(),
        other => other,
    }
}

/// Takes the rows of the form in; a single new order is opened at once.
pub async fn import(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let rows: Vec<(usize, Cells)> = serde_json::from_str(form.raw("rows")).map_err(|_| Error::BadRequest)?;
    if rows.len() > BOUNDS.rows {
        return Err(Refusal::new(BOUNDS.too_many).at("file").into());
    }
    let choice = |line: usize| Choice {
        category: Some(form.get(&format!("category.{line}")).to_owned()).filter(|code| !code.is_empty()),
        into: form.id(&format!("into.{line}")),
    };
    let choices = rows.iter().map(|(line, _)| (*line, choice(*line))).collect();
    let name = form.get("file_name");
    let taken = hotline::take_in(&app.house, staff.area(), &staff.session, name, rows, &choices).await?;
    let base = base(&staff.page);
    let to = match taken.new.as_slice() {
        [one] if taken.already + taken.faulty + taken.joined == 0 => format!("{base}/{one}"),
        new => format!(
            "{base}?new={}&joined={}&already={}&faulty={}",
            new.len(),
            taken.joined,
            taken.already,
            taken.faulty
        ),
    };
    Ok(Redirect::to(&to).into_response())
}
