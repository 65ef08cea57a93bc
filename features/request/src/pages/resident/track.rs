//! 查进度: opening a request by its receipt and the phone's last four, or by its printed secret; and binding a
//! device by a printed code.

use super::{gate, go};
use crate::store::devices;
use crate::track;
use askama::Template;
use axum::extract::Path;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use linju_core::Change;
use linju_kernel::Refusal;
use linju_web::limit::Purpose;
use linju_web::page::html_with;
use linju_web::peer::Peer;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result};

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
    html_with(StatusCode::OK, &TrackPage { p: p.at(&area)?, form, errs: FieldErrors::new() })
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
    let again = |p: Page, status, refusal: Refusal| {
        let form = Posted::default().with("receipt", form.get("receipt"));
        html_with(status, &TrackPage { p, form, errs: refusal.into() })
    };
    let limited = Refusal::new("resident-track-limit").at("receipt");
    if app.limits.check(Purpose::Track, peer).is_err() {
        return again(p, StatusCode::TOO_MANY_REQUESTS, limited);
    }
    let found = track::open(&app.house, p.area().id, form.get("receipt"), form.get("proof")).await;
    let request = match found {
        Ok(request) => request,
        Err(linju_core::Error::TooMany) => return again(p, StatusCode::TOO_MANY_REQUESTS, limited),
        Err(linju_core::Error::NotFound) => {
            let refusal = Refusal::new("resident-track-wrong").at("receipt");
            return again(p, StatusCode::UNPROCESSABLE_ENTITY, refusal);
        }
        Err(error) => return Err(error.into()),
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

#[derive(Template)]
#[template(path = "resident/bind.html")]
struct BindPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
}

/// The form for a printed code.
pub async fn show_bind(p: Page, Path(area): Path<String>) -> Result<Response> {
    html_with(
        StatusCode::OK,
        &BindPage { p: p.at(&area)?, form: Posted::default(), errs: FieldErrors::new() },
    )
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
    let limited = app.limits.check(Purpose::Track, peer).is_err();
    let (device, fresh) = gate::device_or_new(&p, &headers);
    let code: String = form.get("code").chars().filter(char::is_ascii_alphanumeric).collect();
    let refusal = match limited {
        true => Refusal::new("resident-track-limit"),
        false => match devices::use_code(&app.house, p.area().id, &code, &device).await {
            Ok(()) => return Ok(go(&format!("/a/{}", p.area().code), fresh)),
            Err(linju_core::Error::NotFound | linju_core::Error::Changed) => {
                Refusal::new("resident-bind-wrong")
            }
            Err(error) => return Err(Error::from(error)),
        },
    };
    let status = if limited { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &BindPage { p, form, errs: refusal.at("code").into() })
}
