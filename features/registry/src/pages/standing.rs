//! A place that stands where it should not: moved to where it belongs, removed while nothing hangs on it, or closed
//! with its last day.

use super::people::day_of;
use super::{Choice, editor, link};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::place::{Attached, Place, PlaceKind, may_hold};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::{App, Error, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "registry_standing.html")]
struct StandingPage {
    p: Page,
    place: Place,
    attached: Attached,
    /// Where it may be moved.
    parents: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl StandingPage {
    fn action(&self, what: &str) -> String {
        link(self.p.area(), &format!("/places/{}/{what}", self.place.id))
    }
}

/// The place in the address; the area's own, which stands as long as the area, is not found.
async fn found(app: &App, staff: &Staff, id: Id) -> Result<Place> {
    editor(staff)?;
    let place = app.house.place(staff.area_id(), id).await?;
    if place.parent_id.is_some() { Ok(place) } else { Err(Error::NotFound) }
}

/// What can be done, and what hangs on the place.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    let form = Posted::default().with("last", staff.page.today().to_string());
    page(&app, staff, place, form, FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    app: &App,
    staff: Staff,
    place: Place,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let kind = PlaceKind::of(&place.kind);
    let holding: Vec<PlaceKind> =
        PlaceKind::ALL.iter().copied().filter(|above| kind.is_some_and(|k| may_hold(*above, k))).collect();
    let parents = app.house.places_of(place.area_id, &holding).await?;
    let parents = parents.into_iter().filter(|p| Some(p.id) != place.parent_id);
    let parents = parents.map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect();
    let attached = app.house.attached(&place).await?;
    html_with(status, &StandingPage { p: staff.page, place, attached, parents, form, errs })
}

/// Where it went well, on to `to`; what was refused stands in the form again.
async fn answered(
    app: &App,
    staff: Staff,
    place: Place,
    form: Posted,
    done: Result<()>,
    to: Option<Id>,
) -> Result<Response> {
    match done {
        Ok(()) => {
            let rest = to.map(|id| format!("/places/{id}")).unwrap_or_default();
            Ok(Redirect::to(&link(staff.area(), &rest)).into_response())
        }
        Err(Error::Refused(refusal)) => {
            page(app, staff, place, form, refusal.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other),
    }
}

/// Moves it, with all that lies under it.
pub async fn shift(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    let done = moved(&app, &staff, &place, &form).await;
    answered(&app, staff, place, form, done, Some(id)).await
}

async fn moved(app: &App, staff: &Staff, place: &Place, form: &Posted) -> Result<()> {
    let to = form.id("to").ok_or(Refusal::new("registry-place-missing").at("to"))?;
    let to = app.house.place(place.area_id, to).await?;
    Ok(app.house.move_place(staff.actor(), place, &to).await?)
}

/// Removes it, and leads to what it was in.
pub async fn remove(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    let done = app.house.remove_place(staff.actor(), &place).await.map_err(Error::from);
    let above = place.parent_id;
    answered(&app, staff, place, form, done, above).await
}

/// Closes it with its last day.
pub async fn close(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    let done = match day_of(&form, "last", staff.page.today()) {
        Ok(last) => app.house.close_place(staff.actor(), &place, last).await.map_err(Error::from),
        Err(refusal) => Err(refusal.into()),
    };
    answered(&app, staff, place, form, done, Some(id)).await
}

/// Takes a closing back.
pub async fn reopen(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    let done = app.house.reopen_place(staff.actor(), &place).await.map_err(Error::from);
    answered(&app, staff, place, form, done, Some(id)).await
}
