//! Forms: what was typed, kept; what was sent, counted; what was wrong, said at its field.

use crate::App;
use crate::error::{Error, Result};
use axum::extract::{FromRequest, Multipart, RawForm, Request};
use axum::http::header;
use jiff::tz::TimeZone;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal, Ts};

/// Fields and files of a posted form, url-encoded or multipart, in the order sent.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    uploads: Vec<Upload>,
}

/// A choice in a form: value and words.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// A file as sent; [`FileStore::take`](linju_core::file::FileStore::take) judges its size and kind.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name of its field.
    pub field: String,
    /// Name it had; for messages only.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

const MOST_FIELDS: usize = 2_000;
const MOST_UPLOADS: usize = 12;

impl FromRequest<App> for Posted {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let media_type =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        if !media_type.starts_with("multipart/form-data") {
            let RawForm(bytes) = RawForm::from_request(request, app).await.map_err(|_| Error::BadRequest)?;
            return Ok(Self::urlencoded(&bytes));
        }
        let mut multipart = Multipart::from_request(request, app).await.map_err(|_| Error::BadRequest)?;
        let mut posted = Posted::default();
        let too_large = |_| Error::Refused(Refusal::new("file-too-large").at("file"));
        while let Some(field) = multipart.next_field().await.map_err(too_large)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await.map_err(too_large)?;
            match file_name {
                Some(_) if bytes.is_empty() => {}
                Some(file_name) if posted.uploads.len() < MOST_UPLOADS => {
                    posted.uploads.push(Upload { field: name, name: file_name, bytes: bytes.to_vec() });
                }
                Some(_) => return Err(Refusal::new("files-too-many").at("file").into()),
                None if posted.fields.len() < MOST_FIELDS => {
                    posted.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
                }
                None => return Err(Error::BadRequest),
            }
        }
        Ok(posted)
    }
}

impl Posted {
    /// Reads a url-encoded body.
    pub fn urlencoded(bytes: &[u8]) -> Self {
        let pairs: Vec<(String, String)> = form_pairs(bytes).take(MOST_FIELDS).collect();
        Self { fields: pairs, uploads: Vec::new() }
    }

    /// The trimmed value of `name`; empty if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// The value of `name` as typed; empty if it was not sent.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// All values of `name`, as of a group of checkboxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// Was the box `name` ticked, or is `value` among the values of `name`?
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// Was `name` sent with anything in it?
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// All fields, in the order sent.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Sets a field, for a form that starts with something in it.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// The files sent as `name`.
    pub fn uploads<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Upload> + 'a {
        self.uploads.iter().filter(move |u| u.field == name)
    }

    /// The id in `name`.
    pub fn id(&self, name: &str) -> Option<Id> {
        self.get(name).parse().ok()
    }

    /// The day in `name`.
    pub fn day(&self, name: &str) -> Option<Day> {
        self.get(name).parse().ok()
    }

    /// The moment that a field for day and clock holds, on the clocks of `zone`.
    pub fn moment(&self, name: &str, zone: &TimeZone) -> Option<Ts> {
        let civil: jiff::civil::DateTime = self.get(name).parse().ok()?;
        let zoned = zone.to_ambiguous_zoned_datetime(civil).compatible().ok()?;
        Some(Ts(zoned.timestamp().as_millisecond()))
    }

    /// Sets a field for day and clock.
    pub fn with_moment(self, name: &str, at: Ts, zone: &TimeZone) -> Self {
        self.with(name, at.in_zone(zone).strftime("%Y-%m-%dT%H:%M").to_string())
    }

    /// The whole number in `name`.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// The value of a closed list in `name`.
    pub fn coded<C: Coded>(&self, name: &str) -> Option<C> {
        C::of(self.get(name))
    }
}

fn form_pairs(bytes: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
        let value = pair.get(at + 1..).unwrap_or_default();
        (unescape(&pair[..at]), unescape(value))
    })
}

fn unescape(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16));
        match (bytes[i], hex(bytes.get(i + 1)), hex(bytes.get(i + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 2;
            }
            (b'+', _, _) => out.push(b' '),
            (other, _, _) => out.push(other),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What is wrong with a form: field and refusal name, in the order found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<Refusal>);

impl FieldErrors {
    /// Nothing is wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the refusal `name` at `field`.
    pub fn add(&mut self, field: &'static str, name: &'static str) {
        self.0.push(Refusal::new(name).at(field));
    }

    /// Adds a refusal.
    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Adds `name` at `field` unless `fine`.
    pub fn check(&mut self, fine: bool, field: &'static str, name: &'static str) {
        if !fine {
            self.add(field, name);
        }
    }

    /// Is nothing wrong?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things are wrong.
    pub fn len(&self) -> i64 {
        self.0.len() as i64
    }

    /// The first refusal at `field`.
    pub fn at(&self, field: &str) -> Option<&Refusal> {
        self.0.iter().find(|r| r.field == Some(field))
    }

    /// All refusals.
    pub fn iter(&self) -> std::slice::Iter<'_, Refusal> {
        self.0.iter()
    }
}

impl From<Refusal> for FieldErrors {
    fn from(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_what_was_typed() {
        let posted =
            Posted::urlencoded("words=%E7%81%AF+%E5%9D%8F%E4%BA%86&nature=a&nature=b&odd=%zz".as_bytes());
        assert_eq!(posted.get("words"), "灯 坏了");
        assert!(posted.has("nature", "b") && !posted.has("nature", "c"));
        assert_eq!(posted.get("odd"), "%zz");
        assert_eq!(posted.get("missing"), "");
        assert!(!posted.ticked("missing"));
    }

    #[test]
    fn an_error_stands_at_its_field() {
        let mut errors = FieldErrors::new();
        errors.check(true, "phone", "phone-unreadable");
        errors.check(false, "words", "words-missing");
        assert!(errors.at("phone").is_none());
        assert_eq!(errors.at("words").map(|r| r.name), Some("words-missing"));
    }
}
