//! Of whom the street demands a second factor: role by role, with how many of its holders have none yet.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::demand::Tally;
use linju_core::access::{Right, Role};
use linju_kernel::lifecycle::Coded;
use linju_web::page::html;
use linju_web::{App, Page, Posted, Result, Staff};
use std::collections::HashMap;

const HERE: &str = "/street/accounts/second-factor";

/// A role with how many hold it today, how many of these have a second factor, and whether it is demanded.
struct Line {
    role: Role,
    tally: Tally,
    demanded: bool,
}

#[derive(Template)]
#[template(path = "demand.html")]
struct DemandPage {
    p: Page,
    lines: Vec<Line>,
    saved: bool,
}

/// The roles, and the demand as it stands.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    staff.require_street(Right::EditAccounts)?;
    let demanding = app.house.reference().demanding();
    let tallies = app.house.second_factors(staff.session.street).await?;
    let line = |role: &Role| Line {
        role: *role,
        tally: tallies.iter().find(|(of, _)| of == role).map(|(_, tally)| *tally).unwrap_or_default(),
        demanded: demanding.contains(role),
    };
    let lines = Role::ALL.iter().map(line).collect();
    html(&DemandPage { p: staff.page, lines, saved: query.contains_key("saved") })
}

/// Demands it of the roles ticked, and of no other.
pub async fn save(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require_street(Right::EditAccounts)?;
    let roles: Vec<Role> = form.all("role").filter_map(Role::of).collect();
    app.house.demand_second_factor(&roles).await?;
    Ok(Redirect::to(&format!("{HERE}?saved")).into_response())
}
