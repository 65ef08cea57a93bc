//! Who looked: at personal data, how often, and why. In an area worker by worker and look by look; over the street
//! only how often, for another area's people are not the street's to see.

use super::Asked;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::access::look::{BY_ITSELF, Look, Looked, Looker, MOST_LOOKS};
use linju_core::party::Plain;
use linju_kernel::{Id, Ts};
use linju_web::{App, Page, Result, Staff, html};

/// How far back is looked.
const DAYS: i64 = 30;

fn since(now: Ts) -> Ts {
    now.plus_ms(-DAYS * 86_400_000)
}

/// Why someone looked, in words.
pub fn why(p: &Page, look: &Look) -> String {
    match BY_ITSELF.contains(&look.reason.as_str()) {
        true => p.code("look-reason", &look.reason).into_owned(),
        false => look.reason.clone(),
    }
}

#[derive(Template)]
#[template(path = "registry_looks.html")]
struct LooksPage {
    p: Page,
    lookers: Vec<Looker>,
    /// Whose looks are listed, and these.
    one: Option<(Id, Vec<Looked>)>,
    people: Vec<Plain>,
}

impl LooksPage {
    fn person(&self, looked: &Looked) -> Option<&Plain> {
        self.people.iter().find(|person| person.id == looked.look.subject_id)
    }

    fn why(&self, looked: &Looked) -> String {
        why(&self.p, &looked.look)
    }

    fn cut(&self, looks: &[Looked]) -> bool {
        looks.len() == MOST_LOOKS
    }
}

/// The looks of the last thirty days by worker; with `who`, each look of one.
pub async fn area(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    staff.require(Right::SeeLooks)?;
    let (house, area, since) = (&app.house, staff.area_id(), since(staff.now()));
    let mut people = Vec::new();
    let mut one = None;
    if let Some(who) = asked.get("who").and_then(|id| id.parse().ok()) {
        let looks = house.looks_by(area, who, since).await?;
        let mut ids: Vec<Id> = looks.iter().map(|l| l.look.subject_id).collect();
        ids.sort_unstable();
        ids.dedup();
        people = house.people(area, &ids).await?;
        one = Some((who, looks));
    }
    html(&LooksPage { lookers: house.lookers(area, since).await?, one, people, p: staff.page })
}

#[derive(Template)]
#[template(path = "street_looks.html")]
struct StreetPage {
    p: Page,
    areas: Vec<(String, Vec<Looker>)>,
}

/// How often the workers of each area looked in the last thirty days.
pub async fn street(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require_street(Right::SeeLooks)?;
    let since = since(staff.now());
    let mut areas = Vec::new();
    for area in app.house.reference().areas.iter().filter(|a| a.street_id == staff.session.street) {
        areas.push((area.name.clone(), app.house.lookers(area.id, since).await?));
    }
    html(&StreetPage { p: staff.page, areas })
}
