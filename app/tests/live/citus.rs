//! Ready to be spread over many machines by area: every key of every table that is spread begins with the area.

use linju_app::wiring;
use linju_db::schema::Table;
use linju_db::testing::each_engine;
use std::collections::BTreeMap;

/// What `docs/scale.md` tells to copy to every machine.
const REFERENCE: &[&str] =
    &["street", "area", "organisation", "account", "account_role", "category", "calendar_year"];
/// What stays on the coordinator: work of the whole installation, and what is keyed by a hash.
const LOCAL: &[&str] =
    &["session", "trusted_device", "attempt", "lease", "job", "job_failure", "reference_version"];

/// A key that carries no area: table and columns.
fn keys_without_area(table: &Table) -> Vec<String> {
    let keys = std::iter::once(&table.key).chain(&table.unique);
    let without = keys.filter(|key| !key.iter().any(|column| column == "area_id"));
    without.map(|key| format!("{} ({})", table.name, key.join(", "))).collect()
}

fn is_spread(name: &str) -> bool {
    !REFERENCE.contains(&name) && !LOCAL.contains(&name)
}

#[tokio::test]
async fn every_key_of_a_spread_table_carries_the_area() {
    each_engine(|db| async move {
        db.migrate(&wiring::migrations()).await.expect("the schema");
        let tables: BTreeMap<String, Table> =
            db.tables().await.expect("tables").into_iter().map(|table| (table.name.clone(), table)).collect();
        for name in REFERENCE.iter().chain(LOCAL) {
            assert!(tables.contains_key(*name), "{name} is listed and not there");
        }
        let mut wrong = Vec::new();
        for table in tables.values().filter(|table| is_spread(&table.name)) {
            wrong.extend(keys_without_area(table));
            for reference in &table.references {
                // To a table on every machine by its own key; to a spread one within the area.
                let by_area = reference
                    .columns
                    .iter()
                    .zip(&reference.to)
                    .any(|(here, there)| here == "area_id" && there == "area_id");
                let near =
                    REFERENCE.contains(&reference.table.as_str()) || (is_spread(&reference.table) && by_area);
                if !near {
                    wrong.push(format!(
                        "{} refers to {} by ({})",
                        table.name,
                        reference.table,
                        reference.columns.join(", ")
                    ));
                }
            }
        }
        for table in REFERENCE.iter().filter_map(|name| tables.get(*name)) {
            let far = table.references.iter().filter(|r| !REFERENCE.contains(&r.table.as_str()));
            wrong.extend(far.map(|r| format!("{} is everywhere and refers to {}", table.name, r.table)));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

/// The page that tells how to spread them names the same tables.
#[test]
fn the_page_names_the_same_tables() {
    let page = include_str!("../../../docs/scale.md");
    let told: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("select create_reference_table('")).collect();
    assert_eq!(told, REFERENCE.iter().map(|name| format!("{name}');")).collect::<Vec<_>>());
    for name in LOCAL {
        assert!(page.contains(&format!("`{name}`")), "{name} is not named");
    }
}

/// A table whose keys were forgotten is found.
#[test]
fn a_key_without_the_area_is_found() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut table = Table { name: "thing".into(), key: words(&["area_id", "id"]), ..Table::default() };
    assert!(keys_without_area(&table).is_empty());
    table.unique.insert(words(&["code"]));
    assert_eq!(keys_without_area(&table), ["thing (code)"]);
}
