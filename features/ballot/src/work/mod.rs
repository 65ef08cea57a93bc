//! Carrying a step out: load, decide, commit. Pages and the demo's loader come in by this door alike.

pub mod cast;
pub mod count;
pub mod paper;

use crate::envelope;
use crate::rules::{Asks, Form, Item, Part, State, Verb, electorate};
use crate::store::voter::{ObjectionRow, VoterRow};
use crate::store::{self, BallotRow, votes};
use linju_core::access::token;
use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Id, Refusal, Ts};

/// Kind of a ballot among all things, as events name it.
pub const BALLOT: &str = "ballot";

/// Someone who does something with a ballot.
#[derive(Debug, Clone)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// As what.
    pub parts: Vec<Part>,
    /// When.
    pub at: Ts,
}

impl Doer {
    /// Whoever holds a voter's code.
    pub fn voter(at: Ts) -> Self {
        Self { actor: Actor::System("ballot-code"), parts: vec![Part::Voter], at }
    }

    fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }

    fn account(&self) -> Result<Id> {
        self.actor.account().ok_or(Error::NotFound)
    }
}

/// What is prepared.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Form.
    pub form: Form,
    /// What is asked.
    pub asks: Asks,
    /// Matter of 民法典 278; 0 elsewhere.
    pub matter: i64,
    /// What it is called.
    pub title: String,
    /// What is put to the vote.
    pub words: String,
    /// What can be chosen.
    pub items: Vec<Item>,
    /// Money there is, in fen.
    pub budget: i64,
    /// Whose matter it is.
    pub place: Place,
    /// First moment of voting.
    pub opens_at: Ts,
    /// Last.
    pub closes_at: Ts,
    /// The case it is about.
    pub case: Option<Id>,
}

impl Plan {
    /// The row of a ballot so prepared by `account`.
    pub fn row(self, house: &House, account: Id) -> BallotRow {
        BallotRow {
            area_id: self.place.area_id,
            id: house.id(),
            form: self.form.code().into(),
            asks: self.asks.code().into(),
            matter: self.matter,
            title: self.title,
            words: self.words,
            items: serde_json::to_string(&self.items).unwrap_or_default(),
            budget: self.budget,
            place_id: self.place.id,
            place_path: self.place.path,
            place_name: self.place.full_name,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            lot: token::fresh().chars().take(12).collect(),
            state: State::Drafted.code().into(),
            public_key: None,
            case_id: self.case,
            created_by: account,
            frozen_at: None,
            announced_at: None,
            closed_at: None,
            published_at: None,
            result: String::new(),
            reason: String::new(),
            version: 1,
        }
    }
}

/// Prepares a ballot; the same `once` again gives the first one.
pub async fn plan(house: &House, doer: &Doer, row: &BallotRow, once: &str) -> Result<Id> {
    let key = format!("ballot {once}");
    let mut change = doer.change(row.area_id);
    row.insert().into_iter().for_each(|statement| _ = change.push(statement));
    change.event(NewEvent::new(BALLOT, row.id, "plan").with("form", row.form.as_str()));
    change.once(key.clone(), row.id.to_string());
    match house.commit(change).await {
        Ok(()) => Ok(row.id),
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(row.area_id, &key).await?;
            first.and_then(|id| id.parse().ok()).ok_or(Error::Changed)
        }
        Err(error) => Err(error),
    }
}

/// Changes what is prepared to `row`, which carries the version that was read.
pub async fn change(house: &House, doer: &Doer, row: &BallotRow) -> Result<()> {
    row.rules().step(Verb::Change, &doer.parts, &Default::default())?;
    let mut change = doer.change(row.area_id);
    written(&mut change, row, NewEvent::new(BALLOT, row.id, Verb::Change.code()));
    house.commit(change).await
}

/// Takes a step of the ballot's life that needs nothing but a press, or a reason to call it off. Refuses what the
/// rules refuse, and `ballot-reason` at `reason`. Gives the three shares of the box's key when the box is opened:
/// they are nowhere else.
pub async fn step(
    house: &House,
    doer: &Doer,
    row: &BallotRow,
    verb: Verb,
    reason: &str,
) -> Result<Option<[String; 3]>> {
    let mut facts = store::facts(house, row, doer.at).await?;
    let mut change = doer.change(row.area_id);
    let mut event = NewEvent::new(BALLOT, row.id, verb.code());
    if verb == Verb::Freeze {
        let list = listed(house, row, doer.at, &mut facts).await?;
        list.iter().for_each(|voter| _ = change.push(Statement::insert("ballot_voter", voter)));
        event = event.with("entitled", list.len());
    }
    let to = row.rules().step(verb, &doer.parts, &facts)?;
    let mut row = row.clone();
    row.state = to.code().into();
    let mut shares = None;
    match verb {
        Verb::Freeze => row.frozen_at = Some(doer.at),
        Verb::Thaw => {
            row.frozen_at = None;
            change.push(store::voter::forget(row.area_id, row.id));
        }
        Verb::Announce => row.announced_at = Some(doer.at),
        Verb::Open => {
            let fresh = envelope::fresh();
            row.public_key = Some(fresh.public);
            shares = Some(fresh.shares);
        }
        Verb::Close => {
            row.closed_at = Some(doer.at);
            let names = box_names(house, &row).await?;
            event = event.with("sealed", names.len()).with("papers", facts.papers);
            let listed = store::counted::list_box(row.area_id, row.id, &names);
            listed.into_iter().for_each(|statement| _ = change.push(statement));
        }
        Verb::Publish => row.published_at = Some(doer.at),
        Verb::Cancel => {
            if !(2..=200).contains(&reason.chars().count()) {
                return Err(Refusal::new("ballot-reason").at("reason").into());
            }
            row.reason = mask_phones_in(reason);
            event = event.note(reason);
        }
        _ => return Err(Refusal::new("not-now").into()),
    }
    written(&mut change, &row, event);
    house.commit(change).await?;
    Ok(shares)
}

