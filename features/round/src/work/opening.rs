//! Beginning a round: who is on the list, and who goes where.

use super::Doer;
use crate::rules::question::{self, MOST_QUESTIONS, Question};
use crate::rules::{Bundle, Charge, Filter, Kind, Mark, Soul, State, Test, Unit, even_out, nearest, share};
use crate::store::{self, Door, LineRow, RoundRow, SheetRow};
use linju_core::ledger::NewEvent;
use linju_core::party::RoleKind;
use linju_core::place::Place;
use linju_core::{Error, House, Result};
use linju_kernel::{Day, Id, Refusal};

/// A sheet is typed in as one form; a larger stairwell has several.
const MOST_LINES: usize = 40;
const TITLE: std::ops::RangeInclusive<usize> = 2..=40;

/// What is planned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Kind.
    pub kind: Kind,
    /// What its lines are.
    pub unit: Unit,
    /// What it is called.
    pub title: String,
    /// Where.
    pub place: Place,
    /// Who is on the list.
    pub filter: Filter,
    /// What is asked at each door.
    pub questions: Vec<Question>,
    /// By when it should be done.
    pub due: Option<Day>,
    /// Are sheets evened out, rather than left with whoever looks after the stairwell?
    pub even: bool,
}

/// A line to be.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Room or place.
    pub place: Place,
    /// What its sheet is made of.
    pub stairwell: Place,
    /// Whom it is about, or whom to speak to.
    pub person: Option<Id>,
    /// What speaks for it.
    pub reasons: Vec<Test>,
}

/// A sheet to be.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The stairwell.
    pub stairwell: Place,
    /// Who goes.
    pub account: Option<Id>,
    /// The steward there.
    pub steward: Option<Id>,
    /// Its lines.
    pub drafts: Vec<Draft>,
}

/// Who would be on the list on `day`, in the order in which one walks.
pub async fn propose(
    house: &House,
    within: &Place,
    unit: Unit,
    filter: &Filter,
    day: Day,
) -> Result<Vec<Draft>> {
    let area = within.area_id;
    if !unit.lived_in() {
        let spots = store::spots(house, area, &within.path, unit).await?;
        let draft = |(place, stairwell)| Draft { place, stairwell, person: None, reasons: Vec::new() };
        return Ok(spots.into_iter().map(draft).collect());
    }
    let doors = store::homes(house, area, &within.path, day).await?;
    Ok(doors.iter().flat_map(|door| lines_of(door, unit, filter)).collect())
}

/// The lines of one door: each person who is on the list, or the home with its eldest to speak to.
fn lines_of(door: &Door, unit: Unit, filter: &Filter) -> Vec<Draft> {
    let draft = |soul: Option<&Soul>, reasons| Draft {
        place: door.room.clone(),
        stairwell: door.stairwell.clone(),
        person: soul.map(|soul| soul.person),
        reasons,
    };
    if unit == Unit::Household {
        let eldest = door.home.souls.iter().max_by_key(|soul| soul.age);
        return filter.reasons(&door.home, None).map(|reasons| draft(eldest, reasons)).into_iter().collect();
    }
    let listed = |soul: &Soul| Some(draft(Some(soul), filter.reasons(&door.home, Some(soul))?));
    door.home.souls.iter().filter_map(listed).collect()
}

/// The list as sheets, one a stairwell or part of one, with who goes: whoever looks after it, and evened out where asked. `me` goes
/// where nobody else is there to go.
pub async fn split(
    house: &House,
    area: Id,
    drafts: Vec<Draft>,
    even: bool,
    me: Id,
    day: Day,
) -> Result<Vec<Sheet>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for draft in drafts {
        match sheets.last_mut() {
            Some(sheet) if sheet.stairwell.id == draft.stairwell.id && sheet.drafts.len() < MOST_LINES => {
                sheet.drafts.push(draft);
            }
            _ => sheets.push(Sheet {
                stairwell: draft.stairwell.clone(),
                account: None,
                steward: None,
                drafts: vec![draft],
            }),
        }
    }
    let bundle =
        |sheet: &Sheet| Bundle { path: sheet.stairwell.path.clone(), lines: sheet.drafts.len() as i64 };
    let bundles: Vec<Bundle> = sheets.iter().map(bundle).collect();
    let (contacts, grids) = charges(house, area, day).await?;
    let mut workers: Vec<Id> = contacts.iter().chain(&grids).map(|charge| charge.who).collect();
    workers.sort_unstable();
    workers.dedup();
    if workers.is_empty() {
        workers.push(me);
    }
    let mut given = share(&bundles, &contacts, &grids, &workers);
    if even {
        even_out(&bundles, &mut given, &workers);
    }
    let stewards = stewards(house, area, day).await?;
    for (sheet, account) in sheets.iter_mut().zip(given) {
        sheet.account = account;
        sheet.steward = nearest(&sheet.stairwell.path, &stewards);
    }
    Ok(sheets)
}

