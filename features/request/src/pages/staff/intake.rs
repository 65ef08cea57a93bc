//! 代居民登记: someone speaks, a worker types; under a minute, one page, no mouse.

use super::hints::{self, HintsPart};
use super::{desk, note_once, refusal, require, see};
use crate::intake::{self, AtDesk, Received, Said};
use crate::rules::behalf::{Behalf, Consent, Relation};
use crate::rules::case::{Channel, Nature};
use crate::rules::command::Command;
use crate::rules::gazetteer::Gazetteer;
use crate::store::{cases, devices};
use crate::suggest::{self, Asked, Hints};
use crate::work::Press;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::catalogue::Category;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Day, Id, Refusal};
use linju_web::page::{html, html_with};
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// The kinds of place one may name here: down to the stairwell, never a door.
const PLACES: [PlaceKind; 9] = [
    PlaceKind::Area,
    PlaceKind::Compound,
    PlaceKind::Building,
    PlaceKind::Courtyard,
    PlaceKind::Road,
    PlaceKind::Plot,
    PlaceKind::Stairwell,
    PlaceKind::BikeGarage,
    PlaceKind::Venue,
];

#[derive(Template)]
#[template(path = "staff/new.html")]
struct NewPage {
    p: Page,
    desk: String,
    places: Vec<Place>,
    hints: HintsPart,
    /// Whom to call before anything else, where the words sound like life or limb.
    advice: String,
    form: Posted,
    errs: FieldErrors,
}

impl NewPage {
    fn channels(&self) -> Vec<(&'static str, String)> {
        let by_hand = Channel::ALL.iter().filter(|c| !matches!(c, Channel::Screen | Channel::Hotline));
        by_hand.map(|c| (c.code(), self.p.code("channel", c.code()).into_owned())).collect()
    }

    fn natures(&self) -> Vec<(&'static str, String)> {
        Nature::ALL.iter().map(|n| (n.code(), self.p.code("nature", n.code()).into_owned())).collect()
    }

    fn relations(&self) -> Vec<(&'static str, String)> {
        Relation::ALL.iter().map(|r| (r.code(), self.p.code("relation", r.code()).into_owned())).collect()
    }

    fn consents(&self) -> Vec<(&'static str, String)> {
        Consent::ALL.iter().map(|c| (c.code(), self.p.code("consent", c.code()).into_owned())).collect()
    }

    fn chosen(&self, field: &str, value: &str) -> bool {
        self.form.has(field, value)
    }
}

