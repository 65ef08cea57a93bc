//! 我要反映: what and where, what is the matter, whom to tell. One thing per page, three pages.

use super::draft::{Draft, Sent};
use super::{gate, go, places, show, with_cookies};
use crate::intake::{self, Said};
use crate::rules::case::Channel;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use linju_core::area::Reference;
use linju_core::catalogue::Category;
use linju_core::duty::Duty;
use linju_core::place::Place;
use linju_core::words::Locale;
use linju_kernel::Refusal;
use linju_web::limit::Purpose;
use linju_web::page::html_with;
use linju_web::peer::Peer;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, html};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "resident/what.html")]
struct WhatPage {
    p: Page,
    draft: Draft,
    place: Place,
    tiles: Vec<Category>,
    errs: FieldErrors,
}

/// Step one: where it is, and what it is about. Without a place it is asked first.
pub async fn what(
    State(app): State<App>,
    p: Page,
    Path(area): Path<String>,
    headers: HeaderMap,
    Sent(form): Sent,
) -> Result<Response> {
    let p = p.at(&area)?;
    let draft = Draft::read(&app.house, p.area().id, &form)?;
    what_at(&app, p, &headers, draft).await
}

/// The same for a draft that was read.
pub async fn what_at(app: &App, p: Page, headers: &HeaderMap, draft: Draft) -> Result<Response> {
    if draft.place.is_empty() {
        return Box::pin(places::show(app, p, headers, draft, None)).await;
    }
    what_page(app, p, draft, FieldErrors::new()).await
}

async fn what_page(app: &App, p: Page, draft: Draft, errs: FieldErrors) -> Result<Response> {
    let place = app.house.place_by_code(p.area().id, &draft.place).await?;
    let reference = app.house.reference();
    let mut tiles: Vec<Category> =
        reference.categories.iter().filter(|c| c.active && c.quick > 0).cloned().collect();
    tiles.sort_by_key(|c| c.quick);
    if let Some(chosen) = draft.category(&reference).filter(|c| c.quick == 0) {
        tiles.insert(0, chosen.clone());
    }
    html_with(status(&errs), &WhatPage { p, draft, place, tiles, errs })
}

#[derive(Template)]
#[template(path = "resident/kinds.html")]
struct KindsPage {
    p: Page,
    draft: Draft,
    reference: Arc<Reference>,
    family: String,
}

impl KindsPage {
    /// The first category of each family, in the order of codes.
    fn families(&self) -> Vec<&Category> {
        let mut found: Vec<&Category> = Vec::new();
        for category in self.reference.categories.iter().filter(|c| c.active) {
            if found.last().is_none_or(|last| last.family != category.family) {
                found.push(category);
            }
        }
        found
    }

    /// The categories of the chosen family.
    fn kinds(&self) -> Vec<&Category> {
        self.reference.categories.iter().filter(|c| c.active && c.family == self.family).collect()
    }
}

/// 别的事: families, then the categories of one.
pub async fn kinds(
    State(app): State<App>,
    p: Page,
    Path(area): Path<String>,
    Sent(form): Sent,
) -> Result<Response> {
    let p = p.at(&area)?;
    let draft = Draft::read(&app.house, p.area().id, &form)?;
    let reference = app.house.reference();
    html(&KindsPage { p, draft, reference, family: form.get("family").into() })
}

#[derive(Template)]
#[template(path = "resident/emergency.html")]
struct EmergencyPage {
    p: Page,
    draft: Draft,
    category: Category,
    numbers: Vec<show::Number>,
}

#[derive(Template)]
#[template(path = "resident/words.html")]
struct WordsPage {
    p: Page,
    draft: Draft,
    place: Place,
    category: Category,
    errs: FieldErrors,
}

/// Step two: what is the matter. Where life is at stake, first of all whom to call now.
pub async fn words(
    State(app): State<App>,
    p: Page,
    Path(area): Path<String>,
    headers: HeaderMap,
    Sent(form): Sent,
) -> Result<Response> {
    let p = p.at(&area)?;
    let draft = Draft::read(&app.house, p.area().id, &form)?;
    if draft.place.is_empty() {
        return what_at(&app, p, &headers, draft).await;
    }
    words_page(&app, p, draft, FieldErrors::new()).await
}

