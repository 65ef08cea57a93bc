//! The registry as its workers use it, over HTTP, on each database at hand.

mod bodies;
mod duties;
mod import;
mod people;
mod places;
mod profile;
mod standing;
mod street;
mod true_size;

use linju_db::{Db, Sql, args};
use linju_kernel::Id;
use linju_web::testing::{Answer, Browser, Stage};

/// A stage with this feature.
pub async fn stage(db: Db) -> Stage {
    Stage::on(db, &[linju_registry::FEATURE]).await
}

/// A page that came whole: no missing words, no broken template.
pub fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    worded(&answer.body);
    &answer.body
}

/// No key stands where words should.
pub fn worded(body: &str) {
    for start in [
        "[reg-",
        "[roster-",
        "[fig-",
        "[role-",
        "[residence-",
        "[household-",
        "[body-",
        "[refusal-",
        "[person-",
        "[place-",
        "[standing-",
        "[looks-",
        "[look-",
        "[street-",
        "[contact-",
        "[property-",
    ] {
        let at = body.find(start);
        assert!(at.is_none(), "a missing text: {:?}", at.map(|at| &body[at..(at + 60).min(body.len())]));
    }
}

/// Registers a person through the form; the id from where it leads.
pub async fn register(worker: &mut Browser, fields: &[(&str, &str)]) -> String {
    let answer = worker.post("/staff/jiugeng/registry/people/new", fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    answer.location.rsplit('/').next().expect("an address has parts").to_owned()
}

/// How many rows of `table` the area has.
pub async fn rows(stage: &Stage, table: &str, area: Id) -> i64 {
    let sql = format!("select count(*) from {table} where area_id = ?");
    stage.house().db.one::<(i64,)>(Sql::new(sql, args![area])).await.expect("a count").0
}
