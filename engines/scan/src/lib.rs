//! Space-time scan statistics and surge alarms: where requests cluster.

mod error;
pub mod files;
pub mod hard_point;
pub mod scan;
pub mod surge;

pub use error::Error;
