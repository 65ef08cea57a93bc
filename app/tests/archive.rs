//! Backup and restore: the whole demo street there and back, while work goes on; what is damaged, in the way or
//! too new is refused by name; what is old is brought up to date.

mod books;

use linju_app::archive::{backup, restore};
use linju_app::open::Place;
use linju_app::{demo, wiring};
use linju_core::House;
use linju_db::{Batch, Db, Migration, Sql, args};
use linju_kernel::Id;
use linju_kernel::time::SystemClock;
use linju_request::intake::{Said, receive};
use linju_request::rules::case::Channel;
use linju_request::store::requests;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;

fn place(folder: &TempDir, name: &str) -> Place {
    Place { data: folder.path().join(name), ..Place::default() }
}

fn said(why: anyhow::Error) -> String {
    format!("{why:#}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_street_comes_back_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, copy) = (place(&folder, "source"), folder.path().join("copy"));
    let house = source.house(Arc::new(SystemClock)).await.expect("a house");
    demo::make(&house, "correct horse battery").await.expect("a demo");

    let target = place(&folder, "target");
    backup(&source, &copy, true).await.expect("a backup");
    restore(&target, &copy).await.expect("restored");

    let restored = target.house(Arc::new(SystemClock)).await.expect("a house");
    let (before, after) = (digests(&house.db).await, digests(&restored.db).await);
    assert!(
        before.values().map(|(rows, _)| rows).sum::<usize>() > 10_000,
        "the demo is nearly empty: {before:?}"
    );
    assert_eq!(before, after);
    let files = files_in(&source.data.join("files"));
    assert!(!files.is_empty(), "the demo has no files");
    assert_eq!(files, files_in(&target.data.join("files")));
    books::balance(&restored.db).await;
    assert_eq!(names(&house).await, names(&restored).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_photo_is_named_and_keeps_nothing_else_out_of_the_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, copy) = (place(&folder, "source"), folder.path().join("copy"));
    let house = street(&source).await;
    house.files.take(b"OggS a voice".to_vec()).await.expect("a voice");
    let photo = house.files.take(picture()).await.expect("a picture").sha256;
    let name: String = photo.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(source.data.join("files").join(&name[..2]).join(&name), "else").expect("damaged");
    let why = said(backup(&source, &copy, true).await.expect_err("damaged"));
    assert!(why.contains(&name) && why.contains("1 of 2 files") && why.contains("not whole"), "{why}");
    let target = place(&folder, "target");
    restore(&target, &copy).await.expect("the rest is there");
    assert_eq!(files_in(&target.data.join("files")).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_while_someone_writes_is_one_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, target) = (place(&folder, "source"), place(&folder, "target"));
    let house = street(&source).await;
    let stop = Arc::new(AtomicBool::new(false));
    let (first, begun) = tokio::sync::oneshot::channel();
    let writer = tokio::spawn(write_until(house.clone(), stop.clone(), first));
    begun.await.expect("the writer writes");
    let copy = folder.path().join("copy");
    backup(&source, &copy, true).await.expect("a backup");
    stop.store(true, Ordering::Release);
    let written = writer.await.expect("the writer ends well");

    restore(&target, &copy).await.expect("restored");
    let (db, _) = target.database().await.expect("a database");
    books::balance(&db).await;
    let kept: Vec<(Id,)> = db.all("select id from request order by id").await.expect("requests");
    let kept: Vec<Id> = kept.into_iter().map(|row| row.0).collect();
    assert!(!kept.is_empty(), "what was written before is missing");
    assert_eq!(kept, written[..kept.len()], "something is missing in between");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_a_backup_shows_no_words_and_with_it_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, copy) = (place(&folder, "source"), folder.path().join("copy"));
    let house = street(&source).await;
    let request = receive(&house, words(&house, "灯坏了").await).await.expect("taken in").request;
    backup(&source, &copy, false).await.expect("a backup");
    assert!(!copy.join("master.key").exists());
    restore(&place(&folder, "stranger"), &copy).await.expect("restored");
    restore(&place(&folder, "owner"), &copy).await.expect("restored");

    let area = house.reference().areas[0].id;
    let stranger = place(&folder, "stranger");
    let refused = stranger.house(Arc::new(SystemClock)).await.expect_err("no key, no house");
    assert!(refused.to_string().contains("master.key"), "{refused}");
    std::fs::write(stranger.key_path(), "0".repeat(64)).expect("a key of their own");
    let stranger = stranger.house(Arc::new(SystemClock)).await.expect("a house");
    let row = requests::load(&stranger, area, request).await.expect("the row is there");
    assert!(row.words(&stranger).is_err() && row.phone(&stranger).is_err());
    let key_file = Some(source.key_path());
    let owner =
        Place { key_file, ..place(&folder, "owner") }.house(Arc::new(SystemClock)).await.expect("a house");
    let row = requests::load(&owner, area, request).await.expect("the row is there");
    assert_eq!(row.words(&owner).expect("opens"), "灯坏了");
    assert_eq!(row.phone(&owner).expect("opens").as_deref(), Some("13800001234"));
}

