//! The year by months, and what came at this time a year ago.

use super::desk;
use crate::look::category_name;
use crate::rules::season::{Season, seasons};
use crate::store::facts;
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_web::{App, Page, Result, Staff, html};
use std::collections::BTreeMap;

/// Days that are counted: two years, so that each month has its like.
const DAYS: i64 = 730;
/// Requests a family must have had for anything to be said of its season.
const FEWEST: i64 = 24;
/// Days to each side of today a year ago, and how many kinds are named.
const AROUND: i64 = 15;
const YEAR: i64 = 365;
const NAMED: usize = 6;
/// A kind is named from so many requests on.
const FEW: i64 = 3;

#[derive(Template)]
#[template(path = "hotspot_season.html")]
struct SeasonPage {
    p: Page,
    seasons: Vec<Season>,
    /// Kinds of a year ago, with how many.
    ago: Vec<(String, i64)>,
}

impl SeasonPage {
    fn name(&self, season: &Season) -> String {
        category_name(&self.p.app.house, &season.family)
    }

    /// Is the month among the family's busiest?
    fn busy(&self, season: &Season, month: &usize) -> bool {
        season.busiest(*month, FEWEST)
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let seasons = seasons(&facts::months(house, area, today.plus_days(-DAYS)).await?);
    let then = today.plus_days(-YEAR);
    let mut kinds: BTreeMap<String, i64> = BTreeMap::new();
    for fact in facts::since(house, area, then.plus_days(-AROUND)).await? {
        if fact.day <= then.plus_days(AROUND) {
            *kinds.entry(fact.category).or_default() += 1;
        }
    }
    let mut ago: Vec<(String, i64)> =
        kinds.into_iter().map(|(code, n)| (category_name(house, &code), n)).collect();
    ago.retain(|(_, n)| *n >= FEW);
    ago.sort_by_key(|(_, n)| -n);
    ago.truncate(NAMED);
    html(&SeasonPage { p: staff.page, seasons, ago })
}
