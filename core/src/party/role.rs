//! Dated roles of people at places.

use super::{ResidenceState, RoleKind};
use crate::place::{Place, PlaceKind};
use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal};

record! {
    /// A role as stored.
    #[derive(Debug, Clone)]
    pub struct PersonRole {
        /// Area.
        pub area_id: Id,
        /// Id of the row.
        pub id: Id,
        /// Who.
        pub person_id: Id,
        /// What.
        pub kind: RoleKind,
        /// Where.
        pub place_id: Id,
        /// Path of where.
        pub path: String,
        /// How a resident stands in the register; none for other roles.
        pub residence_state: Option<ResidenceState>,
        /// Whose emergency contact or key holder.
        pub for_person_id: Option<Id>,
        /// What they are to that person: 女儿, 邻居.
        pub relation: String,
        /// A co-owner's share in ten-thousandths.
        pub share: Option<i64>,
        /// First day.
        pub from_day: Day,
        /// Last day; none while it holds.
        pub to_day: Option<Day>,
    }
}

impl PersonRole {
    /// Does it hold on `day`?
    pub fn holds(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|to| to >= day)
    }

    /// The statement that gives the role.
    pub fn insert(&self) -> Statement {
        Statement::insert("person_role", self)
    }
}

/// A role about to be given.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// Who.
    pub person: Id,
    /// What.
    pub kind: RoleKind,
    /// How a resident stands in the register.
    pub state: Option<ResidenceState>,
    /// Whose contact or key holder.
    pub for_person: Option<Id>,
    /// What they are to that person.
    pub relation: String,
    /// A co-owner's share in ten-thousandths.
    pub share: Option<i64>,
    /// First day.
    pub from: Day,
}

impl NewRole {
    /// A role of `kind` from `from` on, without more to it.
    pub fn plain(person: Id, kind: RoleKind, from: Day) -> Self {
        Self { person, kind, state: None, for_person: None, relation: String::new(), share: None, from }
    }

    /// A resident's role.
    pub fn resident(person: Id, state: ResidenceState, from: Day) -> Self {
        Self { state: Some(state), ..Self::plain(person, RoleKind::Resident, from) }
    }

    /// The row at `place`. Refuses `role-place` (a room's role elsewhere), `role-state` (a resident without a
    /// state, or the other way round), `role-for` (a contact of nobody, or of oneself) and `role-share`.
    pub fn at(self, place: &Place, id: Id) -> Result<PersonRole, Refusal> {
        let refuse = |name, field| Err(Refusal::new(name).at(field));
        if self.kind.of_room() && place.kind != PlaceKind::Room.code() {
            return refuse("role-place", "place");
        }
        if (self.kind == RoleKind::Resident) != self.state.is_some() {
            return refuse("role-state", "state");
        }
        if self.kind.for_someone() != self.for_person.is_some() || self.for_person == Some(self.person) {
            return refuse("role-for", "for");
        }
        if self.share.is_some_and(|s| !(1..=10_000).contains(&s)) {
            return refuse("role-share", "share");
        }
        Ok(PersonRole {
            area_id: place.area_id,
            id,
            person_id: self.person,
            kind: self.kind,
            place_id: place.id,
            path: place.path.clone(),
            residence_state: self.state,
            for_person_id: self.for_person,
            relation: self.relation.trim().to_owned(),
            share: self.share,
            from_day: self.from,
            to_day: None,
        })
    }
}

/// The statement that ends `role` after `last`, its last day. It belongs with [`Person::touch`](super::Person::touch).
pub fn end_role(role: &PersonRole, last: Day) -> Statement {
    let sql = "update person_role set to_day = ? where area_id = ? and id = ? and to_day is null";
    Statement::new(sql, args![last, role.area_id, role.id]).expect(1)
}

/// A role with where it is, for one person's page.
#[derive(Debug, Clone)]
pub struct Held {
    /// The role.
    pub role: PersonRole,
    /// Full name of the place.
    pub place: String,
}

impl linju_db::FromRow for Held {
    fn from_row(row: &linju_db::Row) -> Result<Self, linju_db::Error> {
        Ok(Held { role: PersonRole::from_row(row)?, place: row.get(PersonRole::COLUMNS.len())? })
    }
}

impl House {
    /// All roles `person` has or had, and those others hold for them, newest first: one query.
    pub async fn roles_around(&self, area: Id, person: Id) -> Result<Vec<Held>> {
        let sql = format!(
            "select {}, p.full_name from person_role r join place p on p.area_id = r.area_id and p.id = r.place_id \
             where r.area_id = ? and (r.person_id = ? or r.for_person_id = ?) order by r.from_day desc, r.id desc",
            PersonRole::select("r")
        );
        Ok(self.db.all(Sql::new(sql, args![area, person, person])).await?)
    }

    /// The roles of `kinds` that hold in `within` on `day`, in the order of paths: one query.
    pub async fn roles_in(
        &self,
        area: Id,
        within: &str,
        kinds: &[RoleKind],
        day: Day,
    ) -> Result<Vec<PersonRole>> {
        let (low, high) = linju_kernel::path::below(within);
        let kinds = if kinds.is_empty() { RoleKind::ALL } else { kinds };
        let marks = vec!["?"; kinds.len()].join(", ");
        let mut values = args![area, within, low, high, day, day];
        values.extend(kinds.iter().map(|k| linju_db::Value::from(*k)));
        let sql = format!(
            "select {} from person_role r where r.area_id = ? and (r.path = ? or r.path >= ? and r.path < ?) \
             and r.from_day <= ? and (r.to_day is null or r.to_day >= ?) and r.kind in ({marks}) \
             order by r.path, r.from_day, r.id",
            PersonRole::select("r")
        );
        Ok(self.db.all(Sql::new(sql, values)).await?)
    }
}
