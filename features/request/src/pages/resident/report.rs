//! 我要反映: what and where, what is the matter, whom to tell. One thing per page, three pages.

use super::draft::Draft;
use super::step::Step;
use super::{gate, go, places, show, with_cookies};
use crate::intake::{self, Said};
use crate::pages::kept;
use crate::rules::behalf::{Behalf, Consent, Relation};
use crate::rules::case::Channel;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::area::Reference;
use linju_core::catalogue::Category;
use linju_core::duty::Duty;
use linju_core::message::Way;
use linju_core::place::Place;
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
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
pub async fn what(step: Step) -> Result<Response> {
    what_at(step.p, step.draft).await
}

/// The same for a draft that was read.
pub async fn what_at(p: Page, draft: Draft) -> Result<Response> {
    if draft.place.is_empty() {
        return Box::pin(places::show(p, draft, None)).await;
    }
    what_page(p, draft, FieldErrors::new()).await
}

async fn what_page(p: Page, draft: Draft, errs: FieldErrors) -> Result<Response> {
    let place = place(&p, &draft).await?;
    let reference = p.app.house.reference();
    let mut tiles: Vec<Category> =
        reference.categories.iter().filter(|c| c.active && c.quick > 0).cloned().collect();
    tiles.sort_by_key(|c| c.quick);
    if let Some(chosen) = draft.category(&reference).filter(|c| c.quick == 0) {
        tiles.insert(0, chosen.clone());
    }
    html_with(status(&errs), &WhatPage { p, draft, place, tiles, errs })
}

/// The place a draft names.
async fn place(p: &Page, draft: &Draft) -> Result<Place> {
    Ok(p.app.house.place_by_code(p.area().id, &draft.place).await?)
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
pub async fn kinds(Step { p, draft, form, .. }: Step) -> Result<Response> {
    let reference = p.app.house.reference();
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
pub async fn words(Step { p, draft, .. }: Step) -> Result<Response> {
    if draft.place.is_empty() {
        return what_at(p, draft).await;
    }
    words_page(p, draft, FieldErrors::new()).await
}

async fn words_page(p: Page, draft: Draft, errs: FieldErrors) -> Result<Response> {
    let reference = p.app.house.reference();
    let Some(category) = draft.category(&reference).cloned() else {
        let errs = Refusal::new("category-unknown").at("category").into();
        return what_page(p, draft, errs).await;
    };
    if category.is_emergency() && !draft.called {
        let numbers = show::numbers(&p, &category.emergency_advice);
        return html(&EmergencyPage { p, draft, category, numbers });
    }
    let place = place(&p, &draft).await?;
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

impl ContactPage {
    fn offers_sms(&self) -> bool {
        self.p.app.house.reference().sends_sms(self.p.area().id)
    }

    fn relations(&self) -> impl Iterator<Item = Relation> {
        Relation::ALL.iter().copied().filter(|relation| *relation != Relation::CaredFor)
    }

    fn consents(&self) -> [Consent; 2] {
        [Consent::InPerson, Consent::ByPhone]
    }
}

/// Step three: whom to tell, and is it right so. Photos and voice are stored on the way here.
pub async fn contact(
    State(app): State<App>,
    Peer(peer): Peer,
    Step { p, mut draft, form, headers }: Step,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let mut errs = FieldErrors::new();
    draft.take_uploads(&app.house, p.area().id, &form, &mut errs).await?;
    draft.check_words(&mut errs);
    if !errs.is_empty() {
        return words_page(p, draft, errs).await;
    }
    if draft.once.is_empty() {
        draft.once = crate::store::devices::token();
    }
    if draft.agreed_on.is_empty() {
        draft.agreed_on = p.today().to_string();
    }
    // The device is named before anything is sent, so that a form sent twice comes from the same one.
    let (_, fresh) = gate::device_or_new(&p, &headers);
    Ok(with_cookies(contact_page(p, draft, FieldErrors::new()).await?, fresh))
}

async fn contact_page(p: Page, draft: Draft, errs: FieldErrors) -> Result<Response> {
    let category = draft.category(&p.app.house.reference()).cloned().ok_or(Error::BadRequest)?;
    let place = place(&p, &draft).await?;
    let duty = p.app.house.on_duty(p.area().id, p.now).await?;
    let form = Posted::default()
        .with("for_name", draft.for_name.as_str())
        .with("agreed_on", draft.agreed_on.as_str());
    html_with(status(&errs), &ContactPage { p, draft, place, category, duty, form, errs })
}

/// Sends it in.
pub async fn send(
    State(app): State<App>,
    Peer(peer): Peer,
    Step { p, draft, headers, .. }: Step,
) -> Result<Response> {
    app.limits.check(Purpose::Submit, peer)?;
    let mut errs = FieldErrors::new();
    let (phone, behalf) = (draft.check_contact(&mut errs), draft.check_behalf(p.today(), &mut errs));
    if !errs.is_empty() {
        return contact_page(p, draft, errs).await;
    }
    let (device, fresh) = gate::device_or_new(&p, &headers);
    let said = said(&p, &draft, phone, behalf, device).await?;
    match intake::receive(&app.house, said).await {
        Ok(received) => {
            let secret = received.secret.as_deref().map(|secret| gate::slip(&p, received.request, secret));
            let path = format!("/a/{}/r/{}?new=1", p.area().code, received.request);
            Ok(go(&path, fresh.into_iter().chain(secret)))
        }
        Err(linju_core::Error::Refused(refusal)) if refusal.field == Some("words") => {
            words_page(p, draft, refusal.into()).await
        }
        Err(linju_core::Error::Refused(refusal)) => contact_page(p, draft, refusal.into()).await,
        Err(error) => Err(error.into()),
    }
}

async fn said(
    p: &Page,
    draft: &Draft,
    phone: Option<String>,
    behalf: Option<Behalf>,
    device: String,
) -> Result<Said> {
    let mobile = phone.as_deref().is_some_and(|phone| phone.starts_with('1'));
    let by_sms = draft.by_sms && mobile && p.app.house.reference().sends_sms(p.area().id);
    Ok(Said {
        channel: Channel::Screen,
        place: place(p, draft).await?,
        place_note: draft.note.clone(),
        words: draft.words.clone(),
        category: draft.category.clone(),
        nature: String::new(),
        name: None,
        secret: phone.is_none(),
        phone,
        behalf,
        way: by_sms.then_some(Way::Sms),
        entered_by: None,
        source: None,
        at: p.now,
        title: None,
        files: kept::stored(&draft.files),
        device: Some(device),
        hotline: None,
        once: Some(draft.once.clone()).filter(|key| !key.is_empty()),
    })
}

fn status(errs: &FieldErrors) -> StatusCode {
    if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
