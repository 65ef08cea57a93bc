//! The API for machines: JSON under `/api/v1`, ids as strings, errors as `application/problem+json`.
//!
//! It is opened by a staff session and shows what that session's pages show.

mod cases;
mod requests;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use linju_web::App;
use serde_json::Value;

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/areas/{area}/cases", get(cases::list))
        .route("/api/v1/areas/{area}/cases/{case}", get(cases::show))
        .route("/api/v1/areas/{area}/requests", post(requests::receive))
}

fn json(status: StatusCode, body: Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
