//! 联系卡: one sheet that says who answers for what here, and under which number.

use super::reader;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_core::duty::Duty;
use linju_core::party::Grid;
use linju_web::{App, Page, Result, Staff, html};

/// Numbers that answer at any hour, with the key of what they are for.
const ALWAYS: [(&str, &str); 4] =
    [("110", "card-police"), ("119", "card-fire"), ("120", "card-ambulance"), ("12345", "card-hotline")];

/// Who is called first: those of safety, then those who repair, then everyone else.
const FIRST: [&str; 6] =
    ["police_station", "fire_station", "hospital", "property_company", "lift_maintainer", "gas_supply"];

/// A line of the card.
struct Line {
    kind: &'static str,
    what: String,
    name: String,
    phone: String,
}

#[derive(Template)]
#[template(path = "registry_card.html")]
struct CardPage {
    p: Page,
    duty: Duty,
    bodies: Vec<Line>,
    grids: Vec<Grid>,
}

impl CardPage {
    fn always(&self) -> &'static [(&'static str, &'static str)] {
        &ALWAYS
    }
}

/// The card of the area as it is today.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    reader(&staff)?;
    let (house, area, p) = (&app.house, staff.area_id(), &staff.page);
    let reference = house.reference();
    let mut bodies: Vec<Line> = super::bodies::KINDS
        .iter()
        .flat_map(|kind| {
            let of_kind = reference.organisations_in(area, p.today()).filter(move |(_, role)| role == kind);
            of_kind.map(move |(body, _)| (*kind, body.name.clone(), body.phone.clone()))
        })
        .filter(|(_, _, phone)| !phone.is_empty())
        .map(|(kind, name, phone)| Line { kind, what: p.code("body", kind).into_owned(), name, phone })
        .collect();
    bodies.sort_by_key(|line| FIRST.iter().position(|first| *first == line.kind).unwrap_or(FIRST.len()));
    let page = CardPage {
        duty: house.on_duty(area, staff.now()).await?,
        bodies,
        grids: house.grids(area).await?,
        p: staff.page,
    };
    html(&page)
}
