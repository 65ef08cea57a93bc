//! What a node keeps in mind of an area's requests: the newest ones, and those whose cases have changed since.

use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Value, args};
use linju_kernel::{Id, Ts};

/// A request with what its case has come to.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The request.
    pub id: Id,
    /// The case it goes on in.
    pub case: Id,
    /// Its words, phones masked.
    pub words: String,
    /// Where, as a path.
    pub place_path: String,
    /// Category of its case now.
    pub category: String,
    /// When it came.
    pub at: Ts,
    /// State code of its case.
    pub state: String,
    /// Is its complainant hidden?
    pub confidential: bool,
    /// Has anyone here looked at it or done anything?
    pub touched: bool,
}

impl FromRow for Heard {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Heard {
            id: row.get(0)?,
            case: row.get(1)?,
            words: row.get(2)?,
            place_path: row.get(3)?,
            category: row.get(4)?,
            at: row.get(5)?,
            state: row.get(6)?,
            confidential: row.get(7)?,
            touched: row.get(8)?,
        })
    }
}

const HEARD: &str = "select r.id, r.case_id, r.words_masked, r.place_path, c.category_code, r.received_at, c.state, \
                     c.confidential, c.touched from request r \
                     join cases c on c.area_id = r.area_id and c.id = r.case_id where r.area_id = ?";

/// The newest `most` requests of the area, newest first.
pub async fn newest(house: &House, area: Id, most: i64) -> Result<Vec<Heard>> {
    let sql = Sql::new(HEARD, args![area]).and(" order by r.id desc limit ?", args![most]);
    Ok(house.db.all(sql).await?)
}

/// The requests that go on in these cases, in the order in which they came.
pub async fn of_cases(house: &House, area: Id, cases: &[Id]) -> Result<Vec<Heard>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; cases.len()].join(", ");
    let values = cases.iter().map(|case| Value::from(*case)).collect();
    let sql = Sql::new(HEARD, args![area]).and(&format!(" and r.case_id in ({marks}) order by r.id"), values);
    Ok(house.db.all(sql).await?)
}

/// The cases to which something happened behind `after` and up to `upto` in the area's order.
pub async fn changed(house: &House, area: Id, after: i64, upto: i64) -> Result<Vec<Id>> {
    let sql = "select distinct subject_id from event where area_id = ? and seq > ? and seq <= ? \
               and subject_kind = 'case'";
    let rows = house.db.all::<(Id,)>(Sql::new(sql, args![area, after, upto])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// How long the newest `most` settled cases of `category` took from the beginning of their round, in ms.
pub async fn settled_in(house: &House, area: Id, category: &str, most: i64) -> Result<Vec<i64>> {
    let sql = "select handled_at - began_at from cases where area_id = ? and category_code = ? \
               and handled_at is not null and outcome in ('solved', 'partly') order by id desc limit ?";
    let rows = house.db.all::<(i64,)>(Sql::new(sql, args![area, category, most])).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
