//! Adding a place in another, and changing what is said of one.

use super::{Choice, choices, editor, link};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::place::{Details, Place, PlaceKind, may_hold};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::{App, Error, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "registry_place_form.html")]
struct FormPage {
    p: Page,
    place: Place,
    form: Posted,
    errs: FieldErrors,
    /// What can be made in `place`; none where `place` itself is changed.
    kinds: Option<Vec<Choice>>,
    lifts: Vec<Choice>,
}

impl FormPage {
    fn of(staff: Staff, place: Place, new: bool, form: Posted, errs: FieldErrors) -> Self {
        let p = staff.page;
        let lift = |value: &str, key: &str| Choice { value: value.into(), label: p.t(key).into_owned() };
        let lifts = vec![lift("yes", "reg-lift-yes"), lift("no", "reg-lift-no")];
        let kinds = new.then(|| choices(&p, "place", |child| in_it(&place).any(|k| k == child)));
        Self { place, form, errs, kinds, lifts, p }
    }

    /// Does the form concern a place of `kind`: the one changed, or one that can be made?
    fn concerns(&self, kind: &str) -> bool {
        match &self.kinds {
            Some(kinds) => kinds.iter().any(|k| k.value == kind),
            None => self.place.kind == kind,
        }
    }

    fn title(&self) -> String {
        let key = if self.kinds.is_some() { "place-add-in" } else { "place-change-of" };
        self.p.a(key, "place", self.place.full_name.clone())
    }

    fn action(&self) -> String {
        let end = if self.kinds.is_some() { "new" } else { "change" };
        link(self.p.area(), &format!("/places/{}/{end}", self.place.id))
    }

    fn code_hint(&self) -> String {
        self.p.t(if self.kinds.is_some() { "place-code-hint" } else { "place-code-printed" }).into_owned()
    }
}

/// The kinds that can be made in `place`.
pub fn in_it(place: &Place) -> impl Iterator<Item = PlaceKind> {
    let above = PlaceKind::of(&place.kind);
    PlaceKind::ALL.iter().copied().filter(move |child| above.is_some_and(|above| may_hold(above, *child)))
}

/// The place in the address, of this area.
async fn found(app: &App, staff: &Staff, id: Id) -> Result<Place> {
    editor(staff)?;
    Ok(app.house.place(staff.area_id(), id).await?)
}

/// The form for a place in another, with a door code in it where its door gets a plate.
pub async fn blank(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let parent = found(&app, &staff, id).await?;
    let rooms = may_hold_rooms(&parent);
    let code = if rooms { String::new() } else { app.house.suggest_code(parent.area_id).await? };
    let form = Posted::default().with("code", code);
    html_with(StatusCode::OK, &FormPage::of(staff, parent, true, form, FieldErrors::new()))
}

fn may_hold_rooms(place: &Place) -> bool {
    in_it(place).any(|kind| kind == PlaceKind::Room)
}

/// Makes the place.
pub async fn create(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let parent = found(&app, &staff, id).await?;
    match make(&app, &staff, &parent, &form).await {
        Ok(place) => Ok(to(&staff, place.id)),
        Err(error) => again(staff, parent, true, form, error),
    }
}

async fn make(app: &App, staff: &Staff, parent: &Place, form: &Posted) -> Result<Place> {
    let kind = form.coded("kind").ok_or(Refusal::new("place-kind").at("kind"))?;
    Ok(app.house.add_place(staff.actor(), parent, kind, &details(form)?).await?)
}

/// The form for a place, with what is known in it. The area's own place is named with the area: not found.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    if place.parent_id.is_none() {
        return Err(Error::NotFound);
    }
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let lift = place.has_lift.map_or("", |has| if has { "yes" } else { "no" });
    let form = Posted::default()
        .with("name", place.name.as_str())
        .with("code", place.code.as_str())
        .with("built_year", number(place.built_year))
        .with("storeys", number(place.storeys))
        .with("lift", lift)
        .with("floor", number(place.floor));
    html_with(StatusCode::OK, &FormPage::of(staff, place, false, form, FieldErrors::new()))
}

/// Changes the place.
pub async fn change(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let place = found(&app, &staff, id).await?;
    match renew(&app, &staff, &place, &form).await {
        Ok(()) => Ok(to(&staff, place.id)),
        Err(error) => again(staff, place, false, form, error),
    }
}

async fn renew(app: &App, staff: &Staff, place: &Place, form: &Posted) -> Result<()> {
    Ok(app.house.change_place(staff.actor(), place, &details(form)?).await?)
}

/// What a form says. Refuses `place-built`, `place-storeys` and `place-floor` where no number can be read.
fn details(form: &Posted) -> Result<Details, Refusal> {
    let number = |field: &'static str, refusal: &'static str| match form.get(field) {
        "" => Ok(None),
        _ => form.number(field).map(Some).ok_or(Refusal::new(refusal).at(field)),
    };
    Ok(Details {
        name: form.get("name").to_owned(),
        code: form.get("code").to_owned(),
        built_year: number("built_year", "place-built")?,
        storeys: number("storeys", "place-storeys")?,
        has_lift: form.ticked("lift").then(|| form.has("lift", "yes")),
        floor: number("floor", "place-floor")?,
    })
}

fn to(staff: &Staff, place: Id) -> Response {
    Redirect::to(&link(staff.area(), &format!("/places/{place}"))).into_response()
}

/// The form again, with the refusal at its field; what is no refusal goes on.
fn again(staff: Staff, place: Place, new: bool, form: Posted, error: Error) -> Result<Response> {
    match error {
        Error::Refused(refusal) => {
            let page = FormPage::of(staff, place, new, form, refusal.into());
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        other => Err(other),
    }
}
