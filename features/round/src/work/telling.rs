//! Saying how it went: marks, answers, hazards, and what the registry is to learn.

use super::Doer;
use crate::heard::LINE;
use crate::rules::question::Answers;
use crate::rules::{LIFE, Mark, Verb};
use crate::store::{Line, LineRow, RoundRow};
use linju_core::ledger::NewEvent;
use linju_core::party::{NewRole, Person, ResidenceState, RoleKind, end_role};
use linju_core::{Change, Error, House, Result};
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Day, Id, Refusal};

/// Longest note, in characters.
pub const LONGEST_NOTE: usize = 200;
const SHORTEST_NOTE: usize = 2;
const HAZARD: std::ops::RangeInclusive<usize> = 2..=500;

/// What is said of one line. What is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// How it stands; a door with answers is done by that.
    pub mark: Option<Mark>,
    /// A note.
    pub note: String,
    /// Answers, in the order of the questions.
    pub answers: Answers,
    /// What the desk is to see to.
    pub hazard: Option<Hazard>,
    /// What the registry is to learn.
    pub facts: Option<Facts>,
}

/// Something found that is work for the desk.
#[derive(Debug, Clone)]
pub struct Hazard {
    /// Category of the request it becomes.
    pub category: String,
    /// In words.
    pub words: String,
    /// When it is to be looked at again.
    pub recheck: Day,
}

/// What was heard at the door of things the registry has a field for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// How they stand in the register.
    pub state: Option<ResidenceState>,
    /// Their number.
    pub phone: Option<String>,
}

impl Told {
    fn is_empty(&self) -> bool {
        let said = self.answers.iter().any(|answer| !answer.is_empty());
        self.mark.is_none() && self.note.is_empty() && !said && self.hazard.is_none() && self.facts.is_none()
    }

    fn mark(&self, row: &LineRow) -> Option<Mark> {
        let answered = self.answers.iter().any(|answer| !answer.is_empty());
        self.mark.or((answered && row.mark == Mark::ToDo).then_some(Mark::Done))
    }
}

impl Facts {
    /// As it is kept.
    fn kept(&self) -> String {
        format!("{}\t{}", self.state.map_or("", ResidenceState::code), self.phone.clone().unwrap_or_default())
    }
}

/// What was told to the registry on a line.
pub fn facts_of(house: &House, row: &LineRow) -> Result<Facts> {
    let kept = row.facts(house)?;
    let (state, phone) = kept.split_once('\t').unwrap_or_default();
    let phone = Some(phone.to_owned()).filter(|phone| !phone.is_empty());
    Ok(Facts { state: ResidenceState::of(state), phone })
}

