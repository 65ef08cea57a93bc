//! From what was accepted of a file to what is written: one batch, in chunks of at most 500 rows.

use super::Draft;
use crate::import::check::{Checked, Entry, Where};
use crate::import::compare::{Difference, Field, Known, merged};
use crate::import::places::{Parts, PlaceBook};
use linju_core::ledger::NewEvent;
use linju_core::party::{Details, NewRole, Person, RoleKind};
use linju_core::place::Place;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::{Statement, args};
use linju_kernel::seal::AreaKey;
use linju_kernel::{Day, Id, Refusal, Ts};
use std::collections::HashMap;

/// Rows written in one unit.
const CHUNK: usize = 500;

/// Whom to take of a file: rows by their line, people of the register by id.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// Lines of new people and of changes.
    pub lines: Vec<usize>,
    /// New people besides, all of them.
    pub all_new: bool,
    /// Changes besides, all of them.
    pub all_changed: bool,
    /// People no longer in the file.
    pub gone: Vec<Id>,
    /// All of these.
    pub all_gone: bool,
}

/// An import about to be made.
pub struct Import<'a> {
    /// The file.
    pub draft: &'a Draft,
    /// Its dry run.
    pub checked: &'a Checked,
    /// Everyone of the register.
    pub known: &'a [Known],
    /// The difference of both.
    pub difference: &'a Difference,
    /// All places of the area.
    pub book: PlaceBook,
    /// Today in the area.
    pub today: Day,
}

/// Makes the import and forgets its draft. The id of the batch. Refuses `roster-nothing`.
pub async fn apply(
    house: &House,
    area: Id,
    account: Id,
    import: Import<'_>,
    accepted: &Accepted,
) -> Result<Id> {
    let batch = house.id();
    let (draft, name) = (import.draft.id, import.draft.file_name.clone());
    let key = house.key(area)?;
    let mut writer = Writer::new(house, area, batch, key, import);
    writer.accept(accepted)?;
    let Writer { places, units, added, changed, ended, at, .. } = writer;
    if units.is_empty() {
        return Err(Refusal::new("roster-nothing").into());
    }
    let begin = |event: NewEvent| {
        let mut change = Change::new(area, at, Actor::Account(account));
        change.event(event);
        change
    };
    let begun = NewEvent::new("import", batch, "import_begun");
    let mut first = begin(begun.with("added", added).with("changed", changed).with("ended", ended));
    let gone = "delete from import_draft where area_id = ? and id = ?";
    first.push(Statement::new(gone, args![area, draft]).expect(1));
    let sql = "insert into import_batch (area_id, id, file_name, added, changed, ended, made_by, made_at) \
               values (?, ?, ?, ?, ?, ?, ?, ?)";
    first.push(Statement::new(sql, args![area, batch, name, added, changed, ended, account, at]));
    for place in &places {
        first.push(Statement::insert("place", place));
        first.push(trace(area, batch, place.id, "place_added", None, None));
    }
    house.commit(first).await?;
    let mut units = units.into_iter().peekable();
    while units.peek().is_some() {
        let chunk: Vec<Vec<Statement>> = units.by_ref().take(CHUNK).collect();
        let mut change = begin(NewEvent::new("import", batch, "imported").with("rows", chunk.len() as i64));
        chunk.into_iter().flatten().for_each(|s| _ = change.push(s));
        house.commit(change).await?;
    }
    Ok(batch)
}

/// The row by which an act can be undone. Of a person: the version it left, and what was known before.
fn trace(area: Id, batch: Id, id: Id, act: &str, version: Option<i64>, before: Option<Vec<u8>>) -> Statement {
    let sql = "insert into import_row (area_id, batch_id, id, act, person_id, version, before_sealed) \
               values (?, ?, ?, ?, ?, ?, ?)";
    let person = version.map(|_| id);
    Statement::new(sql, args![area, batch, id, act, person, version, before])
}

struct Writer<'a> {
    house: &'a House,
    area: Id,
    batch: Id,
    key: AreaKey,
    at: Ts,
    import: Import<'a>,
    places: Vec<Place>,
    units: Vec<Vec<Statement>>,
    /// People made or changed by this batch already, by name and birthday, or by id.
    made: HashMap<(String, Day), Id>,
    touched: Vec<Id>,
    added: i64,
    changed: i64,
    ended: i64,
}

impl<'a> Writer<'a> {
    fn new(house: &'a House, area: Id, batch: Id, key: AreaKey, import: Import<'a>) -> Self {
        let at = house.now();
        let (places, units, made, touched) = (Vec::new(), Vec::new(), HashMap::new(), Vec::new());
        Self {
            house,
            area,
            batch,
            key,
            at,
            import,
            places,
            units,
            made,
            touched,
            added: 0,
            changed: 0,
            ended: 0,
        }
    }

