//! The public ledger of an area: what was asked and what came of it, without anyone's words, name or room.
//!
//! What is confidential, withdrawn or not yet looked at is not in it; what goes on in another case is told there.

use super::CaseRow;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Value, args};
use linju_kernel::Id;

/// A case as everyone may see it.
#[derive(Debug, Clone)]
pub struct PublicCase {
    /// The row. Its title, place and reply are staff's and are not shown.
    pub case: CaseRow,
    /// Where, down to the building and no further; of what concerns one person's life, the compound only.
    pub place: String,
}

/// 为老助残与民政服务: in a building of twelve homes, a stair or a handrail names who asked for it.
const OF_ONE_PERSON: &str = "10";

impl PublicCase {
    /// Columns it is read from.
    pub(super) const WIDTH: usize = CaseRow::COLUMNS.len() + 1;

    /// Is it about one person's life, so that even the building would say too much?
    pub fn is_of_one_person(&self) -> bool {
        self.case.category_code.starts_with(OF_ONE_PERSON)
    }
}

impl FromRow for PublicCase {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let case = CaseRow::from_row(row)?;
        let mut place: String = row.get(CaseRow::COLUMNS.len())?;
        if case.category_code.starts_with(OF_ONE_PERSON) {
            place.truncate(place.find(' ').unwrap_or(place.len()));
        }
        Ok(PublicCase { case, place })
    }
}

/// What of the ledger is looked at.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Only these categories; all if empty.
    pub categories: Vec<String>,
    /// Only what is being worked on, or only what has ended.
    pub open: Option<bool>,
}

fn of_area(area: Id) -> Sql {
    Sql::new(format!("{} and c.state <> 'received'", select("", "cases c")), args![area])
}

/// The columns of a [`PublicCase`], with `more` behind them, of the cases `c` that `from` joins, in the area that is
/// the first argument: what is confidential, withdrawn or goes on elsewhere is left out.
pub(super) fn select(more: &str, from: &str) -> String {
    format!(
        "select {}, {}{more} from {from} join place a on a.area_id = c.area_id and a.id = c.place_id \
         left join place b on b.area_id = a.area_id and b.id = a.parent_id \
         left join place d on d.area_id = b.area_id and d.id = b.parent_id \
         where c.area_id = ? and c.confidential = 0 and c.state not in ('merged', 'withdrawn')",
        CaseRow::select("c"),
        building_s("full_name")
    )
}

/// A column of the building a place is or lies in; of what is larger, its own.
pub(super) fn building_s(column: &str) -> String {
    format!(
        "case when a.kind = 'stairwell' then b.{column} \
         when a.kind = 'room' and b.kind = 'stairwell' then d.{column} \
         when a.kind = 'room' then b.{column} else a.{column} end"
    )
}

/// The lines of the ledger before `before`, newest first.
pub async fn page(
    house: &House,
    area: Id,
    part: &Part,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<PublicCase>> {
    let mut sql = of_area(area);
    if !part.categories.is_empty() {
        let marks = vec!["?"; part.categories.len()].join(", ");
        let values = part.categories.iter().map(|code| Value::from(code.as_str())).collect();
        sql = sql.and(&format!(" and c.category_code in ({marks})"), values);
    }
    sql = sql.when(part.open.map(i64::from), " and c.open = ?").when(before, " and c.id < ?");
    Ok(house.db.all(sql.and(" order by c.id desc limit ?", args![limit])).await?)
}

/// One case of the ledger; not found if it is not in it.
pub async fn one(house: &House, area: Id, case: Id) -> Result<PublicCase> {
    Ok(house.db.one(of_area(area).and(" and c.id = ?", args![case])).await?)
}