async fn words_page(app: &App, p: Page, draft: Draft, errs: FieldErrors) -> Result<Response> {
    let reference = app.house.reference();
    let Some(category) = draft.category(&reference).cloned() else {
        let errs = Refusal::new("category-unknown").at("category").into();
        return what_page(app, p, draft, errs).await;
    };
    if category.is_emergency() && !draft.called {
        let numbers = show::numbers(&p, &category.emergency_advice);
        return html(&EmergencyPage { p, draft, category, numbers });
    }
    let place = app.house.place_by_code(p.area().id, &draft.place).await?;
    html_with(status(&errs), &WordsPage { p, draft, place, category, errs })
}

#[derive(Template)]
#[template(path = "resident/contact.html")]
struct ContactPage {
    p: Page,
    draft: Draft,
    place: Place,
    category: Category,
    duty: Duty,
    form: Posted,
    errs: FieldErrors,
}

/// Step three: whom to tell, and is it right so. Photos and voice are stored on the way here.
pub async fn contact(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    Path(area): Path<String>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let p = p.at(&area)?;
    let area = p.area().id;
    let mut draft = Draft::read(&app.house, area, &form)?;
    let mut errs = FieldErrors::new();
    draft.take_uploads(&app.house, area, &form, &mut errs).await?;
    draft.check_words(&mut errs);
    if !errs.is_empty() {
        return words_page(&app, p, draft, errs).await;
    }
    if draft.once.is_empty() {
        draft.once = crate::store::devices::token();
    }
    // The device is named before anything is sent, so that a form sent twice comes from the same one.
    let (_, fresh) = gate::device_or_new(&p, &headers);
    Ok(with_cookies(contact_page(&app, p, draft, FieldErrors::new()).await?, fresh))
}

async fn contact_page(app: &App, p: Page, draft: Draft, errs: FieldErrors) -> Result<Response> {
    let area = p.area().id;
    let reference = app.house.reference();
    let category = draft.category(&reference).cloned().ok_or(Error::BadRequest)?;
    let place = app.house.place_by_code(area, &draft.place).await?;
    let duty = app.house.on_duty(area, p.now).await?;
    let form = Posted::default().with("phone", draft.phone.as_str()).with("name", draft.name.as_str());
    html_with(status(&errs), &ContactPage { p, draft, place, category, duty, form, errs })
}

/// Sends it in.
pub async fn send(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    Path(area): Path<String>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let p = p.at(&area)?;
    let draft = Draft::read(&app.house, p.area().id, &form)?;
    let mut errs = FieldErrors::new();
    let phone = draft.check_contact(&mut errs);
    if !errs.is_empty() {
        return contact_page(&app, p, draft, errs).await;
    }
    let (device, fresh) = gate::device_or_new(&p, &headers);
    let said = said(&app, &p, &draft, phone, device).await?;
    match intake::receive(&app.house, said).await {
        Ok(received) => {
            let secret = received.secret.as_deref().map(|secret| gate::slip(&p, received.request, secret));
            let path = format!("/a/{}/r/{}?new=1", p.area().code, received.request);
            Ok(go(&path, fresh.into_iter().chain(secret)))
        }
        Err(linju_core::Error::Refused(refusal)) if refusal.field == Some("words") => {
            words_page(&app, p, draft, refusal.into()).await
        }
        Err(linju_core::Error::Refused(refusal)) => contact_page(&app, p, draft, refusal.into()).await,
        Err(error) => Err(error.into()),
    }
}

async fn said(app: &App, p: &Page, draft: &Draft, phone: Option<String>, device: String) -> Result<Said> {
    let place = app.house.place_by_code(p.area().id, &draft.place).await?;
    let consent = match draft.for_family() {
        true => app.house.words.get(Locale::Zh, &consent_key(&draft.consent)).into_owned(),
        false => String::new(),
    };
    Ok(Said {
        channel: Channel::Screen,
        place,
        place_note: draft.note.clone(),
        words: draft.words.clone(),
        category: draft.category.clone(),
        nature: String::new(),
        name: Some(draft.name.clone()).filter(|name| !name.is_empty()),
        secret: phone.is_none(),
        phone,
        whose: draft.whose.clone(),
        consent,
        way: None,
        entered_by: None,
        source: None,
        at: p.now,
        title: None,
        files: draft.files.iter().map(|f| (f.purpose, f.stored.clone())).collect(),
        device: Some(device),
        hotline: None,
        once: Some(draft.once.clone()).filter(|key| !key.is_empty()),
    })
}

/// The key of how a family member agreed.
fn consent_key(code: &str) -> String {
    format!("resident-consent-{}", code.replace('_', "-"))
}

fn status(errs: &FieldErrors) -> StatusCode {
    if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
