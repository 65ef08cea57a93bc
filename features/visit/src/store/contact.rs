//! Statements about contacts that were no visits.

use crate::rules::Contact;
use linju_core::party::RoleKind;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Day, Id};

record! {
    /// A contact as stored.
    #[derive(Debug, Clone)]
    pub struct ContactRow {
        /// Area.
        pub area_id: Id,
        /// The event it was known by, or an id of its own.
        pub id: Id,
        /// Who was spoken to.
        pub person_id: Id,
        /// What it was.
        pub kind: Contact,
        /// When.
        pub day: Day,
        /// About which case, if about one.
        pub case_id: Option<Id>,
        /// Which volunteer, if one.
        pub volunteer_id: Option<Id>,
    }
}

/// The statement that keeps whose case it is; the first word counts.
pub fn belongs(area: Id, case: Id, person: Id) -> Statement {
    let sql = "insert into visit_case (area_id, case_id, person_id) values (?, ?, ?) \
               on conflict (area_id, case_id) do nothing";
    Statement::new(sql, args![area, case, person])
}

/// Whose case it is, where that is known.
pub async fn whose(house: &House, area: Id, case: Id) -> Result<Option<Id>> {
    let sql = "select person_id from visit_case where area_id = ? and case_id = ?";
    Ok(house.db.first::<(Id,)>(Sql::new(sql, args![area, case])).await?.map(|row| row.0))
}

/// Is the case about a room in which `person` lives on `day`?
pub async fn at_home(house: &House, area: Id, case: Id, person: Id, day: Day) -> Result<bool> {
    let sql = "select r.id from subject s join person_role r on r.area_id = s.area_id and r.path = s.place_path \
               where s.area_id = ? and s.id = ? and r.person_id = ? and r.kind = ? and r.from_day <= ? \
               and (r.to_day is null or r.to_day >= ?)";
    let found =
        house.db.first::<(Id,)>(Sql::new(sql, args![area, case, person, RoleKind::Resident, day, day]));
    Ok(found.await?.is_some())
}

/// The latest contacts of someone that were no visits, newest first.
pub async fn contacts(house: &House, area: Id, person: Id) -> Result<Vec<ContactRow>> {
    let sql = format!(
        "select {} from visit_contact c where c.area_id = ? and c.person_id = ? order by c.day desc, c.id desc limit 30",
        ContactRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, args![area, person])).await?)
}
