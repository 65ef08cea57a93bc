//! An index is used from the first day on, not only once someone has gathered statistics.

use linju_db::{Batch, Db, Migration, Sql, args};
use tempfile::TempDir;

const WORDS: &[Migration] = &[Migration {
    id: "20261123_1_words",
    sql: "create table words (
            area_id bigint not null,
            id bigint not null,
            case_id bigint not null,
            text text not null,
            primary key (area_id, id)
        );
        create index words_case on words (area_id, case_id, id);",
}];
const LATER: Migration =
    Migration { id: "20261124_1_text", sql: "create index words_text on words (area_id, text, id)" };

const OF_CASE: &str = "select id, text from words where area_id = ? and case_id = ? order by id limit 20";
const OF_TEXT: &str = "select id, case_id from words where area_id = ? and text = ? order by id limit 20";

/// A database in a file, so that it can be looked at anew: asking for a plan does not notice by itself that another
/// connection changed the schema, as running the query does.
async fn database() -> (TempDir, String, Db) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("words.db").display());
    let db = Db::open(&url).unwrap();
    db.migrate(WORDS).await.unwrap();
    (folder, url, db)
}

async fn plan(url: &str, sql: &str) -> String {
    let sql = Sql::new(format!("explain query plan {sql}"), args![1, 1]);
    let steps: Vec<(i64, i64, i64, String)> = Db::open(url).unwrap().all(sql).await.unwrap();
    steps.into_iter().map(|step| step.3).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn a_row_of_an_area_is_looked_up_and_not_searched_for() {
    let (_folder, url, db) = database().await;
    assert!(plan(&url, OF_CASE).await.contains("words_case"), "in an empty table");
    for id in 0..20 {
        let sql = "insert into words (area_id, id, case_id, text) values (1, ?, ?, 'x')";
        db.write(Batch::new().exec(sql, args![id, id / 2])).await.unwrap();
    }
    db.close().await;
    assert!(plan(&url, OF_CASE).await.contains("words_case"), "in a young one, after it was closed");
}

#[tokio::test]
async fn an_index_that_came_later_is_used_too() {
    let (_folder, url, db) = database().await;
    assert!(!plan(&url, OF_TEXT).await.contains("words_text"));
    db.migrate(&[WORDS, &[LATER]].concat()).await.unwrap();
    assert!(plan(&url, OF_TEXT).await.contains("words_text"));
    assert!(plan(&url, OF_CASE).await.contains("words_case"));
}
