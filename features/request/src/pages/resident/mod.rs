//! Residents' pages: home, report in three steps, receipt, progress, public ledger, settings. No account: a
//! device remembers what was sent from it, and a receipt with the phone's last four opens the rest.

mod act;
mod draft;
mod file;
mod gate;
mod home;
mod ledger;
mod places;
mod report;
mod request;
mod settings;
mod show;
mod step;
mod track;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use linju_kernel::Id;
use linju_web::{App, Error, Page, Result, cookie};

/// The routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::choose))
        .route("/d/{area}/{place}", get(home::door))
        .route("/a/{area}", get(home::home))
        .route("/a/{area}/report", get(report::what).post(report::what))
        .route("/a/{area}/report/place", get(places::choose).post(places::choose))
        .route("/a/{area}/report/kinds", get(report::kinds).post(report::kinds))
        .route("/a/{area}/report/words", get(report::words).post(report::words))
        .route("/a/{area}/report/contact", post(report::contact))
        .route("/a/{area}/report/send", post(report::send))
        .route("/a/{area}/r/{request}", get(request::show))
        .route("/a/{area}/r/{request}/print", get(request::print))
        .route("/a/{area}/r/{request}/do/{verb}", get(act::ask).post(act::act))
        .route("/a/{area}/track", get(track::show).post(track::open))
        .route("/a/{area}/bind", get(track::show_bind).post(track::bind))
        .route("/a/{area}/family", get(settings::family))
        .route("/a/{area}/settings", get(settings::show))
        .route("/a/{area}/settings/forget", post(settings::forget))
        .route("/a/{area}/ledger", get(ledger::list))
        .route("/a/{area}/ledger/{case}", get(ledger::one))
        .route("/a/{area}/file/{file}", get(file::serve))
}

/// The id in a path; not found where it is none.
fn id(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Error::NotFound)
}

/// To another page, with these cookies set on the way.
fn go(path: &str, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    with_cookies(Redirect::to(path).into_response(), cookies)
}

fn with_cookies(mut response: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for value in cookies {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// A cookie of this site for `days`.
fn keep(p: &Page, name: &str, value: &str, days: u32) -> HeaderValue {
    cookie::write(name, value, days, p.app.reach.https)
}
