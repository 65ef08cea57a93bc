//! The staff's desk: inbox and board, one case and everything that can be done to it, taking words in, today,
//! follow-ups, the counter, the rates.

mod account;
mod act;
mod act_form;
mod board;
mod case;
mod counter;
mod export;
mod file;
mod filter;
mod follow_up;
mod hints;
mod inbox;
mod intake;
mod join;
mod line;
mod link;
pub mod live;
mod note_once;
mod phone;
mod raised;
mod rates;
mod record;
mod search;
mod slip;
mod timeline;
mod to_tell;
mod today;
mod week;

pub use export::table;

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use linju_core::access::Right;
use linju_kernel::{Id, Refusal};
use linju_web::{App, Error, NavItem, Page, Result, Staff};

/// Routes of the desk.
pub fn routes() -> Router<App> {
    let at = |rest: &str| format!("/staff/{{area}}{rest}");
    Router::new()
        .route(&at(""), get(front))
        .route(&at("/cases"), get(inbox::show))
        .route(&at("/cases/export"), get(export::workbook))
        .route(&at("/cases/board"), get(board::show))
        .route(&at("/cases/{case}"), get(case::show))
        .route(&at("/cases/{case}/do"), get(act::choose))
        .route(&at("/cases/{case}/do/{verb}"), get(act::form).post(act::carry_out))
        .route(&at("/cases/{case}/join"), get(join::form).post(join::join))
        .route(&at("/cases/{case}/raised"), get(raised::show))
        .route(&at("/cases/{case}/raised/{part}"), post(raised::write))
        .route(&at("/cases/{case}/package"), get(raised::sheet))
        .route(&at("/cases/{case}/link"), get(link::show).post(link::give))
        .route(&at("/cases/{case}/records"), get(record::show).post(record::add))
        .route(&at("/cases/{case}/account"), get(account::show))
        .route(&at("/cases/{case}/account/ledger"), post(account::set_ledger))
        .route(&at("/cases/{case}/account/exclude"), post(account::exclude))
        .route(&at("/cases/{case}/account/agree"), post(account::agree))
        .route(&at("/files/{file}"), get(file::serve))
        .route(&at("/requests/new"), get(intake::form).post(intake::take_in))
        .route(&at("/requests/hints"), post(intake::hints))
        .route(&at("/requests/{request}/slip"), get(slip::show))
        .route(&at("/requests/{request}/phone"), get(phone::show).post(phone::reveal))
        .route(&at("/counter"), get(counter::show).post(counter::serve))
        .route(&at("/counter/{visit}"), get(counter::paper))
        .route(&at("/live"), get(live::stream))
        .route(&at("/today"), get(today::show))
        .route(&at("/follow-ups"), get(follow_up::show))
        .route(&at("/to-tell"), get(to_tell::show))
        .route(&at("/to-tell/{message}"), post(to_tell::told))
        .route(&at("/search"), get(search::show))
        .route(&at("/rates"), get(rates::show))
}

/// The desk's entries in the staff's menu.
pub const MENU: [NavItem; 7] = [
    entry(10, "staff-inbox", "inbox", "/staff/{area}/cases", Some("case.open")),
    entry(11, "staff-today", "calendar-days", "/staff/{area}/today", None),
    entry(12, "staff-follow-ups", "phone-call", "/staff/{area}/follow-ups", None),
    entry(13, "staff-new", "plus", "/staff/{area}/requests/new", None),
    entry(14, "staff-to-tell", "megaphone", "/staff/{area}/to-tell", Some("message.pending")),
    entry(15, "staff-counter", "user-round", "/staff/{area}/counter", None),
    entry(16, "staff-rates", "layout-dashboard", "/staff/{area}/rates", None),
];

const fn entry(
    order: u8,
    label: &'static str,
    icon: &'static str,
    path: &'static str,
    counter: Option<&'static str>,
) -> NavItem {
    NavItem { order, label, icon, path, right: Right::WorkCases, counter }
}

/// The desk's front: the inbox, or the list of their own cases for those of an organisation.
async fn front(staff: Staff) -> Response {
    let worker = staff.session.may(Right::WorkCases, staff.area_id());
    let to = if worker { format!("{}/cases", desk(&staff.page)) } else { "/work".into() };
    Redirect::to(&to).into_response()
}

/// Where the pages of this desk are.
fn desk(p: &Page) -> String {
    format!("/staff/{}", p.area().code)
}

/// The page of a case.
fn case_href(p: &Page, case: Id) -> String {
    format!("{}/cases/{case}", desk(p))
}

/// Not found for whoever does not work on the area's cases.
fn require(staff: &Staff) -> Result<()> {
    staff.require(Right::WorkCases)
}

/// On to that page.
fn see(path: &str) -> Result<Response> {
    Ok(Redirect::to(path).into_response())
}

/// A refusal goes back to its form; anything else is an answer of its own.
fn refusal(error: linju_core::Error) -> Result<Refusal> {
    match Error::from(error) {
        Error::Refused(refusal) => Ok(refusal),
        other => Err(other),
    }
}

/// Text as part of an address.
fn escape(text: &str) -> String {
    let keep = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    text.bytes().map(|b| if keep(&b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}
