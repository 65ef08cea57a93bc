//! The API for machines: JSON under `/api/v1`, ids as strings, errors as `application/problem+json`.
//!
//! It is opened by a staff session and shows what that session's pages show.

mod cases;
mod requests;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use linju_kernel::Ts;
use linju_web::{App, Error, Page, Result};
use serde::Serialize;

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/areas/{area}/cases", get(cases::list))
        .route("/api/v1/areas/{area}/cases/{case}", get(cases::show))
        .route("/api/v1/areas/{area}/requests", post(requests::receive))
}

/// A moment on the area's clock: `2026-11-23T10:00:00+08:00`.
#[derive(Serialize)]
#[serde(transparent)]
struct Stamp(String);

impl Stamp {
    fn of(p: &Page, at: Ts) -> Stamp {
        Stamp(p.iso(&at))
    }
}

fn answer(status: StatusCode, body: &impl Serialize) -> Result<Response> {
    let text = serde_json::to_string(body).map_err(|error| {
        tracing::error!(%error, "an answer is not JSON");
        Error::Broken
    })?;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], text).into_response())
}
