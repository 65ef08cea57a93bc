//! 网格: who is responsible for which cell of the area.

use crate::{House, Result};
use linju_db::{Sql, Statement, args};
use linju_kernel::{Id, path};

/// 网格: places with a responsible worker and a deputy.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Who is responsible; a grid without one is flagged.
    pub worker_id: Option<Id>,
    /// Who stands in.
    pub deputy_id: Option<Id>,
    /// What belongs to it.
    pub places: Vec<GridPlace>,
}

/// A place of a grid.
#[derive(Debug, Clone)]
pub struct GridPlace {
    /// Id.
    pub id: Id,
    /// Path.
    pub path: String,
    /// Full name.
    pub name: String,
}

impl Grid {
    /// Does it hold the place at `at`, something in it, or what it is in?
    pub fn touches(&self, at: &str) -> bool {
        self.places.iter().any(|p| path::within(&p.path, at) || path::within(at, &p.path))
    }
}

type GridRow = (Id, String, Option<Id>, Option<Id>, Option<Id>, Option<String>, Option<String>);

/// The statements that make a grid what it is to be; its places leave any other grid.
pub fn save_grid(
    area: Id,
    id: Id,
    name: &str,
    worker: Option<Id>,
    deputy: Option<Id>,
    places: &[Id],
) -> Vec<Statement> {
    let sql = "insert into grid (area_id, id, name, worker_id, deputy_id) values (?, ?, ?, ?, ?) \
               on conflict (area_id, id) do update set name = excluded.name, worker_id = excluded.worker_id, \
               deputy_id = excluded.deputy_id";
    let gone = "delete from grid_place where area_id = ? and grid_id = ?";
    let mut out = vec![
        Statement::new(sql, args![area, id, name, worker, deputy]),
        Statement::new(gone, args![area, id]),
    ];
    let held = "insert into grid_place (area_id, grid_id, place_id) values (?, ?, ?) \
                on conflict (area_id, place_id) do update set grid_id = excluded.grid_id";
    out.extend(places.iter().map(|place| Statement::new(held, args![area, id, place])));
    out
}

impl House {
    /// All grids of `area` with their places, by name: one query.
    pub async fn grids(&self, area: Id) -> Result<Vec<Grid>> {
        let sql = "select g.id, g.name, g.worker_id, g.deputy_id, p.id, p.path, p.full_name from grid g \
                   left join grid_place gp on gp.area_id = g.area_id and gp.grid_id = g.id \
                   left join place p on p.area_id = gp.area_id and p.id = gp.place_id \
                   where g.area_id = ? order by g.name, g.id, p.path";
        let rows = self.db.all::<GridRow>(Sql::new(sql, args![area])).await?;
        let mut grids: Vec<Grid> = Vec::new();
        for (id, name, worker_id, deputy_id, place, path, place_name) in rows {
            if grids.last().is_none_or(|g| g.id != id) {
                grids.push(Grid { id, name, worker_id, deputy_id, places: Vec::new() });
            }
            let place =
                place.zip(path).zip(place_name).map(|((id, path), name)| GridPlace { id, path, name });
            grids.last_mut().into_iter().for_each(|g| g.places.extend(place.clone()));
        }
        Ok(grids)
    }
}
