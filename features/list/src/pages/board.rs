//! The three lists of an area: a tab each, what counts most first.

use super::{Choice, desk, places};
use crate::rules::{List, State};
use crate::store::ItemRow;
use crate::store::item::{self, After, Filter};
use askama::Template;
use axum::extract::{Query, State as Shared};
use axum::response::Response;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Page, Result, Staff, html};
use std::collections::HashMap;

const PER_PAGE: i64 = 50;

/// What of the lists is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    list: Option<List>,
    state: Option<State>,
    late: bool,
    ended: bool,
    place: Option<Id>,
    owner: String,
}

impl Asked {
    fn read(query: &HashMap<String, String>) -> Self {
        let get = |name: &str| query.get(name).map_or("", String::as_str);
        Asked {
            list: Some(List::of(get("list")).unwrap_or(List::Need)),
            state: State::of(get("state")),
            late: get("late") == "1",
            ended: get("ended") == "1",
            place: get("place").parse().ok(),
            owner: get("owner").to_owned(),
        }
    }

    fn href(&self, p: &Page) -> String {
        let state = self.state.map_or("", State::code);
        let flag = |on: bool| if on { "1" } else { "" };
        let place = self.place.map(|id| id.to_string()).unwrap_or_default();
        format!(
            "{}?list={}&state={state}&late={}&ended={}&place={place}&owner={}",
            super::link(p.area(), ""),
            self.list.map_or("", List::code),
            flag(self.late),
            flag(self.ended),
            self.owner
        )
    }
}

/// A link that changes one thing about what is asked.
struct Chip {
    label: String,
    href: String,
    current: bool,
    count: Option<i64>,
}

#[derive(Template)]
#[template(path = "lists.html")]
struct BoardPage {
    p: Page,
    asked: Asked,
    rows: Vec<ItemRow>,
    next: Option<String>,
    places: Vec<Choice>,
}

impl BoardPage {
    fn list(&self) -> List {
        self.asked.list.unwrap_or(List::Need)
    }

    fn tabs(&self) -> Vec<Chip> {
        let tab = |list: &List| Chip {
            label: self.p.code("list-of", list.code()).into_owned(),
            href: Asked { list: Some(*list), ..Asked::default() }.href(&self.p),
            current: *list == self.list(),
            count: Some(self.p.counter(&format!("list.{}", list.code()))),
        };
        List::ALL.iter().map(tab).collect()
    }

    fn chips(&self) -> Vec<Chip> {
        let plain = Asked { state: None, late: false, ended: false, ..self.asked.clone() };
        let all =
            plain.state.is_none() && self.asked.state.is_none() && !self.asked.late && !self.asked.ended;
        let chip = |key: &str, asked: Asked, current: bool| Chip {
            label: self.p.t(key).into_owned(),
            href: asked.href(&self.p),
            current,
            count: None,
        };
        let mut chips = vec![chip("list-all-open", plain.clone(), all)];
        if self.list() != List::Resource {
            chips.push(chip("list-late", Asked { late: true, ..plain.clone() }, self.asked.late));
            for state in State::ALL {
                let count = self.p.counter(&format!("list.{}.{}", self.list().code(), state.code()));
                if count > 0 || self.asked.state == Some(*state) {
                    chips.push(Chip {
                        label: self.p.code("list-state", state.code()).into_owned(),
                        href: Asked { state: Some(*state), ..plain.clone() }.href(&self.p),
                        current: self.asked.state == Some(*state),
                        count: Some(count),
                    });
                }
            }
        }
        chips.push(chip("list-all", Asked { ended: true, ..plain }, self.asked.ended));
        chips
    }

    fn owners(&self) -> Vec<Choice> {
        super::owners(&self.p)
    }

    fn place(&self) -> String {
        self.asked.place.map(|id| id.to_string()).unwrap_or_default()
    }

    /// How much of what stands on the lists residents asked for: share, their items, all items.
    fn ordered(&self) -> (String, i64, i64) {
        let (by, not) = (self.p.counter("list.by.residents"), self.p.counter("list.by.committee"));
        (super::percent(&super::share(by, by + not)), by, by + not)
    }
}

/// The page: one query for the items, one for the places of the filter.
pub async fn show(
    Shared(app): Shared<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    desk(&staff)?;
    let asked = Asked::read(&query);
    let (house, area) = (&app.house, staff.area_id());
    let p = staff.page;
    let place_path = match asked.place {
        Some(id) => house.place(area, id).await?.path,
        None => String::new(),
    };
    let filter = Filter {
        list: asked.list,
        state: asked.state,
        ended: asked.ended,
        place_path,
        late_on: asked.late.then(|| p.today()),
        owner: super::owner_in(&p, &asked.owner),
        ..Filter::default()
    };
    let after = query.get("after").and_then(|text| after(text));
    let mut rows = item::page(house, area, &filter, after, PER_PAGE + 1).await?;
    let more = rows.len() as i64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| format!("{}&after={}.{}", asked.href(&p), row.rank, row.id));
    let places = places(&app, area).await?;
    html(&BoardPage { p, asked, rows, next, places })
}

/// A place in the order as text: `rank.id`.
pub fn after(text: &str) -> Option<After> {
    let (rank, id) = text.split_once('.')?;
    Some((rank.parse().ok()?, id.parse().ok()?))
}
