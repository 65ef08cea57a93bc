//! Moving a place to where it belongs, with everything under it.
//!
//! The path of a place is kept beside much that happened there. What this floor keeps moves in the same unit; a
//! feature that keeps a path of its own follows the event `place_moved`, whose facts are both paths.

use super::edit::{number_among, rename_below, taken};
use super::end::{reach, reached};
use super::{Place, PlaceKind, may_hold};
use crate::ledger::NewEvent;
use crate::{Actor, Error, House, Result};
use linju_db::{Statement, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal, path};

/// Tables of this floor beside `place` that keep the path of one, with the column it stands in.
const FOLLOWING: [(&str, &str); 4] = [
    ("person_role", "path"),
    ("contact_assignment", "path"),
    ("property_unit", "path"),
    ("subject", "place_path"),
];

impl Place {
    /// May it be moved into `to`? Refuses `place-move-same`, `place-closed` and `place-move-kind`, all at `to`.
    pub fn may_move(&self, to: &Place) -> Result<(), Refusal> {
        let refuse = |name| Err(Refusal::new(name).at("to"));
        if self.parent_id == Some(to.id) {
            return refuse("place-move-same");
        }
        if self.to_day.is_some() || to.to_day.is_some() {
            return refuse("place-closed");
        }
        match (PlaceKind::of(&to.kind), PlaceKind::of(&self.kind)) {
            (Some(above), Some(child)) if may_hold(above, child) => Ok(()),
            _ => refuse("place-move-kind"),
        }
    }
}

impl House {
    /// Moves `place`, with all that lies under it, into `to`. Refuses what [`Place::may_move`] does, and
    /// `place-name-taken` where `to` has one of its name.
    pub async fn move_place(&self, actor: Actor, place: &Place, to: &Place) -> Result<()> {
        let from = place.parent_id.ok_or(Error::NotFound)?;
        place.may_move(to)?;
        let siblings = self.ever_in(to.area_id, to.id).await?;
        if taken(&siblings, place) {
            return Err(Refusal::new("place-name-taken").at("to").into());
        }
        let number = number_among(to, &siblings, &place.name);
        let new = Place {
            parent_id: Some(to.id),
            path: path::child(&to.path, number),
            full_name: to.full_name_of(&place.name),
            ..place.clone()
        };
        let event = NewEvent::new("place", place.id, "place_moved")
            .with("from", from.to_string())
            .with("to", to.id.to_string())
            .with("path_before", place.path.as_str())
            .with("path", new.path.as_str());
        let mut statements = vec![rename_below(place, &new), shifted("place", "path", place, &new)];
        statements.extend(FOLLOWING.map(|(table, column)| shifted(table, column, place, &new)));
        statements.push(placed(place, &new, from));
        self.write_place(actor, to, &new, statements, event).await
    }
}

/// Puts the place itself where it now is, if it still hung on `from` and was called as it was.
fn placed(old: &Place, new: &Place, from: Id) -> Statement {
    let sql = "update place set parent_id = ?, full_name = ? where area_id = ? and id = ? and parent_id = ? \
               and path = ? and full_name = ?";
    let values = args![
        new.parent_id,
        new.full_name.as_str(),
        old.area_id,
        old.id,
        from,
        new.path.as_str(),
        old.full_name.as_str()
    ];
    Statement::new(sql, values).expect(1)
}

/// Puts the new path in front of every path in `column` that begins with the old one.
fn shifted(table: &str, column: &str, old: &Place, new: &Place) -> Statement {
    let sql = format!(
        "update {table} set {column} = cast(? as text) || substr({column}, length(cast(? as text)) + 1) where {}",
        reached(column)
    );
    Statement::new(sql, reach(args![new.path.as_str(), old.path.as_str()], old))
}

/// A feature's `table` keeps the path of the place in `place_id` as `place_path`: this puts every row of `area`
/// that lay at or under `before` where its place is now, raising the row's version where it has one. For a
/// reaction to `place_moved`.
pub fn follow(table: &str, versioned: bool, area: Id, before: &str) -> Statement {
    let (low, high) = path::below(before);
    let version = if versioned { ", version = version + 1" } else { "" };
    let sql = format!(
        "update {table} set place_path = (select p.path from place p where p.area_id = {table}.area_id \
         and p.id = {table}.place_id){version} where area_id = ? and (place_path = ? or place_path >= ? and place_path < ?)"
    );
    Statement::new(sql, args![area, before, low, high])
}