/// Writes what is said of these lines, all in one unit; the same `once` again writes nothing. Refuses `not-now`,
/// `not-yours`, `round-note` and `round-note-long` at `note`, `round-answer` at `answers`, `round-hazard` at
/// `hazard`, `round-category` at `category`, `round-recheck` at `recheck`.
pub async fn enter(
    house: &House,
    doer: &Doer,
    round: &RoundRow,
    told: &[(Line, Told)],
    once: &str,
) -> Result<()> {
    LIFE.step(round.state, Verb::Mark, &doer.parts)?;
    let mut change = doer.change(round.area_id);
    for (line, told) in told.iter().filter(|(_, told)| !told.is_empty()) {
        let next = after(house, doer, round, &line.row, told)?;
        change.push(next.replace());
        events(&mut change, &next, told);
    }
    if change.events().is_empty() {
        return Ok(());
    }
    change.once(format!("round-line {once}"), round.id.to_string());
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

/// The line after what was said.
fn after(house: &House, doer: &Doer, round: &RoundRow, row: &LineRow, told: &Told) -> Result<LineRow> {
    let mut next = row.clone();
    let letters = told.note.chars().count();
    if letters > LONGEST_NOTE {
        return Err(Refusal::new("round-note-long").at("note").into());
    }
    if let Some(mark) = told.mark(row) {
        next.mark = round.kind.lines().step(row.mark, mark, &doer.parts)?;
        if mark.needs_note(round.kind) && letters < SHORTEST_NOTE {
            return Err(Refusal::new("round-note").at("note").into());
        }
        next.tries += i64::from(mark.is_try());
    }
    if letters > 0 {
        next.note_sealed = row.seal(house, "note", &told.note)?;
    }
    if told.answers.iter().any(|answer| !answer.is_empty()) {
        next.answers_sealed = row.seal(house, "answers", &answers(house, round, row, told)?.join("\n"))?;
    }
    if let Some(hazard) = &told.hazard {
        fit(house, hazard, doer.at.day(house.reference().zone(round.area_id)))?;
        next.category = hazard.category.clone();
        next.recheck_day = Some(hazard.recheck);
    }
    if let Some(facts) = &told.facts {
        next.facts_sealed = row.seal(house, "facts", &facts.kept())?;
    }
    next.by_account = doer.actor.account();
    next.at = Some(doer.at);
    Ok(next)
}

/// The answers of a line: what was said now, and of the rest what was said before.
fn answers(house: &House, round: &RoundRow, row: &LineRow, told: &Told) -> Result<Answers> {
    let before = row.answers(house)?;
    let one = |(n, question): (usize, crate::rules::Question)| {
        let said = question.answer(told.answers.get(n).map_or("", String::as_str))?;
        Ok(if said.is_empty() { before.get(n).cloned().unwrap_or_default() } else { said })
    };
    round.questions().into_iter().enumerate().map(one).collect()
}

fn fit(house: &House, hazard: &Hazard, today: Day) -> Result<(), Refusal> {
    if !HAZARD.contains(&hazard.words.chars().count()) {
        return Err(Refusal::new("round-hazard").at("hazard"));
    }
    if !house.reference().category(&hazard.category).is_some_and(|category| category.active) {
        return Err(Refusal::new("round-category").at("category"));
    }
    if hazard.recheck <= today { Err(Refusal::new("round-recheck").at("recheck")) } else { Ok(()) }
}

/// What the ledger says of a line; a hazard goes to the desk by an event of its own.
fn events(change: &mut Change, row: &LineRow, told: &Told) {
    let event = NewEvent::new(LINE, row.id, Verb::Mark.code())
        .with("round", row.round_id.to_string())
        .with("mark", row.mark.code())
        .with("tries", row.tries);
    change.event(event);
    if let Some(hazard) = &told.hazard {
        let raise = NewEvent::new(LINE, row.id, "raise")
            .with("channel", "doorstep")
            .with("category", hazard.category.as_str())
            .with("place", row.place_id.to_string())
            .note(&hazard.words);
        change.event(raise);
    }
}

/// Says that a hazard was looked at again: it is gone, or is to be looked at once more on `next`. Refuses
/// `round-recheck` at `next` for a day that is not to come.
pub async fn look_again(house: &House, doer: &Doer, row: &LineRow, next: Option<Day>) -> Result<()> {
    let today = doer.at.day(house.reference().zone(row.area_id));
    if next.is_some_and(|day| day <= today) {
        return Err(Refusal::new("round-recheck").at("next").into());
    }
    if row.recheck_day.is_none() {
        return Err(Refusal::new("not-now").into());
    }
    let mut change = doer.change(row.area_id);
    change.push(LineRow { recheck_day: next, ..row.clone() }.replace());
    let event = NewEvent::new(LINE, row.id, "look_again");
    change.event(event.with("gone", next.is_none()));
    house.commit(change).await
}

/// Writes what was told on a line into the registry, once and there, or lets it be. Refuses `round-facts-none` where
/// nothing waits, and `round-facts-moved` where the person no longer stands in that room.
pub async fn learn(house: &House, doer: &Doer, line: &LineRow, yes: bool) -> Result<()> {
    let facts = facts_of(house, line)?;
    let (Some(person), true) = (line.person_id, line.facts_sealed.is_some()) else {
        return Err(Refusal::new("round-facts-none").into());
    };
    let mut change = doer.change(line.area_id);
    change.push(LineRow { facts_sealed: None, ..line.clone() }.replace());
    if yes {
        write(house, doer, &mut change, line, person, &facts).await?;
    }
    let verb = if yes { "taught" } else { "let_be" };
    change.event(NewEvent::new(LINE, line.id, verb).with("person", person.to_string()));
    house.commit(change).await
}

async fn write(
    house: &House,
    doer: &Doer,
    change: &mut Change,
    line: &LineRow,
    person: Id,
    facts: &Facts,
) -> Result<()> {
    let area = line.area_id;
    let today = doer.at.day(house.reference().zone(area));
    let known = house.person(area, person).await?;
    let phone = facts.phone.as_deref().and_then(normalise_phone);
    match phone {
        Some(phone) => {
            let mut details = known.details.clone();
            details.phone = Some(phone);
            let row = details.seal(&house.key(area)?, area, person, doer.at);
            change.push(row.replace(known.version));
            change.event(NewEvent::new("person", person, "changed"));
        }
        None => _ = change.push(Person::touch(area, person, known.version, doer.at)),
    }
    if let Some(state) = facts.state {
        let around = house.roles_around(area, person).await?;
        let present = around.iter().map(|held| &held.role).find(|role| {
            role.kind == RoleKind::Resident
                && role.person_id == person
                && role.place_id == line.place_id
                && role.to_day.is_none()
        });
        let present = present.ok_or(Refusal::new("round-facts-moved"))?;
        let room = house.place(area, line.place_id).await?;
        change.push(end_role(present, today.plus_days(-1)));
        change.push(NewRole::resident(person, state, today).at(&room, house.id())?.insert());
        let event = NewEvent::new("person", person, "state_changed").with("state", state.code());
        change.event(event.with("from", today.to_string()));
    }
    Ok(())
}
