//! What every page knows: language, size of letters, who looks, and how to say things.

use crate::app::App;
use crate::assets;
use crate::cookie;
use crate::error::{Error, Result};
use crate::form::{Choice, FieldErrors, Posted};
use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use fluent_bundle::FluentValue;
use linju_core::access::{Right, Session};
use linju_core::area::Area;
use linju_core::words::Locale;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal, Ts, coded};
use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;

coded! {
    /// Size of letters and targets; the same pages, other tokens.
    pub enum Size {
        /// 标准版.
        Standard = "standard",
        /// 大字版.
        Large = "large",
        /// 长辈版.
        Elder = "elder",
    }
}

/// Cookie of the size, kept for a year on every page.
pub const SIZE_COOKIE: &str = "lv";
/// Cookie of the language.
pub const LOCALE_COOKIE: &str = "lang";

/// The context of a page; every template has one as `p`.
#[derive(Clone)]
pub struct Page {
    /// The application.
    pub app: App,
    /// Language.
    pub locale: Locale,
    /// Size of letters.
    pub size: Size,
    /// Path and query of this page, for links that come back to it.
    pub here: String,
    /// The area the page is about.
    pub area: Option<Area>,
    /// Who is signed in, on staff's pages.
    pub session: Option<Session>,
    /// The area's counters, on staff's pages.
    pub counters: HashMap<String, i64>,
    /// The moment the page is made.
    pub now: Ts,
}

/// An icon as inline SVG that refers to a sprite; said by the words beside it.
#[derive(Debug, Clone)]
pub struct Icon(String);

impl std::fmt::Display for Icon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "<svg class=\"i\" aria-hidden=\"true\" focusable=\"false\"><use href=\"{}\"/></svg>",
            self.0
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}

/// An entry of the staff's menu as shown.
#[derive(Debug, Clone)]
pub struct MenuEntry {
    /// Label.
    pub label: String,
    /// Icon name.
    pub icon: &'static str,
    /// Address.
    pub href: String,
    /// Is this page within it?
    pub current: bool,
    /// Number beside it.
    pub count: Option<i64>,
    /// Does a new group begin here?
    pub group: bool,
}

impl FromRequestParts<App> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Infallible> {
        Ok(Page::of(app, &parts.headers, &parts.uri))
    }
}

impl Page {
    /// The context of a request without a session.
    pub fn of(app: &App, headers: &HeaderMap, uri: &axum::http::Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let asked = query.split('&').find_map(|pair| pair.strip_prefix("lv=")).and_then(Size::of);
        let size = asked.or_else(|| cookie::read(headers, SIZE_COOKIE).and_then(Size::of));
        let locale = cookie::read(headers, LOCALE_COOKIE).and_then(Locale::of);
        Page {
            app: app.clone(),
            locale: locale.unwrap_or(Locale::Zh),
            size: size.unwrap_or(Size::Standard),
            here: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            area: None,
            session: None,
            counters: HashMap::new(),
            now: app.house.now(),
        }
    }

    /// The same page about `area`.
    pub fn in_area(mut self, area: &Area) -> Self {
        self.area = Some(area.clone());
        self
    }

    /// The same page about the area with that code, or not found.
    pub fn at(self, area_code: &str) -> Result<Self> {
        let reference = self.app.house.reference();
        let area = reference.area_by_code(area_code)?;
        Ok(self.in_area(area))
    }

    /// The area the page is about. Pages under `/a/{area}` and `/staff/{area}` have one.
    pub fn area(&self) -> &Area {
        self.area.as_ref().expect("a page under an area has one")
    }

    /// Name of the street.
    pub fn street(&self) -> String {
        let reference = self.app.house.reference();
        match &self.area {
            Some(area) => reference.street_of(area).to_owned(),
            None => reference.streets.first().map(|s| s.name.clone()).unwrap_or_default(),
        }
    }

