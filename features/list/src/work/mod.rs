//! Carrying a step out: load, decide, commit. Pages, reactions and the demo's loader come in by this door alike.

pub mod matching;
pub mod order;
pub mod partner;

use crate::rules::priority::{check_after, due_day};
use crate::rules::{Facts, List, Owner, Part, Source, State, Theme, Verb};
use crate::store::claim::{self, Match};
use crate::store::item::{self, ITEM};
use crate::store::{ItemRow, partner as partners};
use linju_core::file::{File, Stored};
use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::{Actor, Change, Error, House, Result, setting};
use linju_db::Statement;
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Day, Id, Refusal, Ts};

/// Someone who does something with the lists.
#[derive(Debug, Clone)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// As what.
    pub parts: Vec<Part>,
    /// For which organisation.
    pub organisation: Option<Id>,
    /// When.
    pub at: Ts,
}

impl Doer {
    /// The platform, by a rule of that name.
    pub fn system(rule: &'static str, at: Ts) -> Self {
        Doer { actor: Actor::System(rule), parts: vec![Part::Desk], organisation: None, at }
    }

    /// An empty change of theirs in `area`.
    fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }

    /// Their parts at `row`: whoever has it is its owner.
    pub fn parts_at(&self, row: &ItemRow) -> Vec<Part> {
        let mut parts = self.parts.clone();
        let owns = match row.owner() {
            Owner::Nobody => false,
            Owner::Worker(id) => self.actor.account() == Some(id),
            Owner::Organisation(id) => self.organisation == Some(id),
        };
        if owns {
            parts.push(Part::Owner);
        }
        parts
    }
}

/// What is put on a list.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Which list.
    pub list: List,
    /// What it is about.
    pub theme: Theme,
    /// What it is called; names nobody.
    pub title: String,
    /// More about it.
    pub detail: String,
    /// Where.
    pub place: Place,
    /// Where it comes from, and what it came from there.
    pub source: (Source, Option<String>),
    /// The case whose requesters follow it.
    pub case: Option<Id>,
    /// 0 to 4.
    pub urgency: i64,
    /// Elders touched.
    pub elders: i64,
    /// Households served.
    pub households: i64,
    /// What it costs, in fen.
    pub fen: Option<i64>,
    /// What whoever does it must be qualified for.
    pub requires: String,
    /// May residents see it?
    pub public: bool,
    /// Until when, where it is not as the rule says.
    pub due: Option<Day>,
    /// Who offers how much, of an offer.
    pub offer: Option<(Id, i64)>,
}

impl Draft {
    /// A draft at `place` with nothing known but what it is called.
    pub fn plain(list: List, source: Source, title: &str, place: Place) -> Self {
        Draft {
            list,
            theme: Theme::Other,
            title: title.into(),
            detail: String::new(),
            place,
            source: (source, None),
            case: None,
            urgency: 2,
            elders: 0,
            households: 1,
            fen: None,
            requires: String::new(),
            public: true,
            due: None,
            offer: None,
        }
    }

    /// The row of it, listed at `at` by `by`. Phone numbers in words are masked.
    pub fn row(self, house: &House, at: Ts, by: Option<Id>) -> ItemRow {
        let area = self.place.area_id;
        let reference = house.reference();
        let calendar = reference.calendar(area);
        let rule = || due_day(at.day(calendar.zone()), self.urgency, calendar);
        let (offered_by, amount) = self.offer.unzip();
        ItemRow {
            area_id: area,
            id: house.id(),
            list: self.list.code().into(),
            theme: self.theme.code().into(),
            title: mask_phones_in(&self.title),
            detail: mask_phones_in(&self.detail),
            due_day: self.due.unwrap_or_else(rule),
            place_id: self.place.id,
            place_path: self.place.path,
            place_name: self.place.full_name,
            state: State::Open.code().into(),
            open: true,
            source: self.source.0.code().into(),
            source_ref: self.source.1,
            case_id: self.case,
            owner_kind: String::new(),
            owner_id: None,
            requires: self.requires,
            urgency: self.urgency,
            elders: self.elders,
            households: self.households,
            fen: self.fen,
            score: 0,
            rank: 0,
            public: self.public,
            escalated: false,
            proposed: false,
            done_by: None,
            check_day: None,
            round: 1,
            result: String::new(),
            offered_by,
            amount: amount.unwrap_or_default(),
            used: 0,
            created_by: by,
            created_at: at,
            version: 1,
        }
        .ranked(&item::weights(house, area))
    }
}

