//! 12345: orders come in as a file or a pasted row, and go back as a reply.
//!
//! Looking a file through writes nothing, so its page is the answer to the upload itself; the rows travel back
//! in the page's form and are judged again when they are taken in. What was taken in at once can be undone at once.

mod list;
mod look;
mod one;
mod undo;

pub use look::sentence;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_web::{App, NavItem, Page};

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/staff/{area}/hotline", get(list::show))
        .route("/staff/{area}/hotline/look", post(look::look))
        .route("/staff/{area}/hotline/import", post(look::import))
        .route("/staff/{area}/hotline/export", get(list::export))
        .route("/staff/{area}/hotline/imports/{import}", get(undo::show))
        .route("/staff/{area}/hotline/imports/{import}/undo", post(undo::undo))
        .route("/staff/{area}/hotline/{case}", get(one::show))
        .route("/staff/{area}/hotline/{case}/accept", post(one::accept))
        .route("/staff/{area}/hotline/{case}/state", post(one::set_state))
}

/// The room's entry in the staff's menu.
pub const MENU: NavItem = NavItem {
    order: 17,
    label: "hotline-orders",
    icon: "phone-call",
    path: "/staff/{area}/hotline",
    right: Right::WorkCases,
    counter: None,
};

/// Where this room is.
fn base(p: &Page) -> String {
    format!("/staff/{}/hotline", p.area().code)
}
