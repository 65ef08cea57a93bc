//! The area as a drawing and as an equal list: where the last weeks' requests came from. A place with fewer than
//! three homes shows nothing, so that no call becomes anybody's mark.

use super::{FEWEST_HOMES, desk};
use crate::rules::finding::homes;
use crate::rules::ground::{Ground, IN_A_ROW};
use crate::rules::{Fact, State};
use crate::store::{facts, spots};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_web::{App, Page, Result, Staff, html};
use std::collections::BTreeMap;

/// Days that are shown.
const DAYS: i64 = 28;
/// Size of a building's cell, and the gap between two.
const WIDE: usize = 100;
const HIGH: usize = 64;
const GAP: usize = 12;

/// A building on the map.
struct Cell {
    name: String,
    x: usize,
    y: usize,
    /// Requests, where enough homes asked.
    n: Option<i64>,
    /// Is there an open hot spot?
    hot: bool,
    /// Share of the busiest, for the shade.
    shade: f64,
}

/// A compound with its buildings in the order of their numbers.
struct Compound {
    name: String,
    wide: usize,
    high: usize,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "hotspot_map.html")]
struct MapPage {
    p: Page,
    compounds: Vec<Compound>,
}

impl MapPage {
    fn count(&self, cell: &Cell) -> String {
        match cell.n {
            Some(n) => self.p.n("hotspot-map-n", &n),
            None => self.p.t("hotspot-map-few").into_owned(),
        }
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let places = house.places_ever(area).await?;
    let ground = Ground::of(&places);
    let facts = facts::since(house, area, staff.page.today().plus_days(1 - DAYS)).await?;
    let mut at: BTreeMap<usize, Vec<&Fact>> = BTreeMap::new();
    for fact in &facts {
        if let Some(site) = ground.site(&fact.path) {
            at.entry(site).or_default().push(fact);
        }
    }
    let open = spots::list(house, area, &[State::Alert, State::Acknowledged, State::Planned], 200).await?;
    let shown = |site: usize| {
        let here = at.get(&site)?;
        (homes(here.iter().copied()) >= FEWEST_HOMES).then_some(here.len() as i64)
    };
    let most = (0..ground.sites.len()).filter_map(shown).max().unwrap_or(1);
    let mut compounds: BTreeMap<&str, Compound> = BTreeMap::new();
    for (n, site) in ground.sites.iter().enumerate().filter(|(_, site)| site.building) {
        let compound = compounds.entry(&site.group).or_insert_with(|| {
            let name = places.iter().find(|place| place.path == site.group);
            Compound {
                name: name.map(|place| place.full_name.clone()).unwrap_or_default(),
                wide: GAP + IN_A_ROW * (WIDE + GAP),
                high: 0,
                cells: Vec::new(),
            }
        });
        let (row, column) = (compound.cells.len() / IN_A_ROW, compound.cells.len() % IN_A_ROW);
        // The rows turn back at each end, so that neighbours by number are neighbours on the drawing.
        let column = if row % 2 == 0 { column } else { IN_A_ROW - 1 - column };
        let count = shown(n);
        compound.high = GAP + (row + 1) * (HIGH + GAP);
        compound.cells.push(Cell {
            name: site.name.rsplit(' ').next().unwrap_or(&site.name).to_owned(),
            x: GAP + column * (WIDE + GAP),
            y: GAP + row * (HIGH + GAP),
            n: count,
            hot: open.iter().any(|row| linju_core::place::within(&row.place_path, &site.path)),
            shade: count.map_or(0.0, |count| 0.1 + 0.25 * count as f64 / most as f64),
        });
    }
    html(&MapPage { p: staff.page, compounds: compounds.into_values().collect() })
}
