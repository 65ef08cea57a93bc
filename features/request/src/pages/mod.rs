//! What people see and press, by room: residents, staff, organisations, the street, files and machines.

mod api;
pub(crate) mod hotline;
mod joint;
mod kept;
pub mod party;
pub(crate) mod reactions;
mod resident;
mod rounds;
mod say;
pub(crate) mod staff;
pub(crate) mod street;

use axum::Router;
use linju_web::App;

/// All routes of this feature.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(resident::routes())
        .merge(staff::routes())
        .merge(party::routes())
        .merge(hotline::routes())
        .merge(reactions::routes())
        .merge(api::routes())
        .merge(crate::open311::routes())
        .merge(street::routes())
}
