//! Undoing an import: everything as it was, nothing left of it but its event. Refused where someone has worked
//! with a row since.

use linju_core::ledger::NewEvent;
use linju_core::party::{Details, Gender, Person, Plain};
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::{Sql, Statement, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use serde_json::{Value, json};

/// Details as text, for sealing beside the act that changed them.
pub(super) fn to_text(details: &Details) -> String {
    json!({
        "name": details.name,
        "phone": details.phone,
        "landline": details.landline,
        "born": details.born.map(|b| b.to_string()),
        "gender": details.gender.code(),
        "note": details.note,
    })
    .to_string()
}

fn of_text(text: &str) -> Result<Details> {
    let value: Value = serde_json::from_str(text).map_err(|e| Error::Fault(e.to_string()))?;
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Ok(Details {
        name: text("name").unwrap_or_default(),
        phone: text("phone"),
        landline: text("landline"),
        born: text("born").and_then(|b| b.parse().ok()),
        gender: text("gender").and_then(|g| Gender::of(&g)).unwrap_or(Gender::Unknown),
        note: text("note").unwrap_or_default(),
    })
}

/// People who stand in the way of undoing, for their rows were changed since.
#[derive(Debug, Clone)]
pub struct Stale(pub Vec<Plain>);

/// Undoes the batch, or says whose rows were changed since. Refuses `roster-places-in-use` where a place it made
/// is used by something else.
pub async fn undo(house: &House, area: Id, account: Id, batch: Id) -> Result<Result<(), Stale>> {
    let sql = "select b.added from import_batch b where b.area_id = ? and b.id = ?";
    let (added,) = house.db.one::<(i64,)>(Sql::new(sql, args![area, batch])).await?;
    let stale = stale(house, area, batch).await?;
    if !stale.is_empty() {
        return Ok(Err(Stale(house.people(area, &stale).await?)));
    }
    let mut change = Change::new(area, house.now(), Actor::Account(account));
    change.push(guard(area, batch));
    for statement in restore(house, area, batch).await? {
        change.push(statement);
    }
    for sql in [
        "delete from person_role where area_id = ? and id in \
         (select id from import_row where area_id = ? and batch_id = ? and act = 'role_added')",
        "update person_role set to_day = null where area_id = ? and id in \
         (select id from import_row where area_id = ? and batch_id = ? and act = 'role_ended')",
        "delete from person where area_id = ? and id in \
         (select id from import_row where area_id = ? and batch_id = ? and act = 'person_added')",
        "delete from place where area_id = ? and id in \
         (select id from import_row where area_id = ? and batch_id = ? and act = 'place_added')",
    ] {
        change.push(Statement::new(sql, args![area, area, batch]));
    }
    for sql in [
        "delete from import_row where area_id = ? and batch_id = ?",
        "delete from import_batch where area_id = ? and id = ?",
    ] {
        change.push(Statement::new(sql, args![area, batch]));
    }
    change.event(NewEvent::new("import", batch, "import_undone").with("added", added));
    match house.commit(change).await {
        Ok(()) => Ok(Ok(())),
        Err(Error::Db(linju_db::Error::ForeignKey { .. })) => {
            Err(Refusal::new("roster-places-in-use").into())
        }
        Err(other) => Err(other),
    }
}

const TOUCHED_SINCE: &str = "from import_row r left join person p on p.area_id = r.area_id and p.id = r.person_id \
                             where r.area_id = ? and r.batch_id = ? and r.person_id is not null \
                             and (p.version is null or p.version <> r.version)";

async fn stale(house: &House, area: Id, batch: Id) -> Result<Vec<Id>> {
    let sql = format!("select r.id {TOUCHED_SINCE} order by r.id limit 100");
    Ok(house.db.all::<(Id,)>(Sql::new(sql, args![area, batch])).await?.into_iter().map(|r| r.0).collect())
}

/// Fails the unit where a row was changed between looking and writing.
fn guard(area: Id, batch: Id) -> Statement {
    let sql = format!(
        "update import_batch set added = added where area_id = ? and id = ? and not exists (select 1 {TOUCHED_SINCE})"
    );
    Statement::new(sql, args![area, batch, area, batch]).expect(1)
}

/// The statements that give changed people back what was known before.
async fn restore(house: &House, area: Id, batch: Id) -> Result<Vec<Statement>> {
    let sql = "select r.id, r.version, r.before_sealed from import_row r \
               where r.area_id = ? and r.batch_id = ? and r.act = 'person_changed' order by r.id";
    let rows = house.db.all::<(Id, i64, Vec<u8>)>(Sql::new(sql, args![area, batch])).await?;
    let key = house.key(area)?;
    let statement = |(id, version, sealed): (Id, i64, Vec<u8>)| {
        let before = of_text(&key.open("import_row", "before", area, id, &sealed)?)?;
        let row: Person = before.seal(&key, area, id, house.now());
        Ok(row.replace(version))
    };
    rows.into_iter().map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_known_before_comes_back_whole() {
        let details = Details {
            name: "刘\"德\"康".into(),
            phone: Some("13800005678".into()),
            landline: None,
            born: "1954-03-05".parse().ok(),
            gender: Gender::Male,
            note: "早上在家\n下午不在".into(),
        };
        assert_eq!(of_text(&to_text(&details)).unwrap(), details);
    }
}
