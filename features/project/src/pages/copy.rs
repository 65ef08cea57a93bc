//! 苗圃变森林: a finished project of one area, begun again in another.

use super::{Choice, Desk, money, plan};
use crate::rules::{Piece, State};
use crate::store::{self, Line, Whole};
use crate::work::{self, Plan};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::area::Area;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "project_copy.html")]
struct CopyPage {
    p: Page,
    base: String,
    /// Finished projects of the street, each with its area.
    lines: Vec<(Area, Line)>,
    places: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

/// The finished projects of the street.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    page(&app, Desk::of(staff)?, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, desk: Desk, form: Posted, errs: FieldErrors) -> Result<Response> {
    let reference = app.house.reference();
    let street = reference.areas.iter().filter(|a| a.street_id == desk.area.street_id);
    let areas: Vec<Area> = street.cloned().collect();
    let ids: Vec<Id> = areas.iter().map(|a| a.id).collect();
    let lines = store::portfolio(&app.house, &ids, true).await?;
    let finished = lines.into_iter().filter(|l| built(l.row.state()));
    let of = |line: Line| {
        let area = areas.iter().find(|a| a.id == line.row.area_id)?.clone();
        Some((area, line))
    };
    let lines = finished.filter_map(of).collect();
    let places = plan::places(app, desk.area.id).await?;
    let once = app.house.id().to_string();
    let form = if form.ticked("once") { form } else { form.with("once", once) };
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &CopyPage { p: desk.p, base: desk.base, lines, places, form, errs })
}

fn built(state: State) -> bool {
    matches!(state, State::Accepted | State::Settled | State::Evaluated)
}

/// Begins it again here.
pub async fn copy(
    Shared(app): Shared<App>,
    Path((_, from, id)): Path<(String, String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let origin = app.house.reference().area_by_code(&from)?.clone();
    let whole = store::whole(&app.house, origin.id, id).await?;
    if origin.street_id != desk.area.street_id || !built(whole.row.state()) {
        return Err(Error::NotFound);
    }
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let place = match form.id("place") {
        Some(place) => app.house.place(desk.area.id, place).await.ok(),
        None => None,
    };
    let Some(place) = place else {
        return page(&app, desk, form, Refusal::new("project-place").at("place").into()).await;
    };
    let files = store::files(&app.house, origin.id, id).await?;
    let cost = whole.of(Piece::Settlement).chain(whole.of(Piece::Contract)).next();
    let copied = Plan {
        kind: whole.row.kind(),
        course: whole.row.course(),
        named: whole.row.named,
        title: whole.row.title.clone(),
        purpose: whole.row.purpose.clone(),
        place,
        estimate: cost.map_or(whole.row.estimate, |c| c.fen),
        serves: whole.row.serves.clone(),
        lead: desk.area.committee.clone(),
        planner: String::new(),
        partner: String::new(),
        cases: Vec::new(),
        item: None,
    };
    let lines = [steps(&desk.p, &whole), costs(&desk.p, &whole)];
    let made = work::copy(&app.house, &desk.doer(), &whole, copied, (&lines, &files), &once).await?;
    Ok(Redirect::to(&format!("{}/{made}", desk.base)).into_response())
}

/// The steps it took, with the days each took.
fn steps(p: &Page, whole: &Whole) -> String {
    let gates = whole.row.course().gates().iter();
    let words: Vec<_> = gates.map(|g| p.code("project-state", g.to.code()).into_owned()).collect();
    p.a("project-copied-steps", "steps", words.join(" → "))
}

fn costs(p: &Page, whole: &Whole) -> String {
    let of = |piece| money(whole.of(piece).next_back().map_or(0, |proof| proof.fen));
    p.a2("project-copied-costs", "contract", of(Piece::Contract), "settled", of(Piece::Settlement))
}
