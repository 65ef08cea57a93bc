//! Who is responsible: grids with worker and deputy, and which committee member looks after which stairwells.

use super::people::day_of;
use super::{Asked, Choice, editor, link, place_choices, reader, staff_choices};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::Change;
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::party::{Assignment, Grid, hand_over as pass_on, save_grid as written};
use linju_core::place::PlaceKind;
use linju_kernel::{Id, Refusal};
use linju_web::{App, Error, Page, Posted, Result, Staff, html};

/// An assignment on screen.
struct Held {
    assignment: Assignment,
    who: String,
    place: String,
    /// Is whoever looks after it no longer staff here?
    left: bool,
}

#[derive(Template)]
#[template(path = "registry_duties.html")]
struct DutiesPage {
    p: Page,
    grids: Vec<Grid>,
    held: Vec<Held>,
    colleagues: Vec<Choice>,
    places: Vec<Choice>,
    passed: Option<i64>,
    /// How many places are looked after by somebody who is no longer staff here.
    orphaned: i64,
    editor: bool,
}

impl DutiesPage {
    /// Those who look after something, also such as are no longer staff here.
    fn leavers(&self) -> Vec<Choice> {
        let mut ids: Vec<Id> = self.held.iter().map(|h| h.assignment.account_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| Choice { value: id.to_string(), label: self.p.name_of(&Some(id)) }).collect()
    }
}

/// Grids and contact assignments.
pub async fn show(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    reader(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let kinds = [PlaceKind::Compound, PlaceKind::Building, PlaceKind::Stairwell];
    let places = place_choices(house, area, &kinds).await?;
    let colleagues = staff_choices(&staff);
    let held = house.assignments(area, staff.page.today()).await?;
    let shown = |assignment: Assignment| {
        let place = places.iter().find(|c| c.value == assignment.place_id.to_string())?.label.clone();
        let who = staff.page.name_of(&Some(assignment.account_id));
        let here = colleagues.iter().any(|c| c.value == assignment.account_id.to_string());
        Some(Held { assignment, who, place, left: !here })
    };
    let held: Vec<Held> = held.into_iter().filter_map(shown).collect();
    let page = DutiesPage {
        grids: house.grids(area).await?,
        orphaned: held.iter().filter(|h| h.left && h.assignment.to_day.is_none()).count() as i64,
        held,
        colleagues,
        passed: asked.get("passed").and_then(|n| n.parse().ok()),
        places,
        editor: staff.page.may(Right::EditRegistry),
        p: staff.page,
    };
    html(&page)
}

fn back(staff: &Staff, rest: &str) -> Response {
    Redirect::to(&link(staff.area(), &format!("/duties{rest}"))).into_response()
}

/// One of the area's staff, named in field `name`.
fn colleague(staff: &Staff, form: &Posted, name: &'static str) -> Result<Id, Refusal> {
    let chosen = form.get(name);
    let known = staff_choices(staff).iter().any(|c| c.value == chosen);
    form.id(name).filter(|_| known).ok_or(Refusal::new("colleague-missing").at(name))
}

/// The places ticked, each of this area.
async fn places(app: &App, staff: &Staff, form: &Posted) -> Result<Vec<linju_core::place::Place>> {
    let mut places = Vec::new();
    for id in form.all("places").filter_map(|id| id.parse().ok()) {
        places.push(app.house.place(staff.area_id(), id).await?);
    }
    Ok(places)
}

/// Makes a grid, or changes one: name, worker, deputy, places.
pub async fn save_grid(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let name = form.get("name");
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Refusal::new("grid-name").at("name").into());
    }
    let one_of_us =
        |field| if form.ticked(field) { colleague(&staff, &form, field).map(Some) } else { Ok(None) };
    let (worker, deputy) = (one_of_us("worker")?, one_of_us("deputy")?);
    if worker.is_some() && worker == deputy {
        return Err(Refusal::new("grid-deputy-same").at("deputy").into());
    }
    let grids = house.grids(area).await?;
    let known = form.id("grid").and_then(|id| grids.into_iter().find(|g| g.id == id));
    let chosen: Vec<Id> = places(&app, &staff, &form).await?.iter().map(|p| p.id).collect();
    let kept = known.as_ref().map(|g| g.places.iter().map(|p| p.id).collect()).filter(|_| chosen.is_empty());
    let id = known.map_or_else(|| house.id(), |g| g.id);
    let mut change = Change::new(area, staff.now(), staff.actor());
    for statement in written(area, id, name, worker, deputy, &kept.unwrap_or(chosen)) {
        change.push(statement);
    }
    let told = |id: Option<Id>| id.map(|id| id.to_string());
    change.event(
        NewEvent::new("grid", id, "grid_saved").with("worker", told(worker)).with("deputy", told(deputy)),
    );
    house.commit(change).await?;
    Ok(back(&staff, ""))
}

/// Gives places to a member of the committee to look after.
pub async fn assign(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    let account = colleague(&staff, &form, "account")?;
    let from = day_of(&form, "from", staff.page.today())?;
    let places = places(&app, &staff, &form).await?;
    if places.is_empty() {
        return Err(Refusal::new("registry-place-missing").at("places").into());
    }
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    for place in places {
        let assignment = Assignment {
            area_id: place.area_id,
            id: app.house.id(),
            account_id: account,
            place_id: place.id,
            path: place.path,
            from_day: from,
            to_day: None,
        };
        change.push(assignment.insert());
        let event = NewEvent::new("place", place.id, "contact_assigned");
        change.event(event.with("account", account.to_string()).with("from", from.to_string()));
    }
    app.house.commit(change).await?;
    Ok(back(&staff, ""))
}

/// Everything one colleague looks after passes to another on a day: one action.
pub async fn hand_over(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    editor(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let old = form.id("old").ok_or(Refusal::new("colleague-missing").at("old"))?;
    let new = colleague(&staff, &form, "new")?;
    let day = form.day("day").unwrap_or(staff.page.today());
    if old == new {
        return Err(Refusal::new("hand-over-same").at("new").into());
    }
    let held = house.assignments(area, day).await?;
    let held: Vec<Assignment> =
        held.into_iter().filter(|a| a.account_id == old && a.to_day.is_none()).collect();
    let statements = pass_on(&held, new, day, || house.id());
    if statements.is_empty() {
        return Err(Error::Refused(Refusal::new("hand-over-nothing").at("old")));
    }
    let mut change = Change::new(area, staff.now(), staff.actor());
    for statement in statements {
        change.push(statement);
    }
    let event = NewEvent::new("account", old, "contacts_handed_over").with("to", new.to_string());
    change.event(event.with("day", day.to_string()).with("places", held.len() as i64));
    house.commit(change).await?;
    Ok(back(&staff, &format!("?passed={}", held.len())))
}

/// Ends one assignment after today.
pub async fn end(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    editor(&staff)?;
    let today = staff.page.today();
    let held = app.house.assignments(staff.area_id(), today).await?;
    let held = held.iter().find(|a| a.id == id && a.to_day.is_none()).ok_or(Error::NotFound)?;
    let mut change = Change::new(staff.area_id(), staff.now(), staff.actor());
    change.push(held.end(today));
    let event = NewEvent::new("place", held.place_id, "contact_ended");
    change.event(event.with("account", held.account_id.to_string()).with("to", today.to_string()));
    app.house.commit(change).await?;
    Ok(back(&staff, ""))
}
