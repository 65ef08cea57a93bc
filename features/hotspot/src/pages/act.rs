//! A step of a hot spot's life: its own small page that asks for what the step needs, and carrying it out.

use super::{Choice, colleagues, desk, doer, link, may_lead, parts, title};
use crate::rules::{Evidence, LIFE, PlanKind, Verb};
use crate::store::spots::{self, SpotRow};
use crate::work::{self, Asked, Given};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::place::{Place, PlaceKind, within};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// The steps that people take, in the order of a hot spot's life.
const STEPS: [Verb; 4] = [Verb::Acknowledge, Verb::Plan, Verb::Convene, Verb::StrikeOff];
/// Days from now to the meeting that is offered, and its minute of the day.
const AHEAD: i64 = 3;
const AFTERNOON: i64 = 14 * 60;
/// Where people can be called together.
const VENUES: [PlaceKind; 5] =
    [PlaceKind::Area, PlaceKind::Venue, PlaceKind::Courtyard, PlaceKind::Compound, PlaceKind::Building];
const LONGEST_TITLE: usize = 60;
const LONGEST_TOPICS: usize = 2_000;

/// The steps whoever looks may try now.
pub fn offered(p: &Page, row: &SpotRow) -> Vec<Verb> {
    let open = LIFE.verbs(row.state(), &parts(p));
    let once = |verb: &Verb| *verb != Verb::Convene || row.rules().meeting != Some(false);
    STEPS.into_iter().filter(|verb| open.contains(verb)).filter(once).collect()
}

#[derive(Template)]
#[template(path = "hotspot_act.html")]
struct ActPage {
    p: Page,
    row: SpotRow,
    verb: Verb,
    people: Vec<Choice>,
    plans: Vec<Choice>,
    evidence: Vec<Choice>,
    places: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn heading(&self) -> String {
        self.p.code("hotspot-do", self.verb.code()).into_owned()
    }

    fn means(&self) -> String {
        self.p.code("hotspot-means", self.verb.code()).into_owned()
    }
}

fn verb_of(code: &str) -> Result<Verb> {
    Verb::of(code).filter(|verb| STEPS.contains(verb)).ok_or(Error::NotFound)
}

/// Asks for what the step needs.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let (row, verb) = (spots::load(&app.house, staff.area_id(), id).await?, verb_of(&verb)?);
    LIFE.step(row.state(), verb, &parts(&staff.page))?;
    let form = match verb {
        Verb::Acknowledge => Posted::default().with("lead", staff.session.account.to_string()),
        Verb::Convene => proposed(&app, &staff.page, &row).await?,
        _ => Posted::default().with("plan", row.plan.as_str()).with("note", row.plan_note.as_str()),
    };
    let form = if verb == Verb::StrikeOff { Posted::default() } else { form };
    page(&app, staff, row, verb, form, FieldErrors::new()).await
}

/// The meeting as it is proposed: at the garden of the compound if it has one, in three days.
async fn proposed(app: &App, p: &Page, row: &SpotRow) -> Result<Posted> {
    let name = title(p, row);
    let zone = p.zone();
    let starts = p.today().plus_days(AHEAD).start(&zone).plus_minutes(AFTERNOON);
    let places = app.house.places_of(row.area_id, &VENUES).await?;
    let around = || places.iter().filter(|place| within(&row.place_path, &place.path));
    let compound = around().find(|place| place.kind == PlaceKind::Compound.code());
    let garden = |place: &&Place| {
        place.kind == PlaceKind::Courtyard.code() && compound.is_some_and(|c| within(&place.path, &c.path))
    };
    let nearest = || around().max_by_key(|place| place.path.len());
    let place = places.iter().find(garden).or_else(nearest).map_or(row.place_id, |place| place.id);
    Ok(Posted::default()
        .with("title", p.a("hotspot-meeting-title", "title", name.as_str()))
        .with("topics", p.t("hotspot-meeting-topics"))
        .with("place", place.to_string())
        .with_moment("starts", starts, &zone))
}

/// Takes the step.
pub async fn act(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (row, verb) = (spots::load(&app.house, staff.area_id(), id).await?, verb_of(&verb)?);
    LIFE.step(row.state(), verb, &parts(&staff.page))?;
    let given = match given(&app, &staff, &row, verb, &form).await? {
        Ok(given) => given,
        Err(errs) => return page(&app, staff, row, verb, form, errs).await,
    };
    match work::step(&app.house, &doer(&staff), &row, verb, given).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}"))).into_response()),
        Err(Error::Refused(refusal)) if refusal.field.is_some() => {
            page(&app, staff, row, verb, form, refusal.into()).await
        }
        Err(error) => Err(error),
    }
}

/// What the form gives to the step, or what is wrong with it, field by field.
async fn given(
    app: &App,
    staff: &Staff,
    row: &SpotRow,
    verb: Verb,
    form: &Posted,
) -> Result<std::result::Result<Given, FieldErrors>> {
    let meeting = match verb {
        Verb::Convene => match asked(app, staff, row, form).await? {
            Ok(asked) => Some(asked),
            Err(errs) => return Ok(Err(errs)),
        },
        _ => None,
    };
    Ok(Ok(Given {
        lead: may_lead(&staff.page, form.id("lead")),
        plan: form.coded("plan"),
        note: form.get("note").to_owned(),
        due: form.day("due"),
        evidence: form.coded("evidence"),
        meeting,
    }))
}

async fn asked(
    app: &App,
    staff: &Staff,
    row: &SpotRow,
    form: &Posted,
) -> Result<std::result::Result<Asked, FieldErrors>> {
    let mut errs = FieldErrors::new();
    let (title, topics) = (form.get("title"), form.raw("topics").trim());
    errs.check((1..=LONGEST_TITLE).contains(&title.chars().count()), "title", "hotspot-meeting-title");
    errs.check((1..=LONGEST_TOPICS).contains(&topics.chars().count()), "topics", "hotspot-meeting-topics");
    let place = match form.id("place") {
        Some(id) => app.house.place(staff.area_id(), id).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "hotspot-meeting-place");
    let starts_at = form.moment("starts", &staff.page.zone());
    errs.check(starts_at.is_some(), "starts", "hotspot-starts");
    let (Some(place), Some(starts_at), true) = (place, starts_at, errs.is_empty()) else {
        return Ok(Err(errs));
    };
    let cases = spots::cards(&app.house, row.area_id, row.id).await?;
    Ok(Ok(Asked {
        title: title.into(),
        topics: topics.into(),
        place: place.id,
        starts_at,
        cases: cases.iter().map(|case| case.id).collect(),
    }))
}

async fn page(
    app: &App,
    staff: Staff,
    row: SpotRow,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let places = match verb {
        Verb::Convene => app.house.places_of(staff.area_id(), &VENUES).await?,
        _ => Vec::new(),
    };
    let places = places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect();
    let p = staff.page;
    let plans = [PlanKind::Repair, PlanKind::Merge, PlanKind::NotNeeded];
    html_with(
        status,
        &ActPage {
            people: colleagues(&p),
            plans: p.choices("hotspot-plan", &plans),
            evidence: p.choices("hotspot-evidence", Evidence::ALL),
            p,
            row,
            verb,
            places,
            form,
            errs,
        },
    )
}
