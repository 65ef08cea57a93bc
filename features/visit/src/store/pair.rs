//! Statements about 老伙伴.

use linju_core::party::RoleKind;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Day, Id};

record! {
    /// A volunteer and someone they look in on, as stored.
    #[derive(Debug, Clone)]
    pub struct PairRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Who looks in.
        pub volunteer_id: Id,
        /// On whom.
        pub person_id: Id,
        /// First day.
        pub from_day: Day,
        /// Last day; none while it holds.
        pub to_day: Option<Day>,
    }
}

impl PairRow {
    /// The statement that ends it after `last`.
    pub fn end(&self, last: Day) -> Statement {
        let sql = "update visit_pair set to_day = ? where area_id = ? and id = ? and to_day is null";
        Statement::new(sql, args![last, self.area_id, self.id]).expect(1)
    }
}

/// The pairs that hold, by volunteer.
pub async fn pairs(house: &House, area: Id) -> Result<Vec<PairRow>> {
    let sql = format!(
        "select {} from visit_pair p where p.area_id = ? and p.to_day is null order by p.volunteer_id, p.id",
        PairRow::select("p")
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// When volunteers were in touch from `day` on: who, with whom, when.
pub async fn in_touch(house: &House, area: Id, day: Day) -> Result<Vec<(Id, Id, Day)>> {
    let sql = "select volunteer_id, person_id, day from visit_contact \
               where area_id = ? and day >= ? and volunteer_id is not null order by day, id";
    Ok(house.db.all(Sql::new(sql, args![area, day])).await?)
}

/// Who is a volunteer here on `day`.
pub async fn volunteers(house: &House, area: Id, day: Day) -> Result<Vec<Id>> {
    let sql = "select distinct person_id from person_role where area_id = ? and kind in (?, ?, ?) \
               and from_day <= ? and (to_day is null or to_day >= ?) order by person_id";
    let (a, b, c) = (RoleKind::Volunteer, RoleKind::PartyVolunteer, RoleKind::Steward);
    let found = house.db.all::<(Id,)>(Sql::new(sql, args![area, a, b, c, day, day])).await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}
