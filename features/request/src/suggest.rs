//! What the platform suggests beside the forms: which category words sound like, which open case they look like, who
//! usually has such a matter and how long it takes. It suggests; a person decides, and what they did is counted.
//!
//! Disputes, and whatever else hides its complainant, are neither compared nor shown: merging two of them would tell
//! one neighbour of the other.

mod mind;

use crate::rules::case::Channel;
use crate::store::suggestions::{self, Kind, Suggestion};
use crate::store::{CaseRow, cases, requests, window};
use linju_core::catalogue::Category;
use linju_core::ledger::Event;
use linju_core::reaction::Reaction;
use linju_core::{Actor, Change, Error, House, Result};
use linju_kernel::{Day, Id, Ts};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Cases shown as similar at once.
const SHOWN: usize = 3;
/// Fewer settled cases of a category than this say nothing about the next one.
const FEWEST: usize = 5;
/// The newest settled cases that say how long a category takes.
const RECENT: i64 = 200;
/// What came longer ago than this is no news to suggest anything for: seven days, in ms.
const NEWS: i64 = 7 * 86_400_000;

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The words.
    pub words: &'a str,
    /// Where, as a path, if known.
    pub place: Option<&'a str>,
    /// What it is about, if somebody has said so.
    pub category: Option<&'a str>,
    /// When it was said.
    pub at: Ts,
    /// The case they stand in already.
    pub case: Option<Id>,
}

/// What may be shown for it.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The categories that fit best, best first, at most three.
    pub categories: Vec<Category>,
    /// The one that may be filled in: of those suggested with this confidence, nine of ten were right.
    pub fill: Option<String>,
    /// Open cases that it looks like, most alike first.
    pub similar: Vec<CaseRow>,
}

/// The smallest place that two paths share, as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// The same stairwell.
    Stairwell,
    /// The same building, yard or road.
    Building,
    /// The same compound.
    Compound,
    /// The same area only.
    Area,
}

impl Near {
    /// How near two places are by their paths: area, compound, building, stairwell, room.
    pub fn of(one: &str, other: &str) -> Near {
        let shared = one.split('.').zip(other.split('.')).take_while(|(a, b)| a == b).count();
        match shared {
            0 | 1 => Near::Area,
            2 => Near::Compound,
            3 => Near::Building,
            _ => Near::Stairwell,
        }
    }

    /// Key of its words, behind `hint-near-`.
    pub fn code(self) -> &'static str {
        match self {
            Near::Stairwell => "stairwell",
            Near::Building => "building",
            Near::Compound => "compound",
            Near::Area => "area",
        }
    }
}

/// What to show for words that are being taken in, or for a case.
pub async fn hints(house: &Arc<House>, area: Id, asked: Asked<'_>) -> Result<Hints> {
    if asked.words.trim().is_empty() {
        return Ok(Hints::default());
    }
    let (advice, alike) = mind::with(house, area, |mind| {
        let advice = mind.advise(asked.words);
        let likely = advice.categories.first().map(|first| first.category.clone());
        let category = asked.category.or(likely.as_deref());
        (advice, mind.alike(&Asked { category, ..asked }, SHOWN))
    })
    .await?;
    let reference = house.reference();
    let known = |code: &String| reference.category(code).filter(|category| category.active).cloned();
    Ok(Hints {
        categories: advice.categories.iter().filter_map(|one| known(&one.category)).collect(),
        fill: advice.fill.filter(|code| known(code).is_some()),
        similar: in_order(house, area, &alike).await?,
    })
}

/// The cases among `ids` that may be shown as similar, in the order of `ids`.
pub async fn in_order(house: &House, area: Id, ids: &[Id]) -> Result<Vec<CaseRow>> {
    let mut rows = suggestions::joinable(house, area, ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// How long a category usually takes here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// Half of them took at most so long, in tenths of a day.
    pub tenths: i64,
    /// How many there were.
    pub of: i64,
}

impl Usual {
    /// From how long each took, in ms; none where they are too few.
    pub fn of(mut took: Vec<i64>) -> Option<Usual> {
        const TENTH: i64 = 8_640_000;
        took.sort_unstable();
        let middle = *took.get(took.len() / 2)?;
        let of = took.len() as i64;
        (took.len() >= FEWEST).then_some(Usual { tenths: (middle + TENTH / 2) / TENTH, of })
    }
}

/// The day on which it was looked up, and what was found.
type LookedUp = (Day, Option<Usual>);

/// By area and category.
#[derive(Default)]
struct Usuals(Mutex<HashMap<(Id, String), LookedUp>>);

/// How long `category` usually takes in `area`, looked up once a day on each node.
pub async fn usual(house: &House, area: Id, category: &str) -> Result<Option<Usual>> {
    let today = house.now().day(house.reference().zone(area));
    let (kept, key) = (house.memory::<Usuals>(), (area, category.to_owned()));
    let known = kept.0.lock().expect("no holder panics").get(&key).copied();
    if let Some((_, usual)) = known.filter(|(day, _)| *day == today) {
        return Ok(usual);
    }
    let usual = Usual::of(window::settled_in(house, area, category, RECENT).await?);
    kept.0.lock().expect("no holder panics").insert(key, (today, usual));
    Ok(usual)
}

/// The organisation that takes `category` in `area` by its catalogue; none where that is the committee itself.
pub fn usual_party(house: &House, area: Id, category: &str) -> Option<Id> {
    let reference = house.reference();
    let mut rules = reference.dispatch_rules.iter();
    let rule = rules.find(|rule| rule.area_id == area && rule.category_code == category)?;
    let organisation = reference.organisations.get(&rule.organisation_id)?;
    (organisation.kind != "committee").then_some(rule.organisation_id)
}

/// A case came → what is suggested for it is written down beside it.
pub const OFFER: Reaction = Reaction {
    name: "suggest",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { offer(&house, area, &event).await }),
};

