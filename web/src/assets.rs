//! Stylesheet, icons, fonts and small scripts, embedded and compressed once.

use crate::App;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;
use std::sync::OnceLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
#[exclude = "*.md"]
#[exclude = "*.txt"]
struct Folder;

struct Asset {
    plain: Bytes,
    gzip: Option<Bytes>,
    media_type: &'static str,
    url: String,
}

fn all() -> &'static HashMap<String, Asset> {
    static ALL: OnceLock<HashMap<String, Asset>> = OnceLock::new();
    ALL.get_or_init(|| Folder::iter().map(|name| (name.to_string(), load(&name))).collect())
}

fn load(name: &str) -> Asset {
    let plain = Folder::get(name).expect("a listed asset is embedded").data.into_owned();
    let hash: String = Sha256::digest(&plain)[..5].iter().map(|b| format!("{b:02x}")).collect();
    let (media_type, packed) = match name.rsplit('.').next() {
        Some("css") => ("text/css; charset=utf-8", false),
        Some("js") => ("text/javascript; charset=utf-8", false),
        Some("svg") => ("image/svg+xml", false),
        Some("woff2") => ("font/woff2", true),
        Some("png") => ("image/png", true),
        Some("webmanifest") => ("application/manifest+json", false),
        _ => ("application/octet-stream", true),
    };
    let gzip = (!packed).then(|| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&plain).expect("writing to memory");
        Bytes::from(encoder.finish().expect("writing to memory"))
    });
    Asset { plain: plain.into(), gzip, media_type, url: format!("/assets/{name}?v={hash}") }
}

/// The address of an asset, which changes with its content and may be kept for ever.
pub fn url(name: &str) -> &'static str {
    all().get(name).map_or("/assets/missing", |a| &a.url)
}

/// `/assets/*`.
pub fn routes() -> Router<App> {
    Router::new().route("/assets/{*name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = all().get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let zipped = asset.gzip.as_ref().filter(|_| accepts.contains("gzip"));
    let mut response = zipped.unwrap_or(&asset.plain).clone().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if zipped.is_some() {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
