//! Places made and changed by hand.
//!
//! A name may change, and with it the full names of all that lies under it; the path stays, for everything that
//! happened at a place is found by it. Only a move to another place changes paths ([`super::shift`]).

use super::{Place, PlaceKind};
use crate::ledger::NewEvent;
use crate::{Actor, Change, Error, House, Result};
use linju_db::{Sql, Statement, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal, path};
use std::ops::RangeInclusive;

/// What is said of a place when it is made or changed.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// Its own name: 3号楼.
    pub name: String,
    /// What its door's QR holds; empty for one that fits, or for the one it has.
    pub code: String,
    /// Year it was built; of a building.
    pub built_year: Option<i64>,
    /// Storeys; of a building.
    pub storeys: Option<i64>,
    /// Has it a lift? Of a building.
    pub has_lift: Option<bool>,
    /// Floor; of a room, whose number tells it where nothing is said.
    pub floor: Option<i64>,
}

/// Older is nothing that stands in Shanghai's registers.
const FIRST_YEAR: i64 = 1840;
const STOREYS: RangeInclusive<i64> = 1..=200;
const FLOORS: RangeInclusive<i64> = -5..=200;

impl Details {
    /// Can this be said of a place? Refuses `place-name`, `place-code`, `place-built`, `place-storeys` and
    /// `place-floor`, each at its field.
    pub fn fit(&self, today: Day) -> Result<(), Refusal> {
        let in_code = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let fits = |value: Option<i64>, range: RangeInclusive<i64>| value.is_none_or(|n| range.contains(&n));
        let years = FIRST_YEAR..=i64::from(today.0.year());
        let checks = [
            (!self.name.is_empty() && self.name.chars().count() <= 40, "name", "place-name"),
            (self.code.len() <= 20 && self.code.bytes().all(in_code), "code", "place-code"),
            (fits(self.built_year, years), "built_year", "place-built"),
            (fits(self.storeys, STOREYS), "storeys", "place-storeys"),
            (fits(self.floor, FLOORS), "floor", "place-floor"),
        ];
        match checks.into_iter().find(|(fine, ..)| !fine) {
            Some((_, field, name)) => Err(Refusal::new(name).at(field)),
            None => Ok(()),
        }
    }
}

impl Place {
    /// A place of `kind` in this one under `number`, of which only the name is known; without a code yet.
    pub fn child(&self, id: Id, kind: PlaceKind, number: u32, name: &str) -> Place {
        Place {
            area_id: self.area_id,
            id,
            kind: kind.code().to_owned(),
            parent_id: Some(self.id),
            path: path::child(&self.path, number),
            name: name.to_owned(),
            full_name: self.full_name_of(name),
            code: String::new(),
            built_year: None,
            storeys: None,
            has_lift: None,
            floor: if kind == PlaceKind::Room { floor_of(name) } else { None },
            to_day: None,
        }
    }

    /// What a child of that name is called in full: 久耕小区 3号楼. The area's name is left out.
    pub(super) fn full_name_of(&self, name: &str) -> String {
        if self.kind == PlaceKind::Area.code() {
            name.to_owned()
        } else {
            format!("{} {name}", self.full_name)
        }
    }

    /// The same place, which is in `parent`, with what is said of it. What its kind does not have is left as it is.
    fn said(&self, parent: &Place, details: &Details) -> Place {
        let mut place = self.clone();
        place.name.clone_from(&details.name);
        place.full_name = parent.full_name_of(&details.name);
        if !details.code.is_empty() {
            place.code.clone_from(&details.code);
        }
        match PlaceKind::of(&self.kind) {
            Some(PlaceKind::Building) => {
                place.built_year = details.built_year;
                place.storeys = details.storeys;
                place.has_lift = details.has_lift;
            }
            Some(PlaceKind::Room) => place.floor = details.floor.or_else(|| floor_of(&details.name)),
            _ => {}
        }
        place
    }

