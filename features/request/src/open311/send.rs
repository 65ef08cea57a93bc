//! What is reported by another platform, with its key.

use super::answer::{jurisdiction, query};
use super::fault::Fault;
use super::tree::Format;
use super::{keys, place};
use crate::intake::{self, Said};
use crate::rules::case::{Channel, Nature};
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_web::limit::Purpose;
use linju_web::peer::Peer;
use linju_web::{App, Posted};
use serde_json::{Value, json};

/// Longest description of the interface; our own words are shorter, which the refusal says.
const LONGEST: usize = 4_000;

/// Takes a report in.
pub async fn receive(State(app): State<App>, Peer(peer): Peer, uri: Uri, form: Posted) -> Response {
    let format = Format::of_path(uri.path());
    match taken(&app, peer, &query(&uri), form).await {
        Ok(value) => format.answer(StatusCode::OK, "service_requests", &value),
        Err(fault) => fault.answer(format),
    }
}

async fn taken(app: &App, peer: std::net::IpAddr, query: &Posted, form: Posted) -> Result<Value, Fault> {
    // Clients put key and jurisdiction into the form, the address, or both.
    let either =
        |name: &str| Some(form.get(name)).filter(|v| !v.is_empty()).unwrap_or(query.get(name)).to_owned();
    let house = &app.house;
    let area = jurisdiction(house, &either("jurisdiction_id"))?;
    app.limits.check(Purpose::Submit, peer)?;
    let client = keys::client(house, area.id, &either("api_key")).await?.ok_or_else(Fault::key)?;
    let code = form.get("service_code");
    if code.is_empty() {
        return Err(Fault::call("service_code is missing"));
    }
    let reference = house.reference();
    let category =
        reference.category(code).filter(|c| c.active).ok_or_else(|| Fault::unknown("service_code"))?;
    let place = place::of(house, area.id, &form).await?;
    let words = form.get("description");
    if words.is_empty() {
        return Err(Fault::call("description is missing: what should be done about it?"));
    }
    if words.chars().count() > LONGEST.min(intake::MOST_WORDS) {
        return Err(Fault::call(format!("description is longer than {} characters", intake::MOST_WORDS)));
    }
    let phone = match form.get("phone") {
        "" => None,
        typed => {
            Some(normalise_phone(typed).ok_or_else(|| Fault::call("phone is not a Chinese phone number"))?)
        }
    };
    let name = format!("{}{}", form.get("last_name"), form.get("first_name"));
    let own = house.id();
    let said = Said {
        channel: Channel::Open311,
        place,
        place_note: form.get("attribute[NOTE]").to_owned(),
        words: words.to_owned(),
        category: category.code.clone(),
        nature: natures(&form),
        name: Some(name).filter(|name| !name.is_empty()),
        phone,
        behalf: None,
        way: None,
        entered_by: None,
        source: Some((format!("open311-{client}"), own.to_string())),
        at: house.now(),
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    };
    let received = intake::receive(house, said).await?;
    let urgent = category.is_emergency().then(|| category.emergency_advice.clone());
    Ok(json!([{
        "service_request_id": received.case.to_string(),
        "service_notice": urgent,
        "account_id": null,
    }]))
}

/// What of 急难愁盼 was ticked, as codes.
fn natures(form: &Posted) -> String {
    let named =
        |n: &&Nature| form.has("attribute[NATURE][]", n.code()) || form.has("attribute[NATURE]", n.code());
    Nature::ALL.iter().filter(named).map(|n| n.code()).collect::<Vec<_>>().join(" ")
}
