//! The tables that are this feature's to keep: organisations and their roles in the area, and imports.

pub mod imports;

use linju_core::area::Organisation;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args};
use linju_kernel::{Day, Id};

/// An organisation's role in the area, with the organisation.
#[derive(Debug, Clone)]
pub struct Body {
    /// Id of the role.
    pub id: Id,
    /// The organisation.
    pub organisation: Id,
    /// Its name.
    pub name: String,
    /// What it is here.
    pub kind: String,
    /// Duty phone.
    pub phone: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
}

/// The roles of organisations in `area` that are not over by `day`, by kind and name.
pub async fn bodies(house: &House, area: Id, day: Day) -> Result<Vec<Body>> {
    let sql = "select r.id, o.id, o.name, r.kind, o.phone, r.from_day, r.to_day from organisation_role r \
               join organisation o on o.id = r.organisation_id \
               where r.area_id = ? and (r.to_day is null or r.to_day >= ?) order by r.kind, o.name";
    let rows = house
        .db
        .all::<(Id, Id, String, String, String, Day, Option<Day>)>(Sql::new(sql, args![area, day]))
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, organisation, name, kind, phone, from, to)| Body {
            id,
            organisation,
            name,
            kind,
            phone,
            from,
            to,
        })
        .collect())
}

/// What an organisation is or was in an area.
#[derive(Debug, Clone)]
pub struct Acting {
    /// Id of the role.
    pub id: Id,
    /// Area.
    pub area: Id,
    /// What it is there.
    pub kind: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
}

/// Every role of `organisation` in any area of its street: those that last first, then the latest.
pub async fn acting(house: &House, organisation: Id) -> Result<Vec<Acting>> {
    let sql = "select r.id, r.area_id, r.kind, r.from_day, r.to_day from organisation_role r \
               where r.organisation_id = ? \
               order by case when r.to_day is null then 0 else 1 end, r.from_day desc, r.id desc";
    let rows = house.db.all::<(Id, Id, String, Day, Option<Day>)>(Sql::new(sql, args![organisation])).await?;
    Ok(rows.into_iter().map(|(id, area, kind, from, to)| Acting { id, area, kind, from, to }).collect())
}

/// The statements that make an organisation. Refuse `body-name-taken` where its street has one of that name.
pub fn make_body(new: &Organisation) -> Vec<Statement> {
    vec![Statement::insert("organisation", new), once_in_street(new)]
}

/// The statements that change name, phone and last day of an organisation. Refuse `body-shared` where another
/// area than `area` has it, too, and `body-name-taken`.
pub fn change_body(area: Id, new: &Organisation) -> Vec<Statement> {
    let sql = "update organisation set name = ?, phone = ?, valid_to = ? where id = ? and not exists \
               (select 1 from organisation_role r where r.organisation_id = ? and r.area_id <> ?)";
    let values = args![new.name.as_str(), new.phone.as_str(), new.valid_to, new.id, new.id, area];
    vec![Statement::new(sql, values).expect(1).refuse("body-shared"), once_in_street(new)]
}

/// The statements by which the street changes an organisation, in whichever areas it acts. Refuse
/// `body-name-taken`.
pub fn change_shared(new: &Organisation) -> [Statement; 2] {
    let sql = "update organisation set name = ?, phone = ?, valid_to = ? where id = ? and street_id = ?";
    let values = args![new.name.as_str(), new.phone.as_str(), new.valid_to, new.id, new.street_id];
    [Statement::new(sql, values).expect(1), once_in_street(new)]
}

/// Holds where `new` alone in its street bears its name.
fn once_in_street(new: &Organisation) -> Statement {
    let sql = "update organisation set name = name where street_id = ? and name = ?";
    Statement::new(sql, args![new.street_id, new.name.as_str()]).expect(1).refuse("body-name-taken")
}

/// The statement that gives `organisation` the role `kind` in `area` from `from` on.
pub fn give_body_role(area: Id, id: Id, organisation: Id, kind: &str, from: Day) -> Statement {
    let sql =
        "insert into organisation_role (area_id, id, organisation_id, kind, from_day) values (?, ?, ?, ?, ?)";
    Statement::new(sql, args![area, id, organisation, kind, from])
}

/// The statement that ends an organisation's role after `last`.
pub fn end_body_role(area: Id, id: Id, last: Day) -> Statement {
    let sql = "update organisation_role set to_day = ? where area_id = ? and id = ?";
    Statement::new(sql, args![last, area, id]).expect(1)
}
