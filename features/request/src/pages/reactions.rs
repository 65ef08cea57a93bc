//! What the platform does by itself: every rule with its threshold, its reason, and how often it fired here.

use crate::reactions::{REACTIONS, Rule};
use crate::store::sweep;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use linju_core::access::Right;
use linju_web::{App, NavItem, Page, Result, Staff, html};

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/staff/{area}/reactions", get(show))
}

/// The room's entry in the staff's menu.
pub const MENU: NavItem = NavItem {
    order: 81,
    label: "reactions",
    icon: "route",
    path: "/staff/{area}/reactions",
    right: Right::WorkCases,
    counter: None,
};

struct Item {
    rule: Rule,
    after: Option<i64>,
    fired: i64,
}

#[derive(Template)]
#[template(path = "reactions/list.html")]
struct ReactionsPage {
    p: Page,
    items: Vec<Item>,
}

async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    let names: Vec<&str> = REACTIONS.iter().map(|rule| rule.name).collect();
    let fired = sweep::fired(&app.house, staff.area_id(), &names).await?;
    let item = |rule: &Rule| Item {
        rule: *rule,
        after: rule.after.map(|limit| i64::from(limit.amount())),
        fired: fired.get(rule.name).copied().unwrap_or_default(),
    };
    html(&ReactionsPage { items: REACTIONS.iter().map(item).collect(), p: staff.page })
}
