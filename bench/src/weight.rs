//! What a page weighs on the wire, with everything it names.

use crate::http::{Answer, Line, Request};
use anyhow::{Result, ensure};
use std::collections::BTreeSet;

/// Bytes of a resident's home, heads of the answers among them.
#[derive(Debug, Clone, Copy)]
pub struct Weight {
    /// The compressed page itself, without its head.
    pub html: usize,
    /// The page and every asset it names.
    pub first: usize,
    /// The page alone: assets are kept for ever.
    pub next: usize,
    /// How many answers a first visit takes.
    pub answers: usize,
}

/// Visits `path` like a browser that has never been here. Fonts and pictures named by the stylesheet are counted
/// whether the page uses them or not.
pub async fn weigh(address: &str, path: &str) -> Result<Weight> {
    let mut line = Line::open(address).await?;
    let page = line.ask(&Request::get(path, "")).await?;
    ensure!(page.status == 200, "{path} answers {}", page.status);
    let plain = line.ask(&Request::plain(path, "")).await?;
    let mut named = in_page(&String::from_utf8_lossy(&plain.body));
    let sheets: Vec<String> = named.iter().filter(|name| name.contains(".css")).cloned().collect();
    for sheet in sheets {
        named.extend(in_sheet(&String::from_utf8_lossy(&line.ask(&Request::plain(&sheet, "")).await?.body)));
    }
    let mut first = page.wire;
    for name in &named {
        let Answer { status, wire, .. } = line.ask(&Request::get(name, "")).await?;
        ensure!(status == 200, "{name} answers {status}");
        first += wire;
    }
    Ok(Weight { html: page.body.len(), first, next: page.wire, answers: named.len() + 1 })
}

/// Addresses of assets in a page, each once, without what stands behind `#`.
fn in_page(html: &str) -> BTreeSet<String> {
    let values = html.split('"').filter(|value| value.starts_with("/assets/"));
    values.map(|value| value.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// Addresses of assets in a stylesheet.
fn in_sheet(css: &str) -> BTreeSet<String> {
    let names = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let names = names.map(|name| name.trim_matches(['"', '\''])).filter(|name| !name.starts_with("data:"));
    names.map(|name| format!("/assets/{}", name.trim_start_matches("/assets/"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_its_sheet_name_their_assets() {
        let html = r##"<link href="/assets/a.css?v=1"><a href="/a/x"><use href="/assets/i.svg?v=2#i-a"/><use href="/assets/i.svg?v=2#i-b"/>"##;
        assert_eq!(in_page(html).into_iter().collect::<Vec<_>>(), ["/assets/a.css?v=1", "/assets/i.svg?v=2"]);
        let css = "a{src:url(fonts/b.woff2)}b{x:url(\"c.svg\") 6 4}c{y:url(data:image/png;base64,AA)}";
        assert_eq!(in_sheet(css).into_iter().collect::<Vec<_>>(), ["/assets/c.svg", "/assets/fonts/b.woff2"]);
    }
}