/// The list as the register gives it today; says in `facts` what matters of it.
async fn listed(
    house: &House,
    row: &BallotRow,
    at: Ts,
    facts: &mut crate::rules::Facts,
) -> Result<Vec<VoterRow>> {
    let day = at.day(house.reference().zone(row.area_id));
    let (rooms, holds) = store::voter::register(house, row.area_id, &row.place_path, day).await?;
    facts.without_area = rooms.iter().filter(|room| room.area.is_none()).count() as i64;
    let entries = electorate::list(row.form(), &rooms, &holds, day);
    facts.entitled = entries.len() as i64;
    let number = |(n, entry)| VoterRow::of(house, row.area_id, row.id, n + 1, entry);
    Ok(entries.iter().enumerate().map(number).collect())
}

async fn box_names(house: &House, row: &BallotRow) -> Result<Vec<String>> {
    let votes = votes::all(house, row.area_id, row.id).await?;
    let mut names: Vec<String> =
        votes.iter().filter_map(|vote| vote.sealed.as_deref().map(envelope::receipt)).collect();
    names.sort_unstable();
    Ok(names)
}

/// Writes the row and what happened; residents see it where they see the ballot.
fn written(change: &mut Change, row: &BallotRow, event: NewEvent) {
    row.replace().into_iter().for_each(|statement| _ = change.push(statement));
    change.event(event.public(row.public()));
}

/// Writes an objection to the list down. Refuses `ballot-objection-words` at `words`.
pub async fn object(house: &House, doer: &Doer, row: &BallotRow, words: &str) -> Result<()> {
    row.rules().step(Verb::Object, &doer.parts, &Default::default())?;
    let words = sentence(words, "words", "ballot-objection-words")?;
    let objection = ObjectionRow {
        area_id: row.area_id,
        id: house.id(),
        ballot_id: row.id,
        words,
        entered_by: doer.account()?,
        at: doer.at,
        settled_at: None,
        settled_by: None,
        answer: String::new(),
    };
    let mut change = doer.change(row.area_id);
    change.push(Statement::insert("ballot_objection", &objection));
    change.event(NewEvent::new(BALLOT, row.id, Verb::Object.code()));
    house.commit(change).await
}

/// Answers an objection. Refuses `ballot-answer-words` at `answer`.
pub async fn answer(house: &House, doer: &Doer, row: &BallotRow, objection: Id, answer: &str) -> Result<()> {
    row.rules().step(Verb::Object, &doer.parts, &Default::default())?;
    let answer = sentence(answer, "answer", "ballot-answer-words")?;
    let mut change = doer.change(row.area_id);
    change.push(store::voter::answer(row.area_id, objection, doer.actor.account(), doer.at, &answer));
    change.event(NewEvent::new(BALLOT, row.id, "answer_objection").with("objection", objection.to_string()));
    house.commit(change).await
}

/// Strikes an entry off the list. Refuses `ballot-strike-why` at `why`.
pub async fn strike(house: &House, doer: &Doer, row: &BallotRow, voter: &VoterRow, why: &str) -> Result<()> {
    row.rules().step(Verb::Object, &doer.parts, &Default::default())?;
    let why = sentence(why, "why", "ballot-strike-why")?;
    let mut change = doer.change(row.area_id);
    change.push(voter.strike(&why));
    change.event(NewEvent::new(BALLOT, row.id, "strike").with("number", voter.number).note(&why));
    house.commit(change).await
}

fn sentence(text: &str, field: &'static str, name: &'static str) -> std::result::Result<String, Refusal> {
    match (2..=300).contains(&text.chars().count()) {
        true => Ok(mask_phones_in(text)),
        false => Err(Refusal::new(name).at(field)),
    }
}

/// A slip: whose it is, and the code that is nowhere else.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Whose.
    pub voter: VoterRow,
    /// The code.
    pub code: String,
}

/// Gives out codes: to every entry that has none, or to number `only` a new one instead of its old. Refuses
/// `ballot-number-unknown` at `only`, and `ballot-slips-out` where everybody has one.
pub async fn issue(house: &House, doer: &Doer, row: &BallotRow, only: Option<i64>) -> Result<Vec<Issued>> {
    row.rules().step(Verb::Issue, &doer.parts, &Default::default())?;
    let voters = store::voter::list(house, row.area_id, row.id).await?;
    let wanted = |voter: &VoterRow| match only {
        Some(number) => voter.number == number && voter.struck.is_empty(),
        None => voter.code_print.is_none() && voter.struck.is_empty(),
    };
    let given: Vec<Issued> =
        voters.into_iter().filter(wanted).map(|voter| Issued { voter, code: envelope::code() }).collect();
    if given.is_empty() {
        let none = Refusal::new("ballot-slips-out");
        return Err(only.map_or(none, |_| Refusal::new("ballot-number-unknown").at("only")).into());
    }
    let mut change = doer.change(row.area_id);
    for slip in &given {
        let print = store::voter::print(house, row.area_id, row.id, &slip.code)?;
        change.push(slip.voter.give_code(print));
    }
    let event = NewEvent::new(BALLOT, row.id, Verb::Issue.code()).with("slips", given.len());
    change.event(match only {
        Some(number) => event.with("number", number),
        None => event,
    });
    house.commit(change).await?;
    Ok(given)
}
