//! Who may see a request: the device it was sent from or was bound to, or whoever opened it with its receipt
//! and the phone's last four, for half an hour. Its id alone opens nothing.

use super::keep;
use crate::pages::kept::hex;
use crate::store::devices::{self, Mine};
use axum::http::{HeaderMap, HeaderValue};
use linju_core::House;
use linju_kernel::{Id, Ts};
use linju_web::{Error, Page, Result, cookie};

/// Cookie of a resident's device.
pub const DEVICE_COOKIE: &str = "device";
/// Cookie of a request opened by receipt.
const PASS_COOKIE: &str = "pass";
/// Cookie of the printed secret, from sending until it is printed.
const SLIP_COOKIE: &str = "slip";
/// How long a pass or a slip lasts.
const PASS_MS: i64 = 30 * 60_000;

/// The device's token, if it has one.
pub fn device(headers: &HeaderMap) -> Option<&str> {
    cookie::read(headers, DEVICE_COOKIE).filter(|token| !token.is_empty())
}

/// The device's token, or a fresh one to keep for a year.
pub fn device_or_new(p: &Page, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
    match device(headers) {
        Some(token) => (token.to_owned(), None),
        None => {
            let token = devices::token();
            let set = keep(p, DEVICE_COOKIE, &token, 365);
            (token, Some(set))
        }
    }
}

/// The request, if this browser may see it.
pub async fn open(p: &Page, headers: &HeaderMap, request: Id) -> Result<Mine> {
    let (house, area) = (&p.app.house, p.area().id);
    if let Some(device) = device(headers) {
        match devices::one_of_mine(house, area, device, request).await {
            Err(linju_core::Error::NotFound) => {}
            other => return Ok(other?),
        }
    }
    if passed(house, area, headers, p.now)? != Some(request) {
        return Err(Error::NotFound);
    }
    Ok(devices::with_case(house, area, request).await?)
}

/// A pass for `request`.
pub fn pass(p: &Page, request: Id) -> Result<HeaderValue> {
    let area = p.area().id;
    let until = p.now.plus_ms(PASS_MS);
    let sign = signature(&p.app.house, area, request, until)?;
    Ok(keep(p, PASS_COOKIE, &format!("{request}.{}.{sign}", until.0), 1))
}

/// The request this browser holds a pass for in `area`, while it lasts.
pub fn passed(house: &House, area: Id, headers: &HeaderMap, now: Ts) -> Result<Option<Id>> {
    let read = || {
        let mut parts = cookie::read(headers, PASS_COOKIE)?.split('.');
        Some((parts.next()?.parse::<Id>().ok()?, Ts(parts.next()?.parse().ok()?), parts.next()?.to_owned()))
    };
    let Some((request, until, sign)) = read() else { return Ok(None) };
    let holds = now < until && sign == signature(house, area, request, until)?;
    Ok(holds.then_some(request))
}

fn signature(house: &House, area: Id, request: Id, until: Ts) -> Result<String> {
    let print = house.key(area)?.fingerprint("pass", &format!("{area} {request} {}", until.0));
    Ok(hex(&print))
}

/// Keeps the printed secret of `request` for the page that shows and the one that prints it.
pub fn slip(p: &Page, request: Id, secret: &str) -> HeaderValue {
    keep(p, SLIP_COOKIE, &format!("{request}.{}.{secret}", p.now.plus_ms(PASS_MS).0), 1)
}

/// The printed secret of `request`, if it was just made in this browser.
pub fn secret(p: &Page, headers: &HeaderMap, request: Id) -> Option<String> {
    let mut parts = cookie::read(headers, SLIP_COOKIE)?.split('.');
    let mine = parts.next()?.parse::<Id>().ok()? == request;
    let fresh = p.now < Ts(parts.next()?.parse().ok()?);
    let secret = parts.next()?;
    let plain = secret.bytes().all(|b| b.is_ascii_alphanumeric());
    (mine && fresh && plain).then(|| secret.to_owned())
}
