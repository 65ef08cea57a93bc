//! Households as a worker confirmed them, and the figures of any place on any day.

use super::rules::{self, Figures, HouseholdKind, Presence};
use super::{ResidenceState, RoleKind};
use crate::place::{Place, PlaceKind};
use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts, path};

record! {
    /// What a worker confirmed of the household in a room.
    #[derive(Debug, Clone)]
    pub struct Household {
        /// Area.
        pub area_id: Id,
        /// Room.
        pub room_id: Id,
        /// [`HouseholdKind`] codes, separated by spaces.
        pub kinds: String,
        /// Who confirmed.
        pub confirmed_by: Id,
        /// When.
        pub confirmed_at: Ts,
    }
}

impl Household {
    /// The kinds confirmed.
    pub fn kinds(&self) -> Vec<HouseholdKind> {
        self.kinds.split(' ').filter_map(HouseholdKind::of).collect()
    }
}

/// The statement that writes what `account` confirmed of the household in `room`.
pub fn confirm_household(area: Id, room: Id, kinds: &[HouseholdKind], account: Id, at: Ts) -> Statement {
    let kinds: Vec<&str> = kinds.iter().map(|k| k.code()).collect();
    let row = Household {
        area_id: area,
        room_id: room,
        kinds: kinds.join(" "),
        confirmed_by: account,
        confirmed_at: at,
    };
    let sql = "insert into household (area_id, room_id, kinds, confirmed_by, confirmed_at) values (?, ?, ?, ?, ?) \
               on conflict (area_id, room_id) do update set kinds = excluded.kinds, \
               confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at";
    Statement::new(sql, row.values())
}

struct Row(Presence);

impl linju_db::FromRow for Row {
    fn from_row(row: &linju_db::Row) -> Result<Self, linju_db::Error> {
        let state: Option<ResidenceState> = row.get(3)?;
        Ok(Row(Presence {
            person: row.get(0)?,
            born: row.get(1)?,
            kind: row.get(2)?,
            state,
            path: row.get(4)?,
        }))
    }
}

/// A place with everything in it on a day: what a profile page is made of.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Everything in the place that stands on the day, in the order of paths.
    pub places: Vec<Place>,
    /// The roles at rooms that hold on the day.
    pub presences: Vec<Presence>,
    /// The day.
    pub day: Day,
}

impl Profile {
    /// The figures of `root`, which lies in this place.
    pub fn figures(&self, root: &str) -> Figures {
        let rooms: Vec<&str> = self.of(PlaceKind::Room).map(|p| p.path.as_str()).collect();
        rules::figures(root, &rooms, &self.presences, self.day)
    }

    /// The places of `kind`.
    pub fn of(&self, kind: PlaceKind) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |p| p.kind == kind.code())
    }

    /// What is derived of the household in the room at `path`.
    pub fn kinds_at(&self, path: &str) -> Vec<HouseholdKind> {
        let living = self.presences.iter().filter(|p| p.path == path && p.lives_there());
        rules::household_kinds(&living.map(|p| p.born.map(|b| b.age_on(self.day))).collect::<Vec<_>>())
    }
}

impl House {
    /// Everything at and in the place at `within` on `day`: two queries, whatever its size.
    pub async fn profile(&self, area: Id, within: &str, day: Day) -> Result<Profile> {
        let (low, high) = path::below(within);
        let sql = format!(
            "select {} from place p where p.area_id = ? and (p.path = ? or p.path >= ? and p.path < ?) \
             and (p.to_day is null or p.to_day >= ?) order by p.path",
            Place::select("p")
        );
        let places = self.db.all(Sql::new(sql, args![area, within, &low, &high, day])).await?;
        let sql = "select r.person_id, p.born, r.kind, r.residence_state, r.path from person_role r \
                   join person p on p.area_id = r.area_id and p.id = r.person_id \
                   where r.area_id = ? and (r.path = ? or r.path >= ? and r.path < ?) \
                   and r.kind in (?, ?, ?, ?) and r.from_day <= ? and (r.to_day is null or r.to_day >= ?) order by r.path";
        let (a, b, c, d) = (RoleKind::Resident, RoleKind::Owner, RoleKind::Tenant, RoleKind::Lessee);
        let rows =
            self.db.all::<Row>(Sql::new(sql, args![area, within, low, high, a, b, c, d, day, day])).await?;
        Ok(Profile { places, presences: rows.into_iter().map(|r| r.0).collect(), day })
    }

    /// What was confirmed of the household in `room`.
    pub async fn household(&self, area: Id, room: Id) -> Result<Option<Household>> {
        let sql = format!(
            "select {} from household h where h.area_id = ? and h.room_id = ?",
            Household::select("h")
        );
        Ok(self.db.first(Sql::new(sql, args![area, room])).await?)
    }
}
