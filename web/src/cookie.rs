//! Cookies: reading one, and writing one that no script and no other site can touch.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of cookie `name`.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// A `Set-Cookie` value: HttpOnly, SameSite=Lax, for the whole site, for `days` (0 deletes it). `value` must
/// be plain token characters.
pub fn write(name: &str, value: &str, days: u32, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let age = u64::from(days) * 86_400;
    let text = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