    /// The columns in which `new` differs.
    fn changes(&self, new: &Place) -> Vec<&'static str> {
        let columns = [
            ("name", self.name != new.name),
            ("code", self.code != new.code),
            ("built_year", self.built_year != new.built_year),
            ("storeys", self.storeys != new.storeys),
            ("has_lift", self.has_lift != new.has_lift),
            ("floor", self.floor != new.floor),
        ];
        columns.into_iter().filter(|(_, changed)| *changed).map(|(column, _)| column).collect()
    }
}

/// The number a place called `name` gets among its siblings: the one in its name, or the lowest that is free.
pub fn free_number(name: &str, taken: impl Fn(u32) -> bool) -> u32 {
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let wished = digits[..end].parse::<u32>().ok().filter(|n| (1..10_000).contains(n) && !taken(*n));
    wished.unwrap_or_else(|| (1..).find(|n| !taken(*n)).unwrap_or(1))
}

/// A door code that is free: four digits, one above the highest in `used`. Those from 9000 on are not counted.
pub fn free_code<'a>(used: impl Iterator<Item = &'a str>) -> String {
    let four = used.filter(|code| code.len() == 4).filter_map(|code| code.parse::<u32>().ok());
    format!("{:04}", four.filter(|n| *n < 9_000).max().unwrap_or(0) + 1)
}

/// The floor of room 1203室 is 12.
pub fn floor_of(room: &str) -> Option<i64> {
    let number: i64 = room.trim_end_matches('室').parse().ok()?;
    (number >= 100).then_some(number / 100)
}

impl House {
    /// A door code nobody in `area` has.
    pub async fn suggest_code(&self, area: Id) -> Result<String> {
        let sql = "select p.code from place p where p.area_id = ? and length(p.code) = 4";
        let used = self.db.all::<(String,)>(Sql::new(sql, args![area])).await?;
        Ok(free_code(used.iter().map(|(code,)| code.as_str())))
    }

    /// Makes a place of `kind` in `parent`. Refuses what [`Details::fit`] does, `place-kind` for what `parent`
    /// cannot hold, `place-closed` for one that is no more, `place-name-taken` and `place-code-taken`.
    pub async fn add_place(
        &self,
        actor: Actor,
        parent: &Place,
        kind: PlaceKind,
        details: &Details,
    ) -> Result<Place> {
        let holds = PlaceKind::of(&parent.kind).is_some_and(|above| super::may_hold(above, kind));
        if !holds {
            return Err(Refusal::new("place-kind").at("kind").into());
        }
        if parent.to_day.is_some() {
            return Err(Refusal::new("place-closed").into());
        }
        let (area, id) = (parent.area_id, self.id());
        let siblings = self.ever_in(area, parent.id).await?;
        let number = number_among(parent, &siblings, &details.name);
        let mut place = parent.child(id, kind, number, &details.name).said(parent, details);
        if place.code.is_empty() {
            place.code =
                if kind == PlaceKind::Room { id.to_string() } else { self.suggest_code(area).await? };
        }
        self.judge(&place, details, &siblings).await?;
        let event = NewEvent::new("place", id, "place_added").with("kind", kind.code());
        let event = event.with("parent", parent.id.to_string()).with("code", place.code.as_str());
        self.write_place(actor, parent, &place, vec![Statement::insert("place", &place)], event).await?;
        Ok(place)
    }

    /// Changes what is said of `old`, and the full names of all that lies under it; its path stays. Nothing is
    /// written where nothing differs. Refuses what [`Details::fit`] does, `place-closed`, `place-name-taken`
    /// and `place-code-taken`; the area's own place, which is named with the area, is not found.
    pub async fn change_place(&self, actor: Actor, old: &Place, details: &Details) -> Result<()> {
        let parent = self.place(old.area_id, old.parent_id.ok_or(Error::NotFound)?).await?;
        if old.to_day.is_some() {
            return Err(Refusal::new("place-closed").into());
        }
        let new = old.said(&parent, details);
        let siblings = self.ever_in(old.area_id, parent.id).await?;
        self.judge(&new, details, &siblings).await?;
        let changes = old.changes(&new);
        if changes.is_empty() {
            return Ok(());
        }
        let event = NewEvent::new("place", old.id, "place_changed").with("changed", changes.join(" "));
        let event = event.with("code", new.code.as_str()).with("code_before", old.code.as_str());
        self.write_place(actor, &parent, &new, vec![update(old, &new), rename_below(old, &new)], event).await
    }

