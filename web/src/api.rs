//! Errors of the API as `application/problem+json` (RFC 9457).

use crate::error::Error;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The problem document of an error, with its sentence in the asker's language.
pub fn problem(error: &Error, sentence: &str) -> Response {
    let status = error.status();
    let field = if let Error::Refused(refusal) = error { refusal.field } else { None };
    let body = json!({
        "type": format!("/problems/{}", error.name()),
        "title": sentence,
        "status": status.as_u16(),
        "field": field,
    });
    let status = if status == StatusCode::SEE_OTHER { StatusCode::UNAUTHORIZED } else { status };
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
