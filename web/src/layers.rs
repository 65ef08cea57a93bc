//! What stands around every page: security headers, CSRF, errors in plain words, the kept size of letters.

use crate::api;
use crate::app::App;
use crate::cookie;
use crate::error::Error;
use crate::page::{self, Page, SIZE_COOKIE, Size};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use linju_core::file;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tracing::Instrument;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; \
                      media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
                      worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// `router` with everything around it.
pub fn around(router: Router<App>, app: App) -> Router {
    let limit = DefaultBodyLimit::max(file::MAX_BYTES * 6);
    router
        .fallback(|| async { Error::NotFound })
        .layer(limit)
        .layer(CatchPanicLayer::custom(|_| Error::Broken.into_response()))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(app.clone(), speak))
        .layer(from_fn_with_state(app.clone(), keep_size))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(app.clone(), secure))
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app)
}

/// Gives the request an id, which stands in every line of the log that it causes and in the answer, and counts it.
/// Of the path only the pattern is kept: what stands in it may be someone's.
async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let begun = std::time::Instant::now();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    app.answered.note(&route, status, took);
    span.in_scope(|| {
        tracing::debug!(%method, route, status = status.as_u16(), ms = took.as_millis() as u64, "answered");
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set =
        |name: HeaderName, value: &'static str| _ = headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(self), geolocation=()");
    if app.reach.https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Keeps the size of letters that a link asked for (`?lv=elder` on a door's QR code), for a year.
async fn keep_size(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = request.uri().query().and_then(|q| q.split('&').find_map(|pair| pair.strip_prefix("lv=")));
    let size = asked.and_then(<Size as linju_kernel::lifecycle::Coded>::of);
    let mut response = next.run(request).await;
    if let Some(size) = size {
        let cookie = cookie::write(SIZE_COOKIE, size.code(), 365, app.reach.https);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    p: Page,
    heading: String,
    sentence: String,
}

/// Turns an error into a page, or into a problem document for the API, in the asker's language.
async fn speak(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let p = Page::of(&app, &parts.headers, &parts.uri);
    let json = parts.uri.path().starts_with("/api/");
    let head = parts.method == Method::HEAD;
    let response = next.run(Request::from_parts(parts, body)).await;
    let forbidden = response.extensions().get::<tower_http::csrf::ProtectionError>().is_some();
    let error = response.extensions().get::<Error>().cloned();
    let error = if forbidden { Some(Error::BadRequest) } else { error };
    let Some(error) = error else { return response };
    let status = response.status();
    let sentence = match &error {
        Error::Refused(refusal) => p.refusal(refusal),
        other => p.t(&format!("error-{}", other.name())).into_owned(),
    };
    if json {
        return api::problem(&error, &sentence);
    }
    if head || matches!(error, Error::SignIn(_)) {
        return response;
    }
    let heading = p
        .t(if matches!(error, Error::Refused(_)) { "error-refused-heading" } else { "error-heading" })
        .into_owned();
    let page = ErrorPage { heading, sentence, p };
    page::html_with(status, &page).unwrap_or(response)
}
