//! Why a call was not answered, in the words the interface prescribes: 404 what does not exist, 403 a missing or
//! wrong key, 400 the rest.

use super::tree::Format;
use axum::http::StatusCode;
use axum::response::Response;
use linju_web::Error;
use serde_json::json;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    status: u16,
    description: String,
}

impl Fault {
    /// The call itself is wrong.
    pub fn call(description: impl Into<String>) -> Fault {
        Fault { status: 400, description: description.into() }
    }

    /// No key, or not one of ours.
    pub fn key() -> Fault {
        Fault { status: 403, description: "api_key is missing or wrong".into() }
    }

    /// There is no such thing.
    pub fn unknown(what: &str) -> Fault {
        Fault { status: 404, description: format!("{what} was not found") }
    }

    /// As it is answered.
    pub fn answer(&self, format: Format) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        format.answer(status, "errors", &json!([{ "code": self.status, "description": self.description }]))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let status = error.status().as_u16();
        Fault { status: if status == 422 { 400 } else { status }, description: error.name().to_owned() }
    }
}

impl From<linju_core::Error> for Fault {
    fn from(error: linju_core::Error) -> Fault {
        Fault::from(Error::from(error))
    }
}