    fn accept(&mut self, accepted: &Accepted) -> Result<()> {
        let (checked, difference, known) = (self.import.checked, self.import.difference, self.import.known);
        for at in &difference.new {
            let entry = &checked.entries[*at];
            if accepted.all_new || accepted.lines.contains(&entry.line) {
                self.add(entry)?;
            }
        }
        for change in &difference.changed {
            let entry = &checked.entries[change.entry];
            if accepted.all_changed || accepted.lines.contains(&entry.line) {
                self.change(entry, &known[change.known], &change.fields)?;
            }
        }
        for at in &difference.gone {
            let known = &known[*at];
            if accepted.all_gone || accepted.gone.contains(&known.person.id) {
                self.end(known);
            }
        }
        Ok(())
    }

    /// The room of a row; one that is not there is made, with what it is in.
    fn room(&mut self, place: &Where) -> Result<Place> {
        let house = self.house;
        let parts: &Parts = match place {
            Where::Room(id) => return self.import.book.get(*id).cloned().ok_or(Error::NotFound),
            Where::Make(parts) => parts,
        };
        self.places.extend(self.import.book.make(parts, || house.id())?);
        Ok(self.import.book.room(parts)?.clone())
    }

    /// A new person; one more room of a person this file already brought.
    fn add(&mut self, entry: &Entry) -> Result<()> {
        let room = self.room(&entry.place)?;
        let same = entry.details.born.map(|born| (entry.details.name.clone(), born));
        let mut unit = Vec::new();
        let known = same.as_ref().and_then(|key| self.made.get(key).copied());
        let person = known.unwrap_or_else(|| self.house.id());
        if known.is_none() {
            unit.push(entry.details.seal(&self.key, self.area, person, self.at).insert());
            unit.push(trace(self.area, self.batch, person, "person_added", Some(1), None));
            self.added += 1;
            same.into_iter().for_each(|key| _ = self.made.insert(key, person));
        }
        self.give(&mut unit, person, entry, &room, entry.state.is_some() && known.is_none(), entry.role)?;
        self.units.push(unit);
        Ok(())
    }

    fn change(&mut self, entry: &Entry, known: &Known, fields: &[Field]) -> Result<()> {
        let room = self.room(&entry.place)?;
        let mut unit = Vec::new();
        let first = !self.touched.contains(&known.person.id);
        let resettled = first && fields.iter().any(|f| matches!(f, Field::Room | Field::State));
        if first {
            unit.extend(self.replace(known, &merged(entry, known)));
            self.changed += 1;
        }
        if resettled && let Some((role, ..)) = known.resident {
            unit.extend(self.end_residence(role, entry.from.unwrap_or(self.import.today)));
        }
        let role = entry.role.filter(|_| fields.contains(&Field::Role));
        self.give(&mut unit, known.person.id, entry, &room, resettled, role)?;
        self.units.push(unit);
        Ok(())
    }

    fn end(&mut self, known: &Known) {
        let Some((role, ..)) = known.resident else { return };
        if self.touched.contains(&known.person.id) {
            return;
        }
        let mut unit = self.replace(known, &known.person.details);
        unit.extend(self.end_residence(role, self.import.today));
        self.units.push(unit);
        self.ended += 1;
    }

    /// Writes the person anew, and beside it what was known before.
    fn replace(&mut self, known: &Known, details: &Details) -> Vec<Statement> {
        let (id, version) = (known.person.id, known.person.version);
        self.touched.push(id);
        let before = super::undo::to_text(&known.person.details);
        let before = self.key.seal("import_row", "before", self.area, id, &before);
        let row: Person = details.seal(&self.key, self.area, id, self.at);
        let trace = trace(self.area, self.batch, id, "person_changed", Some(version + 1), Some(before));
        vec![row.replace(version), trace]
    }

    fn end_residence(&self, role: Id, from: Day) -> [Statement; 2] {
        let sql = "update person_role set to_day = ? where area_id = ? and id = ? and to_day is null";
        let end = Statement::new(sql, args![from.plus_days(-1), self.area, role]).expect(1);
        [end, trace(self.area, self.batch, role, "role_ended", None, None)]
    }

    fn give(
        &self,
        unit: &mut Vec<Statement>,
        person: Id,
        entry: &Entry,
        room: &Place,
        resident: bool,
        role: Option<RoleKind>,
    ) -> Result<()> {
        let from = entry.from.unwrap_or(self.import.today);
        let state = entry.state.filter(|_| resident);
        let roles = state
            .map(|s| NewRole::resident(person, s, from))
            .into_iter()
            .chain(role.map(|kind| NewRole::plain(person, kind, from)));
        for new in roles {
            let role = new.at(room, self.house.id())?;
            unit.push(role.insert());
            unit.push(trace(self.area, self.batch, role.id, "role_added", None, None));
        }
        Ok(())
    }
}
