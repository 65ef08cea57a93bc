//! What must hold in any database at rest, whatever it has been through.

use linju_db::{Db, Engine, Sql};
use linju_kernel::time::shanghai;
use linju_kernel::{Id, Ts};
use std::collections::{BTreeMap, BTreeSet};

/// Panics where the database contradicts itself: pages, references, the order of events, cases without their
/// beginning, counters.
pub async fn balance(db: &Db) {
    whole(db).await;
    events_without_a_gap(db).await;
    every_beginning_told_once(db).await;
    counters_as_counted(db).await;
}

/// What SQLite itself checks; PostgreSQL has no such question.
async fn whole(db: &Db) {
    if db.engine() == Engine::Postgres {
        return;
    }
    let said: Vec<(String,)> = db.all("pragma integrity_check").await.expect("the file is readable");
    assert_eq!(said, [("ok".to_owned(),)]);
    let broken: Vec<(String,)> = db.all("pragma foreign_key_check").await.expect("the file is readable");
    assert!(broken.is_empty(), "rows refer to what is not there: {broken:?}");
}

/// In every area the events run from one to where its clock stands.
async fn events_without_a_gap(db: &Db) {
    let sql = "select c.area_id, c.event_seq, count(e.seq), coalesce(min(e.seq), 1), coalesce(max(e.seq), 0) \
               from area_clock c left join event e on e.area_id = c.area_id group by c.area_id, c.event_seq";
    let areas: Vec<(Id, i64, i64, i64, i64)> = db.all(sql).await.expect("events");
    assert!(!areas.is_empty(), "there is no area");
    for (area, clock, events, first, last) in areas {
        assert_eq!((events, first, last), (clock, 1, clock), "the events of area {area} have a gap");
    }
    let astray: Vec<(i64,)> = db
        .all("select seq from event where area_id not in (select area_id from area_clock)")
        .await
        .expect("events");
    assert!(astray.is_empty());
}

/// Requests, the cases they were opened as, and the events that say so are the same set; but for those of which
/// the ledger says that they were taken out again.
async fn every_beginning_told_once(db: &Db) {
    let requests = set(db, "select area_id, first_case_id, id from request").await;
    let cases: BTreeSet<(Id, Id)> =
        db.all("select area_id, id from cases").await.expect("cases").into_iter().collect();
    assert_eq!(requests.iter().map(|r| (r.0, r.1)).collect::<BTreeSet<_>>(), cases);
    let sql = "select e.area_id, e.subject_id, e.body from event e where e.subject_kind = 'case' and e.verb = 'receive' \
               and not exists (select 1 from event u where u.area_id = e.area_id and u.subject_id = e.subject_id \
               and u.subject_kind = 'case' and u.verb = 'undone')";
    let events: Vec<(Id, Id, String)> = db.all(sql).await.expect("events");
    let count = events.len();
    let told: BTreeSet<(Id, Id, Id)> =
        events.into_iter().map(|(area, case, body)| (area, case, request_in(&body))).collect();
    assert_eq!(told.len(), count, "a beginning was told twice");
    assert_eq!(told, requests);
}

async fn set(db: &Db, sql: &str) -> BTreeSet<(Id, Id, Id)> {
    db.all(Sql::new(sql, Vec::new())).await.expect("rows").into_iter().collect()
}

/// The request an event speaks of.
fn request_in(body: &str) -> Id {
    let facts: serde_json::Value = serde_json::from_str(body).expect("facts are JSON");
    facts["request"].as_str().and_then(|id| id.parse().ok()).expect("the request is named")
}

type Counted = (Id, String, i64, i64, Option<Ts>, Option<Id>, String, Ts, Option<Ts>, i64);

/// What begins the keys of cases that ended on a day.
const DAY: &str = "case.day.";

/// The aggregates say what counting every row says.
async fn counters_as_counted(db: &Db) {
    let sql = "select area_id, state, open, overdue, due_at, worker_id, level, received_at, closed_at, \
         case when settle_due is null or coalesce(handled_at, closed_at) <= settle_due then 1 else 0 end from cases";
    let mut counted: BTreeMap<(Id, String), i64> = BTreeMap::new();
    for row in db.all::<Counted>(sql).await.expect("cases") {
        for key in keys(&row) {
            *counted.entry((row.0, key)).or_default() += 1;
        }
    }
    let waiting = "select area_id, count(*) from message where state = 'pending' group by area_id";
    for (area, n) in db.all::<(Id, i64)>(waiting).await.expect("messages") {
        counted.insert((area, "message.pending".to_owned()), n);
    }
    let kept: Vec<(Id, String, i64)> = db
        .all("select area_id, key, n from counter where n <> 0 and (key >= 'case.' and key < 'case/' or key = 'message.pending')")
        .await
        .expect("counters");
    let kept: BTreeMap<(Id, String), i64> = kept.into_iter().map(|(area, key, n)| ((area, key), n)).collect();
    // The sweep forgets days of long ago; from the first day it kept they must agree.
    let first =
        |area: Id| kept.keys().find(|(a, key)| *a == area && key.starts_with(DAY)).map(|(_, key)| key);
    counted.retain(|(area, key), _| !key.starts_with(DAY) || first(*area).is_some_and(|first| key >= first));
    assert_eq!(kept, counted);
}

fn keys((_, state, open, overdue, due, worker, level, received, closed, in_time): &Counted) -> Vec<String> {
    let zone = shanghai();
    let month = |at: &Ts| at.day(&zone).to_string()[..7].to_owned();
    let mut keys = vec![format!("case.state.{state}")];
    if state != "withdrawn" && state != "merged" {
        keys.push(format!("case.month.{}.received", month(received)));
        if let Some(at) = closed {
            keys.push(format!("case.month.{}.closed", month(at)));
            keys.push(format!("{DAY}{}.closed", at.day(&zone)));
            keys.extend((*in_time == 1).then(|| format!("{DAY}{}.in_time", at.day(&zone))));
        }
    }
    if *open == 1 {
        keys.push("case.open".to_owned());
        keys.extend((*overdue == 1).then(|| "case.overdue".to_owned()));
        keys.extend(due.map(|at| format!("case.due.{}", at.day(&zone))));
        keys.extend(worker.map(|worker| format!("case.worker.{worker}")));
        keys.extend((level != "area").then(|| format!("case.level.{level}")));
    }
    keys
}
