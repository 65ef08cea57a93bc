//! Accounts of those who work with the system: signing in, the quick switch at a shared PC, one's own account,
//! and keeping the accounts of an area or of the street. The rules are in `linju_core::access`; this is what
//! people see of them.

mod demand;
mod desk;
mod keep;
mod keep_one;
mod mine;
mod sign_in;
mod switch;

use axum::Router;
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_core::jobs::Job;
use linju_core::words::Source;
use linju_web::{App, Feature, NavItem};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "account",
    migrations: &[],
    words: &[Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") }],
    routes,
    menu: &[
        NavItem {
            order: 95,
            label: "accounts",
            icon: "key-round",
            path: "/staff/{area}/accounts",
            right: Right::EditAccounts,
            counter: None,
        },
        NavItem {
            order: 95,
            label: "accounts",
            icon: "key-round",
            path: "/street/accounts",
            right: Right::EditAccounts,
            counter: None,
        },
    ],
    front: &[],
    jobs: &[Job {
        name: "forget-stale-access",
        every_seconds: 900,
        run: |house| Box::pin(async move { house.forget_stale_access().await }),
    }],
    reactions: &[],
};

fn routes() -> Router<App> {
    let router = Router::new()
        .route("/login", get(sign_in::show).post(sign_in::sign_in))
        .route("/login/code", post(sign_in::confirm))
        .route("/logout", post(sign_in::sign_out))
        .route("/switch", get(switch::show).post(switch::switch))
        .route("/switch/forget", post(switch::forget))
        .route("/staff", get(desk::mine))
        .route("/street/accounts/second-factor", get(demand::show).post(demand::save))
        .route("/account", get(mine::show))
        .route("/account/password", get(mine::password).post(mine::change_password))
        .route("/account/pin", get(mine::pin).post(mine::set_pin))
        .route("/account/pin/remove", post(mine::remove_pin))
        .route("/account/second-factor", get(mine::second_factor).post(mine::enrol))
        .route("/account/second-factor/remove", post(mine::remove_second_factor))
        .route("/account/sessions/end", post(mine::end_sessions));
    ["/staff/{area}/accounts", "/street/accounts"].into_iter().fold(router, |router, base| {
        let at = |rest: &str| format!("{base}{rest}");
        router
            .route(base, get(keep::list).post(keep::give_to_login))
            .route(&at("/new"), get(keep::blank).post(keep::create))
            .route(&at("/{account}"), get(keep_one::show).post(keep_one::rename))
            .route(&at("/{account}/roles"), post(keep_one::give_role))
            .route(&at("/{account}/roles/{role}/end"), post(keep_one::end_role))
            .route(&at("/{account}/disable"), post(keep_one::disable))
            .route(&at("/{account}/enable"), post(keep_one::enable))
            .route(&at("/{account}/reset"), post(keep_one::reset))
    })
}
