//! Where someone's own desk is, and what a browser keeps of them.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Session;
use linju_core::access::login::{Opened, Origin, Owed};
use linju_web::session::SESSION_COOKIE;
use linju_web::{App, Error, Page, Result, Staff, cookie};
use std::net::IpAddr;

/// Cookie by which a device is known: who signed in on it, and whether it is trusted.
pub const DEVICE_COOKIE: &str = "linju_device";
const DAYS: u32 = 30;

/// What a device is called in the list of sessions: `Chrome · Windows`.
pub fn device_name(headers: &HeaderMap) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge"),
        ("QQBrowser", "QQ浏览器"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let found =
        |names: [(&str, &'static str); 6]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|n| n.1);
    [found(BROWSERS), found(SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where a request to sign in comes from, in owned parts; [`Caller::origin`] lends them.
pub struct Caller {
    peer: String,
    device: Option<String>,
    name: String,
}

impl Caller {
    pub fn of(peer: IpAddr, headers: &HeaderMap) -> Self {
        let device = cookie::read(headers, DEVICE_COOKIE).map(str::to_owned);
        Self { peer: peer.to_string(), device, name: device_name(headers) }
    }

    pub fn origin(&self) -> Origin<'_> {
        Origin { peer: &self.peer, device: self.device.as_deref(), name: &self.name }
    }
}

/// The answer to a successful sign-in: cookies, and on to what is owed, to `next`, or to one's desk.
pub fn welcome(app: &App, opened: &Opened, next: &str) -> Response {
    let next = linju_web::page::local(next);
    let to = match opened.owes {
        Some(owed) => where_given(owed),
        None if next == "/" => "/staff",
        None => next,
    };
    let mut response = Redirect::to(to).into_response();
    for (name, value) in [(SESSION_COOKIE, &opened.token), (DEVICE_COOKIE, &opened.device)] {
        response.headers_mut().append(header::SET_COOKIE, cookie::write(name, value, DAYS, app.reach.https));
    }
    response
}

/// Where what is owed is given.
fn where_given(owed: Owed) -> &'static str {
    match owed {
        Owed::Password => "/account/password",
        Owed::SecondFactor => "/account/second-factor",
    }
}

/// The `Set-Cookie` that ends a session in the browser.
pub fn farewell(app: &App) -> HeaderValue {
    cookie::write(SESSION_COOKIE, "", 0, app.reach.https)
}

/// `/staff`: on to the first page of one's own desk, or to what is owed before there is one.
pub async fn mine(State(app): State<App>, staff: Staff) -> Result<Redirect> {
    let Staff { page, session } = staff;
    if session.grants.is_empty()
        && let Some(owed) = app.house.owed_by(session.account).await?
    {
        return Ok(Redirect::to(where_given(owed)));
    }
    Ok(Redirect::to(&first_page(&app, page, &session)?))
}

fn first_page(app: &App, page: Page, session: &Session) -> Result<String> {
    let reference = app.house.reference();
    for id in session.areas() {
        let area = reference.area(id).ok_or(Error::NotFound)?;
        if let Some(entry) = page.clone().in_area(area).menu().into_iter().next() {
            return Ok(entry.href);
        }
    }
    Ok(page.menu().into_iter().next().map_or_else(|| "/account".to_owned(), |entry| entry.href))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_what_its_owner_would_call_it() {
        let name = |agent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
            device_name(&headers)
        };
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(name(edge), "Edge · Windows");
        let phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0";
        assert_eq!(name(phone), "微信 · Android");
        assert_eq!(name("curl/8.0"), "");
    }
}