#[tokio::test]
async fn what_is_damaged_or_missing_is_named_and_nothing_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, copy) = (place(&folder, "source"), folder.path().join("copy"));
    let house = street(&source).await;
    house.files.take(picture()).await.expect("a picture");
    backup(&source, &copy, true).await.expect("a backup");
    let names: Vec<PathBuf> =
        files_in(&copy).into_keys().filter(|name| !name.ends_with("backup.json")).collect();
    assert!(names.len() >= 3, "database, key and picture: {names:?}");

    for name in names {
        let path = copy.join(&name);
        let sound = std::fs::read(&path).expect("a file of the backup");
        let mut damaged = sound.clone();
        damaged[sound.len() / 2] ^= 1;
        for broken in [Some(damaged), Some(sound[..sound.len() - 1].to_vec()), None] {
            match broken {
                Some(bytes) => std::fs::write(&path, bytes).expect("written"),
                None => std::fs::remove_file(&path).expect("removed"),
            }
            let target = place(&folder, "target");
            let why = said(restore(&target, &copy).await.expect_err("damaged"));
            assert!(why.contains(&name.display().to_string()), "{why} does not name {}", name.display());
            assert!(!target.data.exists(), "something was made of a damaged backup");
        }
        std::fs::write(&path, sound).expect("mended");
    }
    std::fs::write(copy.join("backup.json"), "{").expect("written");
    let why = said(restore(&place(&folder, "target"), &copy).await.expect_err("no list"));
    assert!(why.contains("list"), "{why}");
}

#[tokio::test]
async fn a_backup_reaches_no_file_outside_the_new_folder() {
    let (folder, source) = of_schema(&wiring::migrations()).await;
    let copy = folder.path().join("copy");
    backup(&source, &copy, false).await.expect("a backup");
    let list = std::fs::read_to_string(copy.join("backup.json")).expect("the list");
    std::fs::copy(copy.join("linju.db"), folder.path().join("planted")).expect("a file beside the backup");
    std::fs::write(copy.join("backup.json"), list.replace("linju.db", "../planted")).expect("written");
    let target = Place { data: folder.path().join("deep").join("target"), ..place(&folder, "") };
    let why = said(restore(&target, &copy).await.expect_err("outside"));
    assert!(why.contains("../planted"), "{why}");
    assert!(!folder.path().join("deep").exists());
}

#[tokio::test]
async fn nothing_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, copy) = (place(&folder, "source"), folder.path().join("copy"));
    street(&source).await;
    let taken = place(&folder, "taken");
    std::fs::create_dir(&taken.data).expect("a folder");
    std::fs::write(taken.data.join("letter.txt"), "not yours").expect("a letter");

    assert!(said(backup(&source, &taken.data, true).await.expect_err("taken")).contains("not empty"));
    backup(&source, &copy, true).await.expect("a backup");
    assert!(said(restore(&taken, &copy).await.expect_err("taken")).contains("not empty"));
    assert_eq!(files_in(&taken.data).into_keys().collect::<Vec<_>>(), [PathBuf::from("letter.txt")]);
    let elsewhere = Place { database: Some("sqlite:elsewhere.db".into()), ..place(&folder, "target") };
    assert!(said(restore(&elsewhere, &copy).await.expect_err("elsewhere")).contains("--database-url"));
    let nothing = place(&folder, "nothing");
    assert!(
        said(backup(&nothing, &folder.path().join("other"), true).await.expect_err("nothing"))
            .contains("no database")
    );
    assert!(said(restore(&nothing, &source.data).await.expect_err("no backup")).contains("no backup"));
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date() {
    let mut history = wiring::migrations();
    history.sort_by_key(|migration| migration.id);
    let newest = history.pop().expect("there are migrations").id;
    let (folder, source) = of_schema(&history).await;
    let (copy, target) = (folder.path().join("copy"), place(&folder, "target"));
    backup(&source, &copy, false).await.expect("a backup");
    restore(&target, &copy).await.expect("restored");

    let db = Db::open(&target.database_url()).expect("a database");
    let applied: Vec<(String,)> =
        db.all("select id from migration order by id desc limit 1").await.expect("the history");
    assert_eq!(applied, [(newest.to_owned(),)]);
    let streets: Vec<(String,)> = db.all("select name from street").await.expect("streets");
    assert_eq!(streets, [("北外滩街道".to_owned(),)]);
    assert_eq!(target.database().await.expect("at this release's schema").1, 0);
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let mut history = wiring::migrations();
    history.push(Migration {
        id: "29990101_0001_later",
        sql: "create table later (id bigint not null primary key)",
    });
    let (folder, source) = of_schema(&history).await;
    let copy = folder.path().join("copy");
    backup(&source, &copy, false).await.expect("a backup");
    let target = place(&folder, "target");
    let why = said(restore(&target, &copy).await.expect_err("too new"));
    assert!(why.contains("29990101_0001_later") && why.contains("newer release"), "{why}");
    assert!(!target.data.exists(), "half a data folder is left");
}