    /// The text of `key`.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.app.house.words.get(self.locale, key)
    }

    /// The text of `key` with one argument.
    pub fn a<'v>(&self, key: &str, name: &str, value: impl Into<FluentValue<'v>>) -> String {
        self.app.house.words.with(self.locale, key, &[(name, value.into())])
    }

    /// The text of `key` with two arguments.
    pub fn a2<'v>(
        &self,
        key: &str,
        first: &str,
        value: impl Into<FluentValue<'v>>,
        second: &str,
        other: impl Into<FluentValue<'v>>,
    ) -> String {
        self.app.house.words.with(self.locale, key, &[(first, value.into()), (second, other.into())])
    }

    /// The text of `key` with the number `n`.
    pub fn n(&self, key: &str, n: &i64) -> String {
        self.a(key, "n", *n)
    }

    /// The text of a value of a closed list: key `<list>-<code>`, underscores as hyphens.
    pub fn code(&self, list: &str, code: &str) -> Cow<'_, str> {
        let key = format!("{list}-{}", code.replace('_', "-"));
        Cow::Owned(self.t(&key).into_owned())
    }

    /// Values of a closed list as choices of a form, with the words of [`Page::code`].
    pub fn choices<C: Coded>(&self, list: &str, of: &[C]) -> Vec<Choice> {
        let choice = |c: &C| Choice { value: c.code().into(), label: self.code(list, c.code()).into_owned() };
        of.iter().map(choice).collect()
    }

    /// The sentence of a refusal.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        self.app.house.words.refusal(self.locale, refusal)
    }

    /// The sentence at `field`, if something is wrong there.
    pub fn error(&self, errors: &FieldErrors, field: &str) -> Option<String> {
        errors.at(field).map(|refusal| self.refusal(refusal))
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// An icon of the sprite this page uses.
    pub fn i(&self, name: &str) -> Icon {
        Icon(format!(
            "{}#i-{name}",
            self.asset(if self.at_desk() { "icons.svg" } else { "icons-resident.svg" })
        ))
    }

    /// Is this a page of those who work here, and not a resident's?
    pub fn at_desk(&self) -> bool {
        const DESKS: [&str; 7] = ["/staff", "/street", "/work", "/login", "/account", "/switch", "/link"];
        self.session.is_some() || DESKS.iter().any(|desk| self.here.starts_with(desk))
    }

    /// Name of the place in the browser's title.
    pub fn title_place(&self) -> String {
        self.area.as_ref().map_or_else(|| self.street(), |a| a.name.clone())
    }

    /// The characters of the seal.
    pub fn seal(&self) -> Cow<'_, str> {
        self.area.as_ref().map_or_else(|| self.t("brand"), |a| Cow::Borrowed(a.seal.as_str()))
    }

    /// Whose desk this is.
    pub fn desk_name(&self) -> String {
        self.area.as_ref().map_or_else(|| self.street(), |a| a.committee.clone())
    }

    /// What kind of desk this is.
    pub fn desk_kind(&self) -> Cow<'_, str> {
        self.t(if self.area.is_some() { "staff-desk" } else { "street-desk" })
    }

    /// The other areas and the street's desk, where whoever is signed in also works.
    pub fn other_desks(&self) -> Vec<MenuEntry> {
        let Some(session) = &self.session else { return Vec::new() };
        let here = self.area.as_ref().map(|a| a.id);
        let reference = self.app.house.reference();
        let entry = |label: String, href: String, icon| MenuEntry {
            label,
            icon,
            href,
            current: false,
            count: None,
            group: false,
        };
        let areas = session.areas().into_iter().filter(|id| Some(*id) != here);
        let mut desks: Vec<MenuEntry> = areas
            .filter_map(|id| reference.area(id))
            .map(|a| entry(a.committee.clone(), format!("/staff/{}", a.code), "building-2"))
            .collect();
        if here.is_some() && session.may_on_street(Right::StreetView) {
            desks.push(entry(self.t("street-desk").into_owned(), "/street".into(), "landmark"));
        }
        desks
    }

    /// The first character of a name, for its round badge.
    pub fn initial(&self, name: &str) -> String {
        name.chars().take(1).collect()
    }

    /// Is the area's data invented?
    pub fn is_demo(&self) -> bool {
        let reference = self.app.house.reference();
        self.area.as_ref().map_or_else(|| reference.areas.iter().any(|a| a.demo), |a| a.demo)
    }

    /// Where "home" leads from here.
    pub fn front(&self) -> String {
        match &self.area {
            Some(area) if self.at_desk() => format!("/staff/{}", area.code),
            Some(area) => format!("/a/{}", area.code),
            None if self.at_desk() => "/staff".into(),
            None => "/".into(),
        }
    }

    /// Is the reader's size elder?
    pub fn elder(&self) -> bool {
        self.size == Size::Elder
    }

    /// A moment on the area's clock, as people say it: 11月23日 周一 9:30.
    pub fn when(&self, at: &Ts) -> String {
        self.civil("time-day-clock", *at)
    }

    /// A moment's day and clock without the weekday, for dense tables: 11-23 09:30.
    pub fn stamp(&self, at: &Ts) -> String {
        self.civil("time-stamp", *at)
    }

    /// A moment's clock: 9:30.
    pub fn clock(&self, at: &Ts) -> String {
        self.civil("time-clock", *at)
    }

    /// A moment's day: 11月23日 周一.
    pub fn day_of(&self, at: &Ts) -> String {
        self.civil("time-day", *at)
    }

    /// A moment for machines, in `<time datetime>`.
    pub fn iso(&self, at: &Ts) -> String {
        at.in_zone(&self.zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// A day: 2026年11月23日.
    pub fn day(&self, day: &Day) -> String {
        let date = day.0;
        let values = [
            ("y", FluentValue::from(date.year().to_string())),
            ("m", i64::from(date.month()).into()),
            ("d", i64::from(date.day()).into()),
        ];
        self.app.house.words.with(self.locale, "time-date", &values)
    }

    /// Today in the area.
    pub fn today(&self) -> Day {
        self.now.day(&self.zone())
    }

    /// The area's zone.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        let reference = self.app.house.reference();
        match &self.area {
            Some(area) => reference.zone(area.id).clone(),
            None => linju_kernel::time::shanghai(),
        }
    }

    fn civil(&self, key: &str, at: Ts) -> String {
        let zoned = at.in_zone(&self.zone());
        let weekday = self.t(WEEKDAYS[zoned.weekday().to_monday_zero_offset() as usize]).into_owned();
        let values = [
            ("y", FluentValue::from(zoned.year().to_string())),
            ("m", i64::from(zoned.month()).into()),
            ("d", i64::from(zoned.day()).into()),
            ("mm", format!("{:02}", zoned.month()).into()),
            ("dd", format!("{:02}", zoned.day()).into()),
            ("weekday", weekday.into()),
            ("h", i64::from(zoned.hour()).into()),
            ("hh", format!("{:02}", zoned.hour()).into()),
            ("min", format!("{:02}", zoned.minute()).into()),
        ];
        self.app.house.words.with(self.locale, key, &values)
    }

    /// A phone number of a desk, spoken in groups: 021-5555 0128.
    pub fn spoken_phone(&self, phone: &str) -> String {
        match phone.len() {
            11 if phone.starts_with("021") => format!("021-{} {}", &phone[3..7], &phone[7..]),
            11 => format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..]),
            _ => phone.to_owned(),
        }
    }

    /// A receipt, read in pairs: 20 18.
    pub fn spoken_receipt(&self, number: &i64) -> String {
        let text = format!("{number:04}");
        format!("{} {}", &text[..2], &text[2..])
    }

    /// Name of an account.
    pub fn name_of(&self, account: &Option<Id>) -> String {
        self.app.house.reference().name_of(*account).to_owned()
    }

    /// Does whoever is signed in have `right` in the page's area (or on the street, on a street page)?
    pub fn may(&self, right: Right) -> bool {
        let Some(session) = &self.session else { return false };
        match &self.area {
            Some(area) => session.may(right, area.id),
            None => session.may_on_street(right),
        }
    }

    /// A counter of the area; 0 if it never moved.
    pub fn counter(&self, key: &str) -> i64 {
        self.counters.get(key).copied().unwrap_or_default()
    }

    /// The staff's menu here.
    pub fn menu(&self) -> Vec<MenuEntry> {
        let mut last_group = None;
        let mut entries = Vec::new();
        for item in &self.app.menu {
            let here = item.path.contains("{area}") == self.area.is_some();
            let own = item.right == Right::HandleCases
                && self.session.as_ref().is_some_and(|s| s.may_somewhere(item.right));
            if !here || !(own || self.may(item.right)) {
                continue;
            }
            let href = item.path.replace("{area}", self.area.as_ref().map_or("", |a| &a.code));
            entries.push(MenuEntry {
                label: self.t(item.label).into_owned(),
                icon: item.icon,
                current: false,
                href,
                count: item.counter.map(|key| self.counter(key)).filter(|n| *n > 0),
                group: last_group.is_some_and(|g| g != item.order / 10),
            });
            last_group = Some(item.order / 10);
        }
        let path = self.here.split('?').next().unwrap_or_default();
        let within =
            |entry: &&mut MenuEntry| path == entry.href || path.starts_with(&format!("{}/", entry.href));
        if let Some(entry) = entries.iter_mut().filter(within).max_by_key(|entry| entry.href.len()) {
            entry.current = true;
        }
        entries
    }
}

