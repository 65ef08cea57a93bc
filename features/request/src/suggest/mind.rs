//! What a node keeps in mind of an area: its open requests as an index, and what staff's categories taught.
//!
//! It is made from the database when first asked for, follows the area's order of events whichever node wrote them,
//! and is made anew beside the answers on the first question of a day: the weights of words and the model of
//! categories are then learnt again from all that staff confirmed.

use super::Asked;
use crate::rules::State;
use crate::store::desk::ledger_at;
use crate::store::window::{self, Heard};
use linju_core::catalogue::Category;
use linju_core::{Error, House, Result};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};
use linju_text::category::{Advice, Advisor, Example, Options, Rule, Rules};
use linju_text::similar::{self, Entry, Index, Place, Tuning, Weights};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

/// Requests of one area kept in mind: the newest.
const MOST: i64 = 20_000;
/// Areas one node keeps in mind; the one that was not asked about for longest is forgotten.
const MOST_AREAS: usize = 64;
/// Events followed in one step.
const STEP: i64 = 500;
/// The latest confirmed categories by which rules and model are compared.
const TRIED: usize = 200;
/// How alike two requests must be to be worth a look on a page, of at most 1: the same stairwell or matter alone is
/// not enough.
const LEAST: f64 = 0.5;

/// The areas this node keeps in mind.
#[derive(Default)]
pub struct Minds(Mutex<Areas>);

#[derive(Default)]
struct Areas {
    /// How many questions were asked.
    asked: u64,
    /// By area, its last question and what is in mind of it.
    kept: HashMap<Id, (u64, Kept)>,
}

/// One area's, once it is made.
type Kept = Arc<tokio::sync::Mutex<Option<Mind>>>;

impl Minds {
    fn of(&self, area: Id) -> Kept {
        let mut minds = self.0.lock().expect("no holder panics");
        let Areas { asked, kept } = &mut *minds;
        *asked += 1;
        if kept.len() >= MOST_AREAS && !kept.contains_key(&area) {
            let oldest = kept.iter().min_by_key(|(_, (last, _))| *last).map(|(area, _)| *area);
            oldest.and_then(|area| kept.remove(&area));
        }
        let (last, mind) = kept.entry(area).or_default();
        *last = *asked;
        mind.clone()
    }
}

/// One area.
pub struct Mind {
    /// How far in the area's order of events it has followed.
    seq: i64,
    /// The day it was made.
    day: Day,
    /// Is it being made anew?
    renewing: bool,
    window: Index,
    cases: HashMap<u64, Id>,
    requests: HashMap<Id, Vec<u64>>,
    advisor: Advisor,
    /// By request, the category that was learnt for it.
    learnt: HashMap<u64, String>,
}

/// Asks the mind of `area`, as of now.
pub async fn with<T>(house: &Arc<House>, area: Id, ask: impl FnOnce(&Mind) -> T) -> Result<T> {
    let kept = house.memory::<Minds>().of(area);
    let mut held = kept.lock().await;
    let today = house.now().day(house.reference().zone(area));
    let mind = match held.take() {
        Some(mind) => mind.followed(house, area).await?,
        None => make(house, area, today).await?,
    };
    let mind = held.insert(mind);
    if mind.day != today && !mind.renewing {
        mind.renewing = true;
        tokio::spawn(renew(house.clone(), area, today, kept.clone()));
    }
    Ok(ask(mind))
}

/// Makes the mind of `area` anew beside the one that answers. Where that fails, the old one goes on for a day more.
async fn renew(house: Arc<House>, area: Id, today: Day, kept: Kept) {
    match make(&house, area, today).await {
        Ok(mind) => *kept.lock().await = Some(mind),
        Err(error) => {
            tracing::warn!(%area, %error, "what was learnt is a day old");
            if let Some(mind) = kept.lock().await.as_mut() {
                (mind.day, mind.renewing) = (today, false);
            }
        }
    }
}

async fn make(house: &House, area: Id, day: Day) -> Result<Mind> {
    let seq = ledger_at(house, area).await?;
    let mut heard = window::newest(house, area, MOST).await?;
    heard.reverse();
    let rules = rules(&house.reference().categories);
    let learning = tokio::task::spawn_blocking(move || Mind::learn(seq, day, rules, &heard));
    learning.await.map_err(|_| Error::Changed)
}

impl Mind {
    /// From the requests of an area, the oldest first.
    fn learn(seq: i64, day: Day, rules: Rules, heard: &[Heard]) -> Mind {
        let confirmed = |heard: &&Heard| is_confirmed(heard);
        let taught: Vec<&Heard> = heard.iter().filter(confirmed).collect();
        let examples: Vec<Example> =
            taught.iter().map(|h| Example { text: &h.words, category: &h.category }).collect();
        let mut mind = Mind {
            seq,
            day,
            renewing: false,
            window: Index::new(
                Weights::learn(heard.iter().map(|h| h.words.as_str())),
                Tuning { least: LEAST, ..Tuning::default() },
            ),
            cases: HashMap::new(),
            requests: HashMap::new(),
            advisor: taught_advisor(rules, &examples),
            learnt: taught.iter().map(|h| (number(h.id), h.category.clone())).collect(),
        };
        heard.iter().for_each(|h| mind.take_in(h));
        mind
    }

