//! Lists that only the staff's desk asks for: what is at hand today, whom to call, what looks alike, rates.

use super::{CaseRow, RequestRow};
use crate::rules::rates::Tally;
use jiff::tz::TimeZone;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, args};
use linju_kernel::{Id, Ts, path};
use std::collections::BTreeMap;

/// Open cases that are due before `until`, whose requester was not contacted, or that `worker` looks after; most
/// urgent first.
pub async fn at_hand(house: &House, area: Id, worker: Id, until: Ts, limit: i64) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "select {} from cases c where c.area_id = ? and c.open = 1 and (c.due_sort < ? or c.worker_id = ? or \
         c.contacted_at is null and c.state not in ('handled', 'verified')) order by c.due_sort, c.id limit ?",
        CaseRow::select("c")
    );
    Ok(house.db.all(Sql::new(sql, args![area, until, worker, limit])).await?)
}

/// A handled case with the request whose requester is to be asked.
#[derive(Debug, Clone)]
pub struct ToAsk {
    /// The case.
    pub case: CaseRow,
    /// Its first request.
    pub request: RequestRow,
}

impl FromRow for ToAsk {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let case = CaseRow::from_row(row)?;
        Ok(ToAsk { case, request: RequestRow::from_row(&row.skip(CaseRow::COLUMNS.len()))? })
    }
}

/// The handled cases whose requesters are to be asked, most urgent first.
pub async fn to_ask(house: &House, area: Id, limit: i64) -> Result<Vec<ToAsk>> {
    let sql = format!(
        "select {}, {} from cases c join request r on r.area_id = c.area_id and r.first_case_id = c.id \
         where c.area_id = ? and c.state in ('handled', 'verified') and r.receipt = c.receipt \
         order by c.due_sort, c.id limit ?",
        CaseRow::select("c"),
        RequestRow::select("r")
    );
    Ok(house.db.all(Sql::new(sql, args![area, limit])).await?)
}

/// Open cases of the same category, or in the same building, as `row`; newest first, without itself. With
/// `words`, those that hold them instead.
pub async fn alike(house: &House, row: &CaseRow, words: &str, limit: i64) -> Result<Vec<CaseRow>> {
    let sql = Sql::new(
        format!(
            "select {} from cases c where c.area_id = ? and c.id <> ? and c.state not in \
             ('handled', 'verified', 'closed', 'declined', 'redirected', 'merged', 'withdrawn')",
            CaseRow::select("c")
        ),
        args![row.area_id, row.id],
    );
    let sql = if words.is_empty() {
        let building = building_of(&row.place_path);
        let (low, high) = path::below(building);
        let same = " and (c.category_code = ? or c.place_path = ? or c.place_path >= ? and c.place_path < ?)";
        sql.and(same, args![row.category_code.as_str(), building, low, high])
    } else {
        sql.matching("c.id", row.area_id, words)
    };
    Ok(house.db.all(sql.and(" order by c.id desc limit ?", args![limit])).await?)
}

/// The building (area, compound, building) that a path leads to or through.
fn building_of(path: &str) -> &str {
    path.match_indices('.').nth(2).map_or(path, |(at, _)| &path[..at])
}

/// What the cases due from `from` to before `to` come to, by month (`2026-11`) in `zone`, newest first; in one
/// pass. Cases that go on in another one, and those taken back, are counted nowhere.
pub async fn tallies(
    house: &House,
    area: Id,
    zone: &TimeZone,
    from: Ts,
    to: Ts,
) -> Result<Vec<(String, Tally)>> {
    let sql = "select settle_due, excluded_second, contact_due, contacted_at, reached, solved, satisfaction from cases \
               where area_id = ? and settle_due >= ? and settle_due < ? and state not in ('merged', 'withdrawn')";
    let rows = house.db.all::<Counted>(Sql::new(sql, args![area, from, to])).await?;
    let mut months: BTreeMap<String, Tally> = BTreeMap::new();
    for row in rows {
        let month = row.0.in_zone(zone).strftime("%Y-%m").to_string();
        count(months.entry(month).or_default(), &row);
    }
    Ok(months.into_iter().rev().collect())
}

type Counted = (Ts, Option<Id>, Option<Ts>, Option<Ts>, bool, Option<String>, Option<i64>);

fn count(tally: &mut Tally, (_, excluded, due, contacted, reached, solved, satisfaction): &Counted) {
    if excluded.is_some() {
        tally.excluded += 1;
        return;
    }
    let in_time = contacted.is_some_and(|at| due.is_none_or(|due| at <= due));
    let said = |word: &str| solved.as_deref() == Some(word);
    tally.base += 1;
    tally.contacted_in_time += i64::from(in_time);
    tally.reached += i64::from(*reached);
    tally.solved += i64::from(*reached && said("yes"));
    tally.partly += i64::from(*reached && said("partly"));
    tally.rated += i64::from(*reached && satisfaction.is_some());
    tally.satisfied += i64::from(*reached && satisfaction.is_some_and(|s| s >= 4));
}

/// The place of the newest event in the area's ledger.
pub async fn ledger_at(house: &House, area: Id) -> Result<i64> {
    let sql = Sql::new("select event_seq from area_clock where area_id = ?", args![area]);
    Ok(house.db.one::<(i64,)>(sql).await?.0)
}

/// How many cases were brought in or moved behind the place `since` of the ledger by anyone but `account`.
pub async fn moved_since(house: &House, area: Id, since: i64, account: Id) -> Result<i64> {
    let sql = "select count(distinct subject_id) from event where area_id = ? and seq > ? \
               and subject_kind = 'case' and (actor_id is null or actor_id <> ?)";
    Ok(house.db.one::<(i64,)>(Sql::new(sql, args![area, since, account])).await?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_lies_in_its_building() {
        assert_eq!(building_of("a.0001.0003.0002.0401"), "a.0001.0003");
        assert_eq!(building_of("a.0001"), "a.0001");
    }

    #[test]
    fn an_excluded_case_counts_in_no_rate_and_partly_is_not_solved() {
        let mut tally = Tally::default();
        let (early, late) = (Some(Ts(1)), Some(Ts(2)));
        count(&mut tally, &(Ts(9), Some(Id(1)), late, early, true, Some("yes".into()), Some(5)));
        count(&mut tally, &(Ts(9), None, late, early, true, Some("partly".into()), Some(3)));
        count(&mut tally, &(Ts(9), None, early, late, false, None, None));
        let expected = Tally {
            base: 2,
            excluded: 1,
            contacted_in_time: 1,
            reached: 1,
            partly: 1,
            rated: 1,
            ..Tally::default()
        };
        assert_eq!(tally, expected);
    }
}
