//! What residents see: the lists (what, where, who does it, till when, with what result), and the menu they order
//! from.

use super::{Choice, organisation};
use crate::rules::{List, State};
use crate::store::ItemRow;
use crate::store::item::{self, Filter};
use crate::store::order::{self, Clear, MenuRow, OrderRow};
use crate::work::order as ordering;
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_core::place::PlaceKind;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, html};
use std::collections::HashMap;

const PER_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "resident_lists.html")]
struct ListPage {
    p: Page,
    list: List,
    ended: bool,
    rows: Vec<ItemRow>,
    next: Option<String>,
}

impl ListPage {
    fn tabs(&self) -> Vec<(String, String, bool)> {
        let base = format!("/a/{}/lists", self.p.area().code);
        let tab = |list: &List| {
            let word = self.p.code("list-of", list.code()).into_owned();
            (word, format!("{base}?list={}", list.code()), *list == self.list && !self.ended)
        };
        let mut tabs: Vec<_> = List::ALL.iter().map(tab).collect();
        tabs.push((self.p.t("list-struck").into_owned(), format!("{base}?ended=1"), self.ended));
        tabs
    }
}

#[derive(Template)]
#[template(path = "resident_list_item.html")]
struct OnePage {
    p: Page,
    row: ItemRow,
    photos: Vec<File>,
    timeline: Vec<Entry>,
}

/// The lists.
pub async fn lists(
    Shared(app): Shared<App>,
    p: Page,
    Path(area): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let get = |name: &str| query.get(name).map_or("", String::as_str);
    let list = List::of(get("list")).unwrap_or(List::Need);
    let ended = get("ended") == "1";
    let filter = Filter {
        list: (!ended).then_some(list),
        state: ended.then_some(State::StruckOff),
        public: true,
        ..Filter::default()
    };
    let after = super::board::after(get("after"));
    let mut rows = item::page(&app.house, p.area().id, &filter, after, PER_PAGE + 1).await?;
    let more = rows.len() as i64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let here = if ended { "ended=1".to_owned() } else { format!("list={}", list.code()) };
    let link = |row: &ItemRow| format!("/a/{}/lists?{here}&after={}.{}", p.area().code, row.rank, row.id);
    let next = rows.last().filter(|_| more).map(link);
    html(&ListPage { p, list, ended, rows, next })
}

async fn public_item(app: &App, p: &Page, id: Id) -> Result<ItemRow> {
    let row = item::load(&app.house, p.area().id, id).await?;
    if row.public { Ok(row) } else { Err(Error::NotFound) }
}

/// One item: the whole way, without anyone's words.
pub async fn one(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = public_item(&app, &p, id).await?;
    let mut photos = app.house.files_of(row.area_id, id).await?;
    photos.retain(|file| shown(&row, file));
    let timeline = app.house.timeline(row.area_id, id, true).await?;
    html(&OnePage { p, row, photos, timeline })
}

/// Photos are shown once the item is struck off: the committee has looked at them by then.
fn shown(row: &ItemRow, file: &File) -> bool {
    matches!(row.state(), State::StruckOff | State::Kept) && file.media_type.starts_with("image/")
}

/// A photo of what was done.
pub async fn photo(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id, file)): Path<(String, Id, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let row = public_item(&app, &p, id).await?;
    let file = app.house.file(row.area_id, file).await?;
    if file.subject_id != id || !shown(&row, &file) {
        return Err(Error::NotFound);
    }
    let mut response = app.house.files.read(&file.sha256).await?.into_response();
    let media_type = HeaderValue::from_str(&file.media_type).map_err(|_| Error::Broken)?;
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    let kept = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}

#[derive(Template)]
#[template(path = "resident_menu.html")]
struct MenuPage {
    p: Page,
    rows: Vec<MenuRow>,
}

#[derive(Template)]
#[template(path = "resident_order.html")]
struct OrderPage {
    p: Page,
    menu: MenuRow,
    places: Vec<Choice>,
    form: Posted,
    errs: FieldErrors,
}

#[derive(Template)]
#[template(path = "resident_ordered.html")]
struct OrderedPage {
    p: Page,
    order: OrderRow,
    row: ItemRow,
    words: String,
    timeline: Vec<Entry>,
}

/// The menu.
pub async fn menu(Shared(app): Shared<App>, p: Page, Path(area): Path<String>) -> Result<Response> {
    let p = p.at(&area)?;
    let rows = order::menu(&app.house, p.area().id, true).await?;
    html(&MenuPage { p, rows })
}

/// The form of an order.
pub async fn order_form(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
) -> Result<Response> {
    let form = Posted::default().with("once", app.house.id().to_string());
    form_page(&app, p.at(&area)?, id, form, FieldErrors::new()).await
}

async fn form_page(app: &App, p: Page, id: Id, form: Posted, errs: FieldErrors) -> Result<Response> {
    let menu = order::menu_item(&app.house, p.area().id, id).await?;
    if !menu.active {
        return Err(Error::NotFound);
    }
    let places = app.house.places_of(p.area().id, &[PlaceKind::Building]).await?;
    let places = places.into_iter().map(|p| Choice { value: p.id.to_string(), label: p.full_name }).collect();
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &OrderPage { p, menu, places, form, errs })
}

/// Places it.
pub async fn place_order(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    let menu = order::menu_item(&app.house, p.area().id, id).await?;
    let once = form.id("once").ok_or(Error::BadRequest)?;
    let mut errs = FieldErrors::new();
    let place = match form.id("place") {
        Some(place) => app.house.place(p.area().id, place).await.ok(),
        None => None,
    };
    errs.check(place.is_some(), "place", "order-place");
    let (name, words) = (form.get("name"), form.get("words"));
    errs.check((2..=20).contains(&name.chars().count()), "name", "order-name");
    let phone = normalise_phone(form.get("phone"));
    errs.check(phone.is_some(), "phone", "order-phone");
    errs.check((2..=300).contains(&words.chars().count()), "words", "order-words");
    let (Some(place), Some(phone), true) = (place, phone, errs.is_empty()) else {
        return form_page(&app, p, id, form, errs).await;
    };
    let clear = Clear { name, phone: &phone, words };
    let placed = ordering::order(&app.house, &menu, place, clear, p.now, &once.to_string()).await?;
    Ok(Redirect::to(&format!("/a/{area}/order/{}", placed.code)).into_response())
}

/// How an order stands, for whoever has its slip.
pub async fn ordered(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, code)): Path<(String, String)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let (order, row) = order::by_code(&app.house, p.area().id, &code).await?;
    let words = order.words(&app.house)?;
    let timeline = app.house.timeline(p.area().id, row.id, false).await?;
    html(&OrderedPage { p, order, row, words, timeline })
}

/// Who does a line of the menu.
pub fn provider(p: &Page, row: &MenuRow) -> String {
    match row.organisation_id {
        Some(_) => organisation(p, &row.organisation_id),
        None => p.area().committee.clone(),
    }
}

/// The steps of an item that residents are shown, newest first.
pub fn steps(timeline: &[Entry]) -> impl Iterator<Item = &Entry> {
    const INNER: [&str; 6] = ["change", "ask_offer", "decline_offer", "escalate", "reject", "release"];
    timeline.iter().rev().filter(|entry| !INNER.contains(&entry.event.verb.as_str()))
}
