//! 销号: what was struck off, whether it held, and what is to be looked at again.

use super::desk;
use crate::rules::State;
use crate::store::ItemRow;
use crate::store::item::{self, Filter};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_web::{App, Page, Result, Staff, html};

const MOST: i64 = 60;

#[derive(Template)]
#[template(path = "lists_struck.html")]
struct StruckPage {
    p: Page,
    due: Vec<ItemRow>,
    verified: Vec<ItemRow>,
    struck: Vec<ItemRow>,
    kept: Vec<ItemRow>,
}

impl StruckPage {
    fn counted(&self, state: &str) -> i64 {
        ["issue", "need"].iter().map(|list| self.p.counter(&format!("list.{list}.{state}"))).sum()
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let of = |state: State| Filter { state: Some(state), ..Filter::default() };
    let page = StruckPage {
        due: item::to_check(house, area, staff.page.today(), MOST).await?,
        verified: item::page(house, area, &of(State::Verified), None, MOST).await?,
        struck: item::page(house, area, &of(State::StruckOff), None, MOST).await?,
        kept: item::page(house, area, &of(State::Kept), None, MOST).await?,
        p: staff.page,
    };
    html(&page)
}
