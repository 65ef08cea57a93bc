//! Looking: nightly by itself, and when someone asks. Each firing is an event under the name of its rule.

use crate::rules::ground::Ground;
use crate::rules::same::{self, Seen};
use crate::rules::{Fact, Finding, Rule, State, Verb, neighbours, scan, surge, term};
use crate::store::facts::{self, Look};
use crate::store::spots::{self, Sign, SpotRow};
use linju_core::jobs::Job;
use linju_core::ledger::NewEvent;
use linju_core::place::{Place, PlaceKind};
use linju_core::words::Locale;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::Batch;
use linju_kernel::{Day, Id, Ts};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The scan, nightly.
pub const SCAN: Job =
    Job { name: "hotspot-scan", every_seconds: EVERY, run: |house| Box::pin(nightly(house, Rule::Scan)) };
/// The plain rule, nightly.
pub const NEIGHBOURS: Job = Job {
    name: "hotspot-neighbours",
    every_seconds: EVERY,
    run: |house| Box::pin(nightly(house, Rule::Neighbours)),
};
/// The surge, nightly.
pub const SURGE: Job =
    Job { name: "hotspot-surge", every_seconds: EVERY, run: |house| Box::pin(nightly(house, Rule::Surge)) };

/// Seconds between two turns; a rule looks once a day all the same.
const EVERY: u64 = 900;
/// Not before this hour: the day that is judged is over then.
const HOUR: i8 = 2;
/// How long what was struck off is remembered, in days.
const REMEMBERED: i64 = 365;
/// Actor of the first finding of a hot spot, and counter of those that nobody leads yet.
pub const ALERTS: &str = "hotspot.alert";

/// Lets `rule` look wherever it has not looked today. The night judges the day that is over.
async fn nightly(house: Arc<House>, rule: Rule) -> Result<()> {
    house.reload().await?;
    let areas: Vec<Id> = house.reference().areas.iter().map(|area| area.id).collect();
    for area in areas {
        let now = house.now().in_zone(house.reference().zone(area));
        let yesterday = Day(now.date()).plus_days(-1);
        let looks = facts::looks(&house, area).await?;
        let looked = looks.iter().any(|look| look.rule == rule.code() && look.day >= yesterday);
        if now.hour() >= HOUR && !looked {
            look(&house, area, house.now(), yesterday, &[rule]).await?;
        }
    }
    Ok(())
}

/// Lets `rules` look, at the moment `at`, at the requests of `area` up to `today`. Gives how many findings there are,
/// known or new.
pub async fn look(house: &House, area: Id, at: Ts, today: Day, rules: &[Rule]) -> Result<i64> {
    let places = house.places_ever(area).await?;
    let from = today.plus_days(-scan::DAYS - neighbours::DAYS);
    facts::mend(house, area).await?;
    let mut seen = facts::since(house, area, from).await?;
    seen.retain(|fact| fact.day <= today);
    let by_path: HashMap<&str, &Place> = places.iter().map(|place| (place.path.as_str(), place)).collect();
    let mut total = 0;
    for rule in rules {
        let findings = findings(house, area, today, *rule, &seen, &places);
        for finding in &findings {
            if let Some(place) = by_path.get(finding.path.as_str()) {
                take_in(house, area, at, place, finding).await?;
            }
        }
        total += findings.len() as i64;
        let look = Look {
            area_id: area,
            rule: rule.code().into(),
            day: today,
            at,
            facts: seen.len() as i64,
            found: findings.len() as i64,
        };
        house.db.write(Batch::new().push(facts::looked(&look))).await?;
    }
    Ok(total)
}

/// What one rule finds.
fn findings(
    house: &House,
    area: Id,
    today: Day,
    rule: Rule,
    facts: &[Fact],
    places: &[Place],
) -> Vec<Finding> {
    let reference = house.reference();
    match rule {
        Rule::Scan => {
            let ground = Ground::of(places);
            let calendar = reference.calendar(area);
            let interval = term::interval(&reference, area);
            scan::look(facts, &ground, today, interval, |day| calendar.works(day))
        }
        Rule::Neighbours => {
            let narrow = [PlaceKind::Building.code(), PlaceKind::Stairwell.code()];
            let narrow = places.iter().filter(|place| narrow.contains(&place.kind.as_str()));
            let narrow: HashSet<&str> = narrow.map(|place| place.path.as_str()).collect();
            neighbours::look(facts, today, |path| narrow.contains(path))
        }
        Rule::Surge => {
            let root = places.iter().find(|place| place.kind == PlaceKind::Area.code());
            root.map(|root| surge::look(facts, &root.path, today)).unwrap_or_default()
        }
    }
}

/// What a category or a family is called.
pub fn category_name(house: &House, code: &str) -> String {
    let reference = house.reference();
    match reference.category(code) {
        Some(kind) => kind.name.clone(),
        None => {
            let family = reference.categories.iter().find(|kind| kind.code.starts_with(code));
            family.map(|kind| kind.family_name.clone()).unwrap_or_default()
        }
    }
}

/// Makes a finding the alert that it is: a new one, or the one that is there.
async fn take_in(house: &House, area: Id, now: Ts, place: &Place, finding: &Finding) -> Result<()> {
    let known = spots::known(house, area, now.plus_ms(-REMEMBERED * 86_400_000)).await?;
    let mut change = Change::new(area, now, Actor::System(finding.rule.code()));
    let told = |id: Id, verb: &'static str| {
        NewEvent::new("hotspot", id, verb)
            .with("cases", finding.cases.len())
            .with("households", finding.households)
            .with("from", finding.from.to_string())
            .with("to", finding.to.to_string())
    };
    let id = match same::seen(&known, finding) {
        Seen::Settled(_) => return Ok(()),
        Seen::New => {
            let row = found(house, now, place, finding);
            let title = house.words.with(
                Locale::Zh,
                "hotspot-title",
                &[
                    ("place", row.place_name.as_str().into()),
                    ("category", category_name(house, &row.category).into()),
                ],
            );
            for statement in row.insert(&title) {
                change.push(statement);
            }
            change.event(told(row.id, State::Alert.code()).with("category", row.category.as_str()));
            change.count(ALERTS, 1);
            // Two nodes, or a night and a press, that find the same make one alert of it.
            let newest = finding.cases.iter().map(|(case, _)| *case).max().unwrap_or(row.id);
            change.once(
                format!("hotspot {} {} {newest}", row.scope, scan::family(&row.category)),
                row.id.to_string(),
            );
            row.id
        }
        Seen::Again(id, more) => {
            if more > 0 {
                change.event(told(id, Verb::Again.code()).with("more", more));
            }
            id
        }
    };
    change.push(Sign::of(id, place, finding, now).write());
    for statement in spots::tie(area, id, &finding.cases) {
        change.push(statement);
    }
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

/// The row of what was found for the first time.
fn found(house: &House, now: Ts, place: &Place, finding: &Finding) -> SpotRow {
    SpotRow {
        area_id: place.area_id,
        id: house.id(),
        scope: finding.rule.scope().code().into(),
        category: finding.category.clone(),
        place_id: place.id,
        place_path: place.path.clone(),
        place_name: place.full_name.clone(),
        state: State::Alert.code().into(),
        found_at: now,
        lead_id: None,
        acknowledged_at: None,
        plan: String::new(),
        plan_note: String::new(),
        plan_due: None,
        planned_at: None,
        meeting_id: None,
        minutes_at: None,
        evidence: String::new(),
        account: String::new(),
        struck_at: None,
        version: 1,
    }
}