    /// This mind after what happened since; from the beginning where that was more than it keeps.
    async fn followed(mut self, house: &House, area: Id) -> Result<Mind> {
        let now = ledger_at(house, area).await?;
        if now - self.seq > MOST || self.cases.len() as i64 > 2 * MOST {
            return make(house, area, self.day).await;
        }
        while self.seq < now {
            self.step(house, area, now.min(self.seq + STEP)).await?;
        }
        Ok(self)
    }

    /// Follows the events up to `upto`.
    async fn step(&mut self, house: &House, area: Id, upto: i64) -> Result<()> {
        let changed = window::changed(house, area, self.seq, upto).await?;
        for request in changed.iter().filter_map(|case| self.requests.remove(case)).flatten() {
            self.window.remove(request);
            self.cases.remove(&request);
        }
        for heard in window::of_cases(house, area, &changed).await? {
            self.take_in(&heard);
            self.confirm(&heard);
        }
        self.seq = upto;
        Ok(())
    }

    /// Puts a request into the window, if it is open and hides nobody.
    fn take_in(&mut self, heard: &Heard) {
        if heard.confidential || heard.words.is_empty() || !state(heard).is_before_handled() {
            return;
        }
        let id = number(heard.id);
        self.window.add(&Entry {
            id,
            text: &heard.words,
            place: place(&heard.place_path),
            category: category(&heard.category),
            at: heard.at.0,
            by: None,
        });
        self.cases.insert(id, heard.case);
        self.requests.entry(heard.case).or_default().push(id);
    }

    /// Learns the category of a request that staff have looked at, once for each they gave it.
    fn confirm(&mut self, heard: &Heard) {
        let id = number(heard.id);
        if is_confirmed(heard) && self.learnt.get(&id) != Some(&heard.category) {
            self.advisor.confirmed(&heard.words, &heard.category);
            self.learnt.insert(id, heard.category.clone());
        }
    }

    /// The categories that words sound like.
    pub fn advise(&self, words: &str) -> Advice {
        self.advisor.advise(words)
    }

    /// The open cases that a request looks like, most alike first, at most `most`, without its own.
    pub fn alike(&self, asked: &Asked, most: usize) -> Vec<Id> {
        let entry = Entry {
            id: u64::MAX,
            text: asked.words,
            place: asked.place.map(place).unwrap_or_default(),
            category: asked.category.and_then(category),
            at: asked.at.0,
            by: None,
        };
        let mut found: Vec<Id> = Vec::new();
        // Several requests may go on in one case.
        for near in self.window.nearest(&entry, 4 * most) {
            let Some(case) = self.cases.get(&near.id) else { continue };
            if Some(*case) != asked.case && !found.contains(case) {
                found.push(*case);
            }
        }
        found.truncate(most);
        found
    }
}

/// An advisor that has learnt `examples`, and was tried on the latest of them first, so that it knows whether its
/// rules or its model are more often right.
fn taught_advisor(rules: Rules, examples: &[Example]) -> Advisor {
    let options = Options { threads: 1, ..Options::default() };
    let mut advisor = Advisor::new(rules);
    let (before, latest) = examples.split_at(examples.len() - TRIED.min(examples.len() / 5));
    advisor.refit(before, &options);
    latest.iter().for_each(|example| advisor.confirmed(example.text, example.category));
    advisor.refit(examples, &options);
    advisor
}

/// Have staff looked at it and left or given it its category?
fn is_confirmed(heard: &Heard) -> bool {
    heard.touched && !heard.words.is_empty() && !matches!(state(heard), State::Merged | State::Withdrawn)
}

fn state(heard: &Heard) -> State {
    State::of(&heard.state).unwrap_or(State::Closed)
}

/// What residents say for each category, as the catalogue has it.
fn rules(categories: &[Category]) -> Rules {
    let apart = |c: char| matches!(c, '、' | '，' | ',' | '/' | '（' | '）' | '(' | ')' | ' ');
    let rule = |category: &Category| Rule {
        category: category.code.clone(),
        family: family(&category.code).to_owned(),
        phrases: [&category.name, &category.spoken]
            .into_iter()
            .flat_map(|text| text.split(apart))
            .filter(|phrase| !phrase.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    Rules::new(categories.iter().filter(|category| category.active).map(rule).collect())
}

fn family(code: &str) -> &str {
    code.get(..2).unwrap_or(code)
}

fn category(code: &str) -> Option<similar::Category> {
    Some(similar::Category { family: family(code).parse().ok()?, code: code.parse().ok()? })
}

/// Compound, building and stairwell of a path (area, compound, building, stairwell, room), each as a number of its own.
fn place(path: &str) -> Place {
    let ends: Vec<usize> = path.match_indices('.').map(|(at, _)| at).chain([path.len()]).collect();
    let at = |depth: usize| ends.get(depth).map(|end| hash(&path[..*end]));
    Place { compound: at(1), building: at(2), stairwell: at(3), position: None }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn number(id: Id) -> u64 {
    id.0.unsigned_abs()
}
