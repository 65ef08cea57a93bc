//! What can go wrong above the database: a refusal (a rule said no) or a fault (something broke).

use linju_kernel::Refusal;

/// The result of anything on this floor.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no; nothing changed and the person can be told why.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// There is no such thing, or none that the asker may know of.
    #[error("not found")]
    NotFound,
    /// Someone else changed it in the meantime.
    #[error("changed by someone else")]
    Changed,
    /// Too many tries; wait a little.
    #[error("too many tries")]
    TooMany,
    /// Something this house stands on, beside its database, does not answer for a moment.
    #[error("{0}")]
    Away(String),
    /// The database failed.
    #[error(transparent)]
    Db(linju_db::Error),
    /// Anything else broke.
    #[error("{0}")]
    Fault(String),
}

impl From<linju_db::Error> for Error {
    fn from(error: linju_db::Error) -> Self {
        match error {
            linju_db::Error::NotFound => Error::NotFound,
            linju_db::Error::Conflict { name: Some(name), .. } => Error::Refused(Refusal::new(name)),
            linju_db::Error::Conflict { name: None, .. } => Error::Changed,
            other => Error::Db(other),
        }
    }
}

impl From<linju_kernel::seal::DoesNotOpen> for Error {
    fn from(error: linju_kernel::seal::DoesNotOpen) -> Self {
        Error::Fault(error.to_string())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | ReadOnlyFilesystem => Error::Db(linju_db::Error::Full),
            _ => Error::Fault(error.to_string()),
        }
    }
}