/// Staff decided → what became of the suggestions is counted.
pub const COUNT: Reaction = Reaction {
    name: "suggest-count",
    on: &[
        ("case", "triage"),
        ("case", "dispatch"),
        ("case", "take"),
        ("case", "quick_fix"),
        ("case", "answer"),
        ("case", "decline"),
        ("case", "redirect"),
        ("case", "merge"),
    ],
    run: |house, area, event| Box::pin(async move { count(&house, area, &event).await }),
};

/// Writes down what is suggested for the case that came. Where a worker took it in by the form, they saw the
/// suggestions there; what nobody has to decide any more needs none.
async fn offer(house: &Arc<House>, area: Id, event: &Event) -> Result<()> {
    let (case, at) = (event.subject_id, event.at);
    if at.0 < house.now().0 - NEWS {
        return Ok(());
    }
    let row = match cases::load(house, area, case).await {
        Ok(stored) => stored.row,
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let known = suggestions::of_case(house, area, case).await?;
    let by_form = event.actor_kind == "account" && row.channel != Channel::Hotline.code();
    if row.touched || !row.open || !known.is_empty() {
        return Ok(());
    }
    let Some(request) = requests::of_case(house, area, case, 1).await?.pop() else { return Ok(()) };
    let asked = Asked {
        words: &request.words_masked,
        place: Some(&row.place_path),
        category: Some(&row.category_code),
        at,
        case: Some(case),
    };
    let hints = hints(house, area, asked).await?;
    let mut change = Change::new(area, house.now(), Actor::System(OFFER.name));
    if !by_form {
        let codes: Vec<String> = hints.categories.into_iter().map(|category| category.code).collect();
        suggestions::offer(&mut change, case, Kind::Category, &codes, None);
    }
    if !row.confidential {
        let like: Vec<String> = hints.similar.iter().map(|like| like.id.to_string()).collect();
        suggestions::offer(&mut change, case, Kind::Similar, &like, None);
    }
    let party: Vec<String> =
        usual_party(house, area, &row.category_code).into_iter().map(|id| id.to_string()).collect();
    suggestions::offer(&mut change, case, Kind::Party, &party, None);
    once(house.commit(change).await)
}

/// Counts what became of what was suggested for the case something was done to.
async fn count(house: &House, area: Id, event: &Event) -> Result<()> {
    let case = event.subject_id;
    let mut open = suggestions::of_case(house, area, case).await?;
    open.retain(|suggestion| suggestion.taken.is_none());
    if open.is_empty() {
        return Ok(());
    }
    let category = cases::load(house, area, case).await?.row.category_code;
    let mut change = Change::new(area, house.now(), Actor::System(COUNT.name));
    for suggestion in open {
        let Some((kind, rank)) = suggestion.kind().zip(taken(&suggestion, event, &category)) else {
            continue;
        };
        suggestions::decide(&mut change, case, kind, rank);
    }
    once(house.commit(change).await)
}

/// What `event` says about a suggestion: the rank of what was taken, 0 for something else; none where it says
/// nothing about it.
fn taken(suggestion: &Suggestion, event: &Event, category: &str) -> Option<i64> {
    let facts = event.facts();
    let chosen = |key: &str| suggestion.rank(facts[key].as_str().unwrap_or_default());
    match (suggestion.kind()?, event.verb.as_str()) {
        (Kind::Category, _) => Some(suggestion.rank(category)),
        (Kind::Similar, "merge") => Some(chosen("into")),
        (Kind::Party, "dispatch") => Some(chosen("to")),
        (Kind::Similar | Kind::Party, "triage") | (Kind::Party, "merge") => None,
        (Kind::Similar | Kind::Party, _) => Some(0),
    }
}

/// What was written down before is not written twice.
fn once(outcome: Result<()>) -> Result<()> {
    match outcome {
        Err(Error::Changed) => Ok(()),
        Err(Error::Db(error)) if error.is_unique("suggestion") => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linju_kernel::path;

    #[test]
    fn how_near_two_places_are_is_read_from_their_paths() {
        let room = path::child(&path::child("a.0001.0003", 2), 401);
        for (other, near) in [
            ("a.0001.0003.0002", Near::Stairwell),
            ("a.0001.0003.0001", Near::Building),
            ("a.0001.0004", Near::Compound),
            ("a.0002", Near::Area),
        ] {
            assert_eq!(Near::of(&room, other), near, "{other}");
        }
    }

    #[test]
    fn fewer_than_five_say_nothing_and_one_long_case_does_not_move_the_rest() {
        const DAY: i64 = 86_400_000;
        assert_eq!(Usual::of(vec![DAY; 4]), None);
        assert_eq!(Usual::of(Vec::new()), None);
        let took = vec![DAY, 2 * DAY, DAY * 18 / 10, 90 * DAY, DAY];
        assert_eq!(Usual::of(took), Some(Usual { tenths: 18, of: 5 }));
    }
}
