//! The facts that hot spots are looked for in, kept by what happened to cases; and the proof that none is lost.

use super::insert_or;
use crate::rules::Fact;
use linju_core::ledger::Event;
use linju_core::place::Place;
use linju_core::{House, Result};
use linju_db::{Batch, Sql, Statement, args, record};
use linju_kernel::{Day, Id, Ts};
use std::collections::{BTreeMap, HashSet};

record! {
    /// A request as its row stands.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct FactRow {
        /// Area.
        pub area_id: Id,
        /// Its case.
        pub case_id: Id,
        /// The day it came in.
        pub day: Day,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Category.
        pub category: String,
        /// Who asked, see [`Fact::household`].
        pub household: Id,
    }
}

record! {
    /// When a rule last looked.
    #[derive(Debug, Clone)]
    pub struct Look {
        /// Area.
        pub area_id: Id,
        /// Rule's code.
        pub rule: String,
        /// As of which day.
        pub day: Day,
        /// When.
        pub at: Ts,
        /// In how many requests.
        pub facts: i64,
        /// How much it found, known or new.
        pub found: i64,
    }
}

/// The events that say what the facts are: what came in, what it was taken for since, what was taken back.
pub const HEARD: &[(&str, &str)] =
    &[("case", "receive"), ("case", "recategorise"), ("case", "withdraw"), ("case", "undone")];

impl From<FactRow> for Fact {
    fn from(row: FactRow) -> Fact {
        let FactRow { case_id: case, day, place_path: path, category, household, .. } = row;
        Fact { case, day, path, category, household }
    }
}

/// What an event says of the facts.
enum Said {
    Came(FactRow),
    Changed(Id, String),
    Gone(Id),
}

/// Disputes and private matters never enter: what is counted is shown.
fn countable(house: &House, category: &str) -> bool {
    house.reference().category(category).is_some_and(|known| !known.confidential)
}

/// What `event` says; `place` is where a received case lies.
fn said(house: &House, area: Id, event: &Event, place: Option<&Place>) -> Option<Said> {
    let facts = event.facts();
    let id = |key: &str| facts[key].as_str().and_then(|id| id.parse().ok());
    let case = event.subject_id;
    match event.verb.as_str() {
        "receive" => {
            let (category, place) = (facts["category"].as_str()?, place?);
            countable(house, category).then(|| {
                Said::Came(FactRow {
                    area_id: area,
                    case_id: case,
                    day: event.at.day(house.reference().zone(area)),
                    place_id: place.id,
                    place_path: place.path.clone(),
                    category: category.to_owned(),
                    household: id("household").or_else(|| id("request")).unwrap_or(case),
                })
            })
        }
        "recategorise" => {
            let to = facts["to"].as_str()?;
            Some(if countable(house, to) { Said::Changed(case, to.to_owned()) } else { Said::Gone(case) })
        }
        _ => Some(Said::Gone(case)),
    }
}

/// Lets the facts follow `event`. A second time changes nothing.
pub async fn follow(house: &House, area: Id, event: &Event) -> Result<()> {
    let named = event.facts()["place"].as_str().and_then(|id| id.parse().ok());
    let place = match named {
        Some(id) => house.place(area, id).await.ok(),
        None => None,
    };
    let statement = match said(house, area, event, place.as_ref()) {
        Some(Said::Came(row)) if known(house, &row).await? => return Ok(()),
        Some(Said::Came(row)) => insert_or("hotspot_fact", &row, "(area_id, case_id) do nothing"),
        Some(Said::Changed(case, to)) => {
            let sql = "update hotspot_fact set category = ? where area_id = ? and case_id = ?";
            Statement::new(sql, args![to, area, case])
        }
        Some(Said::Gone(case)) => {
            let sql = "delete from hotspot_fact where area_id = ? and case_id = ?";
            Statement::new(sql, args![area, case])
        }
        None => return Ok(()),
    };
    house.db.write(Batch::new().push(statement)).await?;
    Ok(())
}

/// Is the fact of that case there?
async fn known(house: &House, row: &FactRow) -> Result<bool> {
    let sql = "select f.case_id from hotspot_fact f where f.area_id = ? and f.case_id = ?";
    Ok(house.db.first::<(Id,)>(Sql::new(sql, args![row.area_id, row.case_id])).await?.is_some())
}

