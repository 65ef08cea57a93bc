//! What a list was asked to show: read from the address, written back into links.

use super::escape;
use crate::store::lists::{Cursor, Filter, Tab};
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::{Result, Staff};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The query of a list's address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Asked(BTreeMap<String, String>);

impl Asked {
    /// The value of `key`; empty if it was not asked.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", |value| value.trim())
    }

    /// Tab, everything open if none was asked.
    pub fn tab(&self) -> Tab {
        Tab::of(self.get("tab")).unwrap_or(Tab::Open)
    }

    /// Rows on a page: 50, or 100.
    pub fn rows(&self) -> i64 {
        if self.get("n") == "100" { 100 } else { 50 }
    }

    /// Where the page begins.
    pub fn after(&self) -> Option<Cursor> {
        self.get("after").parse().ok()
    }

    /// The case beside the list.
    pub fn case(&self) -> Option<Id> {
        self.get("case").parse().ok()
    }

    /// The same query with some values changed; an empty one goes.
    pub fn link(&self, changes: &[(&str, &str)]) -> String {
        let mut query = self.0.clone();
        for (key, value) in changes {
            query.insert((*key).into(), (*value).into());
        }
        let pairs: Vec<String> = query
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{}={}", escape(key), escape(value)))
            .collect();
        format!("?{}", pairs.join("&"))
    }

    /// Is anything narrowed beyond tab and worker?
    pub fn narrowed(&self) -> bool {
        ["category", "place", "words"].iter().any(|key| !self.get(key).is_empty())
    }

    /// The filter of the store. A place is named by its door code; anything else is looked for as words.
    pub async fn filter(&self, staff: &Staff) -> Result<Filter> {
        let (p, zone) = (&staff.page, staff.page.zone());
        let mut words = self.get("words").to_owned();
        let mut place_path = String::new();
        if !self.get("place").is_empty() {
            match p.app.house.place_by_code(staff.area_id(), self.get("place")).await {
                Ok(place) => place_path = place.path,
                Err(linju_core::Error::NotFound) => {
                    words = format!("{words} {}", self.get("place")).trim().to_owned()
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Filter {
            tab: self.tab(),
            worker: (!self.get("mine").is_empty()).then_some(staff.session.account),
            organisation: None,
            category: self.get("category").to_owned(),
            place_path,
            words,
            day_start: p.today().start(&zone),
            day_end: p.today().plus_days(1).start(&zone),
        })
    }
}
