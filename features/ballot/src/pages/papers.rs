//! Papers typed twice: bundles, the second typing, and the list of differences.

use super::{doer, link, load, said};
use crate::store::paper::{self, BatchRow, PaperRow};
use crate::store::{self, BallotRow, Turnout};
use crate::work;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "ballot_papers.html")]
struct PapersPage {
    p: Page,
    row: BallotRow,
    turnout: Turnout,
    certain: i64,
    /// Bundles with how many papers each has, and on how many the two still differ.
    batches: Vec<(BatchRow, i64, i64)>,
    form: Posted,
    errs: FieldErrors,
}

#[derive(Template)]
#[template(path = "ballot_papers_one.html")]
struct BundlePage {
    p: Page,
    row: BallotRow,
    batch: BatchRow,
    papers: Vec<PaperRow>,
    form: Posted,
    errs: FieldErrors,
}

impl BundlePage {
    fn differing(&self) -> Vec<&PaperRow> {
        self.papers.iter().filter(|paper| paper.differs()).collect()
    }

    fn count(&self) -> i64 {
        self.papers.len() as i64
    }

    /// What somebody read, in words; of an open ballot with the number before it.
    fn read(&self, vote: &str) -> String {
        match vote.split_once(':') {
            Some((number, vote)) => format!("{number}: {}", said(&self.p, &self.row, vote)),
            None => said(&self.p, &self.row, vote),
        }
    }
}

/// Who typed.
pub fn clerk(p: &Page, account: &Id) -> String {
    p.name_of(&Some(*account))
}

/// How a paper is typed: of a secret ballot nobody's number.
pub fn how(row: &BallotRow) -> &'static str {
    if row.form().terms().secret { "secret" } else { "open" }
}

/// The bundles.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    bundles(&app, staff, row, Posted::default(), FieldErrors::new()).await
}

async fn bundles(
    app: &App,
    staff: Staff,
    row: BallotRow,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (house, area) = (&app.house, row.area_id);
    let papers = paper::all(house, area, row.id).await?;
    let count = |batch: &BatchRow, test: &dyn Fn(&PaperRow) -> bool| {
        papers.iter().filter(|paper| paper.batch_id == batch.id && test(paper)).count() as i64
    };
    let batches = paper::batches(house, area, row.id).await?.into_iter();
    let batches = batches
        .map(|batch| {
            let (all, open) =
                (count(&batch, &|_| true), count(&batch, &|p| p.differs() && p.says().is_none()));
            (batch, all, open)
        })
        .collect();
    let certain = papers.iter().filter(|paper| paper.says().is_some()).count() as i64;
    let turnout = store::turnout(house, area, row.id).await?;
    let form = if form.ticked("once") { form } else { form.with("once", house.id().to_string()) };
    html_with(status, &PapersPage { p: staff.page, row, turnout, certain, batches, form, errs })
}

/// Types a bundle for the first time.
pub async fn first(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let done = match work::paper::typed(&row, form.raw("lines")) {
        Ok(typed) => work::paper::first(&app.house, &doer(&staff), &row, form.get("label"), &typed, &once)
            .await
            .map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}/papers"))).into_response()),
        Err(Error::Refused(refusal)) => bundles(&app, staff, row, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// One bundle: to be typed again, or the differences.
pub async fn one(
    Shared(app): Shared<App>,
    Path((_, id, batch)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    bundle(&app, staff, row, batch, Posted::default(), FieldErrors::new()).await
}

async fn bundle(
    app: &App,
    staff: Staff,
    row: BallotRow,
    batch: Id,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let batch = paper::batch(&app.house, row.area_id, row.id, batch).await?;
    let papers = paper::papers(&app.house, row.area_id, batch.id).await?;
    html_with(status, &BundlePage { p: staff.page, row, batch, papers, form, errs })
}

/// Types it again, or settles one difference.
pub async fn again(
    Shared(app): Shared<App>,
    Path((_, id, batch)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let known = paper::batch(&app.house, row.area_id, id, batch).await?;
    let done = match form.number("paper") {
        Some(number) => {
            let papers = paper::papers(&app.house, row.area_id, batch).await?;
            let paper = papers.iter().find(|paper| paper.number == number).ok_or(Error::NotFound)?;
            work::paper::settle(&app.house, &doer(&staff), &row, paper, form.get("holds")).await
        }
        None => match work::paper::typed(&row, form.raw("lines")) {
            Ok(typed) => work::paper::again(&app.house, &doer(&staff), &row, &known, &typed).await,
            Err(refusal) => Err(refusal.into()),
        },
    };
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}/papers/{batch}"))).into_response()),
        Err(Error::Refused(refusal)) => bundle(&app, staff, row, batch, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}
