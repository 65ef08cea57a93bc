//! Taking words in from another system, once for each idempotency key.

use super::answer;
use crate::intake::{self, Said};
use crate::rules::case::Channel;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use linju_core::access::Right;
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_web::{App, Error, Result, Staff};
use serde::{Deserialize, Serialize};

/// Header that names the submission; a second one with the same key gets the first answer.
const KEY: &str = "idempotency-key";
const LONGEST_KEY: usize = 128;

/// What is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    /// Door code of the place.
    place: String,
    #[serde(default)]
    place_note: String,
    words: String,
    category: String,
    /// Channel code.
    channel: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

/// What is answered.
#[derive(Serialize)]
struct Taken {
    request: String,
    case: String,
    receipt: String,
}

/// 201 with the request's and the case's ids and the receipt. Refuses what intake refuses, and
/// `api-key-missing`, `api-place-unknown`, `api-channel-unknown`, `api-phone-unreadable`.
pub async fn receive(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let key = headers
        .get(KEY)
        .and_then(|v| v.to_str().ok())
        .map(str::trim)
        .filter(|k| (1..=LONGEST_KEY).contains(&k.len()));
    let key = key.ok_or(Refusal::new("api-key-missing"))?;
    let body: Body = serde_json::from_slice(&body).map_err(|_| Error::BadRequest)?;
    let place = match app.house.place_by_code(staff.area_id(), &body.place).await {
        Err(linju_core::Error::NotFound) => return Err(Refusal::new("api-place-unknown").at("place").into()),
        found => found?,
    };
    let channel = Channel::of(&body.channel).ok_or(Refusal::new("api-channel-unknown").at("channel"))?;
    let phone = body.phone.filter(|text| !text.trim().is_empty());
    let phone =
        phone.map(|text| normalise_phone(&text).ok_or(Refusal::new("api-phone-unreadable").at("phone")));
    let said = Said {
        channel,
        place,
        place_note: body.place_note,
        words: body.words,
        category: body.category,
        nature: String::new(),
        name: body.name.filter(|name| !name.trim().is_empty()),
        phone: phone.transpose()?,
        behalf: None,
        way: None,
        entered_by: Some(staff.session.account),
        source: None,
        at: staff.now(),
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: Some(format!("api {} {key}", staff.session.account)),
    };
    let received = intake::receive(&app.house, said).await?;
    let taken = Taken {
        request: received.request.to_string(),
        case: received.case.to_string(),
        receipt: format!("{:04}", received.receipt.number),
    };
    answer(StatusCode::CREATED, &taken)
}