/// Puts `row` on its list; the same `once` again gives the first one. `from` is the thing elsewhere that it came
/// from, as its events name it.
pub async fn list(house: &House, doer: &Doer, row: &ItemRow, from: Option<&str>, once: &str) -> Result<Id> {
    let mut change = doer.change(row.area_id);
    let key = format!("list {once}");
    change.once(key.clone(), row.id.to_string());
    put(&mut change, row, from);
    match house.commit(change).await {
        Ok(()) => Ok(row.id),
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(row.area_id, &key).await?;
            first.and_then(|id| id.parse().ok()).ok_or(Error::Changed)
        }
        Err(error) => Err(error),
    }
}

/// Writes `row` as new, with its event.
fn put(change: &mut Change, row: &ItemRow, from: Option<&str>) {
    row.insert(change);
    let mut event = event(row, "list").with("list", row.list.as_str()).with("source", row.source.as_str());
    if let Some(from) = from {
        event = event.with("from", from);
    }
    change.event(event);
}

/// An event of `row`, which says whose requesters it concerns.
fn event(row: &ItemRow, verb: &'static str) -> NewEvent {
    let event = NewEvent::new(ITEM, row.id, verb).public(row.public);
    match row.case_id {
        Some(case) => event.with("case", case.to_string()),
        None => event,
    }
}

/// Corrects what stands on the list: `row` carries the version that was read.
pub async fn change(house: &House, doer: &Doer, old: &ItemRow, row: ItemRow) -> Result<()> {
    old.rules().step(Verb::Change, &doer.parts_at(old), &Facts::default())?;
    let row = row.ranked(&item::weights(house, old.area_id));
    let mut change = doer.change(old.area_id);
    row.replace(old, &mut change);
    change.event(NewEvent::new(ITEM, old.id, Verb::Change.code()).with("score", row.score));
    house.commit(change).await
}

/// What a step is given besides the item.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// A reason, what was done, what was seen.
    pub note: String,
    /// Who shall do it.
    pub to: Option<Owner>,
    /// Until when.
    pub due: Option<Day>,
    /// Photos and papers.
    pub files: Vec<Stored>,
    /// The offer it is done with, and how much of it.
    pub offer: Option<(ItemRow, i64)>,
}

/// Takes a step of the item's life.
pub async fn step(house: &House, doer: &Doer, old: &ItemRow, verb: Verb, given: Given) -> Result<()> {
    let mut change = doer.change(old.area_id);
    prepare(house, doer, old, verb, given, &mut change).await?;
    house.commit(change).await
}

/// Decides a step and puts all it changes into `change`.
async fn prepare(
    house: &House,
    doer: &Doer,
    old: &ItemRow,
    verb: Verb,
    given: Given,
    change: &mut Change,
) -> Result<()> {
    let facts = facts(house, doer, old, verb, &given).await?;
    let state = old.rules().step(verb, &doer.parts_at(old), &facts)?;
    let row = moved(house, old, verb, state, &given, doer);
    row.replace(old, change);
    for file in given.files {
        change.push(Statement::insert("file", &file_row(house, &row, file, doer)));
    }
    if let Some((offer, amount)) = &given.offer {
        matching::agree(house, change, &row, offer, *amount)?;
    }
    if matches!(verb, Verb::Release | Verb::Return)
        && let Some(agreed) = claim::agreed(house, old.area_id, old.id).await?
    {
        let offer = item::load(house, old.area_id, agreed.offer_id).await?;
        change.push(agreed.moved(Match::Released)).push(claim::book(&offer, -agreed.amount));
    }
    change.event(step_event(&row, verb, &given.note));
    Ok(())
}

/// What happened, in ids, codes and days.
fn step_event(row: &ItemRow, verb: Verb, note: &str) -> NewEvent {
    let mut event =
        event(row, verb.code()).with("state", row.state.as_str()).with("due", row.due_day.to_string());
    if let Some(owner) = row.owner_id {
        event = event.with("owner_kind", row.owner_kind.as_str()).with("owner", owner.to_string());
    }
    if verb == Verb::Propose {
        // Whoever keeps projects begins one with these: where, from which requests, and the title beside it.
        let cases: Vec<String> = row.case_id.iter().map(Id::to_string).collect();
        return event.with("place", row.place_id.to_string()).with("cases", cases).note(&row.title);
    }
    event.note(note)
}

