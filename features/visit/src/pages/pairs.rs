//! 老伙伴: who looks in on whom, who has not this week, and the slip a volunteer brings.

use super::{Asked, Choice, desk, doer, link};
use crate::rules::Tier;
use crate::rules::pair::{MOST_ELDERS, missing, week};
use crate::store::pair as store;
use crate::work::{self, pair as pairing};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::party::Plain;
use linju_kernel::{Day, Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// Someone a volunteer looks in on.
struct Elder {
    pair: Id,
    person: Id,
    name: String,
    room: String,
    /// Contacts of the last seven days.
    days: Vec<Day>,
    /// How many are missing.
    missing: i64,
}

/// A volunteer with those they look in on.
struct Volunteer {
    id: Id,
    name: String,
    elders: Vec<Elder>,
}

impl Volunteer {
    fn missing(&self) -> i64 {
        self.elders.iter().map(|elder| elder.missing).sum()
    }
}

#[derive(Template)]
#[template(path = "visit_pairs.html")]
struct PairsPage {
    p: Page,
    volunteers: Vec<Volunteer>,
    /// Whose slip is being entered.
    slip: Option<Id>,
    free: Vec<Choice>,
    elders: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl PairsPage {
    fn here(&self, rest: &str) -> String {
        link(self.p.area(), &format!("/pairs{rest}"))
    }

    /// How many are behind.
    fn behind(&self) -> i64 {
        self.volunteers.iter().flat_map(|v| &v.elders).filter(|elder| elder.missing > 0).count() as i64
    }
}

/// Field of a contact with someone.
fn on(person: &Id, n: &usize) -> String {
    format!("on-{person}-{n}")
}

/// The page.
pub async fn show(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    let form = Posted::default().with("once", app.house.id().to_string());
    let slip = asked.get("slip").and_then(|id| id.parse().ok());
    page(&app, staff, slip, form, FieldErrors::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    slip: Option<Id>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let pairs = store::pairs(house, area).await?;
    let touched = store::in_touch(house, area, week(today).0).await?;
    let known = store::volunteers(house, area, today).await?;
    let calls = work::calls(house, area, today).await?;
    let close = |call: &&work::Call| matches!(call.due.tier, Tier::Key | Tier::Care);
    let paired = |id: Id| pairs.iter().any(|pair| pair.person_id == id);
    let unpaired: Vec<&work::Call> =
        calls.iter().filter(close).filter(|call| !paired(call.due.living.person)).collect();
    let mut ids: Vec<Id> = pairs.iter().flat_map(|pair| [pair.volunteer_id, pair.person_id]).collect();
    ids.extend(&known);
    ids.extend(unpaired.iter().map(|call| call.due.living.person));
    ids.sort_unstable();
    ids.dedup();
    let names = names(house, area, &ids).await?;
    let name = |id: &Id| names.get(id).cloned().unwrap_or_default();
    let rooms: HashMap<Id, &str> =
        calls.iter().map(|call| (call.due.living.person, call.lodger.full_name.as_str())).collect();
    let mut volunteers: Vec<Volunteer> = Vec::new();
    for pair in &pairs {
        let of_pair = |(who, whom, _): &&(Id, Id, Day)| *who == pair.volunteer_id && *whom == pair.person_id;
        let days: Vec<Day> = touched.iter().filter(of_pair).map(|(.., day)| *day).collect();
        let elder = Elder {
            pair: pair.id,
            person: pair.person_id,
            name: name(&pair.person_id),
            room: rooms.get(&pair.person_id).copied().unwrap_or_default().to_owned(),
            missing: missing(pair.from_day, &days, today) as i64,
            days,
        };
        match volunteers.iter_mut().find(|one| one.id == pair.volunteer_id) {
            Some(one) => one.elders.push(elder),
            None => volunteers.push(Volunteer {
                id: pair.volunteer_id,
                name: name(&pair.volunteer_id),
                elders: vec![elder],
            }),
        }
    }
    volunteers.sort_by_key(|one| (std::cmp::Reverse(one.missing()), one.id));
    let full = |id: &&Id| pairs.iter().filter(|pair| pair.volunteer_id == **id).count() < MOST_ELDERS;
    let place = |id: &Id| rooms.get(id).map(|room| format!("{room} ")).unwrap_or_default();
    let choice = |id: &Id| Choice { value: id.to_string(), label: format!("{}{}", place(id), name(id)) };
    let free = known.iter().filter(full).map(choice).collect();
    let elders = unpaired.iter().map(|call| choice(&call.due.living.person)).collect();
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &PairsPage { p: staff.page, volunteers, slip, free, elders, form, errs })
}

async fn names(house: &House, area: Id, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let people = house.people(area, ids).await?;
    Ok(people.iter().map(|one| (one.id, Plain::masked_name(one))).collect())
}

/// Pairs two.
pub async fn pair(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let done = match (form.id("volunteer"), form.id("person")) {
        (None, _) => Err(Refusal::new("visit-pair-volunteer").at("volunteer").into()),
        (_, None) => Err(Refusal::new("visit-pair-person").at("person").into()),
        (Some(volunteer), Some(person)) => {
            house.people(area, &[volunteer, person]).await?;
            pairing::pair(house, &doer(&staff), area, volunteer, person).await.map_err(Error::from)
        }
    };
    answer(&app, staff, None, form, done).await
}

/// Ends a pair.
pub async fn part(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let done = pairing::part(&app.house, &doer(&staff), staff.area_id(), id).await.map_err(Error::from);
    answer(&app, staff, None, Posted::default(), done).await
}

/// Enters a slip.
pub async fn slip(
    State(app): State<App>,
    Path((_, volunteer)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let held = store::pairs(house, area).await?;
    let theirs = held.iter().filter(|pair| pair.volunteer_id == volunteer);
    let days: Vec<(Id, Day)> = theirs
        .flat_map(|pair| (1..=2).filter_map(|n| Some((pair.person_id, form.day(&on(&pair.person_id, &n))?))))
        .collect();
    let done = pairing::slip(house, &doer(&staff), area, volunteer, &days, &once).await.map_err(Error::from);
    answer(&app, staff, Some(volunteer), form, done).await
}

async fn answer(
    app: &App,
    staff: Staff,
    slip: Option<Id>,
    form: Posted,
    done: Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "/pairs")).into_response()),
        Err(Error::Refused(refusal)) => page(app, staff, slip, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}