/// Who looks after what, and who works which grid, on `day`.
async fn charges(house: &House, area: Id, day: Day) -> Result<(Vec<Charge>, Vec<Charge>)> {
    let held = house.assignments(area, day).await?;
    let holds = held.into_iter().filter(|a| a.from_day <= day);
    let contacts = holds.map(|a| Charge { path: a.path, who: a.account_id }).collect();
    let mut grids = Vec::new();
    for grid in house.grids(area).await? {
        let Some(who) = grid.worker_id else { continue };
        grids.extend(grid.places.into_iter().map(|place| Charge { path: place.path, who }));
    }
    Ok((contacts, grids))
}

async fn stewards(house: &House, area: Id, day: Day) -> Result<Vec<Charge>> {
    let root = house.root_place(area).await?;
    let roles = house.roles_in(area, &root.path, &[RoleKind::Steward], day).await?;
    Ok(roles.into_iter().map(|role| Charge { path: role.path, who: role.person_id }).collect())
}

/// Begins the round; the same `once` again gives the first one. Refuses `round-title` at `title`,
/// `round-questions-many` at `questions`, `round-due` at `due` and `round-empty` where nobody is on the list.
pub async fn open(house: &House, doer: &Doer, plan: Plan, once: &str) -> Result<Id> {
    let account = doer.actor.account().ok_or(Error::NotFound)?;
    let area = plan.place.area_id;
    let day = doer.at.day(house.reference().zone(area));
    let refuse = |name, field| Err(Refusal::new(name).at(field).into());
    if !TITLE.contains(&plan.title.chars().count()) {
        return refuse("round-title", "title");
    }
    if plan.questions.len() > MOST_QUESTIONS {
        return refuse("round-questions-many", "questions");
    }
    if plan.due.is_some_and(|due| due < day) {
        return refuse("round-due", "due");
    }
    let drafts = propose(house, &plan.place, plan.unit, &plan.filter, day).await?;
    if drafts.is_empty() {
        return refuse("round-empty", "tests");
    }
    let split = split(house, area, drafts, plan.even, account, day).await?;
    let row = row_of(house, plan, account, doer);
    let (sheets, lines) = rows_of(house, &row, split);
    let key = format!("round {once}");
    let mut change = doer.change(area);
    row.insert(&sheets, &lines).into_iter().for_each(|statement| _ = change.push(statement));
    let event = NewEvent::new("round", row.id, "open").with("kind", row.kind.code());
    change.event(event.with("unit", row.unit.code()).with("lines", lines.len()).with("sheets", sheets.len()));
    change.once(key.clone(), row.id.to_string());
    match house.commit(change).await {
        Ok(()) => Ok(row.id),
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(area, &key).await?;
            first.and_then(|id| id.parse().ok()).ok_or(Error::Changed)
        }
        Err(error) => Err(error),
    }
}

fn row_of(house: &House, plan: Plan, account: Id, doer: &Doer) -> RoundRow {
    RoundRow {
        area_id: plan.place.area_id,
        id: house.id(),
        kind: plan.kind,
        unit: plan.unit,
        title: plan.title,
        place_id: plan.place.id,
        place_path: plan.place.path,
        place_name: plan.place.full_name,
        tests: codes(&plan.filter.tests),
        together: plan.filter.together,
        questions: question::write(&plan.questions),
        state: State::Running,
        created_by: account,
        created_at: doer.at,
        due_day: plan.due,
        closed_at: None,
        reason: String::new(),
        version: 1,
    }
}

fn codes(tests: &[Test]) -> String {
    tests.iter().map(|test| test.code()).collect::<Vec<_>>().join(" ")
}

fn rows_of(house: &House, round: &RoundRow, split: Vec<Sheet>) -> (Vec<SheetRow>, Vec<LineRow>) {
    let (mut sheets, mut lines) = (Vec::new(), Vec::new());
    for (n, sheet) in (1..).zip(split) {
        sheets.push(SheetRow {
            area_id: round.area_id,
            round_id: round.id,
            n,
            place_id: sheet.stairwell.id,
            place_path: sheet.stairwell.path,
            name: sheet.stairwell.full_name,
            account_id: sheet.account,
            steward_id: sheet.steward,
        });
        lines.extend(sheet.drafts.into_iter().map(|draft| LineRow {
            area_id: round.area_id,
            id: house.id(),
            round_id: round.id,
            sheet: n,
            place_id: draft.place.id,
            place_path: draft.place.path,
            place_name: draft.place.name,
            person_id: draft.person,
            reasons: codes(&draft.reasons),
            mark: Mark::ToDo,
            tries: 0,
            note_sealed: None,
            answers_sealed: None,
            facts_sealed: None,
            by_account: None,
            at: None,
            category: String::new(),
            recheck_day: None,
            case_id: None,
            receipt: None,
            version: 1,
        }));
    }
    (sheets, lines)
}