async fn facts(house: &House, doer: &Doer, old: &ItemRow, verb: Verb, given: &Given) -> Result<Facts> {
    let reference = house.reference();
    let today = doer.at.day(reference.zone(old.area_id));
    let qualified = match given.to {
        Some(Owner::Organisation(id)) if !old.requires.is_empty() => {
            partners::qualified(house, old.area_id, id, today).await?
        }
        _ => Vec::new(),
    };
    let before = match verb {
        Verb::StrikeOff => house.files_of(old.area_id, old.id).await?.len(),
        _ => 0,
    };
    Ok(Facts {
        today: Some(today),
        account: doer.actor.account(),
        organisation: doer.organisation,
        to: given.to,
        qualified,
        due: given.due,
        note: given.note.clone(),
        evidence: given.files.len() + before,
    })
}

/// The row after a step.
fn moved(house: &House, old: &ItemRow, verb: Verb, state: State, given: &Given, doer: &Doer) -> ItemRow {
    let reference = house.reference();
    let calendar = reference.calendar(old.area_id);
    let today = doer.at.day(calendar.zone());
    let mut row = ItemRow { state: state.code().into(), ..old.clone() };
    match verb {
        Verb::Claim | Verb::Assign => {
            row = row.owned_by(given.to.unwrap_or(Owner::Nobody));
            row.due_day = given.due.unwrap_or(old.due_day);
        }
        Verb::Finish => {
            row.done_by = doer.actor.account();
            row.result = mask_phones_in(&given.note);
        }
        Verb::Reject => (row.done_by, row.result) = (None, String::new()),
        Verb::StrikeOff => row.check_day = Some(today.plus_days(check_after(row.urgency))),
        Verb::Keep => row.check_day = None,
        Verb::Return => row.result = mask_phones_in(&given.note),
        Verb::Release => row = row.owned_by(Owner::Nobody),
        Verb::Relist | Verb::Reopen => {
            row = row.owned_by(Owner::Nobody);
            row.due_day = due_day(today, row.urgency, calendar);
            (row.done_by, row.result, row.check_day) = (None, String::new(), None);
            row.round += i64::from(verb == Verb::Reopen);
        }
        Verb::ToNeed => row.list = List::Need.code().into(),
        Verb::Propose => row.proposed = true,
        Verb::Escalate => row.escalated = true,
        Verb::Start | Verb::Verify | Verb::Change => {}
    }
    row.ranked(&item::weights(house, old.area_id))
}

fn file_row(house: &House, row: &ItemRow, file: Stored, doer: &Doer) -> File {
    File {
        area_id: row.area_id,
        id: house.id(),
        subject_id: row.id,
        purpose: "after".into(),
        media_type: file.media_type.into(),
        sha256: file.sha256,
        bytes: file.bytes,
        width: file.size.map(|s| i64::from(s.0)),
        height: file.size.map(|s| i64::from(s.1)),
        uploaded_by: doer.actor.account(),
        created_at: doer.at,
    }
}

/// Sets what the area counts how much, and ranks everything open anew. Refuses `not-yours` and `list-weight`.
pub async fn weigh(house: &House, doer: &Doer, area: Id, weights: &[(&'static str, i64)]) -> Result<()> {
    if !doer.parts.contains(&Part::Lead) {
        return Err(Refusal::new("not-yours").into());
    }
    let mut change = doer.change(area);
    let mut event = NewEvent::new("area", area, "weigh_lists");
    for (key, weight) in weights {
        if !(0..=crate::rules::priority::HEAVIEST).contains(weight) {
            return Err(Refusal::new("list-weight").at(key).into());
        }
        change.push(setting::set(area, key, &weight.to_string()));
        event = event.with(key, *weight);
    }
    change.event(event);
    house.commit(change).await?;
    house.refresh().await?;
    let weights = item::weights(house, area);
    let mut ranked = doer.change(area);
    for old in item::all_open(house, area).await? {
        let row = old.clone().ranked(&weights);
        if row.score != old.score {
            row.replace(&old, &mut ranked);
        }
    }
    house.commit(ranked).await
}