/// A database with one street that has been through `history` and no further.
async fn of_schema(history: &[Migration]) -> (TempDir, Place) {
    let folder = tempfile::tempdir().expect("a folder");
    let source = place(&folder, "source");
    std::fs::create_dir(&source.data).expect("a folder");
    let db = Db::open(&source.database_url()).expect("a database");
    db.migrate(history).await.expect("the schema is sound");
    let insert = Batch::new().exec("insert into street (id, name) values (?, ?)", args![1, "北外滩街道"]);
    db.write(insert).await.expect("a street");
    db.close().await;
    (folder, source)
}

/// A house with one street and one area.
async fn street(place: &Place) -> Arc<House> {
    let house = place.house(Arc::new(SystemClock)).await.expect("a house");
    linju_app::admin::street(&house, "北外滩街道").await.expect("a street");
    house.refresh().await.expect("a reference");
    let area = linju_app::admin::NewArea {
        code: "jiugeng".into(),
        name: "久耕居民区".into(),
        seal: "久耕".into(),
        phone: "02155550128".into(),
        address: String::new(),
        owners_committee: false,
        demo: true,
    };
    linju_app::admin::area(&house, &area).await.expect("an area");
    house
}

/// Takes requests in, one after the other, and gives their ids in that order. Says when the first is in.
async fn write_until(
    house: Arc<House>,
    stop: Arc<AtomicBool>,
    first: tokio::sync::oneshot::Sender<()>,
) -> Vec<Id> {
    let mut written = Vec::new();
    let mut first = Some(first);
    while !stop.load(Ordering::Acquire) {
        let said = words(&house, &format!("第{}盏灯坏了", written.len())).await;
        written.push(receive(&house, said).await.expect("taken in").request);
        if let Some(first) = first.take() {
            first.send(()).expect("someone waits");
        }
    }
    written
}

async fn words(house: &House, words: &str) -> Said {
    let reference = house.reference();
    Said {
        channel: Channel::Phone,
        place: house.root_place(reference.areas[0].id).await.expect("the area's place"),
        place_note: String::new(),
        words: words.to_owned(),
        category: reference.categories.iter().find(|c| c.active).expect("a category").code.clone(),
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

/// A small picture, as a phone might send it.
fn picture() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8, y as u8, 0]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    png.into_inner()
}

/// Every name left with a request, opened.
async fn names(house: &House) -> BTreeMap<Id, String> {
    let sql = format!(
        "select {} from request r where r.name_sealed is not null",
        requests::RequestRow::select("r")
    );
    let rows: Vec<requests::RequestRow> = house.db.all(Sql::new(sql, Vec::new())).await.expect("requests");
    assert!(!rows.is_empty(), "nobody left a name");
    rows.iter().map(|row| (row.id, row.name(house).expect("opens").expect("a name"))).collect()
}

/// Rows and hash of every table, its rows in the order of their text.
async fn digests(db: &Db) -> BTreeMap<String, (usize, Vec<u8>)> {
    let tables = "select name from sqlite_master where type = 'table' and sql not like 'create virtual%' \
                  and name not in ('lease', 'job', 'reference_version')";
    let mut digests = BTreeMap::new();
    for (table,) in db.all::<(String,)>(tables).await.expect("tables") {
        let columns = Sql::new("select name from pragma_table_info(?) order by cid", args![table.as_str()]);
        let columns: Vec<(String,)> = db.all(columns).await.expect("columns");
        let columns: Vec<String> = columns.into_iter().map(|(name,)| format!("quote(\"{name}\")")).collect();
        let sql = format!("select {} from \"{table}\" order by 1", columns.join(" || ',' || "));
        let rows: Vec<(String,)> = db.all(Sql::new(sql, Vec::new())).await.expect("rows");
        let mut hash = Sha256::new();
        rows.iter().for_each(|(row,)| hash.update(format!("{row}\n")));
        digests.insert(table, (rows.len(), hash.finalize().to_vec()));
    }
    digests
}

/// Every file below `folder` by its path within, with its hash.
fn files_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("within").to_owned();
                files.insert(name, Sha256::digest(std::fs::read(&path).expect("a file")).to_vec());
            }
        }
    }
    files
}