/// The form, with the phone of whoever called if the address brings one.
pub async fn form(
    State(app): State<App>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    let channel = asked.get("channel").map_or("counter", String::as_str);
    let today = staff.page.today().to_string();
    let form = Posted::default().with("once", devices::token()).with("channel", channel);
    let form = form.with("agreed_on", today);
    page(&app, staff, form, FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    app: &App,
    staff: Staff,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    require(&staff)?;
    let places = app.house.places_of(staff.area_id(), &PLACES).await?;
    let path = place(form.get("place"), &places).ok().map(|place| place.path);
    let heard = hints::ask(&staff, &form, path.as_deref()).await?;
    let advice = sounds_like(app, &form, &heard).filter(Category::is_emergency);
    let advice = advice.map(|category| category.emergency_advice).unwrap_or_default();
    let hints = HintsPart::of(&staff, &form, path.as_deref(), heard, errs.clone()).await?;
    let p = staff.page;
    html_with(status, &NewPage { desk: desk(&p), places, hints, advice, form, errs, p })
}

/// The part of the form that answers to the words, for a form that is still being typed.
pub async fn hints(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    require(&staff)?;
    let places = app.house.places_of(staff.area_id(), &PLACES).await?;
    let path = place(form.get("place"), &places).ok().map(|place| place.path);
    let heard = hints::ask(&staff, &form, path.as_deref()).await?;
    html(&HintsPart::of(&staff, &form, path.as_deref(), heard, FieldErrors::new()).await?)
}

/// The category of the form: the chosen one, else what the words sound like most.
fn sounds_like(app: &App, form: &Posted, heard: &Hints) -> Option<Category> {
    match hints::chosen(form) {
        Some(code) => app.house.reference().category(code).cloned(),
        None => heard.categories.first().cloned(),
    }
}

/// Takes the words in and leads to the printed receipt. With `look`, only says what the words sound like.
pub async fn take_in(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    require(&staff)?;
    if form.ticked("look") {
        return page(&app, staff, form, FieldErrors::new(), StatusCode::OK).await;
    }
    let behalf = match behalf(&form, staff.page.today()) {
        Ok(behalf) => behalf,
        Err(errs) => return page(&app, staff, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match received(&app, &staff, &form, behalf).await {
        Ok(received) => {
            let slip = format!("{}/requests/{}/slip", desk(&staff.page), received.request);
            let Some(secret) = received.secret else { return see(&slip) };
            let key = note_once::wrap(&app.house, staff.area_id(), received.request, &secret)?;
            see(&format!("{slip}?k={key}"))
        }
        Err(error) => {
            let refused = refusal(error)?;
            page(&app, staff, form, refused.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// For whom they speak, where someone else's matter is ticked.
fn behalf(form: &Posted, today: Day) -> Result<Option<Behalf>, FieldErrors> {
    if !form.ticked("behalf") {
        return Ok(None);
    }
    let text = |name| form.get(name);
    let behalf =
        Behalf::of(text("for_name"), text("relation"), text("consent"), form.day("agreed_on"), today);
    behalf.map(Some).map_err(|wrong| {
        let mut errs = FieldErrors::new();
        wrong.into_iter().for_each(|refusal| errs.push(refusal));
        errs
    })
}

async fn received(
    app: &App,
    staff: &Staff,
    form: &Posted,
    behalf: Option<Behalf>,
) -> linju_core::Result<Received> {
    let house = &app.house;
    let places = house.places_of(staff.area_id(), &PLACES).await?;
    if !form.ticked("words") {
        return Err(Refusal::new("words-missing").at("words").into());
    }
    let into = form.id("into");
    let category = category(app, staff, form, &places, into).await?;
    let press = press(app, staff, form, into).await?;
    let desk = AtDesk { press, suggested: hints::seen(form, &category.code) };
    let said = Said { behalf, ..said(staff, form, &places, category)? };
    intake::receive_at_desk(house, said, &staff.session, desk).await
}

/// The category a person chose, or that of the case the words are joined to. What sounds like life or limb is refused
/// until someone was called.
async fn category(
    app: &App,
    staff: &Staff,
    form: &Posted,
    places: &[Place],
    into: Option<Id>,
) -> linju_core::Result<Category> {
    let chosen = match (hints::chosen(form), into) {
        (Some(code), _) => Some(code.to_owned()),
        (None, Some(case)) => Some(cases::load(&app.house, staff.area_id(), case).await?.row.category_code),
        (None, None) => None,
    };
    let reference = app.house.reference();
    let category = chosen.and_then(|code| reference.category(&code).cloned());
    let sounds_like = match &category {
        Some(category) => Some(category.clone()),
        None => {
            let path = place(form.get("place"), places).ok().map(|place| place.path);
            let asked = Asked {
                words: form.get("words"),
                place: path.as_deref(),
                category: None,
                at: staff.now(),
                case: None,
            };
            suggest::hints(&app.house, staff.area_id(), asked).await?.categories.into_iter().next()
        }
    };
    if sounds_like.is_some_and(|category| category.is_emergency()) && !form.ticked("called") {
        return Err(Refusal::new("call-first").at("called").into());
    }
    Ok(category.ok_or(Refusal::new("category-unknown").at("category"))?)
}

/// What is done at once: answered, or joined to the case that was chosen; not both, for a joined case is answered there.
async fn press(
    app: &App,
    staff: &Staff,
    form: &Posted,
    into: Option<Id>,
) -> linju_core::Result<Option<Press>> {
    match (form.get("reply"), into) {
        ("", None) => Ok(None),
        ("", Some(into)) => {
            let target = cases::load(&app.house, staff.area_id(), into).await?;
            let into_open = target.case.state.is_open();
            Ok(Some(Press::one(Command::Merge { into, into_open }, "")))
        }
        (reply, None) => Ok(Some(Press::one(Command::Answer, reply))),
        (_, Some(_)) => Err(Refusal::new("join-or-answer").at("reply").into()),
    }
}

fn said(staff: &Staff, form: &Posted, places: &[Place], category: Category) -> Result<Said, Refusal> {
    let phone = match form.get("phone") {
        "" => None,
        text => Some(normalise_phone(text).ok_or(Refusal::new("desk-phone").at("phone"))?),
    };
    let nature: Vec<&str> = form.all("nature").filter(|code| Nature::of(code).is_some()).collect();
    Ok(Said {
        channel: form.coded("channel").unwrap_or(Channel::Counter),
        place: place(form.get("place"), places)?,
        place_note: form.get("place_note").into(),
        words: form.get("words").into(),
        category: category.code,
        nature: nature.join(" "),
        name: Some(form.get("name").to_owned()).filter(|name| !name.is_empty()),
        secret: phone.is_none(),
        phone,
        behalf: None,
        way: None,
        entered_by: Some(staff.session.account),
        source: None,
        at: staff.now(),
        title: None,
        files: Vec::new(),
        device: None,
        hotline: None,
        once: Some(form.get("once").to_owned()).filter(|key| !key.is_empty()),
    })
}

/// The place that was typed: its door code, or a name by which it alone is known.
fn place(text: &str, places: &[Place]) -> Result<Place, Refusal> {
    if text.is_empty() {
        return Err(Refusal::new("desk-place-missing").at("place"));
    }
    let exactly = places.iter().find(|p| p.code == text || p.full_name == text);
    let place = exactly.or_else(|| Gazetteer::new(places).find(text));
    place.cloned().ok_or(Refusal::new("desk-place-unknown").at("place"))
}
