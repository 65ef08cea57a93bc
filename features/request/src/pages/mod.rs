//! What people see and press, by room: residents, staff, organisations, the street, files and machines.

use axum::Router;
use linju_web::App;

/// All routes of this feature.
pub fn routes() -> Router<App> {
    Router::new()
}
