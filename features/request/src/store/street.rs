//! The street's view: figures of its areas, and what was taken up to it. Nothing here names a person.

use super::CaseRow;
use crate::rules::gazetteer::SPOTS;
use crate::rules::rates::Tally;
use linju_core::place::Place;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Value, record};
use linju_kernel::{Id, Ts};

record! {
    /// Counts of cases of one area.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct AreaFigures {
        /// Area.
        pub area_id: Id,
        /// Open now.
        pub open: i64,
        /// Late now.
        pub overdue: i64,
        /// With the street now.
        pub raised: i64,
        /// Received in the period.
        pub received: i64,
        /// Ended in the period, without those merged or withdrawn.
        pub closed: i64,
        /// Due in the period, neither merged, withdrawn nor excluded.
        pub base: i64,
        /// Excluded from that, with a reason and a second person.
        pub excluded: i64,
        /// Of the base: first contact in time.
        pub contacted_in_time: i64,
        /// Of the base: requester reached.
        pub reached: i64,
        /// Of those: solved, by their word.
        pub solved: i64,
        /// Of those: partly.
        pub partly: i64,
        /// Of those: rated.
        pub rated: i64,
        /// Of those: satisfied.
        pub satisfied: i64,
    }
}

impl AreaFigures {
    /// Nothing there.
    pub fn none(area_id: Id) -> Self {
        let n = 0;
        AreaFigures {
            area_id,
            open: n,
            overdue: n,
            raised: n,
            received: n,
            closed: n,
            base: n,
            excluded: n,
            contacted_in_time: n,
            reached: n,
            solved: n,
            partly: n,
            rated: n,
            satisfied: n,
        }
    }

    /// What the rates stand on.
    pub fn tally(&self) -> Tally {
        Tally {
            base: self.base,
            excluded: self.excluded,
            contacted_in_time: self.contacted_in_time,
            reached: self.reached,
            solved: self.solved,
            partly: self.partly,
            rated: self.rated,
            satisfied: self.satisfied,
        }
    }
}

fn marks(areas: &[Id]) -> (String, Vec<Value>) {
    (vec!["?"; areas.len()].join(", "), areas.iter().map(|a| Value::from(*a)).collect())
}

/// The figures of `areas` for what fell between `from` and `to`, in one pass; an area without cases is left out.
pub async fn figures(house: &House, areas: &[Id], from: Ts, to: Ts) -> Result<Vec<AreaFigures>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let (marks, areas) = marks(areas);
    const COUNTED: &str = "settle_due >= ? and settle_due < ? and state not in ('merged', 'withdrawn')";
    let base = format!("{COUNTED} and excluded_second is null");
    let counts = [
        "open = 1".to_owned(),
        "open = 1 and overdue = 1".to_owned(),
        "open = 1 and level = 'street'".to_owned(),
        "received_at >= ? and received_at < ?".to_owned(),
        "closed_at >= ? and closed_at < ? and state not in ('merged', 'withdrawn')".to_owned(),
        base.clone(),
        format!("{COUNTED} and excluded_second is not null"),
        format!("{base} and contacted_at <= coalesce(contact_due, contacted_at)"),
        format!("{base} and reached = 1"),
        format!("{base} and reached = 1 and solved = 'yes'"),
        format!("{base} and reached = 1 and solved = 'partly'"),
        format!("{base} and reached = 1 and satisfaction is not null"),
        format!("{base} and reached = 1 and satisfaction >= 4"),
    ];
    let periods = counts.iter().filter(|count| count.contains('?')).count();
    let columns: Vec<String> =
        counts.iter().map(|count| format!("count(*) filter (where {count})")).collect();
    let sql = format!(
        "select area_id, {} from cases where area_id in ({marks}) group by area_id order by area_id",
        columns.join(", ")
    );
    let mut values: Vec<Value> = (0..periods).flat_map(|_| [Value::from(from), Value::from(to)]).collect();
    values.extend(areas);
    Ok(house.db.all(Sql::new(sql, values)).await?)
}

/// Buildings, yards and roads of `areas`: how far down the street may see a place.
pub async fn spots(house: &House, areas: &[Id]) -> Result<Vec<Place>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let (marks, mut values) = marks(areas);
    let kinds = vec!["?"; SPOTS.len()].join(", ");
    values.extend(SPOTS.iter().map(|kind| Value::from(kind.code())));
    let select = Place::select("p");
    let sql = format!("select {select} from place p where p.area_id in ({marks}) and p.kind in ({kinds})");
    Ok(house.db.all(Sql::new(sql, values)).await?)
}

/// When a case was last taken up a rung, by whom or which rule, and why.
#[derive(Debug, Clone)]
pub struct Raised {
    /// The case.
    pub case: Id,
    /// When.
    pub at: Ts,
    /// `account`, or the name of the rule.
    pub actor_kind: String,
    /// Why, as written; none where a rule did it.
    pub why: Option<String>,
}

impl FromRow for Raised {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Raised { case: row.get(0)?, at: row.get(1)?, actor_kind: row.get(2)?, why: row.get(3)? })
    }
}

/// Every time one of these cases was taken up, oldest first.
pub async fn raisings(house: &House, rows: &[CaseRow]) -> Result<Vec<Raised>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let areas: Vec<Id> = rows.iter().map(|row| row.area_id).collect();
    let (in_areas, mut values) = marks(&areas);
    let (in_cases, cases) = marks(&rows.iter().map(|row| row.id).collect::<Vec<_>>());
    values.extend(cases);
    let sql = format!(
        "select e.subject_id, e.at, e.actor_kind, n.text from event e \
         left join event_note n on n.area_id = e.area_id and n.event_id = e.id \
         where e.area_id in ({in_areas}) and e.subject_id in ({in_cases}) and e.verb = 'escalate' order by e.at, e.seq"
    );
    Ok(house.db.all(Sql::new(sql, values)).await?)
}
