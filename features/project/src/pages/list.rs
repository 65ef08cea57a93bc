//! Portfolios: of an area, and of the street.

use super::Desk;
use crate::store::{self, Line};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Page, Result, Staff, html};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "projects.html")]
struct ListPage {
    p: Page,
    lines: Vec<Line>,
    /// Codes and names of areas, by id; of the street's page only.
    areas: HashMap<Id, Area>,
    street: bool,
}

impl ListPage {
    fn href(&self, line: &Line) -> String {
        match self.areas.get(&line.row.area_id) {
            Some(area) if self.street => format!("/street/projects/{}/{}", area.code, line.row.id),
            _ => format!("/staff/{}/projects/{}", self.p.area().code, line.row.id),
        }
    }

    fn place(&self, line: &Line) -> String {
        match self.areas.get(&line.row.area_id) {
            Some(area) if self.street => format!("{} {}", area.name, line.row.place_name),
            _ => line.row.place_name.clone(),
        }
    }

    /// How many stand in each state, in the order of the gates.
    fn states(&self) -> Vec<(&'static str, usize)> {
        let count = |code: &str| self.lines.iter().filter(|l| l.row.state == code).count();
        let all = crate::rules::State::ALL.iter().map(|s| (s.code(), count(s.code())));
        all.filter(|(_, n)| *n > 0).collect()
    }

    fn kept(&self) -> i64 {
        self.lines.iter().map(|l| l.facts.committed).sum()
    }

    fn paid(&self) -> i64 {
        self.lines.iter().map(|l| l.facts.paid).sum()
    }
}

/// The portfolio of an area.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let lines = store::portfolio(&app.house, &[desk.area.id], false).await?;
    html(&ListPage { p: desk.p, lines, areas: HashMap::new(), street: false })
}

/// The portfolio of the street.
pub async fn street(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    staff.require_street(Right::StreetView)?;
    let reference = app.house.reference();
    let own = reference.areas.iter().filter(|a| a.street_id == staff.session.street);
    let areas: HashMap<Id, Area> = own.map(|a| (a.id, a.clone())).collect();
    let ids: Vec<Id> = reference.areas.iter().map(|a| a.id).filter(|id| areas.contains_key(id)).collect();
    let lines = store::portfolio(&app.house, &ids, true).await?;
    html(&ListPage { p: staff.page, lines, areas, street: true })
}
