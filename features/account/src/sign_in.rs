//! 登录、两步验证、退出.

use crate::desk::{Caller, DEVICE_COOKIE, farewell, welcome};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::login::SignedIn;
use linju_kernel::Refusal;
use linju_web::limit::Purpose;
use linju_web::page::{html, html_with};
use linju_web::peer::Peer;
use linju_web::session::session_of;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, cookie};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    /// May someone come back to this device by PIN?
    familiar: bool,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    p: Page,
    ticket: String,
    next: String,
    form: Posted,
    errs: FieldErrors,
}

/// What is shown at the form, and with which status; faults go on as they are.
pub fn at_form(error: linju_core::Error) -> Result<(StatusCode, Refusal)> {
    match error {
        linju_core::Error::Refused(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, refusal)),
        linju_core::Error::TooMany => Ok((StatusCode::TOO_MANY_REQUESTS, Refusal::new("too-many-tries"))),
        other => Err(other.into()),
    }
}

async fn is_familiar(app: &App, headers: &HeaderMap) -> Result<bool> {
    let Some(device) = cookie::read(headers, DEVICE_COOKIE) else { return Ok(false) };
    Ok(!app.house.familiar_on(device).await?.is_empty())
}

/// The form.
pub async fn show(
    State(app): State<App>,
    p: Page,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response> {
    let next = query.get("next").map_or("/", String::as_str);
    let form = Posted::default().with("next", next);
    let familiar = is_familiar(&app, &headers).await?;
    html(&LoginPage { p, form, errs: FieldErrors::new(), familiar })
}

/// Login and password.
pub async fn sign_in(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Login, peer)?;
    let caller = Caller::of(peer, &headers);
    let next = posted.get("next").to_owned();
    match app.house.sign_in(posted.get("login"), posted.raw("password"), caller.origin()).await {
        Ok(SignedIn::In(opened)) => Ok(welcome(&app, &opened, &next)),
        Ok(SignedIn::CodeNeeded { ticket }) => {
            html(&CodePage { p, ticket, next, form: Posted::default(), errs: FieldErrors::new() })
        }
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            let form = Posted::default().with("login", posted.get("login")).with("next", next);
            let familiar = is_familiar(&app, &headers).await?;
            html_with(status, &LoginPage { p, form, errs: refusal.into(), familiar })
        }
    }
}

/// The phone's code.
pub async fn confirm(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Login, peer)?;
    let caller = Caller::of(peer, &headers);
    let (ticket, next) = (posted.get("ticket").to_owned(), posted.get("next").to_owned());
    match app.house.confirm_code(&ticket, posted.get("code"), posted.ticked("trust"), caller.origin()).await {
        Ok(opened) => Ok(welcome(&app, &opened, &next)),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            if refusal.name == "login-again" {
                let form = Posted::default().with("next", next);
                return html_with(status, &LoginPage { p, form, errs: refusal.into(), familiar: false });
            }
            let form = Posted::default().with("trust", posted.get("trust"));
            html_with(status, &CodePage { p, ticket, next, form, errs: refusal.at("code").into() })
        }
    }
}

/// Ends this session.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    if let Some(session) = session_of(&app, &headers).await? {
        app.house.end_session(session.account, &session.token_hash).await.map_err(Error::from)?;
    }
    Ok(([(header::SET_COOKIE, farewell(&app))], Redirect::to("/login")).into_response())
}
