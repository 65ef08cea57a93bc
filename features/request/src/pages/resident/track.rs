//! 查进度: opening a request by its receipt and the phone's last four, or by its printed secret; and binding a
//! device by a printed code.

use super::{gate, go};
use crate::store::devices;
use crate::track;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use linju_core::{Change, Error as CoreError};
use linju_kernel::Refusal;
use linju_web::limit::Purpose;
use linju_web::page::html_with;
use linju_web::peer::Peer;
use linju_web::{App, FieldErrors, Page, Posted, Result, html};

#[derive(Template)]
#[template(path = "resident/track.html")]
struct TrackPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
}

/// The form. A receipt's QR code brings the number along.
pub async fn show(p: Page, Path(area): Path<String>, uri: Uri) -> Result<Response> {
    let form = Posted::urlencoded(uri.query().unwrap_or_default().as_bytes());
    html(&TrackPage { p: p.at(&area)?, form, errs: FieldErrors::new() })
}

/// Opens the request. Whatever is wrong, the sentence is the same.
pub async fn open(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    Path(area): Path<String>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    let found = match app.limits.check(Purpose::Track, peer) {
        Ok(()) => track::open(&app.house, p.area().id, form.get("receipt"), form.get("proof")).await,
        Err(_) => Err(CoreError::TooMany),
    };
    let request = match found {
        Ok(request) => request,
        Err(error) => {
            let (status, refusal) = shut(error, "resident-track-wrong")?;
            let form = Posted::default().with("receipt", form.get("receipt"));
            return html_with(status, &TrackPage { p, form, errs: refusal.at("receipt").into() });
        }
    };
    let mut cookies = vec![gate::pass(&p, request.id)?];
    if form.ticked("keep") {
        let (device, fresh) = gate::device_or_new(&p, &headers);
        let mut change = Change::new(p.area().id, p.now, linju_core::Actor::Requester(request.id));
        devices::bind(&mut change, &device, request.id);
        app.house.commit(change).await?;
        cookies.extend(fresh);
    }
    Ok(go(&format!("/a/{}/r/{}", p.area().code, request.id), cookies))
}

/// What is said where a receipt or a code does not open: tried too often, or `wrong`, never which part of it.
fn shut(error: CoreError, wrong: &'static str) -> Result<(StatusCode, Refusal)> {
    match error {
        CoreError::TooMany => Ok((StatusCode::TOO_MANY_REQUESTS, Refusal::new("resident-track-limit"))),
        CoreError::NotFound | CoreError::Changed => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Refusal::new(wrong)))
        }
        error => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "resident/bind.html")]
struct BindPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
}

/// The form for a printed code.
pub async fn show_bind(p: Page, Path(area): Path<String>) -> Result<Response> {
    html(&BindPage { p: p.at(&area)?, form: Posted::default(), errs: FieldErrors::new() })
}

/// Binds this device to the requests of the code's phone.
pub async fn bind(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    Path(area): Path<String>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    let (device, fresh) = gate::device_or_new(&p, &headers);
    let code: String = form.get("code").chars().filter(char::is_ascii_alphanumeric).collect();
    let bound = match app.limits.check(Purpose::Track, peer) {
        Ok(()) => devices::use_code(&app.house, p.area().id, &code, &device).await,
        Err(_) => Err(CoreError::TooMany),
    };
    let Err(error) = bound else { return Ok(go(&format!("/a/{}", p.area().code), fresh)) };
    let (status, refusal) = shut(error, "resident-bind-wrong")?;
    html_with(status, &BindPage { p, form, errs: refusal.at("code").into() })
}