const WEEKDAYS: [&str; 7] =
    ["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"];

/// A rendered template as an answer; [`Error::Broken`] where it does not render.
pub fn html(template: &impl Template) -> Result<Response> {
    html_with(StatusCode::OK, template)
}

/// The same with a status, such as 422 for a form that comes back.
pub fn html_with(status: StatusCode, template: &impl Template) -> Result<Response> {
    let text = template.render().map_err(|error| {
        tracing::error!(%error, "a template did not render");
        Error::Broken
    })?;
    Ok((status, Html(text)).into_response())
}

/// Settings of the reader: size of letters and language. They work without script and without an account.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reading", post(set_reading))
        // Paths are matched as they travel, percent-encoded.
        .route("/%E9%95%BF%E8%BE%88%E7%89%88", get(elder)) // 长辈版
        .route("/%E4%BA%B2%E6%83%85%E7%89%88", get(elder)) // 亲情版
        .route("/%E5%85%B3%E7%88%B1%E7%89%88", get(elder)) // 关爱版
        .route("/%E5%85%B3%E6%80%80%E7%89%88", get(elder)) // 关怀版
}

async fn elder(State(app): State<App>) -> Response {
    let cookie = cookie::write(SIZE_COOKIE, Size::Elder.code(), 365, app.reach.https);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

async fn set_reading(
    State(app): State<App>,
    Query(query): Query<HashMap<String, String>>,
    form: Posted,
) -> Response {
    let back = if form.get("back").is_empty() {
        query.get("back").map_or("/", String::as_str)
    } else {
        form.get("back")
    };
    let mut response = Redirect::to(local(back)).into_response();
    let mut set = |cookie: HeaderValue| _ = response.headers_mut().append(header::SET_COOKIE, cookie);
    if let Some(size) = form.coded::<Size>("size") {
        set(cookie::write(SIZE_COOKIE, size.code(), 365, app.reach.https));
    }
    if let Some(locale) = form.coded::<Locale>("lang") {
        set(cookie::write(LOCALE_COOKIE, locale.code(), 365, app.reach.https));
    }
    response
}

/// `path` if it leads to this site, else the front page.
pub fn local(path: &str) -> &str {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if inside && !path.contains(|c: char| c.is_control()) { path } else { "/" }
}
