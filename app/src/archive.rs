//! Backup and restore: a folder with the database, the files, and a list of what is in it.

use crate::moving::copy_files;
use crate::open::Place;
use anyhow::{Context, bail};
use linju_core::file::FileStore;
use linju_db::Db;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

const LIST: &str = "backup.json";

/// What a backup holds: each file by its path within, with size and hash.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    release: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Entry {
    bytes: u64,
    sha256: String,
}

/// Copies a data folder into a new one, while the server may be running. A file that cannot be copied is named at the
/// end; the rest is a backup all the same.
pub async fn backup(place: &Place, to: &Path, with_key: bool) -> anyhow::Result<()> {
    if to.exists() && std::fs::read_dir(to)?.next().is_some() {
        bail!("{} is not empty; a backup needs a folder of its own", to.display());
    }
    let database = place.data.join("linju.db");
    if place.database.is_none() && !database.exists() {
        bail!("there is no database in {}", place.data.display());
    }
    std::fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let db = Db::open(&place.database_url())?;
    db.backup_to(&to.join("linju.db")).await.context("cannot copy the database")?;
    // Files are never changed once written, and each is written before the row that mentions it: those copied
    // after the database hold everything its rows mention.
    let copied = copy_files(&place.files()?, &FileStore::new(to.join("files"))?);
    if with_key {
        std::fs::copy(place.key_path(), to.join("master.key")).context("cannot copy the key")?;
    }
    let files = list_of(to)?;
    let n = files.len();
    let list = List { release: env!("CARGO_PKG_VERSION").into(), files };
    std::fs::write(to.join(LIST), serde_json::to_vec_pretty(&list)?)?;
    println!("{n} files in {}", to.display());
    if !with_key {
        println!("The master key is not among them: keep {} elsewhere.", place.key_path().display());
    }
    copied.context("the backup can be restored, but it is not whole")?;
    Ok(())
}

/// Makes a data folder from a backup: every file is checked against the list, then the database is brought to
/// this release's schema.
pub async fn restore(place: &Place, from: &Path) -> anyhow::Result<()> {
    if place.database.is_some() || place.files.is_some() {
        bail!(
            "restore makes a data folder with its own database and files; leave --database-url and --files out"
        );
    }
    if place.data.exists() && std::fs::read_dir(&place.data)?.next().is_some() {
        bail!("{} is not empty; restore never writes over data", place.data.display());
    }
    let text =
        std::fs::read(from.join(LIST)).with_context(|| format!("{} holds no backup", from.display()))?;
    let list: List = serde_json::from_slice(&text).context("the list of the backup is damaged")?;
    for (name, entry) in &list.files {
        if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
            bail!("{name} is not a file within the backup");
        }
        let found =
            entry_of(&from.join(name)).with_context(|| format!("{name} is missing from the backup"))?;
        if found != *entry {
            bail!("{name} is damaged: it is not what the backup's list says");
        }
    }
    let made = fill(place, from, &list).await;
    if made.is_err() {
        // Half a data folder must not look like one, nor stand in the way of the next try.
        std::fs::remove_dir_all(&place.data)?;
    }
    let applied = made?;
    println!(
        "{} files restored to {}; {applied} migrations applied.",
        list.files.len(),
        place.data.display()
    );
    if !list.files.contains_key("master.key") && !place.key_path().exists() {
        println!("Put the master key into {} before you start the server.", place.key_path().display());
    }
    Ok(())
}

/// Copies what the list names and brings the database to this release's schema; says how many migrations that
/// took.
async fn fill(place: &Place, from: &Path, list: &List) -> anyhow::Result<usize> {
    for name in list.files.keys() {
        let target = place.data.join(name);
        let folder = target.parent().context("a file is in a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        std::fs::copy(from.join(name), &target)
            .with_context(|| format!("cannot write {}", target.display()))?;
    }
    let (db, applied) = place.database().await?;
    db.close().await;
    Ok(applied)
}

fn list_of(root: &Path) -> anyhow::Result<BTreeMap<String, Entry>> {
    let mut files = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                files.insert(name, entry_of(&path)?);
            }
        }
    }
    Ok(files)
}

fn entry_of(path: &Path) -> anyhow::Result<Entry> {
    let bytes = std::fs::read(path)?;
    let sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    Ok(Entry { bytes: bytes.len() as u64, sha256 })
}
