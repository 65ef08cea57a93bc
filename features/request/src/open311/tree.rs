//! One answer, two faces: what is JSON is XML by Open311's "Spark convention", in which the wrappers of lists vanish.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// How an answer is written, by the end of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.json`
    Json,
    /// `.xml`
    Xml,
}

impl Format {
    /// Splits `0105.xml` into what is asked for and how it is to be written.
    pub fn split(file: &str) -> Option<(&str, Format)> {
        let (name, end) = file.rsplit_once('.')?;
        Some((name, Format::of(end)?))
    }

    /// The format of an address.
    pub fn of_path(path: &str) -> Format {
        path.rsplit('.').next().and_then(Format::of).unwrap_or(Format::Xml)
    }

    fn of(end: &str) -> Option<Format> {
        match end {
            "json" => Some(Format::Json),
            "xml" => Some(Format::Xml),
            _ => None,
        }
    }

    /// The answer `value`, whose outermost element in XML is `root`.
    pub fn answer(self, status: StatusCode, root: &str, value: &Value) -> Response {
        let (kind, body) = match self {
            Format::Json => ("application/json; charset=utf-8", value.to_string()),
            Format::Xml => ("text/xml; charset=utf-8", xml(root, value)),
        };
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}

fn xml(root: &str, value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(&mut out, root, value);
    out
}

/// What one entry of a list is called.
fn entry_of(list: &str) -> &str {
    match list {
        "service_requests" => "request",
        _ => list.strip_suffix('s').unwrap_or(list),
    }
}

fn element(out: &mut String, name: &str, value: &Value) {
    *out += &format!("<{name}>");
    match value {
        Value::Null => {}
        Value::Bool(yes) => *out += if *yes { "true" } else { "false" },
        Value::Number(n) => *out += &n.to_string(),
        Value::String(text) => escape(out, text),
        Value::Array(entries) => entries.iter().for_each(|entry| element(out, entry_of(name), entry)),
        Value::Object(fields) => fields.iter().for_each(|(name, field)| element(out, name, field)),
    }
    *out += &format!("</{name}>");
}

/// XML 1.0 knows no control characters but three.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => *out += "&amp;",
            '<' => *out += "&lt;",
            '>' => *out += "&gt;",
            '"' => *out += "&quot;",
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_lose_their_wrappers_in_json_and_name_their_entries_in_xml() {
        let services = json!([{ "service_code": "0105", "service_name": "灯 & <电>" }]);
        assert_eq!(
            xml("services", &services),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<services><service><service_code>0105</service_code>\
             <service_name>灯 &amp; &lt;电&gt;</service_name></service></services>"
        );
        assert!(
            xml("service_requests", &json!([{ "lat": null }])).contains("<request><lat></lat></request>")
        );
        assert!(xml("errors", &json!([{ "code": 404 }])).contains("<error><code>404</code></error>"));
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert!(xml("a", &json!("x\u{1}\u{fffe}y")).ends_with("<a>xy</a>"));
    }

    #[test]
    fn the_end_of_the_address_says_how_it_is_written() {
        assert_eq!(Format::split("01.05.json"), Some(("01.05", Format::Json)));
        assert_eq!(Format::split("0105.html"), None);
        assert_eq!(Format::split("0105"), None);
    }
}
