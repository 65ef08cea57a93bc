//! 我的账号: password, PIN, second factor, sessions. Each form is a page of its own.

use crate::desk::DEVICE_COOKIE;
use crate::sign_in::at_form;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::account::Mine;
use linju_core::access::login::OpenSession;
use linju_core::access::second::{enrolment_url, fresh_secret};
use linju_core::access::{Grant, token};
use linju_web::page::{html, html_with};
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff, cookie, qr};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    p: Page,
    mine: Mine,
    roles: Vec<String>,
    sessions: Vec<OpenSession>,
    this: Vec<u8>,
    /// Word key of what was just done.
    done: Option<String>,
}

impl MinePage {
    fn is_this(&self, session: &OpenSession) -> bool {
        session.token_hash == self.this
    }

    fn mark(&self, session: &OpenSession) -> String {
        token::hex(&session.token_hash)
    }
}

#[derive(Template)]
#[template(path = "mine-password.html")]
struct PasswordPage {
    p: Page,
    mine: Mine,
    errs: FieldErrors,
    form: Posted,
}

#[derive(Template)]
#[template(path = "mine-pin.html")]
struct PinPage {
    p: Page,
    mine: Mine,
    errs: FieldErrors,
    form: Posted,
}

#[derive(Template)]
#[template(path = "mine-second.html")]
struct SecondPage {
    p: Page,
    mine: Mine,
    demanded: bool,
    secret: String,
    drawing: String,
    errs: FieldErrors,
    form: Posted,
}

impl SecondPage {
    /// The secret in groups of four, as one types it.
    fn spoken(&self) -> String {
        let letters: Vec<char> = self.secret.chars().collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }
}

/// A role and where it stands: 社区工作者 · 久耕居民区.
pub fn spoken(p: &Page, grant: Grant) -> String {
    let reference = p.app.house.reference();
    let place = match grant.area {
        Some(area) => reference.area(area).map_or_else(String::new, |a| a.name.clone()),
        None => p.street(),
    };
    format!("{} · {place}", p.code("role", grant.role.code()))
}

fn done(what: &str) -> Response {
    Redirect::to(&format!("/account?done={what}")).into_response()
}

const DONE: [&str; 7] =
    ["password", "pin", "pin-removed", "second", "second-removed", "sessions", "forgotten"];

/// The overview.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let Staff { page: p, session } = staff;
    let mine = app.house.mine(&session).await?;
    let sessions = app.house.sessions_of(session.account).await?;
    let roles = session.grants.iter().map(|g| spoken(&p, *g)).collect();
    let done = query.get("done").filter(|d| DONE.contains(&d.as_str())).map(|d| format!("mine-done-{d}"));
    html(&MinePage { p, mine, roles, sessions, this: session.token_hash, done })
}

/// The form for a new password.
pub async fn password(State(app): State<App>, staff: Staff) -> Result<Response> {
    let mine = app.house.mine(&staff.session).await?;
    html(&PasswordPage { p: staff.page, mine, errs: FieldErrors::new(), form: Posted::default() })
}

/// Changes it.
pub async fn change_password(
    State(app): State<App>,
    headers: HeaderMap,
    staff: Staff,
    posted: Posted,
) -> Result<Response> {
    let device = cookie::read(&headers, DEVICE_COOKIE);
    let me = &staff.session;
    let errs = if posted.raw("password") != posted.raw("again") {
        (StatusCode::UNPROCESSABLE_ENTITY, linju_kernel::Refusal::new("password-unlike").at("again"))
    } else {
        match app.house.change_password(me, posted.raw("present"), posted.raw("password"), device).await {
            Ok(()) => return Ok(done("password")),
            Err(error) => at_form(error)?,
        }
    };
    let mine = app.house.mine(me).await?;
    html_with(errs.0, &PasswordPage { p: staff.page, mine, errs: errs.1.into(), form: Posted::default() })
}

/// The form for a PIN.
pub async fn pin(State(app): State<App>, staff: Staff) -> Result<Response> {
    let mine = app.house.mine(&staff.session).await?;
    html(&PinPage { p: staff.page, mine, errs: FieldErrors::new(), form: Posted::default() })
}

/// Sets it.
pub async fn set_pin(State(app): State<App>, staff: Staff, posted: Posted) -> Result<Response> {
    match app.house.set_pin(&staff.session, posted.raw("present"), posted.get("pin")).await {
        Ok(()) => Ok(done("pin")),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            let mine = app.house.mine(&staff.session).await?;
            html_with(status, &PinPage { p: staff.page, mine, errs: refusal.into(), form: Posted::default() })
        }
    }
}

/// Takes it away.
pub async fn remove_pin(State(app): State<App>, staff: Staff) -> Result<Response> {
    app.house.remove_pin(&staff.session).await?;
    Ok(done("pin-removed"))
}

async fn second_page(
    app: &App,
    staff: Staff,
    secret: String,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let Staff { page: p, session } = staff;
    let mine = app.house.mine(&session).await?;
    let url = enrolment_url(&secret, &p.t("brand"), &mine.account.login)?;
    let drawing = qr::svg(&url, &p.t("second-qr"));
    let demanded = app.house.second_factor_demanded(session.account).await?;
    html_with(status, &SecondPage { p, mine, demanded, secret, drawing, errs, form: Posted::default() })
}

/// The form for a second factor: a fresh secret each time it is opened.
pub async fn second_factor(State(app): State<App>, staff: Staff) -> Result<Response> {
    second_page(&app, staff, fresh_secret(), FieldErrors::new(), StatusCode::OK).await
}

/// Enrols the phone that took the shown secret.
pub async fn enrol(State(app): State<App>, staff: Staff, posted: Posted) -> Result<Response> {
    let secret = posted.get("secret").to_owned();
    let given =
        app.house.enrol_second_factor(&staff.session, posted.raw("present"), &secret, posted.get("code"));
    match given.await {
        Ok(()) => Ok(done("second")),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            let kept = if refusal.name == "totp-secret" { fresh_secret() } else { secret };
            second_page(&app, staff, kept, refusal.into(), status).await
        }
    }
}

/// Takes the second factor away.
pub async fn remove_second_factor(State(app): State<App>, staff: Staff, posted: Posted) -> Result<Response> {
    match app.house.remove_second_factor(&staff.session, posted.raw("present")).await {
        Ok(()) => Ok(done("second-removed")),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            second_page(&app, staff, fresh_secret(), refusal.into(), status).await
        }
    }
}

/// Ends the session that was named, or all others.
pub async fn end_sessions(State(app): State<App>, staff: Staff, posted: Posted) -> Result<Response> {
    match token::unhex(posted.get("which")).filter(|hash| !hash.is_empty()) {
        Some(hash) => app.house.end_session(staff.session.account, &hash).await?,
        None => app.house.end_other_sessions(&staff.session).await?,
    }
    Ok(done("sessions"))
}
