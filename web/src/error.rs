//! From what went wrong to an answer a person understands.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::Refusal;

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a handler gives no ordinary answer. The layer around all pages renders it, as a page or as
/// `application/problem+json`, in the asker's language.
#[derive(Debug, Clone)]
pub enum Error {
    /// A rule said no.
    Refused(Refusal),
    /// No such thing, or none the asker may know of.
    NotFound,
    /// Someone else changed it in the meantime.
    Changed,
    /// Too many tries.
    TooMany,
    /// Nobody is signed in; the way back leads to this path.
    SignIn(String),
    /// The request does not parse.
    BadRequest,
    /// Nothing can be taken in: the disk is full. Reading goes on.
    Full,
    /// The database, or where the files are, is away for a moment.
    Away,
    /// Something broke; the log says what.
    Broken,
}

impl Error {
    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Changed => StatusCode::CONFLICT,
            Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Error::SignIn(_) => StatusCode::UNAUTHORIZED,
            Error::BadRequest => StatusCode::BAD_REQUEST,
            Error::Full | Error::Away => StatusCode::SERVICE_UNAVAILABLE,
            Error::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable name, as in the locale files (`error-<name>`) and the API.
    pub fn name(&self) -> &'static str {
        match self {
            Error::Refused(refusal) => refusal.name,
            Error::NotFound => "not-found",
            Error::Changed => "changed",
            Error::TooMany => "too-many",
            Error::SignIn(_) => "sign-in",
            Error::BadRequest => "bad-request",
            Error::Full => "full",
            Error::Away => "away",
            Error::Broken => "broken",
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Error::SignIn(next) = &self {
            let mut response = Redirect::to(&format!("/login?next={next}")).into_response();
            response.extensions_mut().insert(self);
            return response;
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<linju_core::Error> for Error {
    fn from(error: linju_core::Error) -> Self {
        match error {
            linju_core::Error::Refused(refusal) => Error::Refused(refusal),
            linju_core::Error::NotFound => Error::NotFound,
            linju_core::Error::Changed => Error::Changed,
            linju_core::Error::TooMany => Error::TooMany,
            linju_core::Error::Db(linju_db::Error::Full) => {
                tracing::error!("nothing can be written: the disk is full or read-only");
                Error::Full
            }
            linju_core::Error::Away(what) => {
                tracing::warn!(what, "something is away");
                Error::Away
            }
            linju_core::Error::Db(linju_db::Error::Busy) => {
                tracing::warn!("the database is away");
                Error::Away
            }
            fault => {
                tracing::error!(%fault, "a handler failed");
                Error::Broken
            }
        }
    }
}

impl From<linju_db::Error> for Error {
    fn from(error: linju_db::Error) -> Self {
        linju_core::Error::from(error).into()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}
