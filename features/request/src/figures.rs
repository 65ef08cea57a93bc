//! The figures kept along the way, held against a count of every case.
//!
//! Pages read counters that every change of a case moves. Here they are counted anew from the rows, to prove that
//! they are the same, or to put them right after a repair by hand.

use crate::store::CaseRow;
use crate::store::cases::{counters, day_key};
use crate::store::sweep::KEPT_DAYS;
use linju_core::{Error, House, Result};
use linju_db::{Batch, Sql, args};
use linju_kernel::Id;
use std::collections::{BTreeMap, BTreeSet};

/// Cases read at once.
const PAGE: usize = 2_000;
/// How often to count again when cases change meanwhile.
const TRIES: usize = 20;

/// A figure that is not what counting gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its key.
    pub key: String,
    /// What was kept.
    pub kept: i64,
    /// What was counted.
    pub counted: i64,
}

/// Counts the cases of `area` and gives what differs from the figures kept; with `repair` that is put right. Work
/// may go on: what changes meanwhile is counted again.
pub async fn recount(house: &House, area: Id, repair: bool) -> Result<Vec<Difference>> {
    for _ in 0..TRIES {
        let seq = event_seq(house, area).await?;
        let differences = compare(&kept(house, area).await?, &counted(house, area).await?);
        let mut unchanged = Batch::new()
            .exec(
                "update area_clock set event_seq = ? where area_id = ? and event_seq = ?",
                args![seq, area, seq],
            )
            .expect(1);
        if repair {
            for difference in &differences {
                let sql = "insert into counter (area_id, key, n) values (?, ?, ?) \
                           on conflict (area_id, key) do update set n = excluded.n";
                unchanged = unchanged.exec(sql, args![area, difference.key.as_str(), difference.counted]);
            }
        }
        match house.db.write(unchanged).await {
            Ok(_) => return Ok(differences),
            Err(linju_db::Error::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Changed)
}

async fn event_seq(house: &House, area: Id) -> Result<i64> {
    let sql = Sql::new("select event_seq from area_clock where area_id = ?", args![area]);
    Ok(house.db.one::<(i64,)>(sql).await?.0)
}

/// The figures of this feature as they are kept. Days that the sweep forgets are left out.
async fn kept(house: &House, area: Id) -> Result<BTreeMap<String, i64>> {
    let (mut figures, forgotten) = (house.counters(area, "case.").await?, forgotten(house, area));
    figures.extend(house.counters(area, "message.pending").await?);
    Ok(figures.into_iter().filter(|(key, _)| !is_forgotten(key, &forgotten)).collect())
}

async fn counted(house: &House, area: Id) -> Result<BTreeMap<String, i64>> {
    let (mut figures, mut last, forgotten) = (BTreeMap::new(), Id(0), forgotten(house, area));
    loop {
        let sql = format!(
            "select {} from cases c where c.area_id = ? and c.id > ? order by c.id limit ?",
            CaseRow::select("c")
        );
        let rows: Vec<CaseRow> = house.db.all(Sql::new(sql, args![area, last, PAGE])).await?;
        let Some(end) = rows.last() else { break };
        last = end.id;
        let keys = rows.iter().flat_map(|row| counters(house, row));
        keys.filter(|key| !is_forgotten(key, &forgotten))
            .for_each(|key| *figures.entry(key).or_default() += 1);
    }
    let pending = "select count(*) from message where area_id = ? and state = 'pending'";
    let (pending,) = house.db.one::<(i64,)>(Sql::new(pending, args![area])).await?;
    figures.insert("message.pending".to_owned(), pending);
    Ok(figures)
}

/// The key of the first day that is kept.
fn forgotten(house: &House, area: Id) -> String {
    let today = house.now().day(house.reference().zone(area));
    day_key(today.plus_days(-KEPT_DAYS), "")
}

fn is_forgotten(key: &str, first: &str) -> bool {
    key.starts_with("case.day.") && key < first
}

fn compare(kept: &BTreeMap<String, i64>, counted: &BTreeMap<String, i64>) -> Vec<Difference> {
    let keys: BTreeSet<&String> = kept.keys().chain(counted.keys()).collect();
    let of = |figures: &BTreeMap<String, i64>, key: &str| figures.get(key).copied().unwrap_or(0);
    keys.into_iter()
        .map(|key| Difference { key: key.clone(), kept: of(kept, key), counted: of(counted, key) })
        .filter(|difference| difference.kept != difference.counted)
        .collect()
}
