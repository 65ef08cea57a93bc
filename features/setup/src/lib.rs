//! 设置: what a street and its areas set up before the work, and the roster they keep during it.
//!
//! The street maintains the catalogue of categories and takes in the notices of the working calendar; an area
//! says who takes what here, when its desk is open, who answers outside its hours, and what one shift tells the
//! next. The tables are those of `linju_core`, but for the notes of the hand-over.

mod area;
mod fields;
mod rules;
mod store;
mod street;

use area::{contact, dispatch, duty, hours};
use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::words::Source;
use linju_db::Migration;
use linju_web::{App, Feature, NavItem};
use street::{calendar, categories};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "setup",
    migrations: &[Migration {
        id: "20261123_0201_setup",
        sql: include_str!("../migrations/20261123_0201_setup.sql"),
    }],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[
        NavItem {
            order: 20,
            label: "duty",
            icon: "calendar-clock",
            path: "/staff/{area}/duty",
            right: Right::WorkCases,
            counter: None,
        },
        NavItem {
            order: 80,
            label: "setup",
            icon: "settings",
            path: "/staff/{area}/setup",
            right: Right::WorkCases,
            counter: None,
        },
        NavItem {
            order: 30,
            label: "setup-categories",
            icon: "list-checks",
            path: "/street/categories",
            right: Right::EditStreet,
            counter: None,
        },
        NavItem {
            order: 31,
            label: "setup-calendar",
            icon: "calendar-days",
            path: "/street/calendar",
            right: Right::EditStreet,
            counter: None,
        },
    ],
    front: &[],
    jobs: &[],
    reactions: &[],
};

fn routes() -> Router<App> {
    Router::new()
        .route("/street/categories", get(categories::list))
        .route("/street/categories/{code}", get(categories::show).post(categories::save))
        .route("/street/calendar", get(calendar::show).post(calendar::take_in))
        .route("/staff/{area}/setup", get(contact::show).post(contact::save))
        .route("/staff/{area}/setup/hours", get(hours::show).post(hours::save))
        .route("/staff/{area}/setup/days", post(hours::add_day))
        .route("/staff/{area}/setup/days/remove", post(hours::remove_day))
        .route("/staff/{area}/setup/dispatch", get(dispatch::list).post(dispatch::adopt))
        .route("/staff/{area}/setup/dispatch/{code}", get(dispatch::show).post(dispatch::save))
        .route("/staff/{area}/duty", get(duty::show))
        .route("/staff/{area}/duty/shifts", post(duty::add_shift))
        .route("/staff/{area}/duty/shifts/remove", post(duty::remove_shift))
        .route("/staff/{area}/duty/notes", post(duty::note))
        .route("/staff/{area}/duty/sheet", get(duty::sheet))
}
