//! QR codes as inline SVG, for doors, receipts and notices.

use qrcode::QrCode;
use qrcode::render::svg;

/// An SVG of `text`, black on white with a quiet zone, named `label` for those who do not see it.
pub fn svg(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::new(text.as_bytes()) else { return String::new() };
    let drawing = code
        .render::<svg::Color<'_>>()
        .min_dimensions(160, 160)
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .build();
    let at = drawing.find("<svg").unwrap_or(0);
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    drawing[at..].replacen("<svg", &format!("<svg class=\"qr\" role=\"img\" aria-label=\"{label}\""), 1)
}
