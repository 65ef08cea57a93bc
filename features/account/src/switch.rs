//! 换人: coming back to a shared PC by name and PIN.

use crate::desk::{Caller, DEVICE_COOKIE, welcome};
use crate::sign_in::at_form;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Session;
use linju_core::access::device::Familiar;
use linju_kernel::{Id, Refusal};
use linju_web::limit::Purpose;
use linju_web::page::html_with;
use linju_web::peer::Peer;
use linju_web::session::session_of;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff, cookie};

#[derive(Template)]
#[template(path = "switch.html")]
struct SwitchPage {
    p: Page,
    familiar: Vec<Familiar>,
    form: Posted,
    errs: FieldErrors,
    /// Who is signed in now.
    present: Option<Session>,
}

impl SwitchPage {
    fn chosen(&self, id: &Id) -> bool {
        self.form.id("account") == Some(*id) || self.familiar.len() == 1
    }
}

async fn page(
    app: &App,
    p: Page,
    headers: &HeaderMap,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let device = cookie::read(headers, DEVICE_COOKIE).unwrap_or_default();
    let familiar = app.house.familiar_on(device).await?;
    let present = session_of(app, headers).await?;
    html_with(status, &SwitchPage { p, familiar, form, errs, present })
}

/// Who may come back here.
pub async fn show(State(app): State<App>, p: Page, headers: HeaderMap) -> Result<Response> {
    page(&app, p, &headers, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

/// Name and PIN.
pub async fn switch(
    State(app): State<App>,
    p: Page,
    Peer(peer): Peer,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response> {
    app.limits.check(Purpose::Login, peer)?;
    let Some(account) = posted.id("account") else {
        let errs = Refusal::new("switch-who").at("account").into();
        return page(&app, p, &headers, Posted::default(), errs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let caller = Caller::of(peer, &headers);
    let present = session_of(&app, &headers).await?;
    match app.house.switch_to(account, posted.get("pin"), present.as_ref(), caller.origin()).await {
        Ok(opened) => Ok(welcome(&app, &opened, "/")),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            let form = Posted::default().with("account", posted.get("account"));
            page(&app, p, &headers, form, refusal.into(), status).await
        }
    }
}

/// Takes whoever is signed in off this device's list.
pub async fn forget(State(app): State<App>, headers: HeaderMap, staff: Staff) -> Result<Response> {
    if let Some(device) = cookie::read(&headers, DEVICE_COOKIE) {
        app.house.forget_on(device, staff.session.account).await?;
    }
    Ok(Redirect::to("/account?done=forgotten").into_response())
}