/// The facts as the area's ledger tells them from its beginning. What came in before events named places is
/// placed by the card of its case.
pub async fn replayed(house: &House, area: Id) -> Result<BTreeMap<Id, FactRow>> {
    let places = house.places_ever(area).await?;
    let by_id: BTreeMap<Id, &Place> = places.iter().map(|place| (place.id, place)).collect();
    let by_path: BTreeMap<&str, &Place> = places.iter().map(|place| (place.path.as_str(), place)).collect();
    let sql = "select s.id, s.place_path from subject s where s.area_id = ? and s.kind = 'case'";
    let cards: Vec<(Id, String)> = house.db.all(Sql::new(sql, args![area])).await?;
    let cards: BTreeMap<Id, String> = cards.into_iter().collect();
    let verbs = HEARD.iter().map(|(_, verb)| format!("'{verb}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "select {} from event e where e.area_id = ? and e.subject_kind = 'case' and e.verb in ({verbs}) \
         order by e.seq",
        Event::select("e")
    );
    let mut rows = BTreeMap::new();
    for event in house.db.all::<Event>(Sql::new(sql, args![area])).await? {
        let named = event.facts()["place"].as_str().and_then(|id| id.parse().ok());
        let named = named.and_then(|id: Id| by_id.get(&id).copied());
        let carded = || cards.get(&event.subject_id).and_then(|path| by_path.get(path.as_str()).copied());
        match said(house, area, &event, named.or_else(carded)) {
            Some(Said::Came(row)) => drop(rows.entry(row.case_id).or_insert(row)),
            Some(Said::Changed(case, to)) => {
                rows.entry(case).and_modify(|row: &mut FactRow| row.category = to);
            }
            Some(Said::Gone(case)) => drop(rows.remove(&case)),
            None => {}
        }
    }
    Ok(rows)
}

/// Compares the facts with the ledger and puts right what differs. Gives how many did: none where nothing was lost.
pub async fn mend(house: &House, area: Id) -> Result<usize> {
    let told = replayed(house, area).await?;
    let sql = format!("select {} from hotspot_fact f where f.area_id = ?", FactRow::select("f"));
    let kept: Vec<FactRow> = house.db.all(Sql::new(sql, args![area])).await?;
    let wrong = |row: &&FactRow| told.get(&row.case_id) != Some(*row);
    let gone: Vec<Id> = kept.iter().filter(wrong).map(|row| row.case_id).collect();
    let right: HashSet<Id> = kept.iter().filter(|row| !wrong(row)).map(|row| row.case_id).collect();
    let mut batch = Batch::new();
    for case in &gone {
        batch = batch.exec("delete from hotspot_fact where area_id = ? and case_id = ?", args![area, *case]);
    }
    let missing: Vec<&FactRow> = told.values().filter(|row| !right.contains(&row.case_id)).collect();
    for row in &missing {
        // A reaction may have brought the same row in the meantime.
        batch = batch.push(insert_or("hotspot_fact", *row, "(area_id, case_id) do nothing"));
    }
    if !batch.is_empty() {
        house.db.write(batch).await?;
    }
    let new = missing.iter().filter(|row| !gone.contains(&row.case_id)).count();
    Ok(gone.len() + new)
}

/// The facts from `from` on, by day; of kinds that are still countable.
pub async fn since(house: &House, area: Id, from: Day) -> Result<Vec<Fact>> {
    let mut rows = rows(house, area, from).await?;
    rows.retain(|row| countable(house, &row.category));
    Ok(rows.into_iter().map(Fact::from).collect())
}

/// The rows from `from` on, by day and case.
pub async fn rows(house: &House, area: Id, from: Day) -> Result<Vec<FactRow>> {
    let sql = format!(
        "select {} from hotspot_fact f where f.area_id = ? and f.day >= ? order by f.day, f.case_id",
        FactRow::select("f")
    );
    Ok(house.db.all(Sql::new(sql, args![area, from])).await?)
}

/// Requests by month (`YYYY-MM`) and family, from `from` on.
pub async fn months(house: &House, area: Id, from: Day) -> Result<Vec<(String, String, i64)>> {
    let sql = "select substr(day, 1, 7), substr(category, 1, 2), count(*) from hotspot_fact \
               where area_id = ? and day >= ? group by substr(day, 1, 7), substr(category, 1, 2) order by 1, 2";
    Ok(house.db.all(Sql::new(sql, args![area, from])).await?)
}

/// The statement that records a look.
pub fn looked(look: &Look) -> Statement {
    let renewed = "day = excluded.day, at = excluded.at, facts = excluded.facts, found = excluded.found";
    insert_or("hotspot_look", look, &format!("(area_id, rule) do update set {renewed}"))
}

/// When each rule last looked.
pub async fn looks(house: &House, area: Id) -> Result<Vec<Look>> {
    let sql = format!(
        "select {} from hotspot_look l where l.area_id = ? order by l.at desc, l.rule",
        Look::select("l")
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}
