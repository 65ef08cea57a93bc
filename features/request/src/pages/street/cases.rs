//! What the areas asked the street to coordinate: stuck on whom, why, since when.

use super::{areas_of, ids};
use crate::pages::say::{self, Distance};
use crate::rules::gazetteer::spot;
use crate::store::street::{self, Raised};
use crate::store::{CaseRow, lists};
use crate::work::{self, party_name};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_core::area::Area;
use linju_core::place::Place;
use linju_web::{App, Page, Result, Staff, html};

const MOST: i64 = 100;

/// A case as the street sees it.
pub struct Seen {
    /// The row; its own title, place and words are not shown.
    pub row: CaseRow,
    /// Area.
    pub area: String,
    /// Address of its page.
    pub href: String,
    /// What the public ledger calls it.
    pub title: String,
    /// Where, down to the building.
    pub place: String,
    /// On whom it is stuck.
    pub stuck_on: String,
    /// The last time it was taken up.
    pub raised: Option<Raised>,
    /// What is due.
    pub due: Option<Distance>,
}

impl Seen {
    /// `row` of `area`, seen from the street.
    pub fn of(p: &Page, area: &Area, row: CaseRow, spots: &[Place], raisings: &[Raised]) -> Seen {
        let house = &p.app.house;
        let reference = house.reference();
        let category = reference.category(&row.category_code).map_or("", |c| c.name.as_str());
        let here = spots.iter().filter(|place| place.area_id == area.id);
        let waits = work::waits(&row).map(|(on, _)| on.to_owned());
        let last = raisings.iter().rfind(|raised| raised.case == row.id).cloned();
        Seen {
            area: area.name.clone(),
            href: format!("/street/cases/{}/{}", area.code, row.id),
            title: row.shown_title(category).to_owned(),
            place: spot(here, &row.place_path).map(|place| place.full_name.clone()).unwrap_or_default(),
            stuck_on: waits.unwrap_or_else(|| party_of(p, area, &row)),
            raised: last,
            due: row.due_at.map(|due| say::distance(p, area.id, due)),
            row,
        }
    }

    /// Why it was taken up, where a person wrote it.
    pub fn why(&self) -> Option<&str> {
        self.raised.as_ref().and_then(|raised| raised.why.as_deref())
    }
}

/// An organisation by its name, the committee as itself: never one worker's name.
fn party_of(p: &Page, area: &Area, row: &CaseRow) -> String {
    let party = row.party();
    if party.is_committee() { area.committee.clone() } else { party_name(&p.app.house, area.id, party) }
}

#[derive(Template)]
#[template(path = "street/cases.html")]
struct CasesPage {
    p: Page,
    cases: Vec<Seen>,
}

/// Those still open, longest due first.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    let areas = areas_of(&app, &staff)?;
    let rows = lists::raised_to_street(&app.house, &ids(&areas), MOST).await?;
    let raisings = street::raisings(&app.house, &rows).await?;
    let spots = street::spots(&app.house, &ids(&areas)).await?;
    let p = staff.page;
    let seen = |row: CaseRow| {
        let area = areas.iter().find(|a| a.id == row.area_id)?;
        Some(Seen::of(&p, area, row, &spots, &raisings))
    };
    let cases = rows.into_iter().filter_map(seen).collect();
    html(&CasesPage { p, cases })
}