    async fn judge(&self, place: &Place, details: &Details, siblings: &[Place]) -> Result<()> {
        details.fit(self.now().day(self.reference().zone(place.area_id)))?;
        if taken(siblings, place) {
            return Err(Refusal::new("place-name-taken").at("name").into());
        }
        let holder = self.place_where(place.area_id, "p.code = ?", place.code.as_str().into()).await?;
        match holder {
            Some(holder) if holder.id != place.id => Err(Refusal::new("place-code-taken").at("code").into()),
            _ => Ok(()),
        }
    }

    /// Writes what was judged, if it still holds: the parent stands where it stood and is called as it was, and no
    /// sibling took the name.
    pub(super) async fn write_place(
        &self,
        actor: Actor,
        parent: &Place,
        place: &Place,
        statements: Vec<Statement>,
        event: NewEvent,
    ) -> Result<()> {
        let mut change = Change::new(place.area_id, self.now(), actor);
        let same = "update place set path = path where area_id = ? and id = ? and path = ? and full_name = ? \
                    and to_day is null";
        let values = args![parent.area_id, parent.id, parent.path.as_str(), parent.full_name.as_str()];
        change.push(Statement::new(same, values).expect(1));
        for statement in statements {
            change.push(statement);
        }
        let once = "update place set name = name where area_id = ? and parent_id = ? and name = ? \
                    and to_day is null";
        let once = Statement::new(once, args![place.area_id, parent.id, place.name.as_str()]);
        change.push(once.expect(1).refuse("place-name-taken"));
        change.event(event);
        match self.commit(change).await {
            Err(Error::Db(error)) if error.is_unique("place") => Err(Error::Changed),
            other => other,
        }
    }
}

/// Does another of `siblings` that stands bear the name of `place`?
pub(super) fn taken(siblings: &[Place], place: &Place) -> bool {
    siblings.iter().any(|s| s.id != place.id && s.name == place.name && s.to_day.is_none())
}

/// The number a place called `name` gets in `parent`, whose children are or were `siblings`.
pub(super) fn number_among(parent: &Place, siblings: &[Place], name: &str) -> u32 {
    free_number(name, |n| {
        let path = path::child(&parent.path, n);
        siblings.iter().any(|s| s.path == path)
    })
}

fn update(old: &Place, new: &Place) -> Statement {
    let sql = "update place set name = ?, full_name = ?, code = ?, built_year = ?, storeys = ?, has_lift = ?, \
               floor = ? where area_id = ? and id = ? and full_name = ?";
    let values = args![
        new.name.as_str(),
        new.full_name.as_str(),
        new.code.as_str(),
        new.built_year,
        new.storeys,
        new.has_lift,
        new.floor,
        old.area_id,
        old.id,
        old.full_name.as_str()
    ];
    Statement::new(sql, values).expect(1)
}

/// Puts the new full name in front of whatever begins with the old one under the place.
pub(super) fn rename_below(old: &Place, new: &Place) -> Statement {
    let sql = "update place set full_name = cast(? as text) || substr(full_name, length(cast(? as text)) + 1) \
               where area_id = ? and path >= ? and path < ? \
               and substr(full_name, 1, length(cast(? as text))) = cast(? as text)";
    let (low, high) = path::below(&old.path);
    let before = old.full_name.as_str();
    Statement::new(sql, args![new.full_name.as_str(), before, old.area_id, low, high, before, before])
}

#[cfg(test)]
mod tests;
