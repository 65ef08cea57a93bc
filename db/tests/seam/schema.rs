//! The schema as the engines' catalogues tell it: the same on both.

use linju_db::Migration;
use linju_db::schema::{Reference, Table};
use linju_db::testing::each_engine;
use std::collections::BTreeSet;

const SCHEMA: Migration = Migration {
    id: "20261123_1_schema",
    sql: "create table area (id bigint primary key, code text not null unique);
        create table place (b bigint not null, area_id bigint not null references area (id), up bigint, name text,
            primary key (area_id, b), unique (area_id, name), foreign key (area_id, up) references place (area_id, b));
        create unique index place_up on place (up, area_id) where name is not null;
        create index place_name on place (name);",
};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn keys(keys: &[&[&str]]) -> BTreeSet<Vec<String>> {
    keys.iter().map(|key| words(key)).collect()
}

fn reference(columns: &[&str], table: &str, to: &[&str]) -> Reference {
    Reference { columns: words(columns), table: table.into(), to: words(to) }
}

#[tokio::test]
async fn columns_keys_and_references_are_read_alike() {
    each_engine(|db| async move {
        db.migrate(&[SCHEMA]).await.unwrap();
        let area = Table {
            name: "area".into(),
            columns: words(&["id", "code"]),
            key: words(&["id"]),
            unique: keys(&[&["code"]]),
            references: BTreeSet::new(),
        };
        let place = Table {
            name: "place".into(),
            columns: words(&["b", "area_id", "up", "name"]),
            key: words(&["area_id", "b"]),
            unique: keys(&[&["area_id", "name"], &["up", "area_id"]]),
            references: BTreeSet::from([
                reference(&["area_id"], "area", &["id"]),
                reference(&["area_id", "up"], "place", &["area_id", "b"]),
            ]),
        };
        assert_eq!(db.tables().await.unwrap(), [area, place]);
    })
    .await;
}
