//! What people see and press, by room: residents, staff, organisations, the street, files and machines.

mod party;
mod resident;
mod say;

use axum::Router;
use linju_web::App;

/// All routes of this feature.
pub fn routes() -> Router<App> {
    Router::new().merge(resident::routes()).merge(party::routes())
}
