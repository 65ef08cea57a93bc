//! What law and history make of places: property areas of owners' assemblies, and public housing.

use crate::{House, Result};
use linju_db::{Sql, Statement, args};
use linju_kernel::{Id, path};

/// 物业管理区域 with the places it holds.
#[derive(Debug, Clone)]
pub struct PropertyArea {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Full names of its places.
    pub places: Vec<String>,
}

/// The statements that make a property area of `places`, which leave any other.
pub fn save_property_area(area: Id, id: Id, name: &str, places: &[Id]) -> Vec<Statement> {
    let sql = "insert into property_area (area_id, id, name) values (?, ?, ?)";
    let mut out = vec![Statement::new(sql, args![area, id, name])];
    let held = "insert into property_area_place (area_id, property_area_id, place_id) values (?, ?, ?) \
                on conflict (area_id, place_id) do update set property_area_id = excluded.property_area_id";
    out.extend(places.iter().map(|place| Statement::new(held, args![area, id, place])));
    out
}

/// A building or room of public housing with its 产权单位.
#[derive(Debug, Clone)]
pub struct PropertyUnit {
    /// The place.
    pub place_id: Id,
    /// Full name of the place.
    pub place: String,
    /// Name of the organisation.
    pub organisation: String,
}

/// The statement that says whose public housing a place is.
pub fn save_property_unit(area: Id, place: Id, path: &str, organisation: Id) -> Statement {
    let sql = "insert into property_unit (area_id, place_id, path, organisation_id) values (?, ?, ?, ?) \
               on conflict (area_id, place_id) do update set organisation_id = excluded.organisation_id";
    Statement::new(sql, args![area, place, path, organisation])
}

/// The statement by which a place is no longer public housing.
pub fn end_property_unit(area: Id, place: Id) -> Statement {
    Statement::new("delete from property_unit where area_id = ? and place_id = ?", args![area, place])
        .expect(1)
}

impl House {
    /// The property areas of `area`: one query.
    pub async fn property_areas(&self, area: Id) -> Result<Vec<PropertyArea>> {
        let sql = "select a.id, a.name, p.full_name from property_area a \
                   left join property_area_place x on x.area_id = a.area_id and x.property_area_id = a.id \
                   left join place p on p.area_id = x.area_id and p.id = x.place_id \
                   where a.area_id = ? order by a.name, a.id, p.path";
        let mut found: Vec<PropertyArea> = Vec::new();
        for (id, name, place) in
            self.db.all::<(Id, String, Option<String>)>(Sql::new(sql, args![area])).await?
        {
            if found.last().is_none_or(|a| a.id != id) {
                found.push(PropertyArea { id, name, places: Vec::new() });
            }
            found.last_mut().into_iter().for_each(|a| a.places.extend(place.clone()));
        }
        Ok(found)
    }

    /// The public housing of `area`, in the order of paths.
    pub async fn property_units(&self, area: Id) -> Result<Vec<PropertyUnit>> {
        let sql = "select p.id, p.full_name, o.name from property_unit u \
                   join place p on p.area_id = u.area_id and p.id = u.place_id \
                   join organisation o on o.id = u.organisation_id where u.area_id = ? order by u.path";
        let rows = self.db.all::<(Id, String, String)>(Sql::new(sql, args![area])).await?;
        let unit = |(place_id, place, organisation)| PropertyUnit { place_id, place, organisation };
        Ok(rows.into_iter().map(unit).collect())
    }

    /// Name of the 产权单位 of the place at `at`, or of what it is in; the nearest counts.
    pub async fn owner_organisation(&self, area: Id, at: &str) -> Result<Option<String>> {
        let sql = "select u.path, o.name from property_unit u join organisation o on o.id = u.organisation_id \
                   where u.area_id = ? order by u.path desc";
        let units = self.db.all::<(String, String)>(Sql::new(sql, args![area])).await?;
        Ok(units.into_iter().find(|(root, _)| path::within(at, root)).map(|(_, name)| name))
    }
}
