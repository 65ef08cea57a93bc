//! Places that are no more. What was entered by mistake and has nothing hanging on it is removed; what has is
//! closed with its last day, and all that happened there stays to be found.

use super::Place;
use super::edit::taken;
use crate::ledger::NewEvent;
use crate::{Actor, Change, Error, House, Result};
use linju_db::{Sql, Statement, Value, args, record};
use linju_kernel::{Day, Refusal, path};

record! {
    /// What hangs on a place and on all that lies under it.
    #[derive(Debug, Clone)]
    pub struct Attached {
        /// Places that lie under it and stand.
        pub places: i64,
        /// Roles people hold there, not ended.
        pub people: i64,
        /// Roles that ended.
        pub past: i64,
        /// Matters with a card: cases and whatever else happened there.
        pub matters: i64,
        /// Contact assignments, ever.
        pub contacts: i64,
    }
}

impl Attached {
    /// Is there nothing that a removal would take with it but places? The database has the last word.
    pub fn nothing(&self) -> bool {
        self.people + self.past + self.matters + self.contacts == 0
    }
}

/// The test that a row is of an area and its path, in `column`, that of a place or under it; takes [`reach`].
pub(super) fn reached(column: &str) -> String {
    format!("area_id = ? and ({column} = ? or {column} >= ? and {column} < ?)")
}

/// The values of [`reached`], with `before` in front of them.
pub(super) fn reach(mut before: Vec<Value>, place: &Place) -> Vec<Value> {
    let (low, high) = path::below(&place.path);
    before.extend(args![place.area_id, place.path.as_str(), low, high]);
    before
}

fn not_the_area(place: &Place) -> Result<()> {
    if place.parent_id.is_some() { Ok(()) } else { Err(Error::NotFound) }
}

impl House {
    /// What hangs on `place`: one query.
    pub async fn attached(&self, place: &Place) -> Result<Attached> {
        let count = |table: &str, test: String| format!("(select count(*) from {table} where {test})");
        let at = reached("path");
        let counts = [
            count("place", format!("{at} and to_day is null and path <> ?")),
            count("person_role", format!("{at} and to_day is null")),
            count("person_role", format!("{at} and to_day is not null")),
            count("subject", reached("place_path")),
            count("contact_assignment", at),
        ];
        let sql = format!("select {}", counts.join(", "));
        let mut values = reach(Vec::new(), place);
        values.push(place.path.as_str().into());
        let values = (0..4).fold(values, |values, _| reach(values, place));
        Ok(self.db.one(Sql::new(sql, values)).await?)
    }

    /// Removes `place` and all that lies under it, if nothing else hangs on any of them; refuses `place-in-use`.
    /// Whatever refers to a place by a foreign key hangs on it, in whichever feature's table. The area's own place
    /// is not found.
    pub async fn remove_place(&self, actor: Actor, place: &Place) -> Result<()> {
        not_the_area(place)?;
        let mut change = Change::new(place.area_id, self.now(), actor);
        let free = format!("not exists (select 1 from subject where {})", reached("place_path"));
        let values = reach(args![place.area_id, place.id], place);
        change.push(held(&free, values).refuse("place-in-use"));
        let gone = format!("delete from place where {}", reached("path"));
        change.push(Statement::new(gone, reach(Vec::new(), place)));
        let event = NewEvent::new("place", place.id, "place_removed").with("kind", place.kind.as_str());
        change.event(event.with("path", place.path.as_str()).with("code", place.code.as_str()));
        match self.commit(change).await {
            Err(Error::Db(linju_db::Error::ForeignKey { .. })) => Err(Refusal::new("place-in-use").into()),
            other => other,
        }
    }

    /// Closes `place` and all that stands under it after `last`, their last day. Whoever looked after a part of it
    /// does so no longer, and its grid lets it go. Refuses `place-close-future`, `place-closed` where it is closed
    /// already, and `place-people-there` while somebody is registered in it beyond that day.
    pub async fn close_place(&self, actor: Actor, place: &Place, last: Day) -> Result<()> {
        not_the_area(place)?;
        if last > self.now().day(self.reference().zone(place.area_id)) {
            return Err(Refusal::new("place-close-future").at("last").into());
        }
        let mut change = Change::new(place.area_id, self.now(), actor);
        let (area, id) = (place.area_id, place.id);
        change.push(held("to_day is null", args![area, id]).refuse("place-closed"));
        let at = reached("path");
        let empty =
            format!("not exists (select 1 from person_role where {at} and (to_day is null or to_day > ?))");
        let mut values = reach(args![area, id], place);
        values.push(last.into());
        change.push(held(&empty, values).refuse("place-people-there"));
        for table in ["place", "contact_assignment"] {
            let sql = format!("update {table} set to_day = ? where {at} and to_day is null");
            change.push(Statement::new(sql, reach(args![last], place)));
        }
        let sql = format!(
            "delete from grid_place where area_id = ? and place_id in (select id from place where {at})"
        );
        change.push(Statement::new(sql, reach(args![area], place)));
        change.event(NewEvent::new("place", id, "place_closed").with("last", last.to_string()));
        self.commit(change).await
    }

    /// Takes the closing of `place` back, and of what was closed under it on the same day; who looked after it is
    /// said anew. Refuses `place-open` where it stands, `place-closed` where what it is in does not, and
    /// `place-name-taken` where another there has its name by now.
    pub async fn reopen_place(&self, actor: Actor, place: &Place) -> Result<()> {
        let parent = self.place(place.area_id, place.parent_id.ok_or(Error::NotFound)?).await?;
        let last = place.to_day.ok_or(Refusal::new("place-open"))?;
        if parent.to_day.is_some() {
            return Err(Refusal::new("place-closed").into());
        }
        if taken(&self.ever_in(place.area_id, parent.id).await?, place) {
            return Err(Refusal::new("place-name-taken").into());
        }
        let sql = format!("update place set to_day = null where {} and to_day = ?", reached("path"));
        let mut values = reach(Vec::new(), place);
        values.push(last.into());
        let event = NewEvent::new("place", place.id, "place_reopened");
        self.write_place(actor, &parent, place, vec![Statement::new(sql, values)], event).await
    }
}

/// Holds where the place of that area and id is so; the first two of `values` name it.
fn held(so: &str, values: Vec<Value>) -> Statement {
    let sql = format!("update place set path = path where area_id = ? and id = ? and {so}");
    Statement::new(sql, values).expect(1)
}
