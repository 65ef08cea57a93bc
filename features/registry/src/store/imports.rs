//! Imports: drafts on their way in, batches that were made, and how one is undone.

mod undo;
mod write;

pub use undo::{Stale, undo};
pub use write::{Accepted, Import, apply};

use crate::import::check::Taking;
use crate::import::columns::Mapping;
use crate::import::compare::Known;
use linju_core::party::{Person, ResidenceState, RoleKind};
use linju_core::{Error, House, Result};
use linju_db::{Batch, Sql, args, record};
use linju_kernel::{Day, Id, Ts};
use linju_web::sheet::Sheet;

const DRAFT_LIVES_MS: i64 = 24 * 3_600_000;

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Id.
    pub id: Id,
    /// Name the file had.
    pub file_name: String,
    /// What its columns are.
    pub mapping: Mapping,
    /// How it is to be taken.
    pub taking: Taking,
    /// Its cells.
    pub sheet: Sheet,
}

record! {
    /// An import that was made.
    #[derive(Debug, Clone)]
    pub struct ImportBatch {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Name the file had.
        pub file_name: String,
        /// People added.
        pub added: i64,
        /// People changed.
        pub changed: i64,
        /// People whose residence ended.
        pub ended: i64,
        /// Who.
        pub made_by: Id,
        /// When.
        pub made_at: Ts,
    }
}

fn columns(mapping: &Mapping, taking: &Taking) -> String {
    let make = if taking.make_places { "|make" } else { "" };
    let whole = if taking.whole { "|whole" } else { "" };
    format!("{}{make}{whole}|in={}", mapping.code(), taking.compound)
}

/// Keeps a sheet, sealed, for a day; forgets those whose day is over.
pub async fn keep_draft(house: &House, area: Id, account: Id, file_name: &str, sheet: &Sheet) -> Result<Id> {
    let (id, now) = (house.id(), house.now());
    let cells = serde_json::to_string(sheet).map_err(|e| Error::Fault(e.to_string()))?;
    let sealed = house.key(area)?.seal("import_draft", "cells", area, id, &cells);
    let name: String = file_name.chars().take(120).collect();
    let sql = "insert into import_draft (area_id, id, file_name, columns, cells_sealed, made_by, expires_at) \
               values (?, ?, ?, ?, ?, ?, ?)";
    let columns = columns(&Mapping::guess(&sheet.header), &Taking::default());
    let batch = Batch::new()
        .exec("delete from import_draft where area_id = ? and expires_at <= ?", args![area, now])
        .exec(sql, args![area, id, name, columns, sealed, account, now.plus_ms(DRAFT_LIVES_MS)]);
    house.db.write(batch).await?;
    Ok(id)
}

/// Writes what the columns of a draft are, and how it is to be taken.
pub async fn map_draft(house: &House, area: Id, id: Id, mapping: &Mapping, taking: &Taking) -> Result<()> {
    let sql = "update import_draft set columns = ? where area_id = ? and id = ?";
    let batch = Batch::new().exec(sql, args![columns(mapping, taking), area, id]).expect(1);
    house.db.write(batch).await?;
    Ok(())
}

/// The draft, opened.
pub async fn draft(house: &House, area: Id, id: Id) -> Result<Draft> {
    let sql = "select file_name, columns, cells_sealed from import_draft where area_id = ? and id = ? and expires_at > ?";
    let row: (String, String, Vec<u8>) = house.db.one(Sql::new(sql, args![area, id, house.now()])).await?;
    let (file_name, columns, sealed) = row;
    let cells = house.key(area)?.open("import_draft", "cells", area, id, &sealed)?;
    let sheet = serde_json::from_str(&cells).map_err(|e| Error::Fault(e.to_string()))?;
    let mut parts = columns.split('|');
    let mapping = Mapping::of(parts.next().unwrap_or_default());
    let marks: Vec<&str> = parts.collect();
    let taking = Taking {
        compound: marks.iter().find_map(|m| m.strip_prefix("in=")).unwrap_or_default().to_owned(),
        make_places: marks.contains(&"make"),
        whole: marks.contains(&"whole"),
    };
    Ok(Draft { id, file_name, mapping, taking, sheet })
}

/// The imports of `area`, newest first.
pub async fn batches(house: &House, area: Id) -> Result<Vec<ImportBatch>> {
    let select = ImportBatch::select("b");
    let sql = format!("select {select} from import_batch b where b.area_id = ? order by b.id desc limit 50");
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

type RoleRow = (Id, Id, RoleKind, Id, Option<ResidenceState>);

/// Everyone of the register with what they are at rooms on `day`: two queries.
pub async fn known(house: &House, area: Id, day: Day) -> Result<Vec<Known>> {
    let sql = format!("select {} from person p where p.area_id = ? order by p.id", Person::select("p"));
    let people: Vec<Person> = house.db.all(Sql::new(sql, args![area])).await?;
    let sql = "select r.person_id, r.id, r.kind, r.place_id, r.residence_state from person_role r where r.area_id = ? \
               and r.kind in ('resident', 'owner', 'tenant', 'lessee') and r.from_day <= ? \
               and (r.to_day is null or r.to_day >= ?) order by r.person_id, r.id";
    let roles = house.db.all::<RoleRow>(Sql::new(sql, args![area, day, day])).await?;
    let key = house.key(area)?;
    let open = |person: &Person| {
        let from = roles.partition_point(|r| r.0 < person.id);
        let own = roles[from..].iter().take_while(|r| r.0 == person.id);
        let mut known = Known { person: person.open(&key)?, resident: None, roles: Vec::new() };
        for (_, role, kind, room, state) in own {
            match state {
                Some(state) => known.resident = Some((*role, *room, *state)),
                None => known.roles.push((*kind, *room)),
            }
        }
        Ok(known)
    };
    people.iter().map(open).collect()
}
