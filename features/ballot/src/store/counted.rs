//! The box as it was closed, and the votes as they were opened: nobody's.

use crate::rules::Slip;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args};
use linju_kernel::Id;

/// How many rows one statement writes.
const ROWS: usize = 200;

fn rows(head: &str, columns: usize, rows: &[Vec<linju_db::Value>]) -> Vec<Statement> {
    let marks = format!("({})", vec!["?"; columns].join(", "));
    let statement = |chunk: &[Vec<linju_db::Value>]| {
        let sql = format!("{head} {}", vec![marks.as_str(); chunk.len()].join(", "));
        Statement::new(sql, chunk.concat()).expect(chunk.len() as u64)
    };
    rows.chunks(ROWS).map(statement).collect()
}

/// The statements that write down what lies in the box. `names` are sorted: their order tells nothing.
pub fn list_box(area: Id, ballot: Id, names: &[String]) -> Vec<Statement> {
    let of: Vec<_> = names.iter().map(|name| args![area, ballot, name]).collect();
    rows("insert into ballot_sealed (area_id, ballot_id, name) values", 3, &of)
}

/// The statements that write down opened votes, in the order of their random names.
pub fn write(area: Id, ballot: Id, slips: &[Slip]) -> Vec<Statement> {
    let of: Vec<_> = slips.iter().map(|s| args![area, ballot, &s.id, &s.choice, s.area]).collect();
    rows("insert into ballot_opened (area_id, ballot_id, name, choice, weight) values", 5, &of)
}

/// What lay in the box when it was closed.
pub async fn sealed(house: &House, area: Id, ballot: Id) -> Result<Vec<String>> {
    let sql = "select name from ballot_sealed where area_id = ? and ballot_id = ? order by name";
    let names: Vec<(String,)> = house.db.all(Sql::new(sql, args![area, ballot])).await?;
    Ok(names.into_iter().map(|row| row.0).collect())
}

/// Did a sealed vote of that name lie in the box?
pub async fn lay_in_box(house: &House, area: Id, ballot: Id, name: &str) -> Result<bool> {
    let sql = "select name from ballot_sealed where area_id = ? and ballot_id = ? and name = ?";
    Ok(house.db.first::<(String,)>(Sql::new(sql, args![area, ballot, name])).await?.is_some())
}

/// The opened votes.
pub async fn slips(house: &House, area: Id, ballot: Id) -> Result<Vec<Slip>> {
    let sql =
        "select name, choice, weight from ballot_opened where area_id = ? and ballot_id = ? order by name";
    let rows: Vec<(String, String, i64)> = house.db.all(Sql::new(sql, args![area, ballot])).await?;
    Ok(rows.into_iter().map(|(id, choice, area)| Slip { id, choice, area }).collect())
}
