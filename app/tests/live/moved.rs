//! Moved from one database to the other and back, a street is the same.

use crate::rig::{AREAS, number, street, wait_for};
use linju_app::moving::{self, Options};
use linju_app::open::Place;
use linju_app::wiring;
use linju_core::House;
use linju_db::transfer::{Content, Progress};
use linju_db::{Batch, Db, Sql, args};
use linju_kernel::Id;
use linju_kernel::time::SystemClock;
use linju_request::intake::{Said, prepare, receive};
use linju_request::rules::case::Channel;
use std::path::Path;
use std::sync::Arc;

/// Where the tests' PostgreSQL is.
const POSTGRES: &str = "LINJU_TEST_POSTGRES";

/// How many cases; a multiple of a hundred.
fn cases() -> usize {
    number("LINJU_MOVED_CASES").unwrap_or(5_000) as usize / 100 * 100
}

/// A street with its cases, said by phone, in a folder.
async fn fill(place: &Place) {
    let house = place.house(Arc::new(SystemClock)).await.expect("a house");
    let category = street(&house).await;
    house.files.take(b"OggS a voice".to_vec()).await.expect("a file");
    for chunk in 0..cases() / 100 {
        let mut changes = Vec::new();
        for n in 0..100 {
            let words = format!("楼道灯{}号不亮，电话13800001234", chunk * 100 + n);
            let area = house.reference().area_by_code(AREAS[n % 2]).expect("an area").id;
            let said = said(&house, area, &category, words).await;
            changes.push(prepare(&house, said).await.expect("a request").0);
        }
        house.commit_all(changes).await.expect("a hundred");
    }
    end_leases(&house.db).await;
    house.db.close().await;
}

/// Takes a request in by phone; gives its case.
pub async fn take_in(house: &House, area: Id, category: &str, words: String) -> Id {
    let said = said(house, area, category, words).await;
    receive(house, said).await.expect("taken in").case
}

async fn said(house: &House, area: Id, category: &str, words: String) -> Said {
    Said {
        channel: Channel::Phone,
        place: house.root_place(area).await.expect("the area's place"),
        place_note: String::new(),
        words,
        category: category.to_owned(),
        nature: String::new(),
        name: Some("周阿姨".into()),
        phone: Some("13800001234".into()),
        behalf: None,
        way: None,
        entered_by: None,
        source: None,
        at: house.now(),
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    }
}

/// Lets the minute pass in which a node might still be at work.
async fn end_leases(db: &Db) {
    db.write(Batch::new().exec("update lease set until = 0", args![])).await.expect("leases");
}

fn place(folder: &Path, database: Option<String>) -> Place {
    Place { data: folder.to_owned(), database, ..Place::default() }
}

fn go_on(_: Progress<'_>) -> bool {
    true
}

fn hashes(contents: Vec<Content>) -> Vec<Content> {
    contents.into_iter().filter(|content| content.table != "lease").collect()
}

#[test]
fn a_street_goes_to_the_other_database_and_comes_back() {
    let Ok(server) = std::env::var(POSTGRES) else {
        return println!("skipped: PostgreSQL ({POSTGRES} names none)");
    };
    let folder = tempfile::tempdir().expect("a folder");
    wait_for(async {
        let (source, back) =
            (place(&folder.path().join("one"), None), place(&folder.path().join("two"), None));
        fill(&source).await;
        let schema = format!("moved_{}", std::process::id());
        let admin = Db::open(&server).expect("a server");
        for sql in [format!("drop schema if exists {schema} cascade"), format!("create schema {schema}")] {
            admin.write(Batch::new().exec(sql, args![])).await.expect("a schema");
        }
        let postgres = format!("{server}?options=-csearch_path%3D{schema}");

        let there =
            Options { from: source.database_url(), to: postgres.clone(), files_from: None, files_to: None };
        let first = hashes(moving::moved(&there, go_on).await.expect("moved"));
        let of =
            |table: &str| first.iter().find(|content| content.table == table).map(|content| content.rows);
        assert_eq!(
            (of("cases"), of("request"), of("text_index")),
            (Some(cases()), Some(cases()), Some(cases()))
        );

        // A node of the new side works with the key and the files of the old, and finds what was said.
        let node = place(&source.data, Some(postgres.clone()));
        let house = node.house(Arc::new(SystemClock)).await.expect("a house");
        let area = house.reference().area_by_code(AREAS[1]).expect("an area").id;
        let found = Sql::new("select c.id from cases c where c.area_id = ?", args![area]);
        let found: Vec<(i64,)> =
            house.db.all(found.matching("c.id", area, &format!("灯{}号", cases() - 1))).await.expect("found");
        assert_eq!(found.len(), 1);
        for area in house.reference().areas.iter() {
            let differences = linju_request::figures::recount(&house, area.id, false).await.expect("counted");
            assert_eq!(differences, []);
        }
        end_leases(&house.db).await;
        house.db.close().await;

        std::fs::create_dir_all(&back.data).expect("a folder");
        let home = Options {
            from: postgres.clone(),
            to: back.database_url(),
            files_from: Some(source.data.join("files").display().to_string()),
            files_to: Some(back.data.join("files").display().to_string()),
        };
        let second = hashes(moving::moved(&home, go_on).await.expect("moved back"));
        assert_eq!(first, second);
        assert_eq!(
            moving::copy_files(&source.files().expect("files"), &back.files().expect("files"))
                .expect("copied"),
            1
        );
        let (db, applied) = back.database().await.expect("a database");
        assert_eq!(applied, 0);
        crate::books::balance(&db).await;
        admin.write(Batch::new().exec(format!("drop schema {schema} cascade"), args![])).await.expect("gone");
    });
}

#[test]
fn a_move_waits_for_the_servers_and_spares_what_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    wait_for(async {
        let (source, full) =
            (place(&folder.path().join("one"), None), place(&folder.path().join("two"), None));
        let house = source.house(Arc::new(SystemClock)).await.expect("a house");
        street(&house).await;
        let (db, _) = full.database().await.expect("a database");
        let options = Options {
            from: source.database_url(),
            to: full.database_url(),
            files_from: None,
            files_to: None,
        };
        let early = moving::moved(&options, go_on).await.expect_err("someone is at work");
        assert!(early.to_string().contains("stop every server"), "{early:#}");
        end_leases(&house.db).await;
        let refused = moving::moved(&options, go_on).await.expect_err("not empty");
        assert!(refused.to_string().contains("not empty"), "{refused:#}");
        assert_eq!(db.migrate(&wiring::migrations()).await, Ok(0), "it is left as it was");
        let nowhere = Options { from: "sqlite:/nowhere/linju.db".into(), ..options };
        assert!(moving::moved(&nowhere, go_on).await.is_err());
    });
}
