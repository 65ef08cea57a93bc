//! Settings of the reader, and helping one's family.

use super::{gate, go, keep};
use crate::store::devices;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use linju_core::words::Locale;
use linju_kernel::lifecycle::Coded;
use linju_web::page::Size;
use linju_web::{App, Page, Result, html};

#[derive(Template)]
#[template(path = "resident/settings.html")]
struct SettingsPage {
    p: Page,
    known: bool,
    forgotten: bool,
}

impl SettingsPage {
    fn sizes(&self) -> &'static [Size] {
        Size::ALL
    }

    fn locales(&self) -> &'static [Locale] {
        Locale::ALL
    }
}

/// Size of letters, language, and what this phone remembers.
pub async fn show(p: Page, Path(area): Path<String>, headers: HeaderMap) -> Result<Response> {
    let forgotten = p.here.ends_with("?forgotten=1");
    html(&SettingsPage { p: p.at(&area)?, known: gate::device(&headers).is_some(), forgotten })
}

/// This phone forgets what was sent from it.
pub async fn forget(
    State(app): State<App>,
    p: Page,
    Path(area): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let p = p.at(&area)?;
    if let Some(device) = gate::device(&headers) {
        devices::forget(&app.house, p.area().id, device).await?;
    }
    let gone = keep(&p, gate::DEVICE_COOKIE, "", 0);
    Ok(go(&format!("/a/{}/settings?forgotten=1", p.area().code), [gone]))
}

#[derive(Template)]
#[template(path = "resident/family.html")]
struct FamilyPage {
    p: Page,
}

/// 帮家人办: how it goes, and where it begins.
pub async fn family(p: Page, Path(area): Path<String>) -> Result<Response> {
    html(&FamilyPage { p: p.at(&area)? })
}
